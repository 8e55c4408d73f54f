"""A draft profile: what was recognised, written out, and what was not, for the user to settle."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from safetytool.bank.model import Bank
from safetytool.codes import MISSING as MISSING_CODE
from safetytool.codes import WITHHELD as WITHHELD_CODE
from safetytool.profiles.model import MISSING, WITHHELD
from safetytool.recognise.model import ColumnMeaning, SourceMeaning
from safetytool.wording import normalise

SHOWN_ANSWERS: Final = 12
SHOWN_LETTERS: Final = 60
"""Longer answers, or more of them, may be free text, which does not belong in a profile."""

HEAD: Final = """\
# Draft of a profile for {file}.
# It reads the file as safetytool does without it. Lines with "# ?" are for you: take away the
# "# ?", and fill in or correct what stands there. docs/profiles.md explains every key.
"""


@dataclass
class _Draft:
    """The lines of a draft so far."""

    columns: list[str] = field(default_factory=list)
    scales: dict[tuple[str, tuple[tuple[str, str], ...]], str] = field(default_factory=dict)
    """(scale, its answers) -> the name that the draft gives it."""
    open_scales: list[str] = field(default_factory=list)


def draft_profile(meaning: SourceMeaning, bank: Bank) -> str:
    """Write a profile that gives the reading in `meaning`, with what is open as comments.

    Returns
    -------
    TOML that `load_profile` takes as it is. A line that starts with `# ?` stands for a column or
    an answer that is not settled.
    """
    draft = _Draft()
    for header, meanings in _by_header(meaning).items():
        _add_column(draft, header, meanings, bank)
    lines = [HEAD.format(file=meaning.source.name), *_profile_lines(meaning), "", "[columns]", *draft.columns]
    for (scale, answers), name in draft.scales.items():
        lines += ["", *_scale_lines(name, scale, dict(answers))]
    return "\n".join([*lines, *draft.open_scales]) + "\n"


def _profile_lines(meaning: SourceMeaning) -> list[str]:
    lines = ["[profile]", f"name = {_quoted(Path(meaning.source.name).stem)}"]
    used = [sheet for sheet in meaning.sheets if sheet.kind]
    types = {m.respondent_type for sheet in used for m in sheet.columns if m.role == "item"}
    if len(types) == 1 and not any(m.role == "respondent_type" for sheet in used for m in sheet.columns):
        lines.append(f"respondent_type = {_quoted(next(iter(types)) or '')}")
    for key, values in (("school", {s.school for s in used}), ("school_year", {s.school_year for s in used})):
        roles = {m.role for sheet in used for m in sheet.columns}
        if values == {None} and key not in roles and not (key == "school_year" and "date" in roles):
            lines.append(f'# ? {key} = "..."')
    return lines


def _by_header(meaning: SourceMeaning) -> Mapping[str, list[ColumnMeaning]]:
    """Return the meanings of every header, without those that no profile can name.

    A header that is empty, or that stands above two columns of a sheet, cannot be named.
    """
    by_header: dict[str, list[ColumnMeaning]] = {}
    for sheet in meaning.sheets:
        positions = Counter(
            normalise(h) for h, _ in {(m.column.header, m.column.position) for m in sheet.columns}
        )
        for column in sheet.columns:
            header = column.column.header
            if positions[normalise(header)] == 1 and header.strip():
                by_header.setdefault(header, []).append(column)
    return by_header


def _add_column(draft: _Draft, header: str, meanings: Sequence[ColumnMeaning], bank: Bank) -> None:
    items = {m.item: m for m in reversed(meanings) if m.role == "item"}
    settled = [m for m in reversed(items.values()) if m.answers is not None]
    roles = {m.role for m in meanings} - {"item", "unrecognised"}
    if len(roles) == 1 and not items:
        draft.columns.append(f'{_quoted(header)} = {{ role = "{roles.pop()}" }}')
    elif settled:
        entries = [_entry(draft, m, bank) for m in settled]
        draft.columns.append(f"{_quoted(header)} = {entries[0] if len(entries) == 1 else _listed(entries)}")
    for m in meanings:
        if m.role == "unrecognised":
            draft.columns += _open_column(header, m)
        elif m.role == "item" and m.answers is None and m is items[m.item]:
            _open_answers(draft, header, m, bank)


def _entry(draft: _Draft, meaning: ColumnMeaning, bank: Bank) -> str:
    """Write the item and the scale of a column."""
    answers = meaning.answers
    if answers is None:
        raise ValueError("only a column whose answers are read has an entry")
    scale = bank.scales[answers.scale]
    named: list[tuple[str, str]] = []
    for value, code in zip(meaning.column.values, answers.codes.tolist(), strict=True):
        if code >= 0:
            place = scale.values[code]
            named.append((str(value), scale.mirror(place) if answers.reversed else place))
        elif code in (WITHHELD_CODE, MISSING_CODE):
            named.append((str(value), WITHHELD if code == WITHHELD_CODE else MISSING))
    key = (answers.scale, tuple(sorted(named, key=lambda pair: _order(pair[1], scale.values))))
    name = draft.scales.setdefault(key, f"{answers.scale}_{len(draft.scales) + 1}")
    turned = ", reversed = true" if answers.reversed else ""
    return f'{{ item = "{meaning.item}", scale = "{name}"{turned} }}'


def _order(value: str, values: Sequence[str]) -> int:
    return values.index(value) if value in values else len(values)


def _open_column(header: str, meaning: ColumnMeaning) -> list[str]:
    """Write a column that was not recognised as a question to the user."""
    return [
        f"# ? {_one_line(meaning.why)}{_answers_shown(meaning)}",
        f'# ? {_quoted(header)} = {{ item = "..." }}   or {{ role = "ignored" }}',
    ]


def _open_answers(draft: _Draft, header: str, meaning: ColumnMeaning, bank: Bank) -> None:
    """Write a known question whose answers cannot be read, with a scale to fill in."""
    scale = bank.scales[bank.items[meaning.item or ""].scale]
    name = f"answers_{1 + sum(line.startswith('# ? [scales.') for line in draft.open_scales)}"
    draft.columns += [
        f"# ? {_one_line(meaning.why)}{_answers_shown(meaning)}",
        f'# ? {_quoted(header)} = {{ item = "{meaning.item}", scale = "{name}" }}',
    ]
    places = ", ".join(f'{_quoted(str(value))} = "..."' for value in meaning.column.values[:SHOWN_ANSWERS])
    draft.open_scales += [
        "",
        f"# ? [scales.{name}]",
        f'# ? as = "{scale.id}"',
        f"# ? answers = {{ {places} }}   each one of: {', '.join(scale.values)}",
    ]


def _answers_shown(meaning: ColumnMeaning) -> str:
    """Return the distinct answers with their counts, where they cannot be free text."""
    column = meaning.column
    texts = [str(value) for value in column.values]
    if not texts or len(texts) > SHOWN_ANSWERS or max(map(len, texts)) > SHOWN_LETTERS:
        return ""
    pairs = zip(texts, column.counts().tolist(), strict=True)
    return ". Answers: " + ", ".join(f"{_quoted(text)} ({count})" for text, count in pairs)


def _scale_lines(name: str, scale: str, answers: Mapping[str, str]) -> list[str]:
    lines = [f"[scales.{name}]", f'as = "{scale}"']
    places = [f"{_quoted(a)} = {_quoted(v)}" for a, v in answers.items() if v not in (WITHHELD, MISSING)]
    lines.append(f"answers = {{ {', '.join(places)} }}" if places else "answers = {}")
    for key in (WITHHELD, MISSING):
        named = [_quoted(answer) for answer, value in answers.items() if value == key]
        if named:
            lines.append(f"{key} = {_listed(named)}")
    return lines


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(texts)}]"


def _quoted(text: str) -> str:
    """Write `text` as a TOML string; JSON's form of a string is one."""
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
