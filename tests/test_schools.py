"""The register of schools: who could have answered, under which name."""

from pathlib import Path

import pandas as pd
import pytest

from safetytool.errors import InputError
from safetytool.schools import SchoolRegister, read_schools

HEADER = "School;Naam;Sector;Schooljaar;Groep;Leerlingen;Personeel"


def register(folder: Path, *rows: str, header: str = HEADER, name: str = "scholen.csv") -> SchoolRegister:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_schools(path)


def invited(found: SchoolRegister, year: str, kind: str = "pupil", unit: str = "school") -> dict[str, int]:
    rows = found.invited([year])
    rows = rows[(rows["respondent_type"] == kind) & (rows["unit_kind"] == unit)]
    return dict(zip(rows["unit_name"], rows["invited"].tolist(), strict=True))


def test_a_row_a_class_adds_up_and_staff_repeated_on_each_row_count_once(tmp_path: Path) -> None:
    found = register(
        tmp_path,
        "12ab00;De Ark;basisonderwijs;2024-2025;7A;24;20",
        "12AB00;De Ark;PO;24/25;groep 8b;26;20",
        "13CD00;Het Kompas;sbo;2024-2025;Vlinders;12;9",
    )
    assert invited(found, "2024-2025") == {"12AB00": 50, "13CD00": 12}
    assert invited(found, "2024-2025", unit="class") == {"7A": 24, "8B": 26, "Vlinders": 12}
    assert invited(found, "2024-2025", "staff") == {"12AB00": 20, "13CD00": 9}
    assert invited(found, "2023-2024") == {}
    assert found.names() == {"12AB00": "De Ark", "13CD00": "Het Kompas"}
    assert found.sectors() == {"12AB00": "po", "13CD00": "sbo"}


def test_the_frame_has_the_columns_of_counts(tmp_path: Path) -> None:
    found = register(tmp_path, "12AB00;De Ark;po;2024-2025;Groep 7;24;", "12AB00;De Ark;po;2024-2025;;;20")
    frame = found.invited(["2024-2025"])
    assert list(frame.columns) == [
        "school", "school_year", "respondent_type", "unit_kind", "unit_name", "invited",
    ]  # fmt: skip
    assert frame["invited"].dtype == "int64"
    told = {tuple(row) for row in frame[["respondent_type", "unit_kind", "unit_name", "invited"]].to_numpy()}
    assert told == {
        ("pupil", "school", "12AB00", 24),
        ("pupil", "grade", "7", 24),
        ("staff", "school", "12AB00", 20),
    }


def test_a_school_alone_needs_no_class(tmp_path: Path) -> None:
    found = register(tmp_path, "De Ark;;;;;240;31", "12AB;;;;;100;")
    assert invited(found, "2019-2020") == {"De Ark": 240, "12AB": 100}
    assert invited(found, "2019-2020", "staff") == {"De Ark": 31}
    assert invited(found, "2019-2020", unit="class") == {}


def test_the_own_row_of_a_school_goes_before_its_classes(tmp_path: Path) -> None:
    found = register(tmp_path, "12AB00;;;;;60;", "12AB00;;;;7A;24;", "12AB00;;;;8A;26;")
    assert invited(found, "2024-2025") == {"12AB00": 60}


def test_a_row_without_a_year_holds_where_the_year_has_none_of_its_own(tmp_path: Path) -> None:
    found = register(
        tmp_path, "12AB00;;;;7A;24;", "12AB00;;;;8A;20;", "12AB00;;;2024-2025;7A;28;"
    )  # fmt: skip
    assert invited(found, "2023-2024", unit="class") == {"7A": 24, "8A": 20}
    assert invited(found, "2024-2025", unit="class") == {"7A": 28, "8A": 20}
    assert invited(found, "2024-2025") == {"12AB00": 48}


def test_the_year_may_stand_in_the_name_of_the_file(tmp_path: Path) -> None:
    found = register(
        tmp_path, "12AB00;24", header="Vestigingsnummer;Aantal leerlingen", name="scholen 2024-2025.csv"
    )
    assert invited(found, "2024-2025") == {"12AB00": 24}
    assert invited(found, "2023-2024") == {}


def test_a_school_is_named_once_above_its_classes(tmp_path: Path) -> None:
    found = register(tmp_path, "12AB00;De Ark;po;;7A;24;20", ";;;;8A;26;", "13CD00;;;;7A;10;")
    assert invited(found, "2024-2025") == {"12AB00": 50, "13CD00": 10}


