"""A report that only a total has is never lost, and what is told apart of it is not counted twice."""

from collections.abc import Sequence
from typing import Any

import pytest

from safetytool.advisors import AdvisorReport
from tests.advisors.conftest import Read, all_rows_accounted, figures

HEAD = ["Categorie", "Over wie", "Aantal"]
ABUSE = "seksueel misbruik"
Told = list[tuple[str, str, int]]


def told(report: AdvisorReport, kind: str | None = None) -> Told:
    return figures(report, "category", "about", "count", kind=kind)  # type: ignore[return-value]


@pytest.mark.parametrize("anybody", ["alle", None])
@pytest.mark.parametrize("first", [True, False])
def test_one_of_two_reports_is_about_staff(read: Read, anybody: str | None, first: bool) -> None:
    whole, part = [ABUSE, anybody, 2], [ABUSE, "leerkracht", 1]
    lines = [whole, part] if first else [part, whole]
    report = read([HEAD, *lines], year="2024-2025", school="X")
    assert told(report) == [("sexual abuse", "staff", 1), ("sexual abuse", "unknown", 1)]
    assert told(report, "total") == [("sexual abuse", "any", 2)]
    assert told(report, "remainder") == [("sexual abuse", "unknown", 1)]
    assert not report.disagreements
    assert any("stated as 2" in note and "1 more counted" in note for note in report.notes)
    assert all_rows_accounted(report)


def test_a_remainder_stands_where_its_total_does_and_keeps_its_remark(read: Read) -> None:
    report = read([
        [*HEAD, "Groep", "Toelichting"],
        [ABUSE, "leerkracht", 1, "7A", "gemeld"],
        [ABUSE, "alle", 2, "7A", "nog een moeder belde"],
    ], year="2024-2025", school="X")  # fmt: skip
    rest = figures(report, "sheet", "row", "class_name", "remark", kind="remainder")
    assert rest == [("Blad1", 3, "7A", "nog een moeder belde")]


def test_a_total_below_its_parts_is_a_disagreement_and_the_parts_count(read: Read) -> None:
    report = read([HEAD, [ABUSE, "alle", 1], [ABUSE, "leerkracht", 2]], year="2024-2025", school="X")
    assert told(report) == [("sexual abuse", "staff", 2)]
    assert [(d.what, d.stated, d.summed) for d in report.disagreements] == [("sexual abuse", 1, 2)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [["Over wie", "Aantal"], ["leerling", 1], ["leerkracht", 1], ["Totaal", 4]],
            [("total", "pupil", 1), ("total", "staff", 1), ("total", "unknown", 2)],
        ),
        (
            [["Melder", "Aantal"], ["ouder", 1], ["leerling", 0], ["Totaal", 2]],
            [("total", "any", 1), ("total", "any", 0), ("total", "unknown", 1)],
        ),
        (
            [["Maand", "Aantal"], ["oktober", 1], ["november", 1], ["Totaal", 3]],
            [("total", "any", 1), ("total", "any", 1), ("total", "unknown", 1)],
        ),
        (
            [["Categorie", "Aantal"], ["pesten", "n.b."], ["SGG", 1], ["Totaal", 3]],
            [("bullying", "any", 0), ("sexual intimidation", "any", 1), ("total", "unknown", 2)],
        ),
        (
            [HEAD, [None, "leerling", 3], ["pesten", "leerling", 1], ["SGG", "leerkracht", 1]],
            [("bullying", "pupil", 1), ("sexual intimidation", "staff", 1), ("total", "pupil", 2)],
        ),
    ],
    ids=["people", "reporters", "months", "not reported", "no category"],
)
def test_parts_that_need_not_be_complete_leave_a_remainder(
    read: Read, rows: Sequence[Sequence[Any]], expected: Told
) -> None:
    report = read(rows, year="2024-2025", school="X")
    assert told(report) == expected
    assert not report.disagreements
    assert all_rows_accounted(report)


def test_a_number_that_is_not_reported_stays_so_beside_a_total(read: Read) -> None:
    report = read([HEAD, ["pesten", None, "n.b."], ["SGG", "docent", 1], ["Totaal", None, 3]],
                  year="2024-2025", school="X")  # fmt: skip
    assert figures(report, "category", "count", "reported") == [
        ("bullying", 0, False), ("sexual intimidation", 1, True), ("total", 2, True),
    ]  # fmt: skip
    assert not report.disagreements


