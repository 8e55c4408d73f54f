"""What advisors report, what is written, silence, and sources that agree."""

from dataclasses import replace

import numpy as np
import pytest

from safetytool.analysis import analyse, convergence, report, silence, text
from safetytool.analysis.model import Finding, Unit
from safetytool.bank.model import Tier
from safetytool.codes import ABOUTS, CATEGORIES, THEMES, WHOS
from safetytool.signals.merge import merge
from tests.analysis.cases import Remark, Report, Row, case

SCHOOLS = ("12AB", "12AC", "12AD", "12AE", "12AF", "12AG")
AFRAID, DARES = "pupil.afraid_of_staff", "pupil.dares_to_tell"


# reports --------------------------------------------------------------------------------------


def tiers(*reports: Report) -> dict[str, Tier]:
    return {
        f.message: f.tier for f in report.detect(case(Row("pupil.bullied", 1, 20), reports=list(reports)))
    }


@pytest.mark.parametrize("category", ["sexual intimidation", "sexual abuse"])
@pytest.mark.parametrize("about", ["staff", "management"])
def test_one_report_of_sexual_conduct_by_staff_is_an_act(category: str, about: str) -> None:
    assert tiers(Report(category, about)) == {"report.act": "act"}


@pytest.mark.parametrize("category", [c for c in CATEGORIES if not c.startswith("sexual")])
def test_any_other_report_about_staff_is_an_ask(category: str) -> None:
    assert tiers(Report(category, "staff")) == {"report.staff": "ask"}


@pytest.mark.parametrize("about", [a for a in ABOUTS if a not in ("staff", "management")])
@pytest.mark.parametrize("category", CATEGORIES)
def test_a_report_about_anybody_else_is_an_ask_if_it_is_serious(category: str, about: str) -> None:
    mild = category in ("bullying", "other", "total")
    assert tiers(Report(category, about)) == ({"report.rest": "watch"} if mild else {"report.serious": "ask"})


def test_a_stated_zero_and_an_unknown_number_are_no_report() -> None:
    assert not tiers(Report("sexual abuse", "staff", 0), Report("bullying", count=0, reported=False))


def test_reports_under_one_rule_are_told_together_and_those_of_history_are_not() -> None:
    reports = [
        Report("bullying", count=2),
        Report("other"),
        Report("bullying", year="2022-2023", history=True),
    ]
    (found,) = report.detect(case(Row("pupil.bullied", 1, 20), reports=reports))
    assert (found.count, found.sources, found.unit) == (3, ("advisor",), Unit("school", "12AB"))


def test_reports_about_different_people_are_different_findings() -> None:
    found = report.detect(
        case(
            Row("pupil.bullied", 1, 20),
            reports=[Report("physical violence"), Report("physical violence", "parent")],
        )
    )
    assert {(f.actor, f.tier) for f in found} == {("pupil", "ask"), ("other", "ask")}


# remarks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", WHOS)
@pytest.mark.parametrize("theme", THEMES)
def test_tiers_of_remarks(theme: str, who: str) -> None:
    (found,) = text.detect(case(Row("pupil.bullied", 1, 20), remarks=[Remark(theme, who)]))
    of_adults = {"sexual": "act", "private_contact": "ask", "physical": "ask", "fear": "ask"}
    assert found.tier == (of_adults.get(theme, "watch") if who == "adult" else "watch")
    assert "text" in found.sources


def test_a_remark_in_one_class_is_about_the_class_and_writers_count_once() -> None:
    remarks = [
        Remark("fear", "adult", 1, class_name="7A", shown="een"),
        Remark("fear", "adult", 1, class_name="7A", shown="twee"),
        Remark("fear", "adult", -1, class_name="7A", shown="drie"),
    ]
    (found,) = text.detect(case(Row("pupil.bullied", 1, 20), remarks=remarks))
    assert (found.unit, found.count) == (Unit("class", "7A"), 2)
    (spread,) = text.detect(
        case(Row("pupil.bullied", 1, 20), remarks=[*remarks, Remark("fear", "adult", 2, class_name="8A")])
    )
    assert (spread.unit, spread.count) == (Unit("school", "12AB"), 3)


