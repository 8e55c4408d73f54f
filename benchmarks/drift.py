"""Trends over school years: false rises and falls, drifts that are found, and how long it takes.

Run `python benchmarks/drift.py` (or `make bench`). Three tables:
1. on boards without any trend, the share of series that is called a rise or a fall, with its Monte Carlo
   error, against the stated error;
2. a drift at one school and question: how often it is found and named (a rise stated for that school and
   question), against a two-sample z test of the last two years that calls as many series on the same quiet
   boards a rise or a fall;
3. the time of looking for trends, and of writing everything, beside that of reading and tidying the files.
"""

import csv
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from boards import Design, draw
from safetytool.bank import load_bank
from safetytool.bank.model import Item
from safetytool.commands import trend as command
from safetytool.commands.inputs import read_either
from safetytool.counting import count
from safetytool.recognise import Hints
from safetytool.tidy import tidy
from safetytool.trend import STATED_ERROR, trend
from safetytool.trend.judge import Stretches, judge

Floats = NDArray[np.float64]
SEED = 20250401
QUIET_BOARDS, DRIFT_BOARDS = 100, 200

RATES = {
    "pupil.likes_school": 0.08, "pupil.belongs": 0.06, "pupil.lonely": 0.05, "pupil.feels_safe": 0.03,
    "pupil.safe_in_class": 0.03, "pupil.safe_unsupervised": 0.06, "pupil.afraid_of_pupils": 0.05,
    "pupil.bullied": 0.10, "pupil.hit": 0.06, "pupil.threatened": 0.05, "pupil.excluded": 0.08,
    "pupil.stolen": 0.12, "pupil.afraid_of_staff": 0.04, "pupil.staff_humiliates": 0.02,
    "pupil.staff_bullies": 0.015, "pupil.staff_discriminates": 0.03, "pupil.staff_physical": 0.01,
    "pupil.staff_private_contact": 0.005, "pupil.knows_whom_to_tell": 0.10, "pupil.dares_to_tell": 0.12,
}  # fmt: skip
ITEMS = list(RATES)
DOMAINS = np.unique([load_bank().items[item].domain for item in ITEMS], return_inverse=True)[1]
PUPILS_OF_SCHOOL = 200
BOARD = Design(schools=10, classes=8, pupils=25, rates=RATES, rho_class=0.0, rho_year=0.0, year_effect=0.0)
"""Ten schools of 200 pupils and twenty questions, whose years differ by chance alone."""
KINDS = {
    "chance alone": BOARD,
    "years of a school differ, rho 0.002": replace(BOARD, rho_year=0.002),
    "years of a school differ, rho 0.005": replace(BOARD, rho_year=0.005),
    "a year effect that all share, 0.1": replace(BOARD, year_effect=0.1),
}
DRIFTING = ("pupil.staff_humiliates", "pupil.lonely", "pupil.feels_safe", "pupil.threatened")
"""Each at a school of its own, the first, the second and so on: of every question one school in ten. They are
of different domains, so that none lends another its overdispersion."""
STEPS = {
    2: (0.032, 0.048),
    3: (0.020, 0.032, 0.048),
    5: tuple(0.020 + 0.014 * year for year in range(5)),
    8: tuple(0.020 + 0.014 * year for year in range(8)),
}
"""Years -> the rates of the school that drifts: 2, 3.2 and 4.8 %, its last two years, and the mean step of
1.4 points for longer."""


# 1 and 2. what is stated ----------------------------------------------------------------------------------


def board(design: Design, rng: np.random.Generator, drift: Sequence[float] = ()) -> Floats:
    """Draw a board: concerns (schools, items, years). With a drift each of DRIFTING has it at one school."""
    concerns = draw(design, rng).sum(axis=2).transpose(1, 2, 0)
    for school, item in enumerate(DRIFTING if drift else ()):
        rates = np.array(drift)
        if design.rho_year:
            rates = rng.beta(rates * (1 / design.rho_year - 1), (1 - rates) * (1 / design.rho_year - 1))
        concerns[school, ITEMS.index(item)] = rng.binomial(PUPILS_OF_SCHOOL, rates)
    return np.asarray(concerns, np.float64)


