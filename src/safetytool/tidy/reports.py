"""Advisors' reports on their way to the counts: each once, beside the exports of the same schools.

Consumes: `AdvisorReport`s as read. Returns: `Reports`, the remarks in them as texts, and what was not used.
Leaves out: what a number of reports means.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pandas as pd

from safetytool.errors import UsageError
from safetytool.schools import SchoolRegister
from safetytool.tidy.model import DISAGREEMENTS, NO_REPORTS, REPORTS, TEXTS, Reports
from safetytool.tidy.not_recognised import COLUMNS, shown_answer

if TYPE_CHECKING:
    from safetytool.advisors import AdvisorReport, Disagreement


STAFF: Final = frozenset({"staff", "management"})


def refuse_repeated(reports: Sequence["AdvisorReport"]) -> None:
    """Refuse an advisor's report that is given twice, as the same file or with the same rows.

    Raises
    ------
    UsageError
        It names both.
    """
    for one, other in combinations(reports, 2):
        if one.sha256 == other.sha256:
            raise UsageError(f"{one.path} and {other.path} are the same file", do="Give it once")
        if len(one.rows) > 1 and _content(one).equals(_content(other)):
            raise UsageError(f"{one.path} and {other.path} have the same reports", do="Give one of them")


def _content(report: "AdvisorReport") -> pd.DataFrame:
    """Return what a report says, in a fixed order, without where it stands."""
    said: pd.DataFrame = report.rows.drop(columns=["sheet", "row"]).astype(str)
    return said.sort_values(list(said.columns)).reset_index(drop=True)


def named_as_in_exports(
    reports: Sequence["AdvisorReport"], schools: Collection[str], registered: Collection[str]
) -> tuple[list["AdvisorReport"], list[str]]:
    """Call every school as the exports do, where just one of theirs fits: 'Basisschool De Ark' is De Ark.

    Returns
    -------
    The reports, and which of their schools are in no export and not among those `registered`; none where
    there is no export at all.
    """
    exports = pd.DataFrame({"school": sorted(schools), "name": sorted(schools)})
    known = SchoolRegister(exports)
    named, unknown = [], []
    for report in reports:
        called = known.resolve([str(name) for name in report.rows["school"].unique() if name])
        school = report.rows["school"].map({**called, "": ""}).astype(object)
        prose = report.prose.assign(school=report.prose["school"].replace(called))
        named.append(replace(report, rows=report.rows.assign(school=school), prose=prose))
        unknown += [
            f"{report.name}: school '{name}' is in no export, so its reports stand apart. If it is a school "
            "of the exports, say so with --school or in the register of schools (--schools)."
            for name in sorted(set(school) - {"", *schools, *registered})
            if schools
        ]
    return named, unknown


def join_reports(
    reports: Sequence["AdvisorReport"], analysed: Collection[str], *, for_trend: bool = False
) -> tuple[Reports, list[str]]:
    """Put all advisors' reports together.

    Reports of school years before those that are analysed are history. Figures of no school (national
    ones) are no reports of a school.

    Parameters
    ----------
    analysed : the school years of the exports.
    for_trend : a trend uses figures of no school (see `tidy.figures`) and earlier years: nothing warns that
        they are not used.

    Returns
    -------
    The reports, and what the user must hear of (English sentences).
    """
    if not reports:
        return NO_REPORTS, []
    first = min(analysed, default="")
    rows, warnings = [], []
    for report in reports:
        own = report.rows.assign(history=report.rows["school_year"] < first)
        of_school = own["school"] != ""
        rows.append(_without_totals(own[of_school])[REPORTS])
        if not for_trend:
            warnings += [f"{report.name}: {note}" for note in _not_counted(own[~of_school])]
            warnings += [f"{report.name}: {note}" for note in _earlier(own[of_school], first)]
        warnings += _left_aside(report, of_schools=for_trend)
    found = pd.concat(rows, ignore_index=True)
    return Reports(found, _disagreements(reports), given=True), warnings


def _without_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out totals of a school and year of which there are parts: they would count twice.

    What totals have above their parts is among those already. What only a total tells is kept: how many
    reports were about staff, where the parts do not tell it of all. Where the parts that do not are just as
    many, each of them is about staff.
    """
    total = rows["kind"] == "total"
    unit = [rows["school"], rows["school_year"]]
    parts = rows[~total | ~(~total).groupby(unit).transform("any").astype(bool)].assign(side=False)
    told = total & rows["about"].isin(STAFF) & (rows["count"] > 0) & ~rows.index.isin(parts.index)
    sides = [parts]
    for (school, year, about), side in rows[told].groupby(["school", "school_year", "about"]):
        here = (parts["school"] == school) & (parts["school_year"] == year)
        nobody = here & parts["about"].isin(["any", "unknown"])
        more = int(side["count"].max()) - int(parts.loc[here & (parts["about"] == about), "count"].sum())
        if more > 0 and more == int(parts.loc[nobody, "count"].sum()):
            parts["about"] = parts["about"].where(~nobody, about)
        elif more > 0:
            sides.append(side.nlargest(1, "count").assign(side=True, count=more))
    return pd.concat(sides)


