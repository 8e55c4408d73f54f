"""The one tidy table between recognising and counting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from safetytool.bank.model import Bank


@dataclass(frozen=True)
class Responses:
    """Every respondent a row, every item a column.

    `people` has the text columns school, school_year, respondent_type, grade, class_name,
    gender ('' where not known; gender is girl, boy, other or ''), the bool columns doubtful
    (answers that may not be meant) and history (from --previous: never analysed itself), and
    the int column source (place in the list of inputs).
    `values` and `levels` have the same index and one int8 column an item id. In `values` an
    answer is its place on the scale that it was asked on, turned round where the wording was;
    in `levels` it is read: 0 no concern, 1 concern, 2 grave. Both have MISSING, WITHHELD,
    NOT_UNDERSTOOD and NOT_ASKED (recognise.model) for what is no scale answer.
    """

    people: pd.DataFrame
    values: pd.DataFrame
    levels: pd.DataFrame


@dataclass(frozen=True)
class Tally:
    """Aggregated exports: counted answers of respondents whom nobody can tell apart.

    `rows` has school, school_year, respondent_type, grade, class_name ('' is the whole school),
    item, level (as in `Responses.levels`), count, history and source.
    """

    rows: pd.DataFrame


TEXTS: Final = [
    "school", "school_year", "respondent_type", "grade", "class_name", "person", "source_kind", "text",
]  # fmt: skip
REPORTS: Final = [
    "school", "school_year", "class_name", "grade", "month", "reporter", "about", "category",
    "category_text", "count", "reported", "remark", "history", "side",
]  # fmt: skip
DISAGREEMENTS: Final = ["school", "school_year", "what", "stated", "summed", "file", "sheet", "row"]
FIGURES: Final = [
    "school_year", "sector", "category", "about", "unit", "count", "reported", "kind", "source_text", "file",
]  # fmt: skip
FIGURE_DISAGREEMENTS: Final = [
    "school_year", "sector", "category", "about", "unit", "what", "stated", "summed", "file",
]  # fmt: skip
ASKED: Final = [
    "school", "school_year", "respondent_type", "item", "wording", "plain", "scale", "reversed",
]  # fmt: skip


@dataclass(frozen=True)
class Reports:
    """What confidential advisors reported, each report or count once.

    `rows` has REPORTS: count 0 is a stated zero, reported False says that the file calls it not known.
    Totals that have parts are not among them. `side` marks a count of reports that are counted elsewhere by
    category, and only here by whom they are about: it adds no reports.
    `disagreements` has DISAGREEMENTS: totals that are not the sum of their parts.
    """

    rows: pd.DataFrame
    disagreements: pd.DataFrame
    given: bool
    """Whether there was any advisor's report at all; without one, nothing is known."""


NO_REPORTS: Final = Reports(pd.DataFrame(columns=REPORTS), pd.DataFrame(columns=DISAGREEMENTS), given=False)


@dataclass(frozen=True)
class Beside:
    """What other inputs of the same run have, where they are too large to be put together at once."""

    schools: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    """School years that are analysed."""
    analysed: pd.DataFrame | None = None
    """school, school_year and respondent_type of what is analysed, each once."""


@dataclass(frozen=True)
class Evidence:
    """All that the inputs say, in one shape, with the bank that it is written in."""

    bank: Bank
    """The item bank, with the items of the profiles in use."""
    responses: Responses
    tally: Tally
    inputs: tuple[Mapping[str, str | int], ...]
    """name, sha256 and rows of each input."""
    notes: tuple[str, ...]
    """How the files were understood (English sentences)."""
    not_recognised: pd.DataFrame
    """file, sheet, column, answer ('' for a whole column), respondents, why."""
    warnings: tuple[str, ...] = ()
    """What was left out or counted once, which the user must hear of (English sentences)."""
    texts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=TEXTS))
    """Remarks in people's own words, one a row: school, school_year, respondent_type ('' where an advisor
    wrote it), grade, class_name, person (place in `responses`, -1 where not known), source_kind (monitor
    or advisor), and text, as written: it holds names, and is shown nowhere before it is masked."""
    reports: Reports = field(default_factory=lambda: NO_REPORTS)
    """What confidential advisors reported."""
    asked: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ASKED))
    """How each question was asked, one row a school, school_year, respondent_type and item: wording (the
    question's text, '' where the file only has a code), plain (the same to compare by: its parts in normal
    form, without numbers, legends and instructions), scale (that its answers were read on, '' where they
    were not) and reversed (the wording asks the opposite of the bank's)."""
    figures: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=FIGURES))
    """Published figures of no school, each once: school_year, sector ('' all), category, about, unit
    (reports, files or ''), count, reported, kind (as in `AdvisorReport.rows`), source_text and file."""
    figure_disagreements: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=FIGURE_DISAGREEMENTS)
    )
    """Totals among `figures` that are not the sum of their parts: of which figure, what (English), stated,
    summed, file."""
