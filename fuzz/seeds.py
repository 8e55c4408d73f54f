"""Make the first file of each kind: small, fictional, and with what is hard about real ones."""

import io
import json
from pathlib import Path
from typing import Final

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from fuzz.harness import CORPUS
from fuzz.mutate import pack, unpack

Rows = list[list[str]]
HEADER: Final = [
    "Nr", "Vestiging", "Schooljaar", "Groep", "1. Hoe veilig voel je je op school?",
    "2. Hoe vaak word je gepest door andere kinderen?",
    "3. Ben je bang voor een juf, meester of andere volwassene op school?", "Toelichting",
]  # fmt: skip
ANSWERS: Final = [
    ["1", "99XA00", "2024-2025", "7A", "Veilig", "Nooit", "Nooit", ""],
    ["2", "99XA00", "2024-2025", "7A", "Onveilig", "Elke week", "Soms", "De juf schreeuwt"],
    ["3", "99XA00", "2024-2025", "7B", "wil ik niet zeggen", "", "Nooit", "-"],
]
EXPORT: Final = [["Peiling", *[""] * 7], HEADER, *ANSWERS, ["Totaal", *[""] * 6, "3"]]
COUNTED: Final = [
    ["School", "Schooljaar", "Vraag", "Antwoord", "Aantal"],
    ["99XA00", "2024-2025", "Hoe veilig voel je je op school?", "Veilig", "12"],
    ["99XA00", "2024-2025", "Hoe veilig voel je je op school?", "Onveilig", "1"],
]
CODED: Final = [["school", "year", "V1", "V2"], ["A", "2024/25", "1", "4"], ["A", "2024/25", "5", "99"]]
REPORT: Final = [
    ["School", "Schooljaar", "Melder", "Over", "Categorie", "Aantal", "Vervolg"],
    ["99XA00", "2024-2025", "leerling", "personeel", "pesten", "2", "gesprek"],
    ["99XA00", "2024-2025", "ouder", "leerling", "discriminatie", "0", ""],
    ["99XA00", "2024-2025", "", "", "Totaal", "2", ""],
]
BOARD: Final = """
[settings]
lang = "nl"
out = "uit"
advisor = ["a.docx"]
keep_years = 5
[alarm_budget]
ask = 0.5
[house_style]
organisation = "Bestuur"
font = "Arial"
accent = "#1F3864"
[board]
name = "Bestuur"
exports = ["exports/*.xlsx"]
[report]
version = "board"
formats = ["pdf", "html"]
name = "rapport-{year}"
year = "2024-2025"
[disclosure]
threshold = 5
method = "band"
[[school]]
id = "99XA00"
sector = "po"
pupils = 80
[agenda]
start = 2025-08-25
end = 2026-07-10
weekday = "Tuesday"
time = "15:30"
terms = [2025-11-24, 2026-03-09]
holidays = [{ name = "Kerst", from = 2025-12-20, to = 2026-01-04 }]
"""
PROFILE: Final = """
[profile]
name = "Peiling"
respondent_type = "pupil"
school = "99XA00"
school_year = "2024-2025"
[columns]
"V1" = { item = "pupil.feels_safe", scale = "five" }
"V2" = { role = "ignored" }
"V3" = { item = "own.item" }
[scales.five]
as = "safety"
answers = { "1" = "very_unsafe", "5" = "very_safe" }
[scales.days]
values = ["no day", "some days"]
answers = { "0" = "no day", "1" = "some days" }
[items."own.item"]
domain = "wellbeing"
respondent_type = "pupil"
scale = "days"
concern = ["some days"]
gist = { nl = "spijbelen", en = "skipping school" }
says = { nl = "zeggen dat ze spijbelden", en = "say that they skipped school" }
"""
SIGNAL: Final = {
    "id": "s1", "school_year": "2024-2025", "school": "99XA00", "unit": {"kind": "class", "name": "7A"},
    "detector": "sentinel", "tier": "ask", "domain": "staff_conduct", "actor": "staff",
    "sources": ["monitor"], "items": ["pupil.staff_physical"], "count": 1, "n": 24, "title": "Titel",
    "explanation": "Uitleg", "reasons": [{"detector": "sentinel"}],
}  # fmt: skip
COVERAGE: Final = {
    "school": "99XA00", "school_year": "2024-2025", "respondent_type": "pupil", "respondents": 24,
    "invited": 25,
}  # fmt: skip


