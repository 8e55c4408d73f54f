"""Budget and tails at their edges: what a mutant once changed unnoticed (docs/mutation.md)."""

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar
from scipy.special import xlogy

from safetytool.analysis.statistics.budget import Ladder
from safetytool.analysis.statistics.detectable import tail_root
from safetytool.analysis.statistics.yearly_trend import find_mode
from tests.analysis.test_yearly_trend import yearly


def test_what_spends_a_budget_exactly_is_within_it() -> None:
    """0.1 + 0.2 is more than 0.3 in floating point only."""
    ladder = Ladder(np.array([0.001, 0.002]), np.array([0.1, 0.2]), np.zeros(2, np.int64), 1)
    assert ladder.threshold(np.array([0.3]), 0.05) == pytest.approx([0.05])
    assert ladder.threshold(np.array([0.2999]), 0.05)[0] < 0.002


@pytest.mark.parametrize("k", [[0.0, 0.0, 1.0], [0.0, 3.0, 4.0], [0.0, 0.0, 0.0]])
def test_the_tail_of_a_few_answers_is_that_of_modes_found_by_scipy(k: list[float]) -> None:
    """The tail by Laplace, r + log(q / r) / r, with both modes found without Newton's steps."""
    n, time, weight = 4.0, np.array([-1.0, 0.0, 1.0]), 0.2
    series = yearly(k, n, weight)
    counts = np.array(k)
    start = np.log((counts.sum() + 0.5) / (3 * n - counts.sum() + 0.5))

    def minus(x: np.ndarray) -> float:
        p = 1 / (1 + np.exp(-(x[0] + x[1] * time)))
        seen = weight * (xlogy(counts, p) + xlogy(n - counts, 1 - p)).sum()
        return float(((x[0] - start) / 2) ** 2 / 2 + x[1] ** 2 / 2 - seen)

    def curvature(x: np.ndarray) -> np.ndarray:
        p = 1 / (1 + np.exp(-(x[0] + x[1] * time)))
        w = weight * n * p * (1 - p)
        return np.array([[w.sum() + 0.25, (w * time).sum()], [(w * time).sum(), (w * time**2).sum() + 1]])

    best = minimize(minus, [start, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-14}).x
    flat = minimize_scalar(lambda a: minus(np.array([a, 0.0])), (start - 1, start + 1), tol=1e-12).x
    level = np.array([flat, 0.0])
    root = np.sign(best[1]) * np.sqrt(2 * max(minus(level) - minus(best), 0.0))
    p = 1 / (1 + np.exp(-flat))
    gradient = weight * ((counts - n * p) * time).sum()
    q = gradient * np.sqrt(curvature(level)[0, 0] / np.linalg.det(curvature(best)))
    wanted = root + np.log(q / root) / root if abs(root) > 1e-3 else root
    assert tail_root(series, find_mode(series))[0] == pytest.approx(wanted, abs=1e-5)
