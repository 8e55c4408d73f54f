"""Reads free-text remarks for cues: themes that may touch on safety, each tied to who is meant."""

from safetytool.remarks.find import Cue, find_cues

__all__ = ["Cue", "find_cues"]
