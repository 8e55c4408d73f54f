"""What a mutant of a detector once changed without any test failing (docs/mutation.md)."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta

from safetytool.analysis import (
    blind_spot,
    change,
    cluster,
    contrast,
    convergence,
    deviation,
    persistence,
    sentinel,
)
from safetytool.analysis.change import history
from safetytool.analysis.reported import reported
from tests.analysis.cases import YEAR, Remark, Report, Row, case
from tests.analysis.test_detectors import PEERS, YEARS, found, over_years, peers
from tests.analysis.test_sources import AFRAID, DARES, SCHOOLS, heard, silences, weak_class

# what is told ------------------------------------------------------------------------------------


def test_a_composite_is_told_by_the_questions_that_were_asked() -> None:
    asked = ["pupil.staff_humiliates", "pupil.staff_physical"]
    rows = [Row(item, 10, 250) for item in asked] + [Row("any.staff_conduct", 25, 250)]
    rows += peers("any.staff_conduct", 0.02)
    told = [f for f in found(deviation.detect(case(*rows))) if f.facts["composite"]]
    assert [f.items for f in told] == [tuple(asked)]


@pytest.mark.parametrize("other_schools", [False, True])
def test_a_class_is_told_as_a_class_and_a_grade_as_a_grade(other_schools: bool) -> None:
    item = "pupil.bullied"
    rows = [
        Row(item, 9 if g == "1" else 2, 24, unit=f"{g}{c}", kind="class", parent=g)
        for g in "12345678"
        for c in "ABC"
    ]
    rows += [Row(item, 27 if g == "1" else 6, 72, unit=g, kind="grade") for g in "12345678"]
    if other_schools:
        rows += [Row(item, 69, 576), *peers(item, 0.1)]
    told = found(cluster.detect(case(*rows)))
    assert {f.unit.kind for f in told} == {"class", "grade"}
    for finding in told:
        assert finding.message == f"cluster.{finding.unit.kind}"
        assert ("other schools" in str(finding.evidence["against"])) == other_schools


def test_a_year_of_history_that_stands_out_is_not_told() -> None:
    item = "pupil.staff_humiliates"
    rows = [Row(item, 40, 250, year="2023-2024", history=True), Row(item, 5, 250), *peers(item, 0.02)]
    rows += [Row(item, 5, 250, s, year="2023-2024", history=True) for s in PEERS]
    assert found(deviation.detect(case(*rows))) == []


def test_classes_and_grades_with_the_same_answers_are_told_once() -> None:
    item = "pupil.staff_touch"
    rows = [
        Row(item, 1, 24, unit="1A", kind="class", parent="1"), Row(item, 1, 24, unit="2A", kind="class"),
        Row(item, 1, 48, unit="1", kind="grade"), Row(item, 2, 72),
    ]  # fmt: skip
    (finding,) = sentinel.detect(case(*rows))
    assert [(u["kind"], u["name"]) for u in finding.facts["units"]] == [("class", "1A"), ("class", "2A")]  # type: ignore[union-attr,index,call-overload]


def test_as_many_as_elsewhere_do_not_dare_is_no_contradiction() -> None:
    rows = [Row(DARES, 30, 60, school) for school in SCHOOLS]
    assert not silences(*rows, reports=heard(SCHOOLS[0], 0))


def test_an_agreement_without_pupils_has_no_count_of_pupils() -> None:
    """Staff who saw it and an advisor: the count of pupils stays open."""
    item = "staff.sees_boundary_crossing"
    rows = [*(Row(item, 0, 40, school) for school in SCHOOLS[1:]), Row(item, 12, 40)]
    silent = [Report("total", "any", 0, school) for school in SCHOOLS[1:]]
    (finding,) = convergence.detect(case(*rows, reports=[Report("psychological violence", "staff"), *silent]))
    assert (finding.respondent_type, finding.count, finding.n) == (None, None, None)


def test_an_agreement_is_strong_and_has_the_count_of_its_pupils() -> None:
    remarks = [Remark("physical", "adult", person, False, class_name="7A") for person in (1, 2)]
    (finding,) = convergence.detect(case(*weak_class(), remarks=remarks))
    assert finding.facts["strong"] is True
    assert (finding.respondent_type, finding.count, finding.n, finding.items) == ("pupil", 3, 96, (AFRAID,))


@pytest.mark.parametrize("absent", [2, 3])
def test_from_three_schools_on_those_without_a_monitor_are_counted_only(absent: int) -> None:
    register = [(school, "pupil", "school", "", 100) for school in ["12AB", "34CD", *PEERS[:absent]]]
    rows = [Row("pupil.bullied", 1, 20), Row("pupil.bullied", 1, 20, "34CD")]
    told = [f for f in blind_spot.detect(case(*rows, invited=register)) if "no_monitor" in f.message]
    assert [f.school for f in told] == (PEERS[:2] if absent == 2 else [None])


# figures -----------------------------------------------------------------------------------------


def test_earlier_years_move_by_the_shrunken_log_odds_shift_of_the_others() -> None:
    """By the formulas in the docstring of `change`, one row and one year at a time."""
    item = "pupil.bullied"
    rows = [r for s, own in zip(["12AB", *PEERS], ((20, 25, 52), *[(22, 25, 30)] * 8), strict=True)
            for r in over_years(item, s, own)]  # fmt: skip
    reference = case(*rows).schools
    past, frame = history(reference), reference.frame
    count = {(r.school, r.school_year): r.k for r in frame.itertuples()}
    rho = dict(zip(zip(frame["school"], frame["school_year"], strict=True), reference.rho, strict=True))

    def of_others(school: str, year: str) -> tuple[float, float]:
        """Log odds of the other schools, and Woolf's variance."""
        weight = 1 / (1 + 249 * rho[school, year])
        k = sum(count[s, year] for s in ["12AB", *PEERS] if s != school) * weight + 0.5
        rest = 8 * 250 * weight + 1 - k
        return np.log(k / rest), 1 / k + 1 / rest

    for at, (school, year) in enumerate(zip(frame["school"], frame["school_year"], strict=True)):
        for back in (1, 2):
            place = YEARS.index(year) - back
            if place < 0:
                assert past.rows[back - 1, at] == -1
                assert past.n[back - 1, at] == 0
                continue
            before = YEARS[place]
            (now, uncertain), (then, uncertain_then) = of_others(school, year), of_others(school, before)
            shift = (now - then) * 0.3**2 / (0.3**2 + uncertain + uncertain_then)
            rate = (count[school, before] + 0.5) / 251
            odds = rate / (1 - rate) * np.exp(shift)
            moved = count[school, before] * odds / (1 + odds) / rate
            assert past.k[back - 1, at] == pytest.approx(moved, rel=1e-9)


