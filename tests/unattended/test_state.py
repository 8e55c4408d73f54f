"""What was written is written again when anything changed, and not touched when nothing did."""

import json
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest

from safetytool.errors import UsageError
from safetytool.unattended import current_since, fingerprint, is_current, state, write_current
from safetytool.unattended.state import STATE

OUTPUTS = {"report.pdf": b"%PDF", "report.html": b"<p>"}
KEY = "0" * 64


class Colour(StrEnum):
    red = "red"


@dataclass(frozen=True)
class Rule:
    threshold: int
    names: tuple[str, ...] = ()


@pytest.fixture
def written(tmp_path: Path) -> Path:
    assert write_current(tmp_path, KEY, OUTPUTS) == [tmp_path / name for name in OUTPUTS]
    return tmp_path


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(b"school;answer\n")
    return path


def test_what_was_written_is_current(written: Path) -> None:
    assert is_current(written, KEY, list(OUTPUTS))
    assert is_current(written, KEY, ["report.pdf"])
    assert {path.name for path in written.iterdir()} == {*OUTPUTS, STATE}
    assert stat.S_IMODE((written / STATE).stat().st_mode) == 0o600


def test_nothing_is_current_where_nothing_was_written(tmp_path: Path) -> None:
    assert not is_current(tmp_path, KEY, list(OUTPUTS))
    assert not is_current(tmp_path / "missing", KEY, [])


def test_another_key_or_another_output_is_not_current(written: Path) -> None:
    assert not is_current(written, "1" * 64, list(OUTPUTS))
    assert not is_current(written, KEY, [*OUTPUTS, "report.xlsx"])


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"%PDE"),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: (path.unlink(), path.mkdir()),
    ],
    ids=["altered", "emptied", "deleted", "a folder"],
)
def test_an_output_that_somebody_touched_is_not_current(
    written: Path, change: Callable[[Path], object]
) -> None:
    change(written / "report.pdf")
    assert not is_current(written, KEY, list(OUTPUTS))
    assert not is_current(written, KEY, ["report.html"])


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "{}", '{"schema_version": 1}', "\udcff",
        json.dumps({"schema_version": 2, "fingerprint": KEY, "outputs": {}}),
        json.dumps({"schema_version": 1, "fingerprint": KEY, "outputs": 3}),
        json.dumps({"schema_version": 1, "fingerprint": KEY, "outputs": ["report.pdf"]}),
    ],
)  # fmt: skip
def test_a_damaged_state_is_not_current(written: Path, text: str) -> None:
    (written / STATE).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert not is_current(written, KEY, [])


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_is_set_changes_nothing(written: Path, export: Path, days: int) -> None:
    key = fingerprint([export], {})
    then = time.time() + days * 24 * 3600
    for path in (export, *(written / name for name in (*OUTPUTS, STATE))):
        os.utime(path, (then, then))
    assert is_current(written, KEY, list(OUTPUTS))
    assert fingerprint([export], {}) == key


def test_looking_touches_nothing(written: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in (written, *written.iterdir())}
    assert is_current(written, KEY, list(OUTPUTS))
    assert before == {path.name: path.stat().st_mtime_ns for path in (written, *written.iterdir())}


def test_the_state_holds_no_clock_time(written: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write_current(other, KEY, OUTPUTS)
    assert (other / STATE).read_bytes() == (written / STATE).read_bytes()


def test_since_when(written: Path) -> None:
    since = current_since(written)
    assert since.tzinfo is not None
    assert abs(datetime.now().astimezone() - since) < timedelta(minutes=5)


def test_nothing_is_vouched_for_when_writing_fails(written: Path) -> None:
    (written / "report.pdf").unlink()
    (written / "report.pdf").mkdir()
    before = (written / STATE).read_bytes()
    with pytest.raises(UsageError, match="folder is in the place"):
        write_current(written, "1" * 64, OUTPUTS)
    assert (written / STATE).read_bytes() == before
    assert not is_current(written, "1" * 64, ["report.html"])


def test_the_fingerprint_changes_with_all_that_counts(
    tmp_path: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"lang": "nl", "rule": Rule(5), "out": Path("a/b")}
    keys = [fingerprint([export], settings)]
    keys.append(fingerprint([export], {**settings, "lang": "en"}))
    keys.append(fingerprint([export], {**settings, "rule": Rule(3)}))
    keys.append(fingerprint([], settings))
    keys.append(fingerprint([export, export], settings))
    export.write_bytes(b"school;answeR\n")
    keys.append(fingerprint([export], settings))
    keys.append(fingerprint([export.rename(tmp_path / "renamed.csv")], settings))
    keys.append(fingerprint([export], settings))  # missing
    monkeypatch.setattr(state, "__version__", "99.0")
    keys.append(fingerprint([export], settings))
    assert len(set(keys)) == len(keys)
    assert {len(key) for key in keys} == {64}


def test_the_fingerprint_does_not_change_with_what_does_not_count(tmp_path: Path, export: Path) -> None:
    second = tmp_path / "b.csv"
    second.write_bytes(b"b")
    moved = tmp_path / "elsewhere" / "export.csv"
    moved.parent.mkdir()
    moved.write_bytes(export.read_bytes())
    one = fingerprint([export, second], {"a": 1, "b": {"y", "x", "z"}, "c": (1, 2)})
    assert one == fingerprint([second, moved], {"c": [1, 2], "b": {"z", "x", "y"}, "a": 1})


def test_a_file_that_cannot_be_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    (tmp_path / "export.xlsx").mkdir()
    assert fingerprint([tmp_path / "export.xlsx"], {}) != fingerprint([], {})


def test_settings_of_every_kind_have_a_lasting_text() -> None:
    settings = {
        "text": "é", "number": 0.5, "none": None, "flag": True, "path": Path("a"), "day": date(2026, 8, 1),
        "colour": Colour.red, "rule": Rule(5, ("a",)),
        "set": frozenset({Path("b"), Path("a")}), "list": [{"x": 1}],
    }  # fmt: skip
    assert fingerprint([], settings) == fingerprint([], dict(reversed(settings.items())))
    # Worked out apart from the code: it must be the same on every machine, and after every start.
    assert state._plain(settings) == {
        "text": "é", "number": 0.5, "none": None, "flag": True, "path": "a", "day": "2026-08-01",
        "colour": "red", "rule": {"threshold": 5, "names": ["a"]}, "set": ['"a"', '"b"'], "list": [{"x": 1}],
    }  # fmt: skip


@pytest.mark.parametrize("value", [object(), b"bytes", Rule, print])
def test_a_setting_without_a_lasting_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no lasting text"):
        fingerprint([], {"value": [value]})
