"""Tables small enough to work out on paper."""

import pandas as pd
import pytest

from safetytool.disclosure import OTHER_GRADES, Rule, board_table, protect, relations_of
from safetytool.errors import UsageError
from tests.disclosure.boards import YEAR, answers, found, one_item, shown


def protected(frame: pd.DataFrame, composites: dict[str, tuple[str, ...]] | None = None, **rule: object):
    table = board_table(frame)
    relations = relations_of(table, composites)
    result = protect(table, relations, Rule(**rule))  # type: ignore[arg-type]
    assert found(table, relations, result).empty
    assert result.exposed.empty
    return result


def test_one_small_count_takes_the_smallest_other_that_hides_it() -> None:
    result = protected(one_item((2, 60), (30, 100), (12, 80), (20, 90)))
    # 64 - 30 - 20 = 14 = 2 + 12: the 12 can be 10 to 14, and the 2 anything from 0 to 4.
    assert shown(result, "concerns") == {"": "64", "A": "<5", "B": "30", "C": "", "D": "20"}
    assert shown(result, "n") == {"": "330", "A": "60", "B": "100", "C": "80", "D": "90"}


def test_a_secondary_that_is_known_to_be_five_or_more_must_be_large_enough() -> None:
    # 0 + 5 and 5 at least would be 0 and 5 at once.
    result = protected(one_item((0, 60), (5, 60), (12, 60)))
    assert shown(result, "concerns") == {"": "17", "A": "<5", "B": "5", "C": ""}


def test_small_counts_that_hide_each_other_cost_nothing() -> None:
    # 4 = 0 + 4 = 4 + 0; but 5 = 1 + 4 at least, which tells that neither is 0.
    result = protected(one_item((2, 60), (2, 60), (30, 60)))
    assert shown(result, "concerns") == {"": "34", "A": "<5", "B": "<5", "C": "30"}
    assert result.loss().secondary == 0
    assert shown(protected(one_item((2, 60), (3, 60), (30, 60))), "concerns")["C"] == ""


@pytest.mark.parametrize("count", [0, 4])
def test_all_equal_at_an_end_hide_each_other_not(count: int) -> None:
    result = protected(one_item((count, 60), (count, 60), (count, 60), (30, 60)))
    assert shown(result, "concerns")["D"] == ""


def test_the_complement_is_protected_too() -> None:
    # 1 of 6 feels safe: neither 5 nor 1; that n is 6 may be known.
    result = protected(one_item((5, 6), (20, 60), (30, 60)))
    assert shown(result, "concerns")["A"] == ""
    assert shown(result, "rest")["A"] == ""
    assert shown(result, "n")["A"] == "6"


def test_all_but_a_few() -> None:
    result = protected(one_item((58, 60), (20, 60), (30, 60)))
    assert shown(result, "concerns")["A"] == ">55"
    assert shown(result, "rest")["A"] == "<5"
    assert result.loss().secondary == 1


@pytest.mark.parametrize("concerns", range(10))
def test_under_ten_answers_every_count_looks_alike(concerns: int) -> None:
    result = protected(one_item((concerns, 9), (20, 60), (30, 60)))
    cells = result.cells[(result.cells["school"] == "A") & (result.cells["kind"] == "concerns")]
    assert cells[["shown", "low", "high"]].iloc[0].tolist() == ["", 0, 9]


def test_a_published_zero_would_tell_the_others() -> None:
    result = protected(one_item((0, 60), (1, 60), (4, 60), (20, 60)))
    assert [shown(result, "concerns")[school] for school in "ABC"] == ["<5"] * 3


def test_fewer_than_five_answers_hide_the_row_and_another_n() -> None:
    result = protected(one_item((1, 3), (20, 60), (30, 70)))
    assert shown(result, "n") == {"": "133", "A": "<5", "B": "", "C": "70"}
    assert shown(result, "concerns")["A"] == shown(result, "rest")["A"] == ""
    assert shown(result, "concerns")["B"] == ""


