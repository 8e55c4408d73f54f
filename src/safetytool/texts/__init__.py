"""The words: what a finding says, the terms, and the statutory route, in Dutch and English.

Consumes findings (numbers and facts). Returns text. Leaves out every judgement: which finding
matters, and how much, was decided before.
"""

from safetytool.texts.load import route, term
from safetytool.texts.say import Said, say

__all__ = ["Said", "route", "say", "term"]
