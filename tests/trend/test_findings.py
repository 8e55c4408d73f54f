"""What is found in series, and what comes first."""

from dataclasses import replace
from typing import Any

import pandas as pd

from safetytool.bank import load_bank
from safetytool.bank.model import LANGUAGES
from safetytool.counting import Counts
from safetytool.texts.trend import tell_series
from safetytool.trend.between_reports import gap_findings
from safetytool.trend.build import Built, Raw, build
from safetytool.trend.findings import Setting, with_findings
from safetytool.trend.model import Break, Series, TrendFinding
from safetytool.trend.order import MOST_TOLD, in_order, lead
from safetytool.trend.report_findings import with_report_findings

YEARS = tuple(f"{year}-{year + 1}" for year in range(2018, 2025))


def series(**more: Any) -> Series:
    known = {
        "scope": "school", "school": "99XA00", "respondent_type": "pupil", "item": "pupil.afraid_of_staff",
        "category": "", "about": "", "domain": "staff_conduct", "sector": "", "points": (), **more,
    }  # fmt: skip
    return Series(**known)


def built(
    k: tuple[int, ...], n: int | None = 200, breaks: tuple[Break, ...] = (), last: int = 7, **more: Any
) -> Built:
    years = YEARS[last - len(k) : last]
    raw = Raw(series(**more), years, k, None if n is None else (n,) * len(k), breaks)
    return build([raw])[0]


def setting() -> Setting:
    columns = ["school", "school_year", "respondent_type", "unit_kind", "unit_name", "item", "n", "concerns"]
    rows = [("99XZ00", YEARS[0], "pupil", "school", "99XZ00", item, 10, 0) for item in load_bank().items]
    items = pd.DataFrame(rows, columns=columns).assign(doubtful_concerns=0)
    units = pd.DataFrame(columns=["school", "school_year", "respondent_type", "unit_kind", "respondents"])
    invited = units.rename(columns={"respondents": "invited"})
    return Setting(Counts(load_bank(), units, items, invited), YEARS[-1])


def in_words(one: Series) -> Series:
    """Return it when all of its findings have their words, with every fact that these need."""
    for language in LANGUAGES:
        told = tell_series(one, bank=load_bank(), language=language, school_names={}, sectors={})
        assert all(said.text and "{" not in said.text and said.short for said in told.said)
    return one


def kinds(one: Built) -> list[str]:
    return [f.kind for f in in_words(with_findings([one], setting())[0]).findings]


def count_kinds(one: Built) -> list[str]:
    return [f.kind for f in in_words(with_report_findings([one], YEARS[-1])[0]).findings]


def reports(**more: Any) -> dict[str, Any]:
    return {
        "item": "", "respondent_type": "", "domain": "", "category": "total", "about": "any", **more,
    }  # fmt: skip


def test_a_clear_drift_is_a_rise_and_its_mirror_a_fall() -> None:
    assert kinds(built((2, 4, 7, 11, 16))) == ["rise"]
    assert kinds(built((16, 11, 7, 4, 2))) == ["fall"]


def test_what_does_not_move_says_what_could_have_been_seen() -> None:
    (found,) = with_findings([built((9, 10, 8, 11))], setting())[0].findings
    assert found.kind == "no_change"
    assert 0.05 < float(str(found.facts["detectable"])) < 0.2
    assert found.caveats == ("absent",)


def test_one_year_after_a_break_is_not_compared() -> None:
    changed = Break(YEARS[5], YEARS[6], "scale", {})
    (found,) = with_findings([built((2, 2, 20), breaks=(changed,))], setting())[0].findings
    assert (found.kind, found.facts["broken"]) == ("too_few_years", True)


def test_a_year_that_stands_out_is_told_once_there_are_points_enough() -> None:
    years = tuple(f"{year}-{year + 1}" for year in range(2015, 2025))
    quiet, jump = (20, 19, 21, 20, 18, 20, 21, 19, 20), 60
    for n, kind in ((200, "special_cause_higher"), (None, "count_special_cause_higher")):
        more = {} if n else reports()
        raw = Raw(series(**more), years, (*quiet, jump), None if n is None else (n,) * 10)
        found = kinds(build([raw])[0]) if n else count_kinds(build([raw])[0])
        assert kind in found
        short = Raw(series(**more), years[3:], (*quiet[3:], jump), None if n is None else (n,) * 7)
        assert kind not in (kinds(build([short])[0]) if n else count_kinds(build([short])[0]))


