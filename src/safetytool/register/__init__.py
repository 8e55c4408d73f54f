"""The register: every signal that a run found, and what people did with it; one SQLite file.

Consumes: signals as `Sighting`, and what people say of them as `Note`. Returns: `Record`s, which are matched
over the years. Leaves out: which earlier signals are worth a new one (analysis/follow_up.py), and any
wording.
"""

from safetytool.register.matching import Match, continuations, matches
from safetytool.register.model import KINDS, Entry, Kind, Note, Record, Sighting
from safetytool.register.store import Register

__all__ = [
    "KINDS", "Entry", "Kind", "Match", "Note", "Record", "Register", "Sighting", "continuations", "matches",
]  # fmt: skip
