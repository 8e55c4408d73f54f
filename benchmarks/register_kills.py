"""Kill real processes that write in a register, at random moments, and look whether anything was lost.

    python benchmarks/register_kills.py            200 kills
    python benchmarks/register_kills.py --kills 20

Two processes write at once. Each change is three entries in one transaction, and a process says on standard
output when one is recorded. Whatever was said to be recorded has to be there after the kill, and no change
may be there in part. Of ten kills one falls while a register is made, and one while it is brought to a newer
version.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from safetytool.register import Note, Register, Sighting, schema
from safetytool.register.store import backups

TOGETHER: Final = 3
"""Entries of one change."""
WRITERS: Final = 2
KILLS_A_REGISTER: Final = 10
"""The first while the register is made, the last while a copy of it is brought to a newer version."""
LONGEST_SECONDS: Final = 0.1
PAUSE_SECONDS: Final = 0.004
LONGEST_START_SECONDS: Final = 1.0
LONGEST_MIGRATION_SECONDS: Final = 0.1
SIGNAL: Final = Sighting(
    "0123456789ab", "99XX00", "2024-2025", "class", "7A", (7,), 2, "cluster", "ask", "staff_conduct", "staff",
    ("monitor",), ("pupil.staff_humiliates",), 4, 24, "a signal",
)  # fmt: skip


@dataclass
class Result:
    """What came of the kills."""

    kills: int = 0
    migrations: int = 0
    migrated: int = 0
    """Of the migrations: done before the kill came."""
    recorded: int = 0
    """Changes that a process said were recorded."""
    wrong: list[str] = field(default_factory=list)


def write(path: Path, name: str) -> None:
    """Write changes until somebody puts an end to it. Runs in a process of its own."""
    with Register.open(path, create=True) as register:
        with register.change():
            register.see([SIGNAL], name)
        print("ready", flush=True)
        for number in range(1_000_000):
            notes = [
                Note(SIGNAL.id, "evaluate_on", "2025-06-12", f"{name}:{number}:{part}")
                for part in range(TOGETHER)
            ]
            with register.change():
                register.add(notes, name)
            print(f"{name}:{number}", flush=True)
            time.sleep(PAUSE_SECONDS)  # or the other process seldom gets its turn


def migrate(path: Path) -> None:
    """Open a register as a later version of the tool would. Runs in a process of its own."""
    later = (
        "CREATE TABLE later (number INTEGER PRIMARY KEY, origin TEXT)",
        "INSERT INTO later SELECT number, origin FROM entry",
    )
    schema.MIGRATIONS += (later,)  # type: ignore[misc]
    schema.VERSION += 1  # type: ignore[misc]
    print("ready", flush=True)
    with Register.open(path):
        pass
    time.sleep(60)


def start(*words: str, wait: bool = True) -> "subprocess.Popen[str]":
    """Start a process of this file; `wait` until it is under way."""
    process = subprocess.Popen([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True)
    if wait and process.stdout is not None:
        process.stdout.readline()
    return process


def finish(process: "subprocess.Popen[str]") -> list[str]:
    """Kill a process as a power cut would, and return what it had said."""
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate()
    return said.splitlines()


def check(path: Path, said: list[str], result: Result) -> None:
    """Hold the register against what was said to be recorded."""
    with Register.open(path) as register:
        result.wrong += register.problems()
        found = Counter(e.origin.rpartition(":")[0] for e in register.history() if e.kind == "evaluate_on")
    result.wrong += [f"{change} is lost" for change in said if found[change] != TOGETHER]
    result.wrong += [f"{change} is there in part" for change, entries in found.items() if entries != TOGETHER]


def run(kills: int, folder: Path, seed: int = 1) -> Result:
    """Kill so many times, rounded up to tens; each ten have a register of their own."""
    chance = random.Random(seed)  # noqa: S311
    result = Result()
    while result.kills < kills:
        path = folder / f"register-{result.kills}.sqlite"
        kill_first_use(path, chance, result)
        said: list[str] = []
        while result.kills % KILLS_A_REGISTER < KILLS_A_REGISTER - 1:
            names = [f"w{result.kills}-{number}" for number in range(WRITERS)]
            writers = [start("write", str(path), name) for name in names]
            for writer in writers:
                time.sleep(chance.uniform(0, LONGEST_SECONDS))
                said += [line for line in finish(writer) if ":" in line]
                result.kills += 1
            check(path, said, result)
        kill_migration(path, folder, chance, said, result)
        result.recorded += len(said)
    return result


def kill_first_use(path: Path, chance: random.Random, result: Result) -> None:
    """Kill a process that makes the register; the next one has to be able to go on from there."""
    process = start("write", str(path), "first", wait=False)
    time.sleep(chance.uniform(0, LONGEST_START_SECONDS))
    said = [line for line in finish(process) if ":" in line]
    result.kills += 1
    if path.exists():
        check(path, said, result)


def kill_migration(path: Path, folder: Path, chance: random.Random, said: list[str], result: Result) -> None:
    """Kill a process that brings a copy of the register to a newer version; it has to stay readable."""
    copy = folder / f"older-{result.migrations}.sqlite"
    copy.write_bytes(path.read_bytes())
    process = start("migrate", str(copy))
    time.sleep(chance.uniform(0, LONGEST_MIGRATION_SECONDS))
    finish(process)
    result.migrations += 1
    result.kills += 1
    is_done = _version(copy) > schema.VERSION
    check(backups(copy)[0] if is_done else copy, said, result)
    result.migrated += is_done
    for one in folder.glob(f"{copy.name}*"):
        one.unlink()


def _version(path: Path) -> int:
    import sqlite3

    connection = sqlite3.connect(path)
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return version


def main() -> None:
    """Run the kills, and print what came of them."""
    if sys.argv[1:2] == ["write"]:
        write(Path(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:2] == ["migrate"]:
        migrate(Path(sys.argv[2]))
    else:
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--kills", type=int, default=200)
        with tempfile.TemporaryDirectory() as folder:
            result = run(parser.parse_args().kills, Path(folder))
        migrating = f"{result.migrations} of them while migrating ({result.migrated} were done)"
        print(f"{result.kills} kills, {migrating}; {result.recorded} changes were recorded")
        print(f"{len(result.wrong)} lost or in part")
        print("\n".join(result.wrong[:20]))
        sys.exit(bool(result.wrong))


if __name__ == "__main__":
    main()
