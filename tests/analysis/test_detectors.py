"""Each detector at its boundary: what it must find, and what it must leave alone."""

import pytest

from safetytool.analysis import (
    Budget,
    blind_spot,
    change,
    cluster,
    contrast,
    deviation,
    persistence,
    response,
    sentinel,
)  # fmt: skip
from safetytool.analysis.case import Case
from safetytool.analysis.comparisons import Comparisons, alarms
from safetytool.analysis.model import Finding
from safetytool.bank.model import TIERS
from tests.analysis.cases import BANK, YEAR, Row, case

PEERS = [f"99XX{i:02d}" for i in range(8)]


def found(result: object) -> list[Finding]:
    """Return what a detector finds by itself, with the budget set over its own tests."""
    parts = [result] if isinstance(result, Comparisons) else list(result)  # type: ignore[call-overload]
    tests = [p for p in parts if isinstance(p, Comparisons)]
    return [p for p in parts if isinstance(p, Finding)] + alarms(tests, Budget())


def classes(item: str, counts: list[int], n: int = 24, school: str = "12AB", year: str = YEAR) -> list[Row]:
    """Rows of the classes of a school, and of the school itself."""
    rows = [Row(item, k, n, school, f"{i + 1}A", "class", year) for i, k in enumerate(counts)]
    return [*rows, Row(item, sum(counts), n * len(counts), school, year=year)]


# sentinel ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "item", [i for i in BANK.items.values() if i.n1_concern or i.n1_grave], ids=lambda i: i.id
)
def test_one_answer_always_gives_its_signal(item: object) -> None:
    item = BANK.items[item.id]  # type: ignore[attr-defined]
    for grave, tier in ((0, item.n1_concern), (1, item.n1_grave or item.n1_concern)):
        if tier:
            (finding,) = sentinel.detect(case(Row(item.id, 1, 1500, grave=grave)))
            assert (finding.tier, finding.count, finding.n, finding.items) == (tier, 1, 1500, (item.id,))


@pytest.mark.parametrize("item", [i.id for i in BANK.items.values() if not (i.n1_concern or i.n1_grave)])
def test_an_item_that_is_worth_nothing_by_itself_gives_none(item: str) -> None:
    assert sentinel.detect(case(Row(item, 30, 300, grave=10))) == []


def test_hits_in_one_class_are_about_the_class_and_spread_hits_about_the_school() -> None:
    touch = "pupil.staff_touch"
    (one,) = sentinel.detect(case(*classes(touch, [0, 2, 0])))
    (spread,) = sentinel.detect(case(*classes(touch, [1, 1, 0])))
    assert (one.unit.kind, one.unit.name, one.n) == ("class", "2A", 24)
    assert (spread.unit.kind, spread.count, spread.n) == ("school", 2, 72)
    assert [u["name"] for u in spread.facts["units"]] == ["1A", "2A"]  # type: ignore[union-attr,index,call-overload]


def test_watch_answers_of_a_domain_are_told_together_and_ask_answers_apart() -> None:
    rows = [
        Row("pupil.afraid_of_staff", 3, 200), Row("pupil.staff_humiliates", 2, 200),
        Row("pupil.staff_physical", 1, 200), Row("pupil.afraid_of_staff", 1, 150, school="99XX"),
    ]  # fmt: skip
    tiers = {(f.school, f.tier): f.items for f in sentinel.detect(case(*rows))}
    assert tiers == {
        ("12AB", "watch"): ("pupil.afraid_of_staff", "pupil.staff_humiliates"),
        ("12AB", "ask"): ("pupil.staff_physical",),
        ("99XX", "watch"): ("pupil.afraid_of_staff",),
    }


def test_history_is_never_a_signal_itself() -> None:
    assert sentinel.detect(case(Row("pupil.staff_touch", 1, 100, history=True))) == []


# deviation --------------------------------------------------------------------------------------


def peers(item: str, rate: float, n: int = 250) -> list[Row]:
    return [Row(item, round(rate * n), n, school) for school in PEERS]


