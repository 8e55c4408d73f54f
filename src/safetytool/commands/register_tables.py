"""`safetytool register` on the terminal: tables of 80 columns, readable without colour."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from safetytool.bank.model import Language
from safetytool.commands.register import Imported, Shown
from safetytool.register.due import Due
from safetytool.register.loop import Loop
from safetytool.register.model import Entry, Record
from safetytool.register.retention import Purge
from safetytool.register.words import word
from safetytool.texts import term
from safetytool.write.plain import one_line
from safetytool.write.terminal import MARKS

WIDTH = 80
SHORT = 8
"""Letters of an id that are shown: enough to tell thousands of signals apart, and to give back."""
NAMED = ("school", "owner")
LONGEST_NAME = 14
"""Letters on one line of a column with names; what is longer goes on below."""
Names: TypeAlias = Mapping[str, str]
"""School id -> its name, where the register of schools has one."""
COUNTED = ("opened", "talked_in_time", "answered", "evaluated", "closed", "back")


def print_list(records: Sequence[Record], console: Console, language: Language, names: Names) -> None:
    """Print a row a signal."""
    if not records:
        console.print(word("say.none", language))
        return
    table = _table(console, language, ("id", "year", "school", "tier", "title", "state", "owner"), "title")
    for record in records:
        signal = record.signal
        table.add_row(
            signal.id[:SHORT],
            _short_year(signal.school_year),
            _school(signal.school, language, names),
            term(f"tier.{signal.tier}", language),
            one_line(signal.title),
            word(f"state.{record.state}", language),
            one_line(record.owner),
        )
    console.print(table)


def print_due(found: Sequence[Due], console: Console, language: Language, names: Names) -> None:
    """Print a row a matter that waits."""
    if not found:
        console.print(word("say.nothing_due", language))
        return
    table = _table(console, language, ("id", "school", "title", "due", "day"), "title")
    for one in found:
        signal, owner = one.record.signal, one_line(one.record.owner)
        what = word(f"due.{one.what}", language)
        table.add_row(
            signal.id[:SHORT],
            _school(signal.school, language, names),
            f"{MARKS[signal.tier]} {one_line(signal.title)} ({_short_year(signal.school_year)})",
            f"{what} ({owner})" if owner else what,
            one.since.isoformat(),
        )
    console.print(table)


def print_shown(shown: Shown, console: Console, language: Language, names: Names) -> None:
    """Print a signal, what was recorded of it, and the same matter in other years."""
    signal = shown.record.signal
    place = signal.unit_name if signal.unit_kind in ("class", "grade") else ""
    where = " · ".join(
        part for part in (_school(signal.school, language, names), place, signal.school_year) if part
    )
    console.print(Text(f"{signal.id}  {term(f'tier.{signal.tier}', language)}  {where}", style="bold"))
    console.print(Text(one_line(signal.title)))
    console.print(Text(f"{word('heading.state', language)}: {word(f'state.{shown.record.state}', language)}"))
    console.print(Text(word("say.history", language), style="bold"))
    grid = Table.grid(padding=(0, 2))
    for entry in shown.record.entries:
        grid.add_row(entry.at[:10], Text(_told(entry, language)), Text(one_line(entry.author)))
    console.print(grid)
    for key, pairs in (("earlier", shown.earlier), ("later", shown.later)):
        if pairs:
            console.print(Text(word(f"say.{key}", language), style="bold"))
        for match, other in pairs:
            state = word(f"state.{other.state}", language)
            how = word(f"match.{match.kind}", language)
            title = one_line(other.signal.title)
            console.print(
                Text(f"{other.id[:SHORT]}  {other.signal.school_year}  {state}; {how}: {title}"),
                width=min(console.width, WIDTH),
            )


def print_numbers(rows: Sequence[Loop], console: Console, language: Language, names: Names) -> None:
    """Print the loop in numbers, a row a school and year."""
    if not rows:
        console.print(word("say.none", language))
        return
    table = _table(console, language, ("year", "school", *COUNTED), "school")
    several = len({row.school for row in rows}) > 1
    for at, row in enumerate(rows):
        together = several and row.school is None and at >= len(rows) - len({r.school_year for r in rows})
        school = word("say.all", language) if together else _school(row.school, language, names)
        table.add_row(_short_year(row.school_year), school, *(str(getattr(row, name)) for name in COUNTED))
    console.print(table)
    console.print(Text(word("say.in_time", language)), width=min(console.width, WIDTH))


def import_lines(imported: Imported, language: Language) -> Iterable[str]:
    """Say what an action list changed."""
    for note in imported.notes:
        yield f"{note.signal}  {word(f'kind.{note.kind}', language)} {one_line(note.value)}"
    done = word("say.recorded", language)
    yield done.format(recorded=len(imported.notes), refused=len(imported.refused))


def purge_lines(purge: Purge, *, anonymise: bool, sure: bool) -> Iterable[str]:
    """Say what a purge did, or would do."""
    done = ("were made anonymous" if anonymise else "were removed") if sure else (
        "would be made anonymous" if anonymise else "would be removed"
    )  # fmt: skip
    yield f"{len(purge.signals)} signals from before {purge.before}, with {purge.entries} entries, {done}"
    for copy in purge.copies:
        yield f"{copy}: this copy of an older version {'was' if sure else 'would be'} removed too"
    if purge.signals and not sure:
        yield "Nothing was changed. Do it with --yes"


def _table(console: Console, language: Language, columns: Sequence[str], wide: str) -> Table:
    table = Table(box=None, padding=(0, 1), show_edge=False, width=min(console.width, WIDTH))
    for name in columns:
        heading = word(f"heading.{name}", language)
        ratio = 2 if name == wide else 1 if name == "due" else None
        justify: JustifyMethod = "right" if name in COUNTED else "left"
        longest = max(map(len, heading.split())) if name in COUNTED else LONGEST_NAME
        table.add_column(
            heading,
            ratio=ratio,
            no_wrap=name in ("id", "year", "day"),
            justify=justify,
            max_width=longest if name in (*COUNTED, *NAMED) and name != wide else None,
            overflow="fold",
        )
    return table


def _told(entry: Entry, language: Language) -> str:
    kind = word(f"kind.{entry.kind}", language)
    return f"{kind}: {one_line(entry.value)}" if entry.value else kind


def _school(school: str | None, language: Language, names: Names) -> str:
    """Return the name of a school, or its id where the name is not known."""
    return one_line(names.get(school, school)) if school else word("say.board", language)


def _short_year(year: str) -> str:
    """'23-24' of '2023-2024'."""
    return f"{year[2:4]}-{year[7:9]}"