def test_persistence_expects_the_mean_of_its_years_weighed_by_answers() -> None:
    item = "pupil.afraid_of_staff"
    quiet = [r for s in PEERS for r in over_years(item, s, (5, 9, 7))]
    own = [Row(item, 15, 100, year=YEARS[0]), Row(item, 16, 200, year=YEARS[1]), Row(item, 17, 300)]
    reference = case(*own, *quiet).schools
    tests = persistence.detect(case(*own, *quiet))
    frame = reference.frame
    rows = [np.flatnonzero((frame["school"] == "12AB") & (frame["school_year"] == y))[0] for y in YEARS]
    mean = np.array([reference.expected.mean[at] for at in rows])
    size = np.array([reference.expected.a[at] + reference.expected.b[at] for at in rows])
    n = np.array([100, 200, 300])
    last = rows[-1]
    a, b = tests.expected.a[last], tests.expected.b[last]
    assert a == pytest.approx(np.average(mean, weights=n) * np.average(size, weights=n))
    assert b == pytest.approx((1 - np.average(mean, weights=n)) * np.average(size, weights=n))
    assert (tests.frame["k"].iloc[last], tests.frame["n"].iloc[last]) == (48, 600)


@pytest.mark.parametrize("usual", [None, 0.15])
def test_a_contrast_tells_the_usual_gap_and_its_probability(usual: float | None) -> None:
    rows = [Row("pupil.feels_safe", 120, 300), Row("staff.feels_safe", 2, 40)]
    if usual is not None:
        for school in PEERS:
            rows += [Row("pupil.feels_safe", 60, 300, school), Row("staff.feels_safe", 2, 40, school)]
    (finding,) = contrast.detect(case(*rows))
    margin = max(contrast.MARGIN, usual or 0)
    pupils, staff = beta(120.5, 180.5), beta(2.5, 38.5)
    certain, _ = quad(lambda rate: pupils.sf(rate + margin) * staff.pdf(rate), 0, 1, points=[0.05, 0.1])
    assert finding.facts["usual_gap"] == (None if usual is None else pytest.approx(usual))
    assert finding.facts["certainty"] == pytest.approx(certain, abs=1e-4)
    assert finding.probability == pytest.approx(1 - certain, abs=1e-4)


def test_a_school_of_unknown_size_counts_as_an_average_one() -> None:
    rows = [Row("pupil.bullied", 1, 100, "12AB"), Row("pupil.bullied", 1, 300, "34CD")]
    reports = [Report(school=school) for school in ("12AB", "34CD", "56EF")]
    known = reported(case(*rows, reports=reports).counts)
    assert known is not None
    sizes = {school: exposure for (school, _), (_, exposure) in known.by_year.items()}
    assert sizes == {"12AB": 0.5, "34CD": 1.5, "56EF": 1.0}


def test_a_change_is_not_told_of_fewer_than_ten_earlier_answers() -> None:
    item = "pupil.bullied"
    for earlier, tested in ((9, False), (10, True)):
        rows = [Row(item, 0, earlier, year="2023-2024"), Row(item, 90, 250)]
        tests = change.detect(case(*rows))
        this_year = (tests.frame["school_year"] == YEAR).to_numpy()
        assert bool(tests.tested[this_year].all()) is tested
