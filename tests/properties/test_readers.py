"""What is written in a file is what is read, whatever the format; and no bytes at all break a reader."""

import io
import unicodedata
import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from safetytool.commands.analyse import analyse_exports
from safetytool.errors import SafetytoolError
from safetytool.read import read_source
from safetytool.read.model import Table
from tests.properties.files import FORMATS, one
from tests.properties.strategies import Cells, Monitor, examples, monitors

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
SUFFIXES = (".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".tsv", ".txt", ".parquet", ".sav", ".docx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers")


# what was written is read ---------------------------------------------------------------------------


def texts(codec: str) -> st.SearchStrategy[str]:
    """Remarks of one or two lines in what an encoding can hold."""
    characters = st.characters(codec=codec, categories=("L", "N", "P", "S", "Zs"))
    return st.lists(st.text(characters, max_size=30), min_size=1, max_size=2).map("\n".join)


def shown(cell: object) -> str | None:
    """A cell as its text: single spaces, composed letters; None where it is empty."""
    text = unicodedata.normalize("NFC", "" if cell is None else str(cell))
    return " ".join(text.split()) or None


def cells(table: Table) -> list[list[str | None]]:
    """Header and rows of a table as it was read."""
    columns = [
        [column.header, *(None if code < 0 else str(column.values[code]) for code in column.codes)]
        for column in table.columns
    ]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("kind", FORMATS)
@examples(4)
@given(monitor=monitors(most=4), data=st.data())
def test_what_is_written_is_read(folder: Path, kind: str, monitor: Monitor, data: st.DataObject) -> None:
    codec = "cp1252" if kind.endswith("cp1252") else "utf-8"
    table = monitor.table()
    for row in table[1:]:
        row[-1] = data.draw(st.none() | texts(codec), label="remark")
    path = one(folder, "export", table, kind)
    if codec == "cp1252":
        # Letters of Windows-1252 that are UTF-8 as well are read as that.
        with suppress(UnicodeDecodeError):
            assume(path.read_bytes().decode("utf-8").isascii())
    (sheet,) = read_source(path).sheets
    assert sheet.table is not None
    read = cells(sheet.table)
    wanted = [[shown(cell) for cell in row] for row in table]
    # A column without any cell under its header may be left out.
    filled = [i for i in range(len(wanted[0])) if any(row[i] for row in wanted[1:])]
    kept = [i for i in range(len(read[0])) if any(row[i] for row in read[1:])]
    assert [[row[i] for i in kept] for row in read] == [[row[i] for i in filled] for row in wanted]


# no bytes at all break a reader ---------------------------------------------------------------------


def survives(path: Path) -> None:
    """Analyse a file to the end, or be told in one sentence why not."""
    with suppress(SafetytoolError):
        analyse_exports([path], year="2024-2025", school="99XA00")


def small_csv() -> bytes:
    """The first rows of a real-looking export."""
    return b"".join((SAMPLES / "stemgeluid-2022-2023.csv").read_bytes().splitlines(keepends=True)[:40])


SEEDS = {
    "schools.xlsx": lambda: (SAMPLES / "schools.xlsx").read_bytes(),
    "advisor.xlsx": lambda: (SAMPLES / "vertrouwenspersoon-po.xlsx").read_bytes(),
    "advisor.docx": lambda: (SAMPLES / "vertrouwenspersoon-vo.docx").read_bytes(),
    "export.csv": small_csv,
}


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Some bytes of a file changed, taken out, put in or doubled; or its end cut off."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(1, 60))
        how = draw(st.sampled_from(["change", "take", "put", "double", "cut"]))
        if how == "change":
            data[at : at + length] = draw(st.binary(min_size=1, max_size=length))
        elif how == "take":
            del data[at : at + length]
        elif how == "put":
            data[at:at] = draw(st.binary(min_size=1, max_size=length) | st.sampled_from(TRICKS))
        elif how == "double":
            data[at:at] = data[at : at + 40 * length]
        elif draw(st.booleans()):
            del data[at:]
    return bytes(data)


TRICKS = (
    b"\0", b'"', b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\x1a",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;",
    b"</row>", b'r="XFD1048576"', b'r="A0"', b"<v>1e999</v>", b"<v>nan</v>", b't="e"', b";" * 300, b"sep=;\n",
    b"]]>",
)  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
@examples(8)
@given(content=st.binary(max_size=300) | st.lists(st.sampled_from(TRICKS), max_size=8).map(b"".join))
def test_any_bytes_under_any_name(folder: Path, suffix: str, content: bytes) -> None:
    path = folder / f"bytes{suffix}"
    path.write_bytes(content)
    survives(path)


@pytest.mark.parametrize("seed", SEEDS)
@examples(8)
@given(data=st.data())
def test_real_files_with_bytes_changed(folder: Path, seed: str, data: st.DataObject) -> None:
    path = folder / seed
    path.write_bytes(data.draw(damaged(SEEDS[seed]())))
    survives(path)


@pytest.mark.parametrize("seed", [name for name in SEEDS if not name.endswith(".csv")])
@examples(10)
@given(data=st.data())
def test_workbooks_and_documents_with_a_part_changed(folder: Path, seed: str, data: st.DataObject) -> None:
    """The archive is whole; what is in one of its parts is not."""
    path = folder / seed
    with zipfile.ZipFile(io.BytesIO(SEEDS[seed]())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    parts[name] = data.draw(damaged(parts[name]))
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    survives(path)


@cache
def made(folder: Path, kind: str) -> tuple[Path, bytes]:
    """A small export, written once: the clock is in it."""
    table: Cells = [["School", "Groep", "Word je gepest?"], *[["99XA00", "7A", "nooit"]] * 6]
    path = one(folder, "made", table, kind)
    return path, path.read_bytes()


@pytest.mark.parametrize("kind", ["ods", "parquet", "xlsx"])
@examples(6)
@given(data=st.data())
def test_made_files_with_bytes_changed(folder: Path, kind: str, data: st.DataObject) -> None:
    path, whole = made(folder, kind)
    path.write_bytes(data.draw(damaged(whole)))
    survives(path)


# no cells break what comes after reading --------------------------------------------------------------

ODD_TEXTS = (
    "", " ", "Totaal", "totaal", "99XA00", "12ab 00", "2024-2025", "24/25",
    "2025", "1900-1901", "9999-10000",
    "7A", "groep 7", "0", "-1", "1e400", "NaN", "#N/B", "=1+1", "ja", "nee", "nooit", "soms",
    "Wil ik niet zeggen",
    "n.v.t.", "leerling", "leraar", "meisje",
    "1 = nooit", "5 (altijd)", "?", "x", "\u200b", "😀", "İ", "ß",
    "\u202etxet", "31-12-2024", "2024-02-30", "1;2;3", "nooit;soms", "Aantal", "Klas", "School", "Vraag",
    "Antwoord",
)  # fmt: skip
ODD = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.none(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)),
    st.times().map(lambda t: time(t.hour, t.minute, t.second)),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
)