def test_an_advisors_remark_says_that_it_is_one() -> None:
    remark = Remark("private_contact", "adult", respondent_type="", source_kind="advisor")
    (found,) = text.detect(case(Row("pupil.bullied", 1, 20), remarks=[remark]))
    assert (found.sources, found.respondent_type) == (("advisor", "text"), None)


# silence --------------------------------------------------------------------------------------


def heard(school: str, *counts: int) -> list[Report]:
    """Reports of a school in the years up to this one, the last of `counts` this year's."""
    years = [f"{2025 - back - 1}-{2025 - back}" for back in range(len(counts))]
    return [
        Report("bullying", count=count, school=school, year=year, history=year != years[0])
        for count, year in zip(reversed(counts), years, strict=True)
    ]


def silences(*rows: Row, reports: list[Report]) -> list[Finding]:
    return silence.detect(case(*(rows or (Row("pupil.bullied", 1, 20),)), reports=reports))


def test_a_silent_year_of_one_school_is_no_signal() -> None:
    assert not silences(reports=heard("12AB", 0))


def test_a_school_that_nothing_is_said_of_is_not_silent() -> None:
    others = [r for school in SCHOOLS[1:] for r in heard(school, 6, 6, 6)]
    assert not silences(reports=others)
    unknown = replace(heard("12AB", 0)[0], reported=False)
    assert not silences(reports=[*others, unknown])


def test_years_of_silence_where_others_hear_much_are_a_signal() -> None:
    others = [r for school in SCHOOLS[1:] for r in heard(school, 4, 5, 4)]
    (found,) = silences(reports=[*others, *heard("12AB", 0, 0, 0)])
    assert (found.school, found.tier, found.message) == ("12AB", "watch", "silence.unlikely")
    assert found.facts["silent_years"] == 3
    assert found.probability is not None
    assert found.probability <= silence.UNLIKELY
    # A report in between breaks the silence.
    assert not silences(reports=[*others, *heard("12AB", 0, 1, 0)])


def test_a_missing_year_is_not_silent() -> None:
    (gap,) = [r for r in heard("12AB", 0, 0, 0) if r.year == "2023-2024"]
    others = [r for school in SCHOOLS[1:] for r in heard(school, 4, 5, 4)]
    reports = [r for r in [*others, *heard("12AB", 0, 0, 0)] if r != gap]
    found = silences(reports=reports)
    assert all(f.facts["silent_years"] == 1 for f in found)


def test_a_school_that_used_to_hear_much_and_is_silent_now() -> None:
    years = [9, 8, 9, 0]
    (found,) = silences(
        reports=[*heard("12AB", *years), *(r for s in SCHOOLS[1:] for r in heard(s, 1, 1, 1, 1))]
    )
    assert found.school == "12AB"


@pytest.mark.parametrize(
    ("rows", "told", "tier"),
    [
        ((Row(AFRAID, 6, 60),), [AFRAID], "ask"),
        ((Row(AFRAID, 2, 60),), [AFRAID], "watch"),
        ((Row(AFRAID, 1, 60, grave=1),), [AFRAID], "ask"),
        ((Row(AFRAID, 1, 60),), [], ""),
        ((Row(DARES, 30, 60),), [DARES], "ask"),
        ((Row(DARES, 1, 60),), [], ""),
    ],
)
def test_silence_beside_pupils_who_say_something_else(
    rows: tuple[Row, ...], told: list[str], tier: str
) -> None:
    others = [Row(row.item, 3, 60, school) for row in rows for school in SCHOOLS[1:]]
    found = silences(*rows, *others, reports=heard("12AB", 0))
    assert [f.tier for f in found] == ([tier] if told else [])
    assert [part["item"] for f in found for part in f.facts["pupils"]] == told  # type: ignore[union-attr,index,call-overload,misc]


def test_no_more_pupils_than_elsewhere_do_not_dare_is_no_contradiction() -> None:
    rows = [Row(DARES, 6, 60, school) for school in SCHOOLS[1:]]
    assert not silences(Row(DARES, 3, 60), *rows, reports=heard("12AB", 0))


# sources that agree ---------------------------------------------------------------------------


