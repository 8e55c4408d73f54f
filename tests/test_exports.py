"""Small exports in other layouts, from the file to the counts: drop one in `data/exports` and it is tested.

Beside each export stands what is in it, counted by hand: `NAME.toml` for `NAME.csv`.
"""

import csv
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from safetytool.bank import load_bank
from safetytool.counting import count
from safetytool.read import read_source
from safetytool.recognise import recognise
from safetytool.tidy import tidy

EXPORTS = Path(__file__).parent / "data" / "exports"
FILES = sorted(path for path in EXPORTS.iterdir() if path.suffix != ".toml")


def counted(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Counts of the whole school, per unit and per item (composites left out)."""
    bank = load_bank()
    meaning = recognise(read_source(path), bank)
    counts = count(tidy([(meaning, False)], bank, year=None, school=None, register=None))
    units, items = counts.units, counts.items
    return units[units["unit_kind"] == "school"], items[
        (items["unit_kind"] == "school") & ~items["composite"]
    ]


def check(path: Path, expected: dict[str, Any]) -> None:
    units, items = counted(path)
    if "respondents" in expected:
        assert units["respondents"].sum() == expected["respondents"]
    found = items[items["n"] + items["withheld"] > 0].set_index("item")
    assert sorted(found.index) == sorted(expected["items"])
    for item, numbers in expected["counts"].items():
        row = found.loc[item]
        assert (row["concerns"], row["n"], row["withheld"]) == (
            numbers["count"],
            numbers["n"],
            numbers.get("withheld", 0),
        ), item


def as_ods(rows: list[list[str]], path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Answers")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string") if text else TableCell()
            if text:
                cell.addElement(P(text=text))
            line.addElement(cell)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))


def expected_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_export_is_counted_rightly(path: Path) -> None:
    check(path, expected_of(path))


def test_the_same_answers_in_a_spreadsheet_count_the_same(tmp_path: Path) -> None:
    path = EXPORTS / "english-labels.csv"
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file))
    titles = [["Student survey (fictional)"], ["Location code", "99YB00"], []]
    as_ods(titles + rows, tmp_path / "english.ods")
    check(tmp_path / "english.ods", expected_of(path))
