"""The attacker finds what there is to find: by enumeration, and where only the small counts are hidden."""

import itertools

import numpy as np
import pandas as pd
import pytest
from benchmarks.disclosure import COMPOSITES, Design, draw, found_by_attacker

from safetytool.disclosure import (
    ContradictionError,
    Relations,
    Rule,
    attack,
    board_table,
    protect,
    relations_of,
)
from safetytool.disclosure.attack import Targets, exposed
from safetytool.disclosure.earlier import assemble
from safetytool.disclosure.marks import mark_cells
from tests.disclosure.boards import drawn, known_too_well, one_item


def enumerated(relations: Relations, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return every whole table that fits, (tables, cells)."""
    grid = np.array(
        list(itertools.product(*[range(int(a), int(b) + 1) for a, b in zip(low, high, strict=True)]))
    )
    fits = np.ones(len(grid), bool)
    for number, kind in enumerate(relations.kinds):
        own = relations.terms[relations.terms["relation"] == number]
        total = grid[:, own["cell"]] @ own["coefficient"].to_numpy()
        fits &= (total <= 0) if kind == "at_most" else (total == 0)
    return grid[fits]


@pytest.mark.parametrize("seed", range(40))
def test_the_smallest_and_largest_value_are_those_of_all_tables_that_fit(seed: int) -> None:
    rng = np.random.default_rng(seed)
    terms, kinds = [], []
    for number in range(int(rng.integers(1, 5))):
        size = int(rng.integers(2, 5))
        cells = rng.choice(6, size, replace=False)
        signs = np.where(np.arange(size) == 0, 1, rng.choice([1, -1], size, p=[0.2, 0.8]))
        terms += [(number, int(c), int(s)) for c, s in zip(cells, signs, strict=True)]
        kinds.append(str(rng.choice(["sum", "at_most"])))
    truth = rng.integers(0, 5, 6)
    frame = pd.DataFrame(terms, columns=["relation", "cell", "coefficient"])
    sums = (frame["coefficient"] * truth[frame["cell"]]).groupby(frame["relation"]).sum()
    holds = [total == 0 if kind == "sum" else total <= 0 for total, kind in zip(sums, kinds, strict=True)]
    keep = frame[np.array(holds)[frame["relation"]]]
    keep = keep.assign(relation=pd.factorize(keep["relation"])[0])
    relations = Relations(keep, [kind for kind, good in zip(kinds, holds, strict=True) if good])
    low = np.where(rng.random(6) < 0.3, truth, 0).astype(float)
    high = np.where(low == truth, truth, 4).astype(float)
    tables = enumerated(relations, low, high)
    lowest, highest = attack(relations, low, high, np.arange(6))
    assert lowest.tolist() == tables.min(axis=0).tolist()
    assert highest.tolist() == tables.max(axis=0).tolist()
    known = exposed(relations, low, high, Targets(np.arange(6), low, high))
    assert known.tolist() == ((lowest > low) | (highest < high)).tolist()


def test_figures_that_cannot_all_be_true_are_refused() -> None:
    table = board_table(one_item((2, 60), (30, 60)))
    low = table.cells["value"].to_numpy(float)
    low[0] += 1
    with pytest.raises(ContradictionError):
        attack(relations_of(table), low, low, np.arange(2))


def test_three_sums_of_two_tell_each_of_three() -> None:
    # No sum alone tells anything, and together they leave 2, 2 and 2.
    terms = pd.DataFrame(
        {"relation": [0, 0, 0, 1, 1, 1, 2, 2, 2], "cell": [3, 0, 1, 3, 1, 2, 3, 0, 2],
         "coefficient": [1, -1, -1] * 3}
    )  # fmt: skip
    low, high = np.array([0.0, 0, 0, 4]), np.array([4.0, 4, 4, 4])
    lowest, highest = attack(Relations(terms, ["sum"] * 3), low, high, np.arange(3))
    assert lowest.tolist() == highest.tolist() == [2, 2, 2]


def test_counts_are_whole() -> None:
    terms = pd.DataFrame(
        {"relation": [0, 0, 0, 1, 1, 1], "cell": [3, 0, 1, 0, 2, 1], "coefficient": [1, -1, -1, 1, -1, -1]}
    )
    # 3 = x + y and x = w + y: x is (3 + w) / 2, so with w at most 2 it is 2 (w 1) and never 1.5 or 2.5.
    low, high = np.array([0.0, 0, 0, 3]), np.array([4.0, 4, 2, 3])
    lowest, highest = attack(Relations(terms, ["sum", "sum"]), low, high, np.arange(3))
    assert lowest.tolist() == highest.tolist() == [2, 1, 1]


def primary_only(table, relations):
    """Return what an attacker finds where only the protected values are hidden."""
    system = assemble(table, relations, [])
    none = np.zeros(len(system.values), bool)
    marks = mark_cells(system, Rule(), none, none)
    return known_too_well(table, relations, marks.low, marks.high)


def test_hiding_only_what_is_small_is_found_out() -> None:
    table = board_table(one_item((2, 60), (30, 100), (12, 80)))
    found = primary_only(table, relations_of(table))
    assert found[["school", "lowest", "highest"]].to_numpy().tolist() == [["A", 2, 2]]


def test_simulated_boards_hold_and_primary_suppression_alone_does_not() -> None:
    rng = np.random.default_rng(20250606)
    leaks = 0
    for design in [*[Design(6)] * 4, Design(20), Design(3, grades=4), Design(1, grades=3), Design(2)]:
        table = board_table(*draw(design, rng))
        relations = relations_of(table, COMPOSITES)
        result = protect(table, relations)
        assert found_by_attacker(table, relations, result).empty
        assert result.loss().cells < 0.25
        leaks += len(primary_only(table, relations))
    assert leaks > 50


def test_a_secret_put_back_is_found() -> None:
    """The attack test fails where one secondary cell too few is hidden."""
    *_, table, relations = drawn(3, 4, 0, 80, 0.08)
    result = protect(table, relations)
    cells = result.cells
    secondary = cells.index[(cells["status"] == "secondary") & (cells["kind"] == "concerns")]
    assert len(secondary)
    caught = 0
    for cell in secondary:
        low, high = cells["low"].to_numpy(float).copy(), cells["high"].to_numpy(float).copy()
        low[cell] = high[cell] = cells.loc[cell, "value"]
        caught += not known_too_well(table, relations, low, high).empty
    assert caught