def delimited(rows: Rows, separator: str = ";") -> bytes:
    """Return rows as a text file."""
    return "".join(separator.join(f'"{c}"' if " " in c else c for c in row) + "\r\n" for row in rows).encode()


def xlsx(rows: Rows) -> bytes:
    """Return rows as a workbook with a hidden and a merged part, without the parts that say nothing."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    sheet.merge_cells("A1:C1")
    book.create_sheet("Verborgen").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return pack({k: v for k, v in (unpack(stream.getvalue()) or {}).items() if "theme" not in k})


def xls(rows: Rows) -> bytes:
    """Return rows as a workbook of before 2007."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Leerlingen")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(rows: Rows) -> bytes:
    """Return rows as an OpenDocument spreadsheet with merged cells."""
    book = OpenDocumentSpreadsheet()
    table = Table(name="Leerlingen")
    for i, row in enumerate(rows):
        line = TableRow()
        for cell in row:
            span = {"numbercolumnsspanned": 2} if i == 0 and cell else {}
            element = TableCell(valuetype="string", **span)
            element.addElement(P(text=cell))
            line.addElement(element)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    stream = io.BytesIO()
    book.write(stream)
    return pack(
        {
            k: v
            for k, v in (unpack(stream.getvalue()) or {}).items()
            if k in ("mimetype", "content.xml", "META-INF/manifest.xml")
        }
    )


def parquet(rows: Rows, *, dictionary: bool) -> bytes:
    """Return rows as Parquet."""
    header, *body = rows
    columns = [pa.array(list(column)) for column in zip(*body, strict=True)]
    if dictionary:
        columns = [column.dictionary_encode() for column in columns]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, names=header), sink, compression="none")
    return bytes(sink.getvalue().to_pybytes())


def numbers() -> bytes:
    """Return columns of every kind that Parquet has and an export may have."""
    table = pa.table(
        {
            "V1": pa.array([1, 5, None], pa.int8()),
            "V2": pa.array([1.0, float("nan"), None]),
            "ja": pa.array([True, False, None]),
            "datum": pa.array([0, 20_000, None], pa.date32()),
            "lijst": pa.array([["a"], [], None]),
        }
    )
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="snappy")
    return bytes(sink.getvalue().to_pybytes())


def word(rows: Rows) -> bytes:
    """Return a report in Word, with a heading, a sentence with counts and a table."""
    document = docx.Document()
    document.add_heading("Jaarverslag vertrouwenspersoon 2024-2025", 1)
    document.add_paragraph("Er waren 3 meldingen van leerlingen over pesten en 1 over een leraar.")
    table = document.add_table(len(rows), len(rows[0]))
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            table.cell(i, j).text = cell
    stream = io.BytesIO()
    document.save(stream)
    kept = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels")
    return pack({k: v for k, v in (unpack(stream.getvalue()) or {}).items() if k in kept})


def signals(*found: dict[str, object]) -> bytes:
    """Return a signals.json."""
    document = {"schema_version": 1, "settings": {"language": "nl"}, "coverage": [COVERAGE], "signals": found}
    return json.dumps(document).encode()


def seeds() -> dict[str, list[bytes]]:
    """Return the first files of each family."""
    texts = [delimited(EXPORT), delimited(COUNTED, "\t"), delimited(CODED, ",")]
    about_response = {**SIGNAL, "detector": "response", "items": [], "count": 24, "n": 25, "tier": "watch"}
    act = {**SIGNAL, "id": "s2", "tier": "act", "items": ["pupil.staff_touch"]}
    return {
        "delimited": [
            *texts,
            b"\xef\xbb\xbfsep=;\r\n" + texts[2],
            "a;b\nja;nee\n".encode("utf-16"),
            "school;caf\xe9\n1;\x80\n".encode("cp1252", "ignore"),
        ],
        "recognition": texts,
        "workbooks": [xlsx(EXPORT), xlsx(COUNTED), ods(EXPORT), xls(CODED)],
        "parquet": [parquet(EXPORT[1:5], dictionary=False), parquet(COUNTED, dictionary=True), numbers()],
        "advisors": [word(REPORT), xlsx(REPORT), delimited(REPORT)],
        "settings": [BOARD.encode(), PROFILE.encode()],
        "signals": [signals(SIGNAL), signals(about_response, act)],
    }


def main() -> None:
    """Write the files, beside what the fuzzer found."""
    for name, files in seeds().items():
        folder: Path = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(files, start=1):
            (folder / f"seed-{number}").write_bytes(data)


if __name__ == "__main__":
    main()
