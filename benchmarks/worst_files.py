"""What the worst files cost in time and memory, against an ordinary file as large as the limits allow.

Run `python benchmarks/worst_files.py`. Each file is read in a process of its own. Memory is the most that
this process had, or the one that parses a workbook, whichever had more; Linux counts in what the benchmark
had when it started them. A ratio above 1 would mean that a bad file costs more than the limits promise.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl.utils import get_column_letter
from rich.console import Console
from rich.table import Table

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.hostile import archives, make, ordinary  # noqa: E402

from safetytool.limits import Limits  # noqa: E402

COLUMNS: Final = 40
KINDS: Final = ("nooit", "zelden", "soms", "vaak", "altijd")
READ: Final = """
import json, resource, sys, time
from safetytool.errors import SafetytoolError
from safetytool.read import read_source
start = time.perf_counter()
try:
    read_source(sys.argv[1])
    told = "read"
except SafetytoolError as error:
    told = error.what
spent = time.perf_counter() - start
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps([spent, max(peaks) / 1024, told]))
"""


@dataclass(frozen=True)
class Cost:
    """What reading a file took."""

    seconds: float
    peak: float
    """MiB."""
    told: str
    """The message, or 'read'."""


def cost(path: Path) -> Cost:
    """Read a file in a process of its own."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return Cost(*json.loads(done.stdout))


def as_large_as_allowed(folder: Path) -> Path:
    """Write an ordinary export with as many cells as a sheet may have."""
    sound, target = ordinary.xlsx(folder / "sound.xlsx"), folder / "allowed.xlsx"
    letters = [get_column_letter(column) for column in range(1, COLUMNS + 1)]
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            if not name.startswith("xl/worksheets/"):
                made.writestr(name, source.read(name))
                continue
            with made.open(name, "w") as part:
                part.write(start)
                for row in range(1, Limits().max_cells // COLUMNS + 1):
                    part.write(_row(row, letters))
                part.write(b"</sheetData></worksheet>")
    return target


def _row(row: int, letters: list[str]) -> bytes:
    texts = (f"Vraag {at}" if row == 1 else KINDS[(row * at + row) % 5] for at in range(COLUMNS))
    cells = (
        f'<c r="{letter}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip(letters, texts, strict=True)
    )
    return f'<row r="{row}">{"".join(cells)}</row>'.encode()


WORST: Final[tuple[tuple[str, Callable[[Path], make.Files], str], ...]] = (
    ("zip bomb", archives.bombs, "ratio.xlsx"),
    ("zip bomb that lies", archives.bombs, "lying.xlsx"),
    ("60,000 parts", archives.bombs, "entries.xlsx"),
    ("billion laughs", archives.entities, "laughs-content.ods"),
    ("one cell in XFD1048576", archives.extents, "far-said-near.xlsx"),
    ("17 billion cells repeated", archives.repeated, "repeated-filled-all.ods"),
    ("82 million cells repeated", archives.repeated, "repeated-filled-right.ods"),
    ("a million blank rows", archives.large, "blank-rows.xlsx"),
    ("16,384 columns", archives.large, "wide.xlsx"),
    ("32,767 characters a cell", archives.large, "long-texts.xlsx"),
    ("10 MB in a cell", make.quotes, "quotes-cell-of-10MB.csv"),
    ("old workbook cut off", make.truncated, "cut-0.9.xls"),
)


def _cells(what: str, found: Cost, allowed: Cost) -> tuple[str, ...]:
    times, sizes = found.seconds / allowed.seconds, found.peak / allowed.peak
    return what, f"{found.seconds:.1f}", f"{times:.2f}", f"{found.peak:,.0f}", f"{sizes:.2f}", found.told


def main() -> None:
    """Print what each of the worst files costs."""
    table = Table(title="The worst files, against an ordinary one as large as the limits allow")
    for heading in ("file", "seconds", "ratio", "MiB", "ratio", "what is told"):
        table.add_column(heading, justify="left" if heading in ("file", "what is told") else "right")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        allowed = cost(as_large_as_allowed(folder))
        table.add_row(*_cells("as large as allowed", allowed, allowed))
        made: dict[str, make.Files] = {}
        for what, maker, file in WORST:
            if maker.__name__ not in made:
                own = folder / maker.__name__
                own.mkdir()
                made[maker.__name__] = maker(own)
            found = cost(made[maker.__name__][file])
            table.add_row(*_cells(what, found, allowed))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
