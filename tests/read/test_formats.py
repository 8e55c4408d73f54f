"""The same table in every format, and every kind of bad file refused with one clear message."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
import xlwt

from safetytool.errors import InputError
from safetytool.read import read_source
from safetytool.read.model import Table

HEADER = ["School", "Klas", "Voel je je veilig op school?", "Eén vraag"]
ROWS = [["12AB", "7A", "Ja", "één"], ["12AB", "7B", "Nee", "tweeëntwintig"], ["12AB", "7B", "Ja", "één"]]


def text(separator: str) -> str:
    return "\n".join(separator.join(row) for row in [HEADER, *ROWS]) + "\n"


def frame() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=HEADER)


def write(path: Path, kind: str) -> None:
    if kind == "xlsx":
        frame().to_excel(path, index=False)
    elif kind == "ods":
        frame().to_excel(path, index=False, engine="odf")
    elif kind == "parquet":
        frame().to_parquet(path)
    elif kind == "sav":
        pytest.importorskip("pyreadstat").write_sav(
            frame().set_axis(["a", "b", "c", "d"], axis=1), path, column_labels=HEADER
        )
    else:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Data")
        for i, row in enumerate([HEADER, *ROWS]):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        book.save(str(path))


def content(table: Table | None) -> list[list[object]]:
    assert table is not None
    columns = [[c.values[i] if i >= 0 else None for i in c.codes] for c in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "parquet", "sav"])
def test_every_format_gives_the_same_table(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"export.{kind}"
    write(path, kind)
    (sheet,) = read_source(path).sheets
    assert content(sheet.table) == ROWS
    assert sheet.table is not None
    assert [c.long_header or c.header for c in sheet.table.columns] == HEADER


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_csv_in_every_encoding_and_separator(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(text(separator).encode(encoding))
    (sheet,) = read_source(path).sheets
    assert sheet.name == "export"
    assert content(sheet.table) == ROWS


def test_quotes_separators_in_quotes_and_ragged_rows(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text('sep=;\nKlas;"Vraag; met ""teken"""\n7A;"ja; soms"\n7B\n7B;nee\n', encoding="utf-8")
    (sheet,) = read_source(path).sheets
    assert sheet.table is not None
    assert [c.header for c in sheet.table.columns] == ["Klas", 'Vraag; met "teken"']
    assert content(sheet.table) == [["7A", "ja; soms"], ["7B", None], ["7B", "nee"]]


def bad_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "no workbook")


BAD = {
    "empty.xlsx": b"",
    "empty.csv": b"",
    "text.xlsx": b"a;b\n1;2\n",
    "page.xls": b"<html><table><tr><td>x</td></tr></table></html>",
    "cut.xlsx": b"PK\x03\x04" + b"\x00" * 40,
    "export.docx": b"PK\x03\x04",
    "export.pdf": b"%PDF-1.7",
    "broken.parquet": b"PAR1nonsense",
    "broken.sav": b"$FL2nonsense",
    "quotes.csv": b'a;b\n"1;2\n3;4\n',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_clear_message(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    with pytest.raises(InputError) as caught:
        read_source(path)
    assert name in str(caught.value)
    assert caught.value.do
    assert "\n" not in str(caught.value)


def test_a_zip_that_is_no_workbook_a_folder_and_nothing(tmp_path: Path) -> None:
    bad_zip(tmp_path / "archive.xlsx")
    for path in (tmp_path / "archive.xlsx", tmp_path, tmp_path / "nowhere.xlsx"):
        with pytest.raises(InputError):
            read_source(path)


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    import hashlib

    path = tmp_path / "export.csv"
    path.write_text(text(";"), encoding="utf-8")
    assert read_source(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