def test_all_schools_together_are_told_beside_those_that_can_be_compared() -> None:
    joined = Break(YEARS[5], YEARS[6], "schools", {"joined": ["99XB00"], "left": []})
    same = built((9, 10, 8), scope="board_same", school="", members=("99XA00", "99XC00"))
    every = built((9, 10, 18), breaks=(joined,), scope="board_all", school="", members=("99XA00",) * 3)
    told = [in_words(one) for one in with_findings([same, every], setting())]
    assert [f.kind for f in told[1].findings] == ["composition"]
    assert kinds(every) == ["not_together"]
    assert kinds(built((9,), scope="board_all", school="", members=("99XA00", "99XB00"))) == ["too_few_years"]


def test_what_was_not_asked_lately_is_not_judged() -> None:
    assert kinds(built((2, 9, 20), last=6)) == ["not_lately"]


def test_one_touch_is_told_whatever_the_other_years_say() -> None:
    for counts in ((0, 0, 1), (0, 2, 1), (3,), (200, 200, 200), (9, 9, 9)):
        found = with_findings([built(counts, item="pupil.staff_touch")], setting())[0].findings
        assert (found[0].kind, found[0].caveats[0]) == ("one_is_enough", "act")
        assert "no_change" not in [f.kind for f in found]
    assert kinds(built((1, 1, 0), item="pupil.staff_touch")) == ["no_change"]


def test_what_one_answer_is_not_enough_for_is_no_news_by_itself() -> None:
    assert kinds(built((0, 0, 1), item="pupil.bullied", domain="impairment")) == ["no_change"]
    assert kinds(built((0, 0, 1), item="pupil.staff_bullies")) == ["no_change"]
    assert kinds(built((0, 0, 1), item="pupil.staff_touch", scope="board_same", school="")) == ["no_change"]


def test_one_touch_is_told_across_a_break_too() -> None:
    changed = Break(YEARS[5], YEARS[6], "scale", {})
    found = kinds(built((0, 0, 1), breaks=(changed,), item="pupil.staff_touch"))
    assert found == ["one_is_enough", "too_few_years"]


def test_no_small_number_of_reports_is_called_a_rise_or_a_fall() -> None:
    assert count_kinds(built((1, 0, 2), None, **reports())) == ["steps", "count_few"]
    assert count_kinds(built((0, 0, 0), None, **reports())) == ["steps", "none_reported"]
    assert count_kinds(built((0, 0, 1), None, **reports())) == ["steps", "first_reported"]


def test_reports_say_that_more_may_be_more_courage_and_fewer_a_threshold() -> None:
    more, fewer = built((10, 30, 60, 120), None, **reports()), built((120, 60, 30, 10), None, **reports())
    for one, kind, caveat in ((more, "count_rise", "more_reports"), (fewer, "count_fall", "fewer_reports")):
        found = with_report_findings([one], YEARS[-1])[0].findings[-1]
        assert (found.kind, found.caveats) == (kind, (caveat,))


def test_reports_about_own_staff_name_the_route_first() -> None:
    own, national = (
        with_report_findings([built((40, 41, 39), None, **reports(about="staff", scope=scope))], YEARS[-1])[0]
        for scope in ("school", "outside")
    )
    assert all(found.caveats[0] == "near_route" for found in own.findings)
    abuse = built((0, 0, 1), None, **reports(about="staff", category="sexual abuse"))
    assert with_report_findings([abuse], YEARS[-1])[0].findings[0].caveats[0] == "act_report"
    assert not any("near_route" in found.caveats for found in national.findings)


def test_a_year_without_a_report_of_the_advisor_is_not_nought() -> None:
    assert count_kinds(built((1, 2), None, last=6, **reports()))[0] == "count_not_lately"


