import pytest

from safetytool.read import read_source
from safetytool.read.legend import parse_legend
from safetytool.read.model import Table
from tests.read.conftest import Workbook

LABELS = {1: "nooit", 2: "zelden", 3: "soms", 4: "vaak", 5: "altijd"}
DATA = [
    ["Nr", "Klas", "V1", "V2", "V3"],
    *[[10 + i, "7A", 1 + i % 5, 5 - i % 5, 1 + i % 2] for i in range(12)],
]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("1 = nooit; 2 = soms; 3 = vaak", {1: "nooit", 2: "soms", 3: "vaak"}),
        ("1=nooit, 2=1 of 2 keer, 3=3 of meer keer", {1: "nooit", 2: "1 of 2 keer", 3: "3 of meer keer"}),
        ("Schaal (1 = heel onveilig t/m 5 = heel veilig)", {1: "heel onveilig", 5: "heel veilig"}),
        ("1: ja | 2: nee | 9: weet ik niet", {1: "ja", 2: "nee", 9: "weet ik niet"}),
        ("1) nooit 2) soms (een keer) 3) vaak", {1: "nooit", 2: "soms (een keer)", 3: "vaak"}),
        ("1 - nooit, 2 - soms", {1: "nooit", 2: "soms"}),
        ("5 = altijd, 1 = nooit", {5: "altijd", 1: "nooit"}),
        ("12. Ben je wel eens bang?", None),
        ("Groep 7 = 24 leerlingen", None),
        ("2024-2025", None),
        ("1 = nooit; 1 = soms", None),
    ],
)
def test_legend(text: str, labels: dict[int, str] | None) -> None:
    legend = parse_legend(text)
    assert (legend.labels if legend else None) == labels


def data_of(
    workbook: Workbook, *codebook: list[object], name: str = "Codeboek"
) -> tuple[Table, tuple[str, ...]]:
    """The data table of a workbook with this codebook sheet, which must be found to be one."""
    data, explained = read_source(workbook({"Data": DATA, name: codebook})).sheets
    assert (explained.table, explained.why) == (None, "codebook")
    assert data.table is not None
    return data.table, data.notes


def test_one_row_a_value_with_the_variable_once(workbook: Workbook) -> None:
    rows = [["Variabele", "Vraag", "Waarde", "Label"]]
    for code, question in (("V1", "Voel je je veilig op school?"), ("V2", "Word je gepest door leerlingen?")):
        rows += [
            [code if v == 1 else None, question if v == 1 else None, v, label] for v, label in LABELS.items()
        ]
    table, notes = data_of(workbook, *rows)
    assert table.columns[2].labels == LABELS
    assert table.columns[2].long_header == "Voel je je veilig op school?"
    assert table.columns[3].long_header == "Word je gepest door leerlingen?"
    assert table.columns[4].labels == {}
    assert notes == ("What values or codes mean was taken from sheet 'Codeboek' for 2 columns.",)


def test_one_row_a_value_with_the_variable_on_each(workbook: Workbook) -> None:
    rows = [["code", "value", "label"], *[["v3", value, label] for value, label in ((1, "ja"), (2, "nee"))]]
    rows += [["v1", value, label] for value, label in LABELS.items()]
    table, _ = data_of(workbook, *rows)
    assert table.columns[4].labels == {1: "ja", 2: "nee"}
    assert table.columns[2].labels == LABELS
    assert table.columns[3].labels == {}


def test_values_in_one_cell(workbook: Workbook) -> None:
    table, _ = data_of(
        workbook,
        ["Nr", "Variabele", "Vraagtekst", "Antwoordcategorieën"],
        [1, "V1", "Hoe vaak word je gepest?", "1 = nooit; 2 = zelden; 3 = soms; 4 = vaak; 5 = altijd"],
        [2, "V3", "Weet je bij wie je terechtkunt?", "1 = ja; 2 = nee"],
    )
    assert table.columns[2].labels == LABELS
    assert table.columns[2].long_header == "Hoe vaak word je gepest?"
    assert table.columns[4].labels == {1: "ja", 2: "nee"}


def test_a_list_without_variables_holds_for_all_questions_in_range(workbook: Workbook) -> None:
    table, _ = data_of(workbook, ["Waarde", "Betekenis"], *[[v, label] for v, label in LABELS.items()])
    assert [column.labels for column in table.columns] == [{}, {}, LABELS, LABELS, LABELS]


def test_two_lists_without_variables_are_not_used(workbook: Workbook) -> None:
    pairs = [*LABELS.items(), (1, "helemaal oneens"), (2, "oneens")]
    book = workbook({"Data": DATA, "Legenda": [["Waarde", "Label"], *map(list, pairs)]})
    data, legend = read_source(book).sheets
    assert data.table is not None
    assert not any(column.labels for column in data.table.columns)
    assert legend.why == "codebook"
    assert "two labels to one number" in legend.notes[0]


def test_codebook_by_shape_alone(workbook: Workbook) -> None:
    rows = [
        ["naam", "omschrijving"],
        ["V1", "Voel je je veilig op school?"],
        ["V2", "Word je wel eens gepest?"],
    ]
    table, _ = data_of(workbook, *rows, name="Blad2")
    assert table.columns[2].long_header == "Voel je je veilig op school?"


def test_results_about_the_questions_are_no_codebook(workbook: Workbook) -> None:
    rows = [
        ["Vraag", "Antwoord", "Aantal"],
        *[[code, answer, 4] for code in ("V1", "V2") for answer in ("ja", "nee")],
    ]
    sheets = read_source(workbook({"Data": DATA, "Uitslag": rows})).sheets
    assert sheets[1].why == ""
    assert sheets[1].table is not None


def test_hidden_codebook_is_not_used(workbook: Workbook) -> None:
    import openpyxl

    path = workbook({"Data": DATA, "Codeboek": [["Waarde", "Label"], *map(list, LABELS.items())]})
    book = openpyxl.load_workbook(path)
    book["Codeboek"].sheet_state = "hidden"
    book.save(path)
    data, hidden = read_source(path).sheets
    assert hidden.why == "hidden"
    assert data.table is not None
    assert not any(column.labels for column in data.table.columns)


def test_text_digits_get_labels_as_they_are_written(workbook: Workbook) -> None:
    data = [["Klas", "V1", "V2"], *[["7A", str(1 + i % 5), str(2 - i % 2)] for i in range(9)]]
    sheets = read_source(workbook({"Data": data, "Labels": list(map(list, LABELS.items()))})).sheets
    assert sheets[0].table is not None
    assert sheets[0].table.columns[1].labels == {str(value): label for value, label in LABELS.items()}


@pytest.mark.parametrize("under", [True, False])
def test_legend_beside_the_table(workbook: Workbook, under: bool) -> None:
    legend = [["Antwoorden: 1 = nooit, 2 = zelden, 3 = soms, 4 = vaak, 5 = altijd"]]
    rows = [*DATA, [], *legend] if under else [*legend, [], *DATA]
    (sheet,) = read_source(workbook(rows)).sheets
    assert sheet.table is not None
    assert sheet.table.columns[2].labels == LABELS
    assert len(sheet.table.rows) == 12


def test_legend_for_some_questions_is_not_used(workbook: Workbook) -> None:
    (sheet,) = read_source(workbook([["Vraag 1 en 2: 1 = nooit, 2 = zelden, 5 = altijd"], [], *DATA])).sheets
    assert sheet.table is not None
    assert not any(column.labels for column in sheet.table.columns)
    assert "for some questions only" in sheet.notes[0]
