"""From files made on the spot to the tidy table."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl

from safetytool.bank import load_bank
from safetytool.counting import Counts, count
from safetytool.read import read_source
from safetytool.recognise import Hints, recognise
from safetytool.schools import read_schools
from safetytool.tidy import tidy
from safetytool.tidy.assemble import option_year
from safetytool.tidy.model import Evidence
from tests.exports import write_csv

BANK = load_bank()
Rows = list[list[object]]

COUNTED = ["School", "Schooljaar", "Klas", "Vraag", "Antwoord", "Aantal"]
QUESTION = "Ben je bang voor leraren?"


def understood(
    *files: Path,
    previous: Sequence[Path] = (),
    year: str | None = None,
    school: str | None = None,
    register: Path | None = None,
) -> Evidence:
    """What `analyse` would count of these files."""
    year = option_year(year)
    meanings = [
        (recognise(read_source(path), BANK, hints=Hints(year, school)), path in previous)
        for path in [*files, *previous]
    ]
    schools = read_schools(register) if register else None
    return tidy(meanings, BANK, year=year, school=school, register=schools)


def without(table: Rows, *headers: str) -> Rows:
    """A table without some of its columns."""
    places = [i for i, header in enumerate(table[0]) if header not in headers]
    return [[row[i] for i in places] for row in table]


def write_book(path: Path, **sheets: Rows) -> Path:
    """A workbook with several sheets; underscores in a name are spaces."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, table in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in table:
            sheet.append(row)
    book.save(path)
    return path


def write_counts(path: Path, *answers: tuple[str | None, str, object]) -> Path:
    """An aggregated export about one question: class, answer, count."""
    return write_csv(
        path, [COUNTED, *(["99XA00", "2024-2025", unit, QUESTION, *answer] for unit, *answer in answers)]
    )


def at_school(evidence: Evidence, item: str) -> tuple[int, int]:
    """Concerns and scale answers of the whole school on an item."""
    items = count(evidence).items
    row = items[(items["unit_kind"] == "school") & (items["item"] == item)]
    return int(row["concerns"].sum()), int(row["n"].sum())


def respondents(evidence: Evidence) -> int:
    """Respondents of all schools."""
    counts: Counts = count(evidence)
    return int(counts.units.loc[counts.units["unit_kind"] == "school", "respondents"].sum())
