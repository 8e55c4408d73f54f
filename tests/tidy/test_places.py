"""Where and when: what says it, what goes before what, and what contradicts itself."""

from pathlib import Path

import pytest

from safetytool.errors import SafetytoolError
from tests.exports import rows, write_xlsx
from tests.tidy.inputs import Rows, understood, without


def dated(*days: str | None, pupils: int = 24) -> Rows:
    """An export without a school year, and with the day on which each filled it in."""
    table = without(rows(pupils=pupils), "Schooljaar")
    given = [*days, *["2025-05-20"] * (pupils - len(days))]
    return [[*table[0], "Datum ingevuld"], *([*row, day] for row, day in zip(table[1:], given, strict=True))]


def years(path: Path, year: str | None = None) -> dict[str, int]:
    people = understood(path, year=year).responses.people
    counted: dict[str, int] = people["school_year"].value_counts().to_dict()
    return counted


@pytest.mark.parametrize(
    ("name", "title", "option"),
    [
        ("a.xlsx", None, "2023-2024"),
        ("a.xlsx", "Schooljaar 2023-2024", None),
        ("monitor 2023-2024.xlsx", None, None),
    ],
)
def test_dates_of_another_year_than_is_told_are_refused(
    tmp_path: Path, name: str, title: str | None, option: str | None
) -> None:
    table = dated()
    path = write_xlsx(tmp_path / name, [[title], [], *table] if title else table)
    with pytest.raises(SafetytoolError, match=r"column 'Datum ingevuld': this date falls in 2024-2025"):
        years(path, option)


def test_a_few_who_were_late_are_of_the_year_that_is_told(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Schooljaar 2024-2025"], [], *dated("2025-08-20", None)])
    assert years(path) == {"2024-2025": 24}
    assert any("1 dates fall outside" in warning for warning in understood(path).warnings)


def test_dates_alone_put_every_row_in_its_own_year(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", dated("2025-08-01", "2024-07-31"))
    assert years(path) == {"2023-2024": 1, "2024-2025": 22, "2025-2026": 1}


def test_a_missing_date_is_refused_where_nothing_else_says_the_year(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", dated(None))
    with pytest.raises(SafetytoolError, match=r"row 2, column 'Datum ingevuld'.*--year"):
        years(path)
    assert years(path, "2024-2025") == {"2024-2025": 24}


def test_a_title_that_says_another_year_than_the_column_is_said(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["Schooljaar 2023-2024"], [], *rows()])
    said = understood(path)
    assert set(said.responses.people["school_year"]) == {"2024-2025"}
    assert any("says 2023-2024" in warning for warning in said.warnings)


def test_an_empty_year_among_others_is_refused_by_its_row(tmp_path: Path) -> None:
    table = rows()
    table[5][2] = None
    with pytest.raises(SafetytoolError, match=r"row 6, column 'Schooljaar'"):
        years(write_xlsx(tmp_path / "a.xlsx", table))


def test_an_empty_school_is_refused_by_its_row_unless_the_option_says_it(tmp_path: Path) -> None:
    table = rows()
    table[5][1] = None
    path = write_xlsx(tmp_path / "a.xlsx", table)
    with pytest.raises(SafetytoolError, match=r"row 6, column 'Vestigingsnummer'.*--school"):
        understood(path)
    assert set(understood(path, school="99xa 00").responses.people["school"]) == {"99XA00"}


def test_a_school_has_one_spelling_over_all_files(tmp_path: Path) -> None:
    one, other = rows(school="De Ark"), rows(school="DE ARK", year="2023-2024")
    for row, name in zip(one[1:4], ("de ark", "De  Ark ", "De-Ark"), strict=True):
        row[1] = name
    said = understood(write_xlsx(tmp_path / "a.xlsx", one), write_xlsx(tmp_path / "b.xlsx", other))
    assert len(set(said.responses.people["school"])) == 1


def test_rows_without_answers_need_no_school(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [*rows(), [25, None, None, None, None, None, None, None]])
    assert len(understood(path).responses.people) == 24


def test_a_school_of_the_file_goes_before_the_option_and_it_is_said(tmp_path: Path) -> None:
    said = understood(write_xlsx(tmp_path / "a.xlsx", rows()), school="De Ark")
    assert set(said.responses.people["school"]) == {"99XA00"}
    assert any("--school De Ark was not used" in warning for warning in said.warnings)
