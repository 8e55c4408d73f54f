"""Small boards for the tests: counts by hand, and counts of drawn respondents."""

import numpy as np
import pandas as pd

from safetytool.disclosure import Relations, Result, Table, attack, board_table, relations_of
from safetytool.disclosure.model import ROW

YEAR = "2024-2025"
Unit = tuple[str, str]


def answers(
    counts: dict[str, dict[Unit, tuple[int, int]]], year: str = YEAR, respondent_type: str = "pupil"
) -> pd.DataFrame:
    """Return the frame `answers`, from item -> (school, grade) -> (concerns, n)."""
    rows = [
        (year, respondent_type, school, grade, item, n, concerns)
        for item, units in counts.items()
        for (school, grade), (concerns, n) in units.items()
    ]
    columns = ["school_year", "respondent_type", "school", "grade", "item", "n", "concerns"]
    return pd.DataFrame(rows, columns=columns)


def one_item(*schools: tuple[int, int]) -> pd.DataFrame:
    """Return the answers to one item of schools A, B, ...: (concerns, n) each."""
    return answers({"q": {(chr(ord("A") + i), ""): pair for i, pair in enumerate(schools)}})


def shown(result: Result, kind: str, item: str = "q", grade: str = "") -> dict[str, str]:
    """Return what is shown of a kind, by school."""
    cells = result.cells
    own = cells[(cells["kind"] == kind) & (cells["item"] == item) & (cells["grade"] == grade)]
    return dict(zip(own["school"], own["shown"], strict=True))


def known_too_well(
    table: Table, relations: Relations, low: np.ndarray, high: np.ndarray, threshold: int = 5
) -> pd.DataFrame:
    """Return the protected cells that an attacker pins closer than 0 to the threshold.

    Of rows with fewer than twice the threshold answers: concerns, whatever they are; else also a small rest.
    """
    cells = table.cells
    n = cells[cells["kind"] == "n"].set_index(ROW)["value"]
    of = n.reindex(pd.MultiIndex.from_frame(cells[ROW])).to_numpy(float)
    short = of < 2 * threshold
    small = (cells["value"] < threshold) & ~(short & (cells["kind"] == "rest"))
    small |= short & (cells["kind"] == "concerns")
    protected = np.flatnonzero(small & (cells["kind"] != "invited"))
    lowest, highest = attack(relations, low, high, protected)
    known = (lowest > 0) | (highest < threshold - 1)
    return cells.iloc[protected[known]].assign(lowest=lowest[known], highest=highest[known])


def found(table: Table, relations: Relations, result: Result) -> pd.DataFrame:
    """Return what an attacker finds in a result."""
    cells = result.cells
    low, high = cells["low"].to_numpy(float), cells["high"].to_numpy(float)
    return known_too_well(table, relations, low, high, result.rule.threshold)


COMPOSITES = {"any.d": ("d.1", "d.2", "d.3")}


def drawn(
    seed: int, schools: int, grades: int, most: int, rate: float
) -> tuple[pd.DataFrame, pd.DataFrame, Table, Relations]:
    """Draw respondents, and count them: three items with their composite, and one more."""
    rng = np.random.default_rng(seed)
    rows, people = [], []
    for school in range(schools):
        number = int(rng.integers(0, most + 1))
        grade = rng.integers(0, grades + 1, number)
        given = rng.random((number, 4)) < 0.9
        concern = given & (rng.random((number, 4)) < rate)
        columns = {f"d.{i + 1}": (given[:, i], concern[:, i]) for i in range(3)}
        columns |= {"e.1": (given[:, 3], concern[:, 3])}
        columns["any.d"] = given[:, :3].any(axis=1), concern[:, :3].any(axis=1)
        # Grade 0 is none at all: those respondents count in their school only.
        units = [("", np.ones(number, bool)), *[(str(g), grade == g) for g in range(1, grades + 1)]]
        for name, own in units:
            key = (YEAR, "pupil", f"S{school}", name)
            people.append((*key, int(own.sum()), int(own.sum())))
            rows += [
                (*key, item, int((g & own).sum()), int((c & own).sum())) for item, (g, c) in columns.items()
            ]
    keys = ["school_year", "respondent_type", "school", "grade"]
    frame = pd.DataFrame(rows, columns=[*keys, "item", "n", "concerns"])
    who = pd.DataFrame(people, columns=[*keys, "respondents", "invited"])
    table = board_table(frame, who)
    return frame, who, table, relations_of(table, COMPOSITES)
