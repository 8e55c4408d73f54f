"""Runs the tool, or Python given with -c, in a process that dies when it reaches for the network.

Two guards, because each is blind where the other sees. Python's own audit events name what is tried, and see
programs that are started; they do not see what compiled libraries do. The kernel's filter (seccomp, where
there is Linux on a known processor) sees those, and every process that is started; it names nothing.
"""

import ctypes
import os
import platform
import struct
import sys
from types import CodeType
from typing import Any, Final

NETWORK: Final = 97
PROGRAM: Final = 98
FORBIDDEN: Final = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "telnetlib.")
STARTS: Final = frozenset(
    {
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.spawn",
        "os.fork",
        "os.forkpty",
        "os.startfile",
        "pty.spawn",
    }
)
ALLOWED: Final = frozenset({"socket.gethostname"})
"""Asks the computer for its own name; nothing leaves it."""

SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Processor -> how the kernel calls it, and the number of the system call `socket` there."""
AF_UNIX: Final = 1
KILL_PROCESS: Final = 0x80000000
ALLOW: Final = 0x7FFF0000
PR_SET_NO_NEW_PRIVS: Final = 38
PR_SET_SECCOMP: Final = 22
FILTER: Final = 2


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process at once, so that nothing can catch it."""
    if event.startswith(FORBIDDEN) and event not in ALLOWED:
        _end(NETWORK, f"{event} {arguments}")
    if event in STARTS or (event == "subprocess.Popen" and arguments[0] != sys.executable):
        _end(PROGRAM, f"{event} {arguments}")


def _end(status: int, why: str) -> None:
    os.write(2, f"guard: {why}\n".encode(errors="replace"))
    os._exit(status)


class _Program(ctypes.Structure):
    """`struct sock_fprog` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_sockets() -> bool:
    """Have the kernel kill this process, and those it starts, at a socket that is not a local one."""
    known = SOCKET.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    architecture, call = known

    def line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("HBBI", code, if_true, if_false, value)

    load, equal, give = 0x20, 0x15, 0x06
    program = b"".join(
        (
            line(load, 4),
            line(equal, architecture, 0, 5),
            line(load, 0),
            line(equal, call, 0, 3),
            line(load, 16),
            line(equal, AF_UNIX, 1, 0),
            line(give, KILL_PROCESS),
            line(give, ALLOW),
        )
    )
    libc = ctypes.CDLL(None, use_errno=True)
    filled = _Program(len(program) // 8, program)
    return (
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filled), 0, 0) == 0
    )


def main(words: list[str]) -> None:
    """Guard this process, then run what is asked: "--no-audit" leaves the kernel's guard alone."""
    if words[0] == "--can-forbid":
        sys.exit(0 if forbid_sockets() else 1)
    os.umask(0)
    forbid_sockets()
    if words[0] == "--no-audit":
        words = words[1:]
    else:
        sys.addaudithook(refuse)
    if words[0] == "-c":
        code: CodeType = compile(words[1], "<given>", "exec")
        exec(code, {"__name__": "__main__"})  # noqa: S102 (the tests' own words)
        return
    from safetytool.cli import main as tool

    sys.argv = ["safetytool", *words]
    tool()


if __name__ == "__main__":
    main(sys.argv[1:])
