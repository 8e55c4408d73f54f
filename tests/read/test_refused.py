import os
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from safetytool.errors import InputError
from safetytool.read import read_source
from safetytool.read.archive import SMALL_ENOUGH_BYTES
from tests.read.conftest import Workbook
from tests.read.tables import HEADER, headers, only_table, pupils


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read_source(path)
    assert caught.value.do, "a refusal says what to do"
    return caught.value


def test_missing_file_names_it(tmp_path: Path) -> None:
    assert str(tmp_path / "weg.xlsx") in str(refusal(tmp_path / "weg.xlsx"))


def test_unknown_suffix_lists_the_known_ones(tmp_path: Path) -> None:
    (tmp_path / "export.numbers").write_bytes(b"x")
    assert ".xlsx" in refusal(tmp_path / "export.numbers").do


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    path.chmod(0)
    assert "may not be read" in refusal(path).what


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.xlsx", b"school;klas\n12AB;7A\n", "really a text file (CSV)"),
        ("a.xls", b"  <!DOCTYPE html><html></html>", "really a web page"),
        (
            "a.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "an XML file",
        ),
        ("a.csv", b"%PDF-1.7\n", "really a PDF"),
        ("a.parquet", b"school;klas\n", "really a text file"),
        ("a.xlsx", b"PK\x03\x04" + bytes(200), "damaged or not complete"),
        ("a.parquet", b"PAR1" + bytes(20) + b"PAR1", "damaged or not complete"),
        ("a.sav", b"$FL2" + bytes(300), "damaged or not complete"),
    ],
)
def test_content_that_is_something_else(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert what in refusal(tmp_path / name).what


def test_workbook_under_the_suffix_of_another_kind_is_read(workbook: Workbook) -> None:
    path = workbook([HEADER, *pupils(4)])
    assert headers(only_table(read_source(path.rename(path.with_suffix(".xls"))))) == list(HEADER)


def test_workbook_under_the_suffix_of_a_text_file_is_refused(workbook: Workbook) -> None:
    path = workbook([HEADER, *pupils(4)])
    error = refusal(path.rename(path.with_suffix(".csv")))
    assert "really an Excel workbook" in error.what
    assert ".xlsx" in error.do


def test_cut_off_workbook(workbook: Workbook) -> None:
    path = workbook([HEADER, *pupils(40)])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "not complete" in refusal(path).what


def test_encrypted_workbook(tmp_path: Path) -> None:
    envelope = (
        bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    )
    (tmp_path / "a.xlsx").write_bytes(envelope)
    error = refusal(tmp_path / "a.xlsx")
    assert "password" in error.what
    assert "clear the password" in error.do


def test_zip_bomb(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(SMALL_ENOUGH_BYTES + 1))
    assert "unpacks to" in refusal(tmp_path / "a.xlsx").what


def far_cell(path: Path, value: object) -> Path:
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = value
    book.active["XFD1048576"].number_format = "0.00"
    book.save(path)
    return path


@pytest.mark.parametrize("stated", [True, False])
def test_stray_cell_far_away(workbook: Workbook, stated: bool) -> None:
    path = far_cell(workbook([HEADER, *pupils(4)]), 1)
    if not stated:
        rewrite_sheet(path, rb"<dimension[^>]*/>", b"")
    assert "column XFD and row 1,048,576" in refusal(path).what


def test_formatted_cell_far_away_is_harmless(workbook: Workbook) -> None:
    path = far_cell(workbook([HEADER, *pupils(4)]), None)
    assert len(only_table(read_source(path)).rows) == 4


def rewrite_sheet(path: Path, pattern: bytes, replacement: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            changed = re.sub(pattern, replacement, data) if name.startswith("xl/worksheets/") else data
            archive.writestr(name, changed)


def test_hidden_and_chart_sheets_are_named_and_not_read(workbook: Workbook) -> None:
    path = workbook({"Data": [HEADER, *pupils(4)], "Oud": [HEADER, *pupils(4)], "Diep": [HEADER, *pupils(4)]})
    book = openpyxl.load_workbook(path)
    book["Oud"].sheet_state = "hidden"
    book["Diep"].sheet_state = "veryHidden"
    book.create_chartsheet("Grafiek")
    book.save(path)
    sheets = read_source(path).sheets
    assert [(sheet.name, sheet.why) for sheet in sheets] == [
        ("Data", ""),
        ("Oud", "hidden"),
        ("Diep", "hidden"),
        ("Grafiek", "chart"),
    ]
