"""One run at a time in an output folder.

The lock is the operating system's, on a hidden file in the folder: however a run ends, with kill -9 or a
power cut, nothing is left that keeps the next one out. What is written in that file only serves the message.
On disks that cannot lock files a second file is the lock; `owner.py` tells when it is taken for that of a
dead process.
"""

import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from safetytool.errors import Place, UsageError
from safetytool.unattended.owner import Owner, read_owner, take
from safetytool.write.files import (
    HIDDEN,
    NoLocksError,
    explained,
    leads_to,
    make_folder,
    open_lock,
    try_lock,
    unlock,
)

LOCK: Final = f"{HIDDEN}.lock"
OWNER: Final = f"{HIDDEN}.owner"
PAUSE: Final = 0.1
"""Seconds between two attempts."""


class RunLock:
    """Keep other runs out of a folder for as long as the `with` block lasts.

    The folder is made where it does not exist, for its owner alone, and removed again where nothing came into
    it. A process that was started without standard input, output or error gets an empty one in its place:
    otherwise the lock's file could become it, and be written in.

    Parameters
    ----------
    folder : where the outputs go.
    wait : seconds to wait for another run to end; 0 to give up at once.

    Raises
    ------
    UsageError
        On entering: another run is writing here, and which; or the folder cannot be written in.
    """

    def __init__(self, folder: str | os.PathLike[str], *, wait: float = 0) -> None:
        self.folder, self.wait = Path(folder), wait
        self._handle: int | None = None
        self._made: list[Path] = []
        self._by_owner = False

    def __enter__(self) -> Self:
        _open_standard_streams()
        give_up = time.monotonic() + self.wait
        try:
            while not self._take():
                if time.monotonic() >= give_up:
                    raise self._refused()
                time.sleep(PAUSE)
        except OSError as error:
            self._remove_made()
            raise explained(error, self.folder) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        # What cannot be tidied up harms nobody: the lock itself ends with the closing of the file.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            if self._by_owner:
                (self.folder / OWNER).unlink(missing_ok=True)
            if self._made and [path.name for path in self.folder.iterdir()] == [LOCK]:
                (self.folder / LOCK).unlink()
        unlock(handle)
        self._remove_made()

    def _take(self) -> bool:
        make_folder(self.folder, self._made)
        path = self.folder / LOCK
        handle = open_lock(path)
        held = False
        try:
            held = self._is_ours(path, handle)
        finally:
            if not held:
                os.close(handle)
        if held:
            self._handle = handle
            _sign(handle)
        return held

    def _is_ours(self, path: Path, handle: int) -> bool:
        try:
            return try_lock(handle) and leads_to(path, handle)
        except NoLocksError:
            self._by_owner = take(self.folder / OWNER)
            return self._by_owner

    def _refused(self) -> UsageError:
        owner = read_owner(self.folder / OWNER) or read_owner(self.folder / LOCK)
        return UsageError(
            f"another run is writing here ({owner})" if owner else "another run is writing here",
            do="Wait until it is done, or choose another --out",
            place=Place(file=str(self.folder)),
        )

    def _remove_made(self) -> None:
        """Remove the folders that were made, as far as nothing is in them."""
        with suppress(OSError):
            for path in reversed(self._made):
                path.rmdir()
        self._made = []


def _sign(handle: int) -> None:
    """Write down who holds the lock."""
    # On a full disk the message to the next run lacks the name; the lock itself takes no room.
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, Owner.here().as_bytes())


def _open_standard_streams() -> None:
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is given out first, so this is the one that was missing.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
