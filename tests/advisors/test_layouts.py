"""Layouts of spreadsheets: case by case, totals, cross tables, several tables, forms."""

from datetime import datetime
from pathlib import Path

import pytest

from safetytool.errors import InputError, UsageError
from tests.advisors.conftest import Read, all_rows_accounted, figures


def test_case_by_case_with_dates(read: Read) -> None:
    report = read([
        ["Registratie vertrouwenspersoon OBS De Linde"],
        [],
        ["Datum", "Melder", "Over wie", "Soort melding", "Groep", "Vervolg", "Opmerkingen"],
        [datetime(2024, 10, 3), "ouder", "leerkracht", "SGG", "7A", "doorverwezen", "Sanne belde"],
        [datetime(2025, 2, 11), "leerling", "medeleerling", "pesterijen", 6, None, None],
    ])  # fmt: skip
    assert figures(
        report, "school", "school_year", "month", "reporter", "about", "category", "count", "kind"
    ) == [
        ("OBS De Linde", "2024-2025", "2024-10", "parent", "staff", "sexual intimidation", 1, "case"),
        ("OBS De Linde", "2024-2025", "2025-02", "pupil", "pupil", "bullying", 1, "case"),
    ]
    assert figures(report, "class_name", "grade", "remark", "follow_up", "row") == [
        ("7A", "7", "Sanne belde", "doorverwezen", 4),
        ("", "6", "", "", 5),
    ]
    assert all_rows_accounted(report)


def test_totals_by_school_and_category(read: Read) -> None:
    report = read([
        ["School", "Schooljaar", "Categorie", "Aantal"],
        ["12 AB", "24/25", "Pesten", 2],
        [None, None, "Discriminatie", "geen"],
        ["De Berk", "2024-2025", "agressie", "1x"],
        ["De Els", "2024-2025", None, 0],
        ["De Wilg", "2024-2025", None, "niet gemeld"],
        ["Totaal", None, None, 3],
    ])  # fmt: skip
    assert figures(report, "school", "category", "about", "count", "reported", "kind") == [
        ("12AB", "bullying", "any", 2, True, "count"),
        ("12AB", "discrimination", "any", 0, True, "count"),
        ("De Berk", "physical violence", "any", 1, True, "count"),
        ("De Els", "total", "any", 0, True, "count"),
        ("De Wilg", "total", "any", 0, False, "count"),
    ]
    assert figures(report, "school", "count", kind="total") == [("", 3)]
    assert not report.disagreements
    assert all_rows_accounted(report)


def test_a_total_that_disagrees_keeps_both_figures(read: Read) -> None:
    report = read([
        ["School: De Linde", "Schooljaar: 2024-2025"],
        ["Soort", "Aantal"],
        ["Pesten", 2],
        ["Fysiek geweld", 1],
        ["Totaal", 4],
    ])  # fmt: skip
    (found,) = report.disagreements
    assert (found.stated, found.summed, found.row, found.school) == (4, 3, 5, "De Linde")
    assert figures(report, "category", "count", "row") == [
        ("bullying", 2, 3), ("physical violence", 1, 4), ("total", 1, 5),
    ]  # fmt: skip
    assert all_rows_accounted(report)


def test_categories_as_columns(read: Read) -> None:
    report = read([
        ["School", "Pesten", "Seksuele intimidatie", "Roddelapp", "Overig", "Totaal"],
        ["De Linde", 1, 0, 1, None, 2],
        ["De Berk", 2, 1, 0, 0, 4],
        ["Totaal", 3, 1, 1, 0, 5],
    ], year="2024-2025")  # fmt: skip
    assert figures(report, "school", "category", "category_text", "count") == [
        ("De Linde", "bullying", "", 1),
        ("De Linde", "sexual intimidation", "", 0),
        ("De Linde", "other", "Roddelapp", 1),
        ("De Berk", "bullying", "", 2),
        ("De Berk", "sexual intimidation", "", 1),
        ("De Berk", "other", "Roddelapp", 0),
        ("De Berk", "other", "", 0),
        ("De Berk", "total", "", 1),
    ]
    wrong = {(d.school, d.stated, d.summed) for d in report.disagreements}
    assert ("De Berk", 4, 3) in wrong
    assert all(d.stated != 2 for d in report.disagreements)
    assert any("Roddelapp" in note for note in report.notes)


