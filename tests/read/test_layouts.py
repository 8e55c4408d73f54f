import pytest

from safetytool.read import read_source
from tests.read.conftest import Workbook
from tests.read.tables import HEADER, cells, headers, left_out, only_table, pupils


def test_plain_sheet(workbook: Workbook) -> None:
    table = only_table(read_source(workbook([HEADER, *pupils(10)])))
    assert table.header_row == 1
    assert headers(table) == list(HEADER)
    assert table.rows.tolist() == list(range(2, 12))
    assert cells(table.columns[0]) == list(range(1, 11))
    assert set(cells(table.columns[2])) == {"7A"}
    assert cells(table.columns[5])[:2] == ["het is fijn", None]
    assert table.titles == ()
    assert table.left_out == ()


def test_titles_notes_and_metadata_above_the_header(workbook: Workbook) -> None:
    rows = [
        ["Veiligheidsmonitor leerlingen 2024-2025"],
        [],
        ["School:", "De Regenboog", "BRIN:", "12AB", "Groep:", "7A"],
        ["Schooljaar", "2024-2025"],
        [],
        HEADER,
        *pupils(6),
    ]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 6
    assert table.rows.tolist() == list(range(7, 13))
    assert table.titles == (
        "Veiligheidsmonitor leerlingen 2024-2025",
        "School: De Regenboog",
        "BRIN: 12AB",
        "Groep: 7A",
        "Schooljaar: 2024-2025",
    )


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_respondents_under_a_title(workbook: Workbook, count: int) -> None:
    rows = [["Monitor"], ["School: De Regenboog"], HEADER, *pupils(count)]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 3
    assert headers(table) == list(HEADER)
    assert table.rows.tolist() == list(range(4, 4 + count))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_respondents_under_code_headers(workbook: Workbook, count: int) -> None:
    rows = [
        ["school", "klas", "V01", "V02", "V03"],
        *[["12AB", "7A", "soms", "nooit", "bijna nooit"]] * count,
    ]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 1
    assert headers(table) == ["school", "klas", "V01", "V02", "V03"]
    assert len(table.rows) == count


def test_title_merged_over_part_of_the_table(workbook: Workbook) -> None:
    rows = [["Uitslag van de veiligheidsmonitor"], HEADER, *pupils(8)]
    table = only_table(read_source(workbook(rows, merge=["A1:D1"])))
    assert headers(table) == list(HEADER)
    assert table.titles == ("Uitslag van de veiligheidsmonitor",)


def test_school_named_right_above_the_header(workbook: Workbook) -> None:
    rows = [["School", "De Regenboog"], HEADER, *pupils(8)]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 2
    assert headers(table) == list(HEADER)
    assert table.titles == ("School: De Regenboog",)


def test_legend_row_above_the_header(workbook: Workbook) -> None:
    legend = ["1 = nooit", "2 = zelden", "3 = soms", "4 = vaak", "5 = altijd"]
    rows = [
        legend,
        ["School", "Klas", "V1", "V2", "V3"],
        *[["12AB", "7A", 1 + i % 5, 2, 3] for i in range(9)],
    ]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 2
    assert table.titles == tuple(legend)


def test_header_of_question_numbers(workbook: Workbook) -> None:
    rows = [["School", "Klas", 1, 2, 3, 4, 5], *[["12AB", "7A", 1, 2, 3 - i % 2, 4, 5] for i in range(12)]]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 1
    assert headers(table) == ["School", "Klas", "1", "2", "3", "4", "5"]
    assert len(table.rows) == 12


def test_matrix_question_with_merged_upper_row(workbook: Workbook) -> None:
    rows = [
        ["School", "Klas", "Hoe vaak ...", None, None, "Ben je bang voor", None, "Tot slot"],
        [None, None, "word je gepest", "word je geslagen", "ben je alleen", "leerlingen", "leraren", None],
        *[["12AB", "7A", "nooit", "soms", "vaak", "nooit", "soms", None] for _ in range(6)],
    ]
    merges = ["A1:A2", "B1:B2", "C1:E1", "F1:G1", "H1:H2"]
    table = only_table(read_source(workbook(rows, merge=merges)))
    assert table.header_row == 2
    assert headers(table) == [
        "School",
        "Klas",
        "Hoe vaak ... - word je gepest",
        "Hoe vaak ... - word je geslagen",
        "Hoe vaak ... - ben je alleen",
        "Ben je bang voor - leerlingen",
        "Ben je bang voor - leraren",
        "Tot slot",
    ]
    assert table.rows.tolist() == list(range(3, 9))


