"""Usual values and figures between years: what a mutant once changed unnoticed (docs/mutation.md)."""

import numpy as np
import pytest

from safetytool.analysis.statistics.between_years import (
    COMMON_SHOCK,
    USUAL_RHO_TOGETHER,
    slope_prior,
    weights,
)
from safetytool.analysis.statistics.yearly_trend import find_mode
from tests.analysis.test_yearly_trend import NONE, normal_mode, yearly


def test_years_of_all_schools_together_differ_as_the_shared_year_effect_makes_them() -> None:
    """By the delta method a shock s in log odds gives a rate p the variance (p (1 - p) s)^2."""
    # rho is that over p (1 - p).
    assert pytest.approx(0.1 * 0.9 * COMMON_SHOCK**2, rel=0.15) == USUAL_RHO_TOGETHER


def test_slopes_that_say_nothing_leave_the_usual_spread() -> None:
    """With slopes known to no more than 100 log odds, tau is what was usual: a tenth."""
    series = yearly(np.full((3, 3), 10), 100)
    code = np.zeros(3, np.int64)
    prior = slope_prior(series, normal_mode([0.3, 0.1, 0.5], [1e4, 1e4, 1e4]), code, code)
    np.testing.assert_allclose(prior.tau, 0.1, rtol=1e-3)


def test_one_respondent_weighs_as_one_and_two_as_kish_has_it() -> None:
    series = yearly([0, 1, NONE], [1, 2, NONE])
    found = weights(series, find_mode(series), np.array([0.25]))
    np.testing.assert_allclose(found, [[1.0, 1 / 1.25, 1.0]])
