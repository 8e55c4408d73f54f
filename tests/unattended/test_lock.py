"""One run at a time, and no lock that outlives its run."""

import errno
import fcntl
import os
import platform
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from safetytool.errors import UsageError
from safetytool.unattended import RunLock, lock
from safetytool.unattended.lock import LOCK, OWNER
from safetytool.unattended.owner import Owner, read_owner, take
from safetytool.write.files import ABANDONED_AFTER, try_lock
from tests.unattended.processes import HOLD, WRITE, environment, run, start


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that cannot lock files."""

    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", flock)


def test_the_second_of_two_runs_ends_at_once_and_says_who_is_writing(tmp_path: Path) -> None:
    with start(HOLD, tmp_path, 60) as first:
        began = time.monotonic()
        second = run(WRITE, tmp_path, "x")
        assert time.monotonic() - began < 10
        first.kill()
    assert second.returncode == 2
    assert second.stderr.startswith(f"{tmp_path}: another run is writing here (process {first.pid} on ")
    assert platform.node() in second.stderr
    assert "Wait until it is done" in second.stderr
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_the_second_waits_when_asked(tmp_path: Path) -> None:
    with start(HOLD, tmp_path, 1):
        second = run(WRITE, tmp_path, "x", 30)
    assert (second.returncode, second.stdout) == (0, "written\n")


def test_a_wait_ends(tmp_path: Path) -> None:
    with RunLock(tmp_path):
        began = time.monotonic()
        with pytest.raises(UsageError, match=rf"another run .*process {os.getpid()} "):
            RunLock(tmp_path, wait=0.3).__enter__()
        assert 0.3 <= time.monotonic() - began < 10


def test_a_killed_run_keeps_nobody_out(tmp_path: Path) -> None:
    with start(HOLD, tmp_path, 60) as first:
        first.kill()
    assert read_owner(tmp_path / LOCK) is not None
    assert run(WRITE, tmp_path, "x").returncode == 0


def test_many_at_once_take_turns(tmp_path: Path) -> None:
    """Each reads a number and writes it plus one: where two are at it together, one is lost."""
    (tmp_path / "number").write_text("0")
    script = """
import sys, time
from pathlib import Path
from safetytool.unattended import RunLock
path = Path(sys.argv[1]) / "number"
for _ in range(10):
    with RunLock(path.parent, wait=50):
        number = int(path.read_text())
        time.sleep(0.002)
        path.write_text(str(number + 1))
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=environment()) for _ in range(4)
    ]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert (tmp_path / "number").read_text() == "40"


