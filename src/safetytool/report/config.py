"""The tables [board], [report], [disclosure] and [[school]] of board.toml.

Consumes: board.toml. Returns: a checked `BoardConfig`. Leaves out: [settings], [alarm_budget], [house_style]
and [agenda], which are checked where they are used.
"""

import string
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from safetytool.disclosure.model import LEAST_THRESHOLD, Method, Rule
from safetytool.documents.section import Section, read_section
from safetytool.errors import InputError
from safetytool.recognise.places import normalise_school, parse_school_year
from safetytool.toml_text import parse_toml

Version: TypeAlias = Literal["board", "working_group"]
"""For whom a report is: everybody round the board's table, or the few who discuss the signals."""
Form: TypeAlias = Literal["pdf", "html", "xlsx"]

KEYS: Final = {
    "board": ("name", "exports", "advisors", "schools", "profile"),
    "report": ("version", "formats", "name", "year"),
    "disclosure": ("threshold", "method", "earlier"),
}
SCHOOL_KEYS: Final = ("id", "name", "sector", "pupils", "staff")
SECTORS: Final = ("po", "vo", "so", "sbo", "vso")
PLACEHOLDERS: Final = frozenset({"year", "version", "lang"})
NAME: Final = "board-report-{year}"
DISCLOSURE: Final = Rule()


@dataclass(frozen=True)
class School:
    """A school as [[school]] describes it."""

    id: str
    name: str
    sector: str
    """po, vo, so, sbo, vso; '' unknown."""
    pupils: int | None
    """Enrolled, or invited."""
    staff: int | None


@dataclass(frozen=True)
class BoardConfig:
    """What is always the same about the reports of one board."""

    file: Path
    board: str
    exports: tuple[str, ...]
    """Patterns of monitor exports, from the folder of board.toml."""
    advisors: tuple[str, ...]
    schools: Path | None
    """The register of schools; None where [[school]] tables, or nothing, tell of them."""
    listed: tuple[School, ...]
    profile: str | None
    version: Version
    formats: tuple[Form, ...]
    name: str
    """Of the files, with {year}, {version} and {lang} to fill in."""
    year: str | None
    """The school year to report on; None for the latest."""
    rule: Rule
    earlier: tuple[Path, ...]
    """Records of reports that went out before."""


def read_config(file: Path) -> BoardConfig:
    """Read and check board.toml.

    Raises
    ------
    InputError
        The file is missing or is no TOML, or a key or value cannot be used; names the line.
    """
    board, report, disclosure = (_section(file, name) for name in KEYS)
    schools = _path(board, "schools")
    listed = _schools(file)
    if schools and listed:
        raise board.fail("schools", "both 'schools' and [[school]] are given", "Keep one of them")
    exports = _patterns(board, "exports")
    if not exports:
        raise board.fail(
            "exports", "'exports' is missing", 'Say where the exports are: exports = ["exports/*.xlsx"]'
        )
    name = _name(report)
    return BoardConfig(
        file=file,
        board=board.text("name"),
        exports=exports,
        advisors=_patterns(board, "advisors"),
        schools=schools,
        listed=listed,
        profile=_profile(board),
        version=cast("Version", _choice(report, "version", get_args(Version), "board")),
        formats=_formats(report),
        name=name,
        year=_year(report),
        rule=_rule(disclosure),
        earlier=tuple(file.parent / one for one in _patterns(disclosure, "earlier")),
    )


def _section(file: Path, name: str) -> Section:
    section = read_section(file, name) or Section(file, name, {})
    section.known(KEYS[name])
    return section


def _path(section: Section, key: str) -> Path | None:
    path = section.path(key)
    if path is not None and not path.is_file():
        raise section.fail(key, f"'{key}' names {path}, which is no file", "Correct the name")
    return path


def _patterns(section: Section, key: str) -> tuple[str, ...]:
    """A list of texts, or one text."""
    values = section.values.get(key, [])
    values = [values] if isinstance(values, str) else values
    if not isinstance(values, list) or not all(isinstance(one, str) and one.strip() for one in values):
        raise section.fail(key, f"'{key}' is {values!r}", 'Give a list of texts, as ["folder/*.xlsx"]')
    return tuple(values)


