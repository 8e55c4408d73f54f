"""Reading a filled-in action list of `safetytool questions --format xlsx` into notes for the register.

Consumes: the workbook, and the records that it is held against. Returns: notes to add, and rows that cannot
be taken over, with their place. Leaves out: rows in which nothing was filled in.

Which of two is newer shows from the order of the register and from when the workbook was last saved, which
stands in the workbook; where that is not known, what is in the register counts as newer. An owner and a day
to look back have one value; what was learnt, and that people talked, adds up. Of two rows of one list that
contradict each other neither is newer: see `clashes`.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from safetytool.bank.model import LANGUAGES, Language
from safetytool.documents.words import word
from safetytool.documents.xlsx_file import STATUSES
from safetytool.errors import InputError, Place
from safetytool.masking import mask
from safetytool.read.formats import find_format
from safetytool.read.grid import Grid, Page
from safetytool.read.on_disk import check_and_hash
from safetytool.register.clashes import clashes
from safetytool.register.days import objection
from safetytool.register.lines import Line, RefusedError
from safetytool.register.model import DATES, FREE_TEXT, Entry, Kind, Note, Record
from safetytool.write.stamp import FIXED

FILLED_IN: Final = ("owner", "date", "status", "learnt", "evaluation")
"""Columns that people fill in."""
SINGLE: Final[frozenset[Kind]] = frozenset({"assigned", "planned", "evaluate_on"})
"""Kinds of which only the last value holds."""
HEADER_WITHIN: Final = 20
"""Rows at the top in which the headings have to stand."""
ALL_DONE: Final[Mapping[Language, str]] = {
    "nl": "alle vragen op de lijst zijn klaar",
    "en": "all questions on the list are done",
}
_SAVED = re.compile(rb"<dcterms:modified[^>]*>([^<]+)<")


@dataclass(frozen=True)
class ActionList:
    """A filled-in list."""

    path: Path
    sheet: str
    language: Language
    headings: Mapping[str, str]
    """Column -> its heading."""
    saved: str
    """When the workbook was last saved, as the register writes time; '' if that is not known."""
    lines: tuple[Line, ...]
    """All rows, also those in which nothing was filled in."""

    @property
    def waiting(self) -> frozenset[str]:
        """Signals of which a question is not done."""
        return frozenset(name for line in self.lines if line.status != "done" for name in line.signals)


@dataclass(frozen=True)
class Taken:
    """What a list says, held against the register."""

    notes: tuple[Note, ...]
    refused: tuple[InputError, ...]
    """One a cell that is wrong, or that contradicts something newer."""


@dataclass(frozen=True)
class _Said:
    """What one cell says of one signal."""

    line: Line
    column: str
    note: Note


def read_action_list(path: Path) -> ActionList:
    """Read a filled-in list.

    Raises
    ------
    InputError
        The file cannot be read, or its keys or headings are gone.
    """
    check_and_hash(path)
    found = find_format(path)
    pages = found.read(path, path.stem) if found.read else []
    for page in pages:
        if isinstance(page, Page) and page.grid is not None and (top := _header_row(page.grid)) is not None:
            return _read(path, page.name, page.grid, top)
    raise InputError(
        "this is no action list: no sheet has the columns 'question_id' and 'signal_ids'",
        do="Give the questions.xlsx of `safetytool questions --format xlsx`, with its hidden columns",
        place=Place(path.name),
    )


def _header_row(grid: Grid) -> int | None:
    rows = range(min(HEADER_WITHIN, grid.height))
    return next((row for row in rows if {"question_id", "signal_ids"} <= set(map(str, grid.row(row)))), None)


def _read(path: Path, sheet: str, grid: Grid, top: int) -> ActionList:
    at = {str(cell).casefold(): place for place, cell in enumerate(grid.row(top)) if cell is not None}
    for language in LANGUAGES:
        headings = {column: word(f"column.{column}", language) for column in FILLED_IN}
        if all(heading.casefold() in at for heading in headings.values()):
            break
    else:
        wanted = ", ".join(word(f"column.{column}", "nl") for column in FILLED_IN)
        raise InputError(
            "a heading of this action list was changed or removed",
            do=f"Put the headings back: {wanted}",
            place=Place(path.name, sheet, top + 1),
        )
    lines = []
    for row in range(top + 1, grid.height):
        cells = {name: grid.cell(row, at[heading.casefold()]) for name, heading in headings.items()}
        filled = {name: cell for name, cell in cells.items() if cell is not None}
        signals = tuple(str(grid.cell(row, at["signal_ids"]) or "").split())
        question = str(grid.cell(row, at["question_id"]) or "")
        meeting = str(grid.cell(row, at["meeting_kind"]) or "") if "meeting_kind" in at else ""
        lines.append(Line(row + 1, question, meeting, signals, filled))
    return ActionList(path, sheet, language, headings, _saved(path), tuple(lines))


def _saved(path: Path) -> str:
    """Return when a workbook was last saved; '' where it does not say, or was never saved by a person."""
    with suppress(zipfile.BadZipFile, KeyError, OSError), zipfile.ZipFile(path) as archive:
        found = _SAVED.search(archive.read("docProps/core.xml"))
        text = found[1].decode("ascii", "replace") if found else ""
        if text and text[:10] != FIXED.date().isoformat():
            return text
    return ""


def take(actions: ActionList, records: Mapping[str, Record], today: date) -> Taken:
    """Hold a list against the register.

    Parameters
    ----------
    actions : the list.
    records : signal id -> what the register has of it.
    today : nothing that has been done is later than this.
    """
    notes: list[Note] = []
    refused: list[InputError] = []
    contradicted = clashes(actions.lines)
    for line in actions.lines:
        if not line.is_filled_in and line.row not in contradicted:
            continue
        try:
            if line.row in contradicted:
                raise contradicted[line.row]
            said = list(_say(actions, line, records, today))
            fresh = [one.note for one in said if _is_new(actions, one, records[one.note.signal])]
        except RefusedError as error:
            heading = actions.headings.get(error.column, error.column)
            place = Place(actions.path.name, actions.sheet, line.row, heading)
            refused.append(InputError(error.what, do=error.do, place=place))
        else:
            notes += [note for note in fresh if note not in notes]
    closed = () if refused else _closings(actions, records)
    return Taken((*notes, *closed), tuple(refused))


def _say(actions: ActionList, line: Line, records: Mapping[str, Record], today: date) -> Iterator[_Said]:
    """Return what a row says of each of its signals."""
    unknown = [name for name in line.signals if name not in records]
    if unknown or not line.signals:
        raise RefusedError("signal_ids", *_of_no_signal(unknown))
    origin = f"{line.question} {actions.saved}".strip()
    said = list(_kinds(line, today))
    talk = line.day("date")
    for column, kind, value in said:
        for signal in line.signals:
            if kind in DATES:
                _check_day(column, records[signal], kind, date.fromisoformat(value), today, talk)
            yield _Said(line, column, Note(signal, kind, value, origin))


def _of_no_signal(unknown: Sequence[str]) -> tuple[str, str]:
    """Return what is wrong with a row without a signal of this register, and what to do."""
    if unknown:
        what = f"signal {unknown[0]} is not in this register"
        do = "Run `safetytool analyse` with --register on the same files first, or name the right register"
        return what, do
    what = "this hidden cell is empty, so that nobody knows which signal the row is about"
    return what, "Copy it from the list as `safetytool questions` made it, or empty the row"


def _check_day(column: str, record: Record, kind: Kind, day: date, today: date, talk: date | None) -> None:
    """Refuse a day that cannot be true."""
    found = objection(record, kind, day, today, talk)
    if found:
        raise RefusedError(column, found.what, found.do)


def _kinds(line: Line, today: date) -> Iterator[tuple[str, Kind, str]]:
    """Return column, kind and value of what was filled in."""
    status = line.status
    if status is None:
        given, known = line.cells["status"], ", ".join(word(f"status.{s}", "nl") for s in STATUSES)
        raise RefusedError("status", f"'{given}' is no status", f"Choose one of: {known}")
    if "owner" in line.cells:
        yield "owner", "assigned", str(line.cells["owner"])
    day = line.day("date")
    if status != "open":
        if day is None:
            given = line.cells["status"]
            raise RefusedError("date", f"the status is '{given}' and there is no date", "Fill in the date")
        yield "date", "talked", day.isoformat()
    elif day is not None:
        yield "date", "planned", day.isoformat()
    if "learnt" in line.cells:
        yield "learnt", "learnt", str(line.cells["learnt"])
    evaluation = line.day("evaluation")
    if status == "done":
        yield "evaluation", "evaluated", (evaluation or day or today).isoformat()
    elif evaluation is not None:
        yield "evaluation", "evaluate_on", evaluation.isoformat()


def _is_new(actions: ActionList, said: _Said, record: Record) -> bool:
    """Tell whether the register does not have this yet, and refuse what contradicts something newer."""
    note = said.note
    value = mask(note.value) if note.kind in FREE_TEXT else note.value
    own = [e for e in record.all(note.kind) if e.origin.partition(" ")[0] == said.line.question and e.origin]
    by_hand = [entry for entry in record.all(note.kind) if not entry.origin]
    if note.kind not in SINGLE:
        return all(entry.value != value for entry in (*own, *by_hand))
    last = own[-1] if own else None
    newer = next((e for e in reversed(by_hand) if last is None or e.number > last.number), None)
    if (newer or last) and (newer or last).value == value:  # type: ignore[union-attr]
        return False
    if newer and not (actions.saved > newer.at and (last is None or last.value != value)):
        raise _contradiction(said.column, value, newer)
    if last and not newer and _is_older(actions, value, own):
        raise _contradiction(said.column, value, last)
    return True


def _is_older(actions: ActionList, value: str, own: Sequence[Entry]) -> bool:
    """Tell whether a list is an earlier copy of one that was taken over already."""
    saved = own[-1].origin.partition(" ")[2]
    if saved and actions.saved:
        return actions.saved < saved
    return any(entry.value == value for entry in own)


def _contradiction(column: str, value: str, newer: Entry) -> RefusedError:
    who = f" by {newer.author}" if newer.author else ""
    return RefusedError(
        column,
        f"this says '{value}', and the register has '{newer.value}', recorded later{who} on {newer.at[:10]}",
        f"Correct the list, or record it by hand: safetytool register answer {newer.signal}",
    )


def _closings(actions: ActionList, records: Mapping[str, Record]) -> Iterator[Note]:
    """Close the signals of which every question is done, unless somebody opened them again."""
    named = dict.fromkeys(name for line in actions.lines if line.is_filled_in for name in line.signals)
    waiting = actions.waiting
    for signal in named:
        record = records[signal]
        if signal not in waiting and not record.last("closed", "reopened"):
            yield Note(signal, "closed", ALL_DONE[actions.language], actions.saved or "list")
