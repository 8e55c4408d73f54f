"""How much units differ, judged by at most 500 of them, and the same findings whatever the columns are."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from safetytool.analysis import Case, analyse
from safetytool.analysis.model import Finding
from safetytool.analysis.reference import peer_reference
from safetytool.analysis.statistics.expectation import (
    LARGE_ENOUGH,
    RHO_GRID,
    Beta,
    RhoPrior,
    dispersion,
    even_sample,
    score,
)  # fmt: skip
from safetytool.counting.model import Counts
from tests.analysis.cases import BANK, YEAR, Remark, Report, Row, case

PRIOR = RhoPrior(0.01)
TEXTS = [
    "school", "school_year", "respondent_type", "unit_kind", "unit_name", "parent", "sector", "item",
    "domain", "actor",
]  # fmt: skip


def scores(rng: np.random.Generator, rho: float, units: int, items: int) -> NDArray[np.float64]:
    """Scores of schools of 300 pupils of whom 10 % have a concern, for every rho of the grid."""
    size, n = 1 / rho - 1, np.full(units * items, 300.0)
    k = rng.binomial(300, rng.beta(0.1 * size, 0.9 * size, len(n))).astype(float)
    grid_size = (1 / RHO_GRID - 1)[:, None]
    return score(k, n, Beta(0.1 * grid_size, 0.9 * grid_size))


@pytest.mark.parametrize("truth", [0.002, 0.005, 0.01, 0.02])
def test_500_units_are_enough_to_tell_how_much_units_differ(truth: float) -> None:
    rng = np.random.default_rng(1)
    found = {
        items: [
            float(
                np.median(
                    dispersion(
                        scores(rng, truth, LARGE_ENOUGH, items),
                        np.zeros(LARGE_ENOUGH * items, np.int64),
                        np.arange(LARGE_ENOUGH * items) % LARGE_ENOUGH,
                        PRIOR,
                    )
                )
            )
            for _ in range(25)
        ]
        for items in (1, 5)
    }
    # A third of itself, as the docstring says; 25 draws tell a standard error to a seventh of itself (14 %),
    # so twice that is allowed for. What five items give is off by what the steps of the grid are off.
    assert np.std(found[1], ddof=1) < truth / 3 * (1 + 2 / 7)
    nearest = RHO_GRID[np.argmin(np.abs(np.log(RHO_GRID / truth)))]
    np.testing.assert_allclose(found[5], nearest, rtol=0.05)


def test_of_many_units_500_are_taken_evenly_and_of_few_all() -> None:
    rng = np.random.default_rng(2)
    unit, family = np.repeat(np.arange(2000), 2), np.tile([0, 1], 2000)
    telling = (family == 0) | (unit < 100)
    rows = even_sample(family, unit, telling)
    assert len(np.unique(unit[rows][family[rows] == 0])) == LARGE_ENOUGH
    assert np.array_equal(np.unique(unit[rows][family[rows] == 0]), np.arange(0, 2000, 4))
    assert np.array_equal(np.unique(unit[rows][family[rows] == 1]), np.arange(100))
    order = rng.permutation(len(unit))
    again = even_sample(family[order], unit[order], telling[order])
    assert set(order[again]) == set(rows)


def test_own_scores_are_taken_out_of_a_unit_that_judges_and_others_get_all() -> None:
    rng = np.random.default_rng(3)
    family, unit = rng.integers(0, 3, 400), rng.integers(0, 40, 400)
    every = scores(rng, 0.01, 400, 1)
    rows = np.flatnonzero(unit % 2 == 0)
    found = dispersion(every[:, rows], family, unit, PRIOR, rows)
    for i in range(0, 400, 7):
        others = rows[(family[rows] == family[i]) & (unit[rows] != unit[i])]
        log_weight = PRIOR.log_density() + every[:, others].sum(axis=1)
        weight = np.exp(log_weight - log_weight.max())
        assert found[i] == pytest.approx((weight * RHO_GRID).sum() / weight.sum(), rel=1e-9)


def nation(schools: int, largest: int = 600) -> pd.DataFrame:
    """Rows of whole schools with two items of one domain."""
    rng = np.random.default_rng(5)
    items = [BANK.items[name] for name in ("pupil.bullied", "pupil.hit")]
    names = [f"{i:05d}" for i in range(schools)]
    rows = [(s, i.id, i.domain, int(rng.integers(20, largest))) for s in names for i in items]
    frame = pd.DataFrame(rows, columns=["school", "item", "domain", "n"])
    rate = rng.beta(6, 54, len(frame))
    return frame.assign(
        k=rng.binomial(frame["n"], rate),
        school_year=YEAR,
        respondent_type="pupil",
        sector="",
        composite=False,
    )


@pytest.mark.parametrize("schools", [LARGE_ENOUGH, 3 * LARGE_ENOUGH])
def test_order_of_rows_does_not_matter_for_few_or_many_schools(schools: int) -> None:
    frame = nation(schools)
    reference = peer_reference(frame, BANK)
    order = np.random.default_rng(6).permutation(len(frame))
    again = peer_reference(frame.iloc[order].reset_index(drop=True), BANK)
    np.testing.assert_allclose(again.rho, reference.rho[order], rtol=1e-9)
    np.testing.assert_allclose(again.expected.a, reference.expected.a[order], rtol=1e-9)


def test_many_schools_judged_by_500_are_judged_as_by_all(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = nation(3 * LARGE_ENOUGH, largest=40)
    sampled = peer_reference(frame, BANK)
    monkeypatch.setattr(even_sample, "__defaults__", (10**9,))
    every = peer_reference(frame, BANK)
    assert not np.allclose(sampled.rho, every.rho, rtol=1e-9)
    # Within one step of the grid; the rate that is expected hardly depends on it.
    assert np.all(np.abs(np.log(sampled.rho / every.rho)) < np.log(2))
    np.testing.assert_allclose(sampled.expected.mean, every.expected.mean, rtol=0.002)


def board() -> Case:
    """A board with something for every detector."""
    rows: list[Row] = []
    rng = np.random.default_rng(8)
    items = ("pupil.bullied", "pupil.afraid_of_staff", "pupil.staff_humiliates", "pupil.feels_safe",
             "pupil.knows_whom_to_tell", "pupil.staff_touch", "any.staff_conduct")  # fmt: skip
    for s, school in enumerate(("12AB", "99XX", "34CD", "05EF", "77ZZ", "06GH", "41IJ", "42KL")):
        for year in ("2022-2023", "2023-2024", YEAR):
            for item in items:
                counts = rng.binomial(24, 0.002 if item == "pupil.staff_touch" else 0.05, 6)
                counts[0] += 14 * (s == 0) + 9 * (s == 1 and year == YEAR)
                total = int(counts.sum())
                whole = Row(item, total, 144, school, year=year, grave=total // 3, sector="po")
                whole = replace(whole, history=year != YEAR, doubtful_n=2, doubtful_concerns=min(1, total))
                rows.append(whole)
                part = replace(whole, kind="class", grave=0, doubtful_n=0, doubtful_concerns=0)
                for c, k in enumerate(counts):
                    grade, silent = str(c % 3 + 5), 8 * (c == 2 and s == 2)
                    name = f"{grade}{'AB'[c // 3]}"
                    rows.append(
                        replace(part, concerns=int(k), n=24, unit=name, parent=grade, withheld=silent)
                    )
                for g in range(3):
                    both = int(counts[g] + counts[g + 3])
                    rows.append(replace(part, kind="grade", concerns=both, n=48, unit=str(g + 5)))
            rows.append(replace(whole, item="pupil.hit", concerns=0, n=0, grave=0, unread=4))
            rows.append(replace(whole, item="staff.feels_safe", concerns=0, n=40, grave=0))
    return case(
        *rows,
        invited=[(s, "pupil", "school", "", 260) for s in ("12AB", "99XX", "00QQ")],
        reports=[Report(school="12AB", about="staff", count=2), Report(school="99XX", count=0)],
        remarks=[Remark("fear", "adult", school="12AB"), Remark("humiliation", "pupil", school="99XX")],
    )


def as_categories(counts: Counts) -> Counts:
    """The same with categories for texts, in the reverse of the alphabet, and small numbers."""

    def changed(frame: pd.DataFrame) -> pd.DataFrame:
        made = {
            name: pd.Categorical(frame[name], categories=sorted(set(frame[name]), reverse=True))
            for name in TEXTS
            if name in frame
        }
        whole = {str(name): frame[name].astype(np.int32) for name in frame.select_dtypes(np.int64)}
        return frame.assign(**made, **whole)

    return replace(counts, units=changed(counts.units), items=changed(counts.items))


def test_categories_give_the_same_findings_as_texts() -> None:
    plain = board()
    found = analyse(plain)
    again = analyse(replace(plain, counts=as_categories(plain.counts)))
    assert {f.detector for f in found} >= {
        "sentinel", "cluster", "change", "persistence", "response", "blind_spot", "text", "convergence",
    }  # fmt: skip
    assert [signed(f) for f in again] == [signed(f) for f in found]


def signed(finding: Finding) -> str:
    """All that a finding says; numbers must be Python's own, or JSON could not hold them."""
    assert not any(
        "np." in repr(part) for part in (finding.facts, finding.evidence, finding.count, finding.n)
    )
    return repr(finding)