def _choice(section: Section, key: str, choices: tuple[str, ...], default: str) -> str:
    value = section.text(key, default)
    if value not in choices:
        raise section.fail(key, f"'{key}' is {value!r}", f"Give one of {', '.join(choices)}")
    return value


def _profile(section: Section) -> str | None:
    """The name of a profile of the tool, or a file from the folder of board.toml."""
    value = section.text("profile")
    beside = section.file.parent / value
    return str(beside) if value and beside.is_file() else value or None


def _formats(section: Section) -> tuple[Form, ...]:
    known = get_args(Form)
    values = _patterns(section, "formats") if "formats" in section.values else known
    wrong = [one for one in values if one not in known]
    if wrong or not values:
        raise section.fail(
            "formats", f"'formats' is {list(values)!r}", f"Give a list with any of {', '.join(known)}"
        )
    return tuple(cast("Form", one) for one in known if one in values)


def _name(section: Section) -> str:
    """The pattern of file names: no folder, and nothing to fill in that is not known."""
    name = section.text("name", NAME)
    do = "Give a file name without a folder and without an ending, such as 'safety-{year}'"
    try:
        fields = {field for _, field, _, _ in string.Formatter().parse(name) if field is not None}
    except ValueError as error:
        raise section.fail("name", f"'name' is {name!r}: {error}", do) from error
    if fields - PLACEHOLDERS:
        known = ", ".join(f"{{{one}}}" for one in sorted(PLACEHOLDERS))
        raise section.fail("name", f"'name' is {name!r}", f"Only {known} can be filled in")
    if not name or name.startswith(".") or any(letter in name for letter in '/\\:*?"<>|'):
        raise section.fail("name", f"'name' is {name!r}", do)
    return name


def _year(section: Section) -> str | None:
    text = section.text("year")
    try:
        year = parse_school_year(text) if text else None
    except InputError:
        year = None
    if text and year is None:
        raise section.fail("year", f"'year' is {text!r}", "Give a school year, as 2024-2025")
    return year


def _rule(section: Section) -> Rule:
    threshold = section.values.get("threshold", DISCLOSURE.threshold)
    if isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < LEAST_THRESHOLD:
        raise section.fail(
            "threshold",
            f"'threshold' is {threshold!r}",
            f"Give a whole number of {LEAST_THRESHOLD} or more: counts below it are not shown",
        )
    method = _choice(section, "method", get_args(Method), DISCLOSURE.method)
    return Rule(threshold, cast("Method", method))


def _schools(file: Path) -> tuple[School, ...]:
    """The tables [[school]]."""
    tables = _tables(file)
    found: dict[str, School] = {}
    for table in tables:
        school = _school(table)
        if school.id in found:
            raise table.fail("id", f"school {school.id} stands there twice", "Keep one of them")
        found[school.id] = school
    return tuple(found.values())


def _tables(file: Path) -> list[Section]:
    content = file.read_text(encoding="utf-8-sig")
    values = parse_toml(content).get("school", [])
    lines = tuple(content.splitlines())
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        raise Section(file, "school", {}, lines).fail(
            "school", "'school' is no list of tables", "Write [[school]] above each school"
        )
    starts = [at for at, line in enumerate(lines) if line.strip().startswith("[[school]]")]
    if len(starts) != len(values):
        return [Section(file, "school", one) for one in values]
    ends = [*starts, len(lines)][1:]
    # Every table sees its own lines only, under a heading as a Section looks for it.
    return [
        Section(file, "school", one, ("",) * start + ("[school]",) + lines[start + 1 : end])
        for one, start, end in zip(values, starts, ends, strict=True)
    ]


def _school(table: Section) -> School:
    table.known(SCHOOL_KEYS)
    name = " ".join(table.text("name").split())
    identity = normalise_school(table.text("id") or name)
    if not identity:
        raise table.fail("id", "a [[school]] has no 'id'", "Give its BRIN, location code or name")
    sector = table.text("sector")
    if sector and sector not in SECTORS:
        raise table.fail("sector", f"'sector' is {sector!r}", f"Give one of {', '.join(SECTORS)}")
    return School(identity, name, sector, _people(table, "pupils"), _people(table, "staff"))


def _people(table: Section, key: str) -> int | None:
    value: Any = table.values.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
        raise table.fail(key, f"'{key}' is {value!r}", "Give a whole number of people")
    return value
