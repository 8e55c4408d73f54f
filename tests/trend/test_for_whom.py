"""For whom something moved: groups that are large enough, and nothing that is none of it."""

from typing import Any

import pandas as pd
import pytest

from safetytool.bank import load_bank
from safetytool.counting import Counts
from safetytool.trend.for_whom import CELL, for_whom, response_between
from safetytool.trend.model import Estimate, Series

FIRST, LAST = "2022-2023", "2024-2025"
SCHOOL = Series("school", "A", "pupil", "pupil.hit", "", "", "impairment", "", (), members=("A",))
BOARD = Series("board_same", "", "pupil", "pupil.hit", "", "", "impairment", "", (), members=("A", "B"))
ESTIMATE = Estimate(FIRST, LAST, 3, 0.99, 0.1, (0.02, 0.2), (), 0.05)


def unit(kind: str, name: str, year: str, concerns: int, n: int, **more: str) -> dict[str, Any]:
    return {
        "school": "A", "school_year": year, "respondent_type": "pupil", "item": "pupil.hit",
        "unit_kind": kind, "unit_name": name, "concerns": concerns, "n": n, **more,
    }  # fmt: skip


def both(
    kind: str, name: str, first: tuple[int, int], last: tuple[int, int], **more: str
) -> list[dict[str, Any]]:
    return [unit(kind, name, FIRST, *first, **more), unit(kind, name, LAST, *last, **more)]


def counts(*rows: list[dict[str, Any]], size: tuple[int, int] = (100, 100)) -> Counts:
    units = pd.DataFrame(
        [
            {"school": school, "school_year": year, "respondent_type": "pupil", "unit_kind": "school",
             "unit_name": school, "respondents": n}
            for school in ("A", "B")
            for year, n in zip((FIRST, LAST), size, strict=True)
        ]
    )  # fmt: skip
    invited = units.drop(columns="respondents").assign(invited=100)
    return Counts(load_bank(), units, pd.DataFrame([row for group in rows for row in group]), invited)


WHOLE = both("school", "A", (4, 100), (20, 100))


def told(*rows: list[dict[str, Any]], up: bool = True, series: Series = SCHOOL) -> dict[str, Any]:
    return dict(for_whom(counts(WHOLE, *rows).items, series, ESTIMATE, up))


def test_nothing_but_the_school() -> None:
    assert told() == {}


def test_girls_and_boys() -> None:
    found = told(both("gender", "girl", (2, 50), (15, 50)), both("gender", "boy", (2, 50), (5, 50)))
    assert found["gender"] == [
        {"name": "boy", "first": [2, 50], "last": [5, 50]},
        {"name": "girl", "first": [2, 50], "last": [15, 50]},
    ]


@pytest.mark.parametrize(("n", "said"), [(CELL, True), (CELL - 1, False)])
@pytest.mark.parametrize("at", [0, 1])
def test_a_group_of_fewer_than_five_is_not_told_of(n: int, said: bool, at: int) -> None:
    sizes = [(1, 50), (1, 50)]
    sizes[at] = (1, n)
    found = told(both("gender", "girl", *sizes), both("gender", "boy", (2, 50), (5, 50)))
    assert ("gender" in found) == said


def test_a_group_that_was_there_once_only_is_no_comparison() -> None:
    once = [unit("gender", "girl", LAST, 15, 50)]
    assert "gender" not in told(once, both("gender", "boy", (2, 50), (5, 50)))


def test_the_grade_that_most_of_it_is_in() -> None:
    found = told(both("grade", "7", (2, 50), (17, 50)), both("grade", "8", (2, 50), (3, 50)))
    assert found["grade"] == {"name": "7", "first": [2, 50], "last": [17, 50]}