def test_a_school_far_above_its_peers_is_found_and_one_like_them_is_not() -> None:
    item = "pupil.staff_humiliates"
    (finding,) = found(deviation.detect(case(Row(item, 20, 250), *peers(item, 0.02))))
    assert (finding.school, finding.message, finding.tier) == ("12AB", "deviation.peers", "ask")
    assert finding.expected == pytest.approx(0.02, abs=0.005)
    assert found(deviation.detect(case(Row(item, 6, 250), *peers(item, 0.02)))) == []


def test_a_school_alone_is_held_against_the_national_figure_where_there_is_one() -> None:
    rows = [Row("pupil.bullied", 90, 250, sector="po"), Row("pupil.excluded", 90, 250, sector="po")]
    (finding,) = found(deviation.detect(case(*rows)))
    assert (finding.message, finding.items) == ("deviation.national", ("pupil.bullied",))
    assert finding.facts["national"] == 0.17


def test_primary_and_secondary_schools_are_not_held_against_each_other() -> None:
    item = "pupil.stolen"
    others = [Row(item, 2, 250, school, sector="po") for school in PEERS]
    assert found(deviation.detect(case(Row(item, 60, 250, sector="vo"), *others))) == []


def test_the_figure_without_answers_that_may_not_be_meant_stands_beside_it() -> None:
    item = "pupil.staff_humiliates"
    (finding,) = found(
        deviation.detect(case(Row(item, 20, 250, doubtful_n=3, doubtful_concerns=2), *peers(item, 0.02)))
    )
    assert finding.facts["doubtful"] == 2
    without = finding.facts["without"]
    assert isinstance(without, dict)
    assert (without["count"], without["n"]) == (18, 247)
    assert without["probability"] > finding.probability


# cluster ----------------------------------------------------------------------------------------


def test_four_of_24_in_one_class_is_found_without_other_schools() -> None:
    (finding,) = found(cluster.detect(case(*classes("pupil.staff_humiliates", [4, 0, 1, 0, 0, 1, 0, 0]))))
    assert (finding.unit.kind, finding.unit.name, finding.count, finding.n) == ("class", "1A", 4, 24)


def test_classes_that_are_all_alike_give_nothing() -> None:
    assert found(cluster.detect(case(*classes("pupil.bullied", [3, 4, 2, 3, 4, 3])))) == []


def test_a_grade_of_one_class_is_not_asked_about_twice() -> None:
    item = "pupil.staff_humiliates"
    rows = [
        row
        for i, k in enumerate([5, 0, 0, 0, 0, 1])
        for row in (
            Row(item, k, 24, unit=f"{i + 1}A", kind="class", parent=str(i + 1)),
            Row(item, k, 24, unit=str(i + 1), kind="grade"),
        )
    ]
    assert [f.unit.kind for f in found(cluster.detect(case(*rows)))] == ["class"]


def test_a_grade_of_two_classes_can_stand_out_where_neither_class_does() -> None:
    item = "pupil.bullied"
    rows = [Row(item, 2, 24, unit=f"{g}{c}", kind="class", parent=str(g)) for g in range(2, 9) for c in "ABC"]
    rows += [Row(item, 7, 24, unit=f"1{c}", kind="class", parent="1") for c in "ABC"]
    rows += [Row(item, 6, 72, unit=str(g), kind="grade") for g in range(2, 9)]
    rows += [Row(item, 21, 72, unit="1", kind="grade")]
    assert ("grade", "1") in {(f.unit.kind, f.unit.name) for f in found(cluster.detect(case(*rows)))}


def test_girls_are_held_against_girls_of_other_schools() -> None:
    item = "pupil.sexual_by_pupils"
    rows = [Row(item, 2, 120, s, "girl", "gender") for s in PEERS] + [
        Row(item, 1, 120, s, "boy", "gender") for s in PEERS
    ]
    rows += [Row(item, 14, 120, unit="girl", kind="gender"), Row(item, 1, 120, unit="boy", kind="gender")]
    assert {(f.school, f.unit.name) for f in found(cluster.detect(case(*rows)))} == {("12AB", "girl")}


