"""Words that several steps share: the roles of columns, and the codes of what is no scale answer."""

from typing import Final, Literal, TypeAlias

Role: TypeAlias = Literal[
    "item", "school", "school_year", "class", "grade", "respondent_type", "gender", "text",
    "id", "date", "question", "answer", "count", "reporter", "about", "category",
    "follow_up", "remark", "ignored", "unrecognised",
]  # fmt: skip
"""What a column of an export is for."""

MISSING: Final = -1
WITHHELD: Final = -2
NOT_UNDERSTOOD: Final = -3
NOT_ASKED: Final = -4
"""Codes of what is no scale answer. A scale answer is its 0-based place on the scale, or its level."""
