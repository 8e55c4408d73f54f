"""The attacker: what can be worked out from all that was published, exactly.

Consumes: relations, and the smallest and largest value that the published marks leave to each cell. Returns:
the smallest and largest value that remain when everything is put together. Cells that hang together through
relations that bind are solved together, and apart from the others; where one relation is all there is, the
answer is a subtraction, and else a linear programme (Fischetti and Salazar 2001, Management Science
47:1008-1027, the "attacker's problem"; Hundepool et al. 2012, Statistical Disclosure Control, section 4.4).
Counts are whole: where the optimum of a linear programme is not, the integer programme is solved, so that the
attacker knows that as well.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from safetytool.disclosure.model import Relations

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

CEILING: Final = 1_000_000.0
"""No school board counts more people: what stands for 'any number' where a solver needs one."""

WHOLE: Final = 1e-6
"""A solver's value this near to a whole number is that number."""

ROUNDS: Final = 20
"""Of subtraction, before a solver is asked."""


class ContradictionError(ValueError):
    """No table at all fits what was published: a figure in it is not true."""


@dataclass(frozen=True)
class Targets:
    """What an attacker wants to know: `cells` (k,), and the interval that should stay possible for each."""

    cells: Ints
    low: Floats
    high: Floats

    def only(self, wanted: Bools) -> "Targets":
        """Return those among the cells that `wanted` (all cells,) says."""
        keep = wanted[self.cells]
        return Targets(self.cells[keep], self.low[keep], self.high[keep])

    def and_(self, other: "Targets") -> "Targets":
        """Return these targets, and then the others."""
        return Targets(
            np.concatenate([self.cells, other.cells]),
            np.concatenate([self.low, other.low]),
            np.concatenate([self.high, other.high]),
        )


@dataclass(frozen=True)
class Puzzle:
    """What is left to solve: unknown cells, the relations that bind them, and which hang together.

    `low`, `high` (cells,): bounds. `mirror` (cells,): of a `rest` whose n is known the cell of the
    concerns, else the cell itself; `total` (cells,): that n, else 0. `relation`, `cell`, `coefficient`:
    terms of unknown cells. `equality`, `right` (relations,): sense and right-hand side.
    `block_of_relation`, `block_of_cell`: numbers of what hangs together, -1 where nothing binds.
    """

    low: Floats
    high: Floats
    mirror: Ints
    total: Floats
    relation: Ints
    cell: Ints
    coefficient: Floats
    equality: Bools
    right: Floats
    block_of_relation: Ints
    block_of_cell: Ints


def attack(relations: Relations, low: Floats, high: Floats, cells: Ints) -> tuple[Floats, Floats]:
    """Return the smallest and largest value that each of `cells` can have.

    Parameters
    ----------
    relations : between the cells.
    low, high : (all cells,) what the published mark of each says; equal where the value is published.
    cells : (k,) row numbers of the cells to work out.

    Returns
    -------
    Two arrays (k,), whole numbers.

    Raises
    ------
    ContradictionError
        Where no table fits.

    Examples
    --------
    A total of 9, of which 6 is published and two parts are "<5": nothing more is known of them than that
    they are 3 together.

    >>> import pandas as pd
    >>> terms = pd.DataFrame({"relation": 0, "cell": range(4), "coefficient": [1, -1, -1, -1]})
    >>> low, high = np.array([9.0, 6, 0, 0]), np.array([9.0, 6, 4, 4])
    >>> lowest, highest = attack(Relations(terms, ["sum"]), low, high, np.array([2, 3]))
    >>> lowest.tolist(), highest.tolist()
    ([0.0, 0.0], [3.0, 3.0])
    """
    puzzle = prepare(relations, low, high)
    own = puzzle.mirror[cells]
    lowest, highest = by_subtraction(puzzle)
    asked = np.unique(own)
    for block in np.unique(puzzle.block_of_cell[asked]):
        if block < 0 or is_single(puzzle, block):
            continue
        problem = _problem(puzzle, int(block))
        for cell in asked[puzzle.block_of_cell[asked] == block]:
            place = int(np.flatnonzero(problem.cells == cell)[0])
            lowest[cell], highest[cell] = _extreme(problem, place, -1), _extreme(problem, place, 1)
    turned = own != cells
    total = puzzle.total[cells]
    return (
        np.where(turned, total - highest[own], lowest[own]),
        np.where(turned, total - lowest[own], highest[own]),
    )


def exposed(relations: Relations, low: Floats, high: Floats, targets: Targets) -> Bools:
    """Tell which targets an attacker can know more closely than their interval (k,).

    As `attack`, but it stops as soon as both ends of an interval are seen to be possible, and one table that
    fits the published figures shows that for many cells at once.
    """
    puzzle = prepare(relations, low, high)
    own = _unmirrored(puzzle, targets)
    known = _outside(*repeated_subtraction(puzzle), own)
    blocks = puzzle.block_of_cell[own.cells]
    for block in np.unique(blocks):
        if block < 0 or is_single(puzzle, block):
            continue
        rows = np.flatnonzero((blocks == block) & ~known)
        if len(rows):
            problem = _problem(puzzle, int(block))
            places = np.searchsorted(problem.cells, own.cells[rows])
            can = _reached(problem, places, own.high[rows], 1)
            known[rows] = ~(can & _reached(problem, places, own.low[rows], -1))
    return known


