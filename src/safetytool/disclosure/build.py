"""Put the counts of a board in one table, with every relation that the outside world can know.

Consumes: counts per school (and grade). Returns: `Table` and `Relations`. The board is the sum of its schools
by definition, and is added here; so are respondents in no grade, because subtraction would give them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from safetytool.disclosure.grades import pool_small_grades
from safetytool.disclosure.model import (
    CELL,
    OTHER_GRADES,
    ROW,
    UNIT,
    Earlier,
    Relations,
    Rule,
    Table,
)

ANSWERS: Final = ["n", "concerns"]
PEOPLE: Final = ["respondents", "invited"]


def board_table(
    answers: pd.DataFrame,
    people: pd.DataFrame | None = None,
    rule: Rule | None = None,
    earlier: Sequence[pd.DataFrame] = (),
) -> Table:
    """Return the cells of a board report.

    Parameters
    ----------
    answers : school_year, respondent_type, school, grade ('' the school itself), item, n, concerns. Reports
        of confidential advisors go in as respondent_type 'advisor' and an item of their own, n all reports
        and concerns those about staff.
    people : school_year, respondent_type, school, grade, respondents and, where it is known, invited.
    rule : for the threshold: grades of fewer than twice as many respondents are put together.
    earlier : records of earlier reports, of which a school keeps the grades (`pool_small_grades`).

    Raises
    ------
    ValueError
        Where a row occurs twice, counts are negative or larger than their whole, or the grades of a school
        are more than the school.
    """
    parts = [_long(answers, [*ROW], ANSWERS)]
    if people is not None:
        given = people.assign(item="")
        parts.append(_long(given, [*ROW], [name for name in PEOPLE if name in given]))
    cells = pd.concat(parts, ignore_index=True)
    if cells.duplicated(CELL).any() or (cells["value"] < 0).any():
        raise ValueError("a count is negative or stands there twice")
    if (cells["school"] == "").any():
        raise ValueError("the board is the sum of its schools and is not given")
    cells = pd.concat([cells, _outside_grades(cells)], ignore_index=True)
    cells = pool_small_grades(cells, (rule or Rule()).threshold, earlier)
    cells = pd.concat([cells, _board(cells)], ignore_index=True)
    cells = pd.concat([cells, _rest(cells)], ignore_index=True)
    return Table(cells.sort_values(CELL, ignore_index=True))


def relations_of(table: Table, composites: Mapping[str, tuple[str, ...]] | None = None) -> Relations:
    """Return every relation that holds between the cells of `table`.

    Parameters
    ----------
    table : as `board_table`.
    composites : an item -> the items of which it counts the respondents with at least one concern
        ('any.staff_conduct' -> its items).

    Notes
    -----
    A composite lies between the largest and the sum of its parts, for answers, concerns and answers without a
    concern. An inequality that the data break (more answers than respondents, in an aggregated export) is
    nothing that anybody could use, and is left out.
    """
    relations = _relations(table.cells, composites or {})
    value = table.cells["value"].to_numpy(np.float64)
    terms = relations.terms
    total = np.bincount(
        terms["relation"],
        terms["coefficient"] * value[terms["cell"].to_numpy()],
        minlength=len(relations.kinds),
    )
    inequality = np.array([kind == "at_most" for kind in relations.kinds], bool)
    if (total[~inequality] != 0).any():
        raise ValueError("a total is not the sum of its parts")
    return _kept(relations, ~inequality | (total <= 0))


def earlier_report(record: pd.DataFrame, composites: Mapping[str, tuple[str, ...]] | None = None) -> Earlier:
    """Return an earlier report, from what `Result.record` gave at the time (read back from a file).

    A `high` that is missing, as in formats that know no infinity, is no upper end.
    """
    record = record.sort_values(CELL, ignore_index=True).fillna({"high": np.inf})
    return Earlier(record, _relations(record, composites or {}))


def _long(frame: pd.DataFrame, keys: list[str], kinds: list[str]) -> pd.DataFrame:
    """Return one row a cell."""
    if "concerns" in kinds and (frame["concerns"] > frame["n"]).any():
        raise ValueError("more concerns than answers")
    cells = frame[[*keys, *kinds]].melt(keys, var_name="kind", value_name="value").dropna(subset="value")
    return cells.astype({"value": "int64"})


def _board(cells: pd.DataFrame) -> pd.DataFrame:
    """Add up the schools; the number of invited only where every school with respondents has it."""
    schools = cells[cells["grade"] == ""]
    keys = ["school_year", "respondent_type", "item", "kind"]
    total = schools.groupby(keys, as_index=False)["value"].agg(["sum", "size"])
    total = total.rename(columns={"sum": "value"})
    people = total[total["kind"] == "respondents"].set_index(["school_year", "respondent_type"])["size"]
    having = pd.MultiIndex.from_frame(total[["school_year", "respondent_type"]])
    complete = total["size"].to_numpy() >= people.reindex(having).fillna(0).to_numpy()
    total = total[(total["kind"] != "invited") | complete].drop(columns="size")
    return total.assign(school="", grade="")


def _outside_grades(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the respondents of a school that are in none of the grades that are given."""
    keys = [name for name in CELL if name != "grade"]
    own = cells["grade"] == ""
    grades = cells[~own & (cells["kind"] != "invited")].groupby(keys)["value"].sum()
    schools = cells[own].set_index(keys)["value"].reindex(grades.index)
    left = schools - grades
    if left.isna().any() or (left < 0).any():
        raise ValueError("the grades of a school are more than the school")
    left_ = left.rename("value").reset_index().assign(grade=OTHER_GRADES)
    rows = [name for name in ROW if name != "grade"]
    some = left_.groupby(rows)["value"].transform("max") > 0
    return left_[some].astype({"value": "int64"})


