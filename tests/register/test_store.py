"""The file: nothing is lost, nothing is overwritten, and what is wrong is said."""

import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from safetytool.errors import SafetytoolError
from safetytool.register import Note, Register, schema
from safetytool.register.store import backups
from tests.register.given import AUTHOR, records, register, say, sighting, told

ID = "aaaa00000001"
At = Callable[[str], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return register(tmp_path / "board" / "register.sqlite", sighting())


def test_it_is_made_on_first_use_for_its_owner_alone(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(p.name for p in path.parent.iterdir()) == ["register.sqlite"]


def test_it_is_not_made_to_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(SafetytoolError, match=r"none\.sqlite: there is no register here"):
        Register.open(tmp_path / "none.sqlite")
    assert not list(tmp_path.iterdir())


def test_every_change_is_kept_in_order_with_time_and_author(path: Path, at: At) -> None:
    at("2024-11-14")
    say(path, (ID, "assigned", "IB'er"))
    at("2024-12-01")
    say(path, (ID, "assigned", "teamleider"), author="directie")
    record = records(path)[ID]
    assert [(e.kind, e.value, e.at[:10], e.author) for e in record.entries[1:]] == [
        ("assigned", "IB'er", "2024-11-14", AUTHOR),
        ("assigned", "teamleider", "2024-12-01", "directie"),
    ]
    assert record.value("assigned") == "teamleider"


def test_a_clock_that_is_set_back_does_not_change_the_order(path: Path, at: At) -> None:
    at("2024-12-01")
    say(path, (ID, "closed", "besproken"))
    at("2023-01-01")
    say(path, (ID, "reopened", "toch niet"))
    assert records(path)[ID].closed is None
    say(path, (ID, "closed", "nu wel"))
    at("2022-01-01")
    closed = records(path)[ID].closed
    assert closed is not None
    assert closed.value == "nu wel"


def test_the_same_signal_with_the_same_figures_is_kept_once(path: Path) -> None:
    register(path, sighting(), sighting(title="in other words"))
    assert told(records(path)[ID]) == [("seen", "")]
    register(path, sighting(count=5))
    record = records(path)[ID]
    assert told(record) == [("seen", ""), ("seen", "")]
    assert record.signal.count == 5
    assert record.seen.number == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entry SET value = 'x'", "DELETE FROM entry", "DELETE FROM seen", "UPDATE seen SET count = 0"],
)
def test_nothing_is_changed_or_removed_even_by_another_program(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="keeps every entry"):
        connection.execute(statement)
    connection.close()
    assert len(records(path)) == 1


def test_a_change_that_fails_halfway_leaves_nothing(path: Path) -> None:
    def half(opened: Register) -> None:
        with opened.change():
            opened.add([Note(ID, "learnt", "een les")], AUTHOR)
            raise RuntimeError

    with Register.open(path) as opened, pytest.raises(RuntimeError):
        half(opened)
    assert told(records(path)[ID]) == [("seen", "")]


@pytest.mark.parametrize("kind", ["talked_with", "learnt", "changed", "closed", "reopened"])
def test_names_in_free_text_are_masked_before_they_are_kept(path: Path, kind: str) -> None:
    say(path, (ID, kind, "besproken met Fatima, 06-12345678"))  # type: ignore[arg-type]
    assert told(records(path)[ID])[-1] == (kind, "besproken met [naam], [nummer]")
    assert b"Fatima" not in path.read_bytes()


def test_a_program_that_goes_on_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safetytool.register.store.WAIT_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert len(records(path)) == 1
    with pytest.raises(
        SafetytoolError, match=r"register\.sqlite: another program is writing in the register"
    ):
        say(path, (ID, "learnt", "een les"))
    other.execute("ROLLBACK")
    other.close()
    say(path, (ID, "learnt", "een les"))
    assert told(records(path)[ID])[1:] == [("learnt", "een les")]


# -- files that are something else --------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a workbook", b"school;klas\n99XA00;7A\n", b"SQLite format 2"]
)
def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(content)
    with pytest.raises(SafetytoolError, match=r"export\.xlsx: this file is no register"):
        Register.open(path, create=True)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entry (number INTEGER)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SafetytoolError, match=r"other\.sqlite: this file is no register"):
        Register.open(path, create=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("start", [4096, 8192, 12288])
def test_a_damaged_file_is_refused_by_name(path: Path, start: int) -> None:
    content = bytearray(path.read_bytes())
    content[start : start + 2048] = b"\xff" * 2048
    path.write_bytes(content)
    with pytest.raises(SafetytoolError, match=r"register\.sqlite: this register is damaged") as error:
        records(path)
    assert "copy" in str(error.value)
    assert path.read_bytes() == content


def test_half_a_file_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(SafetytoolError, match="damaged"):
        records(path)


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(SafetytoolError, match="no register"):
        Register.open(tmp_path, create=True)


def test_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(SafetytoolError, match=r"made by a newer safetytool \(version 2; this one knows 1\)"):
        records(path)
    assert path.read_bytes() == before


# -- migrations ---------------------------------------------------------------------------


@pytest.fixture
def later_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool of a later version, which keeps one thing more."""
    step = ("ALTER TABLE entry ADD COLUMN more TEXT NOT NULL DEFAULT ''",)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return found


@pytest.mark.usefixtures("later_version")
def test_an_older_version_is_copied_and_brought_up_to_date(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as older:
        older.setattr(schema, "VERSION", 1)
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        path = register(tmp_path / "register.sqlite", sighting())
        say(path, (ID, "learnt", "een les"))
    content = path.read_bytes()
    assert told(records(path)[ID]) == [("seen", ""), ("learnt", "een les")]
    assert version(path) == 2
    [copy] = backups(path)
    assert copy.name == "register.sqlite.backup-v1"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert version(copy) == 1
    assert len(copy.read_bytes()) == len(content)
    records(path)
    assert backups(path) == [copy]


def test_a_migration_that_fails_leaves_everything_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = records(path)
    with monkeypatch.context() as broken:
        broken.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE more (x)", "no statement")))
        broken.setattr(schema, "VERSION", 2)
        for _ in range(2):
            with pytest.raises(SafetytoolError, match=r"register\.sqlite: the register cannot be used"):
                records(path)
    assert version(path) == 1
    assert records(path) == before
    assert [copy.name for copy in backups(path)] == [
        "register.sqlite.backup-v1",
        "register.sqlite.backup-v1-2",
    ]


# -- looking through ----------------------------------------------------------------------


def test_a_sound_register_has_no_problems(path: Path) -> None:
    with Register.open(path) as opened:
        assert opened.problems() == []


def test_a_missing_safeguard_and_a_lost_signal_are_told(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER seen_is_not_removed")
    connection.execute("DELETE FROM seen")
    connection.commit()
    connection.close()
    with Register.open(path) as opened:
        problems = opened.problems()
    assert "the safeguard seen_is_not_removed is gone" in problems
    assert "1 entries belong to a signal that is not there" in problems


def test_records_of_some_schools(tmp_path: Path) -> None:
    path = register(
        tmp_path / "r.sqlite",
        sighting("a" * 12),
        sighting("b" * 12, school="99XB00"),
        replace(sighting("c" * 12), school=None, unit_kind="board", unit_name="board"),
    )
    with Register.open(path) as opened:
        assert [r.id[0] for r in opened.records(["99XB00", None])] == ["b", "c"]
        assert [r.id[0] for r in opened.records()] == ["a", "b", "c"]
