"""How cost and memory grow from one school to every school of a country, and from one year to ten.

Run `python benchmarks/scale.py` (or `make bench`). Three tables:
1. growth with schools: seconds of processor time for each step of one school year in Parquet, the peak of
   memory, and what a tenth more schools costs;
2. growth with years, of all 6,500 schools, the last one analysed with the others as its history: the peak of
   memory should not grow with the number of years;
3. ratios at 6,500 schools: counting against a bare `numpy.bincount` over the same codes, reading against
   pyarrow's own reading into dictionaries, detection against counting.
Every measurement is a process of its own, so that its peak is its own. `--schools 1000` is a smaller nation.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet
from rich.console import Console
from rich.table import Table

import national
from safetytool.analysis import Budget, Case, Finding, analyse
from safetytool.bank import load_bank
from safetytool.codes import NOT_ASKED
from safetytool.commands.gather import Inputs, gather
from safetytool.counting import Counts, count_portion, join
from safetytool.counting.respondents import count_levels
from safetytool.read import read_source
from safetytool.recognise import recognise
from safetytool.tidy import tidy
from safetytool.tidy.model import NO_REPORTS
from safetytool.tidy.portions import portions

SCHOOLS = (1, 10, 100, 1_000)
YEARS = (1, 2, 5, 10)
STEPS = ("read", "recognise", "tidy", "count", "detect")
LAST = 2024
RUNS = 5


class Clock:
    """Processor time of this process, step by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def step(self, name: str) -> None:
        """Book the time since the last step."""
        now = time.process_time()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


def peak_mb() -> int:
    """Return the largest resident size of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def one_year(path: Path) -> dict[str, Any]:
    """Measure every step of one school year."""
    clock = Clock()
    source = read_source(path)
    clock.step("read")
    meaning = recognise(source, load_bank())
    clock.step("recognise")
    found: list[Counts] = []
    for portion in portions(meaning):
        evidence = tidy([(portion, False)], load_bank())
        clock.step("tidy")
        found.append(count_portion(evidence))
        clock.step("count")
    counts = join(found, NO_REPORTS)
    rows = int(counts.units.loc[counts.units["unit_kind"] == "school", "respondents"].sum())
    del source, meaning, portion, evidence, found
    clock.step("count")
    findings = analyse(Case(counts, Budget()))
    clock.step("detect")
    return {"seconds": clock.seconds, "peak": peak_mb(), "pupils": rows, "findings": len(findings)}


def years(paths: list[Path]) -> dict[str, Any]:
    """Measure several years as `analyse` does: the last file is the export, the others are its history."""
    start, processor = time.perf_counter(), time.process_time()

    def judge(counts: Counts) -> list[Finding]:
        return analyse(Case(counts, Budget()))

    large = [(path, path != paths[-1]) for path in paths]
    gathered = gather(Inputs(small=[], large=large, bank=load_bank()), judge)
    return {
        "wall": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        "peak": peak_mb(),
        "findings": len(gathered.findings or []),
    }


def least(run: Callable[[], object]) -> float:
    """Return the least processor time of several runs: what is more is the machine's noise."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def counting(path: Path) -> dict[str, Any]:
    """Measure the counting of one portion of schools against a bare bincount over the same codes."""
    portion = next(iter(portions(recognise(read_source(path), load_bank()))))
    responses = tidy([(portion, False)], load_bank()).responses
    columns = [(name, responses.levels[name].to_numpy(np.int8), None) for name in responses.levels.columns]
    doubtful = responses.people["doubtful"].to_numpy(bool)
    keys = ["school", "grade", "class_name", "gender"]
    groups = [responses.people.groupby(keys[:1] if key == "school" else ["school", key]) for key in keys]
    unit_codes = [group.ngroup().to_numpy().astype(np.int64) for group in groups]
    cells = [(codes, int(codes.max()) + 1) for codes in unit_codes]
    bare = [(codes * 14 + doubtful * 7 - NOT_ASKED, units) for codes, units in cells]

    def ours() -> None:
        for codes, units in cells:
            count_levels(codes, units, doubtful, columns)

    def floor() -> None:
        for cell, units in bare:
            for _, level, _ in columns:
                np.bincount(cell + level, minlength=units * 14)

    return {"ours": least(ours), "floor": least(floor)}


