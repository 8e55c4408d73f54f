"""From files to the one tidy table: years, schools, groups, and nobody counted twice."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from safetytool.errors import SafetytoolError
from safetytool.tidy.model import Evidence
from tests.exports import rows, write_csv, write_xlsx
from tests.tidy.inputs import understood, without, write_counts


def test_people_and_answers(tmp_path: Path) -> None:
    said = understood(write_xlsx(tmp_path / "a.xlsx", rows([("Onveilig", "Elke week", "Soms", None)])))
    first = said.responses.people.iloc[0]
    assert (first["school"], first["school_year"], first["respondent_type"]) == (
        "99XA00",
        "2024-2025",
        "pupil",
    )
    assert (first["grade"], first["class_name"]) == ("7", "7A")
    levels = said.responses.levels.iloc[0]
    assert levels["pupil.feels_safe"] == 1
    assert levels["pupil.bullied"] == 2
    assert levels["pupil.afraid_of_staff"] == 1
    assert levels["pupil.staff_touch"] == -1
    assert said.inputs[0]["rows"] == 24


@pytest.mark.parametrize(
    ("name", "title", "option", "wanted"),
    [
        ("monitor 2023-2024.xlsx", None, None, "2023-2024"),
        ("monitor 2023-2024.xlsx", "Schooljaar 2024-2025", None, "2024-2025"),
        ("monitor.xlsx", "Schooljaar 2024-2025", "24/25", "2024-2025"),
        ("monitor.xlsx", None, "2024-25", "2024-2025"),
    ],
)
def test_a_missing_year_comes_from_option_sheet_and_file_name_in_that_order(
    tmp_path: Path, name: str, title: str | None, option: str | None, wanted: str
) -> None:
    table = without(rows(), "Schooljaar")
    path = write_xlsx(tmp_path / name, [[title], [], *table] if title else table)
    assert set(understood(path, year=option).responses.people["school_year"]) == {wanted}


def test_an_option_that_contradicts_the_title_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Schooljaar 2023-2024"], [], *without(rows(), "Schooljaar")])
    with pytest.raises(SafetytoolError, match="2023-2024"):
        understood(path, year="2024-2025")


def test_a_school_in_the_title_the_sheet_or_the_option(tmp_path: Path) -> None:
    table = without(rows(), "Vestigingsnummer")
    titled = write_xlsx(tmp_path / "a.xlsx", [["School: De Ark (12ab)"], [], *table])
    coded = write_xlsx(tmp_path / "b.xlsx", table, sheet="12AB 00")
    plain = write_xlsx(tmp_path / "c.xlsx", table)
    assert set(understood(titled).responses.people["school"]) == {"12AB"}
    assert set(understood(coded).responses.people["school"]) == {"12AB00"}
    assert set(understood(plain, school=" De  Ark ").responses.people["school"]) == {"De Ark"}


def test_a_date_belongs_to_the_school_year_that_it_falls_in(tmp_path: Path) -> None:
    table = without(rows(), "Schooljaar")
    dated = [
        [*table[0], "Datum"],
        *[[*row, "2024-07-31" if i % 2 else "2024-08-01"] for i, row in enumerate(table[1:])],
    ]
    years = understood(write_xlsx(tmp_path / "a.xlsx", dated)).responses.people["school_year"]
    assert years.value_counts().to_dict() == {"2023-2024": 12, "2024-2025": 12}


def test_one_group_a_grade_is_grade_and_class(tmp_path: Path) -> None:
    table = rows(pupils=20)
    for number, row in enumerate(table[1:]):
        row[3] = f"Groep {6 + number % 2}"
    people = understood(write_xlsx(tmp_path / "a.xlsx", table)).responses.people
    assert set(zip(people["grade"], people["class_name"], strict=True)) == {("6", "6"), ("7", "7")}


def test_a_large_year_is_a_grade_and_no_class(tmp_path: Path) -> None:
    table = rows(pupils=90)
    for row in table[1:]:
        row[3] = "2"
    people = understood(write_xlsx(tmp_path / "a.xlsx", table)).responses.people
    assert set(zip(people["grade"], people["class_name"], strict=True)) == {("2", "")}


def test_the_register_knows_schools_by_name(tmp_path: Path) -> None:
    register = write_csv(tmp_path / "schools.csv", [["school", "name", "pupils"], ["99XA00", "De Ark", 30]])
    path = write_xlsx(tmp_path / "a.xlsx", rows(school="de ark"))
    assert set(understood(path, register=register).responses.people["school"]) == {"99XA00"}


def test_a_row_without_an_answer_is_no_respondent(tmp_path: Path) -> None:
    said = understood(write_xlsx(tmp_path / "a.xlsx", rows([(None, None, None, None)])))
    assert len(said.responses.people) == 23
    assert any("without an answer" in warning for warning in said.warnings)


def test_the_same_answers_in_another_order_are_the_same_content(tmp_path: Path) -> None:
    table = rows([("Onveilig", "Elke week", "Soms", "Nooit")])
    one = write_xlsx(tmp_path / "one.xlsx", table)
    other = write_csv(tmp_path / "other.csv", [table[0], *table[:0:-1]])
    with pytest.raises(SafetytoolError, match=r"one\.xlsx"):
        understood(one, other)


def test_history_of_an_analysed_year_is_left_out(tmp_path: Path) -> None:
    now = write_xlsx(tmp_path / "now.xlsx", rows())
    before = write_xlsx(
        tmp_path / "before.xlsx",
        [*rows([("Onveilig", "Nooit", "Nooit", "Nooit")]), *rows(year="2023-2024")[1:]],
    )
    said = understood(now, previous=[before])
    assert said.responses.people.groupby("history")["school_year"].agg(set).to_dict() == {
        False: {"2024-2025"}, True: {"2023-2024"},
    }  # fmt: skip
    assert any("left out of the history" in warning for warning in said.warnings)


def counted(tmp_path: Path, *answers: tuple[str | None, str, object]) -> Evidence:
    return understood(write_counts(tmp_path / "counted.csv", *answers))


def test_counted_answers(tmp_path: Path) -> None:
    tally = counted(
        tmp_path, ("7A", "Nooit", 20), ("7A", "Soms", 2), ("7A", "Vaak", 1), ("7A", "Weet ik niet", 1)
    ).tally.rows
    assert dict(zip(tally["level"], tally["count"], strict=True)) == {0: 20, 1: 2, 2: 1, -2: 1}
    assert set(tally["class_name"]) == {"7A"}


def test_a_total_among_the_answers_is_not_counted(tmp_path: Path) -> None:
    said = counted(tmp_path, ("7A", "Nooit", 20), ("7A", "Soms", 2), ("7A", "Totaal", 22))
    assert said.tally.rows["count"].sum() == 22
    assert said.not_recognised.empty


@pytest.mark.parametrize("count", [-1, "1,5", "veel"])
def test_a_broken_count_is_refused_by_its_row(tmp_path: Path, count: object) -> None:
    with pytest.raises(SafetytoolError, match="row 3, column 'Aantal'"):
        counted(tmp_path, ("7A", "Nooit", 20), ("7A", "Soms", count), ("7B", "Soms", 2), ("7B", "Nooit", 3))


def test_the_same_answer_counted_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SafetytoolError, match="more than one row"):
        counted(tmp_path, ("7A", "Nooit", 20), ("7A", "Nooit", 20), ("7A", "Soms", 2))


def test_a_school_with_fewer_answers_than_its_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SafetytoolError, match="whole school"):
        counted(tmp_path, ("7A", "Nooit", 20), ("7B", "Nooit", 20), (None, "Nooit", 30))


def test_what_is_not_used_is_listed(tmp_path: Path) -> None:
    table = rows([("Best wel groen", "Nooit", "Nooit", "Nooit")])
    table = [[*row, "Brood" if i else "Wat eet je tussen de middag?"] for i, row in enumerate(table)]
    listed = understood(write_xlsx(tmp_path / "a.xlsx", table)).not_recognised
    assert isinstance(listed, pd.DataFrame)
    found = set(zip(listed["column"], listed["answer"], listed["respondents"], strict=True))
    assert ("Wat eet je tussen de middag?", "", 24) in found
    assert ("1. Hoe veilig voel je je op school?", "Best wel groen", 1) in found


def test_a_letter_beside_a_grade_is_a_class_of_that_grade(tmp_path: Path) -> None:
    table = [["Leerjaar", *row] if i == 0 else [1 + i % 2, *row] for i, row in enumerate(rows())]
    table[0][4] = "Klas"
    for row in table[1:]:
        row[4] = "a"
    people = understood(write_xlsx(tmp_path / "a.xlsx", table)).responses.people
    assert set(zip(people["grade"], people["class_name"], strict=True)) == {("1", "1A"), ("2", "2A")}


def test_codes_of_schools_and_classes_are_read_by_their_labels(tmp_path: Path) -> None:
    table = rows()
    for number, row in enumerate(table[1:]):
        row[1], row[3] = 1, 1 + number % 2
    codebook = [
        ["Variabele", "Waarde", "Label"],
        ["Vestigingsnummer", 1, "99XA00"],
        ["Vestigingsnummer", 2, "99XB00"],
        ["Groep", 1, "7A"],
        ["Groep", 2, "7B"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", table)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Codeboek")
    for line in codebook:
        sheet.append(line)
    book.save(path)
    people = understood(path).responses.people
    assert set(people["school"]) == {"99XA00"}
    assert set(people["class_name"]) == {"7A", "7B"}


def test_a_file_in_which_nobody_is_known_is_refused(tmp_path: Path) -> None:
    who = ("bestuurder", "wethouder")
    table = [["Doelgroep", *row] if i == 0 else [who[i % 2], *row] for i, row in enumerate(rows())]
    with pytest.raises(SafetytoolError, match=r"recognised as a monitor export|nobody"):
        understood(write_xlsx(tmp_path / "a.xlsx", table, sheet="Blad1"))