def weak_class(count: int = 2) -> list[Row]:
    """A class of 24 in which so many answer weakly, among classes and schools where 1 in 60 does."""
    rows = []
    for school in SCHOOLS:
        for name in ("6A", "7A", "8A", "8B"):
            here = count if (school, name) == ("12AB", "7A") else int(name == "6A")
            rows.append(Row(AFRAID, here, 24, school, name, "class"))
        rows.append(Row(AFRAID, 1 + count * (school == "12AB"), 96, school))
    return rows


def agreed(rows: list[Row], **sources: object) -> list[Finding]:
    return convergence.detect(case(*rows, **sources))  # type: ignore[arg-type]


def silent_reports(*schools: str) -> list[Report]:
    return [Report("total", "any", 0, school) for school in schools]


def test_two_weak_answers_in_a_class_and_one_report_about_staff_become_an_ask() -> None:
    reports = [Report("psychological violence", "staff"), *silent_reports(*SCHOOLS[1:])]
    a_case = case(*weak_class(), reports=reports)
    (found,) = convergence.detect(a_case)
    assert found.unit == Unit("class", "7A")
    assert found.domain == "staff_conduct"
    assert set(found.sources) == {"monitor", "advisor"}
    groups = [g for g in merge(analyse(a_case)) if any(f.detector == "convergence" for f in g.findings)]
    assert len(groups) == 1
    assert groups[0].first.tier == "ask"
    assert {f.message for f in groups[0].findings} >= {"convergence", "sentinel.domain"}


def test_without_the_report_the_weak_answers_stay_a_watch() -> None:
    a_case = case(*weak_class(), reports=silent_reports(*SCHOOLS))
    assert not convergence.detect(a_case)
    here = [g for g in merge(analyse(a_case)) if g.first.school == "12AB" and AFRAID in g.first.items]
    assert {g.first.tier for g in here} == {"watch"}


def test_a_report_about_pupils_says_nothing_about_staff() -> None:
    assert not agreed(weak_class(), reports=[Report("physical violence"), *silent_reports(*SCHOOLS[1:])])


def test_one_source_alone_is_no_agreement() -> None:
    assert not agreed(weak_class(6))


def test_weak_sources_without_a_rule_must_be_unlikely_together() -> None:
    staff = [Row("staff.sees_boundary_crossing", 0, 20, school) for school in SCHOOLS[1:]]
    some = [*weak_class(), *staff, Row("staff.sees_boundary_crossing", 1, 20)]
    many = [*weak_class(6), *staff, Row("staff.sees_boundary_crossing", 4, 20)]
    assert not agreed(some)
    assert [f.unit for f in agreed(many)] == [Unit("class", "7A")]


def test_a_remark_counts_only_if_its_writers_answers_do_not() -> None:
    def with_remarks(counted: bool) -> list[Finding]:
        remarks = [Remark("physical", "adult", person, counted, class_name="7A") for person in (1, 2)]
        return agreed(weak_class(), remarks=remarks)

    (found,) = with_remarks(counted=False)
    assert "text" in found.sources
    assert not with_remarks(counted=True)


def test_last_years_reports_are_heard_but_are_no_second_kind_of_people() -> None:
    reports = [Report("other", "staff"), Report("other", "staff", year="2023-2024", history=True)]
    calm = [replace(row, concerns=0) for row in weak_class()]
    assert not agreed(calm, reports=[*reports, *silent_reports(*SCHOOLS[1:])])


def test_false_agreements_stay_within_the_budget() -> None:
    """On quiet boards with advisors and staff, at most SHARE of the ask budget is spent without a rule."""
    rng = np.random.default_rng(20261124)
    found, boards = 0, 60
    for _ in range(boards):
        rows: list[Row] = []
        for school in SCHOOLS:
            k = rng.binomial(24, 0.05, 4)
            rows += [Row(AFRAID, int(c), 24, school, f"{i}A", "class") for i, c in enumerate(k, start=5)]
            rows.append(Row(AFRAID, int(k.sum()), 96, school))
            rows.append(Row("staff.sees_boundary_crossing", int(rng.binomial(20, 0.04)), 20, school))
        reports = [Report("bullying", "pupil", int(rng.poisson(1.0)), school) for school in SCHOOLS]
        found += len(agreed(rows, reports=reports))
    per_school_year = found / (boards * len(SCHOOLS))
    allowed = convergence.SHARE * 0.5
    assert per_school_year <= allowed + 3 * np.sqrt(allowed / (boards * len(SCHOOLS)))