def share(k: tuple[int, ...], n: tuple[int, ...]) -> list[TrendFinding]:
    raw = Raw(series(**reports(about="staff", part_of="total")), YEARS[: len(k)], k, n)
    return list(in_words(with_report_findings(build([raw]), YEARS[-1])[0]).findings)


def test_number_and_share_that_go_different_ways_are_told_together() -> None:
    (_, found) = share((67, 79, 91, 62), (91, 139, 152, 96))
    assert (found.kind, found.facts["from_year"], found.facts["to_year"]) == (
        "number_and_share",
        YEARS[0],
        YEARS[2],
    )
    assert found.facts["counts_told"] == [67, 79, 91]


def test_number_and_share_that_go_together_are_not() -> None:
    assert [found.kind for found in share((10, 20, 30), (100, 100, 100))] == ["share_of"]
    assert [found.kind for found in share((50, 51, 52), (100, 101, 106))] == ["share_of"]


def test_a_long_gap_between_reports_stands_out_and_undated_reports_have_no_gaps() -> None:
    months = [f"{2018 + m // 12}-{m % 12 + 1:02d}" for m in (8, 9, 11, 12, 14, 15, 17, 18, 20, 70)]
    years = [f"{int(m[:4]) - (m[5:] < '08')}-{int(m[:4]) - (m[5:] < '08') + 1}" for m in months]
    frame = pd.DataFrame(
        {"school": "99XA00", "school_year": years, "about": "any", "count": 1, "side": False, "month": months}
    )
    one = built((4, 5, 0, 0, 0, 1), None, last=6, **reports()).series
    (found,) = gap_findings(frame, one)
    assert (found.facts["months"], found.facts["to_year"]) == (50, "2023-11")
    in_words(replace(one, findings=(found,)))
    assert gap_findings(frame.assign(month=""), one) == []
    assert gap_findings(frame.head(8), one) == []


def found_in(scope: Any, kind: str, item: str, domain: str, *caveats: str) -> Series:
    return series(
        scope=scope, item=item, domain=domain, school="" if scope == "board_same" else "99XA00",
        findings=(TrendFinding(kind, {}, caveats),),
    )  # fmt: skip


def test_what_comes_first() -> None:
    everything = [
        found_in("school", "fall", "pupil.bullied", "impairment"),
        found_in("school", "no_change", "pupil.lonely", "wellbeing"),
        found_in("school", "rise", "pupil.lonely", "wellbeing"),
        found_in("board_same", "rise", "pupil.lonely", "wellbeing"),
        found_in("school", "rise", "any.staff_conduct", "staff_conduct"),
        found_in("school", "rise", "pupil.afraid_of_staff", "staff_conduct"),
        found_in("school", "one_is_enough", "pupil.staff_physical", "staff_conduct", "ask"),
        found_in("school", "one_is_enough", "pupil.staff_touch", "staff_conduct", "act"),
    ]
    assert [place for place, _ in lead(everything)] == [7, 6, 5, 4, 3, 2, 0]
    assert len(lead(everything * 5)) == MOST_TOLD


def test_a_first_report_is_told_once_at_its_school() -> None:
    one = series(**reports(about="staff"), findings=(TrendFinding("first_reported"),))
    assert lead([one])
    assert not lead([replace(one, scope="board_same")])
    assert not lead([replace(one, category="bullying")])
    assert lead([replace(one, category="sexual abuse")])


def test_staff_conduct_and_the_board_are_read_first() -> None:
    order = in_order(
        [
            series(**reports(), scope="outside"),
            series(**reports()),
            series(item="pupil.bullied", domain="impairment"),
            series(item="pupil.staff_touch"),
            series(item="pupil.afraid_of_staff"),
            series(item="pupil.afraid_of_staff", scope="board_all", school=""),
            series(item="pupil.afraid_of_staff", scope="board_same", school=""),
        ],
        load_bank(),
    )
    assert [(s.item, s.scope) for s in order] == [
        ("pupil.afraid_of_staff", "board_same"),
        ("pupil.afraid_of_staff", "board_all"),
        ("pupil.afraid_of_staff", "school"),
        ("pupil.staff_touch", "school"),
        ("pupil.bullied", "school"),
        ("", "school"),
        ("", "outside"),
    ]
