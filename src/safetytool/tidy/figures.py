"""Figures of no school on their way to a trend: what the Inspectorate publishes, for one.

Consumes: `AdvisorReport`s as read. Returns: their rows that are of no school, each figure once, and the
totals among them that are not the sum of their parts. Leaves out: reports of schools (see `tidy.reports`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

from safetytool.tidy.model import FIGURE_DISAGREEMENTS, FIGURES

if TYPE_CHECKING:
    from safetytool.advisors import AdvisorReport

ALL_SECTORS: Final = "all"
FIGURE: Final = ["school_year", "sector", "category", "about", "unit"]
"""What a figure is of."""


def join_figures(reports: Sequence["AdvisorReport"]) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Put the figures of no school of all files together.

    A figure that is stated again with another number is revised: the last one counts. Figures by month, by
    group or by who reported are parts of the others and are left out. Both are said.

    Returns
    -------
    Columns FIGURES; columns FIGURE_DISAGREEMENTS; and what was left out or revised (English sentences).
    """
    told: list[str] = []
    frames, differing = [], []
    for report in reports:
        rows = report.rows[report.rows["school"] == ""]
        rows = rows.assign(sector=rows["sector"].replace(ALL_SECTORS, ""), file=report.name)
        whole = (rows["reporter"] == "unknown") & (rows[["month", "class_name", "grade"]] == "").all(axis=1)
        if not whole.all():
            told.append(
                f"{report.name}: {int((~whole).sum())} figures of no school are by month, by group or by who "
                "reported; only the others were used."
            )
        frames.append(rows.loc[whole, FIGURES])
        differing.append(_disagreements(report, rows))
    if not frames:
        return pd.DataFrame(columns=FIGURES), pd.DataFrame(columns=FIGURE_DISAGREEMENTS), told
    every = pd.concat(frames, ignore_index=True)
    told += _revised(every)
    figures = every.drop_duplicates(FIGURE, keep="last").reset_index(drop=True)
    return figures, pd.concat(differing, ignore_index=True).drop_duplicates(ignore_index=True), told


def _revised(figures: pd.DataFrame) -> list[str]:
    """Say which figures are stated with several numbers."""
    again = figures.drop_duplicates([*FIGURE, "count", "reported"])
    again = again[again.duplicated(FIGURE, keep=False)]
    return [
        f"{own['file'].iloc[-1]}: {year}, {category} about {about}: {' and '.join(map(str, own['count']))} "
        "are both stated; the last was used."
        for (year, _, category, about, _), own in again.groupby(FIGURE, sort=True)
    ]


def _disagreements(report: "AdvisorReport", rows: pd.DataFrame) -> pd.DataFrame:
    """Return the stated totals of no school that differ from the sum of their parts."""
    stated = [
        (d.sheet, d.row, d.what, d.stated, d.summed, report.name)
        for d in report.disagreements
        if not d.school
    ]
    told = pd.DataFrame(stated, columns=["sheet", "row", "what", "stated", "summed", "file"])
    places = rows[[*FIGURE, "sheet", "row"]].drop_duplicates(["sheet", "row"])
    return told.merge(places.astype({"row": "int64"}), on=["sheet", "row"])[FIGURE_DISAGREEMENTS]
