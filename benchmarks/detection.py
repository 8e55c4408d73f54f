"""How many small signals are found, at which number of false alarms, and by which method.

Run `python benchmarks/detection.py` (or `make bench`). Two kinds of tables:
1. false `ask` and `watch` signals per school and year on boards in which nothing is wrong, with their
   Monte Carlo error, against the alarm budget;
2. planted clusters (3 of 24 pupils in one class, usual rate 2 %) and doublings (one school, one year)
   found by safetytool and by common methods at the same number of false alarms, and what those methods
   find, and how often they cry wolf, at their customary settings.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.special import ndtri
from scipy.stats import hypergeom

from boards import Design, Plant, counts, draw, from_respondents
from safetytool.analysis import Budget, Case, analyse
from safetytool.counting import Counts
from safetytool.signals.merge import merge

Floats = NDArray[np.float64]
SEED = 20250401
BOARDS = 40
PLANTED_CLUSTER = "pupil.staff_humiliates"
PLANTED_DOUBLINGS = ("pupil.bullied", "pupil.afraid_of_staff")

RATES = {
    "pupil.likes_school": 0.08, "pupil.belongs": 0.06, "pupil.lonely": 0.05, "pupil.feels_safe": 0.03,
    "pupil.safe_in_class": 0.03, "pupil.safe_unsupervised": 0.06, "pupil.afraid_of_pupils": 0.05,
    "pupil.bullied": 0.10, "pupil.hit": 0.06, "pupil.threatened": 0.05, "pupil.excluded": 0.08,
    "pupil.stolen": 0.12, "pupil.afraid_of_staff": 0.04, "pupil.staff_humiliates": 0.02,
    "pupil.staff_bullies": 0.015, "pupil.staff_discriminates": 0.03, "pupil.staff_physical": 0.01,
    "pupil.staff_private_contact": 0.005, "pupil.knows_whom_to_tell": 0.10, "pupil.dares_to_tell": 0.12,
}  # fmt: skip
DESIGN = Design(rates=RATES)
BOARD = replace(DESIGN, years=3, sizes=(3, 3, 4, 4, 6, 6, 6, 8, 8, 8, 10, 12, 12, 14, 16, 18, 20, 24, 30, 36))
"""A board of 20 schools of 72 to 864 pupils, with three school years."""
STATISTICAL = {"deviation", "cluster", "change", "persistence"}
BUDGETED = STATISTICAL | {"response", "contrast"}

QUIET = (
    ("as the priors expect", DESIGN, False),
    ("schools and classes alike", replace(DESIGN, rho_school=0.0, rho_class=0.0), False),
    ("very different classes", replace(DESIGN, rho_school=0.03, rho_class=0.05), False),
    ("one school", replace(DESIGN, schools=1, classes=16), False),
    ("a board of 3, 3 years", replace(DESIGN, schools=3, classes=8, years=3), False),
    ("a board of 20, 3 years", replace(DESIGN, years=3), False),
    ("a board of 60", replace(DESIGN, schools=60, classes=16), False),
    ("pupil by pupil, one school", replace(DESIGN, schools=1), True),
    ("pupil by pupil, 10 schools", replace(DESIGN, schools=10), True),
    ("pupil by pupil, 5 schools, 3 years", replace(DESIGN, schools=5, classes=9, years=3), True),
)
"""Boards in which nothing is wrong; drawn pupil by pupil they have composites, grades and genders too."""


# 1. the alarm budget --------------------------------------------------------------------------------


def false_signals(make: Callable[[], Counts], boards: int) -> dict[str, tuple[float, float]]:
    """Return false signals per school and year of each tier, and the Monte Carlo standard error."""
    per_board: dict[str, list[float]] = {"ask": [], "watch": []}
    for _ in range(boards):
        board = make()
        year = max(board.units["school_year"])
        schools = board.units["school"].nunique()
        findings = [f for f in analyse(Case(board)) if f.detector in BUDGETED and f.school_year == year]
        tiers = [str(group.first.tier) for group in merge(findings)]
        for tier, found in per_board.items():
            found.append(tiers.count(tier) / schools)
    return {t: (float(np.mean(x)), float(np.std(x, ddof=1) / np.sqrt(len(x)))) for t, x in per_board.items()}


def budget_table() -> Table:
    """Print false signals on several kinds of quiet boards."""
    budget = Budget()
    table = Table(title=f"False signals per school and year (budget: ask {budget.ask}, watch {budget.watch})")
    for heading in ("board", "schools x classes", "years", "ask", "watch"):
        table.add_column(heading, justify="left" if heading == "board" else "right")
    rng = np.random.default_rng(SEED)
    for name, design, pupils in QUIET:
        make = partial(from_respondents, design, rng) if pupils else partial(_drawn, design, rng)
        found = false_signals(make, max(6, (120 if pupils else 600) // design.schools))
        shown = [f"{mean:.2f} ± {error:.2f}" for mean, error in (found["ask"], found["watch"])]
        table.add_row(name, f"{design.schools} x {design.classes}", str(design.years), *shown)
    return table


def _drawn(design: Design, rng: np.random.Generator) -> Counts:
    return counts(design, draw(design, rng))


# 2. other methods -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """k of n in a unit, against the rest of the board; all of shape (schools, units, items)."""

    k: Floats
    n: Floats
    rest_k: Floats
    rest_n: Floats


def volume_rule(c: Counted) -> Floats:
    """Score by rate, from five respondents: customary is a count of 5 and 10 %."""
    return np.where(c.k >= 5, c.k / c.n, c.k / c.n / 100)


def z_test(c: Counted) -> Floats:
    """Two-proportion z test with pooled variance, unit against the rest of the board."""
    pooled = (c.k + c.rest_k) / (c.n + c.rest_n)
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * (1 / c.n + 1 / c.rest_n))
    return np.asarray((c.k / c.n - c.rest_k / c.rest_n) / error)


def funnel(c: Counted) -> Floats:
    """Distance from the board's rate in binomial standard errors (funnel plot)."""
    rate = (c.k + c.rest_k) / (c.n + c.rest_n)
    return np.asarray((c.k / c.n - rate) / np.sqrt(np.maximum(rate * (1 - rate), 1e-12) / c.n))


