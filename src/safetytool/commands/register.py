"""`safetytool register`: what was done with signals, looked up, recorded, taken over and given away.

One function a command, without any printing: see `register_tables.py`.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from safetytool.bank.model import TIERS
from safetytool.commands.remember import FILE_NAME, deadline_of
from safetytool.errors import UsageError
from safetytool.register import Match, Note, Record, Register, clock, matches
from safetytool.register.days import objection
from safetytool.register.due import Due, due
from safetytool.register.loop import Loop, by_year, loop
from safetytool.register.model import DATES, STATES, Kind
from safetytool.register.retention import Purge, purge, too_old
from safetytool.schools import read_schools
from safetytool.tidy.assemble import option_year
from safetytool.wording import normalise

FEWEST_LETTERS: Final = 4
"""Of an id that is given by its start."""
OWNER_LETTERS: Final = 80
SCHEMA_VERSION: Final = 1
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "tier": TIERS,
    "state": ("waiting", "open", *reversed(STATES), "closed"),
}
"""What signals can be chosen by; `waiting` is all but closed."""


@dataclass(frozen=True)
class Imported:
    """What came of an action list."""

    notes: tuple[Note, ...]
    """What was recorded."""
    refused: tuple[str, ...]
    """What was not, and why, a line a cell."""


def register_file(register: Path | None, config: Path | None) -> Path:
    """Return the register that is meant: the one given, else the one beside board.toml, else here."""
    return register or (config.parent if config else Path()) / FILE_NAME


def school_names(schools: Path | None) -> dict[str, str]:
    """Return school id -> its name, of the register of schools; empty where none is given."""
    return read_schools(schools).names() if schools else {}


def chosen(
    path: Path,
    *,
    school: str | None = None,
    year: str | None = None,
    tier: str | None = None,
    state: str | None = None,
) -> list[Record]:
    """Return the signals that fit, in the order first seen.

    Parameters
    ----------
    path : the register.
    school : its id, in any spelling.
    year : one school year.
    tier : of this tier or a more urgent one.
    state : one of the states of `Record.state`; 'waiting' is all but closed.

    Raises
    ------
    UsageError
        There is no such school, tier or state.
    """
    for what, given in (("tier", tier), ("state", state)):
        if given is not None and given not in CHOICES[what]:
            raise UsageError(f"there is no {what} '{given}'", do=f"Choose one of: {', '.join(CHOICES[what])}")
    with Register.open(path) as register:
        records = register.records()
    wanted_year = option_year(year)
    if school is not None and not any(_is_school(record, school) for record in records):
        known = sorted({record.signal.school or "" for record in records} - {""})
        raise UsageError(
            f"there are no signals of '{school}'", do=f"Signals are of: {', '.join(known) or 'no school'}"
        )
    return [
        record
        for record in records
        if (school is None or _is_school(record, school))
        and (wanted_year is None or record.signal.school_year == wanted_year)
        and (tier is None or TIERS.index(record.signal.tier) <= TIERS.index(tier))
        and (state is None or record.state == state or (state == "waiting" and not record.closed))
    ]


def _is_school(record: Record, school: str) -> bool:
    return record.signal.school is not None and normalise(record.signal.school) == normalise(school)


def by_id(records: Sequence[Record], start: str) -> Record:
    """Return the signal whose id is, or starts with, what was given.

    Raises
    ------
    UsageError
        None, or more than one.
    """
    found = [record for record in records if record.id == start]
    if not found and len(start) >= FEWEST_LETTERS:
        found = [record for record in records if record.id.startswith(start.lower())]
    if len(found) == 1:
        return found[0]
    what = "several signals start" if found else "no signal starts"
    raise UsageError(f"{what} with '{start}'", do="`safetytool register list` shows the ids")


@dataclass(frozen=True)
class Shown:
    """A signal with what is the same matter in other years."""

    record: Record
    earlier: tuple[tuple[Match, Record], ...]
    later: tuple[tuple[Match, Record], ...]


def show(path: Path, signal: str) -> Shown:
    """Return one signal, and the same matter in other years."""
    with Register.open(path) as register:
        records = register.records()
    record = by_id(records, signal)
    known = {other.id: other for other in records}
    own = [other.signal for other in records if other.signal.school == record.signal.school]
    before = matches(own, record.signal)
    after = [match for other in own for match in matches([record.signal], other)]
    return Shown(
        record,
        tuple((match, known[match.earlier]) for match in before),
        tuple((match, known[match.later]) for match in after),
    )


def record_notes(path: Path, signal: str, said: Mapping[Kind, str], author: str | None) -> Record:
    """Record what somebody says of a signal; return it as it is then.

    Raises
    ------
    UsageError
        A date is none, or cannot be true of this signal; closing what is closed, or opening what is not;
        nothing said.
    """
    if not said:
        raise UsageError(
            "there is nothing to record", do="Give --learnt, --date, --with, --owner, ...; see --help"
        )
    with Register.open(path) as register:
        with register.change():
            record = by_id(register.records(), signal)
            talk = as_day(said["talked"]) if "talked" in said else None
            notes = [_note(record, kind, value, talk) for kind, value in said.items()]
            register.add(notes, clock.user() if author is None else author)
        return by_id(register.records(), record.id)


def _note(record: Record, kind: Kind, value: str, talk: date | None) -> Note:
    """Check one thing that was said; `talk` is the day of the conversation that is told with it."""
    text = " ".join(value.split())
    if kind in DATES:
        day = as_day(text)
        if kind == "talked" and day > clock.today():
            kind = "planned"
        wrong = objection(record, kind, day, clock.today(), talk)
        if wrong:
            raise UsageError(wrong.what, do=wrong.do)
        text = day.isoformat()
    elif not text:
        raise UsageError("a text is empty", do="Leave the option out, or say something")
    if kind == "closed" and record.closed:
        raise UsageError(
            f"signal {record.id} is closed already", do="Open it first: safetytool register reopen"
        )
    if kind == "reopened" and not record.closed:
        raise UsageError(f"signal {record.id} is not closed", do="`safetytool register show` tells its state")
    if kind == "assigned" and len(text) > OWNER_LETTERS:
        raise UsageError("the owner is too long", do="Give a role, or the name of one colleague")
    return Note(record.id, kind, text)


def as_day(text: str) -> date:
    """Read a date as people write it in the Netherlands, or as 2025-03-14."""
    text = text.strip()
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        if len(parts) == 3 and len(parts[2]) == 4:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is no date", do="Give it as 2025-03-14") from error


def what_is_due(path: Path, config: Path | None, school: str | None = None) -> list[Due]:
    """Return what waits today, the longest waiting first."""
    return due(chosen(path, school=school), clock.today(), deadline_of(config))


def numbers(path: Path, config: Path | None, school: str | None = None) -> list[Loop]:
    """Return the loop in numbers: a row a school and year, and then a row a year for all of them."""
    rows = loop(chosen(path, school=school), deadline_of(config))
    several = len({row.school for row in rows}) > 1
    return [*rows, *(by_year(rows) if several else [])]


def export(path: Path, out: Path, fmt: str) -> Path:
    """Write the register as `register.xlsx`, `.csv` or `.parquet` into a folder; return the file."""
    from safetytool.register.export import as_bytes
    from safetytool.write.files import write_all

    with Register.open(path) as register:
        records = register.records()
    [written] = write_all(out, {f"register.{fmt}": as_bytes(records, fmt)})
    return written


def take_over(path: Path, filled_in: Path, *, skip: bool, author: str | None) -> Imported:
    """Take over a filled-in action list: all of it, or with `skip` all but the rows that are refused.

    Raises
    ------
    SafetytoolError
        The list cannot be read; or rows of it are wrong or contradict something newer, and not `skip`.
    """
    from safetytool.register.action_list import read_action_list, take

    actions = read_action_list(filled_in)
    with Register.open(path) as register, register.change():
        known = {record.id: record for record in register.records()}
        taken = take(actions, known, clock.today())
        refused = tuple(str(error) for error in taken.refused)
        if refused and not skip:
            what = (
                "1 row of the action list was"
                if len(refused) == 1
                else f"{len(refused)} rows of the action list were"
            )
            raise UsageError(
                f"{what} refused, and nothing was recorded. Correct the list, or take over the rest with "
                "--skip:" + "".join(f"\n  {line}" for line in refused)
            )
        register.add(taken.notes, clock.user() if author is None else author)
    return Imported(taken.notes, refused)


def check(path: Path) -> list[str]:
    """Return what is wrong with a register, in words; empty if nothing is."""
    with Register.open(path) as register:
        found = register.problems()
    if os.name == "posix" and path.stat().st_mode & 0o077:
        found.append(f"others can open this file; make it your own: chmod 600 {path.name}")
    return found


def clean_up(path: Path, years: int, *, anonymise: bool, sure: bool, author: str | None) -> Purge:
    """Remove what is older than a number of school years, or only tell what that is."""
    with Register.open(path) as register:
        if not sure:
            return too_old(register.records(), years, clock.today(), path)
        name = clock.user() if author is None else author
        return purge(register, years, clock.today(), anonymise=anonymise, author=name)


# -- for other programs -------------------------------------------------------------------


def record_json(record: Record) -> dict[str, Any]:
    """Return a signal with its state and all its entries."""
    closed = record.closed
    return {
        **asdict(record.signal),
        "state": record.state,
        "owner": record.owner or None,
        "seen": record.seen.at,
        "closed": closed.value if closed else None,
        "evaluate_on": record.evaluate_on.isoformat() if record.evaluate_on else None,
        "entries": [
            {key: value for key, value in asdict(entry).items() if key != "signal"}
            for entry in record.entries
        ],
    }


def document(key: str, rows: Sequence[object]) -> dict[str, Any]:
    """Return rows as the machine-readable result."""
    write: Callable[[Any], Any] = asdict
    return {"schema_version": SCHEMA_VERSION, key: [r if isinstance(r, dict) else write(r) for r in rows]}


def shown_json(shown: Shown) -> dict[str, Any]:
    """Return a signal and the same matter in other years."""

    def related(pairs: tuple[tuple[Match, Record], ...]) -> list[dict[str, Any]]:
        return [
            {
                "id": other.id,
                "school_year": other.signal.school_year,
                "match": match.kind,
                "sure": match.is_sure,
            }
            for match, other in pairs
        ]

    return {
        "schema_version": SCHEMA_VERSION,
        "signal": record_json(shown.record),
        "earlier": related(shown.earlier),
        "later": related(shown.later),
    }


def due_json(found: Sequence[Due]) -> dict[str, Any]:
    """Return what is due."""
    rows = [
        {"id": one.record.id, "what": one.what, "since": one.since.isoformat(), **_about(one.record)}
        for one in found
    ]
    return document("due", rows)


def _about(record: Record) -> dict[str, Any]:
    signal = record.signal
    return {
        "school": signal.school,
        "school_year": signal.school_year,
        "tier": signal.tier,
        "title": signal.title,
        "owner": record.owner or None,
    }