@pytest.mark.parametrize("kind", ["xlsx", "csv;utf-8"])
@examples(10)
@given(monitor=monitors(most=4, years=2), data=st.data())
def test_exports_with_odd_cells(folder: Path, kind: str, monitor: Monitor, data: st.DataObject) -> None:
    table = monitor.table()
    rows, columns = len(table), len(table[0])
    for _ in range(data.draw(st.integers(1, 12))):
        at, cell = data.draw(st.integers(0, rows - 1)), data.draw(ODD)
        column = data.draw(st.integers(0, columns - 1))
        if data.draw(st.booleans()):
            table[at][column] = cell
        else:
            for row in table[1:]:
                row[column] = cell
    survives(one(folder, "odd", table, kind))


@pytest.mark.parametrize("kind", ["xlsx", "csv,utf-8"])
@examples(25)
@given(table=st.lists(st.lists(ODD, min_size=1, max_size=6), min_size=1, max_size=12))
def test_any_cells_at_all(folder: Path, kind: str, table: Cells) -> None:
    survives(one(folder, "any", table, kind))


@examples(40)
@given(text=st.text(st.sampled_from('a7;,\t"\n\r |=Soms'), max_size=60))
def test_any_text_is_a_table_or_refused(folder: Path, text: str) -> None:
    path = folder / "text.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with suppress(SafetytoolError):
        for sheet in read_source(path).sheets:
            assert sheet.table is None or len(sheet.table.rows) <= 1 + text.count("\n") + text.count("\r")