def test_what_row_totals_leave_open_is_among_the_parts_of_the_grand_total(read: Read) -> None:
    report = read([
        ["", "leerling", "personeel", "Totaal"],
        ["pesten", 1, 1, 3],
        ["SGG", 0, 1, 2],
        ["Totaal", 1, 2, 5],
    ], year="2024-2025", school="X")  # fmt: skip
    assert told(report, "remainder") == [("bullying", "unknown", 1), ("sexual intimidation", "unknown", 1)]
    assert sum(count for *_, count in told(report)) == 5
    assert not report.disagreements


def test_rows_that_leave_open_whom_they_are_about_do_not_disagree(read: Read) -> None:
    report = read([HEAD, ["pesten", None, 3], ["SGG", "docent", 1], ["Totaal", None, 4]],
                  year="2024-2025", school="X")  # fmt: skip
    assert told(report) == [("bullying", "unknown", 3), ("sexual intimidation", "staff", 1)]
    assert not report.disagreements


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (2, [("sexual abuse", "staff", 1), ("sexual abuse", "unknown", 1)]),
        (3, [("sexual abuse", "unknown", 2), ("sexual abuse", "staff", 1)]),
    ],
)
def test_the_total_below_says_whether_a_row_is_the_sum_of_others(
    read: Read, total: int, expected: Told
) -> None:
    report = read([HEAD, [ABUSE, None, 2], [ABUSE, "leerkracht", 1], ["Totaal", None, total]],
                  year="2024-2025", school="X")  # fmt: skip
    assert told(report) == expected
    assert not report.disagreements


def test_subtotals_are_of_the_rows_above_them(read: Read) -> None:
    report = read([
        ["Categorie", "Aantal"],
        ["pesten", 2], ["Subtotaal", 3],
        ["SGG", 1], ["discriminatie", 1], ["Subtotaal", 2],
        ["Totaal", 5],
    ], year="2024-2025", school="X")  # fmt: skip
    assert figures(report, "row", "count", kind="remainder") == [(3, 1)]
    assert [(d.row, d.stated, d.summed) for d in report.disagreements] == [(3, 3, 2)]


def test_each_table_is_held_against_its_own_rows(read: Read) -> None:
    """Two tables are added up: what one has more does not hide what the other has less."""
    halves = [[HEAD, [ABUSE, None, 2], [ABUSE, "leerkracht", 1]], [HEAD, [ABUSE, "leerling", 3]]]
    report = read({f"deel {n}": rows for n, rows in enumerate(halves)}, year="2024-2025", school="X")
    assert told(report, "remainder") == [("sexual abuse", "unknown", 1)]
    assert sum(count for *_, count in told(report)) == 5


def test_a_second_table_with_more_of_a_category(read: Read) -> None:
    report = read({
        "Meldingen": [["Datum", "Categorie", "Over"], ["3-10-2024", ABUSE, "docent"]],
        "Samenvatting": [["Categorie", "Aantal"], [ABUSE, 2]],
    }, school="X", year="2024-2025")  # fmt: skip
    assert told(report) == [("sexual abuse", "staff", 1), ("sexual abuse", "unknown", 1)]
    assert [(d.stated, d.summed) for d in report.disagreements] == [(2, 1)]


def test_a_report_about_nobody_named_may_be_the_one_that_a_table_of_people_has(read: Read) -> None:
    report = read({
        "Meldingen": [HEAD, [ABUSE, "onbekend", 1], ["pesten", "leerling", 1]],
        "Over wie": [["Over wie", "Aantal"], ["leerling", 1], ["leerkracht", 1]],
    }, school="X", year="2024-2025")  # fmt: skip
    assert told(report) == [("sexual abuse", "unknown", 1), ("bullying", "pupil", 1)]
    assert not report.disagreements


def test_what_a_total_of_several_schools_has_more_is_of_no_school(read: Read) -> None:
    report = read([
        ["School", "Categorie", "Aantal"], ["A", "pesten", 2], ["B", "SGG", 1], ["Totaal", None, 4],
    ], year="2024-2025")  # fmt: skip
    assert sum(count for *_, count in told(report)) == 3
    assert [(d.school, d.stated, d.summed) for d in report.disagreements] == [("", 4, 3)]
