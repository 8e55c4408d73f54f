"""Recognising a whole file: what its sheets and columns are, and what every answer means.

Consumes: a `read.Source`, the item bank, and where given a profile. Returns: a `SourceMeaning`.
Leaves out: anything that needs more than one file.
"""

from safetytool.recognise.setting import Hints
from safetytool.recognise.sheets import recognise

__all__ = ["Hints", "recognise"]
