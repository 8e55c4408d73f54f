"""What the cells of one row say: where and when, who, whom it is about, which category, what else.

Consumes: a row and the `Columns` of its table. Returns: `RowWords`. Leaves out the numbers.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from safetytool.advisors.columns import Columns
from safetytool.advisors.counts import is_not_reported, read_count, zero_stated
from safetytool.advisors.labels import Label, read_label, seriousness
from safetytool.advisors.lines import Row, text_of
from safetytool.advisors.people import People, about_of_both, as_about, as_reporter, read_people
from safetytool.advisors.places import Options
from safetytool.advisors.words import word_lists, word_set
from safetytool.codes import About, Category, Reporter
from safetytool.recognise.dates import parse_dates
from safetytool.recognise.places import (
    ImpossibleSchoolYearError,
    grade_and_class,
    normalise_school,
    parse_school_year,
    school_year_of,
)
from safetytool.wording import normalise

_MONTH_AND_YEAR: Final = re.compile(
    r"^([a-z]+)\.?[\s'’/-]+((?:20)?\d\d)$|^(\d{1,2})[-/.](20\d\d)$|^(20\d\d)[-/.](\d{1,2})$", re.IGNORECASE
)
LABEL_ROLES: Final = (
    "school",
    "category",
    "about",
    "reporter",
    "reporter_about",
    "involved",
    "month",
    "class",
    "school_year",
    "date",
)
_DASHES: Final = frozenset("-–—")


@dataclass
class RowWords:
    """What a row says in words; '' or None where it does not."""

    school: str = ""
    year: str = ""
    year_of_date: str = ""
    date: bool = False
    month: str = ""
    class_name: str = ""
    grade: str = ""
    reporter: Reporter | None = None
    about: About | None = None
    category: Category | None = None
    category_text: str = ""
    """As written."""
    kept_text: str = ""
    """As written, '' where it is a known word."""
    category_label: Label = field(default_factory=Label)
    remark: str = ""
    follow_up: str = ""
    unit: str = ""
    sector: str = ""
    source_text: str = ""
    is_total: bool = False
    sums: set[str] = field(default_factory=set)
    zero_told: str | None = None
    """What follows 'geen meldingen', where a cell says so."""
    not_told: bool = False
    """A cell of its labels says that nothing is known."""
    person_named: bool = False
    person_alone: bool = False
    """A category cell names a person, and not whether he reported or is reported about."""
    only_dashes: bool = False
    only_number: bool = False
    has_labels: bool = False
    doubts: list[str] = field(default_factory=list)


def read_words(cells: Row, columns: Columns, options: Options, sheet: str, row: int) -> RowWords:
    """Read the words of a row."""
    words = RowWords()
    texts = {
        role: [text_of(cells[c]) for c in found if cells[c] is not None]
        for role, found in columns.roles.items()
    }
    texts = {role: found for role, found in texts.items() if found}
    labels = {role: found for role, found in texts.items() if role in LABEL_ROLES}
    words.has_labels = bool(labels)
    words.only_number = not labels and not texts.get("remark")
    words.only_dashes = (
        bool(labels)
        and all(set(t) <= _DASHES for r, ts in labels.items() if r != "school" for t in ts)
        and len(labels) > ("school" in labels)
    )
    _read_totals(words, labels, columns)
    _read_place_and_time(words, texts, cells, columns, options, sheet, row)
    _read_category(words, texts.get("category", []))
    _read_people(words, texts)
    _read_zero(words, texts)
    words.remark, words.follow_up = (" | ".join(texts.get(role, [])) for role in ("remark", "follow_up"))
    words.unit, words.source_text = (" ".join(texts.get(role, [])[:1]) for role in ("unit", "source"))
    words.sector = normalise(" ".join(texts.get("sector", [])[:1]))
    return words


def _read_totals(words: RowWords, labels: dict[str, list[str]], columns: Columns) -> None:
    """See whether a label says that the row sums up others, and take the label away."""
    starts = tuple(sorted(word_set("totals", "starts"), key=len, reverse=True))
    row_dims = set(columns.dims)
    for role, found in list(labels.items()):
        text = normalise(found[0])
        opening = next((w for w in starts if text == w or text.startswith(w + " ")), None)
        told = read_label(found[0])
        explicit = role == "category" and told.total and told.whole
        if opening is None and not explicit:
            continue
        words.is_total = True
        rest = text[len(opening) :].strip() if opening else ""
        label = read_label(rest)
        words.category = label.category
        words.about = label.about or (
            as_about(label.person) if label.person and label.person != "any" else None
        )
        words.reporter = label.reporter
        del labels[role]
        columns_left = {
            "month": "month",
            "date": "month",
            "class": "unit",
            "category": "category",
            "about": "about",
            "reporter": "reporter",
        }
        stated = {
            columns_left[r] for r, ts in labels.items() if r in columns_left and any(map(normalise, ts))
        }
        stated |= {
            dim
            for dim, value in (
                ("category", words.category),
                ("about", words.about),
                ("reporter", words.reporter),
            )
            if value
        }
        words.sums = row_dims - stated
        if columns.roles.get("school") and "school" not in labels:
            words.sums.add("school")
        if not words.sums:
            words.sums.add("category")
        return


def _read_place_and_time(
    words: RowWords,
    texts: dict[str, list[str]],
    cells: Row,
    columns: Columns,
    options: Options,
    sheet: str,
    row: int,
) -> None:
    """Read school, school year, date and class."""
    schools = [
        normalise_school(text)
        for text in texts.get("school", [])
        if not (words.is_total and _is_total_word(text))
    ]
    schools = [school for school in schools if normalise(school)]
    words.school = min(
        schools, key=lambda s: (options.resolve(s) == s, not _is_code(s), schools.index(s)), default=""
    )
    for text in texts.get("school_year", []):
        try:
            words.year = words.year or parse_school_year(text) or ""
        except ImpossibleSchoolYearError as error:
            column = columns.texts[columns.first("school_year") or 0]
            raise options.fail(error.what, error.do, sheet, row, column) from error
    for place in columns.roles.get("date", []) + columns.roles.get("month", []):
        if (cell := cells[place]) is None or words.month:
            continue
        day = parse_dates([cell])[cell] if not isinstance(cell, bool) else None
        words.date = words.date or place in columns.roles.get("date", [])
        if day is not None:
            words.month, words.year_of_date = f"{day:%Y-%m}", school_year_of(day)
        else:
            words.month, words.year_of_date = _month(text_of(cell))
    for text in texts.get("class", []):
        if not _is_total_word(text) and normalise(text):
            words.grade, words.class_name = grade_and_class(text)


def _is_total_word(text: str) -> bool:
    return normalise(text).startswith(tuple(word_set("totals", "starts")))


def _is_code(school: str) -> bool:
    return school[:2].isdigit()


def _month(text: str) -> tuple[str, str]:
    """Return month and school year of 'oktober 2024', or the month alone as two digits."""
    months = word_lists()["months"]
    if match := _MONTH_AND_YEAR.match(text.strip()):
        named, year, number, year_behind, year_first, number_behind = match.groups()
        month = months.get(normalise(named), 0) if named else int(number or number_behind)
        full = int(year or year_behind or year_first)
        full += 2000 if full < 100 else 0
        if 1 <= month <= 12:
            first = full if month >= 8 else full - 1
            return f"{full}-{month:02d}", f"{first}-{first + 1}"
    alone = months.get(normalise(text))
    return (f"{alone:02d}", "") if alone else ("", "")


def _read_category(words: RowWords, texts: list[str]) -> None:
    """Read the category: of several columns the one that says most, of several known the most serious."""
    texts = [
        text for text in texts if not (words.is_total and (_is_total_word(text) or read_label(text).total))
    ]
    # A category that is not known is other; a total is of all of them.
    texts = [text for text in texts if normalise(text) or ("?" in text and not words.is_total)]
    if words.is_total and words.category:
        return
    if not texts:
        return
    known = [(read_label(text), text) for text in texts]
    found = [pair for pair in known if pair[0].category and pair[0].category != "other"]
    specific = found or [pair for pair in known if pair[0].category] or known[:1]
    label, text = min(specific, key=lambda pair: seriousness(pair[0].category or "other"))
    words.category_label, words.category_text = label, text
    told = label.about or label.reporter or label.person
    if label.category is None and told and label.whole:
        # A row of people among rows of categories: 'Over leerkrachten'.
        words.category_text = ""
        words.about, words.reporter = label.about, label.reporter
        words.person_alone = label.person not in {"", "any", "unknown"}
        if label.person in {"unknown", "any"}:
            words.category, words.category_text, words.kept_text, words.about = "other", text, text, None
        return
    words.category = label.category or "other"
    words.kept_text = "" if label.plain and len(texts) == 1 else text


def _read_people(words: RowWords, texts: dict[str, list[str]]) -> None:
    """Read who reported and whom it is about; what is not certain is unknown, and said."""
    about = next(iter(texts.get("about", [])), "")
    reporter = next(iter(texts.get("reporter", [])), "")
    both = next(iter(texts.get("reporter_about", [])), "")
    involved = next(iter(texts.get("involved", [])), "")
    if reporter and not _is_total_word(reporter):
        _read_reporter(words, read_people(reporter), reporter)
    if about and not _is_total_word(about):
        _read_about(words, read_people(about), about, alone=not reporter)
    if both:
        people = read_people(both)
        if people.second and people.joined != "and":
            words.reporter, words.about = as_reporter(people.first), as_about(people.second)
        elif normalise(both):
            words.doubts.append("about")
        words.person_named |= bool(people.first)
    if involved and not about:
        people = read_people(involved)
        if people.joined in {"over", "arrow"}:
            words.reporter, words.about = as_reporter(people.first), as_about(people.second)
        elif people.first and people.first == people.second:
            words.about = as_about(people.first)
        elif normalise(involved):
            words.doubts.append("about")
        words.person_named |= bool(people.first)


def _read_reporter(words: RowWords, people: People, text: str) -> None:
    if people.joined in {"over", "arrow"}:
        words.reporter = as_reporter(people.first)
        words.about = words.about or as_about(people.second)
    elif people.second:
        words.reporter = as_reporter(people.first) if people.first == people.second else "unknown"
    elif people.first:
        words.reporter = as_reporter(people.first)
    elif normalise(text):
        words.doubts.append("reporter")
    words.person_named |= bool(normalise(text)) and not is_not_reported(text)


def _read_about(words: RowWords, people: People, text: str, *, alone: bool) -> None:
    """Read the cell of whom it is about. 'Leerling-leerkracht' is not certain there."""
    if people.joined in {"over", "arrow"}:
        words.about = as_about(people.second)
        words.reporter = words.reporter or (as_reporter(people.first) if alone else None)
    elif people.second:
        words.about = about_of_both(people.first, people.second) if people.joined == "and" else None
        if words.about is None:
            words.about = "unknown"
            words.doubts.append("about")
    elif people.first:
        words.about = as_about(people.first)
        if words.about == "any":
            words.sums.add("about")
            words.is_total = True
    elif normalise(text):
        words.about = "unknown"
        if not is_not_reported(text):
            words.doubts.append("about")
    words.person_named |= bool(normalise(text)) and not is_not_reported(text)


def _read_zero(words: RowWords, texts: dict[str, list[str]]) -> None:
    """See whether a cell says that there are none, or that nothing is known."""
    for role in ("category", "about", "reporter", "date", "month", "remark", "follow_up"):
        for text in texts.get(role, []):
            told = zero_stated(text)
            if told is None and role in {"category", "date"} and read_count(text).number == 0:
                told = (
                    ""
                    if read_count(text).state in {"number", "no_tick"} and not set(text) <= _DASHES
                    else None
                )
            if told is not None and words.zero_told is None:
                words.zero_told = told
                if role in {"category", "date"}:
                    words.category, words.kept_text, words.category_text = None, "", ""
                    words.date, words.category_label = words.date and role != "date", Label()
    category = texts.get("category", [])
    others = [
        role for role in ("about", "reporter") if any(not is_not_reported(t) for t in texts.get(role, []))
    ]
    words.not_told = (
        bool(category)
        and all(map(is_not_reported, category))
        and not others
        and normalise(category[0]) != "onbekend"
    )
    if (
        not category
        and not texts.get("date")
        and texts.get("remark")
        and all(map(is_not_reported, texts["remark"]))
    ):
        words.not_told = True
