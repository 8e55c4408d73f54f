"""The forms that a codebook may have, and several codebooks in one file."""

from collections.abc import Sequence
from typing import Any

import pytest

from safetytool.read import read_source
from safetytool.read.model import Sheet
from tests.read.conftest import Workbook

QUESTIONS = {"V1": "Voel je je veilig op school?", "V2": "Word je gepest door anderen?"}
ANSWERS = ("Nooit", "Soms", "Vaak", "Altijd")
LABELS = dict(enumerate(ANSWERS, 1))
REVERSED = dict(enumerate(ANSWERS[::-1], 1))
DATA = [["Nr", "Klas", *QUESTIONS], *[[i, "7A", i % 4 + 1, 4 - i % 4] for i in range(1, 13)]]

Rows = Sequence[Sequence[Any]]


def book(labels: dict[int, str] = LABELS, extra: str = "") -> list[list[Any]]:
    rows: list[list[Any]] = [["Variabele", "Vraag", "Code", "Label"]]
    for code, text in QUESTIONS.items():
        rows += [[code, text + extra, value, label] for value, label in labels.items()]
    return rows


def read(workbook: Workbook, sheets: dict[str, Rows]) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in read_source(workbook(sheets)).sheets}


def said(sheet: Sheet) -> dict[str, tuple[dict[Any, str], str]]:
    """What is known of the columns of a sheet of data: labels and question."""
    assert sheet.table is not None, sheet.why
    columns = [column for column in sheet.table.columns if column.labels or column.long_header]
    return {column.header: (dict(column.labels), column.long_header) for column in columns}


FULL = {code: (LABELS, text) for code, text in QUESTIONS.items()}
ONLY_LABELS = dict.fromkeys(QUESTIONS, (LABELS, ""))
ONLY_QUESTIONS: dict[str, tuple[dict[int, str], str]] = {c: ({}, text) for c, text in QUESTIONS.items()}

FORMS: dict[str, tuple[Rows, dict[str, tuple[dict[int, str], str]]]] = {
    "one row a value": (book(), FULL),
    "the variable once": (
        [row if row[2] in ("Code", 1) else [None, None, *row[2:]] for row in book()],
        FULL,
    ),
    "values below their variable": (
        [
            line
            for code, text in QUESTIONS.items()
            for line in [[code, text], *[[value, label] for value, label in LABELS.items()], []]
        ],
        FULL,
    ),
    "a column for each value": (
        [["Variabele", "Vraag", 1, 2, 3, 4], *[[code, text, *ANSWERS] for code, text in QUESTIONS.items()]],
        FULL,
    ),
    "values in one cell": (
        [
            ["Variabele", "Vraag", "Antwoorden"],
            *[[c, t, "1 = Nooit; 2 = Soms; 3 = Vaak; 4 = Altijd"] for c, t in QUESTIONS.items()],
        ],
        FULL,
    ),
    "one value to a cell": (
        [
            ["Variabele", "Antwoorden"],
            *[[code, f"{value} = {label}"] for code in QUESTIONS for value, label in LABELS.items()],
        ],
        ONLY_LABELS,
    ),
    "questions alone": ([["Code", "Vraagtekst"], *map(list, QUESTIONS.items())], ONLY_QUESTIONS),
    "a list for all": ([["Code", "Betekenis"], *map(list, LABELS.items())], ONLY_LABELS),
    "a list for all, label first": (
        [["Betekenis", "Code"], *[[b, a] for a, b in LABELS.items()]],
        ONLY_LABELS,
    ),
    "a list without headings": ([["Antwoorden"], *map(list, LABELS.items())], ONLY_LABELS),
    "a line of text": (
        [["Ingevuld in maart."], ["1 = Nooit, 2 = Soms, 3 = Vaak, 4 = Altijd"]],
        ONLY_LABELS,
    ),
    "lines of text": (
        [["Ingevuld in maart."], *[[f"{value} = {label}"] for value, label in LABELS.items()]],
        ONLY_LABELS,
    ),
}


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("form", FORMS)
def test_form(workbook: Workbook, form: str, first: bool) -> None:
    rows, expected = FORMS[form]
    sheets: dict[str, Rows] = {"Codeboek": rows, "Data": DATA} if first else {"Data": DATA, "Codeboek": rows}
    found = read(workbook, sheets)
    assert said(found["Data"]) == expected
    assert (found["Codeboek"].why, found["Codeboek"].notes) == ("codebook", ())


