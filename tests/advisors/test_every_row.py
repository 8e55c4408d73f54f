"""No row is ever lost: whatever the cells, each row under a header is in the rows or in the list."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.advisors import read_report
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
