"""Years, schools, classes and people, in the one spelling that outputs have."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.recognise.places import (
    ImpossibleSchoolYearError,
    date_of_serial,
    grade_and_class,
    normalise_school,
    parse_gender,
    parse_genders,
    parse_respondent_type,
    parse_school_year,
    school_year_of,
)


@pytest.mark.parametrize(
    "written",
    [
        "2024-2025", "2024/2025", "2024-25", "24/25", "24-25", " 2024 - 2025 ", "2024–2025", "2024_2025",
        "schooljaar 2024-2025", "Schooljaar: 2024/2025", "sj 24/25", "SJ24-25", "'24/'25",
        "school year 2024-2025",
        "Cursusjaar 2024-2025", "20242025", 20242025,
    ],
)  # fmt: skip
def test_spellings_of_one_school_year(written: object) -> None:
    assert parse_school_year(written) == "2024-2025"


@pytest.mark.parametrize(
    "written",
    ["2025", 2025, 2025.0, "", "7", "7-8", "24-26", "2024-09", "2024-09-01", "12-11-2024",
     "voorjaar 2025", "1-2",
     "2024-2025 en 2025-2026", date(2024, 9, 1)],
)  # fmt: skip
def test_what_is_no_school_year(written: object) -> None:
    assert parse_school_year(written) is None


@pytest.mark.parametrize(
    "written", ["2024-2026", "2025-2024", "2024/2024", "2024-28", "schooljaar 2024-2026"]
)
def test_years_that_cannot_be_are_refused(written: str) -> None:
    with pytest.raises(ImpossibleSchoolYearError, match="is not a school year"):
        parse_school_year(written)


@given(st.integers(1990, 2098), st.sampled_from(["-", "/", " - ", "–"]), st.booleans())
def test_every_school_year_is_read_back(first: int, dash: str, short: bool) -> None:
    second = f"{(first + 1) % 100:02}" if short else str(first + 1)
    assert parse_school_year(f"{first}{dash}{second}") == f"{first}-{first + 1}"


@given(st.dates(date(1990, 1, 1), date(2099, 1, 1)))
def test_a_date_lies_in_its_school_year(day: date) -> None:
    first, last = map(int, school_year_of(day).split("-"))
    assert date(first, 8, 1) <= day <= date(last, 7, 31)


def test_serial_numbers_are_dates_within_bounds() -> None:
    assert date_of_serial(45601) == date(2024, 11, 5)
    assert date_of_serial(45601.63) == date(2024, 11, 5)
    assert date_of_serial(2025) is None
    assert date_of_serial(1_730_764_800) is None


@pytest.mark.parametrize(
    ("written", "school"),
    [
        ("12ab", "12AB"), ("12 ab 00", "12AB00"), ("12AB-00", "12AB00"), ("12AB|00", "12AB00"),
        ("De Regenboog (12AB00)", "12AB00"), ("12AB00 - De Regenboog", "12AB00"),
        ("De  Regenboog ", "De Regenboog"),
        ("Obs 16 Roden", "Obs 16 Roden"), ("12AB en 13CD", "12AB en 13CD"), (104, "104"),
    ],
)  # fmt: skip
def test_schools(written: object, school: str) -> None:
    assert normalise_school(written) == school


@pytest.mark.parametrize(
    ("written", "grade", "class_name"),
    [
        ("Groep 7", "7", ""), ("7", "7", ""), (7, "7", ""), ("7.0", "7", ""), ("07", "7", ""),
        ("groep zeven", "7", ""),
        ("Leerjaar 3", "3", ""), ("lj. 3", "3", ""), ("Year 7", "7", ""), ("Klas 2", "2", ""),
        ("groep 7b", "7", "7B"), ("7 b", "7", "7B"), ("7-B", "7", "7B"), ("2B", "2", "2B"),
        ("klas 2B", "2", "2B"),
        ("Groep 7 (juf Anja)", "7", ""), ("7B - meester Jan", "7", "7B"),
        ("7/8", "", "7/8"), ("groep 7-8", "", "7/8"), ("groep 7 en 8", "", "7/8"), ("5/6/7", "", "5/6/7"),
        ("7/8 a", "", "7/8A"), ("groep 5-8", "", "5-8"), ("groep 5 t/m 8", "", "5 t/m 8"),
        ("H4c", "4", "H4C"), ("h4c", "4", "H4C"), ("3vmbo1", "3", "3VMBO1"), ("2B1", "2", "2B1"),
        ("HAVO 3", "3", "havo 3"),
        ("Brugklas B", "1", "Brugklas B"), ("bk1", "1", "BK1"), ("1 havo/vwo", "1", "1 havo/vwo"),
        ("Vlinders", "", "Vlinders"), ("groep Vlinders", "", "Vlinders"), ("Zevensprong", "", "Zevensprong"),
        ("", "", ""), ("-", "", ""), ("onbekend", "", ""), ("N.v.t.", "", ""), ("alle groepen", "", ""),
        ("101", "", "101"), ("groep 9", "", "groep 9"),
    ],
)  # fmt: skip
def test_grades_and_classes(written: object, grade: str, class_name: str) -> None:
    assert grade_and_class(written) == (grade, class_name)


@given(st.integers(1, 8), st.sampled_from("abcdXYZ"))
def test_a_class_keeps_its_name_when_read_again(grade: int, letter: str) -> None:
    once = grade_and_class(f"groep {grade}{letter}")
    assert once == (str(grade), f"{grade}{letter.upper()}")
    assert grade_and_class(once[1]) == once


@pytest.mark.parametrize(
    ("written", "gender"),
    [
        ("Meisje", "girl"), ("een meisje", "girl"), ("ik ben een jongen", "boy"), ("V", "girl"), ("J", "boy"),
        ("female", "girl"), ("Male", "boy"), ("Anders, namelijk", "other"), ("non-binair", "other"),
        ("Dat zeg ik liever niet", ""), ("onbekend", ""), ("M", None), ("1", None), ("jongen / meisje", None),
        ("Soms", None),
    ],
)  # fmt: skip
def test_genders(written: str, gender: str | None) -> None:
    assert parse_gender(written) == gender


@pytest.mark.parametrize(
    ("written", "of_m"), [(["M", "J"], "girl"), (["M", "V", "X"], "boy"), (["m", "f"], "boy"), (["M"], None)]
)
def test_an_m_is_a_girl_beside_a_j_and_a_boy_beside_a_v(written: list[str], of_m: str | None) -> None:
    assert parse_genders(written)[written[0]] == of_m


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("leerling", "pupil"), ("LLN", "pupil"), ("Leerlingen groep 5-8", "pupil"), ("Students", "pupil"),
        ("Personeel", "staff"), ("Medewerker (OP)", "staff"), ("leerkracht", "staff"), ("Directie", "staff"),
        ("ouder/verzorger", "parent"), ("Parents", "parent"), ("Ouder van een leerling", "parent"),
        ("Mentor van leerlingen", "staff"), ("Resultaten van leerlingen", "pupil"),
        ("leerling of ouder", None), ("leerlingen en personeel", None), ("anders", None), ("", None),
        ("1", None),
    ],
)  # fmt: skip
def test_respondent_types(written: str, kind: str | None) -> None:
    assert parse_respondent_type(written) == kind