@pytest.mark.parametrize(
    ("seven", "eight", "named"),
    [
        (((2, 50), (7, 50)), ((2, 50), (7, 50)), None),
        (((2, 50), (4, 50)), ((2, 50), (2, 50)), None),
        (((0, 60), (60, 60)), ((0, 40), (40, 40)), None),
        # 15 of the 20 that were added are exactly 1.5 times its half of the pupils; 14 of 19 are not.
        (((2, 50), (17, 50)), ((2, 50), (7, 50)), "7"),
        (((2, 50), (16, 50)), ((2, 50), (7, 50)), None),
        # Half of what was added each: only the grade of few pupils stands out.
        (((0, 90), (10, 90)), ((0, 10), (10, 10)), "8"),
    ],
    ids=["both alike", "two concerns more", "the larger one", "just", "just not", "the smaller one"],
)
def test_grades_that_stand_out(
    seven: tuple[tuple[int, int], ...], eight: tuple[tuple[int, int], ...], named: str | None
) -> None:
    found = told(both("grade", "7", *seven), both("grade", "8", *eight))
    assert found.get("grade", {}).get("name") == named


def test_a_fall_is_in_the_grade_that_fell() -> None:
    rows = both("grade", "7", (17, 50), (2, 50)), both("grade", "8", (3, 50), (5, 50))
    assert told(*rows, up=False)["grade"]["name"] == "7"
    assert "grade" not in told(both("grade", "7", (17, 50), (18, 50)), up=False)


def test_a_single_grade_is_the_school() -> None:
    assert "grade" not in told(both("grade", "7", (4, 100), (20, 100)))


def test_the_class_that_has_half_of_the_last_year() -> None:
    rows = [unit("class", "7A", LAST, 10, 25), unit("class", "7B", LAST, 3, 25)]
    assert told(rows)["class"] == {"name": "7A", "count": 10, "n": 25}
    assert "class" not in told(rows, up=False)
    assert "class" not in told([unit("class", "7A", LAST, 9, 25), unit("class", "7B", LAST, 3, 25)])
    assert "class" not in told([unit("class", "7A", LAST, 10, 4), unit("class", "7B", LAST, 3, 25)])
    assert "class" not in told([unit("class", "7A", LAST, 10, 25)])


@pytest.mark.parametrize(("size", "named"), [(33, True), (34, False), (50, False)])
def test_a_class_is_named_for_more_than_its_size(size: int, named: bool) -> None:
    # It has 10 of the 20 concerns; 1.5 times its part of the 100 pupils is a half from 33.3 on.
    rows = [unit("class", "7A", LAST, 10, size), unit("class", "7B", LAST, 3, 25)]
    assert ("class" in told(rows)) == named


def test_a_board_has_no_class() -> None:
    rows = [unit("class", "7A", LAST, 10, 25), unit("class", "7B", LAST, 3, 25)]
    assert "class" not in told(rows, series=BOARD)


def test_schools_of_a_board_are_added_up_and_others_are_not() -> None:
    rows = []
    for school in "ABC":
        rows += [both("gender", "girl", (1, 40), (4, 40), school=school)]
        rows += [both("gender", "boy", (1, 40), (2, 40), school=school)]
    found = told(*rows, series=BOARD)
    assert found["gender"][1] == {"name": "girl", "first": [2, 80], "last": [8, 80]}


@pytest.mark.parametrize("series", [SCHOOL, BOARD])
def test_response_is_told_where_it_differs(series: Series) -> None:
    found = response_between(counts(WHOLE, size=(90, 80)), series, ESTIMATE)
    assert found == {"response_first": pytest.approx(0.9), "response_last": pytest.approx(0.8)}
    assert response_between(counts(WHOLE, size=(90, 87)), series, ESTIMATE) is None


def test_response_is_not_told_where_it_is_not_known_of_all_schools() -> None:
    known = counts(WHOLE, size=(90, 80))
    partly = Counts(known.bank, known.units, known.items, known.invited[known.invited["school"] == "A"])
    assert response_between(partly, SCHOOL, ESTIMATE) is not None
    assert response_between(partly, BOARD, ESTIMATE) is None
