"""What is shown of every cell, what that says of it, and what must stay possible.

Two marks tell what they hide: *few* ("<5", the value is 0 to 4) and *all_but_few* (the rest is). *hidden*
tells nothing. A row of fewer than twice the threshold answers always hides its concerns, whatever they are:
there, of concerns and rest, at least one is protected, and saying which would say too much.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from safetytool.disclosure.attack import Bools, Floats, Ints, Targets
from safetytool.disclosure.earlier import System
from safetytool.disclosure.model import ROUNDING_BASE, Rule

SHOWS: Final = ("value", "rounded", "band")
"""The marks that show a figure."""


@dataclass(frozen=True)
class Marks:
    """What stands in the report, (cells,) each; for cells of earlier reports what stood there.

    `status`, `mark`: as in `Result.cells`. `low`, `high`: what the mark says. `known_low`, `known_high`:
    what an attacker has of the value of today, which is nothing where it was revised since.
    """

    status: NDArray[np.object_]
    mark: NDArray[np.object_]
    low: Floats
    high: Floats
    known_low: Floats
    known_high: Floats

    def shows(self, cells: Ints) -> Bools:
        """Tell whether a figure is shown, (k,)."""
        return np.isin(self.mark[cells], SHOWS)


def mark_cells(system: System, rule: Rule, secondary: Bools, blurred: Bools) -> Marks:
    """Return the marks.

    Parameters
    ----------
    system : all cells.
    rule : threshold and method.
    secondary : (cells,) hidden to protect another.
    blurred : (cells,) if it is hidden, then without saying whether it is few.
    """
    count = len(system.values)
    marks = Marks(
        status=np.full(count, "published", object),
        mark=np.full(count, "value", object),
        low=system.values.copy(),
        high=system.values.copy(),
        known_low=np.empty(0),
        known_high=np.empty(0),
    )
    _mark_wholes(marks, system, rule, secondary, blurred)
    _keep_earlier(marks, system, rule)
    _mark_rows(marks, system, rule, secondary, blurred)
    _keep_earlier(marks, system, rule)
    known_low, known_high = marks.low.copy(), marks.high.copy()
    known_low[system.revised], known_high[system.revised] = 0, np.inf
    return Marks(marks.status, marks.mark, marks.low, marks.high, known_low, known_high)


def _set(marks: Marks, where: Bools, mark: str, low: Floats | float, high: Floats | float) -> None:
    marks.mark[where] = mark
    marks.low[where] = low[where] if isinstance(low, np.ndarray) else low
    marks.high[where] = high[where] if isinstance(high, np.ndarray) else high


def _mark_wholes(marks: Marks, system: System, rule: Rule, secondary: Bools, blurred: Bools) -> None:
    """Mark invited, respondents and n (in place; of rows the other cells come later)."""
    small = system.values < rule.threshold
    marks.status[secondary] = "secondary"
    marks.status[small] = "primary"
    hidden = small | secondary
    _set(marks, small & ~blurred, "few", 0, rule.threshold - 1)
    _set(marks, secondary & ~small & ~blurred, "hidden", rule.threshold, np.inf)
    _set(marks, hidden & blurred, "hidden", 0, np.inf)


def _keep_earlier(marks: Marks, system: System, rule: Rule) -> None:
    """Let what was shown before stand (in place)."""
    frozen = system.frozen
    marks.mark[frozen] = system.mark[frozen]
    marks.low[frozen], marks.high[frozen] = system.low[frozen], system.high[frozen]
    shown = np.isin(marks.mark, SHOWS)
    marks.status[frozen & shown] = "published"
    small = system.values < rule.threshold
    marks.status[frozen & ~shown] = "secondary"
    marks.status[frozen & ~shown & (small | np.isin(marks.mark, ["few", "all_but_few"]))] = "primary"


def _mark_rows(marks: Marks, system: System, rule: Rule, secondary: Bools, blurred: Bools) -> None:
    """Mark concerns and rest, by row (in place)."""
    least = rule.threshold
    whole, part, rest = system.rows.T
    n, concerns, others = system.values[system.rows].T
    given = (marks.mark[whole] == "value") & ~system.revised[system.rows].any(axis=1)
    few, all_but_few = concerns < least, others < least
    primary = few | all_but_few | (n < least)
    asked = secondary[part]
    vague = ~given | (n < 2 * least) | (blurred[part] & (primary | asked))
    hidden = primary | asked | ~given
    marks.status[part] = np.where(primary, "primary", np.where(hidden, "secondary", "published"))
    marks.status[rest] = marks.status[part]
    most = np.where(given, n, np.inf)
    _mark_pair(marks, part, rest, n, hidden & vague, "hidden", np.zeros(len(n)), most)
    marks.low[rest[~given]], marks.high[rest[~given]] = 0, np.inf
    clear = hidden & ~vague
    _mark_pair(marks, part, rest, n, clear & few, "few", np.zeros(len(n)), np.full(len(n), least - 1.0))
    _mark_pair(marks, part, rest, n, clear & all_but_few, "all_but_few", n - least + 1, n)
    _mark_pair(marks, part, rest, n, clear & ~primary, "hidden", np.full(len(n), float(least)), n - least)
    if rule.method != "suppress":
        low, high = _around(concerns, rule)
        mark = "rounded" if rule.method == "round" else "band"
        bounds = np.maximum(low, least), np.minimum(high, n - least)
        _mark_pair(marks, part, rest, n, ~hidden, mark, *bounds)


def _around(value: Floats, rule: Rule) -> tuple[Floats, Floats]:
    """Return the smallest and largest value that is shown in the same way."""
    if rule.method == "round":
        middle = ROUNDING_BASE * np.round(value / ROUNDING_BASE)
        return middle - ROUNDING_BASE // 2, middle + ROUNDING_BASE // 2
    first = ROUNDING_BASE * np.floor(value / ROUNDING_BASE)
    return first, first + ROUNDING_BASE - 1


def _mark_pair(
    marks: Marks, part: Ints, rest: Ints, n: Floats, where: Bools, mark: str, low: Floats, high: Floats
) -> None:
    """Mark the concerns of rows, and turn it round for the rest (in place)."""
    opposite = {"few": "all_but_few", "all_but_few": "few"}
    marks.mark[part[where]], marks.mark[rest[where]] = mark, opposite.get(mark, mark)
    marks.low[part[where]], marks.high[part[where]] = low[where], high[where]
    marks.low[rest[where]], marks.high[rest[where]] = (n - high)[where], (n - low)[where]


def must_stay_open(system: System, rule: Rule, marks: Marks) -> Targets:
    """Return the protected cells, with 0 up to the threshold: the protection interval.

    In rows of fewer than twice the threshold answers it is the concerns that must be able to be anything from
    0 up to the threshold, whatever they are, and the rest goes with them: that it is not 0 (where a larger
    unit has few concerns, not all of a small part of it have one) is no harm, and that it is few stays open.
    """
    values, least = system.values, rule.threshold
    whole, part, rest = system.rows.T
    short = values[whole] < 2 * least
    protected = values < least
    protected[part[short]], protected[rest[short]] = True, False
    protected[: system.size] &= system.keys["kind"].to_numpy(object) != "invited"
    old = np.isnan(values)
    protected[old] = marks.mark[old] == "few"
    cells = np.flatnonzero(protected & ~marks.shows(np.arange(len(values))))
    most = np.full(len(values), least - 1.0)
    # An earlier report may have had a lower threshold.
    given = marks.mark[whole] == "value"
    most[part[given]] = np.minimum(most[part[given]], values[whole[given]])
    most[old] = np.minimum(most[old], marks.high[old])
    return Targets(cells, np.zeros(len(cells)), most[cells])


def might_be_protected(system: System, rule: Rule, marks: Marks) -> Targets:
    """Return the cells that are not protected while their mark leaves it open.

    Whoever knows the rule also knows that a protected cell can always be anything from 0 up to the threshold:
    a cell that cannot is none, and therefore at least the threshold. This does not go for a rest, which may
    be of a row of few answers.
    """
    open_ = (marks.known_low < rule.threshold) & (marks.mark == "hidden")
    open_ &= system.values >= rule.threshold
    open_[system.rows[:, 2]] = False
    cells = np.setdiff1d(np.flatnonzero(open_), must_stay_open(system, rule, marks).cells)
    return Targets(cells, np.zeros(len(cells)), np.full(len(cells), rule.threshold - 1.0))
