"""Which school and which school year a table or a sentence is of.

Consumes: titles, the names of sheet and file, the options, the register of schools. Returns: a `Setting`.
What stands nearest to the figures counts: a column, the date of a report, a title, the sheet's name, the
file's name, the option.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from safetytool.advisors.words import find_words, word_lists, word_set
from safetytool.errors import InputError, Place, UsageError
from safetytool.recognise.context import FILE_NAME, SHEET_NAME, TITLES, sheet_context
from safetytool.recognise.dates import parse_dates
from safetytool.recognise.places import (
    is_school_code,
    normalise_school,
    school_code_in,
    school_year_of,
)
from safetytool.recognise.years_in_text import years_in
from safetytool.schools import SchoolRegister
from safetytool.wording import normalise

SHORTEST_NAME: Final = 4
"""A shorter name of the register is not looked for inside a text: it may be a word."""
LONGEST_TITLE: Final = 160
_ARTICLES: Final = frozenset({"de", "het", "the", "t"})

_LABELLED: Final = re.compile(
    r"^\s*(?:naam\s+(?:van\s+de\s+)?(?:school|locatie|vestiging)|school(?:naam)?|locatie|vestiging|school\s+name|name\s+of\s+(?:the\s+)?school|"
    r"location|brin(?:nummer)?)\s*[:=]\s*(.+?)\s*$",
    re.IGNORECASE,
)
_NAME: Final = r"(?:[A-Z0-9ÀÖØÞ'’][\w'’.-]*)"
_SMALL: Final = r"(?:van|de|den|der|het|'t|’t|op|aan|in|te|ter|the|la)"
_DATE: Final = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2} [a-z]+ \d{4}", re.IGNORECASE
)


@dataclass(frozen=True)
class Options:
    """What holds for the whole file: its names, and what the caller gave."""

    path: str
    name: str
    year: str | None
    school: str | None
    register: SchoolRegister | None

    def resolve(self, school: str) -> str:
        """Return a school as outputs write it: its id in the register, else its name in normal form."""
        name = normalise_school(school) if school else ""
        return self.register.resolve([name])[name] if self.register and name else name

    def fail(
        self, what: str, do: str, sheet: str, row: int | None = None, column: str | None = None
    ) -> InputError:
        """Return the error about a place of this file."""
        return InputError(what, do=do, place=Place(self.path, sheet, row, column or None))


@dataclass(frozen=True)
class Setting:
    """What holds for a whole table, '' where nothing says it."""

    school: str = ""
    school_is_guess: bool = False
    """It is only what is left of the sheet's name: it yields to the option."""
    school_year: str = ""
    class_name: str = ""
    grade: str = ""
    part: str = ""
    """Of which part of the work it tells: that of the internal advisor, that of one term."""

    def within(self, other: "Setting") -> "Setting":
        """Return this setting, with what it leaves open from a wider one."""
        return Setting(
            self.school or other.school, self.school_is_guess if self.school else other.school_is_guess,
            self.school_year or other.school_year, self.class_name or other.class_name,
            self.grade or other.grade, self.part or other.part,
        )  # fmt: skip


def years_of_text(text: str) -> list[str]:
    """Return the school years that a title names, also by its first and last day."""
    try:
        found = list(dict.fromkeys(years_in(text)))
    except InputError:
        return []
    if found:
        return found
    dates = [day for day in parse_dates(_DATE.findall(text)).values() if day]
    years = {school_year_of(day) for day in dates}
    return [years.pop()] if len(dates) > 1 and len(years) == 1 else []


def school_in_text(text: str, register: SchoolRegister | None = None) -> str:
    """Return the one school that a title or a sentence names, '' for none or several.

    Examples
    --------
    >>> school_in_text("Jaarverslag vertrouwenspersoon 2024-2025, Basisschool De Linde")
    'Basisschool De Linde'
    >>> school_in_text("Er waren op school geen meldingen.")
    ''
    """
    if match := _LABELLED.match(text):
        return match[1]
    if code := school_code_in(text):
        return code
    found = list(dict.fromkeys(_registered(text, register))) or list(dict.fromkeys(_named(text)))
    return found[0] if len(found) == 1 else ""


def _registered(text: str, register: SchoolRegister | None) -> Iterator[str]:
    """Yield the schools of the register whose names stand in a text; a longer name hides one within it."""
    if register is None:
        return
    padded = f" {normalise(text)} "
    names = {normalise(n): s for s, n in register.rows[["school", "name"]].itertuples(index=False) if n}
    short = {_without_kind(n): s for n, s in names.items()}
    for name, school in sorted({**short, **names}.items(), key=lambda pair: -len(pair[0])):
        if len(name) >= SHORTEST_NAME and f" {name} " in padded:
            padded = padded.replace(f" {name} ", " | ")
            yield school


def _without_kind(name: str) -> str:
    words = name.split()
    kinds = {normalise(kind) for kind in word_lists()["schools"]["kinds"]}
    while len(words) > 1 and words[0] in kinds:
        words = words[1:]
    return " ".join(words)


