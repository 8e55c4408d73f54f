"""`questions` as a function: from signals.json to a file, whole or not at all."""

import io
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from safetytool.commands import questions as command
from safetytool.commands.questions import FORMATS, file_name, read_json, read_sheets, write_questions
from safetytool.errors import InputError, UsageError
from tests.documents.signals import signal, written


def write(
    source: Path, *, out: Path, fmt: str = "docx", audiences: Sequence[str] = (), **options: Any
) -> Path:
    """What the command does."""
    sheets = read_sheets(source, audiences=audiences, **options)
    return write_questions(sheets, out=out, fmt=fmt, audiences=audiences)


def text(path: Path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    headers = [p.text for s in document.sections for p in s.header.paragraphs]
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*headers, *(p.text for p in document.paragraphs), *cells])


def test_one_command_writes_the_document(tmp_path: Path) -> None:
    path = write(written(tmp_path), out=tmp_path / "out")
    assert path == tmp_path / "out" / "questions.docx"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = text(path)
    assert "0900 111 3 111" in said
    assert said.count("?") > 10
    assert "{" not in said


def test_a_document_for_the_team_stands_beside_that_of_the_coordinator(tmp_path: Path) -> None:
    source = written(tmp_path)
    whole = write(source, out=tmp_path)
    team = write(source, out=tmp_path, audiences=["team"])
    assert (whole.name, team.name) == ("questions.docx", "questions-team.docx")
    said = text(team)
    for kept in ("7A", "0900", "Alleen voor", "1 van de 22"):
        assert kept not in said
    assert "?" in said


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_format_is_written_and_the_same_twice(tmp_path: Path, fmt: str) -> None:
    source = written(tmp_path)
    first = write(source, out=tmp_path / "a", fmt=fmt)
    second = write(source, out=tmp_path / "b", fmt=fmt)
    assert first.name == f"questions.{fmt}"
    assert first.read_bytes() == second.read_bytes()


def test_keys_of_the_list_lead_back_to_the_signals(tmp_path: Path) -> None:
    path = write(written(tmp_path), out=tmp_path, fmt="xlsx")
    rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    place = rows[0].index("signal_ids")
    ids = {one for row in rows[1:] for one in str(row[place]).split(" ")}
    assert ids == {"id-1", "id-2", "id-3"}


@pytest.mark.parametrize(
    ("written_in", "asked", "said"), [("en", None, "Only for"), ("en", "nl", "Alleen voor")]
)
def test_the_language_is_that_of_the_signals_unless_said(
    tmp_path: Path, written_in: str, asked: str | None, said: str
) -> None:
    source = written(tmp_path, settings={"language": written_in})
    assert said in text(write(source, out=tmp_path, language=asked))


def test_no_signals_give_a_document_that_says_so(tmp_path: Path) -> None:
    assert "geen bewijs" in text(write(written(tmp_path, signals=[]), out=tmp_path))


def test_names_come_from_the_register(tmp_path: Path) -> None:
    schools = tmp_path / "schools.csv"
    schools.write_text("school;name;sector;pupils\n12AB00;De Ark;po;220\n", encoding="utf-8")
    path = write(written(tmp_path), out=tmp_path, schools=schools)
    sections = docx.Document(io.BytesIO(path.read_bytes())).sections
    headers = [section.header.paragraphs[0].text for section in sections]
    assert "De Ark · schooljaar 2024-2025" in headers
    assert not [header for header in headers if "12AB00" in header]


def test_signals_of_an_earlier_year_are_read(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    earlier = written(tmp_path / "old", signals=[signal(9, "ask", school_year="2023-2024")])
    source = written(tmp_path)
    plain = text(write(source, out=tmp_path))
    repeated = text(write(source, out=tmp_path, previous=[earlier]))
    assert plain != repeated


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no valid JSON"),
        (b"{\n  'signals': []\n}", "row 2.*no valid JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "not text in UTF-8"),
        (b"[]", "holds no object"),
        (b"[" * 100_000, "no .*JSON"),
        (b'{"signals": []}', "schema_version"),
        (b'{"schema_version": 1, "signals": [{}]}', "signal 1"),
        (b"9" * 5000, "JSON"),
    ],
)
def test_what_is_no_signals_json_is_refused_and_nothing_written(
    tmp_path: Path, content: bytes, said: str
) -> None:
    source = tmp_path / "signals.json"
    source.write_bytes(content)
    with pytest.raises(InputError, match=said) as error:
        write(source, out=tmp_path / "out")
    assert error.value.place.file == str(source)
    assert "safetytool analyse" in error.value.do
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_missing_a_folder_or_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_json(tmp_path / "none.json")
    with pytest.raises(InputError, match="this is a folder, not a file"):
        read_json(tmp_path)
    monkeypatch.setattr(command, "MOST_BYTES", 10)
    with pytest.raises(InputError, match="larger than"):
        read_json(written(tmp_path))


def test_a_wrong_call_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'pdf' is no format.*docx"):
        write(written(tmp_path), out=tmp_path, fmt="pdf")
    with pytest.raises(UsageError, match="no audience"):
        write(tmp_path / "none.json", out=tmp_path, audiences=["everyone"])


def test_file_names() -> None:
    assert file_name("md") == "questions.md"
    assert file_name("docx", ["team", "mr", "team"]) == "questions-team-mr.docx"


def test_only_one_school_or_year_is_asked_about(tmp_path: Path) -> None:
    source = written(tmp_path, signals=[signal(1, "ask"), signal(2, "ask", school="34EF00")])
    schools = {meeting.school for meeting in read_sheets(source, school="12ab00").meetings}
    assert "34EF00" not in schools
    assert "12AB00" in schools
    with pytest.raises(UsageError, match=r"no signals of 'De Ark'.*12AB00"):
        read_sheets(source, school="De Ark")
    assert {m.school for m in read_sheets(source, school="34ef").meetings} <= {"34EF00", None}
    with pytest.raises(UsageError, match="several schools fit '00'"):
        read_sheets(source, school="00")
    with pytest.raises(UsageError, match="no signals of 2020-2021"):
        read_sheets(source, year="2020/2021")
    assert read_sheets(source, year="2024-2025").signals
