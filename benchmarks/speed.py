"""How fast the tool is, as ratios against a floor measured in the same run.

Run `python benchmarks/speed.py` (or `make bench`). Every figure is the median of several runs in which
tool and floor take turns, so that a machine that slows down slows both.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table

from safetytool.read import read_source

RUNS = 7
SEED = 20250401
TOOL = [sys.executable, "-m", "safetytool"]
QUESTIONS = (
    "Hoe veilig voel je je op school?",
    "Ben je bang voor andere leerlingen?",
    "Ben je bang voor een leraar of andere volwassene op school?",
    "Hoe vaak word je gepest door andere leerlingen?",
    "Word je uitgescholden of vernederd door een leraar?",
    "Weet je bij wie je terecht kunt?",
)
ANSWERS = ("nooit", "zelden", "soms", "vaak", "altijd")


def workbook(path: Path, rows: int, columns: int) -> None:
    """Write a monitor export of one school: the questions above, and others up to `columns`."""
    rng = random.Random(SEED)  # noqa: S311 - test data
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Leerlingen")
    texts = [*QUESTIONS, *(f"Wat vind je van vak {i}?" for i in range(columns - len(QUESTIONS)))]
    sheet.append(["BRIN", "Schooljaar", "Klas", *(f"{i}. {text}" for i, text in enumerate(texts, 1))])
    for row in range(rows):
        name = f"{row // 100 % 6 + 1}{'ABCD'[row // 25 % 4]}"
        sheet.append(["12AB", "2024-2025", name, *rng.choices(ANSWERS, (85, 9, 4, 1, 1), k=columns)])
    book.save(path)


def command(*words: str) -> Callable[[], None]:
    """Return what runs a whole process."""

    def run() -> None:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    return run


def ratio(tool: Callable[[], None], floor: Callable[[], None]) -> tuple[float, float, float]:
    """Return the median seconds of tool and floor, run in turns, and the median of their ratios."""
    pairs = []
    for _ in range(RUNS + 1):
        times = []
        for run in (tool, floor):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
        pairs.append(times)
    counted = pairs[1:]
    medians = (statistics.median(times) for times in zip(*counted, strict=True))
    return *medians, statistics.median(a / b for a, b in counted)


def main() -> None:
    """Print the ratios."""
    table = Table(title=f"Speed (medians of {RUNS} runs in turns)")
    for heading in ("what", "seconds", "floor", "seconds", "ratio", "promised"):
        table.add_column(heading, justify="right" if heading in ("seconds", "ratio", "promised") else "left")
    with tempfile.TemporaryDirectory() as folder:
        school, large = Path(folder) / "school.xlsx", Path(folder) / "large.xlsx"
        workbook(school, 400, 30)
        workbook(large, 20_000, 37)

        def into_pandas() -> None:
            pd.DataFrame(CalamineWorkbook.from_path(large).get_sheet_by_index(0).to_python())

        def read_large() -> None:
            read_source(large)

        imports = "import pandas, scipy.stats, pyarrow, python_calamine"
        for what, tool, name, floor, promised in (
            (
                "analyse one school (400 x 30, xlsx)",
                command(*TOOL, "analyse", str(school), "--quiet", "--out", f"{folder}/out"),
                imports,
                command(sys.executable, "-c", imports),
                2.5,
            ),
            (
                "--help",
                command(*TOOL, "--help"),
                "import typer, rich",
                command(sys.executable, "-c", "import typer, rich"),
                2.0,
            ),
            (
                "read 20,000 x 40 (xlsx)",
                read_large,
                "calamine into pandas",
                into_pandas,
                1.3,
            ),
        ):
            ours, theirs, times = ratio(tool, floor)
            table.add_row(what, f"{ours:.2f}", name, f"{theirs:.2f}", f"{times:.2f}", f"<= {promised}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
