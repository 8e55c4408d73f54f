"""Nothing that a file says becomes a formula, a script, markup, an escape code or a path in an output."""

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.conftest import Run
from tests.hostile import ordinary, texts

OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that a terminal obeys, tabs and line ends apart."""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One export with every text in every place that reaches an output."""
    folder = tmp_path_factory.mktemp("texts")
    many = texts.SPECIAL
    header = [*ordinary.HEADER, *(f"{text} is dit leuk?" for text in many)]
    body = [
        [text, row[1], other, *row[3:5], f"{text} juf slaat mij vaak {text}", *([other] * len(many))]
        for text, other in zip(many, many[::-1], strict=True)
        for row in ordinary.pupils(12)
    ]
    return ordinary.parquet(folder / "export.parquet", [header, *body])


@pytest.fixture
def written(run: Run, export: Path, tmp_path: Path) -> tuple[Path, str]:
    """The outputs of analyse, trend and questions, and what was printed."""
    out = tmp_path / "out"
    printed = ""
    for words in (
        ("analyse", export, "--out", out),
        ("trend", export, "--out", out),
        *(("questions", out / "signals.json", "--format", f, "--out", out) for f in ("xlsx", "md")),
    ):
        status, shown, err = run(*words)
        assert status == 0, err
        printed += shown + err
    return out, printed


def test_outputs_hold_the_texts_as_texts(written: tuple[Path, str]) -> None:
    out, printed = written
    assert not OBEYED.search(printed)
    said = json.loads((out / "signals.json").read_bytes())
    assert texts.FORMULA.casefold() in {str(signal["school"]).casefold() for signal in said["signals"]}
    for book in out.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(book):
            kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
            assert "f" not in kinds, book
        with zipfile.ZipFile(book) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not [part for part in parts if re.search(rb"<f[ >]", part)]
    for page in out.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "alert(1)" in html or page.name != "report.html"
        assert "<script" not in html.casefold()
        assert "{{ 49" not in html
    for document in out.glob("*.docx"):
        assert Document(str(document)).paragraphs
        with zipfile.ZipFile(document) as archive:
            assert b"<script" not in archive.read("word/document.xml").lower()
    assert "root:" not in "".join(p.read_bytes().decode("utf-8", "replace") for p in out.iterdir())


def test_check_and_profile_show_no_escape_codes(run: Run, export: Path) -> None:
    for words in (("check", export), ("check", export, "--json"), ("profile", export)):
        status, shown, err = run(*words)
        assert status == 0
        assert not OBEYED.search(shown + err)


def test_names_of_schools_and_sheets_lead_nowhere(run: Run, tmp_path: Path) -> None:
    rows = [row for name in texts.PATHS for row in texts.rows_of("x", school=name)[1:]]
    export = ordinary.parquet(tmp_path / "export.parquet", [texts.rows_of("x")[0], *rows])
    book = ordinary.xlsx(tmp_path / "book.xlsx")
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(book, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b'name="Leerlingen"', b'name="../../x"'))
    out = tmp_path / "a" / "b" / "out"
    for words in (
        ("analyse", export, book, "--out", out),
        ("trend", export, "--out", out),
        ("questions", out / "signals.json", "--out", out),
    ):
        status, _, err = run(*words)
        assert status == 0, err
    assert {path.name for path in tmp_path.iterdir()} == {"a", "export.parquet", "book.xlsx"}
    assert {path.name for path in (tmp_path / "a").rglob("*") if path.is_dir()} == {"b", "out"}
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+", path.name) for path in out.iterdir())


def test_what_no_document_can_hold_is_left_out_of_questions(run: Run, export: Path, tmp_path: Path) -> None:
    assert run("analyse", export)[0] == 0
    path = tmp_path / "safetytool-out" / "signals.json"
    document = json.loads(path.read_bytes())
    for signal in document["signals"]:
        for key in ("title", "explanation", "school", "school_year", "id"):
            signal[key] = f"\ud800\x00\x0b\uffff{signal[key]}"
        signal["unit"]["name"] = "\udfff\x1b"
    path.write_text(json.dumps(document), encoding="utf-8")
    for kind in ("docx", "xlsx", "md"):
        status, shown, err = run("questions", path, "--format", kind)
        assert status in (0, 2), (kind, err)
        assert not OBEYED.search(shown + err)


def test_hostile_json_is_no_signals_file(run: Run, tmp_path: Path) -> None:
    for name, path in texts.json_files(tmp_path).items():
        status, shown, err = run("questions", path)
        assert (status, shown, len(err.splitlines())) == (2, "", 1), name