def test_sparse_upper_row_without_merges(workbook: Workbook) -> None:
    rows = [
        ["Monitor 2024-2025"],
        [None, None, "Hoe vaak", None, None, "Ben je bang voor", None],
        ["School", "Klas", "gepest", "geslagen", "alleen", "leerlingen", "leraren"],
        *[["12AB", "7A", "nooit", "soms", "vaak", "nooit", "soms"] for _ in range(6)],
    ]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 3
    assert headers(table) == [
        "School",
        "Klas",
        "Hoe vaak - gepest",
        "Hoe vaak - geslagen",
        "Hoe vaak - alleen",
        "Ben je bang voor - leerlingen",
        "Ben je bang voor - leraren",
    ]
    assert table.titles == ("Monitor 2024-2025",)


def test_surveymonkey_header(workbook: Workbook) -> None:
    rows = [
        ["Respondent ID", "Start Date", "Do you feel safe?", "How often are you ...", None, "Anything else?"],
        [None, None, "Response", "bullied", "hit", "Open-Ended Response"],
        *[[1000 + i, "2025-01-0" + str(i), "Yes", "Never", "Often", None] for i in range(1, 8)],
    ]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 2
    assert headers(table) == [
        "Respondent ID",
        "Start Date",
        "Do you feel safe?",
        "How often are you ... - bullied",
        "How often are you ... - hit",
        "Anything else?",
    ]
    assert len(table.rows) == 7


@pytest.mark.parametrize("codes_first", [True, False])
def test_code_row_and_text_row(workbook: Workbook, codes_first: bool) -> None:
    header = [
        ["SCHOOL", "KLAS", "V01", "V02", "V03"],
        [
            "Naam van de school",
            "In welke klas zit je?",
            "Voel je je veilig?",
            "Word je gepest?",
            "Ben je bang voor ...",
        ],
    ]
    if not codes_first:
        header.reverse()
    rows = [*header, *[["12AB", "7A", "nooit", "soms", "vaak"] for _ in range(5)]]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 2
    expected = " - ".join(row[2] for row in header)
    assert headers(table)[2] == expected
    assert len(table.rows) == 5


def test_import_ids_of_qualtrics_are_no_respondent(workbook: Workbook) -> None:
    rows = [
        ["ResponseId", "Q1", "Q2_1", "Q2_2"],
        ["Response ID", "Do you feel safe at school?", "How often ... - bullied", "How often ... - hit"],
        ['{"ImportId":"_recordId"}', '{"ImportId":"QID1"}', '{"ImportId":"QID2_1"}', '{"ImportId":"QID2_2"}'],
        *[[f"R_{i}", "Safe", "Never", "Often"] for i in range(5)],
    ]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 3
    assert headers(table)[1] == "Q1 - Do you feel safe at school?"
    assert table.rows.tolist() == [4, 5, 6, 7, 8]


def test_blank_rows_and_columns_around_and_inside(workbook: Workbook) -> None:
    def spaced(row: list[object]) -> list[object]:
        return [None, None, *row[:3], None, *row[3:]]

    data = [spaced(row) for row in pupils(6)]
    rows = [[], [], spaced(list(HEADER)), *data[:3], [], *data[3:]]
    table = only_table(read_source(workbook(rows)))
    assert table.header_row == 3
    assert [column.position for column in table.columns] == [2, 3, 4, 6, 7, 8]
    assert table.rows.tolist() == [4, 5, 6, 8, 9, 10]
    assert left_out(table) == {"blank": (7,)}


def test_repeated_header_totals_and_notes(workbook: Workbook) -> None:
    rows = [
        HEADER,
        *pupils(4),
        ["Totaal 7A", None, None, 3.25, 2.5, None],
        HEADER,
        *pupils(4, group="7B", first=5, seed=8),
        ["Gemiddelde", None, None, 2, 3, None],
        ["Eindtotaal", None, None, 8, 8, None],
        [],
        ["* Bij minder dan 5 leerlingen tonen we geen percentages."],
        ["Bron: leerlingmonitor"],
    ]
    table = only_table(read_source(workbook(rows)))
    assert left_out(table) == {
        "total": (6, 12, 13),
        "repeated_header": (7,),
        "blank": (14,),
        "note": (15, 16),
    }
    assert cells(table.columns[0]) == list(range(1, 9))