def reading(path: Path) -> dict[str, Any]:
    """Measure reading against pyarrow's own reading of the same file into dictionaries."""

    def floor() -> None:
        data = parquet.read_table(path, use_threads=False)
        for column in data.columns:
            whole = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
            whole.unify_dictionaries().combine_chunks()

    return {"ours": least(lambda: read_source(path)), "floor": least(floor)}


MEASURES: dict[str, Callable[[list[Path]], dict[str, Any]]] = {
    "one_year": lambda paths: one_year(paths[0]),
    "years": years,
    "counting": lambda paths: counting(paths[0]),
    "reading": lambda paths: reading(paths[0]),
}


def measure(what: str, *paths: Path) -> dict[str, Any]:
    """Measure in a process of its own."""
    words = [sys.executable, __file__, "--measure", what, *map(str, paths)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def by_schools(folder: Path, sizes: list[int]) -> tuple[Table, dict[str, Any]]:
    """Return the growth with schools, and what was measured of the largest."""
    table = Table(title="One school year, by number of schools (seconds of processor time)")
    for heading in (
        "schools",
        "pupils",
        "read",
        "recognise",
        "tidy",
        "count",
        "detect",
        "sum",
        "per school",
        "peak",
    ):
        table.add_column(heading, justify="right")
    found: dict[str, Any] = {}
    for schools in sizes:
        file = folder / f"{schools}.parquet"
        national.write(file, schools, [LAST])
        found = measure("one_year", file)
        seconds = found["seconds"]
        total = sum(seconds.values())
        table.add_row(
            f"{schools:,}", f"{found['pupils']:,}",
            *(f"{seconds[step]:.2f}" for step in STEPS),
            f"{total:.1f}", f"{1000 * total / schools:.1f} ms", f"{found['peak']:,} MB",
        )  # fmt: skip
    return table, found


def by_years(folder: Path, schools: int) -> Table:
    """Return the growth with years."""
    table = Table(title=f"{schools:,} schools, by number of school years (one analysed, the others history)")
    for heading in ("years", "minutes", "processor s", "against one year", "peak"):
        table.add_column(heading, justify="right")
    files = [folder / f"year{year}.parquet" for year in range(LAST - max(YEARS) + 1, LAST + 1)]
    for year, file in enumerate(files, LAST - max(YEARS) + 1):
        national.write(file, schools, [year])
    first = 0.0
    for count in YEARS:
        found = measure("years", *files[-count:])
        first = first or found["processor"]
        table.add_row(
            str(count), f"{found['wall'] / 60:.1f}", f"{found['processor']:.0f}",
            f"{found['processor'] / first:.1f} x", f"{found['peak']:,} MB",
        )  # fmt: skip
    return table


def ratios(folder: Path, schools: int, year: dict[str, Any]) -> Table:
    """Return the ratios at full size."""
    table = Table(title=f"Ratios at {schools:,} schools (processor time)")
    for heading in ("what", "against", "ratio", "promised"):
        table.add_column(heading, justify="right" if heading in ("ratio", "promised") else "left")
    file = folder / f"{schools}.parquet"
    counted, read, seconds = measure("counting", file), measure("reading", file), year["seconds"]
    both = seconds["tidy"] + seconds["count"]
    for what, against, ratio, promised in (
        (
            "counting levels per unit",
            "bare numpy.bincount, same codes",
            counted["ours"] / counted["floor"],
            "<= 1.3",
        ),
        ("reading Parquet", "pyarrow, one thread, into dictionaries", read["ours"] / read["floor"], ""),
        ("detection", "counting (from answers to counts)", seconds["detect"] / both, "<= 1"),
        ("detection", "only putting counts together", seconds["detect"] / seconds["count"], ""),
    ):
        table.add_row(what, against, f"{ratio:.2f}", promised)
    return table


def main() -> None:
    """Print the tables; as `--measure`, measure one thing and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=national.NATION, help="schools of the nation")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.measure:
        sys.stdout.write(json.dumps(MEASURES[wanted.measure](wanted.paths)))
        return
    console = Console(width=120)
    sizes = [schools for schools in SCHOOLS if schools < wanted.schools] + [wanted.schools]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        growth, largest = by_schools(folder, sizes)
        console.print(growth)
        console.print(ratios(folder, wanted.schools, largest))
        console.print(by_years(folder, wanted.schools))


if __name__ == "__main__":
    main()
