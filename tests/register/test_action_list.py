"""A filled-in action list, taken over: what it says, what it may not say, and what is newer."""

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from safetytool.bank.model import Language
from safetytool.commands.register import take_over
from safetytool.documents import questions_xlsx
from safetytool.documents.words import word
from safetytool.documents.xlsx_file import KEYS, WIDTHS
from safetytool.errors import SafetytoolError
from safetytool.questions import plan
from safetytool.questions.model import AskedSignal
from tests.register.given import records, register, say, sighting, told

ID = "aaaa00000001"
At = Callable[[str], None]
Fill = Callable[..., Path]


@pytest.fixture
def path(tmp_path: Path, at: At) -> Path:
    at("2024-11-14")
    return register(tmp_path / "register.sqlite", sighting())


def asked() -> AskedSignal:
    one = sighting()
    return AskedSignal(
        id=ID, school_year="2023-2024", school="99XA00", unit_kind="class", unit_name="7A",
        detector="cluster", tier="ask", domain="staff_conduct", actor="staff", sources=("monitor",),
        items=one.items, count=4, n=24, title=one.title, explanation="x", detectors=("cluster",),
        respondent_type="pupil",
    )  # fmt: skip


@pytest.fixture
def fill(tmp_path: Path) -> Fill:
    """Return a function that fills in rows (from 0) of the list, and saves it on a day."""

    def filled(
        rows: Mapping[int, Mapping[str, Any]],
        *,
        saved: str | None = "2024-11-20",
        language: Language = "nl",
        name: str = "questions.xlsx",
    ) -> Path:
        meetings = plan([asked()], language=language, sectors={}, school_names={})
        file = tmp_path / name
        file.write_bytes(questions_xlsx(meetings, language=language, school_names={}))
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        columns = {column: place for place, column in enumerate(WIDTHS, start=1)}
        for row, cells in rows.items():
            for column, value in cells.items():
                sheet.cell(row + 2, columns[column], value)
        if saved is None:
            return _as_never_saved(book, file)
        book.properties.modified = datetime.fromisoformat(saved)
        book.save(file)
        _set_saved(file, saved)
        return file

    return filled


def _set_saved(file: Path, day: str) -> None:
    """openpyxl puts the clock's time in; a person saved it on this day."""
    parts = {}
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    moment = f"{day}T12:00:00Z".encode()
    core = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment, parts["docProps/core.xml"])
    assert moment in core
    parts["docProps/core.xml"] = core
    with zipfile.ZipFile(file, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def _as_never_saved(book: openpyxl.Workbook, file: Path) -> Path:
    book.save(file)
    _set_saved(file, "1980-01-01")
    return file


FULL = {
    "owner": "IB'er", "date": date(2024, 11, 18), "status": "besproken", "learnt": "meester Jan is streng",
    "evaluation": date(2025, 3, 12),
}  # fmt: skip


def test_what_was_filled_in_is_recorded_with_names_masked(path: Path, fill: Fill, at: At) -> None:
    at("2024-11-21")
    taken = take_over(path, fill({0: FULL}), skip=False, author="ib")
    assert len(taken.notes) == 4
    assert told(records(path)[ID])[1:] == [
        ("assigned", "IB'er"),
        ("talked", "2024-11-18"),
        ("learnt", "meester [naam] is streng"),
        ("evaluate_on", "2025-03-12"),
    ]


def test_the_same_list_again_changes_nothing(path: Path, fill: Fill, at: At) -> None:
    at("2024-11-21")
    take_over(path, fill({0: FULL}), skip=False, author="ib")
    before = records(path)
    assert take_over(path, fill({0: FULL}), skip=False, author="ib").notes == ()
    assert records(path) == before


def test_an_empty_list_changes_nothing(path: Path, fill: Fill) -> None:
    assert take_over(path, fill({}), skip=False, author="ib").notes == ()


def test_an_english_list_and_dates_as_text(path: Path, fill: Fill, at: At) -> None:
    at("2024-11-21")
    row = {"status": "Discussed", "date": "18-11-2024", "evaluation": "12/3/2025"}
    take_over(path, fill({1: row}, language="en"), skip=False, author="ib")
    assert told(records(path)[ID])[1:] == [("talked", "2024-11-18"), ("evaluate_on", "2025-03-12")]


def test_an_open_row_with_a_date_is_a_plan(path: Path, fill: Fill) -> None:
    take_over(path, fill({0: {"date": date(2024, 12, 3)}}), skip=False, author="ib")
    assert told(records(path)[ID])[1:] == [("planned", "2024-12-03")]


def test_a_signal_is_closed_when_every_question_is_done(path: Path, fill: Fill, at: At) -> None:
    at("2025-04-01")
    done = {"status": "klaar", "date": date(2025, 3, 12)}
    take_over(path, fill({0: done}), skip=False, author="ib")
    assert records(path)[ID].closed is None
    rows = openpyxl.load_workbook(fill({})).worksheets[0].max_row - 1
    take_over(path, fill(dict.fromkeys(range(rows), done)), skip=False, author="ib")
    closed = records(path)[ID].closed
    assert closed is not None
    assert closed.value == "alle vragen op de lijst zijn klaar"
    assert records(path)[ID].last("evaluated") is not None


# -- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "column", "what"),
    [
        ({"date": "volgende week"}, "Datum", "'volgende week' is no date"),
        ({"evaluation": "31-02-2025"}, "Terugkijken op", "'31-02-2025' is no date"),
        ({"status": "bijna"}, "Stand", "'bijna' is no status"),
        ({"status": "besproken"}, "Datum", "there is no date"),
        ({"status": "besproken", "date": date(2024, 12, 24)}, "Datum", "2024-12-24 has not come yet"),
        ({"status": "klaar", "date": date(2024, 11, 1), "evaluation": date(2025, 1, 1)}, "Terugkijken op",
         "2025-01-01 has not come yet"),
        ({"status": "besproken", "date": date(2014, 11, 18)}, "Datum", "2014-11-18 is before the school"),
        ({"date": date(2034, 11, 18)}, "Datum", "2034-11-18 is more than 2 years from today"),
        ({"date": date(2024, 12, 3), "evaluation": date(2024, 12, 2)}, "Terugkijken op",
         "2024-12-02 is before the conversation, on 2024-12-03"),
    ],
)  # fmt: skip
def test_a_cell_that_is_wrong_is_named_and_nothing_is_recorded(
    path: Path, fill: Fill, at: At, cells: dict[str, Any], column: str, what: str
) -> None:
    at("2024-11-21")
    with pytest.raises(SafetytoolError) as error:
        take_over(path, fill({0: FULL, 3: cells}), skip=False, author="ib")
    assert f"row 5, column '{column}'" in str(error.value)
    assert what in str(error.value)
    assert told(records(path)[ID]) == [("seen", "")]