def moves(concerns: Floats) -> NDArray[np.int64]:
    """Return 1 for a stated rise, -1 for a fall and 0 for neither, (schools, items)."""
    schools, items, years = concerns.shape
    k = concerns.reshape(-1, years)
    like, family = np.tile(np.arange(items), schools), np.tile(DOMAINS, schools)
    n = np.full_like(k, PUPILS_OF_SCHOOL)
    found = judge(Stretches(k, n, np.arange(float(years)), like, family))
    return (found.rises.astype(np.int64) - found.falls).reshape(schools, items)


def moves_together(concerns: Floats) -> NDArray[np.int64]:
    """Return the same of all schools together, (items,)."""
    schools, items, years = concerns.shape
    k = concerns.sum(axis=0)
    n, alone = np.full_like(k, schools * PUPILS_OF_SCHOOL), np.full(items, -1)
    found = judge(Stretches(k, n, np.arange(float(years)), alone, DOMAINS, together=True))
    return found.rises.astype(np.int64) - found.falls


def z_of_last_two_years(concerns: Floats) -> Floats:
    """Return the two-sample z of the last two years, with pooled variance, (schools, items)."""
    before, last = concerns[..., -2], concerns[..., -1]
    pooled = (before + last) / (2 * PUPILS_OF_SCHOOL)
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * 2 / PUPILS_OF_SCHOOL)
    return np.asarray((last - before) / PUPILS_OF_SCHOOL / error)


@dataclass(frozen=True)
class Quiet:
    """What happens on boards without any trend."""

    stated: float
    error: float
    together: float
    """Of the series of all schools together."""
    z_threshold: float
    """From where on (above it) the z test calls as many of the same series a rise or a fall."""


def quiet(design: Design, boards: int) -> Quiet:
    """Draw boards without any trend and count what is called a rise or a fall."""
    rng = np.random.default_rng(SEED)
    drawn = [board(design, rng) for _ in range(boards)]
    shares = [float((moves(concerns) != 0).mean()) for concerns in drawn]
    together = [float((moves_together(concerns) != 0).mean()) for concerns in drawn]
    z = np.sort(np.abs([z_of_last_two_years(concerns) for concerns in drawn]), axis=None)
    stated = float(np.mean(shares))
    error = float(np.std(shares, ddof=1) / np.sqrt(boards))
    return Quiet(stated, error, float(np.mean(together)), float(z[::-1][round(stated * len(z))]))


def found(design: Design, threshold: float, boards: int) -> tuple[list[bool], list[bool]]:
    """Return of every drift whether the tool finds it, and whether the z test does."""
    rng = np.random.default_rng(SEED + 1)
    by_tool: list[bool] = []
    by_z: list[bool] = []
    for _ in range(boards):
        concerns = board(design, rng, STEPS[design.years])
        stated, z = moves(concerns), z_of_last_two_years(concerns)
        for school, item in enumerate(DRIFTING):
            by_tool.append(bool(stated[school, ITEMS.index(item)] == 1))
            by_z.append(bool(z[school, ITEMS.index(item)] > threshold))
    return by_tool, by_z


def _share(hits: list[bool]) -> str:
    """Return a share with its Monte Carlo error."""
    rate = float(np.mean(hits))
    return f"{rate:.1%} ± {np.sqrt(rate * (1 - rate) / len(hits)):.1%}"


def tables() -> tuple[Table, Table]:
    """Return the false rises and falls, and the drifts that are found."""
    false = Table(title=f"Called a rise or a fall, and nothing changes (stated: at most {STATED_ERROR:.0%})")
    for heading in ("board", "years", "series of schools", "all schools together"):
        false.add_column(heading, justify="left" if heading == "board" else "right")
    drift = Table(title="A drift at one of 10 schools of 200 pupils, at equal false alarms")
    for heading in ("board", "rates", "false alarms", "found and named", "z test, last two years", "ratio"):
        drift.add_column(heading, justify="left" if heading in ("board", "rates") else "right")
    for name, design in KINDS.items():
        for years, rates in STEPS.items():
            this = replace(design, years=years)
            calm = quiet(this, QUIET_BOARDS)
            false.add_row(name, str(years), f"{calm.stated:.2%} ± {calm.error:.2%}", f"{calm.together:.1%}")
            tool, z = found(this, calm.z_threshold, DRIFT_BOARDS)
            drift.add_row(
                name,
                f"{years} years: {rates[0]:.1%} to {rates[-1]:.1%}",
                f"{calm.stated:.2%}",
                _share(tool),
                _share(z),
                f"{np.mean(tool) / np.mean(z):.1f}" if any(z) else "-",
            )
    return false, drift


