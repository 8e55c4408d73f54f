"""The register's file: one SQLite database, which is only ever added to.

Every change is one transaction: it is there whole or not at all, also after the power went. The journal is
SQLite's rollback journal and not the faster write-ahead log, because registers stand on network drives, where
the log's shared memory does not work and damages the file (sqlite.org/wal.html, "does not work over a network
filesystem"); one writer waits for the other. The file can be opened by its owner alone.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from safetytool.errors import Place, UsageError
from safetytool.masking import mask
from safetytool.register import clock, schema
from safetytool.register.failures import damaged, explained, foreign, newer
from safetytool.register.model import FREE_TEXT, Entry, Note, Record, Sighting
from safetytool.write.files import FOLDER_MODE

FILE_MODE: Final = 0o600
PARTLY: Final = ".part"
"""How the name of a copy ends that is not whole yet."""
WAIT_SECONDS: Final = 30.0
"""How long one program waits for another that is writing."""
MAGIC: Final = b"SQLite format 3\x00"
LISTS: Final = ("sources", "items", "about", "grades")
"""Columns of `seen` that hold a list, as JSON."""
COLUMNS: Final = (
    "id", "school", "school_year", "unit_kind", "unit_name", "grades", "parallel", "detector", "tier",
    "domain", "actor", "sources", "items", "count", "n", "title", "about",
)  # fmt: skip
"""Of `seen`, after its number."""

FORGET_ENTRY: Final = """
    UPDATE entry SET author = '',
        value = CASE WHEN kind IN ('planned', 'talked', 'evaluate_on', 'evaluated') THEN value ELSE '' END
"""
FORGET_SEEN: Final = """
    UPDATE seen SET title = '', count = NULL, n = NULL,
        unit_name = CASE WHEN unit_kind = 'class' THEN '' ELSE unit_name END
"""


class Register:
    """An open register; use it in a `with`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self._connection = path, connection

    def __enter__(self) -> "Register":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> "Register":
        """Open a register, made if need be, and brought to this version.

        Parameters
        ----------
        path : the file.
        create : whether to make it where there is none; its folder is made too.

        Raises
        ------
        SafetytoolError
            There is none, it is damaged, of another program or of a newer version, or it cannot be written.
        """
        with explained(path):
            if not path.exists():
                if not create:
                    raise UsageError(
                        "there is no register here",
                        do="`safetytool analyse` with --register makes one; or name yours with --register",
                        place=Place(file=str(path)),
                    )
                _make(path)
            _check_header(path)
            connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
            try:
                _prepare(connection, path)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @contextmanager
    def change(self) -> Iterator["Register"]:
        """Make all changes in the block one: what is read in it is what it is changed from.

        Raises
        ------
        SafetytoolError
            It cannot be written; nothing is changed then.
        """
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def records(self, schools: Iterable[str | None] | None = None) -> list[Record]:
        """Return every signal, or those of some schools (None: the board's), in the order first seen."""
        with explained(self.path):
            rows = self._connection.execute(
                f"SELECT number, {', '.join(COLUMNS)} FROM seen ORDER BY number"  # noqa: S608
            )
            wanted = None if schools is None else frozenset(schools)
            latest = {row[1]: _sighting(row) for row in rows if wanted is None or row[2] in wanted}
            found = self._connection.execute(
                "SELECT number, signal, kind, value, origin, at, author FROM entry ORDER BY signal, number"
            )
            entries = (Entry(*row) for row in found if row[1] in latest)
            by_signal = {signal: tuple(own) for signal, own in groupby(entries, lambda e: e.signal)}
        kept = [Record(signal, by_signal[name]) for name, signal in latest.items() if name in by_signal]
        return sorted(kept, key=lambda record: record.seen.number)

    def history(self) -> list[Entry]:
        """Return every entry, those of purges too, in order."""
        with explained(self.path):
            rows = self._connection.execute(
                "SELECT number, signal, kind, value, origin, at, author FROM entry ORDER BY number"
            )
            return [Entry(*row) for row in rows]

    def see(self, sightings: Iterable[Sighting], author: str) -> int:
        """Record the signals of a run that are new or have other figures; return how many. In a `change`."""
        sightings = list(sightings)
        schools = {sighting.school for sighting in sightings}
        known = {record.id: record.signal.figures for record in self.records(schools)}
        fresh = [s for s in sightings if known.get(s.id) != s.figures]
        for sighting in fresh:
            number = self._enter(Note(sighting.id, "seen", ""), author)
            values = [getattr(sighting, column) for column in COLUMNS]
            written = [json.dumps(v) if c in LISTS else v for c, v in zip(COLUMNS, values, strict=True)]
            marks = ", ".join("?" * (len(COLUMNS) + 1))
            self._connection.execute(f"INSERT INTO seen VALUES ({marks})", [number, *written])  # noqa: S608
        return len(fresh)

    def add(self, notes: Iterable[Note], author: str) -> None:
        """Record what people say, with names in free text masked. In a `change`."""
        for note in notes:
            self._enter(note, author)

    def _enter(self, note: Note, author: str) -> int:
        """Add one line; return its number."""
        value = mask(note.value) if note.kind in FREE_TEXT else note.value
        cursor = self._connection.execute(
            "INSERT INTO entry (signal, kind, value, origin, at, author) VALUES (?, ?, ?, ?, ?, ?)",
            (note.signal, note.kind, value, note.origin, clock.now(), author),
        )
        return int(cursor.lastrowid or 0)

    def remove(self, signals: Iterable[str], *, only_words: bool, why: str, author: str) -> None:
        """Remove signals with all that was said of them, or only the words. In a `change`.

        With `only_words` what stays is what can be counted: kinds, dates, school, year, tier, domain and
        items; not whom, what was learnt, the class, or how many it were.
        """
        ids = [(signal,) for signal in signals]
        for name in schema.TRIGGERS:
            self._connection.execute(f"DROP TRIGGER {name}")
        if only_words:
            self._connection.executemany(f"{FORGET_ENTRY} WHERE signal = ?", ids)
            self._connection.executemany(f"{FORGET_SEEN} WHERE id = ?", ids)
        else:
            self._connection.executemany("DELETE FROM seen WHERE id = ?", ids)
            self._connection.executemany("DELETE FROM entry WHERE signal = ?", ids)
        for statement in schema.TRIGGERS.values():
            self._connection.execute(statement)
        self._enter(Note("", "purged", why), author)

    def problems(self) -> list[str]:
        """Look through the whole file; return what is wrong with it, in words."""
        with explained(self.path):
            ask = self._connection.execute
            found = [str(row[0]) for row in ask("PRAGMA integrity_check") if row[0] != "ok"]
            found += [
                f"the table {row[0]} misses a row that it points at"
                for row in ask("PRAGMA foreign_key_check").fetchall()
            ]
            triggers = {row[0] for row in ask("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
            found += [f"the safeguard {name} is gone" for name in schema.TRIGGERS if name not in triggers]
            lost = ask(
                "SELECT count(*) FROM entry WHERE kind != 'purged' AND signal NOT IN (SELECT id FROM seen)"
            ).fetchone()[0]
        if lost:
            found.append(f"{lost} entries belong to a signal that is not there")
        return found


def _make(path: Path) -> None:
    """Make an empty file for its owner alone, in a folder for its owner alone."""
    for folder in reversed([folder for folder in path.parents if not folder.exists()]):
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))


