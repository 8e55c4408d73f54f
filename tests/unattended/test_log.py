"""The log of unattended runs."""

import errno
import os
import re
import stat
from pathlib import Path

import pytest

from safetytool.errors import UsageError
from safetytool.unattended import open_log
from safetytool.unattended.log import LONGEST
from tests.unattended.processes import run

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d (info|warning|error) \S.*")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_lines_are_added_for_the_owner_alone(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        open_log(tmp_path / "log")("2 files read")
        open_log(tmp_path / "log")("b.xlsx cannot be read", "warning")
    finally:
        os.umask(umask)
    assert all(LINE.fullmatch(line) for line in lines(tmp_path / "log"))
    assert [line.split(" ", 1)[1] for line in lines(tmp_path / "log")] == [
        "info 2 files read",
        "warning b.xlsx cannot be read",
    ]
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o600


def test_a_log_that_exists_keeps_its_permissions_and_its_lines(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("before\n")
    (tmp_path / "log").chmod(0o640)
    open_log(tmp_path / "log")("after")
    assert lines(tmp_path / "log")[0] == "before"
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o640


def test_no_path_no_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_log(None)("x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "forged", ["a\n2026-11-24T18:00:00+01:00 info b", "a\r\x1b[31m\x00b", "a\u2028b", "a\x85b"]
)
def test_a_message_is_one_line(tmp_path: Path, forged: str) -> None:
    open_log(tmp_path / "log")(forged)
    assert len(lines(tmp_path / "log")) == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x85]", (tmp_path / "log").read_text(encoding="utf-8"))


def test_a_message_is_no_copy_of_a_file(tmp_path: Path) -> None:
    open_log(tmp_path / "log")("x" * 10_000)
    assert lines(tmp_path / "log")[0].endswith("x...")
    assert len(lines(tmp_path / "log")[0]) < LONGEST + 50


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    open_log(tmp_path / "log")("caf\udce9.csv")
    assert lines(tmp_path / "log")[0].endswith("caf\\udce9.csv")


@pytest.mark.parametrize("what", ["folder", "missing folder", "pipe"])
def test_a_log_that_cannot_be_written_stops_the_run(tmp_path: Path, what: str) -> None:
    path = tmp_path / "log"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path = tmp_path / "missing" / "log"
    with pytest.raises(UsageError, match="the log cannot be written") as raised:
        open_log(path)
    assert raised.value.place.file == str(path)


def test_a_pipe_that_is_read_is_no_log_either(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log")
    reader = os.open(tmp_path / "log", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(UsageError, match="it is no file"):
            open_log(tmp_path / "log")
    finally:
        os.close(reader)


def test_a_log_that_fails_later_is_told_once_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    log = open_log(tmp_path / "log", on_failure=told.append)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    log("one")
    log("two")
    assert told == [f"{tmp_path / 'log'}: the log can no longer be written (No space left on device)"]
    monkeypatch.undo()
    log("three")
    assert len(lines(tmp_path / "log")) == 1


def test_half_a_line_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    log = open_log(tmp_path / "log", on_failure=told.append)
    monkeypatch.setattr(os, "write", lambda *_: 3)
    log("one")
    assert len(told) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_device() -> None:
    script = """
from pathlib import Path
from safetytool.unattended import open_log
open_log(Path("/dev/full"))("x")
"""
    done = run(script)
    assert done.returncode == 0
    assert (
        done.stderr == "safetytool: /dev/full: the log can no longer be written (No space left on device)\n"
    )


def test_a_log_that_is_rotated_goes_on(tmp_path: Path) -> None:
    log = open_log(tmp_path / "log")
    log("one")
    (tmp_path / "log").rename(tmp_path / "log.1")
    log("two")
    assert len(lines(tmp_path / "log")) == len(lines(tmp_path / "log.1")) == 1
