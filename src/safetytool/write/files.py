"""Writing a set of outputs: all of them or none, readable by their owner alone."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from safetytool.errors import Place, UsageError

FOLDER_MODE = 0o700
"""The outputs may show a count of 1: nobody but the owner looks in."""

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass
class _Written:
    """What has been done so far, so that it can be undone."""

    new_folders: list[Path] = field(default_factory=list)
    temporary: dict[str, Path] = field(default_factory=dict)
    backups: dict[str, Path] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)


def write_all(folder: str | os.PathLike[str], outputs: Mapping[str, bytes]) -> list[Path]:
    """Write every output into the folder, or leave everything as it was.

    Each goes to a temporary file beside its target first (mode 0600) and is renamed when all of
    them are on disk. A folder that is made is made with mode 0700.

    Parameters
    ----------
    folder : where to; made where it does not exist.
    outputs : file name (without folders) -> contents.

    Returns
    -------
    The paths, in the order of `outputs`.

    Raises
    ------
    UsageError
        The folder is a file, there is no permission, the disk is full, or a target is in use.
    """
    base = Path(folder)
    done = _Written()
    try:
        _make_folder(base, done)
        _write_temporary(base, outputs, done)
        _put_in_place(base, done)
    except OSError as error:
        _undo(base, done)
        raise _explained(error, base) from error
    except BaseException:
        _undo(base, done)
        raise
    _remove(done.backups.values())
    return [base / name for name in outputs]


def _make_folder(base: Path, done: _Written) -> None:
    missing = [path for path in (base, *base.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=FOLDER_MODE)
        done.new_folders.append(path)
    if not base.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(base))


def _write_temporary(base: Path, outputs: Mapping[str, bytes], done: _Written) -> None:
    for name, contents in outputs.items():
        done.temporary[name] = _temporary(base, name)
        with done.temporary[name].open("wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())


def _put_in_place(base: Path, done: _Written) -> None:
    """Rename all; what was there is copied first, so that a failure halfway can be undone."""
    for name in done.temporary:
        if (base / name).exists():
            done.backups[name] = _temporary(base, name)
            shutil.copy2(base / name, done.backups[name])
    for name, path in done.temporary.items():
        path.replace(base / name)
        done.replaced.append(name)


def _undo(base: Path, done: _Written) -> None:
    for name in done.replaced:
        if name in done.backups:
            done.backups.pop(name).replace(base / name)
        else:
            (base / name).unlink(missing_ok=True)
    _remove([*done.temporary.values(), *done.backups.values()])
    for path in reversed(done.new_folders):
        path.rmdir()


def _temporary(base: Path, name: str) -> Path:
    """A new empty file in the folder itself, so that renaming it stays on one disk."""
    handle, path = tempfile.mkstemp(dir=base, prefix=f".{name}.", suffix=".part")
    os.close(handle)
    return Path(path)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _explained(error: OSError, base: Path) -> UsageError:
    """What went wrong, for the user."""
    named = error.filename2 or error.filename or base
    place = Place(file=str(base if str(named).endswith(".part") else named))
    if error.errno in FULL:
        what, do = "The disk is full: nothing was written", "Make room, or choose another --out"
    elif error.errno in FORBIDDEN:
        what = "There is no permission to write here: nothing was written"
        do = "Close it if it is open in another program, or choose another folder with --out"
    elif error.errno in {errno.ENOTDIR, errno.EEXIST}:
        what, do = "This is a file, not a folder", "Choose a folder with --out"
    elif error.errno == errno.EISDIR:
        what, do = "A folder is in the place of an output", "Move it, or choose another --out"
    else:
        why = os.strerror(error.errno) if error.errno else str(error)
        what, do = f"This cannot be written ({why}): nothing was written", "Choose another --out"
    return UsageError(what, do=do, place=place)
