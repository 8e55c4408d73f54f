"""Words that several steps share: roles of columns, codes of answers, of advisors' reports and of remarks."""

from typing import Final, Literal, TypeAlias, get_args

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

Category: TypeAlias = Literal[
    "bullying", "psychological violence", "physical violence", "sexual intimidation", "sexual abuse",
    "discrimination", "radicalisation", "other", "total",
]  # fmt: skip
"""What an advisor's report is about; "total" is all categories together."""

About: TypeAlias = Literal["pupil", "staff", "management", "parent", "outsider", "unknown", "any"]
"""Whom a report is about; "any" is all of them together."""

Reporter: TypeAlias = Literal["pupil", "parent", "staff", "anonymous", "unknown"]
"""Who came to the advisor."""

CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
ABOUTS: Final[tuple[About, ...]] = get_args(About)
REPORTERS: Final[tuple[Reporter, ...]] = get_args(Reporter)

Theme: TypeAlias = Literal[
    "sexual", "private_contact", "physical", "humiliation", "fear", "discrimination", "not_helped",
]  # fmt: skip
"""What a remark may point to."""

Who: TypeAlias = Literal["adult", "pupil", "home", "unknown"]
"""Whom a remark means: an adult at school, a pupil, somebody at home or outside school, or nobody certain."""

THEMES: Final[tuple[Theme, ...]] = get_args(Theme)
WHOS: Final[tuple[Who, ...]] = get_args(Who)