def test_a_board_of_one_school_is_that_school() -> None:
    result = protected(one_item((2, 60)))
    assert shown(result, "concerns") == {"": "<5", "A": "<5"}
    assert result.loss().secondary == 0
    result = protected(one_item((20, 60)))
    assert shown(result, "concerns") == {"": "20", "A": "20"}


def test_of_two_schools_the_other_is_hidden_and_the_total_stays() -> None:
    result = protected(one_item((2, 60), (30, 60)))
    assert shown(result, "concerns") == {"": "32", "A": "<5", "B": ""}


def test_two_schools_that_only_a_vague_total_protects() -> None:
    # 7 = 4 + 3 tells that neither is 2; a hidden total of "5 or more" tells that neither is 0.
    result = protected(one_item((4, 60), (3, 60)))
    assert shown(result, "concerns") == {"": "", "A": "", "B": ""}
    total = result.cells[(result.cells["school"] == "") & (result.cells["kind"] == "concerns")].iloc[0]
    assert (total["low"], total["high"]) == (0, 120)


def test_a_board_total_that_equals_one_school() -> None:
    result = protected(one_item((12, 60), (0, 60)))
    assert shown(result, "concerns") == {"": "12", "A": "", "B": "<5"}


def test_a_composite_gives_an_item_away() -> None:
    # Of the 7 with any concern 4 at most have the first, so 3 at least the second: neither can be 0.
    items = {
        "any.d": {("A", ""): (7, 60), ("B", ""): (20, 80), ("C", ""): (25, 90)},
        "d.1": {("A", ""): (4, 60), ("B", ""): (10, 80), ("C", ""): (15, 90)},
        "d.2": {("A", ""): (3, 60), ("B", ""): (12, 80), ("C", ""): (15, 90)},
    }
    result = protected(answers(items), {"any.d": ("d.1", "d.2")})
    assert shown(result, "concerns", "any.d")["A"] == ""
    assert shown(result, "concerns", "d.1")["A"] == "<5"


def test_grades_their_school_and_the_board() -> None:
    units = {
        ("A", ""): (16, 75), ("A", "7"): (1, 25), ("A", "8"): (15, 50),
        ("B", ""): (20, 60), ("B", "7"): (8, 30), ("B", "8"): (12, 30),
    }  # fmt: skip
    result = protected(answers({"q": units}))
    assert shown(result, "concerns") == {"": "36", "A": "16", "B": "20"}
    assert shown(result, "concerns", grade="7") == {"A": "<5", "B": "8"}
    assert shown(result, "concerns", grade="8") == {"A": "", "B": "12"}


def test_respondents_in_no_grade_are_a_part_that_subtraction_gives() -> None:
    # 2 of 64 are in no grade: too few to be a part of their own, so the smallest grade joins them.
    units = {("A", ""): (20, 64), ("A", "7"): (8, 30), ("A", "8"): (11, 32), ("B", ""): (20, 60)}
    result = protected(answers({"q": units}))
    assert shown(result, "n", grade=OTHER_GRADES) == {"A": "32"}
    assert shown(result, "n", grade="8") == {"A": "32"}
    assert shown(result, "n", grade="7") == {}


def test_grades_that_are_too_small_are_put_together() -> None:
    units = {
        ("A", ""): (14, 57), ("A", "5"): (1, 4), ("A", "6"): (2, 8), ("A", "7"): (5, 20), ("A", "8"): (6, 25),
        ("B", ""): (8, 29), ("B", "5"): (5, 20), ("B", "6"): (3, 9),
        ("C", ""): (9, 12), ("C", "5"): (5, 6), ("C", "6"): (4, 6),
    }  # fmt: skip
    cells = board_table(answers({"q": units})).cells
    n = cells[cells["kind"] == "n"].set_index(["school", "grade"])["value"]
    # A: 4 + 8 are enough; B: 9 are not, and with the other grade nothing is left; C: neither.
    assert n.to_dict() == {
        ("", ""): 98, ("A", ""): 57, ("A", OTHER_GRADES): 12, ("A", "7"): 20, ("A", "8"): 25,
        ("B", ""): 29, ("C", ""): 12,
    }  # fmt: skip