def _rest(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the answers without a concern."""
    n = cells[cells["kind"] == "n"].set_index(ROW)["value"]
    concerns = cells[cells["kind"] == "concerns"].set_index(ROW)["value"]
    rest = (n - concerns.reindex(n.index)).rename("value").reset_index()
    if (rest["value"] < 0).any():
        raise ValueError("more concerns than answers outside the grades of a school")
    return rest.assign(kind="rest").astype({"value": "int64"})


def _relations(cells: pd.DataFrame, composites: Mapping[str, tuple[str, ...]]) -> Relations:
    """Return the relations that the names of the cells bring with them."""
    cells = cells[CELL].assign(cell=np.arange(len(cells)))
    found = [
        *_sums(cells),
        _complements(cells),
        _of_respondents(cells),
        *_composites(cells, composites),
    ]
    terms, kinds, first = [], [], 0
    for kind, part in found:
        if part.empty:
            continue
        numbers, _ = pd.factorize(part["relation"], sort=True)
        terms.append(part[["cell", "coefficient"]].assign(relation=numbers + first))
        count = int(numbers.max()) + 1
        kinds += [kind] * count
        first += count
    if not terms:
        return Relations(pd.DataFrame({"relation": [], "cell": [], "coefficient": []}, dtype="int64"), [])
    frame = pd.concat(terms, ignore_index=True)[["relation", "cell", "coefficient"]]
    return Relations(frame.astype("int64"), kinds)


def _sums(cells: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return total = sum of parts: the board and its schools, a school and its grades.

    Those of `rest` follow from those of n and concerns, and what is public needs none.
    """
    cells = cells[cells["kind"].isin(["respondents", "n", "concerns"])]
    board = cells[cells["school"] == ""]
    schools = cells[(cells["school"] != "") & (cells["grade"] == "")]
    grades = cells[cells["grade"] != ""]
    keys = ["school_year", "respondent_type", "item", "kind"]
    return [
        ("sum", _whole_and_parts(board, schools, keys)),
        ("sum", _whole_and_parts(schools, grades, [*keys, "school"])),
    ]


def _whole_and_parts(whole: pd.DataFrame, parts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the terms of whole - sum of parts, for every whole that has parts."""
    joined = whole[[*keys, "cell"]].merge(parts[[*keys, "cell"]], on=keys, suffixes=("", "_part"))
    once = joined.drop_duplicates("cell")
    return pd.concat(
        [
            pd.DataFrame({"relation": once["cell"], "cell": once["cell"], "coefficient": 1}),
            pd.DataFrame({"relation": joined["cell"], "cell": joined["cell_part"], "coefficient": -1}),
        ],
        ignore_index=True,
    )


def _complements(cells: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return n - concerns - rest = 0."""
    own = cells[cells["kind"].isin(["n", "concerns", "rest"])]
    return "complement", pd.DataFrame(
        {
            "relation": own.groupby(ROW).ngroup(),
            "cell": own["cell"],
            "coefficient": np.where(own["kind"] == "n", 1, -1),
        }
    )


def _of_respondents(cells: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return n <= respondents."""
    answers = cells[cells["kind"] == "n"]
    keys = UNIT
    people = cells[cells["kind"] == "respondents"]
    joined = answers.merge(people[[*keys, "cell"]], on=keys, suffixes=("", "_whole"))
    return "at_most", _pairs(joined["cell"], joined["cell_whole"])


def _pairs(lower: pd.Series, upper: pd.Series) -> pd.DataFrame:
    """Return the terms of lower <= upper, a relation a row."""
    numbers = np.arange(len(lower))
    return pd.DataFrame(
        {
            "relation": np.concatenate([numbers, numbers]),
            "cell": np.concatenate([lower.to_numpy(), upper.to_numpy()]),
            "coefficient": np.repeat([1, -1], len(lower)),
        }
    )


def _composites(
    cells: pd.DataFrame, composites: Mapping[str, tuple[str, ...]]
) -> list[tuple[str, pd.DataFrame]]:
    """Return each part <= composite <= sum of the parts, for n, for concerns and for n - concerns."""
    members = pd.DataFrame(
        [(whole, part) for whole, parts in composites.items() for part in parts], columns=["whole", "item"]
    )
    both = cells[cells["kind"].isin(ANSWERS)]
    keys = [*UNIT, "kind"]
    parts = both.merge(members, on="item")
    wholes = both.rename(columns={"item": "whole", "cell": "cell_whole"})
    joined = parts.merge(wholes, on=[*keys, "whole"])
    if joined.empty:
        return []
    between = pd.concat(
        [
            pd.DataFrame(
                {"relation": joined["cell_whole"], "cell": joined["cell_whole"], "coefficient": 1}
            ).drop_duplicates("cell"),
            pd.DataFrame({"relation": joined["cell_whole"], "cell": joined["cell"], "coefficient": -1}),
        ],
        ignore_index=True,
    )
    rest = between.merge(joined[["cell_whole", "kind", "whole", *UNIT]].drop_duplicates("cell_whole"),
                         left_on="relation", right_on="cell_whole")  # fmt: skip
    rest["relation"] = rest.groupby([*UNIT, "whole"]).ngroup()
    rest["coefficient"] = np.where(rest["kind"] == "concerns", -1, 1) * rest["coefficient"]
    return [
        ("at_most", _pairs(joined["cell"], joined["cell_whole"])),
        ("at_most", between),
        ("at_most", rest[["relation", "cell", "coefficient"]]),
    ]


def _kept(relations: Relations, keep: np.ndarray) -> Relations:
    """Return the relations that `keep` says, numbered anew."""
    numbers = np.cumsum(keep) - 1
    terms = relations.terms[keep[relations.terms["relation"].to_numpy()]]
    terms = terms.assign(relation=numbers[terms["relation"].to_numpy()])
    return Relations(
        terms.reset_index(drop=True), [k for k, wanted in zip(relations.kinds, keep, strict=True) if wanted]
    )