def test_numbered_questions(workbook: Workbook) -> None:
    header = ["Nr", "Klas", *(f"{i}. {text}" for i, text in enumerate(QUESTIONS.values(), 1))]
    rows = [["Vraag", "Code", "Label"], *[[i, v, label] for i in (1, 2) for v, label in LABELS.items()]]
    found = read(workbook, {"Data": [header, *DATA[1:]], "Codeboek": rows})
    assert said(found["Data"]) == dict.fromkeys(header[2:], (LABELS, ""))


def test_each_codebook_explains_the_sheet_that_it_is_named_after(workbook: Workbook) -> None:
    found = read(
        workbook,
        {
            "Leerlingen 2024": DATA,
            "Ouders 2024": DATA,
            "Codeboek leerlingen 2024": book(),
            "Codeboek ouders 2024": book(REVERSED, " (uw kind)"),
        },
    )
    assert said(found["Leerlingen 2024"]) == FULL
    assert said(found["Ouders 2024"]) == {c: (REVERSED, f"{t} (uw kind)") for c, t in QUESTIONS.items()}


def test_codebooks_that_contradict_each_other_are_not_used(workbook: Workbook) -> None:
    found = read(workbook, {"Data": DATA, "Codeboek 1": book(), "Codeboek 2": book(REVERSED)})
    assert said(found["Data"]) == {}
    (note,) = found["Data"].notes
    assert note.startswith("The codebooks do not agree on 2 columns")


def test_a_codebook_that_contradicts_itself_is_not_used_for_that_question(workbook: Workbook) -> None:
    found = read(workbook, {"Data": DATA, "Codeboek": [*book(), ["V1", QUESTIONS["V1"], 1, "Altijd"]]})
    assert said(found["Data"]) == FULL | {"V1": ({}, QUESTIONS["V1"])}
    assert found["Codeboek"].notes == (
        "It gives two labels to one number of 'v1'; these labels were not used.",
    )


def test_questions_and_labels_may_stand_in_two_codebooks(workbook: Workbook) -> None:
    found = read(
        workbook, {"Data": DATA, "Vragen": FORMS["questions alone"][0], "Legenda": FORMS["a list for all"][0]}
    )
    assert said(found["Data"]) == FULL


def test_what_is_said_of_one_question_goes_before_what_is_said_of_all(workbook: Workbook) -> None:
    of_one = [["Variabele", "Code", "Label"], *[["V2", value, label] for value, label in REVERSED.items()]]
    found = read(workbook, {"Data": DATA, "Codeboek": of_one, "Legenda": FORMS["a list for all"][0]})
    assert said(found["Data"]) == {"V1": (LABELS, ""), "V2": (REVERSED, "")}


def test_a_sheet_of_answers_named_as_a_codebook_is_explained_by_the_real_one(workbook: Workbook) -> None:
    found = read(workbook, {"Legenda groep": DATA, "Codeboek": book()})
    assert said(found["Legenda groep"]) == FULL
    assert found["Codeboek"].why == "codebook"


def test_labels_beyond_the_values_that_occur_are_kept(workbook: Workbook) -> None:
    data = [row if i == 0 else [row[0], row[1], 1, 2] for i, row in enumerate(DATA)]
    found = read(workbook, {"Data": data, "Codeboek": book()})
    assert said(found["Data"]) == FULL


def test_labels_for_other_numbers_than_occur_are_not_attached(workbook: Workbook) -> None:
    shifted = {value + 10: label for value, label in LABELS.items()}
    found = read(workbook, {"Data": DATA, "Codeboek": book(shifted)})
    assert said(found["Data"]) == ONLY_QUESTIONS
