"""Who is at work in a folder: written down for the message, and as a lock where files cannot be locked."""

import json
import os
import platform
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from safetytool.write.files import FILE_MODE, is_old


@dataclass(frozen=True)
class Owner:
    """A process: its number, the computer, and since when (local time with its offset)."""

    pid: int
    host: str
    start: str

    @classmethod
    def here(cls) -> Self:
        """Return this process, now."""
        return cls(os.getpid(), platform.node(), datetime.now().astimezone().isoformat(timespec="seconds"))

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.start}"

    def as_bytes(self) -> bytes:
        """Return the text of a file that names this process."""
        return json.dumps(asdict(self)).encode()


def read_owner(path: Path) -> Owner | None:
    """Return who a file names; None where it is missing, empty, or not written to its end."""
    try:
        found = json.loads(path.read_bytes())
        return Owner(int(found["pid"]), str(found["host"]), str(found["start"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def take(path: Path) -> bool:
    """Make a file that names this process, unless another process that may be alive made it first.

    On the same computer an owner is asked after by its number; of one on another computer nothing is known,
    so after `write.files.ABANDONED_AFTER` it is taken for dead. The same holds for a number that is in use,
    because numbers are given out again.

    Two processes that take over from a dead one at the very same moment may, in theory, both succeed: without
    locks there is no way to rule that out. Each set of outputs is still written whole.

    Raises
    ------
    OSError
        It cannot be made, for want of room or permission.
    """
    if path.exists():
        owner = read_owner(path)
        if not _is_gone(path, owner) or not _put_aside(path, owner):
            return False
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Owner.here().as_bytes())
    except OSError:
        path.unlink()
        raise
    return True


def _is_gone(path: Path, owner: Owner | None) -> bool:
    # A clock that is set back makes an old file new, never a dead process alive.
    with suppress(FileNotFoundError):
        if is_old(path):
            return True
    return owner is not None and owner.host == platform.node() and not _is_running(owner.pid)


def _put_aside(path: Path, owner: Owner | None) -> bool:
    """Remove the file of a dead owner, by renaming it first: of several processes only one succeeds."""
    aside = path.with_name(f"{path.name}-{secrets.token_hex(4)}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return False
    if read_owner(aside) != owner:
        # Another process took over between the look and the renaming: it keeps what is its own.
        aside.rename(path)
        return False
    aside.unlink()
    return True


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        # Asking there in the same way would end the process instead.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
