"""The table [agenda]: what is read, and what is refused with its line."""

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

from safetytool.agenda.settings import EXAMPLE, read_agenda
from safetytool.errors import InputError, UsageError
from tests.agenda.years import TABLE, written


def test_everything_is_read(tmp_path: Path) -> None:
    found = read_agenda(written(tmp_path), "2025/26")
    assert (found.year, found.start, found.end) == ("2025-2026", date(2025, 8, 25), date(2026, 7, 10))
    assert (found.weekday, found.time) == (3, time(15, 30))
    assert found.terms == (date(2025, 8, 25), date(2025, 11, 24), date(2026, 3, 9))
    assert [h.name for h in found.holidays] == ["Herfst", "Kerst", "Voorjaar", "Paasmaandag", "Mei"]
    assert found.holidays[3].last == date(2026, 4, 6)
    # 46 weeks of 5 days less 5 + 10 + 5 + 1 + 10 weekdays of holiday.
    assert len(found.school_days) == 46 * 5 - 31


def test_school_days_are_weekdays_outside_holidays(tmp_path: Path) -> None:
    days = set(read_agenda(written(tmp_path)).school_days)
    assert date(2025, 8, 25) in days
    assert date(2026, 7, 10) in days
    assert not days & {date(2025, 8, 30), date(2025, 10, 20), date(2026, 4, 6), date(2025, 8, 24)}


def test_a_list_for_several_regions_and_years_serves_each(tmp_path: Path) -> None:
    text = TABLE.replace("[agenda]\n", '[agenda]\nregion = "Zuid"\n').replace(
        "holidays = [\n",
        'holidays = [\n    { name = "Noordherfst", from = 2025-10-11, to = 2025-10-19, region = "noord" },\n'
        '    { name = "Zuidherfst", from = 2025-10-11, to = 2025-10-19, region = "zuid" },\n'
        '    { name = "Later", from = 2026-10-11, to = 2026-10-19 },\n',
    )
    names = [h.name for h in read_agenda(written(tmp_path, text)).holidays]
    assert "Zuidherfst" in names
    assert not {"Noordherfst", "Later"} & set(names)


@pytest.mark.parametrize("text", [None, "[settings]\n"])
def test_without_dates_it_shows_a_table_to_copy(tmp_path: Path, text: str | None) -> None:
    with pytest.raises(UsageError) as error:
        read_agenda(None if text is None else written(tmp_path, text))
    said = str(error.value)
    assert "[agenda]" in said
    copied = said[said.index("[agenda]\nstart") :]
    assert tomllib.loads(copied)["agenda"]["start"] == date(2025, 8, 25)


def test_the_example_works(tmp_path: Path) -> None:
    assert read_agenda(written(tmp_path, EXAMPLE)).year == "2025-2026"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("start = 2025-08-25", "begin = 2025-08-25", 5, "'begin' is not a setting"),
        ("start = 2025-08-25", "", 4, "'start' is missing.*2025-08-25"),
        ("start = 2025-08-25", 'start = "25 augustus"', 5, "no date"),
        ("start = 2025-08-25", "start = 2025-08-25T08:00:00", 5, "no date"),
        ("end = 2026-07-10", "end = 2026-09-10", 6, "not in the school year"),
        ("end = 2026-07-10", "end = 2025-08-01", 6, "not in the school year"),
        ('"donderdag"', '"zondag"', 7, "one of: monday"),
        ('"15:30"', '"half vier"', 8, "15:30"),
        ('"15:30"', '"21:30"', 8, "after 20:00"),
        ("2026-03-09]", "2026-09-09]", 9, "outside the school year"),
        ("2026-03-09]", "2025-11-25, 2025-12-20, 2025-12-21]", 9, "no school day"),
        ("to = 2026-01-04", "to = 2025-01-04", 10, "before it starts"),
        ("to = 2026-01-04", "until = 2026-01-04", 10, "'until' is not known"),
        ("to = 2026-01-04 }", 'to = 2026-01-04, region = "noord" }', 10, "region"),
        ('time = "15:30"', 'leave_out = ["advisors"]', 8, "no conversation of the year"),
        ('time = "15:30"', "dates.monitors = 2026-03-10", 4, "no conversation of the year"),
        ('time = "15:30"', "dates.monitor = 2026-03-14", None, "no school day"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, said: str
) -> None:
    assert old in TABLE
    with pytest.raises(InputError, match=said) as error:
        read_agenda(written(tmp_path, TABLE.replace(old, new)))
    if line:
        assert error.value.place.row == line
    assert error.value.do


def test_holidays_are_required(tmp_path: Path) -> None:
    text = TABLE[: TABLE.index("holidays")]
    with pytest.raises(InputError, match="none in this school year"):
        read_agenda(written(tmp_path, text))
    with pytest.raises(InputError, match="only 0 school days"):
        read_agenda(written(tmp_path, text + "holidays = [{ from = 2025-08-01, to = 2026-07-31 }]\n"))


def test_another_year_than_that_of_the_dates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2025-2026.*2026-2027"):
        read_agenda(written(tmp_path), "2026-2027")
    with pytest.raises(UsageError, match="no school year"):
        read_agenda(written(tmp_path), "2025")
