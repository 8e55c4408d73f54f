"""No respondent is lost in silence: sheets of answers stay data, whatever their name and size."""

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from safetytool.read import read_source
from safetytool.read.model import Sheet

FREQUENCIES = ("Nooit", "Zelden", "Soms", "Vaak", "Altijd")
SENTENCES = (
    "Ik vind het heel fijn op school",
    "Er wordt soms geschreeuwd in de klas",
    "Weet ik eigenlijk niet zo goed",
    "Mijn meester is aardig maar streng",
)
NAMES = (
    "Ouders", "Antwoorden", "Labels 7A", "Legenda groep", "Waarden", "Codes 6B", "Codeboek", "Toelichting",
    "Info", "Uitleg", "De Schaal", "Sheet2",
)  # fmt: skip

QUESTIONS: dict[str, Sequence[Any]] = {
    "numbered": ("1. Voel je je veilig op school?", "2. Word je gepest?", "3. Ben je bang voor leraren?"),
    "counted": ("Vraag 1", "Vraag 2", "Vraag 3"),
    "codes": ("V1", "V2", "V3"),
    "numbers": (1, 2, 3),
    "others": ("Ben ik tevreden over school?", "Durf ik iets te zeggen tegen de leraar?"),
    "one": ("Mijn kind voelt zich veilig op school",),
}
FRONTS: dict[str, tuple[Sequence[str], Any]] = {
    "nothing": ((), lambda _: ()),
    "number": (("Nr",), lambda i: (i + 1,)),
    "code": (("ID",), lambda i: (f"r{i:03d}",)),
    "class": (("Klas",), lambda _: ("7A",)),
    "school": (("School", "Nr"), lambda i: ("De Ark", i + 1)),
    "date": (("Nr", "Datum"), lambda i: (i + 1, f"2025-03-{i + 1:02d}")),
}
ANSWERS: dict[str, Any] = {
    "numbers": lambda rng: rng.randint(1, 5),
    "words": lambda rng: rng.choice(FREQUENCIES),
    "both": lambda rng: f"{(value := rng.randint(1, 5))} = {FREQUENCIES[value - 1]}",
    "sentences": lambda rng: rng.choice(SENTENCES),
    "yes or no": lambda rng: rng.choice(("Ja", "Nee")),
}


def answers(questions: str, kind: str, front: str, count: int, rng: random.Random) -> list[list[Any]]:
    names, start = FRONTS[front]
    asked = QUESTIONS[questions]
    return [
        [*names, *asked],
        *([*start(i), *(ANSWERS[kind](rng) for _ in asked)] for i in range(count)),
    ]


