"""`safetytool register` on the terminal: tables of 80 columns, readable without colour."""

from collections.abc import Iterable, Sequence

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
COUNTED = ("opened", "talked_in_time", "answered", "evaluated", "closed", "back")


def print_list(records: Sequence[Record], console: Console, language: Language) -> None:
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
            _school(signal.school, language),
            term(f"tier.{signal.tier}", language),
            one_line(signal.title),
            word(f"state.{record.state}", language),
            one_line(record.value("assigned")),
        )
    console.print(table)


def print_due(found: Sequence[Due], console: Console, language: Language) -> None:
    """Print a row a matter that waits."""
    if not found:
        console.print(word("say.nothing_due", language))
        return
    table = _table(console, language, ("id", "school", "title", "due", "day"), "title")
    for one in found:
        signal, owner = one.record.signal, one_line(one.record.value("assigned"))
        what = word(f"due.{one.what}", language)
        table.add_row(
            signal.id[:SHORT],
            _school(signal.school, language),
            f"{MARKS[signal.tier]} {one_line(signal.title)} ({_short_year(signal.school_year)})",
            f"{what} ({owner})" if owner else what,
            one.since.isoformat(),
        )
    console.print(table)


def print_shown(shown: Shown, console: Console, language: Language) -> None:
    """Print a signal, what was recorded of it, and the same matter in other years."""
    signal = shown.record.signal
    place = signal.unit_name if signal.unit_kind in ("class", "grade") else ""
    where = " · ".join(part for part in (_school(signal.school, language), place, signal.school_year) if part)
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


def print_numbers(rows: Sequence[Loop], console: Console, language: Language) -> None:
    """Print the loop in numbers, a row a school and year."""
    if not rows:
        console.print(word("say.none", language))
        return
    table = _table(console, language, ("year", "school", *COUNTED), "school")
    several = len({row.school for row in rows}) > 1
    for at, row in enumerate(rows):
        together = several and row.school is None and at >= len(rows) - len({r.school_year for r in rows})
        school = word("say.all", language) if together else _school(row.school, language)
        table.add_row(_short_year(row.school_year), school, *(str(getattr(row, name)) for name in COUNTED))
    console.print(table)
    console.print(Text(word("say.in_time", language)), width=min(console.width, WIDTH))


def import_lines(imported: Imported, language: Language) -> Iterable[str]:
    """Say what an action list changed."""
    for note in imported.notes:
        yield f"{note.signal}  {word(f'kind.{note.kind}', language)} {one_line(note.value)}"
    yield f"{len(imported.notes)} entries recorded, {len(imported.refused)} rows refused"


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
        table.add_column(heading, ratio=ratio, no_wrap=name in ("id", "year", "day"), justify=justify)
    return table


def _told(entry: Entry, language: Language) -> str:
    kind = word(f"kind.{entry.kind}", language)
    return f"{kind}: {one_line(entry.value)}" if entry.value else kind


def _school(school: str | None, language: Language) -> str:
    return one_line(school) if school else word("say.board", language)


def _short_year(year: str) -> str:
    """'23-24' of '2023-2024'."""
    return f"{year[2:4]}-{year[7:9]}"