def test_total_label_beside_the_school(workbook: Workbook) -> None:
    rows = [HEADER[1:], *[row[1:] for row in pupils(5)], ["12AB", "Totaal", 12, 9, None]]
    table = only_table(read_source(workbook(rows)))
    assert left_out(table) == {"total": (7,)}


def test_averages_without_a_label(workbook: Workbook) -> None:
    rows = [["School", "Klas", "V1", "V2", "V3"], *[["12AB", "7A", 1 + i % 4, 2, 3] for i in range(12)]]
    rows.append([None, None, 2.75, 2.5, 3.1])
    table = only_table(read_source(workbook(rows)))
    assert left_out(table) == {"total": (14,)}


def test_words_like_total_in_answers_are_kept(workbook: Workbook) -> None:
    rows = [
        ["Hoe is je cijfer?", "Voel je je veilig?", "Word je gepest?"],
        *[["gemiddeld", "altijd", "nooit"], ["goed", "soms", "vaak"], ["gemiddeld", "soms", "nooit"]] * 3,
    ]
    table = only_table(read_source(workbook(rows)))
    assert len(table.rows) == 9
    assert table.left_out == ()


def test_group_called_total_in_an_aggregated_export_is_kept(workbook: Workbook) -> None:
    rows = [["Groep", "Vraag", "Antwoord", "Aantal"]]
    for group in ("7A", "7B", "Totaal"):
        rows += [[group, "Voel je je veilig?", answer, "3"] for answer in ("ja", "nee", "soms")]
    table = only_table(read_source(workbook(rows)))
    assert len(table.rows) == 9
    assert table.left_out == ()


def test_school_named_total_is_kept(workbook: Workbook) -> None:
    rows = [["School", "Klas", "V1", "V2", "V3"], *[["Total Kids", "7A", 1 + i % 4, 2, 3] for i in range(12)]]
    table = only_table(read_source(workbook(rows)))
    assert len(table.rows) == 12


def test_class_merged_over_its_rows(workbook: Workbook) -> None:
    data = [["7A", "nooit", "soms"], [None, "vaak", "nooit"], [None, "soms", "soms"], ["7B", "vaak", "vaak"]]
    table = only_table(read_source(workbook([["Klas", "V1", "V2"], *data], merge=["A2:A4"])))
    assert cells(table.columns[0]) == ["7A", "7A", "7A", "7B"]


def test_blank_class_that_is_not_merged_stays_blank(workbook: Workbook) -> None:
    data = [["7A", "nooit", "soms"], [None, "vaak", "nooit"], ["7B", "vaak", "vaak"]]
    table = only_table(read_source(workbook([["Klas", "V1", "V2"], *data])))
    assert cells(table.columns[0]) == ["7A", None, "7B"]


def test_column_without_a_header(workbook: Workbook) -> None:
    rows = [["School", "Klas", None, "V2"], *[["12AB", "7A", "soms", "vaak"] for _ in range(5)]]
    table = only_table(read_source(workbook(rows)))
    assert headers(table) == ["School", "Klas", "", "V2"]
    assert table.columns[2].position == 2


def test_question_that_nobody_answered_is_kept(workbook: Workbook) -> None:
    rows = [["School", "Klas", "V1", "V2"], *[["12AB", "7A", "soms"] for _ in range(5)]]
    table = only_table(read_source(workbook(rows)))
    assert headers(table)[3] == "V2"
    assert table.columns[3].values == ()


def test_heading_between_the_data_is_told(workbook: Workbook) -> None:
    rows = [HEADER, ["Groep 7A"], *pupils(4), ["Groep 7B"], *pupils(4, first=5)]
    source = read_source(workbook(rows))
    table = only_table(source)
    assert left_out(table) == {"note": (2, 7)}
    assert "Row 2 ('Groep 7A') and 1 more like it" in source.sheets[0].notes[0]


def test_second_table_below_is_not_mixed_in(workbook: Workbook) -> None:
    other = [
        ["Vraag", "Antwoord", "Aandeel", "Opmerking van ons"],
        *[["v", "ja", 0.2, "-"] for _ in range(3)],
    ]
    source = read_source(workbook([HEADER, *pupils(6), [], *other]))
    table = only_table(source)
    assert table.rows.tolist() == [2, 3, 4, 5, 6, 7]
    assert left_out(table) == {"blank": (8,), "note": (9, 10, 11, 12)}
    assert source.sheets[0].notes == (
        "Another table starts at row 9; it was not read. Put it on a sheet of its own.",
    )