def fisher_bh(c: Counted) -> Floats:
    """Minus the Benjamini-Hochberg adjusted one-sided p of Fisher's exact test, over the whole board."""
    p = np.asarray(hypergeom.sf(c.k - 1, c.n + c.rest_n, c.k + c.rest_k, c.n)).ravel()
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    return np.asarray(-adjusted.reshape(c.k.shape))


@dataclass(frozen=True)
class Method:
    """A way to score every unit and item of a board; customary is the score from which it flags."""

    score: Callable[[Counted], Floats]
    customary: float


METHODS = {
    "volume rule (>= 5 and >= 10 %)": Method(volume_rule, 0.10),
    "two-proportion z test, 5 %": Method(z_test, float(ndtri(0.95))),
    "funnel plot, 3 sigma": Method(funnel, 3.0),
    "Fisher's exact test, Benjamini-Hochberg": Method(fisher_bh, -0.05),
}


def of_classes(concerns: NDArray[np.int64], design: Design) -> Counted:
    """Hold every class of the last year against the rest of the board."""
    k = concerns[-1].astype(np.float64)
    n = np.broadcast_to(design.asked[..., None], k.shape).astype(np.float64)
    return Counted(k, n, k.sum(axis=(0, 1)) - k, n.sum(axis=(0, 1)) - n)


def of_years(concerns: NDArray[np.int64], design: Design) -> Counted:
    """Hold every school's last year against its earlier years."""
    k = concerns.sum(axis=2)[:, :, None].astype(np.float64)
    n = np.broadcast_to(design.asked.sum(axis=1)[None, :, None, None], k.shape).astype(np.float64)
    return Counted(k[-1], n[-1], k[:-1].sum(axis=0), n[:-1].sum(axis=0))


@dataclass(frozen=True)
class Question:
    """One of the two questions, by safetytool's detector and as the other methods ask it."""

    detector: str
    kind: str
    counted: Callable[[NDArray[np.int64], Design], Counted]


QUESTIONS = {
    "3 of 24 in one class, usual rate 2 %": Question("cluster", "class", of_classes),
    "one school doubles, from about 10 or 4 %": Question("change", "school", of_years),
}


