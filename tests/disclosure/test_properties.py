"""What must hold of any board at all."""

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safetytool.disclosure import (
    CELL,
    Earlier,
    Relations,
    Result,
    Rule,
    Table,
    board_table,
    earlier_report,
    protect,
    relations_of,
)
from tests.disclosure.boards import COMPOSITES, drawn, found, known_too_well

boards = st.tuples(
    st.integers(0, 10**6), st.integers(1, 3), st.integers(0, 2), st.sampled_from([6, 12, 30, 90]),
    st.sampled_from([0.02, 0.1, 0.5, 0.95]),
)  # fmt: skip
rules = st.builds(Rule, st.sampled_from([3, 5, 10]), st.sampled_from(["suppress", "round", "band"]))
few = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(boards, rules)
def test_nothing_can_be_pinned_and_nothing_untrue_is_said(board, rule) -> None:
    *_, table, relations = drawn(*board)
    result = protect(table, relations, rule)
    cells = result.cells
    assert result.exposed.empty
    assert found(table, relations, result).empty
    assert ((cells["low"] <= cells["value"]) & (cells["value"] <= cells["high"])).all()
    exact = cells[cells["mark"] == "value"]
    assert (exact["shown"] == exact["value"].astype(str)).all()
    small = (cells["value"] < rule.threshold) & (cells["mark"].isin(["value", "rounded", "band"]))
    assert not small.any()


@few
@given(boards, st.integers(0, 1000))
def test_the_order_of_the_rows_does_not_matter(board, seed) -> None:
    frame, people, table, relations = drawn(*board)
    first = protect(table, relations)
    again = board_table(frame.sample(frac=1, random_state=seed), people.sample(frac=1, random_state=seed))
    second = protect(again, relations_of(again, COMPOSITES))
    pd.testing.assert_frame_equal(first.cells, second.cells)


@few
@given(boards, st.integers(0, 1000))
def test_an_earlier_report_without_a_school_helps_nobody(board, seed) -> None:
    frame, people, table, relations = drawn(*board)
    gone = f"S{np.random.default_rng(seed).integers(board[1])}"
    part = board_table(frame[frame["school"] != gone], people[people["school"] != gone])
    before = protect(part, relations_of(part, COMPOSITES))
    earlier = earlier_report(before.record(), COMPOSITES)
    after = protect(table, relations, known=[earlier])
    assert after.exposed.empty
    merged = after.cells.merge(before.cells, on=["school", "grade", "item", "kind"], suffixes=("", "_then"))
    assert (merged["shown"] == merged["shown_then"]).all()
    assert found_with(after, relations, earlier).empty


def found_with(after: Result, relations: Relations, earlier: Earlier) -> pd.DataFrame:
    """Attack with both reports: schools are the same cells in both, the board of then is another."""
    cells, record = after.cells, earlier.record
    low, high = cells["low"].to_numpy(float).copy(), cells["high"].to_numpy(float).copy()
    if len(record):
        # What stands there as the board is the board of then.
        low[cells["school"] == ""], high[cells["school"] == ""] = 0, np.inf
    place = pd.Series(np.arange(len(cells)), pd.MultiIndex.from_frame(cells[CELL]))
    where = place.loc[pd.MultiIndex.from_frame(record[CELL])].to_numpy().copy()
    board = np.flatnonzero(record["school"] == "")
    where[board] = len(cells) + np.arange(len(board))
    terms = earlier.relations.terms
    then = terms.assign(relation=terms["relation"] + len(relations.kinds), cell=where[terms["cell"]])
    both = Relations(
        pd.concat([relations.terms, then], ignore_index=True), [*relations.kinds, *earlier.relations.kinds]
    )
    # A complement twice is one: the attack expects n, concerns and rest of a row once.
    rows = both.terms[both.terms["relation"].map(lambda r: both.kinds[r] == "complement")]
    again = rows.groupby("relation")["cell"].agg(tuple).duplicated()
    drop = set(again[again].index)
    kept = both.terms[~both.terms["relation"].isin(drop)]
    numbers, names = pd.factorize(kept["relation"], sort=True)
    both = Relations(kept.assign(relation=numbers), [both.kinds[name] for name in names])
    low = np.concatenate([low, record["low"].to_numpy(float)[board]])
    high = np.concatenate([high, record["high"].to_numpy(float)[board]])
    return known_too_well(Table(cells), both, low, high, after.rule.threshold)