# 3. speed -------------------------------------------------------------------------------------------------

SCHOOLS, YEARS, PUPILS, STAFF = 60, 10, PUPILS_OF_SCHOOL, 25
RUNS = 3


def write_exports(folder: Path) -> list[Path]:
    """Write one file a year and kind of respondent, with every question of the item bank."""
    rng = np.random.default_rng(SEED)
    bank = load_bank()
    paths = []
    for year in range(2025 - YEARS, 2025):
        for kind, size in (("pupil", PUPILS), ("staff", STAFF)):
            asked = [item for item in bank.items.values() if item.respondent_type == kind]
            paths.append(folder / f"{kind}-{year}.csv")
            columns = [_answers(item, SCHOOLS * size, rng) for item in asked]
            with paths[-1].open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, delimiter=";")
                texts = [f"{at}. {item.wordings['nl'][0]}" for at, item in enumerate(asked, 1)]
                writer.writerow(["Vestigingsnummer", "Schooljaar", "Soort respondent", "Klas", *texts])
                who = "leerling" if kind == "pupil" else "medewerker"
                for row, answers in enumerate(zip(*columns, strict=True)):
                    school, place = divmod(row, size)
                    room = f"{5 + place // 25}A" if kind == "pupil" else ""
                    writer.writerow([f"99X{school:03d}", f"{year}-{year + 1}", who, room, *answers])
    return paths


def _answers(item: Item, size: int, rng: np.random.Generator) -> list[str]:
    """Draw answers in words: a concern in one of twenty."""
    scale = load_bank().scales[item.scale]
    concern = item.readings[item.scale].concern
    kinds = [[scale.labels[v]["nl"] for v in scale.values if (v in concern) == bad] for bad in (False, True)]
    usual, troubled = (rng.choice(words, size) for words in kinds)
    return [str(word) for word in np.where(rng.random(size) < 0.05, troubled, usual)]


def timed(step: Callable[[], object]) -> float:
    """Return the seconds that a step takes."""
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def speed() -> Table:
    """Return how long trends take, as a ratio of reading and tidying the same files."""
    bank = load_bank()
    with tempfile.TemporaryDirectory() as folder:
        paths = write_exports(Path(folder))

        def read_and_tidy() -> None:
            meanings, _ = read_either(paths, None, Hints(), None, lambda _: None)
            tidy(meanings, bank, for_trend=True)

        meanings, _ = read_either(paths, None, Hints(), None, lambda _: None)
        evidence = tidy(meanings, bank, for_trend=True)
        board = count(evidence)
        outcome = command.trends_of(paths)
        steps: dict[str, Callable[[], object]] = {
            "counting": lambda: count(evidence),
            "trends": lambda: trend(board, evidence.figures, evidence.figure_disagreements, {}),
            **{name: partial(command.as_bytes, outcome, name) for name in command.OUTPUTS},
        }
        floor: list[float] = []
        seconds: dict[str, list[float]] = {name: [] for name in steps}
        for _ in range(RUNS):
            floor.append(timed(read_and_tidy))
            for name, step in steps.items():
                seconds[name].append(timed(step))
    reading = statistics.median(floor)
    table = Table(
        title=f"{SCHOOLS} schools, {YEARS} years, {len(outcome.series)} series (medians of {RUNS} runs)"
    )
    for heading in ("step", "seconds", "times reading and tidying"):
        table.add_column(heading, justify="left" if heading == "step" else "right")
    table.add_row("reading and tidying", f"{reading:.2f}", "1.00")
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    for name, middle in {**medians, "all together": sum(medians.values())}.items():
        table.add_row(name, f"{middle:.2f}", f"{middle / reading:.2f}")
    return table


def main() -> None:
    """Print the tables."""
    console = Console(width=130)
    console.print(speed())
    for table in tables():
        console.print(table)


if __name__ == "__main__":
    main()
