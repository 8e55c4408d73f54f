"""Which sheets can stand in one table and be read there as they are read alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES, Bank, RespondentType
from safetytool.codes import NOT_ASKED
from safetytool.convert.questions import Asked, Headers, Key, asked, known_questions, open_questions
from safetytool.tidy.respondents import UNIT, Part
from safetytool.wording import normalise

Unit = tuple[str, str, str]
AskedSets = dict[Unit, frozenset[str]]
"""Of each school, school year and kind of respondents of a sheet: the items that were put to them."""


@dataclass
class Together:
    """Sheets that go together, and what they ask."""

    parts: list[Part] = field(default_factory=list)
    questions: dict[Key, Asked] = field(default_factory=dict)
    headers: dict[Key, str] = field(default_factory=dict)
    by_kind: dict[RespondentType, dict[str, str | None]] = field(default_factory=dict)
    """Of each kind of respondents: header -> the item that it asks, None where it is not recognised."""
    sets: dict[Unit, set[frozenset[str]]] = field(default_factory=dict)
    """Of each school, school year and kind: the sets of items that its sheets asked."""


def grouped(parts: Sequence[Part], bank: Bank, headers: Headers) -> tuple[list[Together], str]:
    """Put the sheets into as few tables as needed, each into the first that it fits in.

    Returns
    -------
    The tables; and where there are several, what first kept two sheets apart, for people.
    """
    tables: list[Together] = []
    why = ""
    for part in parts:
        sets = _asked_sets(part)
        for table in tables:
            obstacle = _obstacle(table, part, sets, bank, headers)
            if not obstacle:
                _add(table, part, sets, headers)
                break
            why = why or f"{part.sheet.label} and {table.parts[0].sheet.label}: {obstacle}"
        else:
            tables.append(Together())
            _add(tables[-1], part, sets, headers)
    return tables, why


def _obstacle(table: Together, part: Part, sets: AskedSets, bank: Bank, headers: Headers) -> str:
    """Say why a sheet cannot stand in a table; '' where it can."""
    for meaning in known_questions(part.sheet):
        key = (meaning.respondent_type or "pupil", meaning.item or "")
        other, own = table.questions.get(key), asked(meaning)
        if other is not None and not other.fits(own):
            how = "in other words" if other.plain != own.plain else "with other kinds of answers"
            return f"'{meaning.column.header}' asks {meaning.item} {how}"
    if item := _asked_alone(table, sets, bank):
        return f"not all respondents of one school were asked what goes with {item}"
    return _read_otherwise(table, part, headers)


def _asked_alone(table: Together, asked_sets: AskedSets, bank: Bank) -> str:
    """Name an item that a sheet asks alone of its domain, where others of the school ask more of it.

    Its respondents have nothing else in the domain, and would seem to have left the rest of it open.
    """
    for unit, own in asked_sets.items():
        sets: set[frozenset[str]] = {own, *table.sets.get(unit, ())}
        for domain in DOMAINS if len(sets) > 1 else ():
            of_domain = [{item for item in put if bank.items[item].domain == domain} for put in sets]
            every = frozenset[str]().union(*of_domain)
            alone = next((found for found in of_domain if len(found) == 1 < len(every)), None)
            if alone:
                return min(alone)
    return ""


def _asked_sets(part: Part) -> AskedSets:
    """Return the items that were put to each school, school year and kind of respondents of a sheet."""
    if part.people.empty or part.levels.empty:
        return {}
    units = part.people[UNIT].astype(str)
    codes = units.groupby(UNIT, sort=False).ngroup().to_numpy()
    first = np.unique(codes, return_index=True)[1]
    put = (part.levels.to_numpy(np.int8) != NOT_ASKED).T
    counts = np.array([np.bincount(codes[one], minlength=len(first)) for one in put]).T
    names = part.levels.columns.to_numpy(object)
    keys = units.iloc[first].to_numpy().tolist()
    return {
        (normalise(school), year, kind): frozenset(names[own > 0])
        for (school, year, kind), own in zip(keys, counts, strict=True)
    }


def _read_otherwise(table: Together, part: Part, headers: Headers) -> str:
    """Say which question would be taken for another one among those of the table."""
    merged = {kind: dict(own) for kind, own in table.by_kind.items()}
    known = dict(table.headers)
    _note_headers(merged, known, part, headers)
    for kind, expected in merged.items():
        if expected == table.by_kind.get(kind):
            continue
        read = headers.read(frozenset(expected), kind)
        for header, item in expected.items():
            if read[header][0] != item:
                taken = read[header][0] or "no known question"
                return f"'{header}' would be taken for {taken} beside the others"
    return ""


def _note_headers(
    by_kind: dict[RespondentType, dict[str, str | None]],
    known: dict[Key, str],
    part: Part,
    headers: Headers,
) -> None:
    """Add the headers of a sheet's questions to those of a table."""
    for meaning in known_questions(part.sheet):
        kind, item = meaning.respondent_type or "pupil", meaning.item or ""
        header = known.setdefault((kind, item), headers.of(meaning))
        by_kind.setdefault(kind, {})[header] = item
    for kind in _kinds(part):
        for meaning in open_questions(part.sheet):
            by_kind.setdefault(kind, {}).setdefault(headers.of(meaning), None)


def _kinds(part: Part) -> Iterable[RespondentType]:
    present = set(part.people["respondent_type"].astype(str))
    return [kind for kind in RESPONDENT_TYPES if kind in present]


def _add(table: Together, part: Part, sets: AskedSets, headers: Headers) -> None:
    table.parts.append(part)
    for meaning in known_questions(part.sheet):
        key = (meaning.respondent_type or "pupil", meaning.item or "")
        own = asked(meaning)
        if key not in table.questions or table.questions[key].scale is None:
            table.questions[key] = own
    _note_headers(table.by_kind, table.headers, part, headers)
    for unit, items in sets.items():
        table.sets.setdefault(unit, set()).add(items)