def test_people_as_columns_and_categories_as_rows(read: Read) -> None:
    report = read({"De Linde": [
        ["Jaaroverzicht 2024-2025"],
        [None, "leerling", "personeel", "ouder", "Totaal"],
        ["Pesten", 3, 0, 0, 3],
        ["SGG", 0, 1, 0, 1],
        ["Totaal", 3, 1, 0, 4],
    ]})  # fmt: skip
    assert ("De Linde", "sexual intimidation", "staff", 1) in figures(
        report, "school", "category", "about", "count"
    )
    assert sum(count for (count,) in figures(report, "count")) == 4
    assert not report.disagreements


def test_two_header_rows(read: Read) -> None:
    report = read(
        [
            ["School", "Over leerlingen", None, "Over personeel", None, "Totaal"],
            [None, "Pesten", "Agressie", "SGG", "Intimidatie", None],
            ["De Linde", 1, 0, 1, 0, 2],
        ],
        merge=["B1:C1", "D1:E1"],
        year="2024-2025",
    )
    assert figures(report, "about", "category", "count") == [
        ("pupil", "bullying", 1),
        ("pupil", "physical violence", 0),
        ("staff", "sexual intimidation", 1),
        ("staff", "psychological violence", 0),
    ]
    assert not report.disagreements


def test_school_years_side_by_side(read: Read) -> None:
    report = read([
        ["Aard melding", "2022-2023", "2023-2024", "2024-2025"],
        ["Pesten", 1, 0, 2],
        ["Bedreiging", "n.b.", 1, None],
    ], school="De Linde")  # fmt: skip
    assert figures(report, "school_year", "category", "count", "reported") == [
        ("2022-2023", "bullying", 1, True),
        ("2023-2024", "bullying", 0, True),
        ("2024-2025", "bullying", 2, True),
        ("2022-2023", "psychological violence", 0, False),
        ("2023-2024", "psychological violence", 1, True),
    ]


def test_one_sheet_a_school_and_hidden_sheets(read: Read) -> None:
    rows = [["Categorie", "Over", "Aantal"], ["pesten", "leerling", 1]]
    report = read(
        {"De Linde": rows, "De Berk": rows, "oud": rows},
        hidden=["oud"],
        name="2024-2025 vertrouwenspersoon.xlsx",
    )
    assert figures(report, "school", "school_year", "about", "count") == [
        ("De Linde", "2024-2025", "pupil", 1),
        ("De Berk", "2024-2025", "pupil", 1),
    ]
    assert any("'oud' was not read" in note for note in report.notes)


def test_several_tables_in_a_sheet_with_notes(read: Read) -> None:
    report = read([
        ["Basisschool De Linde"],
        ["Categorie", "Aantal"],
        ["Pesten", 1],
        ["* cijfers onder voorbehoud"],
        [],
        ["Basisschool De Berk"],
        ["Categorie", "Aantal"],
        ["Pesten", 2],
    ], year="2024-2025")  # fmt: skip
    assert figures(report, "school", "count") == [("Basisschool De Linde", 1), ("Basisschool De Berk", 2)]
    assert list(report.listed["row"]) == [4]
    assert all_rows_accounted(report)


def test_ticks(read: Read) -> None:
    report = read([
        ["Datum", "Pesten", "Agressie", "Over leerling", "Over personeel"],
        ["3-10-2024", "x", None, None, "x"],
        ["4-11-2024", None, "x", "x", None],
    ], school="De Linde")  # fmt: skip
    assert figures(report, "category", "about", "count", "kind") == [
        ("bullying", "staff", 1, "case"),
        ("physical violence", "pupil", 1, "case"),
    ]


