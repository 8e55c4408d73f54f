"""Which column of a table has which meaning: by its heading, and where that is open by its values.

Consumes: a `RawTable`. Returns: `Columns`. Leaves out the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.advisors.counts import is_not_reported, read_count, zero_stated
from safetytool.advisors.find_tables import RawTable
from safetytool.advisors.headings import Heading, with_person_as
from safetytool.advisors.labels import Label, read_label
from safetytool.advisors.people import is_person_text, read_people
from safetytool.advisors.places import Options, school_in_text
from safetytool.advisors.words import word_lists, word_set
from safetytool.errors import InputError
from safetytool.read.cells import is_number
from safetytool.read.model import Cell
from safetytool.recognise.dates import parse_dates
from safetytool.recognise.places import is_school_code, normalise_school, parse_school_year
from safetytool.wording import normalise

MOST: Final = 0.5
"""So many of a column's words settle what it is, where it stands in front of numbers."""
ALWAYS_COUNTS: Final = (
    "aantal",
    "number",
    "count",
    "n",
    "how many",
    "hoeveel",
    "freq",
    "abs",
    "keer",
    "aant",
    "qty",
    "amount",
)
"""Headings that begin so have numbers under them, and nothing else; 'Meldingen' may have texts."""
ROW_DIMS: Final = {
    "category": "category", "about": "about", "reporter": "reporter", "reporter_about": "about",
    "involved": "about",
    "month": "month", "date": "month", "class": "unit",
}  # fmt: skip
"""By what a column of a meaning tells reports apart."""


@dataclass(frozen=True)
class Figure:
    """A column of numbers of what its heading names."""

    column: int
    heading: Heading
    dims: frozenset[str]
    """By what its heading tells reports apart; empty for a total."""


