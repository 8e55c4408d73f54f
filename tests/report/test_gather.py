"""Reading what the patterns point at: one broken file does not keep the others from being read."""

from pathlib import Path

import pytest

from safetytool.errors import InputError, SafetytoolError
from safetytool.report.config import School, read_config
from safetytool.report.gather import Hold, find_files, gather, listed_register, report_year
from tests.exports import rows, write_csv, write_xlsx
from tests.report.boards import board_toml


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_files_are_found_by_pattern_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.xlsx", "~$a.xlsx", ".hidden.xlsx", "c.csv", "advisor.xlsx"):
        (tmp_path / name).touch()
    (tmp_path / "d.xlsx").mkdir()
    file = board_toml(tmp_path, "*.xlsx", 'advisors = ["advisor*"]\n')
    files = find_files(read_config(file))
    assert names(files.exports) == ["a.xlsx", "b.xlsx"]
    assert names(files.advisors) == ["advisor.xlsx"]
    assert files.failures == ()


def test_a_pattern_that_fits_nothing_is_a_failure(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", rows())
    file = board_toml(tmp_path, "*.xlsx", 'advisors = ["advisors/*"]\n')
    (failure,) = find_files(read_config(file)).failures
    assert (failure.name, failure.why) == ("advisors/*", "no file fits 'advisors/*'.")


def test_an_absolute_pattern_is_meant_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    write_xlsx(tmp_path / "exports" / "a.xlsx", rows())
    file = board_toml(tmp_path, f"{tmp_path.as_posix()}/exports/*.xlsx")
    assert names(find_files(read_config(file)).exports) == ["a.xlsx"]


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Exports of three schools; the second is no workbook at all, the third says no school year."""
    write_xlsx(tmp_path / "a.xlsx", rows(school="12AB00"))
    (tmp_path / "b.xlsx").write_text("this is no workbook")
    table = [[cell for at, cell in enumerate(row) if at != 2] for row in rows(school="56EF00")]
    write_xlsx(tmp_path / "c.xlsx", table)
    return board_toml(tmp_path, "*.xlsx")


def test_what_cannot_be_read_or_used_is_told_and_the_rest_is_read(three: Path) -> None:
    config = read_config(three)
    gathered = gather(config, find_files(config), Hold())
    assert [failure.name for failure in gathered.failures] == ["b.xlsx", "c.xlsx"]
    assert set(gathered.evidence.responses.people["school"]) == {"12AB00"}
    assert not [one for one in gathered.failures if str(three.parent) in one.why]
    assert all(one.name in one.why for one in gathered.failures)


def test_what_holds_where_files_do_not_say_it(three: Path) -> None:
    config = read_config(three)
    gathered = gather(config, find_files(config), Hold(year="2024-2025"))
    assert set(gathered.evidence.responses.people["school"]) == {"12AB00", "56EF00"}


def test_a_copy_is_left_out_and_counts_once(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", rows())
    write_csv(tmp_path / "b.csv", rows())
    config = read_config(board_toml(tmp_path, "[ab].*"))
    gathered = gather(config, find_files(config), Hold())
    assert len(gathered.evidence.responses.people) == 24
    assert len(gathered.failures) == 1


def test_without_any_export_it_stops_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("this is no workbook")
    config = read_config(board_toml(tmp_path, "*.xlsx"))
    with pytest.raises(SafetytoolError, match=r"no monitor export could be used.*a\.xlsx"):
        gather(config, find_files(config), Hold())


def test_listed_schools_are_a_register() -> None:
    register = listed_register([School("12AB00", "De Ark", "po", 30, None)])
    assert register.names() == {"12AB00": "De Ark"}
    assert register.sectors() == {"12AB00": "po"}
    invited = register.invited(["2024-2025"])
    assert invited[["respondent_type", "invited"]].to_numpy().tolist() == [["pupil", 30]]


def test_the_year_is_the_latest_or_the_one_that_is_wanted(tmp_path: Path) -> None:
    for year in ("2023-2024", "2024-2025"):
        write_xlsx(tmp_path / f"{year}.xlsx", rows(year=year))
    config = read_config(board_toml(tmp_path, "*.xlsx"))
    evidence = gather(config, find_files(config), Hold()).evidence
    assert report_year(evidence, None) == "2024-2025"
    assert report_year(evidence, "2023-2024") == "2023-2024"
    with pytest.raises(InputError, match="2023-2024, 2024-2025"):
        report_year(evidence, "2020-2021")
