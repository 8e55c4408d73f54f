"""`check` shows all that was recognised and all that was not, and nobody's own words."""

from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.console import Console

from safetytool.commands.check import check, print_check, to_json
from safetytool.errors import UsageError

SAFE, AFRAID, TEXT = "Voel je je veilig op school?", "Ben je bang voor een leraar?", "Wil je nog iets kwijt?"
OWN_WORDS = "Ik wil eigenlijk alleen zeggen dat het op het plein soms heel vervelend is nummer"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    pupils = book.worksheets[0]
    pupils.title = "Leerlingen"
    pupils.append(["Veiligheidsmonitor"])
    pupils.append([])
    pupils.append(["Respondentnummer", "Klas", SAFE, AFRAID, "Wat eet je?", TEXT])
    answers = ["Veilig", "Onveilig", "blauwig", "Wil ik niet zeggen", None, "n.v.t."]
    for number, answer in enumerate(answers):
        pupils.append([f"X{number}9", "7A", answer, 1 + number % 3, "brood", f"{OWN_WORDS} {number}"])
    hidden = book.create_sheet("Verborgen")
    hidden.sheet_state = "hidden"
    hidden.append(["Klas", SAFE])
    hidden.append(["7A", "Onveilig"])
    book.create_sheet("Leeg")
    book.save(tmp_path / "export.xlsx")
    return tmp_path / "export.xlsx"


def columns(sheet: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {column["header"]: column for column in sheet["columns"]}


def test_every_sheet_and_column_is_there(export: Path) -> None:
    (file,) = to_json(check([export]))["files"]
    assert file["name"] == "export.xlsx"
    pupils, hidden, empty = file["sheets"]
    assert (hidden["name"], hidden["used"], hidden["why"]) == ("Verborgen", False, "hidden")
    assert (empty["name"], empty["used"], empty["why"]) == ("Leeg", False, "empty")
    assert (pupils["used"], pupils["header_row"], pupils["rows"]) == (True, 3, 6)
    assert {header: column["role"] for header, column in columns(pupils).items()} == {
        "Respondentnummer": "id", "Klas": "class", SAFE: "item", AFRAID: "item", TEXT: "text",
        "Wat eet je?": "unrecognised",
    }  # fmt: skip


def test_answers_are_counted_apart(export: Path) -> None:
    safe = columns(to_json(check([export]))["files"][0]["sheets"][0])[SAFE]
    assert safe["item"] == "pupil.feels_safe"
    assert (safe["n"], safe["withheld"], safe["missing"]) == (2, 1, 2)
    assert safe["answers_not_understood"] == [{"answer": "blauwig", "count": 1}]


def test_numbers_without_a_direction_are_all_not_understood(export: Path) -> None:
    afraid = columns(to_json(check([export]))["files"][0]["sheets"][0])[AFRAID]
    assert (afraid["item"], afraid["n"], afraid["scale"]) == ("pupil.afraid_of_staff", 0, None)
    assert [entry["answer"] for entry in afraid["answers_not_understood"]] == ["1", "2", "3"]


def test_what_is_missing_is_reported_and_no_error(export: Path) -> None:
    assert to_json(check([export]))["files"][0]["sheets"][0]["missing"] == ["school", "school_year"]
    told = to_json(check([export], year="24/25", school="99xa00"))["files"][0]["sheets"][0]
    assert told["missing"] == []
    assert told["school_year"] == "2024-2025"


def test_a_year_that_is_none_is_refused(export: Path) -> None:
    with pytest.raises(UsageError, match="2024-2025"):
        check([export], year="2025")


def test_it_reads_without_colour_in_80_columns(export: Path) -> None:
    written = StringIO()
    print_check(check([export]), Console(file=written, width=80, color_system=None))
    text = written.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    flat = " ".join(text.split())
    for said in (
        "Sheet 'Leerlingen': 6 rows, header in row 3",
        "pupil.feels_safe",
        "not understood: blauwig (1x)",
        "numbers without labels",
        "Sheet 'Verborgen': not used (hidden)",
        "Missing: the school year; give it with --year 2024-2025",
        "safetytool profile",
    ):
        assert said in flat


def test_nobodys_own_words_or_number_are_shown(export: Path) -> None:
    report = check([export])
    written = StringIO()
    print_check(report, Console(file=written, width=80))
    for shown in (str(to_json(report)), written.getvalue()):
        assert "plein" not in shown
        assert "X19" not in shown