@dataclass
class Columns:
    """The columns of a table by their meaning, the best first."""

    roles: dict[str, list[int]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The heading of every column."""
    unused: list[str] = field(default_factory=list)
    ticks: bool = False
    """The figures are ticks: a row is one report."""

    def first(self, role: str) -> int | None:
        """Return the best column of a meaning, or None."""
        return self.roles[role][0] if self.roles.get(role) else None

    @property
    def dims(self) -> frozenset[str]:
        """By what the rows tell reports apart."""
        return frozenset(dim for role, dim in ROW_DIMS.items() if self.roles.get(role))

    @property
    def is_list_of_cases(self) -> bool:
        """Whether a row is one report: no column has numbers."""
        return not self.figures and not self.roles.get("count")


def settle_columns(raw: RawTable, options: Options) -> Columns:
    """Say what every column of a table is."""
    found = Columns(texts=[heading.text for heading in raw.headings])
    values = [[cells[c] for _, cells in raw.rows if cells[c] is not None] for c in range(len(raw.headings))]
    reporters = _is_about_reporters(raw)
    for column, heading in enumerate(raw.headings):
        _place(found, column, heading, values[column])
    _settle_by_values(found, values, raw, options, reporters)
    _name_people(found, reporters)
    _settle_totals(found)
    found.ticks = any(read_count(v).state == "tick" for f in found.figures for v in values[f.column])
    found.unused = [
        found.texts[c]
        for c in range(len(raw.headings))
        if found.texts[c] and values[c] and c not in _used(found) and raw.headings[c].role != "ignored"
    ]
    return found


def _used(found: Columns) -> set[int]:
    return {c for columns in found.roles.values() for c in columns} | {f.column for f in found.figures}


def _place(found: Columns, column: int, heading: Heading, values: Sequence[Cell | None]) -> None:
    """Take a column for what its heading says, if its values can be that."""
    role = heading.role
    states = {read_count(value).state for value in values}
    if (
        role in {"figures", "count"}
        and values
        and all(isinstance(v, str) and v.endswith("%") for v in values)
    ):
        return
    if role == "figures":
        if not values or states & {"number", "tick", "no_tick", "not_reported"}:
            found.figures.append(Figure(column, heading, dims_of(heading)))
    elif role == "count" and not normalise(heading.text).startswith(ALWAYS_COUNTS) and heading.text:
        numbers = not values or states - {"broken", "empty"}
        found.roles.setdefault("count" if numbers else "remark", []).append(column)
    elif role in {"remark", "follow_up"} or (role and role not in {"ignored", "percent"}):
        found.roles.setdefault(role, []).append(column)


def dims_of(heading: Heading) -> frozenset[str]:
    """Return by what a heading of figures tells reports apart."""
    label = heading.label
    told = {
        "category": label.category and not label.total, "about": label.about, "reporter": label.reporter,
        "person": label.person, "month": heading.month, "year": heading.year, "school": heading.school,
    }  # fmt: skip
    return frozenset(dim for dim, value in told.items() if value)


def _is_about_reporters(raw: RawTable) -> bool:
    """Whether the people in a table are those who reported: its title says so, or somebody is anonymous."""
    first = [next((cell for cell in cells if cell is not None), None) for _, cells in raw.rows]
    named = [
        *(heading.label.person for heading in raw.headings),
        *(read_people(str(cell)).first for cell in first),
    ]
    if "anonymous" in named:
        return True
    nearest = f" {normalise(raw.titles[-1])} " if raw.titles else ""
    words = [normalise(word) for word in word_lists()["headings"]["reporter"]]
    about = [normalise(word) for word in word_lists()["headings"]["about"]]
    return any(f" {word} " in nearest for word in words) and not any(f" {word} " in nearest for word in about)


def _settle_by_values(
    found: Columns, values: list[list[Cell | None]], raw: RawTable, options: Options, reporters: bool
) -> None:
    """Say what columns are whose heading is empty or not known, or names another meaning than its values."""
    about, category = found.first("about"), found.first("category")
    if (
        about is not None
        and category is None
        and _share(values[about], _is_category) > MOST > _share(values[about], is_person_text)
    ):
        found.roles["category"] = found.roles.pop("about")
    elif (
        category is not None
        and about is None
        and not found.figures
        and _share(values[category], _is_only_person) > MOST
    ) and reporters:
        found.roles["reporter"] = found.roles.pop("category")
    counted = bool(found.figures or found.roles.get("count"))
    for column, heading in enumerate(raw.headings):
        if column in _used(found) or heading.role in {"ignored", "percent", "figures"} or not values[column]:
            continue
        leftmost = all(not values[c] for c in range(column)) and counted
        role = _role_of_values(values[column], leftmost, reporters, options)
        if not role and not heading.text and not counted and all(map(is_number, values[column])):
            role = "count"
        if role and not found.roles.get(role):
            found.roles[role] = [column]
        elif heading.text and _is_unknown_category(found, column, values[column]):
            label = Label(category="other")
            found.figures.append(
                Figure(column, replace(heading, role="figures", label=label), frozenset({"category"}))
            )
    remark = found.first("remark")
    if remark is not None and not found.roles.get("category") and _share(values[remark], _is_category) == 1:
        found.roles["category"] = [found.roles["remark"].pop(0)]
    found.figures.sort(key=lambda figure: figure.column)


def _is_unknown_category(found: Columns, column: int, values: Sequence[Cell | None]) -> bool:
    """Whether a column of numbers among columns of categories is of a category that is not known."""
    categories = [figure.column for figure in found.figures if "category" in figure.dims]
    numbers = all(read_count(value).state not in {"broken"} for value in values)
    return bool(categories) and column > min(categories) and numbers


def _words(values: Sequence[Cell | None]) -> list[str]:
    """Return the distinct texts of a column that are no total, no zero and not 'not reported'."""
    totals = tuple(word_set("totals", "starts"))
    texts = dict.fromkeys(value for value in values if isinstance(value, str))
    return [
        text for text in texts
        if not normalise(text).startswith(totals) and not is_not_reported(text) and zero_stated(text) is None
    ]  # fmt: skip


def _share(values: Sequence[Cell | None], test: object) -> float:
    words = _words(values)
    return sum(bool(test(word)) for word in words) / len(words) if words and callable(test) else 0.0


def _is_category(text: str) -> bool:
    label = read_label(text)
    return label.category is not None and (label.whole or label.category != "other")


def _is_only_person(text: str) -> bool:
    return is_person_text(text) and read_label(text).category is None


def _role_of_values(values: Sequence[Cell | None], leftmost: bool, reporters: bool, options: Options) -> str:
    """Return the meaning that a column's values show by themselves; '' where they do not."""
    words = _words(values)
    if not words:
        dates = parse_dates([value for value in values if value is not None])
        is_dates = (
            bool(values) and all(dates.values()) and not any(isinstance(v, int | float) for v in values)
        )
        return "date" if is_dates else ""
    if all(_is_year(word) for word in words):
        return "school_year"
    if all(parse_dates(words).values()):
        return "date"
    if all(normalise(word) in word_lists()["months"] for word in words):
        return "month"
    if all(
        is_school_code(normalise_school(word)) or school_in_text(word, options.register) for word in words
    ):
        return "school"
    category, person = _share(values, _is_category), _share(values, _is_only_person)
    if category == 1 or (leftmost and category >= MOST):
        return "category"
    if leftmost and person >= MOST:
        return "reporter" if reporters else "about"
    return ""


def _is_year(text: str) -> bool:
    try:
        return parse_school_year(text) is not None
    except InputError:
        return False


def _name_people(found: Columns, reporters: bool) -> None:
    """Say of people over columns of numbers whether they reported or are reported about."""
    role = "reporter" if reporters else "about"
    for place, figure in enumerate(found.figures):
        if figure.heading.label.person:
            heading = replace(figure.heading, label=with_person_as(figure.heading.label, role))
            found.figures[place] = Figure(figure.column, heading, dims_of(heading))


def _settle_totals(found: Columns) -> None:
    """Say which column of numbers is the total of the others, and which is the only one."""
    parts = [figure for figure in found.figures if figure.dims]
    totals = [figure for figure in found.figures if not figure.dims]
    counts = found.roles.get("count", [])
    if parts and counts:
        # Beside numbers by category, 'Aantal meldingen' is how many there are together.
        heading = Heading(found.texts[counts[0]], "figures", Label(total=True))
        found.figures = [*parts, *(totals or [Figure(counts[0], heading, frozenset())])]
        del found.roles["count"]
    elif totals and not parts:
        found.roles["count"] = [*counts, *(figure.column for figure in totals)]
        found.figures = []
