"""Writing a set of files: all or nothing, and for nobody but the owner."""

import errno
import fcntl
import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from safetytool.errors import UsageError
from safetytool.write import files
from safetytool.write.files import (
    ABANDONED_AFTER,
    open_lock,
    remove_leftovers,
    try_lock,
    unlock,
    write_all,
)

OUTPUTS = {"signals.json": b"new\n", "report.html": b"<p>new"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_writes_all_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    assert write_all(folder, OUTPUTS) == [folder / "signals.json", folder / "report.html"]
    assert contents(folder) == OUTPUTS
    assert mode(folder) == mode(folder.parent) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_replaces_what_was_there_and_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "signals.json").write_bytes(b"old")
    (tmp_path / "mine.txt").write_bytes(b"mine")
    write_all(tmp_path, OUTPUTS)
    assert contents(tmp_path) == {**OUTPUTS, "mine.txt": b"mine"}
    assert mode(tmp_path / "signals.json") == 0o600


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("at", [1, 2])
def test_a_failing_rename_undoes_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, at: int
) -> None:
    (tmp_path / "report.html").write_bytes(b"old")
    calls = 0
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == at:
            raise OSError(number, os.strerror(number), str(self))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(UsageError) as raised:
        write_all(tmp_path, OUTPUTS)
    assert contents(tmp_path) == {"report.html": b"old"}
    assert raised.value.place.file == str(tmp_path)
    assert "nothing was written" in raised.value.what


def test_a_full_disk_leaves_no_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UsageError, match="disk is full"):
        write_all(tmp_path / "new" / "deep", OUTPUTS)
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_undoes_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, OUTPUTS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    taken = tmp_path / "out"
    taken.write_bytes(b"x")
    for folder in (taken, taken / "deeper"):
        with pytest.raises(UsageError, match="not a folder"):
            write_all(folder, OUTPUTS)
    assert taken.read_bytes() == b"x"


def test_a_folder_in_the_place_of_an_output(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(UsageError, match="folder is in the place"):
        write_all(tmp_path, OUTPUTS)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_no_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="no permission"):
        write_all(tmp_path, OUTPUTS)


def failing_at(name: str, number: int) -> Callable[[Path, Path], Path]:
    """A renaming that fails at one output."""
    replace = Path.replace

    def rename(self: Path, target: Path) -> Path:
        if target.name == name:
            raise OSError(number, os.strerror(number), str(self))
        return replace(self, target)

    return rename


def test_an_undone_write_gives_back_the_very_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signals.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    before = path.stat()
    monkeypatch.setattr(Path, "replace", failing_at("report.html", errno.EIO))
    with pytest.raises(UsageError):
        write_all(tmp_path, OUTPUTS)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_mode) == (
        before.st_ino,
        before.st_mtime_ns,
        before.st_mode,
    )


def test_a_disk_without_second_names_gets_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    (tmp_path / "signals.json").write_bytes(b"old")
    write_all(tmp_path, OUTPUTS)
    assert contents(tmp_path) == OUTPUTS
    (tmp_path / "signals.json").write_bytes(b"old")
    (tmp_path / "report.html").unlink()
    monkeypatch.setattr(Path, "replace", failing_at("report.html", errno.EIO))
    with pytest.raises(UsageError):
        write_all(tmp_path, OUTPUTS)
    assert contents(tmp_path) == {"signals.json": b"old"}
    assert len(list(tmp_path.iterdir())) == 1


def left_behind(folder: Path, *, lock: bool = True) -> Path:
    """What a killed process leaves."""
    staging = folder / ".safetytool-0123456789abcdef.part"
    staging.mkdir()
    (staging / "new-signals.json").write_bytes(b"half")
    if lock:
        (staging / "lock").touch()
    return staging


@pytest.mark.parametrize("lock", [True, False])
def test_leftovers_of_a_killed_process_are_removed(tmp_path: Path, lock: bool) -> None:
    left_behind(tmp_path, lock=lock)
    (tmp_path / ".mine.part").touch()
    write_all(tmp_path, OUTPUTS)
    assert {path.name for path in tmp_path.iterdir()} == {*OUTPUTS, ".mine.part"}


