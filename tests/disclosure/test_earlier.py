"""What was published before is known, and stays what it was."""

import numpy as np
import pandas as pd

from safetytool.disclosure import (
    CELL,
    RECORD,
    Relations,
    attack,
    board_table,
    earlier_report,
    protect,
    relations_of,
)
from tests.disclosure.boards import answers, one_item, shown


def protected(frame: pd.DataFrame, *known):
    table = board_table(frame)
    return protect(table, relations_of(table), known=known)


def both(old: pd.DataFrame, new: pd.DataFrame, relations: Relations, cells: np.ndarray):
    """Attack two records with relations over the rows of one under the other."""
    low = np.concatenate([old["low"], new["low"]]).astype(float)
    high = np.concatenate([old["high"], new["high"]]).astype(float)
    return attack(relations, low, high, cells)


def test_the_same_data_give_the_same_report() -> None:
    first = protected(one_item((2, 60), (30, 100), (12, 80), (20, 90)))
    again = protected(one_item((2, 60), (30, 100), (12, 80), (20, 90)), earlier_report(first.record()))
    pd.testing.assert_frame_equal(first.record(), again.record())
    assert again.cells["earlier"].all()
    assert not again.cells["revised"].any()


def test_the_record_holds_nothing_that_was_not_shown() -> None:
    record = protected(one_item((2, 60), (30, 100), (12, 80), (20, 90))).record()
    assert list(record.columns) == RECORD
    hidden = record[~record["mark"].isin(["value"])]
    assert (hidden["low"] < hidden["high"]).all()


def test_a_school_that_comes_later_is_not_the_difference_of_two_totals() -> None:
    first = protected(one_item((20, 60), (30, 100)))
    assert shown(first, "concerns")[""] == "50"
    second = protected(one_item((20, 60), (30, 100), (2, 50)), earlier_report(first.record()))
    # A new total of 52 beside the 50 of then would tell the 2.
    assert shown(second, "concerns") == {"": "50", "A": "20", "B": "30", "C": "<5"}
    total = second.cells[(second.cells["school"] == "") & (second.cells["kind"] == "concerns")].iloc[0]
    assert total["revised"]
    assert total["value"] == 52


def test_one_more_respondent_is_not_the_difference_of_two_reports() -> None:
    first = protected(one_item((20, 60), (30, 100)))
    second = protected(one_item((21, 61), (30, 100)), earlier_report(first.record()))
    assert shown(second, "concerns")["A"] == "20"
    assert shown(second, "n") == {"": "160", "A": "60", "B": "100"}


def test_a_figure_published_before_cannot_protect_now() -> None:
    """Grades are added to a report that showed the schools: what hid then must not be undone."""
    schools = {("A", ""): (20, 60), ("B", ""): (30, 100)}
    first = protected(answers({"q": schools}))
    grades = {("A", "7"): (3, 28), ("A", "8"): (17, 32), ("B", "7"): (14, 50), ("B", "8"): (16, 50)}
    second = protected(answers({"q": schools | grades}), earlier_report(first.record()))
    assert shown(second, "concerns") == {"": "50", "A": "20", "B": "30"}
    assert shown(second, "concerns", grade="7") == {"A": "<5", "B": "14"}
    assert shown(second, "concerns", grade="8") == {"A": "", "B": "16"}


def test_a_new_year_is_protected_beside_the_old_ones() -> None:
    old = answers({"q": {("A", ""): (2, 60), ("B", ""): (30, 60), ("C", ""): (12, 60)}}, "2023-2024")
    first = protected(old)
    new = answers({"q": {("A", ""): (12, 60), ("B", ""): (1, 60), ("C", ""): (22, 60)}}, "2024-2025")
    second = protected(pd.concat([old, new]), earlier_report(first.record()))
    cells = second.cells[second.cells["school_year"] == "2023-2024"]
    pd.testing.assert_frame_equal(cells[RECORD].reset_index(drop=True), first.record())
    alone = protected(new)
    cells = second.cells[second.cells["school_year"] == "2024-2025"]
    pd.testing.assert_frame_equal(cells[RECORD].reset_index(drop=True), alone.record())


def test_what_an_earlier_report_gave_away_is_said() -> None:
    first = protected(one_item((20, 60), (30, 100))).record()
    leaked = first.copy()
    # As if the earlier report had hidden the concerns of A alone.
    where = (leaked["school"] == "A") & leaked["kind"].isin(["concerns", "rest"])
    leaked.loc[where, ["mark", "shown"]] = ["hidden", ""]
    leaked.loc[where, ["low", "high"]] = [0, 60]
    record = earlier_report(leaked)
    table = board_table(
        pd.concat([one_item((20, 60), (30, 100)), answers({"q2": {("A", ""): (9, 60), ("B", ""): (9, 60)}})])
    )
    assert protect(table, relations_of(table), known=[record]).exposed.empty
    # It was 2: the 32 and the 30 beside it are out.
    leaked.loc[(leaked["school"] == "") & (leaked["kind"] == "concerns"), ["shown", "low", "high"]] = [
        "32",
        32,
        32,
    ]
    leaked.loc[(leaked["school"] == "") & (leaked["kind"] == "rest"), ["shown", "low", "high"]] = [
        "128",
        128,
        128,
    ]
    table = board_table(
        pd.concat([one_item((2, 60), (30, 100)), answers({"q2": {("A", ""): (9, 60), ("B", ""): (9, 60)}})])
    )
    result = protect(table, relations_of(table), known=[earlier_report(leaked)])
    assert result.exposed[[*CELL[2:4], "kind", "lowest", "highest"]].to_numpy().tolist() == [
        ["A", "", "concerns", 2, 2]
    ]
