"""What silence and convergence find, and how often they cry wolf.

Run `python benchmarks/sources.py` (or `make bench`). Boards are simulated: pupils' answers as in
detection.py, staff answers and advisors' reports beside them. A share is followed by its Monte Carlo
standard error.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from boards import Design, Plant, counts, draw
from safetytool.analysis import Case, convergence, silence
from safetytool.counting.model import Counts

SEED = 20261124
SCHOOLS, YEARS, BOARDS = 10, 3, 60
STAFF = 25
PUPILS_ITEM, STAFF_ITEM = "pupil.afraid_of_staff", "staff.sees_boundary_crossing"
PUPILS_RATE, STAFF_RATE, REPORTS = 0.04, 0.03, 1.5
SHAPE = 2.0
"""How much schools differ in reports: gamma shape 2."""
LAST = "2024-2025"


@dataclass(frozen=True)
class World:
    """How a simulated board differs from a quiet one, at its first school."""

    reports: float = REPORTS
    """Mean number of reports a school and year, of all kinds."""
    silent: bool = False
    class_factor: float = 1.0
    """What the rate in one class is multiplied by."""
    staff_factor: float = 1.0


def simulate(world: World, rng: np.random.Generator) -> Counts:
    """Draw one board."""
    design = Design(schools=SCHOOLS, classes=8, rates={PUPILS_ITEM: PUPILS_RATE})
    plants = (Plant(0, 0, PUPILS_ITEM, world.class_factor),)
    pupils = counts(design, draw(design, rng, plants))
    staff = pupils.items[pupils.items["unit_kind"] == "school"].assign(
        item=STAFF_ITEM, respondent_type="staff", n=STAFF, reached=STAFF
    )
    rate = np.where(staff["school"] == "S0000", world.staff_factor, 1.0) * STAFF_RATE
    staff["concerns"] = rng.binomial(STAFF, rate)
    return replace(
        pupils,
        items=pd.concat([pupils.items, staff], ignore_index=True),
        invited=pd.DataFrame(columns=["school", "school_year", "respondent_type", "unit_kind", "invited"]),
        reports=_reports(world, rng),
    )


def _reports(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Draw what advisors report about pupils in three years; nothing is about staff, so no rule fires."""
    rates = rng.gamma(SHAPE, world.reports / SHAPE, SCHOOLS)
    drawn = rng.poisson(rates, (YEARS, SCHOOLS))
    if world.silent:
        drawn[:, 0] = 0
    years = [f"{2025 - back - 1}-{2025 - back}" for back in range(YEARS)]
    rows = [
        {"school": f"S{s:04d}", "school_year": year, "count": int(drawn[y, s]), "history": year != LAST}
        for y, year in enumerate(years)
        for s in range(SCHOOLS)
    ]
    return pd.DataFrame(rows).assign(
        class_name="", about="pupil", category="bullying", reported=True, side=False
    )


def share(found: int, of: int) -> str:
    """A share with its standard error."""
    p = found / of
    return f"{100 * p:.1f} % ± {100 * np.sqrt(p * (1 - p) / of):.1f}"


def measure(world: World, detect: Callable[[Case], list[object]], only_first: bool) -> tuple[int, int]:
    """Return findings, and school-years (or boards, where only the first school counts)."""
    rng = np.random.default_rng(SEED)
    found = 0
    for _ in range(BOARDS):
        told = detect(Case(simulate(world, rng)))
        schools = {getattr(finding, "school", "") for finding in told}
        found += ("S0000" in schools) if only_first else len(schools)
    return found, BOARDS if only_first else BOARDS * SCHOOLS


def main() -> None:
    """Print both tables."""
    console = Console(width=100)
    quiet = Table(title="False signals a school and year, on quiet boards")
    for heading in ("detector", "stated", "measured"):
        quiet.add_column(heading)
    calm = World()
    quiet.add_row("silence", "<= 5 %", share(*measure(calm, _unlikely, only_first=False)))
    quiet.add_row("silence: every stated zero", "", share(*measure(calm, _zeros, only_first=False)))
    quiet.add_row(
        "convergence, no rule", f"<= {50 * convergence.SHARE:.0f} %",
        share(*measure(calm, convergence.detect, only_first=False)),  # type: ignore[arg-type]
    )  # fmt: skip
    console.print(quiet)
    planted = Table(title="Found, at one school of ten")
    for heading in ("planted", "detector", "found"):
        planted.add_column(heading)
    for reports in (1.5, 3.0, 6.0):
        world = World(reports=reports, silent=True)
        row = share(*measure(world, _unlikely, only_first=True))
        planted.add_row(f"no report in 3 years, elsewhere {reports} a year", "silence", row)
    for pupils, staff in ((1.0, 8.0), (5.0, 1.0), (5.0, 8.0)):
        world = World(class_factor=pupils, staff_factor=staff)
        row = share(*measure(world, convergence.detect, only_first=True))  # type: ignore[arg-type]
        planted.add_row(f"one class x {pupils:.0f}, staff x {staff:.0f}", "convergence, no rule", row)
    console.print(planted)


def _unlikely(case: Case) -> list[object]:
    """Silences that are unlikely by themselves, whatever pupils say."""
    return [f for f in silence.detect(case) if (f.probability or 1.0) <= silence.UNLIKELY]


def _zeros(case: Case) -> list[object]:
    """What a rule would say that takes every stated zero for a signal."""
    reports = case.counts.reports
    assert reports is not None  # noqa: S101 - there always are in this simulation
    rows = reports[(reports["count"] == 0) & ~reports["history"]]
    return [_School(str(school)) for school in rows["school"]]


@dataclass(frozen=True)
class _School:
    school: str


if __name__ == "__main__":
    main()
