"""Writing a set of files: all or nothing, and for nobody but the owner."""

import errno
import os
import stat
from pathlib import Path

import pytest

from safetytool.errors import UsageError
from safetytool.write.files import write_all

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
