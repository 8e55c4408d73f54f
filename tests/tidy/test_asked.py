"""How every question was asked: its words, its scale, and at which schools and in which years."""

from pathlib import Path

import pandas as pd
import pytest

from safetytool.counting import count
from safetytool.tidy.asked import words_of
from safetytool.tidy.model import ASKED
from tests.exports import rows, write_csv, write_xlsx
from tests.tidy.inputs import BANK, Rows, understood, write_book, write_counts

ITEM = "pupil.afraid_of_staff"


def of_item(asked: pd.DataFrame, item: str = ITEM) -> pd.DataFrame:
    return asked[asked["item"] == item].reset_index(drop=True)


@pytest.mark.parametrize(
    ("header", "long", "wording", "plain"),
    [
        ("3.  Ben je  bang voor leraren?", "", "Ben je bang voor leraren?", "ben je bang voor leraren"),
        ("Vraag 3: 3a. Ben je bang?", "", "Ben je bang?", "ben je bang"),
        ("Ben je BANG voor léraren", "", "Ben je BANG voor léraren", "ben je bang voor leraren"),
        ("V12", "", "", ""),
        ("pupil.afraid_of_staff", "", "", ""),
        ("Pupil afraid of staff", "", "", ""),
        ("bang", "", "", ""),
        ("V12", "Ben je bang voor leraren?", "Ben je bang voor leraren?", "ben je bang voor leraren"),
        (
            "Veiligheid - 4. Ben je bang? (1 = nooit, 5 = altijd)",
            "",
            "Veiligheid - 4. Ben je bang? (1 = nooit, 5 = altijd)",
            "veiligheid - ben je bang",
        ),
    ],
)
def test_the_text_of_a_question(header: str, long: str, wording: str, plain: str) -> None:
    assert words_of(ITEM, header, long) == (wording, plain)


def test_one_row_a_school_year_and_item(tmp_path: Path) -> None:
    both: Rows = [*rows(year="2023-2024"), *rows(school="99XB00", year="2024-2025")[1:]]
    said = understood(write_xlsx(tmp_path / "a.xlsx", both))
    assert list(said.asked.columns) == ASKED
    assert not said.asked.duplicated(["school", "school_year", "respondent_type", "item"]).any()
    own = of_item(said.asked)
    assert list(zip(own["school"], own["school_year"], strict=True)) == [
        ("99XA00", "2023-2024"),
        ("99XB00", "2024-2025"),
    ]
    assert set(own["wording"]) == {"Ben je bang voor een juf, meester of andere volwassene op school?"}
    assert set(own["scale"]) == {"frequency"}
    assert not own["reversed"].any()
    assert own["reversed"].dtype == bool
    pd.testing.assert_frame_equal(count(said).asked, said.asked)


def test_a_question_that_nobody_of_a_school_answered_was_not_asked_there(tmp_path: Path) -> None:
    table = [*rows(), *rows([("Veilig", "Nooit", None, "Nooit")] * 24, school="99XB00")[1:]]
    asked = understood(write_xlsx(tmp_path / "a.xlsx", table)).asked
    assert list(of_item(asked)["school"]) == ["99XA00"]
    assert list(of_item(asked, "pupil.bullied")["school"]) == ["99XA00", "99XB00"]


def test_two_sheets_of_one_year_that_ask_otherwise(tmp_path: Path) -> None:
    first, second = rows(), rows([("Veilig", "Nooit", "Soms", "Nooit")] * 20, pupils=20)
    for number, row in enumerate(second[1:]):
        row[0], row[3] = 100 + number, "8A"
    second[0][6] = "3. Ben je bang voor leraren?"
    apart = of_item(understood(write_book(tmp_path / "a.xlsx", Groep_7=first, Groep_8=second)).asked)
    back = of_item(understood(write_book(tmp_path / "b.xlsx", Groep_8=second, Groep_7=first)).asked)
    assert list(apart["wording"]) == [
        "Ben je bang voor een juf, meester of andere volwassene op school? / Ben je bang voor leraren?"
    ]
    pd.testing.assert_frame_equal(apart, back)


def test_counted_answers(tmp_path: Path) -> None:
    path = write_counts(tmp_path / "a.csv", (None, "Nooit", 20), (None, "Altijd", 2))
    own = of_item(understood(path).asked)
    assert list(own["wording"]) == ["Ben je bang voor leraren?"]
    assert list(own["scale"]) == ["frequency"]


def test_a_question_that_asks_the_opposite(tmp_path: Path) -> None:
    table = rows()
    table[0][5] = "2. Ik word niet gepest"
    for row in table[1:]:
        row[5] = "Helemaal mee eens"
    asked = of_item(understood(write_csv(tmp_path / "a.csv", table)).asked, "pupil.bullied")
    assert list(asked["scale"]) == ["agreement"]
    assert list(asked["reversed"]) == [True]


def test_numbers_that_say_nothing_have_no_scale(tmp_path: Path) -> None:
    table = rows()
    for place, row in enumerate(table[1:]):
        row[6] = place % 4 + 1
    own = of_item(understood(write_csv(tmp_path / "a.csv", table)).asked)
    assert list(own["scale"]) == [""]
    assert list(own["wording"]) == ["Ben je bang voor een juf, meester of andere volwassene op school?"]


def test_nothing_asked() -> None:
    from safetytool.tidy import tidy

    assert list(tidy([], BANK).asked.columns) == ASKED