def test_a_school_keeps_the_grades_of_an_earlier_report() -> None:
    units = {("A", ""): (14, 52), ("A", "5"): (1, 9), ("A", "6"): (2, 8), ("A", "7"): (11, 35)}
    first = protected(answers({"q": units}))
    more = units | {("A", ""): (14, 53), ("A", "5"): (1, 10)}
    table = board_table(answers({"q": more}), earlier=[first.record()])
    assert set(table.cells["grade"]) == {"", OTHER_GRADES, "7"}
    alone = board_table(answers({"q": more | {("A", ""): (14, 65), ("A", "6"): (2, 20)}}))
    assert set(alone.cells["grade"]) == {"", "5", "6", "7"}


def test_reports_of_advisors() -> None:
    units = {(f"S{i}", ""): (i % 2, i % 3 + 1) for i in range(20)}
    result = protected(answers({"reports": units}, respondent_type="advisor"))
    assert shown(result, "n", "reports")[""] == "39"
    assert set(shown(result, "n", "reports").values()) == {"39", "<5"}
    assert shown(result, "concerns", "reports")[""] == "10"


@pytest.mark.parametrize(("method", "text"), [("round", "30"), ("band", "30-34")])
def test_rounding_and_bands_need_fewer_others_hidden(method: str, text: str) -> None:
    result = protected(one_item((2, 60), (31, 60), (32, 60), (12, 60)), method=method)
    assert shown(result, "concerns")["B"] == text
    assert shown(result, "concerns")["A"] == "<5"
    assert shown(result, "n")["B"] == "60"


def test_the_threshold_counts() -> None:
    assert shown(protected(one_item((4, 60), (30, 60), (20, 60)), threshold=3), "concerns")["A"] == "4"
    assert shown(protected(one_item((9, 60), (30, 60), (40, 90)), threshold=10), "concerns")["A"] == "<10"
    with pytest.raises(UsageError, match="threshold is 2"):
        Rule(threshold=2)
    with pytest.raises(UsageError, match="'blur' does not exist"):
        Rule(method="blur")  # type: ignore[arg-type]


def test_what_cannot_be_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="more concerns than answers"):
        board_table(one_item((7, 6)))
    with pytest.raises(ValueError, match="twice"):
        board_table(pd.concat([one_item((2, 6)), one_item((2, 6))]))
    with pytest.raises(ValueError, match="grades of a school are more"):
        board_table(answers({"q": {("A", ""): (5, 10), ("A", "7"): (6, 12)}}))


def test_loss_by_hand() -> None:
    loss = protected(one_item((2, 60), (30, 100), (12, 80), (20, 90))).loss()
    # Of n (5 cells) and concerns (5, one protected) one is hidden for another: 80 of 600 answers.
    assert (loss.protected, loss.secondary, loss.published) == (1, 1, 8)
    assert loss.cells == pytest.approx(1 / 9)
    assert loss.respondents == pytest.approx(80 / (330 + 100 + 80 + 90))


def test_invited_is_public_and_small_numbers_are_not_shown() -> None:
    people = pd.DataFrame(
        {"school_year": YEAR, "respondent_type": "staff", "school": ["A", "B", "C"], "grade": "",
         "respondents": [3, 20, 30], "invited": [4, 25, 40]}
    )  # fmt: skip
    table = board_table(answers({"q": {("B", ""): (8, 20), ("C", ""): (9, 30)}}), people)
    result = protect(table, relations_of(table))
    assert shown(result, "invited", "") == {"": "69", "A": "<5", "B": "25", "C": "40"}
    assert shown(result, "respondents", "") == {"": "53", "A": "<5", "B": "", "C": "30"}