def test_the_lock_file_is_for_the_owner_and_tells_nothing_afterwards(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        with RunLock(tmp_path / "out"):
            assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
            assert stat.S_IMODE((tmp_path / "out" / LOCK).stat().st_mode) == 0o600
            owner = read_owner(tmp_path / "out" / LOCK)
            assert owner is not None
            assert (owner.pid, owner.host) == (os.getpid(), platform.node())
            (tmp_path / "out" / "report.pdf").touch()
    finally:
        os.umask(umask)
    assert (tmp_path / "out" / LOCK).read_bytes() == b""


def test_a_run_that_writes_nothing_leaves_no_new_folder(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), RunLock(tmp_path / "new" / "deep"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_lock_on_a_file_that_was_removed_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run before made the folder and removes it again, after this one has opened the lock's file."""
    opened = 0

    def late(handle: int) -> bool:
        nonlocal opened
        opened += 1
        if opened == 1:
            (tmp_path / LOCK).unlink()
        return try_lock(handle)

    monkeypatch.setattr(lock, "try_lock", late)
    with RunLock(tmp_path, wait=10):
        assert opened == 2
        with pytest.raises(UsageError, match="another run"):
            RunLock(tmp_path).__enter__()


@pytest.mark.parametrize("what", ["the folder", "the folder above it"])
def test_a_folder_that_cannot_be_written_in(what: str) -> None:
    script = """
import os, sys
from pathlib import Path
from safetytool.errors import UsageError
from safetytool.unattended import RunLock
if os.geteuid() == 0:  # who may write anywhere
    os.seteuid(65534)
try:
    RunLock(Path(sys.argv[1])).__enter__()
except UsageError as error:
    sys.exit(str(error))
"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) if what == "the folder" else Path(name) / "out"
        Path(name).chmod(0o555)
        done = run(script, folder)
        assert list(Path(name).iterdir()) == []
    assert done.stderr.startswith(f"{folder}: There is no permission to write here")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC, errno.EIO])
def test_what_the_disk_refuses_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.open

    def refuse(path: str | Path, *rest: int) -> int:
        if str(path).endswith(LOCK):
            raise OSError(number, os.strerror(number), str(path))
        return real(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UsageError, match="nothing was written") as raised:
        RunLock(tmp_path / "new").__enter__()
    assert raised.value.place.file == str(tmp_path / "new")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_only_costs_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    with RunLock(tmp_path), pytest.raises(UsageError, match=r"another run is writing here\. Wait"):
        RunLock(tmp_path).__enter__()


@pytest.mark.usefixtures("no_locks")
def test_without_locks_a_second_file_is_the_lock(tmp_path: Path) -> None:
    for _ in range(2):
        with RunLock(tmp_path):
            assert read_owner(tmp_path / OWNER) is not None
            with pytest.raises(UsageError, match=f"process {os.getpid()} on"):
                RunLock(tmp_path).__enter__()
        assert not (tmp_path / OWNER).exists()


@pytest.mark.usefixtures("no_locks")
def test_without_locks_a_dead_process_keeps_nobody_out(tmp_path: Path) -> None:
    with start("print('here', flush=True)") as gone:
        pass
    (tmp_path / OWNER).write_bytes(Owner(gone.pid, platform.node(), "2026-11-24T18:00:00+01:00").as_bytes())
    with RunLock(tmp_path):
        owner = read_owner(tmp_path / OWNER)
        assert owner is not None
        assert owner.pid == os.getpid()
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


@pytest.mark.parametrize(
    ("host", "hours", "taken"),
    [
        ("another-computer", 0, False),
        ("another-computer", ABANDONED_AFTER / 3600 - 1, False),
        ("another-computer", ABANDONED_AFTER / 3600 + 1, True),
        ("another-computer", -ABANDONED_AFTER / 3600 - 1, True),  # the clock was set back since
        (None, 0, False),
        (None, ABANDONED_AFTER / 3600 + 1, True),  # its number is in use again
    ],
)
def test_without_locks_age_decides_where_nothing_else_can(
    tmp_path: Path, host: str | None, hours: float, taken: bool
) -> None:
    path = tmp_path / OWNER
    path.write_bytes(Owner(os.getppid(), host or platform.node(), "2026-11-24T18:00:00+01:00").as_bytes())
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    assert take(path) is taken
    assert [found.name for found in tmp_path.iterdir()] == [OWNER]


def test_without_locks_a_number_says_nothing_of_another_computer(tmp_path: Path) -> None:
    with start("print('here', flush=True)") as gone:
        pass
    owner = Owner(gone.pid, "another-computer", "2026-11-24T18:00:00+01:00")
    (tmp_path / OWNER).write_bytes(owner.as_bytes())
    assert not take(tmp_path / OWNER)
    assert read_owner(tmp_path / OWNER) == owner


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"pid": "x", "host": "", "start": ""}'])
def test_without_locks_an_owner_that_cannot_be_read_counts_as_alive(tmp_path: Path, text: bytes) -> None:
    (tmp_path / OWNER).write_bytes(text)
    assert not take(tmp_path / OWNER)
    assert (tmp_path / OWNER).read_bytes() == text


def test_without_locks_no_file_is_left_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Owner) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Owner, "as_bytes", full)
    with pytest.raises(OSError, match="space"):
        take(tmp_path / OWNER)
    assert list(tmp_path.iterdir()) == []


def test_without_locks_who_took_over_meanwhile_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start("print('here', flush=True)") as gone:
        pass
    path = tmp_path / OWNER
    path.write_bytes(Owner(gone.pid, platform.node(), "2026-11-24T18:00:00+01:00").as_bytes())
    rename = Path.rename
    faster = Owner(os.getppid(), platform.node(), "2026-11-24T19:00:00+01:00")

    def late(self: Path, target: Path) -> Path:
        if self == path:
            path.write_bytes(faster.as_bytes())
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", late)
    assert not take(path)
    assert read_owner(path) == faster
    assert [found.name for found in tmp_path.iterdir()] == [OWNER]


def test_a_process_without_standard_streams_keeps_the_lock_file_clean(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from safetytool.unattended import RunLock
for number in range(3):
    os.close(number)
with RunLock(Path(sys.argv[1])):
    os.write(2, b"a library complains")
    (Path(sys.argv[1]) / "seen").write_bytes((Path(sys.argv[1]) / ".safetytool.lock").read_bytes())
"""
    assert run(script, tmp_path).returncode == 0
    assert read_owner(tmp_path / "seen") is not None
    assert b"complains" not in (tmp_path / "seen").read_bytes()
