"""What the names of file and sheet, and the cells above a table, say of the whole table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.recognise.context import FILE_NAME, SHEET_NAME, TITLES, Context, sheet_context
from safetytool.recognise.places import ImpossibleSchoolYearError
from safetytool.recognise.sheet_names import read_sheet_name
from safetytool.recognise.years_in_text import years_in


def of_sheet(name: str) -> Context:
    return sheet_context("export.xlsx", name, ())


def of_titles(*titles: str) -> Context:
    return sheet_context("export.csv", "export", titles)


def of_file(name: str) -> Context:
    return sheet_context(name, "Blad1", ())


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("monitor_2024-2025.xlsx", "2024-2025"), ("LVS 24-25.xlsx", "2024-2025"),
        ("lln2024-2025def.xlsx", "2024-2025"),
        ("Vragenlijst 2024_2025 v2.xlsx", "2024-2025"), ("schooljaar 11-12.xlsx", "2011-2012"),
        ("map/vm 2023-24.csv", "2023-2024"),
        ("export_2024-11-05.xlsx", None), ("export 05-11-2024.xlsx", None), ("export_20241105.xlsx", None),
        ("24-11-25.xlsx", None), ("vragen 11-12.xlsx", None), ("leerlingen 13-14 jaar.xlsx", None),
        ("groep 7-8.xlsx", None),
        ("monitor 2022-2025.xlsx", None), ("monitor 2025.xlsx", None), ("2023-2024 en 2024-2025.xlsx", None),
    ],
)  # fmt: skip
def test_the_school_year_in_a_files_name(name: str, year: str | None) -> None:
    assert of_file(name).school_year == year


@pytest.mark.parametrize(
    ("titles", "year"),
    [
        (["Schooljaar: 2024-2025"], "2024-2025"),
        (["Veiligheidsmonitor leerlingen 2024-2025"], "2024-2025"),
        (["Resultaten, schooljaar 2024/'25"], "2024-2025"),
        (["Schooljaar: 2024-2025", "Vergelijking met 2023-2024"], "2024-2025"),
        (["Meting schooljaar 2024-2025 (vorige meting: 2023-2024)"], "2024-2025"),
        (["Afnamedatum: 2024-11-12 00:00:00"], "2024-2025"),
        (["Afgenomen op: 12-11-2024 t/m 20-11-2024"], "2024-2025"),
        (["Afnamedatum: 30-07-2024 t/m 2-8-2024"], None),
        (["Datum: 12-11-2024"], None),
        (["Export: 2024-11-12"], None),
        (["Respons: 24/25"], None),
        (["Ingevuld door 24/25 leerlingen"], None),
        (["2023-2024 en 2024-2025"], None),
        (["Beleidsplan 2022-2026"], None),
    ],
)  # fmt: skip
def test_the_school_year_above_a_table(titles: list[str], year: str | None) -> None:
    assert of_titles(*titles).school_year == year


def test_what_is_called_a_school_year_and_is_none_is_refused() -> None:
    with pytest.raises(ImpossibleSchoolYearError, match="2024-2026") as caught:
        of_titles("Schooljaar: 2024-2026")
    assert (caught.value.place.file, caught.value.place.sheet) == ("export.csv", "export")


def test_every_place_that_names_a_year_is_told_and_the_sheet_goes_first() -> None:
    found = sheet_context("vm 2022-2023.xlsx", "2024-2025", ["Schooljaar: 2023-2024"])
    assert found.years == {SHEET_NAME: "2024-2025", TITLES: "2023-2024", FILE_NAME: "2022-2023"}
    assert found.school_year == "2024-2025"
    assert found.sources["school_year"] == SHEET_NAME


@given(
    st.integers(2000, 2090),
    st.sampled_from(["{}", "export {}", "{} leerlingen", "De Ark {} def", "vm_{}_v2"]),
)
def test_a_year_is_found_anywhere(first: int, name: str) -> None:
    assert list(years_in(name.format(f"{first}-{first + 1}"))) == [f"{first}-{first + 1}"]


@pytest.mark.parametrize(
    ("name", "school", "guessed"),
    [
        ("12AB00", "12AB00", False), ("12ab00", "12AB00", False), ("Leerlingen 12AB", "12AB", False),
        ("12AB00_lln_24-25", "12AB00", False),
        ("De Regenboog", "De Regenboog", True), ("Regenboog lln 24-25", "Regenboog", True),
        ("'t Startblok", "'t Startblok", True),
        ("OBS De Ark - groep 7", "OBS De Ark", True), ("De Ark groep 7B", "De Ark", True),
        ("De Ark (personeel)", "De Ark", True),
        ("OBS 16 Roden", "OBS 16 Roden", True),
    ],
)  # fmt: skip
def test_the_school_in_a_sheets_name(name: str, school: str, guessed: bool) -> None:
    found = of_sheet(name)
    assert (found.school, found.school_is_name_of_sheet) == (school, guessed)
    assert found.sources["school"] == SHEET_NAME


@pytest.mark.parametrize(
    "name",
    ["Blad1", "Sheet 2", "Data", "Export", "Resultaten", "Leerlingen", "Ruwe data",
     "Formulierreacties 1", "Groep 7", "7A",
     "2024-2025", "Lln groep 5-8", "Response data Q3", "Bovenbouw", "groep 7 juf Anja", "Ark 7",
     "Vragenlijst leerlingen po"],
)  # fmt: skip
def test_a_sheets_name_that_names_no_school(name: str) -> None:
    assert of_sheet(name).school is None


@pytest.mark.parametrize(
    ("titles", "school"),
    [
        (["School: De Regenboog (12AB00)"], "12AB00"),
        (["School: De Ark", "Vestigingsnummer: 12AB00"], "12AB00"),
        (["BRIN: 12AB", "Vestiging: 12AB01"], "12AB01"),
        (["Naam school: De  Ark"], "De Ark"),
        (["School: De Ark", "Locatie: Noord"], "De Ark"),
        (["Resultaten De Regenboog (12AB00)"], "12AB00"),
        (["School: alle scholen"], None),
        (["School: De Ark", "School: Het Kompas"], None),
        (["Vestiging: 12AB00", "Vestiging: 12AB01"], None),
        (["Bestuur: Stichting 12AB00"], None),
        (["School en omgeving"], None),
    ],
)
def test_the_school_above_a_table(titles: list[str], school: str | None) -> None:
    assert of_titles(*titles).school == school


def test_two_schools_by_sheet_and_titles_are_none() -> None:
    assert sheet_context("x.xlsx", "12AB00", ["BRIN: 13CD"]).school is None
    assert sheet_context("x.xlsx", "De Ark", ["School: De Ark", "School: Het Kompas"]).school is None
    assert sheet_context("x.xlsx", "12AB", ["Vestigingsnummer: 12AB00"]).school is not None


@pytest.mark.parametrize(
    ("name", "school"),
    [
        ("12AB00 monitor.xlsx", "12AB00"),
        ("vm_12ab00.xlsx", "12AB00"),
        ("De Regenboog.xlsx", None),
        ("vragen 10am.xlsx", None),
    ],
)
def test_only_a_code_in_a_files_name_is_a_school(name: str, school: str | None) -> None:
    assert of_file(name).school == school


def test_a_csv_is_not_named_twice() -> None:
    found = sheet_context("De Ark lln 2024-2025.csv", "De Ark lln 2024-2025", ())
    assert (found.school, found.years) == (None, {FILE_NAME: "2024-2025"})


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (of_sheet("Personeel"), "staff"), (of_sheet("De Ark ouders"), "parent"),
        (of_file("lln_24-25.xlsx"), "pupil"),
        (of_titles("Medewerkersvragenlijst 2024-2025"), "staff"), (of_titles("Doelgroep: ouders"), "parent"),
        (of_titles("Vragenlijst leerlingen", "Gemaakt voor: het team"), "pupil"),
        (of_titles("Overzicht voor de directie"), None), (of_titles("Aantal leerlingen: 241"), None),
        (of_titles("Leerlingen en personeel"), None), (of_titles("Bestuur: Ouders en Scholen"), None),
        (of_titles("School: De Leerkracht"), None),
        (sheet_context("ouders.xlsx", "Leerlingen", ()), "pupil"),
        (sheet_context("x.xlsx", "Leerlingen", ["Vragenlijst personeel"]), None),
    ],
)  # fmt: skip
def test_who_answered(found: Context, kind: str | None) -> None:
    assert found.respondent_type == kind


@pytest.mark.parametrize(
    ("found", "unit"),
    [
        (of_sheet("Groep 7"), ("7", None)), (of_sheet("7A"), ("7", "7A")),
        (of_sheet("Klas 2B lln"), ("2", "2B")),
        (of_sheet("H4c"), ("4", "H4C")), (of_sheet("De Ark - groep 7/8"), (None, "7/8")),
        (of_sheet("De Ark 7B"), ("7", "7B")),
        (of_titles("Groep: 7A", "Leerjaar: 7"), ("7", "7A")), (of_titles("Klas: 2B"), ("2", "2B")),
        (of_sheet("Blad1"), (None, None)), (of_sheet("Groep 5 t/m 8"), (None, None)),
        (of_titles("Groep: 5 t/m 8"), (None, None)),
        (of_titles("Groep: 7", "Groep: 8"), (None, None)), (of_titles("Aantal groepen: 8"), (None, None)),
        (of_sheet("Formulierreacties 1"), (None, None)), (of_sheet("Deel 2"), (None, None)),
    ],
)  # fmt: skip
def test_grade_and_class(found: Context, unit: tuple[str | None, str | None]) -> None:
    assert (found.grade, found.class_name) == unit


def test_a_long_cell_is_a_note() -> None:
    note = "Dit bestand hoort bij de vragenlijst voor ouders over het schooljaar 2023-2024. " * 2
    assert of_titles(note) == Context()


@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.text(max_size=60), max_size=4))
def test_any_name_can_be_read(file: str, sheet: str, titles: list[str]) -> None:
    found = sheet_context(file, sheet, titles)
    assert set(found.sources) == {
        key for key in ("school", "school_year", "respondent_type") if getattr(found, key) is not None
    }


@given(st.text(alphabet=st.sampled_from("Ark 7ABg-_()12/"), max_size=20))
def test_what_is_left_of_a_name_was_in_it(name: str) -> None:
    words = read_sheet_name(name).left_over.split()
    assert all(word in name or word == "-" for word in words)