def _named(text: str) -> Iterator[str]:
    """Yield the names of schools that a text shows by their words: 'OBS De Ark', 'Het Kompas College'."""
    lists = word_lists()["schools"]
    kinds = "|".join(re.escape(kind) for kind in sorted(lists["kinds"], key=len, reverse=True))
    never = {normalise(word) for word in lists["never"]}
    taken: list[tuple[int, int]] = []
    for match in re.finditer(
        rf"\b((?i:{kinds}))\s+((?:(?:{_SMALL}|De|Het)\s+)*{_NAME}(?:\s+(?:{_SMALL}\s+)?{_NAME})*)", text
    ):
        name = re.sub(r"[.,;:]+$", "", match[0])
        name = re.split(r"\s+(?:schooljaar|20\d\d)\b", name)[0]
        words = normalise(match[2]).split()
        if words and not all(word in never or word[0].isdigit() for word in words):
            taken.append(match.span())
            yield name
    ends = "|".join(re.escape(end) for end in lists["ends"])
    for match in re.finditer(
        rf"\b((?:(?:[A-Z][\w'’-]*|van|de|der)\s+)*)([A-Z][\w'’-]*)?\b((?i:{ends}))\b", text
    ):
        before = [w for w in normalise(f"{match[1]} {match[2] or ''}").split() if w not in never]
        inside = any(
            start <= match.start() < end or match.start() <= start < match.end() for start, end in taken
        )
        named = (bool(match[2]) and match[2].lower() not in never) or bool(before)
        if named and before and not inside and not _is_generic(" ".join(before)):
            words_of_name = match[0].split()
            while (
                len(words_of_name) > 1
                and _is_generic(words_of_name[0])
                and normalise(words_of_name[0]) not in _ARTICLES
            ):
                words_of_name.pop(0)
            yield " ".join(words_of_name)


def _is_generic(text: str) -> bool:
    """Whether words are those of any sheet of reports, and no name."""
    generic = word_set("sheets", "generic")
    return all(word.kind or word.phrase in generic or word.phrase[0].isdigit() for word in find_words(text))


def setting_of_text(text: str, register: SchoolRegister | None) -> Setting:
    """Return what one title says."""
    if len(text) > LONGEST_TITLE:
        return Setting()
    years = years_of_text(text)
    words = f" {normalise(text)} "
    part = next((part for part in sorted(word_set("sheets", "parts")) if f" {part} " in words), "")
    return Setting(school_in_text(text, register), False, years[0] if len(years) == 1 else "", part=part)


def setting_of_table(options: Options, sheet: str, titles: Sequence[str]) -> Setting:
    """Return what the titles above a table, and the names of sheet and file, say of it."""
    context = sheet_context(options.path, sheet, titles)
    stem = PurePath(options.name).stem
    found = Setting(class_name=context.class_name or "", grade=context.grade or "")
    for title in reversed(titles):
        found = found.within(setting_of_text(title, options.register))
    titled = context.sources.get("school") == TITLES and context.school
    found = found.within(Setting(str(titled or ""), False, context.years.get(TITLES, "")))
    if sheet != stem:
        found = found.within(setting_of_text(sheet.replace("_", " "), options.register))
        found = found.within(Setting("", False, context.years.get(SHEET_NAME, "")))
        if context.school and context.sources.get("school") == SHEET_NAME:
            usable = is_school_code(context.school) or not _is_generic(context.school)
            guessed = Setting(context.school, context.school_is_name_of_sheet) if usable else Setting()
            found = found.within(guessed)
    of_file = setting_of_text(re.sub(r"[_]+", " ", stem), options.register)
    coded = context.school if context.sources.get("school") == FILE_NAME else ""
    found = found.within(replace(of_file, part="", school=of_file.school or coded or ""))
    return found.within(Setting("", False, context.years.get(FILE_NAME, "")))


def check_year(
    options: Options, year: str, sheet: str, row: int | None = None, column: str | None = None
) -> None:
    """Refuse an option that says another school year than the file does."""
    if options.year and year and year != options.year:
        raise UsageError(
            f"this is of {year}, and --year says {options.year}",
            do="Leave --year out, or give only what is of that year",
            place=Place(options.path, sheet, row, column or None),
        )


def school_or_fail(options: Options, setting: Setting, sheet: str, row: int) -> str:
    """Return the school of what stands in a row without one of its own.

    Raises
    ------
    InputError
        Nothing says it.
    """
    told = (
        (options.school or setting.school) if setting.school_is_guess else (setting.school or options.school)
    )
    if not told:
        raise options.fail(
            "nothing says which school this is",
            "Name it with --school, or add a column 'School' with the BRIN, the location code or the name",
            sheet,
            row,
        )
    return options.resolve(told)


def year_or_fail(options: Options, setting: Setting, sheet: str, row: int) -> str:
    """Return the school year of what stands in a row without one of its own.

    Raises
    ------
    InputError
        Nothing says it.
    UsageError
        The option says another one.
    """
    check_year(options, setting.school_year, sheet, row)
    told = setting.school_year or options.year
    if not told:
        raise options.fail(
            "nothing says which school year this is",
            "Name it with --year, as in --year 2024-2025",
            sheet,
            row,
        )
    return told
