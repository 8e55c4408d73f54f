"""What a run leaves behind that is killed (kill -9) at a random moment.

Run `python benchmarks/kills.py [kills]`. A process writes one version of a set of outputs after another, as
fast as it can; it is killed, what it left is looked at, and the next run writes over it. A naive writer,
which writes into its targets, is treated the same: it shows that these kills do tear files that can be torn.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from safetytool.unattended import RunLock, is_current, write_current

KILLS: Final = 200
SEED: Final = 20250401
NAMES: Final = ("report.pdf", "report.html", "report.xlsx", "act.pdf")
LINES: Final = 40_000
"""Of each output, which makes about 1 MB."""
LONGEST: Final = 0.12
"""Seconds between the first version and the kill, at most."""
VERSIONS: Final = 1000
"""More than a process writes in that time."""
PAUSE: Final = 0.01
"""Seconds before each renaming in every second process: it takes so little that no kill would hit it."""

Writer = Callable[[Path, int], None]


def contents(name: str, version: int) -> bytes:
    """Return an output of which every line tells its version."""
    return f"{name} of version {version:06}\n".encode() * LINES


def key(version: int) -> str:
    """Return the fingerprint of a version."""
    return f"version {version}"


def write_safely(folder: Path, version: int) -> None:
    """Write a version as a run of the tool does."""
    with RunLock(folder):
        if not is_current(folder, key(version), NAMES):
            write_current(folder, key(version), {name: contents(name, version) for name in NAMES})


def write_naively(folder: Path, version: int) -> None:
    """Write a version straight into its files."""
    for name in NAMES:
        (folder / name).write_bytes(contents(name, version))


WRITERS: Final[Mapping[str, Writer]] = {"safetytool": write_safely, "naive writer": write_naively}


def version_of(path: Path) -> int | None:
    """Return which version an output is; None where it is not one version from its first to its last byte."""
    found = path.read_bytes()
    try:
        version = int(found.splitlines()[0].rsplit(maxsplit=1)[1])
    except (IndexError, ValueError):
        return None
    return version if found == contents(path.name, version) else None


def write_for_ever(writer: str, folder: Path, version: int, *, slowly: bool) -> None:
    """Write one version after another, and say when the first is there."""
    if slowly:
        rename = Path.replace

        def later(path: Path, target: Path) -> Path:
            time.sleep(PAUSE)
            return rename(path, target)

        Path.replace = later  # type: ignore[method-assign,assignment]
    while True:
        WRITERS[writer](folder, version)
        print("written", flush=True)
        version += 1


def run_and_kill(writer: str, folder: Path, version: int, after: float, *, slowly: bool) -> None:
    """Start a process that writes, and kill it some seconds after its first version was there."""
    arguments = ["--write", writer, "--folder", str(folder), "--version", str(version)]
    arguments += ["--slowly"] if slowly else []
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.kills", *arguments],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as process:
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the process that writes ended by itself")
        time.sleep(after)
        process.kill()


def judge(writer: str, folder: Path, first: int) -> set[str]:
    """Return what can be said of what a process left that wrote from `first` on, and of the next run."""
    version = first + VERSIONS
    seen = {name: version_of(folder / name) for name in NAMES}
    found = set()
    if None in seen.values():
        found.add("torn")
    elif len(set(seen.values())) > 1:
        found.add("mixed")
    if any(folder.glob("*.part")) or any(folder.glob(".*.part")):
        found.add("left over")
    whole = set(seen.values()) if len(set(seen.values())) == 1 else set()
    vouched = {one for one in range(first, version) if is_current(folder, key(one), NAMES)}
    if not vouched <= whole:
        found.add("taken for current")
    try:
        WRITERS[writer](folder, version)
    except Exception:
        found.add("next run fails")
        return found
    if {version_of(folder / name) for name in NAMES} != {version}:
        found.add("next run fails")
    if any(folder.glob(".*.part")):
        found.add("not cleaned")
    return found


def measure(writer: str, kills: int, seed: int = SEED) -> Counter[str]:
    """Return how often each thing was found; see `judge`."""
    rng = random.Random(seed)  # noqa: S311 - moments, no secrets
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(kills):
            first = number * (VERSIONS + 1)
            run_and_kill(writer, folder, first, rng.uniform(0, LONGEST), slowly=number % 2 == 1)
            found.update(judge(writer, folder, first))
    return found


COLUMNS: Final = {
    "torn": "a file torn",
    "taken for current": "a mixed set taken for current",
    "next run fails": "the next run fails",
    "not cleaned": "something left after the next run",
    "mixed": "whole files, old and new",
    "left over": "leftovers, until the next run",
}


def main() -> None:
    """Print what was found, of the tool and of a naive writer."""
    parser = argparse.ArgumentParser(description="Kill runs at random moments.")
    parser.add_argument("kills", nargs="?", type=int, default=KILLS)
    for option, kind in (("--write", str), ("--folder", Path), ("--version", int)):
        parser.add_argument(option, type=kind, help=argparse.SUPPRESS)
    parser.add_argument("--slowly", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write_for_ever(asked.write, asked.folder, asked.version, slowly=asked.slowly)
    table = Table(title=f"{asked.kills} times kill -9 at a random moment")
    for column in ("", *COLUMNS.values()):
        table.add_column(column, justify="right" if column else "left")
    for writer in WRITERS:
        found = measure(writer, asked.kills)
        table.add_row(writer, *(str(found[what]) for what in COLUMNS))
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
