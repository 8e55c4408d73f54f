"""Small exports made on the spot, for tests that go through the whole tool."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

HEADERS = (
    "Respondentnummer", "Vestigingsnummer", "Schooljaar", "Groep",
    "1. Hoe veilig voel je je op school?", "2. Hoe vaak word je gepest door andere kinderen?",
    "3. Ben je bang voor een juf, meester of andere volwassene op school?",
    "4. Heeft een juf of meester je aangeraakt op een manier die je niet wilde?",
)  # fmt: skip
QUIET = ("Veilig", "Nooit", "Nooit", "Nooit")


def rows(
    answers: Sequence[Sequence[object]] = (),
    *,
    pupils: int = 24,
    school: str = "99XA00",
    year: str = "2024-2025",
) -> list[list[object]]:
    """Return a header and `pupils` rows in group 7A; the first ones answer as given, the rest are quiet."""
    given = [*answers, *[QUIET] * (pupils - len(answers))]
    return [list(HEADERS), *([i, school, year, "7A", *answer] for i, answer in enumerate(given, 1))]


def write_xlsx(path: Path, table: Sequence[Sequence[object]], sheet: str = "Leerlingen") -> Path:
    """Write a table as the only sheet of a workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in table:
        book.active.append(list(row))
    book.save(path)
    return path


def write_csv(path: Path, table: Sequence[Sequence[object]], separator: str = ";") -> Path:
    """Write a table as CSV."""
    lines = (separator.join("" if cell is None else str(cell) for cell in row) for row in table)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