def test_the_code_identifies_and_a_second_column_is_the_name(tmp_path: Path) -> None:
    found = register(tmp_path, "De Ark;12AB;12AB01;24", header="School;BRIN;Vestigingsnummer;Leerlingen")
    assert invited(found, "2024-2025") == {"12AB01": 24}
    assert found.names() == {"12AB01": "De Ark"}


def test_parents_are_added_up_per_class(tmp_path: Path) -> None:
    found = register(tmp_path, "De Ark;7A;20", "De Ark;8A;30", header="School;Klas;Ouders")
    assert invited(found, "2024-2025", "parent") == {"De Ark": 50}


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("12AB00", "12AB00"),
        ("12ab00", "12AB00"),
        ("12AB", "12AB00"),
        ("De Ark", "12AB00"),
        ("de  ark", "12AB00"),
        ("OBS De Ark", "12AB00"),
        ("Kompas", "13CD00"),
        ("CBS Het Kompas", "CBS Het Kompas"),
        ("14EF02", "14EF"),
        ("15GH", "15GH"),
        ("De Regenboog", "De Regenboog"),
        ("De Arkel", "De Arkel"),
        ("", ""),
    ],
)
def test_a_school_is_found_by_code_or_by_name(tmp_path: Path, written: str, means: str) -> None:
    found = register(
        tmp_path,
        "12AB00;De Ark;;;;1;",
        "13CD00;OBS Het Kompas;;;;1;",
        "14EF;De Linde;;;;1;",
        "15GH00;De Eik;;;;1;",
        "15GH01;De Eik;;;;1;",
    )
    assert found.resolve([written]) == {written: means}


def test_a_name_of_two_schools_names_neither(tmp_path: Path) -> None:
    found = register(tmp_path, "12AB00;De Ark;;;;1;", "13CD00;De Ark;;;;1;")
    assert found.resolve(["De Ark", "Ark"]) == {"De Ark": "De Ark", "Ark": "Ark"}


@pytest.mark.parametrize("number", ["-1", "24,5", "24.5", "veel", "inf", "24 leerlingen"])
def test_broken_numbers_are_refused_by_row_and_column(tmp_path: Path, number: str) -> None:
    with pytest.raises(InputError, match="no number of people") as caught:
        register(tmp_path, "De Ark;;;;7A;24;", f"De Ark;;;;8A;{number};")
    assert (caught.value.place.row, caught.value.place.column) == (3, "Leerlingen")
    assert number in caught.value.what


@pytest.mark.parametrize("year", ["2025", "2024-2026", "dit jaar"])
def test_what_is_no_school_year_is_refused_by_row(tmp_path: Path, year: str) -> None:
    with pytest.raises(InputError, match="school year") as caught:
        register(tmp_path, "De Ark;;;2024-2025;7A;24;", f"De Ark;;;{year};8A;20;")
    assert (caught.value.place.row, caught.value.place.column) == (3, "Schooljaar")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["De Ark;;;;7A;24;", "De Ark;;;;groep 7a;25;"], "7A has more than one number of pupils: 24 and 25"),
        (["De Ark;;;;7A;24;20", "De Ark;;;;8A;24;21"], "Ark has more than one number of staff: 20 and 21"),
        (["De Ark;;;;7A;24;20", "De Ark;;;;;;21"], "Ark has more than one number of staff: 20 and 21"),
        (["De Ark;;;;;40;", "De Ark;;;;7A;24;", "De Ark;;;;8A;24;"], "40 pupils, and its classes 48"),
    ],
)  # fmt: skip
def test_numbers_that_contradict_each_other_are_refused(tmp_path: Path, rows: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        register(tmp_path, *rows)


def test_the_same_class_twice_with_the_same_number_counts_once(tmp_path: Path) -> None:
    found = register(tmp_path, "De Ark;;;;7A;24;", "De Ark;;;;7A;24;20", "De Ark;;;;7A;24;")
    assert invited(found, "2024-2025") == {"De Ark": 24}


@pytest.mark.parametrize(
    ("header", "told"),
    [("Klas;Leerlingen", "no column names the school"), ("School;Klas", "no column has numbers")],
)  # fmt: skip
def test_a_file_without_schools_or_numbers_is_refused(tmp_path: Path, header: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        register(tmp_path, "7A;24", "8A;25", header=header)


def test_other_sheets_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "scholen.xlsx"
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame({"Onderwerp": ["a", "b"], "Uitleg": ["c", "d"]}).to_excel(
            writer, sheet_name="Leeswijzer"
        )
        schools = pd.DataFrame({"BRIN": ["12AB", "13CD"], "Leerlingen": [240, 100], "Totaal": [1, 2]})
        schools.to_excel(writer, sheet_name="Scholen", index=False)
    assert invited(read_schools(path), "2024-2025") == {"12AB": 240, "13CD": 100}