def test_leftovers_of_a_process_that_lives_stay(tmp_path: Path) -> None:
    staging = left_behind(tmp_path)
    handle = open_lock(staging / "lock")
    assert try_lock(handle)
    write_all(tmp_path, OUTPUTS)
    assert {path.name for path in staging.iterdir()} == {"lock", "new-signals.json"}
    unlock(handle)
    write_all(tmp_path, OUTPUTS)
    assert not staging.exists()


@pytest.mark.parametrize(
    ("age", "stays"),
    [(0, True), (ABANDONED_AFTER - 60, True), (ABANDONED_AFTER + 60, False), (-ABANDONED_AFTER - 60, False)],
)
def test_where_files_cannot_be_locked_only_old_leftovers_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, stays: bool
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    staging = left_behind(tmp_path)
    then = time.time() - age
    os.utime(staging, (then, then))
    write_all(tmp_path, OUTPUTS)
    assert contents(tmp_path) == OUTPUTS
    assert staging.exists() is stays


def test_a_process_that_cleans_up_too_early_is_survived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one removes the new folder before the lock in it is held."""
    mkdir = Path.mkdir
    made: list[Path] = []

    def mkdir_and_lose(self: Path, mode: int = 0o777) -> None:
        mkdir(self, mode)
        made.append(self)
        if len(made) == 1:
            remove_leftovers(tmp_path)

    monkeypatch.setattr(Path, "mkdir", mkdir_and_lose)
    write_all(tmp_path, OUTPUTS)
    assert len(made) == 2
    assert {path.name for path in tmp_path.iterdir()} == set(OUTPUTS)


def test_a_lock_in_a_folder_that_was_removed_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one removes it after the lock's file was opened, and before that is locked."""
    opened = 0

    def late(handle: int) -> bool:
        nonlocal opened
        opened += 1
        if opened == 1:
            for staging in tmp_path.glob(".*.part"):
                shutil.rmtree(staging)
        return try_lock(handle)

    monkeypatch.setattr(files, "try_lock", late)
    write_all(tmp_path, OUTPUTS)
    assert opened == 2
    assert {path.name for path in tmp_path.iterdir()} == set(OUTPUTS)


def test_what_is_in_an_output_is_on_disk_before_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a power cut would leave empty files under the names of whole ones."""
    fsync, replace = os.fsync, Path.replace
    flushed: set[int] = set()
    renamed: list[bool] = []

    def flush(handle: int) -> None:
        flushed.add(os.fstat(handle).st_ino)
        fsync(handle)

    def rename(self: Path, target: Path) -> Path:
        renamed.append(self.stat().st_ino in flushed)
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(Path, "replace", rename)
    write_all(tmp_path, OUTPUTS)
    assert renamed == [True, True]


def test_the_folder_is_flushed_after_the_renaming(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[tuple[Path, bool]] = []
    monkeypatch.setattr(
        files,
        "flush_folder",
        lambda folder: flushed.append((folder, (tmp_path / "new" / "report.html").exists())),
    )
    write_all(tmp_path / "new", OUTPUTS)
    assert flushed == [(tmp_path / "new", True), (tmp_path, True)]


@pytest.mark.parametrize(("number", "fails"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_a_folder_that_cannot_be_flushed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fails: bool
) -> None:
    fsync = os.fsync

    def of_files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", of_files_only)
    if fails:
        with pytest.raises(UsageError, match="nothing was written"):
            write_all(tmp_path, OUTPUTS)
        assert contents(tmp_path) == {}
    else:
        write_all(tmp_path, OUTPUTS)
        assert contents(tmp_path) == OUTPUTS


def test_a_umask_that_gives_everybody_everything(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        write_all(tmp_path / "new", OUTPUTS)
    finally:
        os.umask(umask)
    assert mode(tmp_path / "new") == 0o700
    assert {mode(path) for path in (tmp_path / "new").iterdir()} == {0o600}