def _check_header(path: Path) -> None:
    """Refuse what is no database at all, before SQLite touches it."""
    if path.is_dir():
        raise foreign(path)
    with path.open("rb") as file:
        start = file.read(len(MAGIC))
    if start and start != MAGIC:
        raise foreign(path)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Check that it is a register that can be read, and bring it to this version."""
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("BEGIN")  # or another program could make it between two of the questions
    try:
        version = _version(connection, path)
    finally:
        connection.execute("ROLLBACK")
    if version < schema.VERSION:
        _migrate(connection, path)
    problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if problem != "ok":
        raise damaged(path, problem)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a register, 0 for a file in which there is nothing yet."""
    program = connection.execute("PRAGMA application_id").fetchone()[0]
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if program == 0 and version == 0 and not tables:
        return 0
    if program != schema.APPLICATION_ID:
        raise foreign(path)
    if version > schema.VERSION:
        raise newer(path, version, schema.VERSION)
    if not tables >= schema.TABLES:
        raise damaged(path, "its tables are gone")
    return version


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a file to this version in one transaction, after a copy of what was in it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path)
        if version < schema.VERSION:  # or another program was first
            if version:
                _back_up(path, version)
            _bring_up_to_date(connection, version)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _bring_up_to_date(connection: sqlite3.Connection, version: int) -> None:
    """Do the steps from a version to this one."""
    for statements in schema.MIGRATIONS[version:]:
        for statement in statements:
            connection.execute(statement)
    for name, statement in schema.TRIGGERS.items():
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def backups(path: Path) -> list[Path]:
    """Return the copies that were made of a register before it was brought to a newer version."""
    found = path.parent.glob(f"{path.name}.backup-v*")
    return sorted(copy for copy in found if copy.suffix != PARTLY)


def _back_up(path: Path, version: int) -> None:
    """Copy the database beside it, whole or not at all; an earlier copy is never replaced.

    Whoever calls this keeps others from writing. The copy is read by a connection of its own: SQLite copies
    nothing through one that is itself about to write.
    """
    taken = sum(1 for copy in backups(path) if f".backup-v{version}" in copy.name)
    target = path.with_name(f"{path.name}.backup-v{version}" + (f"-{taken + 1}" if taken else ""))
    partly = target.with_name(target.name + PARTLY)
    partly.unlink(missing_ok=True)
    os.close(os.open(partly, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partly)) as copy:
        source.backup(copy)
    partly.replace(target)


def _sighting(row: tuple[Any, ...]) -> Sighting:
    """Return a row of `seen`, its number first, as a signal."""
    values: dict[str, Any] = dict(zip(COLUMNS, row[1:], strict=True))
    return Sighting(**{**values, **{name: tuple(json.loads(values[name])) for name in LISTS}})
