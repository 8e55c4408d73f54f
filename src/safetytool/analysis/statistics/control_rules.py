"""Which points of a control chart chance alone would hardly give, by the standard rules.

Western Electric 1956 (Statistical Quality Control Handbook, pp. 23-28) and Nelson 1984 (J. Quality Technology
16:237-239). A rule marks the point that completes its pattern, and every further one that prolongs it; the
point must itself lie beyond the line in question (as Minitab counts, against whose published example the
tests hold this point by point). A point exactly on the centre is on neither side.

Every rule that is added gives more false alarms (Champ and Woodall 1987, Technometrics 29:393-399), and
limits that come from few points give more still. What was measured is the share of series in which nothing
happens with at least one marked point: independent normal values on an individuals chart, 200,000 series.

| points | beyond limits | one side | two of three | four of five | six rising | all five | RULES |
| -----: | ------------: | -------: | -----------: | -----------: | ---------: | -------: | ----: |
|      8 |         1.6 % |    0.0 % |        1.2 % |        0.4 % |      0.7 % |    3.1 % | 2.4 % |
|     10 |         2.2 % |    0.0 % |        1.6 % |        1.0 % |      1.2 % |    4.8 % | 3.4 % |
|     12 |         2.7 % |    0.2 % |        2.0 % |        1.6 % |      1.7 % |    6.7 % | 4.3 % |
|     15 |         3.5 % |    0.8 % |        2.6 % |        2.6 % |      2.4 % |    9.4 % | 5.9 % |

So `RULES`, which decide, leave two of the five out. Six rising finds a drift hardly better than the limits do
(Davis and Woodall 1988, J. Quality Technology 20:260-262), and the estimate of the trend, which has a stated
error, looks for just that. Four of five mostly repeats the run on one side. What is left stays below one
false alarm in twenty series up to 12 points. The same of RULES on the other charts:

| points | p', binomial | p', rho 0.01 | p', rho 0.03 |     t |     g |
| -----: | -----------: | -----------: | -----------: | ----: | ----: |
|      8 |        0.2 % |        1.3 % |        3.1 % | 2.3 % | 0.7 % |
|     10 |        0.4 % |        2.5 % |        5.4 % | 3.0 % | 1.2 % |
|     12 |        1.0 % |        4.1 % |        7.9 % | 3.9 % | 1.9 % |
|     15 |        2.3 % |        7.2 % |       12.2 % | 4.9 % | 3.4 % |

(p': 100 pupils, a rate of 10 %, and years whose rates differ as a beta distribution with that rho. Years that
differ much give skewed counts, and more points beyond the upper limit than a normal distribution would. t:
exponential times; g: geometric gaps with mean 39.) The tests repeat both tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from safetytool.analysis.statistics.control_charts import WIDTH, Limits

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

LEAST_POINTS: Final = 8
"""With fewer points nothing is decided: limits from six moving ranges say too little."""
RUN: Final = 8
"""Points in a row on one side of the centre (Western Electric 1956; Nelson 1984 asks for 9). With 8 a lasting
jump in a series of 15 is found more often (2 sigma, halfway: in 45 % instead of 37 % of the series by RULES)
for 0.4 percentage points more false alarms."""
STEADY: Final = 6
"""Points in a row that each are higher than the one before, the first one included (Nelson 1984, test 3)."""


def beyond_limits(_x: Floats, z: Floats) -> Bools:
    """Tell which points lie more than 3 sigma above the centre.

    Of this and the other rules: `_x` or `x` are the points as charted, `z` their sigma from the centre, both
    (..., points); with the signs of both turned round the rule speaks of the lower side.
    """
    return np.asarray(z > WIDTH)


def one_side(_x: Floats, z: Floats, run: int = RUN) -> Bools:
    """Tell which points are at least the `run`-th in a row above the centre."""
    return _enough(z > 0.0, run, run)


def two_of_three(_x: Floats, z: Floats) -> Bools:
    """Tell which points lie more than 2 sigma above the centre, and one of the two before them as well."""
    return _enough(z > 2.0, 2, 3)


def four_of_five(_x: Floats, z: Floats) -> Bools:
    """Tell which points lie more than 1 sigma above the centre, and three of the four before as well."""
    return _enough(z > 1.0, 4, 5)


def steadily_rising(x: Floats, _z: Floats) -> Bools:
    """Tell which points end a run of 6, each higher than the one before."""
    rises = np.diff(x, axis=-1, prepend=np.inf) > 0.0
    return _enough(rises, STEADY - 1, STEADY - 1)


@dataclass(frozen=True)
class Rule:
    """One rule: its name, where it comes from, and what it says of the upper side."""

    name: str
    source: str
    above: Callable[[Floats, Floats], Bools]

    def below(self, x: Floats, z: Floats) -> Bools:
        """Tell which points break the rule on the lower side."""
        return self.above(-x, -z)


ALL_RULES: Final = (
    Rule("beyond_limits", "Shewhart 1931; Western Electric 1956, test 1", beyond_limits),
    Rule("one_side", "Western Electric 1956, test 4", one_side),
    Rule("two_of_three", "Western Electric 1956, test 2; Nelson 1984, test 5", two_of_three),
    Rule("four_of_five", "Western Electric 1956, test 3; Nelson 1984, test 6", four_of_five),
    Rule("steadily_rising", "Nelson 1984, test 3", steadily_rising),
)
RULES: Final = ALL_RULES[:3]
"""The rules that decide; the head of this module says why not all."""


@dataclass(frozen=True)
class Broken:
    """Names of the rules that one point breaks, on the higher and on the lower side."""

    higher: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


def broken(x: Floats, limits: Limits, rules: tuple[Rule, ...] = RULES) -> tuple[Broken, ...]:
    """Return for every point which rules it breaks.

    Parameters
    ----------
    x : (points,) what is charted, in the order of time, as given to the chart (of `p_prime` the share).
    limits : its chart.
    rules : which rules count.

    Returns
    -------
    One record a point; nothing at all, (), with fewer than LEAST_POINTS: the chart cannot tell yet.
    """
    if len(x) < LEAST_POINTS:
        return ()
    higher = [(rule.name, rule.above(x, limits.z)) for rule in rules]
    lower = [(rule.name, rule.below(x, limits.z)) for rule in rules]
    return tuple(
        Broken(
            tuple(name for name, marked in higher if marked[point]),
            tuple(name for name, marked in lower if marked[point]),
        )
        for point in range(len(x))
    )


def _enough(hit: Bools, least: int, window: int) -> Bools:
    """Tell which points are hit, and at least `least` of the last `window` points with them."""
    so_far = np.cumsum(hit, axis=-1)
    before = np.zeros_like(so_far)
    before[..., window:] = so_far[..., :-window]
    return np.asarray(hit & (so_far - before >= least))
