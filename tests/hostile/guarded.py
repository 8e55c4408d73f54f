"""Runs the tool on hostile files, each time in a process of its own with bounds on memory and time.

To start Python and import everything for each of hundreds of files would take minutes. So one process
imports, and forks for every call: what one file does to its process cannot reach the next.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

SECONDS: Final = 20
MEMORY: Final = 6 << 30
"""Address space, which native libraries reserve more of than they use."""


@dataclass(frozen=True)
class Done:
    """How a call ended. `status` is negative where a signal ended it."""

    status: int
    out: str
    err: str
    seconds: float
    peak: int
    """Bytes of memory at most, those of Python and its libraries included."""

    @property
    def wrong(self) -> str:
        """What should not be; '' where the call ended as it should."""
        found = []
        if self.status not in (0, 2):
            found.append(f"exit status {self.status}")
        if "Traceback" in self.err or "panicked" in self.err:
            found.append("a traceback")
        if self.status == 2 and len(self.err.strip().splitlines()) != 1:
            found.append("not one message")
        if self.seconds > SECONDS:
            found.append(f"{self.seconds:.0f} s")
        if self.peak > 1 << 30:
            found.append(f"{self.peak >> 20} MiB")
        return ", ".join(found) + (f": {self.err[-300:]}" if found else "")


class Tool:
    """The tool, ready to run."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.guarded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, *words: object, folder: Path, **environment: str) -> Done:
        """Run the tool in a folder."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        call = {"words": [str(word) for word in words], "folder": str(folder), "environment": environment}
        print(json.dumps(call), file=self._process.stdin, flush=True)
        return Done(**json.loads(self._process.stdout.readline()))


def _serve() -> None:
    import safetytool.commands.analyse
    import safetytool.commands.check
    import safetytool.commands.profile
    import safetytool.commands.questions
    import safetytool.commands.trend  # noqa: F401

    for line in sys.stdin:
        print(json.dumps(_call(**json.loads(line))), flush=True)


def _call(words: list[str], folder: str, environment: dict[str, str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        child = os.fork()
        if child == 0:
            _be_the_tool(words, folder, environment, out.fileno(), err.fileno())
        _, status, used = os.wait4(child, 0)
        seconds = time.perf_counter() - start
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "backslashreplace"))
    ended = os.waitstatus_to_exitcode(status)
    return {
        "status": ended,
        "out": texts[0],
        "err": texts[1],
        "seconds": seconds,
        "peak": used.ru_maxrss * 1024,
    }


def _be_the_tool(words: list[str], folder: str, environment: dict[str, str], out: int, err: int) -> None:
    from safetytool.cli import main

    os.chdir(folder)
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(SECONDS + 10)
    sys.argv = ["safetytool", *words]
    status = 70
    try:
        main()
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