# change and persistence -------------------------------------------------------------------------

YEARS = ("2022-2023", "2023-2024", YEAR)


def over_years(item: str, school: str, counts: tuple[int, ...], n: int = 250) -> list[Row]:
    return [Row(item, k, n, school, year=y) for k, y in zip(counts, YEARS[-len(counts) :], strict=True)]


def test_a_doubling_at_one_school_is_found_and_its_earlier_years_are_told() -> None:
    item = "pupil.bullied"
    rows = over_years(item, "12AB", (20, 22, 52)) + [
        r for s in PEERS for r in over_years(item, s, (22, 21, 23))
    ]
    (finding,) = [f for f in found(change.detect(case(*rows))) if f.school_year == YEAR]
    assert (finding.school, finding.evidence["years"]) == ("12AB", list(YEARS))
    assert [e["count"] for e in finding.facts["earlier"]] == [20, 22]  # type: ignore[union-attr,index,call-overload]


def test_what_rises_everywhere_is_not_a_change_of_one_school() -> None:
    item = "pupil.bullied"
    rising = [r for s in ["12AB", *PEERS] for r in over_years(item, s, (20, 22, 52))]
    alone = over_years(item, "12AB", (20, 22, 52))
    assert [f for f in found(change.detect(case(*rising))) if f.school_year == YEAR] == []
    (finding,) = [f for f in found(change.detect(case(*alone))) if f.school_year == YEAR]
    assert finding.facts["shared"] is False


def test_history_counts_as_earlier_years_and_is_not_told_itself() -> None:
    item = "pupil.bullied"
    rows = [Row(item, 20, 250, year="2023-2024", history=True), Row(item, 55, 250)]
    (finding,) = found(change.detect(case(*rows)))
    assert finding.school_year == YEAR


def test_a_gap_of_years_is_bridged_up_to_three_years_back() -> None:
    item = "pupil.bullied"
    near = [Row(item, 20, 250, year="2021-2022"), Row(item, 60, 250)]
    far = [Row(item, 20, 250, year="2020-2021"), Row(item, 60, 250)]
    assert len(found(change.detect(case(*near)))) == 1
    assert found(change.detect(case(*far))) == []


def test_weak_but_back_again_is_found_and_once_is_not() -> None:
    item = "pupil.afraid_of_staff"
    quiet = [r for s in PEERS for r in over_years(item, s, (5, 5, 5))]
    again = found(persistence.detect(case(*over_years(item, "12AB", (15, 16, 17)), *quiet)))
    last = [f for f in again if f.school_year == YEAR]
    assert [(f.school, f.tier, f.evidence["years"]) for f in last] == [("12AB", "watch", list(YEARS))]
    assert found(persistence.detect(case(*over_years(item, "12AB", (5, 4, 17)), *quiet))) == []


# response ---------------------------------------------------------------------------------------


def test_low_response_of_a_school_and_an_absent_class_are_told() -> None:
    rows = classes("pupil.bullied", [2, 2, 2], n=20)
    invited = [
        ("12AB", "pupil", "school", "", 100),
        *(("12AB", "pupil", "class", f"{i}A", 25) for i in range(1, 5)),
    ]
    told = {
        f.message: (f.unit.name, f.count, f.n) for f in found(response.detect(case(*rows, invited=invited)))
    }
    assert told == {"response.school": ("12AB", 60, 100), "response.class": ("4A", 0, 25)}


def test_usual_response_is_not_told() -> None:
    invited = [
        ("12AB", "pupil", "school", "", 72),
        *(("12AB", "pupil", "class", f"{i}A", 24) for i in range(1, 4)),
    ]
    assert found(response.detect(case(*classes("pupil.bullied", [2, 2, 2]), invited=invited))) == []


