"""A draft profile: what was recognised, written out, and what was not, for the user to settle."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from safetytool.bank.model import Bank
from safetytool.codes import MISSING as MISSING_CODE
from safetytool.codes import NOT_UNDERSTOOD
from safetytool.codes import WITHHELD as WITHHELD_CODE
from safetytool.profiles.model import MISSING, WITHHELD, Profile
from safetytool.read.model import Column
from safetytool.recognise.model import Answers, ColumnMeaning, SourceMeaning
from safetytool.wording import normalise

SHOWN_ANSWERS: Final = 12
SHOWN_LETTERS: Final = 60
"""Longer answers, or more of them, may be free text, which does not belong in a profile."""

HEAD: Final = """\
# Draft of a profile for {file}.
# It reads the file as safetytool does without it. Lines that start with "# ?" are for you: take
# away the "# ?", and fill in what stands there as "...". docs/profiles.md explains every key.
"""

OPEN: Final = "# ? "
"""Before a line that the user can settle; without it the line is TOML."""


@dataclass
class _Scale:
    """A scale of the draft: how the answers of some columns are read."""

    name: str
    on: str
    answers: Mapping[str, str]
    not_understood: Counter[str] = field(default_factory=Counter)


@dataclass
class _Draft:
    """The lines of a draft so far."""

    columns: list[str] = field(default_factory=list)
    scales: dict[tuple[str, tuple[tuple[str, str], ...]], _Scale] = field(default_factory=dict)
    """By the scale of the bank and what the answers mean on it."""
    open_scales: list[str] = field(default_factory=list)


def draft_profile(meaning: SourceMeaning, bank: Bank, profile: Profile | None = None) -> str:
    """Write a profile that gives the reading in `meaning`, with what is open as comments.

    Parameters
    ----------
    meaning : a file, recognised.
    bank : the item bank that it was recognised with.
    profile : the profile that it was recognised with; the items of its own stay there, and columns
        that ask them are left open in the draft.

    Returns
    -------
    TOML that `load_profile` takes as it is. A line that starts with `# ?` stands for a column or
    an answer that is not settled.
    """
    draft = _Draft()
    own = profile.items if profile else {}
    for header, meanings in _by_header(meaning).items():
        _add_column(draft, header, [m for m in meanings if m.item not in own], bank)
        if any(m.item in own for m in meanings):
            draft.columns.append(f"#   {_quoted(header)} asks an item of the profile given: carry it over")
    draft.columns += _nameless(meaning)
    lines = [HEAD.format(file=meaning.source.name), *_profile_lines(meaning, profile), "", "[columns]"]
    scales = [line for scale in draft.scales.values() for line in _scale_lines(scale)]
    return "\n".join([*lines, *draft.columns, *scales, *draft.open_scales]) + "\n"


def _profile_lines(meaning: SourceMeaning, profile: Profile | None) -> list[str]:
    lines = ["[profile]", f"name = {_quoted(Path(meaning.source.name).stem)}"]
    used = [sheet for sheet in meaning.sheets if sheet.kind]
    roles = {m.role for sheet in used for m in sheet.columns}
    types = {m.respondent_type for sheet in used for m in sheet.columns if m.role == "item"}
    if len(types) == 1 and "respondent_type" not in roles:
        lines.append(f"respondent_type = {_quoted(next(iter(types)) or '')}")
    told = {"school": {s.school for s in used}, "school_year": {s.school_year for s in used}}
    for key, values in told.items():
        if profile and (constant := profile.school if key == "school" else profile.school_year):
            lines.append(f"{key} = {_quoted(constant)}")
        elif values == {None} and key not in roles and not (key == "school_year" and "date" in roles):
            lines.append(f'{OPEN}{key} = "..."')
    return lines


def _headers(meaning: SourceMeaning) -> Iterable[tuple[Column, list[ColumnMeaning], bool]]:
    """Yield every column of every sheet with its meanings, and whether its header is its own."""
    for sheet in meaning.sheets:
        columns: dict[tuple[str, int], list[ColumnMeaning]] = {}
        for m in sheet.columns:
            columns.setdefault((m.column.header, m.column.position), []).append(m)
        often = Counter(normalise(header) for header, _ in columns)
        for (header, _), meanings in columns.items():
            yield meanings[0].column, meanings, bool(header.strip()) and often[normalise(header)] == 1


def _by_header(meaning: SourceMeaning) -> Mapping[str, list[ColumnMeaning]]:
    """Return the meanings of every header that a profile can name."""
    by_header: dict[str, list[ColumnMeaning]] = {}
    for column, meanings, its_own in _headers(meaning):
        if its_own:
            by_header.setdefault(column.header, []).extend(meanings)
    return by_header


def _nameless(meaning: SourceMeaning) -> list[str]:
    """Say which columns no profile can name: without a header, or with that of another column."""
    lines = []
    for column, meanings, its_own in _headers(meaning):
        if not its_own and any(m.role in ("item", "unrecognised") for m in meanings):
            named = f"'{column.header}'" if column.header.strip() else f"number {column.position + 1}"
            lines.append(
                f"#   Column {_one_line(named)} has no header of its own: give it one in the file first"
            )
    return list(dict.fromkeys(lines))


def _add_column(draft: _Draft, header: str, meanings: Sequence[ColumnMeaning], bank: Bank) -> None:
    items = {m.item: m for m in reversed(meanings) if m.role == "item" and not m.contested}
    settled = [m for m in reversed(items.values()) if m.answers is not None]
    unread = [m for m in items.values() if m.answers is None]
    roles = {m.role for m in meanings} - {"item", "unrecognised"}
    if len(roles) == 1 and not items:
        draft.columns.append(f'{_quoted(header)} = {{ role = "{roles.pop()}" }}')
    elif settled:
        entries = [_entry(draft, m, m.answers, bank) for m in settled if m.answers]
        draft.columns.append(f"{_quoted(header)} = {entries[0] if len(entries) == 1 else _listed(entries)}")
    elif unread:
        _open_answers(draft, header, unread[0], bank)
    for m in meanings:
        if m.role == "unrecognised" or m.contested:
            draft.columns.append(f"#   {_one_line(m.why)}{_answers_shown(m.column)}")
            if not items:
                draft.columns.append(
                    f'{OPEN}{_quoted(header)} = {{ item = "..." }}  # or {{ role = "ignored" }}'
                )
            break


def _entry(draft: _Draft, meaning: ColumnMeaning, answers: Answers, bank: Bank) -> str:
    """Write the item and the scale of a column."""
    scale = bank.scales[answers.scale]
    named: dict[str, str] = {}
    not_understood: Counter[str] = Counter()
    counts = meaning.column.counts().tolist()
    for value, code, count in zip(meaning.column.values, answers.codes.tolist(), counts, strict=True):
        if code >= 0:
            place = scale.values[code]
            named[str(value)] = scale.mirror(place) if answers.reversed else place
        elif code in (WITHHELD_CODE, MISSING_CODE):
            named[str(value)] = WITHHELD if code == WITHHELD_CODE else MISSING
        elif code == NOT_UNDERSTOOD and len(str(value)) <= SHOWN_LETTERS:
            not_understood[str(value)] += count
    order = [*scale.values, WITHHELD, MISSING]
    pairs = tuple(sorted(named.items(), key=lambda pair: (order.index(pair[1]), _by_number(pair[0]))))
    name = f"{answers.scale}_{len(draft.scales) + 1}"
    own = draft.scales.setdefault((answers.scale, pairs), _Scale(name, answers.scale, dict(pairs)))
    own.not_understood += not_understood
    turned = ", reversed = true" if answers.reversed else ""
    return f'{{ item = "{meaning.item}", scale = "{own.name}"{turned} }}'


def _open_answers(draft: _Draft, header: str, meaning: ColumnMeaning, bank: Bank) -> None:
    """Write a known question whose answers cannot be read, with a scale to fill in."""
    scale = bank.scales[bank.items[meaning.item or ""].scale]
    name = f"answers_{1 + sum(line.endswith('.answers]') for line in draft.open_scales)}"
    draft.columns += [
        f"#   {_one_line(meaning.why)}{_answers_shown(meaning.column)}",
        f'{OPEN}{_quoted(header)} = {{ item = "{meaning.item}", scale = "{name}" }}',
    ]
    answers = sorted(map(str, meaning.column.values), key=_by_number)[:SHOWN_ANSWERS]
    draft.open_scales += [
        "",
        f"{OPEN}[scales.{name}]",
        f'{OPEN}as = "{scale.id}"  # each answer is one of: {", ".join(scale.values)}',
        f"{OPEN}[scales.{name}.answers]",
        *(f'{OPEN}{_quoted(answer)} = "..."' for answer in answers),
    ]


def _scale_lines(scale: _Scale) -> Iterable[str]:
    """Write a scale, an answer a line."""
    yield from ("", f"[scales.{scale.name}]", f'as = "{scale.on}"')
    for key in (WITHHELD, MISSING):
        named = [_quoted(answer) for answer, value in scale.answers.items() if value == key]
        if named:
            yield f"{key} = {_listed(named)}"
    yield f"[scales.{scale.name}.answers]"
    for answer, value in scale.answers.items():
        if value not in (WITHHELD, MISSING):
            yield f"{_quoted(answer)} = {_quoted(value)}"
    for answer, count in sorted(scale.not_understood.items())[:SHOWN_ANSWERS]:
        yield f'{OPEN}{_quoted(answer)} = "..."  # {count} respondents; not understood'


def _answers_shown(column: Column) -> str:
    """Return the distinct answers with their counts, where they cannot be free text."""
    texts = [str(value) for value in column.values]
    if not texts or len(texts) > SHOWN_ANSWERS or max(map(len, texts)) > SHOWN_LETTERS:
        return ""
    pairs = sorted(zip(texts, column.counts().tolist(), strict=True), key=lambda pair: _by_number(pair[0]))
    return ". Answers: " + ", ".join(f"{_quoted(text)} ({count})" for text, count in pairs)


def _by_number(text: str) -> tuple[bool, float, str]:
    """Order answers: numbers by size, then words by letter."""
    try:
        return False, float(text.replace(",", ".")), text
    except ValueError:
        return True, 0.0, text


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def _quoted(text: str) -> str:
    """Write `text` as a TOML string; JSON's form of a string is one."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