def test_a_form(read: Read) -> None:
    report = read([
        ["Meldformulier vertrouwenspersoon"],
        ["School", "De Linde"],
        ["Datum melding", datetime(2024, 10, 3)],
        ["Melder", "moeder"],
        ["Betreft", "overblijfmoeder"],
        ["Aard van de melding", "kleineren"],
    ])  # fmt: skip
    assert figures(report, "school", "reporter", "about", "category", "count") == [
        ("De Linde", "parent", "staff", "psychological violence", 1)
    ]


def test_labels_and_numbers_without_a_header(read: Read) -> None:
    report = read([
        ["Jaarverslag vertrouwenspersoon 2024-2025 OBS De Linde"],
        ["Aantal meldingen", 3],
        ["Pesten", 2],
        ["Seksuele intimidatie", 1],
    ])  # fmt: skip
    assert figures(report, "category", "count") == [("bullying", 2), ("sexual intimidation", 1)]
    assert figures(report, "count", kind="total") == [(3,)]
    assert not report.disagreements


def test_the_same_reports_by_reporter_are_not_counted_twice(read: Read) -> None:
    report = read({
        "Per categorie": [["Categorie", "Aantal"], ["Pesten", 2], ["SGG", 1]],
        "Per melder": [["Melder", "Aantal"], ["ouder", 2], ["leerling", 1]],
        "Over wie": [["Over wie", "Aantal"], ["leerling", 2], ["leerkracht", 2]],
    }, year="2024-2025", school="De Linde")  # fmt: skip
    assert sum(count for (count,) in figures(report, "count")) == 4
    assert figures(report, "category", "about", "count", kind="remainder") == [("total", "unknown", 1)]
    assert ("staff", 2) in figures(report, "about", "count", kind="total")
    (found,) = report.disagreements
    assert (found.stated, found.summed) == (4, 3)


def test_internal_and_external_advisors_are_added(read: Read) -> None:
    report = read({
        "Intern": [["Categorie", "Aantal"], ["Pesten", 2]],
        "Extern": [["Categorie", "Over", "Aantal"], ["Pesten", "docent", 1]],
    }, year="2024-2025", school="De Linde")  # fmt: skip
    assert sum(count for (count,) in figures(report, "count")) == 3


def test_a_category_that_only_another_side_has_is_counted(read: Read) -> None:
    report = read({
        "Meldingen": [["Datum", "Categorie", "Over"], ["3-10-2024", "pesten", "leerling"]],
        "Samenvatting": [["Categorie", "Aantal"], ["pesten", 1], ["seksueel misbruik", 1]],
    }, school="De Linde", year="2024-2025")  # fmt: skip
    assert ("sexual abuse", 1) in figures(report, "category", "count")
    assert [(d.stated, d.summed) for d in report.disagreements] == [(1, 0)]


def test_zero_no_row_and_not_reported_differ(read: Read) -> None:
    report = read([
        ["School", "Categorie", "Over", "Toelichting"],
        ["De Linde", "geen meldingen", None, None],
        ["De Berk", "n.v.t.", None, None],
        ["De Els", "pesten", "leerling", None],
        ["De Wilg", None, None, None],
        ["De Iep", None, None, "Er zijn geen meldingen gedaan"],
    ], year="2024-2025")  # fmt: skip
    assert figures(report, "school", "category", "count", "reported") == [
        ("De Linde", "total", 0, True),
        ("De Berk", "total", 0, False),
        ("De Els", "bullying", 1, True),
        ("De Iep", "total", 0, True),
    ]
    assert list(report.listed["row"]) == [5]


