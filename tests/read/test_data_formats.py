"""What is particular to .xls, .ods, .sav and .parquet."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from safetytool.errors import InputError
from safetytool.read import read_source
from tests.read.tables import cells, headers, only_table


def test_class_merged_over_its_rows_in_xls(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Groep 7")
    for column, text in enumerate(["Klas", "V1", "V2"]):
        sheet.write(0, column, text)
    sheet.write_merge(1, 3, 0, 0, "7A")
    for row in range(1, 4):
        sheet.write(row, 1, "soms")
        sheet.write(row, 2, row)
    book.save(str(tmp_path / "a.xls"))
    source = read_source(tmp_path / "a.xls")
    assert source.sheets[0].name == "Groep 7"
    assert [cells(column) for column in only_table(source).columns] == [["7A"] * 3, ["soms"] * 3, [1, 2, 3]]


def ods_cell(text: str, **spans: int) -> TableCell:
    cell = TableCell(valuetype="string", **spans)
    cell.addElement(P(text=text))
    return cell


def test_class_and_heading_merged_in_ods(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    sheet = Table(name="Groep 7")
    rows = [
        [
            ods_cell("Klas", numberrowsspanned=2),
            ods_cell("Hoe vaak", numbercolumnsspanned=2),
            CoveredTableCell(),
        ],
        [CoveredTableCell(), ods_cell("gepest"), ods_cell("alleen")],
        [ods_cell("7A", numberrowsspanned=3), ods_cell("soms"), ods_cell("nooit")],
        [CoveredTableCell(), ods_cell("nooit"), ods_cell("nooit")],
        [CoveredTableCell(), ods_cell("soms"), ods_cell("soms")],
    ]
    for content in rows:
        row = TableRow()
        for cell in content:
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(tmp_path / "a.ods"))
    table = only_table(read_source(tmp_path / "a.ods"))
    assert headers(table) == ["Klas", "Hoe vaak - gepest", "Hoe vaak - alleen"]
    assert table.header_row == 2
    assert cells(table.columns[0]) == ["7A", "7A", "7A"]


def test_labels_and_missing_values_of_spss(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"klas": ["7A", "7B", ""], "v1": [1.0, 9.0, None], "v2": [1.5, 2.0, 2.0]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "monitor.sav",
        column_labels={"klas": "In welke klas zit je?", "v1": "Voel je je veilig?"},
        variable_value_labels={"v1": {1: "nooit ", 2: "soms", 9: "geen antwoord"}},
        missing_ranges={"v1": [9]},
    )
    source = read_source(tmp_path / "monitor.sav")
    table = only_table(source)
    assert source.sheets[0].name == "monitor"
    assert (table.header_row, table.rows.tolist()) == (1, [2, 3, 4])
    assert headers(table) == ["klas", "v1", "v2"]
    assert cells(table.columns[0]) == ["7A", "7B", None]
    assert cells(table.columns[1]) == [1, None, None]
    assert table.columns[1].labels == {1: "nooit", 2: "soms", 9: "geen antwoord"}
    assert table.columns[1].long_header == "Voel je je veilig?"
    assert cells(table.columns[2]) == [1.5, 2, 2]


def test_kinds_of_columns_in_parquet(tmp_path: Path) -> None:
    data = pa.table(
        {
            "klas": pa.array(["7A", "7B ", None, "7A"]).dictionary_encode(),
            "cijfer": pa.array([1.0, None, 2.5, 1.0]),
            "aantal": pa.array([3, 3, None, 4], pa.int16()),
            "datum": pa.array([date(2024, 9, 1)] * 4),
            "ja": pa.array([True, False, None, True]),
            "__index_level_0__": pa.array([5, 6, 7, 8]),
        }
    )
    pq.write_table(pa.concat_tables([data, data.slice(1, 1)]), tmp_path / "board.parquet", row_group_size=2)
    table = only_table(read_source(tmp_path / "board.parquet"))
    assert headers(table) == ["klas", "cijfer", "aantal", "datum", "ja"]
    assert table.rows.tolist() == [2, 3, 4, 5, 6]
    assert cells(table.columns[0]) == ["7A", "7B", None, "7A", "7B"]
    assert list(map(repr, cells(table.columns[1]))) == ["1", "None", "2.5", "1", "None"]
    assert cells(table.columns[2]) == [3, 3, None, 4, 3]
    assert set(cells(table.columns[3])) == {date(2024, 9, 1)}
    assert list(map(repr, cells(table.columns[4]))) == ["True", "False", "None", "True", "False"]


def test_a_column_of_lists_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"klas": ["7A"], "v1": [["a", "b"]]}), tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_source(tmp_path / "a.parquet")
    assert caught.value.place.column == "v1"


def test_decimals_and_unmarked_text_in_parquet(tmp_path: Path) -> None:
    decimals = pa.array([Decimal("1.00"), Decimal("2.50")], pa.decimal128(5, 2))
    pq.write_table(pa.table({"cijfer": decimals, "klas": [b"7A", b"caf\xc3\xa9"]}), tmp_path / "a.parquet")
    table = only_table(read_source(tmp_path / "a.parquet"))
    assert list(map(repr, cells(table.columns[0]))) == ["1", "2.5"]
    assert cells(table.columns[1]) == ["7A", "café"]


def test_a_column_of_bytes_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"foto": [b"\xff\xd8"]}), tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_source(tmp_path / "a.parquet")
    assert caught.value.place.column == "foto"


def test_data_files_without_rows_or_columns(tmp_path: Path) -> None:
    columns = {"klas": pa.array([], pa.string()), "kort": pa.array([], pa.dictionary(pa.int8(), pa.string()))}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert read_source(tmp_path / "a.parquet").sheets[0].why == "no_table"
