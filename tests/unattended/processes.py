"""Real processes to test with: each runs a few lines of Python with the tool."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "src"
LONGEST = 60
"""Seconds."""

HOLD = """
import sys, time
from pathlib import Path
from safetytool.unattended import RunLock
with RunLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""

WRITE = """
import sys
from pathlib import Path
from safetytool.errors import UsageError
from safetytool.unattended import RunLock, fingerprint, is_current, write_current
folder, text = Path(sys.argv[1]), sys.argv[2]
outputs = {"report.pdf": text.encode() * 1000, "report.html": text.encode()}
key = fingerprint([], {"text": text})
try:
    with RunLock(folder, wait=float(sys.argv[3]) if len(sys.argv) > 3 else 0):
        if is_current(folder, key, list(outputs)):
            print("nothing new")
        else:
            write_current(folder, key, outputs)
            print("written")
except UsageError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


def environment(**more: str) -> dict[str, str]:
    return {"PYTHONPATH": str(SOURCE), "PATH": os.environ.get("PATH", ""), **more}


def run(script: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a script to its end; `prefix` is a command that it runs under."""
    return subprocess.run(
        [*prefix, sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=LONGEST,
        check=False,
    )


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a script and return when it has printed a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process
