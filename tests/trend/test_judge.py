"""What is stated of stretches: at its boundaries, beside others, and never because of others."""

import numpy as np
import pytest

from safetytool.analysis.statistics.yearly_trend import Floats
from safetytool.trend.judge import STATED_ERROR, STATED_FROM, Judgement, Stretches, judge

NONE = np.nan


def judged(
    k: list[list[float]], n: float = 200.0, like: list[int] | None = None, together: bool = False
) -> Judgement:
    """Judge series; a year without a count is missing."""
    counts = np.array(k, np.float64)
    sizes = np.where(np.isnan(counts), NONE, n)
    codes = np.full(len(k), -1) if like is None else np.array(like)
    years = np.arange(float(counts.shape[1]))
    return judge(Stretches(counts, sizes, years, codes, np.zeros(len(k), np.int64), together=together))


def probability(found: Judgement) -> Floats:
    return found.trend.rise_by_itself


def test_less_is_spent_than_is_stated() -> None:
    assert 2 * (1 - STATED_FROM) < STATED_ERROR


def test_a_rise_and_its_mirror_image() -> None:
    found = judged([[4, 8, 14, 22, 30], [30, 22, 14, 8, 4], [196, 192, 186, 178, 170]])
    assert found.rises.tolist() == [True, False, False]
    assert found.falls.tolist() == [False, True, True]
    # Who has no concern is the complement: the same probabilities, the other way round.
    assert probability(found)[2] == pytest.approx(1 - probability(found)[0], abs=1e-3)


def test_level_counts_state_nothing() -> None:
    found = judged([[10, 10, 10, 10]])
    assert not (found.rises | found.falls).any()
    assert probability(found)[0] == pytest.approx(0.5, abs=1e-3)
    assert found.trend.change[0] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    ("k", "open_"), [([0.0, 0, 0, 1], True), ([0.0, 0, 0, 2], False), ([200.0, 200, 200, 199], True)]
)
def test_a_single_answer_is_no_rise(k: list[float], open_: bool) -> None:
    assert (probability(judged([k]))[0] == 0.5) == open_


@pytest.mark.parametrize("k", [[5.0, 5.0], [0.0, 0.0], [200.0, 200.0]])
def test_two_years_are_enough_to_judge(k: list[float]) -> None:
    found = judged([k])
    # Where everybody has the concern already nothing can rise.
    assert (0 < found.detectable[0] < 1) == (k[0] < 200)
    assert found.trend.low[0] < 0 < found.trend.high[0]


def test_missing_years_count_as_time() -> None:
    # The same two counts: over two years the slope is half as steep, and further from what the prior doubts.
    found = judged([[4, NONE, 20, NONE], [4, 20, NONE, NONE], [NONE, NONE, 4, 20]])
    assert probability(found)[1] == pytest.approx(probability(found)[2], abs=1e-6)
    assert found.trend.change[1] < found.trend.change[0] < 0.08
    assert probability(found)[0] == pytest.approx(probability(found)[1], abs=0.015)
    assert found.trend.line.shape == (3, 4)


def test_others_do_not_decide_whether_a_rise_is_stated() -> None:
    own = [5.0, 10, 18]
    alone = judged([own, [10, 10, 10], [10, 11, 10]])
    flat = judged([own, [10, 10, 10], [10, 11, 10]], like=[0, 0, 0])
    assert probability(flat)[0] == pytest.approx(probability(alone)[0], abs=1e-3)
    # They do decide how sure, and how much.
    assert flat.trend.rise[0] < alone.trend.rise[0]
    assert flat.trend.change[0] < alone.trend.change[0]
    assert np.isnan(alone.others_change).all()
    assert np.isnan(alone.own_rise).all()


def test_change_of_the_others_is_that_of_their_sum() -> None:
    # The others went from 20 and 30 to 40 and 60 of 200 each: from 12.5 % to 25 %.
    found = judged([[10, 10], [20, 40], [30, 60]], like=[0, 0, 0])
    assert found.others_change[0] == pytest.approx(0.125, abs=0.01)
    assert found.own_rise[0] < 0.1
    assert found.own_rise[1] > 0.5


def test_own_rise_beside_others_that_stay() -> None:
    found = judged([[5, 12, 25], [10, 10, 10], [12, 12, 12]], like=[0, 0, 0])
    assert found.own_rise[0] > 0.95
    assert found.others_change[0] == pytest.approx(0, abs=1e-3)


def test_only_others_that_have_all_of_its_years_are_held_beside_a_series() -> None:
    found = judged([[5, 6, 7], [10, 12, NONE], [NONE, 8, 9]], like=[0, 0, 0])
    assert np.isnan(found.others_change).tolist() == [True, False, False]
    assert np.isnan(found.own_rise).tolist() == [True, False, False]


def test_series_of_another_question_are_no_others() -> None:
    found = judged([[5, 6, 7], [10, 20, 40], [5, 5, 5]], like=[0, 1, 0])
    assert found.others_change[0] == pytest.approx(0, abs=1e-3)
    assert np.isnan(found.others_change[1])


def test_schools_together_are_surer_of_the_same_counts() -> None:
    own, together = judged([[40, 52]], n=1000), judged([[40, 52]], n=1000, together=True)
    assert probability(together)[0] > probability(own)[0]
    assert together.detectable[0] < own.detectable[0]


def test_reports_change_by_a_factor() -> None:
    k = np.array([[100.0, 200.0], [300, 300]])
    found = judge(
        Stretches(k, np.ones_like(k), np.arange(2.0), np.array([0, 0]), np.zeros(2, np.int64), "poisson")
    )
    assert found.trend.low[0] < 1.0 < found.trend.high[0]
    assert found.others_change[1] == pytest.approx(1.0, abs=0.15)
    assert found.others_change[0] == pytest.approx(0.0, abs=0.01)
    assert found.own_rise[0] == pytest.approx(1 - found.own_rise[1], abs=0.02)


def test_of_a_single_report_nothing_is_said() -> None:
    k = np.array([[0.0, 0, 1]])
    found = judge(
        Stretches(k, np.ones_like(k), np.arange(3.0), np.array([-1]), np.zeros(1, np.int64), "poisson")
    )
    assert probability(found)[0] == 0.5