def read(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> dict[str, Sheet]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return {sheet.name: sheet for sheet in read_source(path).sheets}


def rows_of(sheet: Sheet) -> int | str:
    return len(sheet.table.rows) if sheet.table is not None else sheet.why


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("main", ["numbers", "words"])
@pytest.mark.parametrize("questions", QUESTIONS)
def test_small_sheets_of_answers_beside_a_large_one(
    tmp_path: Path, questions: str, kind: str, main: str
) -> None:
    rng = random.Random(f"{questions} {kind} {main}")  # noqa: S311
    large = answers("numbered" if questions in ("others", "one") else questions, main, "school", 15, rng)
    sheets: dict[str, Sequence[Sequence[Any]]] = {"Leerlingen": large}
    expected: dict[str, int | str] = {"Leerlingen": 15}
    names = itertools.cycle(NAMES)
    for front, count in itertools.product(FRONTS, (2, 3, 5, 10)):
        if front == "nothing" and len(QUESTIONS[questions]) == 1:
            continue
        name = f"{next(names)} {len(sheets)}"
        sheets[name] = answers(questions, kind, front, count, rng)
        expected[name] = count
    found = read(tmp_path / "export.xlsx", sheets)
    assert {name: rows_of(sheet) for name, sheet in found.items()} == expected


MAIN = [["Nr", "Klas", "V1", "V2"], *[[i, "7A", i % 3 + 1, 3 - i % 3] for i in range(1, 13)]]
OF_THREE = ("Nooit", "Soms", "Vaak")

LOOKALIKES: dict[str, list[list[Any]]] = {
    "question, pupil, answer": [
        ["Vraag", "Nr", "Antwoord"],
        *[[code, i, OF_THREE[(i + j) % 3]] for j, code in enumerate(("V1", "V2")) for i in (1, 2, 3)],
    ],
    "pupil, question, answer": [
        ["Leerling", "Vraag", "Antwoord"],
        *[[i, code, OF_THREE[(i + j) % 3]] for i in (1, 2) for j, code in enumerate(("V1", "V2"))],
    ],
    "counts before answers": [
        ["Vraag", "Leerlingen", "Antwoord"],
        *[[code, 10 + 7 * i, text] for code in ("V1", "V2") for i, text in enumerate(OF_THREE)],
    ],
    "counts after coded answers": [
        ["School", "Vraag", "Code", "Antwoord", "Leerlingen"],
        *[["A", code, i + 1, text, 30 - 7 * i] for code in ("V1", "V2") for i, text in enumerate(OF_THREE)],
    ],
    "results by class": [
        ["Vraag", "Vraagtekst", "7A", "8B"],
        ["V1", "Voel je je veilig op school?", 0.25, 0.5],
        ["V2", "Word je gepest door anderen?", 0.1, 0.2],
    ],
    "open answers by question": [
        ["Vraag", "Antwoord leerling"],
        ["V1", "Er wordt soms geschreeuwd in de klas"],
        ["V2", "Mijn meester is aardig maar streng"],
    ],
    "coded and labelled answers by question": [
        ["Vraag", "Antwoord"],
        *[[code, answer] for code in ("V1", "V2") for answer in ("1 = Nooit", "3 = Vaak")],
    ],
    "reports of an advisor": [["Nr", "Categorie"], [1, "pesten"], [2, "discriminatie"], [3, "bedreiging"]],
    "a register": [["School", "Groep", "Leerlingen"], ["De Ark", "7A", 25], ["De Ark", "8B", 24]],
}


@pytest.mark.parametrize("name", LOOKALIKES)
def test_tables_that_are_laid_out_like_a_codebook_stay_data(tmp_path: Path, name: str) -> None:
    found = read(tmp_path / "export.xlsx", {"Leerlingen": MAIN, "Blad2": LOOKALIKES[name]})
    assert rows_of(found["Blad2"]) == len(LOOKALIKES[name]) - 1
    main = found["Leerlingen"]
    assert main.table is not None
    assert not any(column.labels or column.long_header for column in main.table.columns)


@pytest.mark.parametrize(
    "rows",
    [
        [["Nr", "Durf je iets te vertellen?"], [1, "Nooit"], [2, "Soms"], [3, "Vaak"]],
        [["Nr", "Durf je dat?", "Helpt dat?"], [1, "Nooit", "Ja"], [2, "Soms", "Nee"], [3, "Vaak", "Ja"]],
        [["Groep", "Durf je dat?", "Helpt dat?"], ["8A", "Nooit", "Ja"], ["8B", "Soms", "Nee"]],
        [["Klas", "Mijn kind voelt zich veilig"], ["7A", "2 = Zelden"], ["7A", "3 = Soms"]],
    ],
)
@pytest.mark.parametrize("name", ["Labels 7A", "Legenda groep", "Waarden"])
def test_answers_under_the_name_of_a_codebook_stay_data(
    tmp_path: Path, name: str, rows: list[list[Any]]
) -> None:
    found = read(tmp_path / "export.xlsx", {"Leerlingen": MAIN, name: rows})
    assert rows_of(found[name]) == len(rows) - 1
    main = found["Leerlingen"]
    assert main.table is not None
    assert not any(column.labels for column in main.table.columns)


def test_the_only_data_are_never_set_apart_for_a_codebook_beside_them(tmp_path: Path) -> None:
    codebook = [
        ["Variabele", "Vraag", "1", "2", "3"],
        ["V1", "Ben je bang?", *OF_THREE],
        ["V2", "Wie?", *"abc"],
    ]
    found = read(tmp_path / "export.xlsx", {"Data": MAIN, "Codeboek": codebook})
    assert (rows_of(found["Data"]), rows_of(found["Codeboek"])) == (12, "codebook")


def test_sheets_of_answers_that_are_all_named_as_codebooks(tmp_path: Path) -> None:
    found = read(tmp_path / "export.xlsx", {"Labels 7A": MAIN, "Labels 7B": MAIN})
    assert {name: rows_of(sheet) for name, sheet in found.items()} == {"Labels 7A": 12, "Labels 7B": 12}


def test_a_sheet_of_codes_alone_is_shown_as_it_is(tmp_path: Path) -> None:
    codebook = [["Variabele", "Code", "Label"], *[["V1", i, text] for i, text in enumerate(OF_THREE, 1)]]
    assert rows_of(read(tmp_path / "export.xlsx", {"Codeboek": codebook})["Codeboek"]) == 3


@pytest.mark.parametrize("values", [(3, 4), (1, 2), (2, 2)])
def test_answers_equal_to_numbered_headers_are_answers(tmp_path: Path, values: tuple[int, int]) -> None:
    rows = [["Klas", 1, 2], ["7A", 5, 3], ["7A", *values], ["7B", 2, 5], ["7B", 1, 4], ["7C", 4, 1]]
    assert rows_of(read(tmp_path / "export.xlsx", {"Data": rows})["Data"]) == 5
    assert rows_of(read(tmp_path / "export.xlsx", {"Data": [row[1:] for row in rows]})["Data"]) == 5