def test_the_rest_can_be_taken_over(path: Path, fill: Fill, at: At) -> None:
    at("2024-11-21")
    taken = take_over(path, fill({0: FULL, 3: {"status": "bijna"}}), skip=True, author="ib")
    assert len(taken.notes) == 4
    assert len(taken.refused) == 1


def test_a_signal_that_is_not_in_the_register_is_refused(tmp_path: Path, fill: Fill) -> None:
    path = register(tmp_path / "other.sqlite", sighting("b" * 12))
    with pytest.raises(SafetytoolError, match=f"signal {ID} is not in this register"):
        take_over(path, fill({0: {"owner": "IB'er"}}), skip=False, author="ib")


def test_a_row_that_lost_its_signal_says_what_to_do(path: Path, fill: Fill) -> None:
    file = fill({0: {"owner": "IB'er"}})
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    sheet.cell(2, len(WIDTHS) + 1 + KEYS.index("signal_ids")).value = None
    book.save(file)
    [told] = refusals(path, file)
    assert "row 2, column 'signal_ids': this hidden cell is empty" in told
    assert "Copy it from the list as `safetytool questions` made it" in told
    assert "analyse" not in told


def test_the_message_ends_with_what_was_refused(path: Path, fill: Fill) -> None:
    with pytest.raises(SafetytoolError) as error:
        take_over(path, fill({0: {"status": "bijna"}}), skip=False, author="ib")
    first, last = str(error.value).splitlines()
    assert first == (
        "1 row of the action list was refused, and nothing was recorded. Correct the list, or take over the "
        "rest with --skip:"
    )
    assert last.startswith("  questions.xlsx, sheet 'Vragen', row 2, column 'Stand': 'bijna' is no status")


def owner(path: Path) -> str:
    return records(path)[ID].value("assigned")


def test_a_row_that_contradicts_what_was_recorded_later_is_refused(path: Path, fill: Fill, at: At) -> None:
    """The list was saved on 20 November; on the 25th somebody else took it up."""
    at("2024-11-25")
    say(path, (ID, "assigned", "teamleider"))
    with pytest.raises(SafetytoolError) as error:
        take_over(path, fill({0: {"owner": "IB'er"}}), skip=False, author="ib")
    message = str(error.value)
    assert "questions.xlsx, sheet 'Vragen', row 2, column 'Wie'" in message
    assert (
        "this says 'IB'er', and the register has 'teamleider', recorded later by ib on 2024-11-25" in message
    )
    assert owner(path) == "teamleider"


def test_a_list_that_was_saved_after_that_is_newer(path: Path, fill: Fill, at: At) -> None:
    at("2024-11-18")
    say(path, (ID, "assigned", "teamleider"))
    at("2024-11-21")
    take_over(path, fill({0: {"owner": "IB'er"}}), skip=False, author="ib")
    assert owner(path) == "IB'er"


def test_a_list_that_does_not_say_when_it_was_saved_is_older(path: Path, fill: Fill) -> None:
    say(path, (ID, "assigned", "teamleider"))
    with pytest.raises(SafetytoolError, match="'teamleider'"):
        take_over(path, fill({0: {"owner": "IB'er"}}, saved=None), skip=False, author="ib")