def _not_counted(figures: pd.DataFrame) -> list[str]:
    """Say how many rows are of no school."""
    if figures.empty:
        return []
    return [
        f"{len(figures)} rows are figures of no school; they are no reports of a school and were not counted."
    ]


def _earlier(rows: pd.DataFrame, first: str) -> list[str]:
    """Say of which earlier years the reports are history only."""
    years = sorted(set(rows.loc[rows["history"], "school_year"]))
    if not years:
        return []
    return [f"its reports of {', '.join(years)} are history only: the exports begin with {first}."]


def _left_aside(report: "AdvisorReport", *, of_schools: bool) -> list[str]:
    """Say which totals differ from their parts (`of_schools`: only those), and what was not understood."""
    told = [
        f"{report.name}, {place}: {d.what} is stated as {d.stated}, and its parts add up to {d.summed}; "
        f"the parts were counted{_and_the_rest(d)}."
        for d in report.disagreements
        if (d.school or not of_schools) and (place := f"sheet '{d.sheet}', row {d.row}")
    ]
    if len(report.listed):
        told.append(
            f"{report.name}: {len(report.listed)} rows or sentences were not understood; they stand "
            "under 'not recognised' in the report."
        )
    return told


def _and_the_rest(differing: "Disagreement") -> str:
    """Say that what a school's total has above its parts was counted as well."""
    if not differing.school or differing.stated < differing.summed:
        return ""
    return f", and {differing.stated - differing.summed} more as not specified further"


def _disagreements(reports: Sequence["AdvisorReport"]) -> pd.DataFrame:
    found = [
        (d.school, d.school_year, d.what, d.stated, d.summed, report.name, d.sheet, d.row)
        for report in reports
        for d in report.disagreements
        if d.school
    ]
    return pd.DataFrame(found, columns=DISAGREEMENTS)


def texts_of_reports(
    reports: Reports, files: Sequence["AdvisorReport"], analysed: Collection[str]
) -> pd.DataFrame:
    """Return the remarks of advisors, and what their running text points to, without what is history."""
    rows = reports.rows[(reports.rows["remark"] != "") & ~reports.rows["history"].astype(bool)]
    texts = rows[["school", "school_year", "grade", "class_name"]].assign(
        respondent_type="", person=-1, source_kind="advisor", text=rows["remark"]
    )
    first = min(analysed, default="")
    prose = [file.prose[file.prose["school_year"] >= first] for file in files]
    told = [
        part.assign(grade="", class_name="", respondent_type="", person=-1, source_kind="advisor")
        for part in prose
        if len(part)
    ]
    both = pd.concat([texts[TEXTS], *(part[TEXTS] for part in told)], ignore_index=True)
    return both.drop_duplicates().reset_index(drop=True)


def not_understood(reports: Sequence["AdvisorReport"]) -> pd.DataFrame:
    """Return the rows and sentences that were not understood, as the frame of what was not recognised."""
    rows = [
        (report.name, f"{sheet}, row {row}", column, shown_answer(text), 1, why)
        for report in reports
        for sheet, row, column, text, why in report.listed[
            ["sheet", "row", "column", "text", "why"]
        ].itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
