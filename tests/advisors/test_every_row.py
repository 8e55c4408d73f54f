"""Nothing is ever lost, whatever the cells.

Each row under a header is in the rows or in the list, and every number of reports that a school's total
states is among the reports that count.
"""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.advisors import AdvisorReport, read_report
from safetytool.tidy.reports import join_reports
from tests.advisors.conftest import all_rows_accounted, write_workbook

CATEGORY = st.sampled_from(
    [None, "pesten", "SGG", "totaal", "Totaal", "geen meldingen", "n.v.t.", "-", "gedoe", "overig", "?", "x",
     "geen", "Er zijn geen meldingen over personeel", "leerkracht", "seksuele intimidatie door docent"]
)  # fmt: skip
PERSON = st.sampled_from(
    [None, "leerling", "juf", "leerling-leerkracht", "?", "ouder over docent", "gedoe", "alle", "-"]
)
COUNT = st.sampled_from([None, 0, 1, 2, "geen", "n.b.", "twee", "-"])
SCHOOL = st.sampled_from([None, "De Linde", "12AB", "Totaal", "Basisschool De Berk"])
DATE = st.sampled_from([None, "3-10-2024", "oktober", "gedoe", "2024-11"])
REMARK = st.sampled_from([None, "gedoe", "geen meldingen", "Vorig jaar 3 meldingen", "niet bekend"])


@given(rows=st.lists(st.tuples(SCHOOL, CATEGORY, PERSON, PERSON, COUNT, REMARK), max_size=8))
@settings(max_examples=150, deadline=None)
def test_counted_rows(rows: list[tuple[object, ...]]) -> None:
    check([("School", "Categorie", "Melder", "Over wie", "Aantal", "Toelichting"), *rows])


@given(rows=st.lists(st.tuples(DATE, SCHOOL, CATEGORY, PERSON, REMARK), max_size=8))
@settings(max_examples=150, deadline=None)
def test_rows_of_cases(rows: list[tuple[object, ...]]) -> None:
    check([("Datum", "School", "Categorie", "Over wie", "Toelichting"), *rows])


@given(rows=st.lists(st.tuples(CATEGORY, COUNT, COUNT, COUNT, COUNT), max_size=8))
@settings(max_examples=150, deadline=None)
def test_cross_tables(rows: list[tuple[object, ...]]) -> None:
    check([("", "Leerling", "Personeel", "Ouder", "Totaal"), ("pesten", 1, 0, 2, 3), *rows])


WHO = st.sampled_from([None, "alle", "leerling", "docent", "onbekend"])
WHAT = st.sampled_from([None, "pesten", "seksueel misbruik", "Totaal", "Subtotaal"])
HOW_MANY = st.integers(0, 6)


@given(rows=st.lists(st.tuples(WHAT, WHO, HOW_MANY), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_totals_of_all_kinds(rows: list[tuple[object, ...]]) -> None:
    check([("Categorie", "Over wie", "Aantal"), *rows])


@given(rows=st.lists(st.tuples(WHAT, HOW_MANY, HOW_MANY, HOW_MANY), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_cross_tables_whose_totals_differ(rows: list[tuple[object, ...]]) -> None:
    check([("", "Leerling", "Personeel", "Totaal"), ("pesten", 1, 0, 3), *rows])


def check(rows: list[tuple[object, ...]]) -> None:
    cells = [[cell if cell != "" else None for cell in row] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "meldingen.xlsx", cells)
        report = read_report(path, school="De Es", year="2024-2025")
    assert all_rows_accounted(report)
    filled = sum(any(cell is not None for cell in row) for row in cells[1:])
    assert report.rows_in == filled
    counted = report.rows[report.rows["kind"] != "total"]
    assert (counted["school"] != "").all()
    assert (report.rows["count"] >= 0).all()
    assert (report.rows.loc[~report.rows["reported"], "count"] == 0).all()
    assert lost(report) == []


def lost(report: AdvisorReport) -> list[tuple[object, ...]]:
    """Totals of a school that state more reports, or more about staff, than are counted."""
    rows, _ = join_reports([report], {"2024-2025"})
    counted = rows.rows[~rows.rows["side"].astype(bool)]
    about_staff = rows.rows.loc[rows.rows["about"] == "staff", "count"].sum()
    missing = []
    stated = report.rows[(report.rows["kind"] == "total") & (report.rows["school"] != "")]
    for total in stated.itertuples():
        own = counted if total.category == "total" else counted[counted["category"] == total.category]
        if own["count"].sum() < total.count or (total.about == "staff" and about_staff < total.count):
            missing.append((total.row, total.category, total.about, total.count))
    return missing