def test_a_jump_in_withheld_answers_about_staff_is_an_ask_and_elsewhere_a_watch() -> None:
    def rows(item: str) -> list[Row]:
        own = [Row(item, 0, 240, year="2023-2024", withheld=4), Row(item, 0, 200, withheld=40)]
        return own + [Row(item, 0, 240, s, withheld=4) for s in PEERS]

    (staff,) = found(response.detect(case(*rows("pupil.staff_humiliates"))))
    (other,) = found(response.detect(case(*rows("pupil.bullied"))))
    assert (staff.tier, staff.count, staff.n, staff.domain) == ("ask", 40, 240, None)
    assert other.tier == "watch"


# contrast ---------------------------------------------------------------------------------------


def test_pupils_and_staff_who_disagree_beyond_doubt_are_an_ask() -> None:
    rows = [Row("pupil.feels_safe", 60, 300), Row("staff.feels_safe", 0, 60)]
    (finding,) = contrast.detect(case(*rows))
    assert (finding.tier, finding.items) == ("ask", ("pupil.feels_safe", "staff.feels_safe"))


def test_groups_that_agree_or_are_few_give_no_contrast() -> None:
    assert contrast.detect(case(Row("pupil.feels_safe", 9, 300), Row("staff.feels_safe", 1, 40))) == []
    assert contrast.detect(case(Row("pupil.feels_safe", 50, 300), Row("staff.feels_safe", 0, 4))) == []


def test_a_difference_that_every_school_has_is_not_told() -> None:
    rows = [
        r
        for s in ["12AB", *PEERS]
        for r in (Row("pupil.feels_safe", 50, 300, s), Row("staff.feels_safe", 0, 40, s))
    ]
    assert contrast.detect(case(*rows)) == []


# blind spots ------------------------------------------------------------------------------------


def spots(a_case: Case) -> set[tuple[str | None, str, str | None]]:
    return {(f.school, f.message, f.domain) for f in blind_spot.detect(a_case)}


def test_a_monitor_without_staff_questions_and_without_wellbeing_says_so() -> None:
    assert spots(case(Row("pupil.bullied", 1, 20), Row("pupil.feels_safe", 1, 20))) == {
        ("12AB", "blind_spot.staff_conduct", "staff_conduct"),
        ("12AB", "blind_spot.law", "wellbeing"),
        ("12AB", "blind_spot.disclosure", "disclosure"),
        ("12AB", "blind_spot.staff_monitor", None),
        ("12AB", "blind_spot.advisors_unknown", "disclosure"),
    }


def test_what_holds_for_every_school_is_said_once_about_the_board() -> None:
    found_spots = spots(case(Row("pupil.bullied", 1, 20), Row("pupil.bullied", 1, 20, "99XX")))
    assert (None, "blind_spot.staff_conduct", "staff_conduct") in found_spots
    assert all(school is None for school, _, _ in found_spots)


def test_a_school_that_had_a_monitor_last_year_and_has_none_now_is_told() -> None:
    rows = [Row("pupil.bullied", 1, 20), Row("pupil.bullied", 1, 20, "99XX", year="2023-2024")]
    spot = [
        f
        for f in blind_spot.detect(case(*rows))
        if f.message == "blind_spot.no_monitor" and f.school_year == YEAR
    ]
    assert [(f.school, f.facts["earlier"]) for f in spot] == [("99XX", "2023-2024")]


def test_many_schools_without_a_monitor_are_counted() -> None:
    register = [(school, "pupil", "school", "", 100) for school in ["12AB", *PEERS]]
    found_spots = blind_spot.detect(case(Row("pupil.bullied", 1, 20), invited=register))
    (absent,) = [f for f in found_spots if f.message.startswith("blind_spot.no_monitor")]
    assert (absent.school, absent.count, absent.n) == (None, len(PEERS), len(PEERS) + 1)


def test_a_question_whose_answers_could_not_be_read_is_told() -> None:
    rows = [Row("pupil.staff_touch", 0, 0, unread=100), Row("pupil.bullied", 1, 100)]
    assert ("12AB", "blind_spot.unread", "staff_conduct") in spots(case(*rows))


def test_every_finding_has_a_known_tier_and_detector() -> None:
    for finding in blind_spot.detect(case(Row("pupil.bullied", 1, 20))):
        assert finding.tier in TIERS
        assert finding.detector == "blind_spot"