def test_table_beside_the_main_one_is_not_mixed_in(workbook: Workbook) -> None:
    data = [list(row) for row in pupils(12)]
    side = [["Antwoord", "Aantal"], ["nooit", 3], ["soms", 5], ["vaak", 4]]
    rows = [[*HEADER, None], *[[*row, None] for row in data]]
    for row, extra in zip(rows, side, strict=False):
        row.extend(extra)
    source = read_source(workbook(rows))
    assert headers(only_table(source)) == list(HEADER)
    assert source.sheets[0].notes[0].startswith("Columns H to I look like another table")


def test_same_table_twice_side_by_side(workbook: Workbook) -> None:
    rows = [[*HEADER, None, *HEADER]]
    rows += [[*a, None, *b] for a, b in zip(pupils(6), pupils(6, group="7B"), strict=True)]
    source = read_source(workbook(rows))
    table = only_table(source)
    assert len(table.columns) == 6
    assert set(cells(table.columns[2])) == {"7A"}
    assert "Columns H to M" in source.sheets[0].notes[0]


def test_data_without_a_header(workbook: Workbook) -> None:
    source = read_source(workbook([["12AB", "7A", "soms", "nooit"], *[["12AB", "7A", "soms", "vaak"]] * 9]))
    table = only_table(source)
    assert set(headers(table)) == {""}
    assert len(table.rows) == 10
    assert source.sheets[0].notes[0].startswith("No header row was found")


def test_sheets_without_a_table(workbook: Workbook) -> None:
    sheets = {
        "Uitleg": [["Dit bestand bevat de antwoorden."], ["Vragen? Bel ons."], ["Succes!"]],
        "Leeg": [],
        "Kop": [HEADER],
        "Data": [HEADER, *pupils(5)],
    }
    source = read_source(workbook(sheets))
    assert [(sheet.name, sheet.why) for sheet in source.sheets] == [
        ("Uitleg", "no_table"),
        ("Leeg", "empty"),
        ("Kop", "no_table"),
        ("Data", ""),
    ]


def test_dirty_cells_in_a_sheet(workbook: Workbook) -> None:
    rows = [
        ["School\u00a0", " Klas", "V\u200b1", "V2"],
        ["12AB", "7A\u00a0", "Soms ", 1],
        ["12AB", " 7A", "Soms", True],
        ["12AB", "7A", "#N/B", 1.5],
        ["12AB", "7A", "nooit", "1"],
    ]
    table = only_table(read_source(workbook(rows)))
    assert headers(table) == ["School", "Klas", "V1", "V2"]
    assert table.columns[1].values == ("7A",)
    assert cells(table.columns[2]) == ["Soms", "Soms", None, "nooit"]
    assert [repr(cell) for cell in cells(table.columns[3])] == ["1", "True", "1.5", "'1'"]


def test_school_named_right_above_its_own_column(workbook: Workbook) -> None:
    rows = [["School", "De Regenboog"], ["School", "Klas", "V1", "V2"], *[["12AB", "7A", "soms", "vaak"]] * 5]
    table = only_table(read_source(workbook(rows)))
    assert headers(table) == ["School", "Klas", "V1", "V2"]
    assert table.titles == ("School: De Regenboog",)


def test_one_respondent_and_a_note(workbook: Workbook) -> None:
    header = ["Nr", "Groep", "Voel je je veilig in de klas?", "Word je gepest op school?", "Heb je vrienden?"]
    rows = [header, [1, 8, "vaak", "5", "q_2"], [], ["Bron: de school"]]
    table = only_table(read_source(workbook(rows)))
    assert headers(table) == header
    assert table.rows.tolist() == [2]


def test_one_group_among_many_headers_merged_over_two_rows(workbook: Workbook) -> None:
    single = ["Nr", "School", "Klas", "V1", "V2", "V3", "V4", "V5", "V6"]
    rows = [
        [*single, "Ben je bang voor", None],
        [*[None] * 9, "leerlingen", "leraren"],
        *[[i, "12AB", "7A", *["soms", "vaak"] * 4] for i in range(8)],
    ]
    merges = [*(f"{letter}1:{letter}2" for letter in "ABCDEFGHI"), "J1:K1"]
    table = only_table(read_source(workbook(rows, merge=merges)))
    assert table.header_row == 2
    assert headers(table) == [*single, "Ben je bang voor - leerlingen", "Ben je bang voor - leraren"]
