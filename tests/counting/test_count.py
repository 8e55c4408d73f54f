"""Counting against plain loops over respondents, and what must not change a count."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.bank import load_bank
from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.counting import Counts, count
from safetytool.counting.respondents import composite_levels
from safetytool.tidy.model import Evidence, Responses, Tally

BANK = load_bank()
ITEMS = ["pupil.bullied", "pupil.staff_humiliates", "pupil.staff_bullies"]
TALLY_COLUMNS = [
    "school",
    "school_year",
    "respondent_type",
    "grade",
    "class_name",
    "item",
    "level",
    "count",
    "history",
    "source",
]


def evidence(people: pd.DataFrame, levels: pd.DataFrame, tally: pd.DataFrame | None = None) -> Evidence:
    rows = pd.DataFrame(columns=TALLY_COLUMNS) if tally is None else tally
    none = pd.DataFrame(columns=["file", "sheet", "column", "answer", "respondents", "why"])
    return Evidence(BANK, Responses(people, levels, levels), Tally(rows), (), (), none)


def simulated(seed: int, respondents: int = 300) -> Evidence:
    rng = np.random.default_rng(seed)
    grade = rng.integers(6, 9, respondents).astype(str)
    people = pd.DataFrame(
        {
            "school": rng.choice(["12AB", "34CD"], respondents),
            "school_year": "2024-2025",
            "respondent_type": "pupil",
            "grade": grade,
            "class_name": np.char.add(grade, rng.choice(["A", "B"], respondents)),
            "gender": rng.choice(["girl", "boy", ""], respondents),
            "doubtful": rng.random(respondents) < 0.05,
            "history": False,
            "source": 0,
        }
    )
    codes = [NOT_ASKED, NOT_UNDERSTOOD, WITHHELD, MISSING, 0, 1, 2]
    weights = [0.02, 0.02, 0.05, 0.05, 0.7, 0.1, 0.06]
    levels = pd.DataFrame({i: rng.choice(codes, respondents, p=weights).astype(np.int8) for i in ITEMS})
    return evidence(people, levels)


def pick(counts: Counts, item: str, kind: str, unit: str, school: str = "12AB") -> pd.Series:
    rows = counts.items
    (found,) = [
        row
        for _, row in rows[(rows["item"] == item) & (rows["unit_kind"] == kind)].iterrows()
        if row["unit_name"] == unit and row["school"] == school
    ]
    return found


@pytest.mark.parametrize(
    ("kind", "column", "unit"),
    [
        ("school", "school", "12AB"),
        ("grade", "grade", "7"),
        ("class", "class_name", "7B"),
        ("gender", "gender", "girl"),
    ],
)
def test_counts_are_those_of_a_plain_loop(kind: str, column: str, unit: str) -> None:
    said = simulated(1)
    row = pick(count(said), "pupil.bullied", kind, unit)
    people, levels = said.responses.people, said.responses.levels["pupil.bullied"]
    wanted = dict.fromkeys(
        ["n", "concerns", "grave", "withheld", "missing", "unread", "doubtful_n", "doubtful_concerns"], 0
    )
    for i in range(len(people)):
        if people["school"][i] != "12AB" or people[column][i] != unit:
            continue
        level = levels[i]
        wanted["n"] += level >= 0
        wanted["concerns"] += level >= 1
        wanted["grave"] += level == 2
        wanted["withheld"] += level == WITHHELD
        wanted["missing"] += level == MISSING
        wanted["unread"] += level == NOT_UNDERSTOOD
        wanted["doubtful_n"] += bool(people["doubtful"][i]) and level >= 0
        wanted["doubtful_concerns"] += bool(people["doubtful"][i]) and level >= 1
    assert {key: int(row[key]) for key in wanted} == {key: int(value) for key, value in wanted.items()}


def test_a_composite_counts_each_respondent_once() -> None:
    said = simulated(2)
    row = pick(count(said), "any.staff_conduct", "school", "12AB")
    mine = said.responses.levels[said.responses.people["school"] == "12AB"][ITEMS[1:]]
    both = mine[(mine != NOT_ASKED).all(axis=1)]
    assert row["concerns"] == int((both >= 1).any(axis=1).sum())
    assert row["n"] == int((both >= 0).any(axis=1).sum())
    reached = (both >= 0) | (both == WITHHELD)
    most = ((both == WITHHELD).sum(axis=1) * 2 >= reached.sum(axis=1)) & (both == WITHHELD).any(axis=1)
    assert row["withheld_most"] == int(most.sum())
    assert row["reached"] == int(((both >= 0) | (both == WITHHELD)).any(axis=1).sum())


def test_a_composite_of_one_question_is_not_made() -> None:
    assert "any.impairment" not in set(count(simulated(3)).items["item"])


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ([0, 2, 1], 2),
        ([0, WITHHELD, 0], 0),
        ([MISSING, WITHHELD, NOT_ASKED], WITHHELD),
        ([MISSING, MISSING, MISSING], MISSING),
        ([NOT_ASKED, NOT_ASKED, 2], NOT_ASKED),
        ([NOT_UNDERSTOOD, MISSING, NOT_ASKED], NOT_UNDERSTOOD),
    ],
)
def test_composite_levels(answers: list[int], level: int) -> None:
    assert composite_levels(np.array([answers], np.int8)).tolist() == [level]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_rows_and_columns_changes_nothing(seed: int) -> None:
    said = simulated(seed, 120)
    order = np.random.default_rng(seed).permutation(120)
    people = said.responses.people.iloc[order].reset_index(drop=True)
    levels = said.responses.levels.iloc[order].reset_index(drop=True)[ITEMS[::-1]]
    keys = ["school", "unit_kind", "unit_name", "item"]
    plain = count(said).items.sort_values(keys).reset_index(drop=True)
    shuffled = count(evidence(people, levels)).items.sort_values(keys).reset_index(drop=True)
    pd.testing.assert_frame_equal(plain, shuffled[plain.columns])


def test_aggregated_rows_count_like_the_respondents_they_stand_for() -> None:
    said = simulated(4)
    people, levels = said.responses.people, said.responses.levels["pupil.bullied"]
    frame = people.assign(item="pupil.bullied", level=levels, count=1)
    keys = [c for c in TALLY_COLUMNS if c != "count"]
    tally = frame[frame["level"] != NOT_ASKED].groupby(keys, as_index=False)["count"].sum()[TALLY_COLUMNS]
    empty = evidence(people.iloc[:0], said.responses.levels.iloc[:0], tally)
    for kind, unit in (("school", "12AB"), ("grade", "7"), ("class", "7B")):
        one, other = (
            pick(count(said), "pupil.bullied", kind, unit),
            pick(count(empty), "pupil.bullied", kind, unit),
        )
        columns = ["n", "concerns", "grave", "withheld", "missing", "unread", "reached"]
        assert one[columns].tolist() == other[columns].tolist()


def test_whole_school_rows_beside_class_rows_are_not_added_together() -> None:
    row = ["12AB", "2024-2025", "pupil", "7", "7A", "pupil.bullied", 1, 3, False, 0]
    school = ["12AB", "2024-2025", "pupil", "", "", "pupil.bullied", 1, 10, False, 0]
    tally = pd.DataFrame([row, school], columns=TALLY_COLUMNS)
    said = simulated(5, 10)
    counts = count(evidence(said.responses.people.iloc[:0], said.responses.levels.iloc[:0], tally))
    assert pick(counts, "pupil.bullied", "school", "12AB")["concerns"] == 10
    assert pick(counts, "pupil.bullied", "class", "7A")["concerns"] == 3


def test_nothing_at_all_gives_empty_counts() -> None:
    said = simulated(6, 10)
    counts = count(evidence(said.responses.people.iloc[:0], said.responses.levels.iloc[:0]))
    assert counts.items.empty
    assert counts.units.empty