def test_a_value_that_was_taken_over_before_is_not_newer_because_the_list_was_saved_again(
    path: Path, fill: Fill, at: At
) -> None:
    at("2024-11-21")
    take_over(path, fill({0: {"owner": "IB'er"}}), skip=False, author="ib")
    at("2024-11-25")
    say(path, (ID, "assigned", "teamleider"))
    again = fill({0: {"owner": "IB'er"}}, saved="2024-11-30")
    with pytest.raises(SafetytoolError, match="'teamleider'"):
        take_over(path, again, skip=False, author="ib")


def test_an_earlier_copy_of_the_list_is_refused(path: Path, fill: Fill, at: At) -> None:
    at("2024-12-01")
    take_over(path, fill({0: {"owner": "teamleider"}}, saved="2024-11-28"), skip=False, author="ib")
    with pytest.raises(SafetytoolError, match="'teamleider'"):
        take_over(path, fill({0: {"owner": "IB'er"}}, saved="2024-11-20"), skip=False, author="ib")
    take_over(path, fill({0: {"owner": "IB'er"}}, saved="2024-11-29"), skip=False, author="ib")
    assert owner(path) == "IB'er"


def copied(file: Path, row: int, cells: Mapping[str, Any]) -> Path:
    """Put a copy of a row (from 0) below the list, with other things filled in."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    below = sheet.max_row + 1
    columns = {column: place for place, column in enumerate(WIDTHS, start=1)}
    for place in range(1, sheet.max_column + 1):
        sheet.cell(below, place, sheet.cell(row + 2, place).value)
    for column, value in cells.items():
        sheet.cell(below, columns[column], value)
    book.save(file)
    return file


def refusals(path: Path, file: Path) -> list[str]:
    return list(take_over(path, file, skip=True, author="ib").refused)


def test_owners_of_different_questions_do_not_contradict_each_other(path: Path, fill: Fill) -> None:
    rows = {0: {"owner": "IB'er"}, 1: {"owner": "directeur"}}
    take_over(path, fill(rows), skip=False, author="ib")
    assert [value for _, value in told(records(path)[ID])[1:]] == ["IB'er", "directeur"]
    assert take_over(path, fill(rows), skip=False, author="ib").notes == ()


def test_the_same_owner_in_several_rows_is_no_contradiction(path: Path, fill: Fill) -> None:
    rows = {0: {"owner": "IB'er"}, 1: {"owner": " ib'er "}, 2: {"status": "klaar", "date": date(2024, 11, 1)}}
    assert refusals(path, fill(rows)) == []


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"owner": "directeur"}, "Wie", ("is empty", "says 'directeur'")),
        ({"status": "open"}, "Stand", ("says 'klaar'", "says 'open'")),
        ({"date": date(2024, 11, 12)}, "Datum", ("says '2024-11-11'", "says '2024-11-12'")),
        ({"evaluation": "13-11-2024"}, "Terugkijken op", ("is empty", "says '2024-11-13'")),
    ],
)
def test_a_copy_of_a_row_that_says_something_else_contradicts_it(
    path: Path, fill: Fill, cells: dict[str, Any], column: str, says: tuple[str, str]
) -> None:
    file = copied(fill({0: {"status": "klaar", "date": date(2024, 11, 11)}}), 0, cells)
    one, other = refusals(path, file)
    assert f"row 2, column '{column}': this {says[0]}, and row " in one
    assert one.endswith(f"{says[1]}. Keep one of the two rows.")
    assert (
        f"column '{column}': this {says[1]}, and row 2, the same question about signal {ID}, {says[0]}"
        in other
    )
    assert told(records(path)[ID]) == [("seen", "")]


def test_a_copy_of_a_row_that_says_the_same_changes_nothing(path: Path, fill: Fill, at: At) -> None:
    at("2024-11-21")
    assert refusals(path, copied(fill({0: FULL}), 0, {"date": "18-11-2024"})) == []
    assert len(told(records(path)[ID])) == 5


# -- files that are no action list --------------------------------------------------------


def test_another_workbook_is_refused(path: Path, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(SafetytoolError, match=r"other\.xlsx: this is no action list"):
        take_over(path, tmp_path / "other.xlsx", skip=False, author="ib")


def test_a_heading_that_was_removed_is_told(path: Path, fill: Fill) -> None:
    file = fill({0: FULL})
    book = openpyxl.load_workbook(file)
    book.worksheets[0].cell(1, list(WIDTHS).index("owner") + 1, "Wie doet het?")
    book.save(file)
    with pytest.raises(SafetytoolError, match="row 1: a heading of this action list was changed"):
        take_over(path, file, skip=False, author="ib")


def test_rows_above_the_headings_and_another_order_do_not_matter(path: Path, fill: Fill) -> None:
    file = fill({2: {"owner": "IB'er"}})
    book = openpyxl.load_workbook(file)
    book.worksheets[0].insert_rows(1, 3)
    book.save(file)
    take_over(path, file, skip=False, author="ib")
    assert owner(path) == "IB'er"


def test_the_list_and_its_reader_know_the_same_columns() -> None:
    from safetytool.register.action_list import FILLED_IN

    assert set(FILLED_IN) <= set(WIDTHS)
    assert {"question_id", "signal_ids"} <= set(KEYS)
    assert all(word(f"column.{column}", "nl") for column in FILLED_IN)