def found_by_tool(
    concerns: NDArray[np.int64], design: Design, question: Question
) -> set[tuple[int, int, str]]:
    """Return (school, class or 0, item) of what the question's detector flags in the last year."""
    board = counts(design, concerns)
    year = max(board.units["school_year"])
    return {
        (int((f.school or "S")[1:]), int(f.unit.name[:-1]) - 1 if f.unit.kind == "class" else 0, f.items[0])
        for f in analyse(Case(board))
        if f.detector == question.detector and f.unit.kind == question.kind and f.school_year == year
    }


def planted(design: Design, rng: np.random.Generator) -> tuple[NDArray[np.int64], list[Plant]]:
    """Draw a board with three clusters of exactly 3 of 24 and two schools whose rate doubles."""
    schools = [int(s) for s in rng.choice(design.schools, 5, replace=False)]
    doubled = [Plant(s, None, i, 2.0) for s, i in zip(schools, PLANTED_DOUBLINGS, strict=False)]
    clusters = [
        Plant(s, int(rng.integers((design.asked[s] > 0).sum())), PLANTED_CLUSTER, 1.0) for s in schools[2:]
    ]
    concerns = draw(design, rng, tuple(doubled))
    for plant in clusters:
        concerns[-1, plant.school, plant.class_, list(RATES).index(PLANTED_CLUSTER)] = 3
    return concerns, doubled + clusters


def compare(design: Design, title: str, question: Question) -> Table:
    """Compare all methods on one question at the same number of false alarms as the tool's."""
    rng = np.random.default_rng(SEED)
    quiet = [draw(design, rng) for _ in range(BOARDS)]
    boards = []
    for _ in range(BOARDS):
        concerns, plants = planted(design, rng)
        boards.append((concerns, [p for p in plants if (p.class_ is not None) == (question.kind == "class")]))
    false = sum(len(found_by_tool(c, design, question)) for c in quiet)
    found = []
    for concerns, plants in boards:
        seen = found_by_tool(concerns, design, question)
        found += [(p.school, p.class_ or 0, p.item) in seen for p in plants]
    rate = false / BOARDS / design.schools
    table = Table(title=f"{title}: found at {rate:.2f} false alarms of this kind per school-year")
    for heading in ("method", "found", "customary setting: found", "false alarms"):
        table.add_column(heading, justify="left" if heading == "method" else "right")
    table.add_row("safetytool", _share(found), "", "")
    for label, method in METHODS.items():
        table.add_row(label, *_of_method(method, question, quiet, boards, false, design))
    return table


def _of_method(
    method: Method,
    question: Question,
    quiet: list[NDArray[np.int64]],
    boards: list[tuple[NDArray[np.int64], list[Plant]]],
    false: int,
    design: Design,
) -> list[str]:
    """Return what a method finds at `false` false alarms on the quiet boards, and as customary."""

    def score(concerns: NDArray[np.int64]) -> Floats:
        counted = question.counted(concerns, design)
        present = counted.n > 0
        full = Counted(counted.k, np.maximum(counted.n, 1), counted.rest_k, counted.rest_n)
        return np.where(present, method.score(full), -np.inf)

    flat = np.concatenate([score(c).ravel() for c in quiet])
    # A tie at the threshold would be more false alarms than allowed, so what is flagged lies above it.
    threshold = np.sort(flat)[::-1][false]
    items = list(RATES)
    at = [score(c)[p.school, p.class_ or 0, items.index(p.item)] for c, plants in boards for p in plants]
    alarms = (flat >= method.customary).sum() / BOARDS / design.schools
    equal, usual = [bool(x > threshold) for x in at], [bool(x >= method.customary) for x in at]
    return [_share(equal), _share(usual), f"{alarms:.1f}"]


def _share(found: list[bool]) -> str:
    """Return a share with its Monte Carlo error."""
    rate = float(np.mean(found))
    return f"{rate:.0%} ± {np.sqrt(rate * (1 - rate) / len(found)):.0%}"


def main() -> None:
    """Print the tables."""
    console = Console(width=110)
    console.print(budget_table())
    for name, rho in (("classes alike", 0.005), ("classes differ", 0.02)):
        for title, question in QUESTIONS.items():
            console.print(compare(replace(BOARD, rho_class=rho), f"{title} ({name})", question))


if __name__ == "__main__":
    main()
