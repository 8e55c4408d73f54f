"""What disclosure control costs and whether it holds: simulated boards, and an attacker with all figures.

Run `python benchmarks/disclosure.py` (or `make bench`). Respondents answer all items with a leaning of their
own, so that 'any' of a domain is what it is in a school and not what independent answers would make it.
"""

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from safetytool.disclosure import Result, Rule, attack, board_table, protect, relations_of
from safetytool.disclosure.model import CELL, ROW, Method, Relations, Table

SEED = 20250606
BOARDS = 200
ITEMS = {
    "any.wellbeing": (0.10, 0.12, 0.08, 0.06),
    "any.perceived_safety": (0.04, 0.05, 0.08, 0.03, 0.06),
    "any.impairment": (0.14, 0.04, 0.10, 0.08, 0.12, 0.07, 0.09, 0.03),
    "any.staff_conduct": (0.05, 0.04, 0.02, 0.06, 0.01, 0.01, 0.005, 0.004),
    "any.disclosure": (0.15, 0.12, 0.2),
}
"""Composite -> usual share of concerns of its items."""

COMPOSITES = {
    domain: tuple(f"{domain.removeprefix('any.')}.{number}" for number in range(len(rates)))
    for domain, rates in ITEMS.items()
}


@dataclass(frozen=True)
class Design:
    """What a simulated board looks like."""

    schools: int
    years: int = 1
    grades: int = 0
    answers: float = 0.95
    """Share of the respondents who answer an item."""


def draw(design: Design, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the counts of a board: `answers` and `people` as `board_table` takes them."""
    answers: list[pd.DataFrame] = []
    people: list[dict[str, object]] = []
    enrolled = rng.integers(40, 500, design.schools)
    for year in range(design.years):
        for school in range(design.schools):
            key = {
                "school_year": f"{2019 + year}-{2020 + year}",
                "respondent_type": "pupil",
                "school": f"School {school:02d}",
            }
            number = int(rng.binomial(enrolled[school], 0.85))
            grade = rng.integers(1, design.grades + 1, number) if design.grades else np.zeros(number, int)
            units = [("", np.ones(number, bool))]
            units += [(str(g), grade == g) for g in range(1, design.grades + 1) if (grade == g).any()]
            invited = int(enrolled[school])
            for name, own in units:
                of_unit = invited if name == "" else int(own.sum())
                people.append(key | {"grade": name, "respondents": int(own.sum()), "invited": of_unit})
            answers += [
                frame.assign(grade=name, **key)
                for frame_units in [_answers(design, units, number, rng)]
                for name, frame in frame_units
            ]
    return pd.concat(answers, ignore_index=True), pd.DataFrame(people)


def _answers(
    design: Design, units: list[tuple[str, np.ndarray]], number: int, rng: np.random.Generator
) -> list[tuple[str, pd.DataFrame]]:
    """Draw the answers of the respondents of one school, and count them per unit."""
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    leaning = rng.gamma(0.5, 2.0, number)
    for domain, rates in ITEMS.items():
        level = rng.gamma(8, 1 / 8)
        chance = np.minimum(np.outer(leaning, rates) * level, 0.95)
        given = rng.random(chance.shape) < design.answers
        concern = (rng.random(chance.shape) < chance) & given
        for place, item in enumerate(COMPOSITES[domain]):
            columns[item] = given[:, place], concern[:, place]
        columns[domain] = np.any(given, axis=1), np.any(concern, axis=1)
    return [
        (
            name,
            pd.DataFrame(
                [
                    (item, int((given & own).sum()), int((concern & own).sum()))
                    for item, (given, concern) in columns.items()
                ],
                columns=["item", "n", "concerns"],
            ),
        )
        for name, own in units
    ]


def found_by_attacker(table: Table, relations: Relations, result: Result) -> pd.DataFrame:
    """Return the protected cells that are known more closely than 0 to the threshold, without shortcuts.

    Numbers of respondents, n and concerns under the threshold, a rest under it where n is at least twice the
    threshold, and concerns whatever they are where it is less.
    """
    cells, value = table.cells, table.cells["value"].to_numpy()
    least = result.rule.threshold
    n = cells[cells["kind"] == "n"].set_index(ROW)["value"]
    short = n.reindex(pd.MultiIndex.from_frame(cells[ROW])).to_numpy(float) < 2 * least
    kind = cells["kind"].to_numpy(object)
    small = (value < least) & ~(short & (kind == "rest")) | (short & (kind == "concerns"))
    protected = np.flatnonzero(small & (kind != "invited"))
    low, high = result.cells["low"].to_numpy(float), result.cells["high"].to_numpy(float)
    lowest, highest = attack(relations, low, high, protected)
    known = (lowest > 0) | (highest < least - 1)
    return cells.iloc[protected[known]][CELL].assign(lowest=lowest[known], highest=highest[known])


def main() -> None:
    """Print what is found, what is lost and how long it takes."""
    rng = np.random.default_rng(SEED)
    grid = Grid(title="Disclosure control on simulated boards")
    for name in (
        "boards",
        "schools",
        "grades",
        "years",
        "method",
        "found",
        "cells lost",
        "answers lost",
        "seconds",
    ):
        grid.add_column(name, justify="right")
    plans: list[tuple[int, Design, Method]] = [
        (BOARDS // 2, Design(6), "suppress"),
        (BOARDS // 4, Design(20), "suppress"),
        (BOARDS // 4, Design(3, grades=4), "suppress"),
        (5, Design(10, grades=6), "suppress"),
        (10, Design(20), "round"),
        (10, Design(20), "band"),
        (1, Design(60, years=5), "suppress"),
    ]
    for boards, design, method in plans:
        found, cells, people, seconds = 0, [], [], []
        for _ in range(boards):
            answers, who = draw(design, rng)
            table = board_table(answers, who)
            start = time.perf_counter()
            relations = relations_of(table, COMPOSITES)
            result = protect(table, relations, Rule(method=method))
            seconds.append(time.perf_counter() - start)
            found += len(found_by_attacker(table, relations, result))
            loss = result.loss()
            cells.append(loss.cells)
            people.append(loss.respondents)
        grid.add_row(
            str(boards), str(design.schools), str(design.grades), str(design.years), method, str(found),
            f"{np.mean(cells):.1%}", f"{np.mean(people):.1%}", f"{np.median(seconds):.1f}",
        )  # fmt: skip
    Console(width=110).print(grid)


if __name__ == "__main__":
    main()