def plainly_exposed(relations: Relations, low: Floats, high: Floats, targets: Targets) -> Bools:
    """Tell which targets subtraction alone gives away (k,): quick, and some of what `exposed` tells."""
    puzzle = prepare(relations, low, high)
    return _outside(*repeated_subtraction(puzzle), _unmirrored(puzzle, targets))


def _outside(lowest: Floats, highest: Floats, targets: Targets) -> Bools:
    return (lowest[targets.cells] > targets.low) | (highest[targets.cells] < targets.high)


def _unmirrored(puzzle: Puzzle, targets: Targets) -> Targets:
    """Return the targets in terms of the concerns where a rest is n minus those."""
    own = puzzle.mirror[targets.cells]
    turned, total = own != targets.cells, puzzle.total[targets.cells]
    return Targets(
        own,
        np.where(turned, total - targets.high, targets.low),
        np.where(turned, total - targets.low, targets.high),
    )


def prepare(relations: Relations, low: Floats, high: Floats) -> Puzzle:
    """Take out of the puzzle what is known, and the relations that say nothing."""
    low, high = low.astype(np.float64), np.minimum(high.astype(np.float64), CEILING)
    kinds = np.array(relations.kinds, dtype=object)
    relation = relations.terms["relation"].to_numpy(np.int64)
    cell = relations.terms["cell"].to_numpy(np.int64)
    coefficient = relations.terms["coefficient"].to_numpy(np.float64)
    mirror, total, settled = _mirrors(kinds, relation, cell, coefficient, low, high)
    if (low > high).any():
        raise ContradictionError("a mark contradicts the number of answers")
    fixed = low == high
    known = coefficient * np.where(fixed, low, 0)[cell]
    right = -_added(relation, known, len(kinds))
    open_ = ~fixed[cell]
    least, most = _sums(relation, coefficient, low[cell], high[cell], len(kinds))
    equality = kinds != "at_most"
    if (least > WHOLE).any() or (equality & (most < -WHOLE)).any():
        raise ContradictionError("a total and its parts contradict each other")
    binds = ~settled & (equality | (most > 0))
    keep = open_ & binds[relation]
    relation, cell, coefficient = relation[keep], cell[keep], coefficient[keep]
    of_relation, of_cell = _blocks(relation, cell, len(kinds), len(low))
    return Puzzle(
        low, high, mirror, total, relation, cell, coefficient, equality, right, of_relation, of_cell
    )  # fmt: skip


def _mirrors(
    kinds: NDArray[np.object_], relation: Ints, cell: Ints, coefficient: Floats, low: Floats, high: Floats
) -> tuple[Ints, Floats, Bools]:
    """Where n is known, rest is n - concerns: let the concerns carry its bounds (in place).

    Returns the cell that stands for each, n, and which relations are settled by it.
    """
    mirror, total = np.arange(len(low)), np.zeros(len(low))
    settled = np.zeros(len(kinds), bool)
    complement = (kinds == "complement")[relation]
    order = np.lexsort((cell[complement], -coefficient[complement], relation[complement]))
    rows = cell[complement][order].reshape(-1, 3)
    numbers = relation[complement][order].reshape(-1, 3)[:, 0]
    known = low[rows[:, 0]] == high[rows[:, 0]]
    n, concerns, rest = rows[known].T
    low[concerns] = np.maximum(low[concerns], low[n] - high[rest])
    high[concerns] = np.minimum(high[concerns], low[n] - low[rest])
    low[rest], high[rest] = low[n] - high[concerns], low[n] - low[concerns]
    mirror[rest], total[rest] = concerns, low[n]
    settled[numbers[known]] = True
    return mirror, total, settled


def _sums(
    relation: Ints, coefficient: Floats, low: Floats, high: Floats, count: int
) -> tuple[Floats, Floats]:
    """Return the smallest and largest sum of every relation's terms, each on its own."""
    ends = coefficient * low, coefficient * high
    return _added(relation, np.minimum(*ends), count), _added(relation, np.maximum(*ends), count)


def _added(relation: Ints, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(relation, values, minlength=count), np.float64)


