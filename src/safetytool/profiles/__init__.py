"""Profiles: what a user says about one instrument, and a draft of that from what was recognised.

Consumes: a TOML file, or a file that was recognised. Returns: a `Profile`, or TOML.
Leaves out: reading answers by it, which `recognise` does.
"""

from safetytool.profiles.draft import draft_profile
from safetytool.profiles.load import load_profile
from safetytool.profiles.model import AnswerScale, ColumnRule, Profile

__all__ = ["AnswerScale", "ColumnRule", "Profile", "draft_profile", "load_profile"]
