"""Run atheris: `python -m fuzz NAME [options of libFuzzer, or files]`, `python -m fuzz --merge NAME`.

What is new is kept in .fuzz/NAME, and what goes wrong in .fuzz/NAME-crash-*. With --merge, those files
that add coverage go into the stored corpus, fuzz/corpus/NAME.
"""

import importlib
import pkgutil
import subprocess
import sys
from itertools import accumulate
from pathlib import Path
from typing import Final

from fuzz.harness import CORPUS, NAMES, Harness

WORK: Final = Path(".fuzz")
SLOWEST: Final = 20
"""Seconds for one input, under measurement of coverage, which makes everything about 5 times as slow."""
MOST_MEMORY: Final = 1500
"""MB."""
LARGEST_FILE: Final = 20_000
"""Bytes of a file in the stored corpus."""
LARGEST_CORPUS: Final = 200_000
"""Bytes of the files of one family; the smallest are kept."""


def main(words: list[str]) -> int:
    """Run what is asked for; return the exit status."""
    merge = words[:1] == ["--merge"]
    name, *options = words[merge:] or [""]
    if name not in NAMES:
        print(f"Say which readers: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    (WORK / name).mkdir(parents=True, exist_ok=True)
    (CORPUS / name).mkdir(parents=True, exist_ok=True)
    if merge:
        return _merge(name)
    files = [word for word in options if not word.startswith("-")]
    folders = [] if files else [str(WORK / name), str(CORPUS / name)]
    _fuzz(name, [*options, *folders])
    return 0


def _fuzz(name: str, words: list[str]) -> None:
    """Hand over to libFuzzer, which ends the process."""
    import atheris

    with atheris.instrument_imports(include=["safetytool", "tomllib"]):
        harness: Harness = importlib.import_module(f"fuzz.{name}").HARNESS
        for module in harness.modules:
            package = importlib.import_module(module)
            for found in pkgutil.walk_packages(package.__path__, f"{module}."):
                importlib.import_module(found.name)
    from fuzz.mutate import changed

    def change(data: bytes, most: int, seed: int) -> bytes:
        return changed(data, most, seed, atheris.Mutate)

    defaults = [
        f"-max_len={harness.longest}",
        f"-timeout={SLOWEST}",
        f"-rss_limit_mb={MOST_MEMORY}",
        f"-artifact_prefix={WORK / name}-",
        "-print_final_stats=1",
    ]
    mutator = {"custom_mutator": change} if harness.zipped else {}
    atheris.Setup([_again(name), *defaults, *words], harness.try_bytes, **mutator)
    atheris.Fuzz()


def _again(name: str) -> str:
    """Write the program that libFuzzer starts where it wants itself again, for -merge and -minimize_crash."""
    program = WORK.resolve() / f"{name}-again"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fuzz {name} "$@"\n', encoding="utf-8")
    program.chmod(0o700)
    return str(program)


def _merge(name: str) -> int:
    """Keep the smallest set of files that has the coverage of all."""
    fresh = WORK / f"{name}-merged"
    fresh.mkdir(exist_ok=True)
    for old in fresh.iterdir():
        old.unlink()
    command = [
        sys.executable,
        "-m",
        "fuzz",
        name,
        "-merge=1",
        str(fresh),
        str(CORPUS / name),
        str(WORK / name),
    ]
    status = subprocess.run(command, check=False).returncode  # noqa: S603 (our own words)
    by_size = sorted(fresh.iterdir(), key=lambda file: (file.stat().st_size, file.name))
    upto = accumulate(file.stat().st_size for file in by_size)
    pairs = zip(by_size, upto, strict=True)
    kept = [f for f, total in pairs if f.stat().st_size <= LARGEST_FILE and total <= LARGEST_CORPUS]
    if status or not kept:
        return status or 1
    for old in (CORPUS / name).iterdir():
        old.unlink()
    for file in kept:
        file.rename(CORPUS / name / file.name)
    print(f"{len(kept)} files in {CORPUS / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