@pytest.mark.parametrize("count", ["-3", -3, "2,5", 2.5, "veel", "1-2", "<5", "12%"])
def test_a_broken_number_is_refused_with_its_place(read: Read, count: object) -> None:
    with pytest.raises(InputError) as caught:
        read(
            [["Categorie", "Aantal"], ["pesten", 1], ["agressie", count]], year="2024-2025", school="De Linde"
        )
    place = caught.value.place
    assert (place.sheet, place.row, place.column) == ("Blad1", 3, "Aantal")
    assert place.file is not None
    assert place.file.endswith("vertrouwenspersoon.xlsx")


def test_an_empty_number_is_neither_zero_nor_one(read: Read) -> None:
    report = read([["Categorie", "Aantal"], ["pesten", 1], ["agressie", None]], year="2024-2025", school="X")
    assert figures(report, "category", "count") == [("bullying", 1)]
    assert list(report.listed["row"]) == [3]


def test_dated_rows_are_reports_whatever_their_number(read: Read) -> None:
    report = read([
        ["Datum", "Categorie", "Aantal"],
        ["3-10-2024", "pesten", 1],
        ["4-10-2024", "agressie", None],
    ], school="X")  # fmt: skip
    assert figures(report, "category", "count", "kind") == [
        ("bullying", 1, "case"),
        ("physical violence", 1, "case"),
    ]


def test_school_and_year_must_be_told(read: Read) -> None:
    rows = [["Categorie", "Aantal"], ["pesten", 1]]
    with pytest.raises(InputError, match="--school"):
        read(rows, year="2024-2025")
    with pytest.raises(InputError, match="--year"):
        read(rows, school="De Linde")
    with pytest.raises(UsageError, match="2023-2024"):
        read(rows, school="De Linde", year="2024-2025", name="meldingen 2023-2024.xlsx")


def test_what_is_no_report_is_refused(read: Read) -> None:
    rows = [["Nr", "Groep", "Word je gepest?"], [1, "7A", "nooit"], [2, "7A", "soms"]]
    with pytest.raises(InputError, match="nothing in it is recognised"):
        read(rows, school="De Linde", year="2024-2025")


def test_percentages_are_not_counted(read: Read) -> None:
    report = read([
        ["Categorie", "Aantal", "Percentage", "%"],
        ["pesten", 3, "75%", 75],
        ["agressie", 1, "25%", 25],
    ], year="2024-2025", school="X")  # fmt: skip
    assert figures(report, "category", "count") == [("bullying", 3), ("physical violence", 1)]


def test_unknown_and_composite_categories_are_kept_and_said(read: Read) -> None:
    report = read([
        ["Categorie", "Over"],
        ["gedoe met roosters", "leerkracht"],
        ["grensoverschrijdend gedrag", "directeur"],
        ["pesten/discriminatie", "leerling"],
        ["overig", "?"],
    ], year="2024-2025", school="X")  # fmt: skip
    assert figures(report, "category", "category_text", "about") == [
        ("other", "gedoe met roosters", "staff"),
        ("other", "grensoverschrijdend gedrag", "management"),
        ("discrimination", "pesten/discriminatie", "pupil"),
        ("other", "", "unknown"),
    ]
    said = " ".join(report.notes)
    assert "'gedoe met roosters' is no known category" in said
    assert "'grensoverschrijdend gedrag' is not specific" in said
    assert "the most serious counts, discrimination" in said


def test_reporter_and_about_in_one_cell(read: Read) -> None:
    report = read([
        ["Categorie", "Over wie"],
        ["pesten", "leerling over leerkracht"],
        ["pesten", "leerling > leerkracht"],
        ["pesten", "leerling-leerkracht"],
        ["pesten", "door leerkracht"],
    ], year="2024-2025", school="X")  # fmt: skip
    assert figures(report, "reporter", "about") == [
        ("pupil", "staff"), ("pupil", "staff"), ("unknown", "unknown"), ("unknown", "staff"),
    ]  # fmt: skip
    assert any("not certain" in note and "row 4" in note for note in report.notes)