def _blocks(relation: Ints, cell: Ints, relations: int, cells: int) -> tuple[Ints, Ints]:
    """Return which relations and cells hang together: a number, -1 for those that nothing binds."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array(
        (np.ones(len(cell)), (relation, relations + cell)), shape=(relations + cells, relations + cells)
    )
    _, label = connected_components(graph, directed=False)
    of_relation, of_cell = np.full(relations, -1), np.full(cells, -1)
    of_relation[relation], of_cell[cell] = label[relation], label[relations + cell]
    return of_relation, of_cell


def is_single(puzzle: Puzzle, block: int) -> bool:
    """Tell whether one relation is all that binds a block: then subtraction is exact."""
    return bool((puzzle.block_of_relation == block).sum() == 1)


def by_subtraction(puzzle: Puzzle) -> tuple[Floats, Floats]:
    """Return what each relation on its own leaves of each cell, (cells,): never too narrow."""
    relation, cell, coefficient = puzzle.relation, puzzle.cell, puzzle.coefficient
    count = len(puzzle.equality)
    least, most = _sums(relation, coefficient, puzzle.low[cell], puzzle.high[cell], count)
    ends = coefficient * puzzle.low[cell], coefficient * puzzle.high[cell]
    right = puzzle.right[relation]
    upper = right - (least[relation] - np.minimum(*ends))
    lower = np.where(puzzle.equality[relation], right - (most[relation] - np.maximum(*ends)), -np.inf)
    up, down = coefficient > 0, coefficient < 0
    lowest, highest = puzzle.low.copy(), puzzle.high.copy()
    np.minimum.at(highest, cell[up], (upper / coefficient)[up])
    np.maximum.at(lowest, cell[up], (lower / coefficient)[up])
    np.maximum.at(lowest, cell[down], (upper / coefficient)[down])
    np.minimum.at(highest, cell[down], (lower / coefficient)[down])
    return lowest, highest


def repeated_subtraction(puzzle: Puzzle) -> tuple[Floats, Floats]:
    """Return what the relations leave of each cell if each goes on from what the others left, (cells,).

    The shuttle algorithm (Buzzigoli and Giusti 1999, Statistical Data Protection '98, 131-147), for a
    limited number of rounds: never too narrow, often narrow enough to see that a cell is exposed.
    """
    lowest, highest = by_subtraction(puzzle)
    for _ in range(ROUNDS):
        before = lowest, highest
        lowest, highest = by_subtraction(replace(puzzle, low=lowest, high=highest))
        if (lowest == before[0]).all() and (highest == before[1]).all():
            break
    return lowest, highest


@dataclass(frozen=True)
class _Problem:
    """A block as a matrix: least <= matrix @ table <= most; columns in the order of `cells`, ascending."""

    cells: Ints
    low: Floats
    high: Floats
    matrix: "csr_array"
    least: Floats
    most: Floats


def _problem(puzzle: Puzzle, block: int) -> _Problem:
    from scipy.sparse import csr_array

    terms = puzzle.block_of_relation[puzzle.relation] == block
    cells, column = np.unique(puzzle.cell[terms], return_inverse=True)
    numbers, row = np.unique(puzzle.relation[terms], return_inverse=True)
    matrix = csr_array((puzzle.coefficient[terms], (row, column)), shape=(len(numbers), len(cells)))
    most = puzzle.right[numbers]
    least = np.where(puzzle.equality[numbers], most, -np.inf)
    return _Problem(cells, puzzle.low[cells], puzzle.high[cells], matrix, least, most)


def _solve(problem: _Problem, gain: Floats, *, whole: bool = False) -> Floats:
    """Return the table (cells,) that fits and has the largest sum of gain * value."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        -gain,
        constraints=LinearConstraint(problem.matrix, problem.least, problem.most),
        bounds=Bounds(problem.low, problem.high),
        integrality=np.full(len(gain), int(whole)),
        # The programmes are many and small: presolving them takes longer than solving.
        options={"presolve": whole},
    )
    if found.x is None:
        raise ContradictionError(f"no table fits the published figures ({found.message})")
    return np.asarray(found.x, np.float64)


def _is_whole(table: Floats) -> bool:
    return bool((np.abs(table - np.round(table)) < WHOLE).all())


def _extreme(problem: _Problem, place: int, sign: int) -> float:
    """Return the largest (sign 1) or smallest (-1) whole value of one cell."""
    gain = np.zeros(len(problem.cells))
    gain[place] = sign
    table = _solve(problem, gain)
    if not _is_whole(table):
        table = _solve(problem, gain, whole=True)
    return float(np.round(table[place]))


def _reached(problem: _Problem, places: Ints, needed: Floats, sign: int) -> Bools:
    """Tell which cells can be as large (sign 1) or as small (-1) as needed, (k,)."""
    reached = np.zeros(len(places), bool)

    def look(table: Floats) -> bool:
        """Note what a table that fits shows; tell whether it shows anything new."""
        if not _is_whole(table):
            return False
        new = ~reached & (sign * np.round(table[places]) >= sign * needed)
        reached[new] = True
        return bool(new.any())

    progress = True
    while progress and not reached.all():
        # One table for as many cells as possible.
        gain = np.zeros(len(problem.cells))
        gain[places[~reached]] = sign
        progress = look(_solve(problem, gain))
    for row in range(len(places)):
        if reached[row]:
            continue
        gain = np.zeros(len(problem.cells))
        gain[places[row]] = sign
        table = _solve(problem, gain)
        if sign * table[places[row]] < sign * needed[row] - WHOLE:
            continue
        if not _is_whole(table):
            table = _solve(problem, gain, whole=True)
        look(table)
    return reached
