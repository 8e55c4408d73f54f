"""Whatever stands around and between them, all respondents are found, and no row goes untold."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetytool.read import read_source
from safetytool.read.model import Table

FREQUENCIES = ("Nooit", "Zelden", "Soms", "Vaak", "Altijd")
QUESTIONS = (
    "Voel je je veilig op school?", "Word je gepest?", "Ben je bang voor leraren?", "Is het leuk in de klas?",
    "Word je geslagen of geschopt?", "Heb je vrienden in de klas?", "Durf je het te vertellen?",
)  # fmt: skip
FRONTS = {
    "Nr": lambda i: str(i + 1),
    "School": lambda _: "De Ark",
    "Schooljaar": lambda _: "2024-2025",
    "Klas": lambda i: ("7A", "7B", "8A")[i % 3],
    "Datum": lambda i: f"{i % 28 + 1}-3-2025 10:{i % 50 + 10}",
}
TITLES = (
    ["Veiligheidsmonitor 2024-2025"],
    ["School:", "De Ark"],
    ["1 = nooit, 2 = zelden, 3 = soms, 4 = vaak, 5 = altijd"],
    ["Aantal leerlingen", "25"],
    [],
)


@dataclass
class Sheet:
    """A sheet, and the (1-based) rows in it that are what."""

    rows: list[list[str]]
    header_row: int
    respondents: list[int]


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    fronts = draw(
        st.sampled_from([[], ["Nr"], ["Klas"], ["Nr", "School", "Klas"], ["Datum", "Klas"], [*FRONTS]])
    )
    number = draw(st.integers(3, len(QUESTIONS)))
    style = draw(st.sampled_from(["{text}", "{n}. {text}", "V{n:02d}", "Q{n}", "Vraag {n}"]))
    header = [*fronts, *(style.format(n=n, text=text) for n, text in enumerate(QUESTIONS[:number], 1))]
    kinds = draw(
        st.lists(st.sampled_from([FREQUENCIES, "12345", ("Ja", "Nee")]), min_size=number, max_size=number)
    )
    answers = st.tuples(*(st.sampled_from(kind) for kind in kinds))
    given_answers = draw(st.lists(answers, min_size=2, max_size=12))
    data = [[*(FRONTS[name](i) for name in fronts), *answer] for i, answer in enumerate(given_answers)]

    rows: list[list[str]] = [[""] * len(header)] * draw(st.integers(0, 1))
    rows += [list(title) for title in draw(st.lists(st.sampled_from(TITLES), max_size=3, unique_by=str))]
    if draw(st.booleans()) and style in ("V{n:02d}", "Q{n}"):
        texts = [*fronts, *QUESTIONS[:number]]
        rows += [header, texts] if draw(st.booleans()) else [texts, header]
    else:
        rows.append(header)
    header_row = len(rows)
    respondents = []
    for row in data:
        if len(data) > 6 and draw(st.integers(0, 9)) == 0:
            rows.append(draw(st.sampled_from([[], rows[header_row - 1]])))
        rows.append(row)
        respondents.append(len(rows))
    if fronts and draw(st.booleans()):
        rows.append(["Totaal", *[""] * (len(fronts) - 1), *["17"] * number])
    if draw(st.booleans()):
        rows += [[], ["Bron: eigen onderzoek"]]
    left = [""] * draw(st.integers(0, 2))
    return Sheet([[*left, *row] for row in rows], header_row, respondents)


def read(path: Path, sheet: Sheet) -> Table:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(sheet.rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    (found,) = read_source(path).sheets
    assert found.table is not None, found
    return found.table


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets") / "export.csv"


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(sheet=sheets())
def test_all_respondents_and_no_one_else(path: Path, sheet: Sheet) -> None:
    table = read(path, sheet)
    assert table.header_row == sheet.header_row
    assert table.rows.tolist() == sheet.respondents


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(sheet=sheets())
def test_every_filled_row_below_the_header_is_data_or_told(path: Path, sheet: Sheet) -> None:
    table = read(path, sheet)
    told = [row for left in table.left_out for row in left.rows]
    filled = {i for i, row in enumerate(sheet.rows, 1) if any(row) and i > table.header_row}
    assert len({*told, *table.rows.tolist()}) == len(told) + len(table.rows)
    assert filled <= {*told, *table.rows.tolist()}
    assert all(len(column.codes) == len(table.rows) for column in table.columns)
