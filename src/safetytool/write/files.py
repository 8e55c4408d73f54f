"""Writing a set of outputs: all of them or none, readable by their owner alone.

The outputs wait in a hidden folder beside their targets until all of them are on disk. A process that is
killed leaves that folder behind; the next one that writes here finds it, sees that nobody holds the lock in
it any more, and removes it.
"""

import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from safetytool.errors import Place, UsageError

FOLDER_MODE: Final = 0o700
"""The outputs may show a count of 1: nobody but the owner looks in."""

FILE_MODE: Final = 0o600

HIDDEN: Final = ".safetytool"
"""How the names begin of the files that the tool keeps for itself in an output folder."""

ABANDONED_AFTER: Final = 12 * 3600
"""Seconds after which something of another process is taken for dead, on disks that cannot lock files."""

FULL: Final = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN: Final = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_LOCKS: Final = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}
NO_FSYNC_OF_FOLDERS: Final = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}

_LOCK, _NEW, _OLD = "lock", "new-", "old-"
_LOCKED_BYTE: Final = 1 << 30
"""Windows bars others from reading what is locked, so a byte behind the text is locked and not the text."""


class NoLocksError(Exception):
    """Files on this disk cannot be locked, as on some network drives."""


@dataclass
class _Work:
    """What has been done so far, so that it can be undone."""

    base: Path
    new_folders: list[Path] = field(default_factory=list)
    staging: Path | None = None
    lock: int | None = None
    backups: dict[str, Path] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)


def write_all(folder: str | os.PathLike[str], outputs: Mapping[str, bytes]) -> list[Path]:
    """Write every output into the folder, or leave everything as it was.

    Each goes to a file in a folder beside its target first (mode 0600) and is renamed when all of them are on
    disk, so that whoever reads an output sees a whole one. A folder that is made is made with mode 0700. What
    a killed process left here is removed.

    The outputs are renamed in the order of `outputs`. A process that is killed in between leaves whole
    outputs of which the first are new and the last old: put the one that vouches for the others last.

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
    work = _Work(Path(folder))
    try:
        make_folder(work.base, work.new_folders)
        remove_leftovers(work.base)
        staging = _start(work)
        _write(staging, outputs)
        _put_in_place(work, staging, outputs)
        _flush(work)
    except OSError as error:
        _undo(work)
        raise explained(error, work.base) from error
    except BaseException:
        _undo(work)
        raise
    _finish(work)
    return [work.base / name for name in outputs]


def make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, for the owner alone; add those that are new to `made`."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        # Another process may make the same folder at the same moment.
        with suppress(FileExistsError):
            path.mkdir(mode=FOLDER_MODE)
            made.append(path)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left of outputs they were writing, and nothing of one that lives.

    Where files cannot be locked, what is older than `ABANDONED_AFTER` is taken for a leftover.
    """
    for staging in sorted(folder.glob(f"{HIDDEN}-*.part")):
        # What belongs to somebody else, or cannot be removed now, is no reason not to write.
        with suppress(OSError):
            lock = _hold(staging / _LOCK, where_no_locks=is_old(staging))
            if lock is not None:
                _discard(staging, lock)


def _start(work: _Work) -> Path:
    """Make the folder in which the outputs wait, and lock a file in it, to show that this process lives."""
    while True:
        work.staging = work.base / f"{HIDDEN}-{secrets.token_hex(8)}.part"
        work.staging.mkdir(mode=FOLDER_MODE)
        # A process that cleans up may see the folder before the lock in it is held; it then removes it.
        with suppress(FileNotFoundError):
            work.lock = _hold(work.staging / _LOCK, where_no_locks=True)
            if work.lock is not None:
                return work.staging


def _write(staging: Path, outputs: Mapping[str, bytes]) -> None:
    for name, contents in outputs.items():
        handle = os.open(staging / (_NEW + name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())


def _put_in_place(work: _Work, staging: Path, outputs: Mapping[str, bytes]) -> None:
    """Rename all; what was there is kept first, so that a failure halfway can be undone."""
    for name in outputs:
        if (work.base / name).exists():
            work.backups[name] = staging / (_OLD + name)
            _keep(work.base / name, work.backups[name])
    for name in outputs:
        (staging / (_NEW + name)).replace(work.base / name)
        work.replaced.append(name)


def _keep(path: Path, backup: Path) -> None:
    """Give a file a second name, which takes no room; copy it where the disk knows no second names."""
    try:
        backup.hardlink_to(path)
    except OSError:
        shutil.copy2(path, backup)


def _flush(work: _Work) -> None:
    """Have the names on disk as well, so that they survive a power cut."""
    for folder in (work.base, *(path.parent for path in work.new_folders)):
        flush_folder(folder)


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on disk, where the operating system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in NO_FSYNC_OF_FOLDERS:
            raise
    finally:
        os.close(handle)


def _undo(work: _Work) -> None:
    for name in work.replaced:
        if name in work.backups:
            work.backups[name].replace(work.base / name)
        else:
            (work.base / name).unlink(missing_ok=True)
    _finish(work)
    for path in reversed(work.new_folders):
        path.rmdir()


def _finish(work: _Work) -> None:
    if work.staging is not None:
        _discard(work.staging, work.lock)


def _discard(staging: Path, lock: int | None) -> None:
    shutil.rmtree(staging, ignore_errors=True)
    if lock is not None:
        unlock(lock)
    if os.name == "nt":  # An open file cannot be removed there.
        shutil.rmtree(staging, ignore_errors=True)


def _hold(path: Path, *, where_no_locks: bool) -> int | None:
    """Open a file and lock it; return None where another process has it, or has removed it meanwhile.

    `where_no_locks` is taken for the answer on a disk that cannot lock files.
    """
    held = False
    handle = open_lock(path)
    try:
        held = try_lock(handle) and leads_to(path, handle)
    except NoLocksError:
        held = where_no_locks
    finally:
        if not held:
            os.close(handle)
    return handle if held else None


def open_lock(path: Path) -> int:
    """Open a file to lock, made for the owner alone where it does not exist; return its descriptor."""
    return os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE)


def try_lock(handle: int) -> bool:
    """Lock an open file; the operating system unlocks it when this process ends, however it ends.

    Returns
    -------
    False where another process has it.

    Raises
    ------
    NoLocksError
        Files on this disk cannot be locked.
    """
    try:
        _lock(handle)
    except (BlockingIOError, PermissionError):
        return False
    except OSError as error:
        if error.errno in NO_LOCKS:
            raise NoLocksError from error
        raise
    return True


def unlock(handle: int) -> None:
    """Unlock and close an open file."""
    if sys.platform == "win32":
        import msvcrt

        with suppress(OSError):  # It may never have been locked.
            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def leads_to(path: Path, handle: int) -> bool:
    """Tell whether a path still leads to the file that was opened, and was not removed meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def is_old(path: Path) -> bool:
    """Tell whether something was last changed so long ago that whoever did must be gone.

    A clock may have been set back, so what is as far in the future counts as well.
    """
    return abs(time.time() - path.stat().st_mtime) > ABANDONED_AFTER


def explained(error: OSError, base: Path) -> UsageError:
    """Return what went wrong, for the user; `base` is the folder that was to be written in."""
    named = str(error.filename2 or error.filename or base)
    place = Place(file=str(base) if named.startswith(str(base / HIDDEN)) else named)
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