def test_csv_in_old_encoding(tmp_path: Path) -> None:
    from safetytool.advisors import read_report

    path = tmp_path / "meldingen.csv"
    path.write_bytes(
        "School;Schooljaar;Over;Categorie;Aantal\nDe Linde;2024-2025;conciërge;pesten;één\n".encode("cp1252")
    )
    report = read_report(path)
    assert figures(report, "about", "category", "count") == [("staff", "bullying", 1)]


def test_remarks_are_in_no_message(read: Read) -> None:
    told = "Sanne de Vries zei dat meester Ahmed haar sloeg"
    report = read([
        ["Categorie", "Over", "Toelichting"],
        [told, "iemand van buiten de school", told],
        [None, None, told],
    ], year="2024-2025", school="X")  # fmt: skip
    assert not any("Sanne" in note for note in report.notes)
    assert not report.rows.empty


def test_a_total_that_is_not_reported_is_kept(read: Read) -> None:
    report = read([
        ["School", "Aantal meldingen", "Pesten", "SGG"],
        ["X", 3, 2, 1],
        ["Y", 0, 0, 0],
        ["Z", "n.b.", None, None],
    ], year="2024-2025")  # fmt: skip
    assert ("Z", "total", 0, False) in figures(report, "school", "category", "count", "reported")
    assert not report.disagreements


def test_schools_as_columns(read: Read) -> None:
    report = read([
        ["Soort", "OBS De Linde", "OBS De Berk", "Totaal"], ["Pesten", 1, 2, 3],
    ], year="2024-2025")  # fmt: skip
    assert figures(report, "school", "count") == [("OBS De Linde", 1), ("OBS De Berk", 2)]
    assert figures(report, "school", "count", kind="total") == [("", 3)]


def test_people_under_one_heading_are_what_it_says(read: Read) -> None:
    report = read([["Melder"], ["leerling", 2], ["ouder", 1]], year="2024-2025", school="X")
    assert figures(report, "reporter", "about", "count") == [("pupil", "any", 2), ("parent", "any", 1)]


def test_people_alone_are_not_taken_for_those_reported_about(read: Read) -> None:
    report = read([
        ["Aantal meldingen", 3], ["leerling", 2], ["leerkracht", 1],
    ], year="2024-2025", school="X")  # fmt: skip
    assert set(report.rows["about"]) == {"any"}
    assert list(report.listed["row"]) == [2, 3]


def test_months_take_their_year_from_the_school_year(read: Read) -> None:
    report = read([["Maand", "Aantal"], ["oktober", 1], ["februari", 0]], year="2024-2025", school="X")
    assert figures(report, "month", "count") == [("2024-10", 1), ("2025-02", 0)]


def test_no_report_of_a_list_is_set_aside(read: Read) -> None:
    """Reports of one list are told apart alike, whatever each leaves open."""
    report = read([
        ["Datum", "Categorie"],
        ["3-10-2024", "pesten"],
        ["4-10-2024", "seksuele intimidatie door docent"],
        ["5-10-2024", None],
    ], school="X")  # fmt: skip
    assert figures(report, "category", "about", "kind") == [
        ("bullying", "unknown", "case"),
        ("sexual intimidation", "staff", "case"),
        ("other", "unknown", "case"),
    ]


def test_a_school_year_above_the_first_column_is_a_title(read: Read) -> None:
    report = read([
        ["Jaar: 2024/2025"],
        ["School", "Pesten", "Agressie", "Totaal"],
        ["De Ark", 2, 1, 3],
        ["De Linde", 0, 1, 2],
    ])  # fmt: skip
    assert [d.stated for d in report.disagreements] == [2]
    assert figures(report, "school_year", "count") == [("2024-2025", count) for count in (2, 1, 0, 1, 1)]
