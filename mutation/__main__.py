"""Change safetytool.analysis in one place at a time, and see whether its tests notice.

`python -m mutation` tests a sample of mutants; `python -m mutation --survivors` tests those again that
survived the last run. Results are kept in .mutation/results.json. Nothing in src is written to: a mutant
exists only in the process that tests it, forked from one that has loaded the libraries.
"""

import contextlib
import difflib
import importlib.abc
import importlib.machinery
import json
import os
import resource
import sys
import tomllib
from collections import Counter
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import hypothesis
import pandas  # noqa: F401 - loaded once here instead of in every process
import pytest
import scipy.stats  # noqa: F401
from scipy.special import betaincinv

from mutation.mutants import Mutant, path, sample

SETTINGS: Final = tomllib.loads((Path(__file__).parent / "settings.toml").read_text())
TESTS: Final = "tests/analysis"
RESULTS: Final = Path(".mutation/results.json")
MOST_MEMORY: Final = 4 << 30
"""Bytes: a power in place of a product can ask for all there is."""


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed source."""

    def __init__(self, mutant: Mutant):
        self.name, self.file = f"safetytool.analysis.{mutant.module}", str(path(mutant.module))
        self.source = mutant.source()

    def find_spec(self, fullname: str, *_: object) -> importlib.machinery.ModuleSpec | None:
        """Answer for the one module only."""
        return spec_from_loader(fullname, self, origin=self.file) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        module.__file__ = self.file
        exec(compile(self.source, self.file, "exec"), module.__dict__)  # noqa: S102


def main(words: list[str]) -> int:
    """Run what is asked for; return the exit status."""
    if words not in ([], ["--survivors"]):
        print("Give no words, or --survivors.", file=sys.stderr)
        return 2
    if words and not RESULTS.exists():
        print("There are no results yet: run python -m mutation first.", file=sys.stderr)
        return 2
    hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("same")
    results = json.loads(RESULTS.read_text()) if words else []
    again = [one["mutant"] for one in results if one["outcome"] == "survived"]
    taken = (
        [Mutant(**one) for one in again]
        if words
        else sample(SETTINGS["tests"], SETTINGS["mutants"], SETTINGS["least"], SETTINGS["seed"])
    )
    files = sorted({file for names in SETTINGS["tests"].values() for file in names})
    if os.waitstatus_to_exitcode(os.waitpid(_start(None, files), 0)[1]) != 0:
        print("The tests fail without a mutant.", file=sys.stderr)
        return 1
    results = [one for one in results if one["mutant"] not in again]
    running: dict[int, Mutant] = {}
    while taken or running:
        while taken and len(running) < SETTINGS["processes"]:
            mutant = taken.pop(0)
            running[_start(mutant, SETTINGS["tests"][mutant.module])] = mutant
        child, status = os.wait()
        mutant, outcome = running.pop(child), _outcome(os.waitstatus_to_exitcode(status))
        results.append({"mutant": mutant.key(), "outcome": outcome})
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1))
        print(f"{len(results):4} {outcome:8} {mutant.module}:{mutant.line}", flush=True)
    _tell(json.loads(RESULTS.read_text()), estimate=not words)
    return 0


def _start(mutant: Mutant | None, files: list[str]) -> int:
    """Test a mutant in a process of its own; return the number of the process."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    seconds = SETTINGS["seconds"] if mutant else resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1), os.dup2(nowhere, 2)
    status = 1
    with contextlib.suppress(BaseException):
        if mutant:
            sys.meta_path.insert(0, Changed(mutant))
        left_out = [f"--deselect={TESTS}/{name}" for name in SETTINGS["left_out"]]
        paths = [f"{TESTS}/{file}.py" for file in files]
        status = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--noconftest", *left_out, *paths]))
    os._exit(status)


def _outcome(status: int) -> str:
    """Return what an exit status says; it is negative of a process that was stopped."""
    if status < 0:
        return "timeout"
    return "killed" if status else "survived"


def _tell(results: list[dict[str, Any]], estimate: bool) -> None:
    """Print the survivors, and the score of every module; of a sample taken afresh also how sure it is."""
    for one in results:
        if one["outcome"] == "survived":
            mutant = Mutant(**one["mutant"])
            before, after = path(mutant.module).read_text(), mutant.source()
            print(f"\n{mutant.module}:{mutant.line} {mutant.operator}")
            lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
            print("\n".join(line for line in list(lines)[3:]))
    tested = Counter(one["mutant"]["module"] for one in results)
    killed = Counter(one["mutant"]["module"] for one in results if one["outcome"] != "survived")
    print()
    for module, many in sorted(tested.items()):
        print(f"{module:28} {killed[module]:3} of {many:3}")
    k, n = killed.total(), tested.total()
    print(f"{'all':28} {k:3} of {n:3}: {k / n:.1%}")
    if estimate:
        low = betaincinv(k, n - k + 1, 0.025) if k else 0.0
        high = betaincinv(k + 1, n - k, 0.975) if k < n else 1.0
        print(f"95% interval of the score of all mutants: {low:.1%} to {high:.1%}")
    print(f"killed by time: {sum(one['outcome'] == 'timeout' for one in results)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
