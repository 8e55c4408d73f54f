from pathlib import Path

import pytest

from safetytool.errors import InputError
from safetytool.read import read_source
from safetytool.read.delimited import find_encoding, find_separator
from safetytool.read.model import Table
from tests.read.tables import cells, headers, left_out, only_table

QUESTION = "Voel je je veilig, op school; en in de klas?"


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(data: bytes | str, name: str = "export.csv") -> Table:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return only_table(read_source(path))

    return read_bytes


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b;c\n1,5;2,5;ja, soms\n2,5;1,0;nee\n", ";"),
        ("a,b,c\n1,2,x;y\n3,4,z\n", ","),
        ("a\tb\n1,2\t3\n1,4\t5\n", "\t"),
        ('"a;b";"c"\n"1;2";"3"\n', ";"),
        ("a|b|c\n1|2|3\n2|1|3\n", "|"),
        ("a;b\n1;x|y|z\n2;x|y|z\n", ";"),
        ("Monitor 2024, uitslag\n\na;b;c\n1;2;3\n1;2;3\n", ";"),
    ],
)
def test_separator(text: str, separator: str) -> None:
    assert find_separator(text) == separator


def test_stated_separator_wins_and_counts_as_a_row(read) -> None:
    table = read("sep=,\nklas,V1;a,V2\n7A,soms,vaak\n7B,soms,vaak\n")
    assert table.header_row == 2
    assert headers(table) == ["klas", "V1;a", "V2"]
    assert table.rows.tolist() == [3, 4]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
def test_encodings(encoding: str) -> None:
    text = 'School;Klas;"Eén keer – of één’s vaker?"\n12AB;7A;ja\n' * 20
    data = text.encode(encoding)
    mark, found = find_encoding(data, "export.csv")
    assert data.removeprefix(mark).decode(found) == text


def test_windows_signs_are_not_lost(read) -> None:
    table = read("klas;\u20ac \u2019t gaat\n7A;\u00e9\u00e9n\n7A;twee\n".encode("cp1252"))
    assert headers(table) == ["klas", "\u20ac \u2019t gaat"]
    assert cells(table.columns[1]) == ["\u00e9\u00e9n", "twee"]


def test_long_and_quoted_cells(read) -> None:
    table = read(f'klas;"{QUESTION}";opmerking\r\n7A;ja;"eerste\r\ntweede ""regel"""\r\n7B;nee;\r\n')
    assert headers(table)[1] == QUESTION
    assert cells(table.columns[2]) == ['eerste tweede "regel"', None]
    assert table.rows.tolist() == [2, 3]


def test_ragged_rows_and_blank_lines(read) -> None:
    table = read("Monitor\n\nschool;klas;V1;V2\n12AB;7A;soms\n\n12AB;7A;soms;vaak;;\n12AB;7B\n")
    assert table.header_row == 3
    assert headers(table) == ["school", "klas", "V1", "V2"]
    assert table.rows.tolist() == [4, 6, 7]
    assert left_out(table) == {"blank": (5,)}
    assert cells(table.columns[3]) == [None, "vaak", None]
    assert table.titles == ("Monitor",)


def test_digits_stay_text(read) -> None:
    table = read("school,klas,V1\n0123,7,1\n0123,8,01\n")
    assert cells(table.columns[0]) == ["0123", "0123"]
    assert cells(table.columns[2]) == ["1", "01"]


def test_tab_separated_text_file(read) -> None:
    table = read("school\tklas\tV1\n12AB\t7A\tsoms\n12AB\t7B\tsoms\n", "monitor 2024-2025.txt")
    assert headers(table) == ["school", "klas", "V1"]


def test_sheet_is_named_after_the_file(tmp_path: Path) -> None:
    path = tmp_path / "monitor 24-25.tsv"
    path.write_text("a\tb\n1\t2\n1\t2\n", encoding="utf-8")
    assert read_source(path).sheets[0].name == "monitor 24-25"
    assert read_source(path, base_name="echt.csv").sheets[0].name == "echt"


def test_open_quote_at_the_end_names_its_row(read) -> None:
    with pytest.raises(InputError) as caught:
        read('school;klas;V1\n12AB;7A;soms\n12AB;"7B;soms\n12AB;7A;vaak\n')
    assert caught.value.place.row == 3
    assert "quotation mark" in str(caught.value)


def test_open_quote_that_swallows_rows_is_refused(read) -> None:
    rows = [
        '12AB;7A;"soms;vaak;nooit',
        "12AB;7A;soms;vaak;nooit",
        "12AB;7A;soms;vaak;nooit",
        '";7A;soms;vaak;nooit',
    ]
    with pytest.raises(InputError) as caught:
        read("\n".join(["school;klas;V1;V2;V3", *rows]) + "\n")
    assert caught.value.place.row == 2


def test_bytes_that_are_no_text(read) -> None:
    with pytest.raises(InputError, match="not text in a known encoding"):
        read(b"school;klas;V1\n12AB;7A;\x81\x8d\n")


def test_binary_file_under_the_name_of_a_text_file(read) -> None:
    with pytest.raises(InputError, match="really no format that is known"):
        read(bytes(range(256)) * 8)


def test_rows_that_were_put_in_quotes_as_a_whole(read) -> None:
    table = read('"klas;""Word je gepest?"""\n"7A;""nooit; soms"""\n\n"7B;""vaak"""\n')
    assert headers(table) == ["klas", "Word je gepest?"]
    assert cells(table.columns[1]) == ["nooit; soms", "vaak"]
    assert table.rows.tolist() == [2, 4]


def test_remarks_with_a_comma_are_not_split(read) -> None:
    table = read('"Opmerking"\n"ja, soms"\n"nee, ""nooit"", echt"\n"nee"\n"nee"\n')
    assert cells(table.columns[0]) == ["ja, soms", 'nee, "nooit", echt', "nee", "nee"]
