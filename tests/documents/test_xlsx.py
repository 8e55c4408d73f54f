"""questions.xlsx, read back: one row a question, choices, print set-up, keys, and no formulas."""

import io
from dataclasses import replace

import openpyxl
import pytest

from safetytool.bank.model import LANGUAGES, Language
from safetytool.documents import HouseStyle, choose, questions_xlsx
from safetytool.documents.xlsx_file import KEYS, PRINTED, WIDTHS
from safetytool.questions.model import Meeting
from tests.documents.meetings import CLASS, HOSTILE, NAMES, asked, full, meeting

STATUS = {"nl": '"open,besproken,afgesproken,klaar"', "en": '"open,discussed,agreed,done"'}


def made(meetings: list[Meeting], language: Language = "nl") -> bytes:
    return questions_xlsx(meetings, language=language, school_names=NAMES)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_row_a_question_in_order(language: Language) -> None:
    chosen = choose(full(language))
    sheet = opened(made(chosen, language)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    wanted = [q for m in chosen for t in m.topics for q in t.questions]
    assert [row[4] for row in rows] == [q.text for q in wanted]
    first = rows[0]
    confidential = {"nl": "vertrouwelijk", "en": "confidential"}[language]
    assert first[0] == "Het Baken"
    assert first[1] == f"{chosen[0].title} ({confidential})"
    assert first[9] == "open"
    assert (first[7], first[8], first[10], first[11]) == (None, None, None, None)


def test_hidden_keys_are_the_same_in_every_language() -> None:
    keys = {}
    for language in LANGUAGES:
        sheet = opened(made(choose(full(language)), language)).worksheets[0]
        place = len(WIDTHS)
        head = [cell.value for cell in sheet[1]][place:]
        assert head == list(KEYS)
        assert all(
            sheet.column_dimensions[sheet.cell(1, place + n).column_letter].hidden for n in range(1, 6)
        )
        keys[language] = [row[place:] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert keys["nl"] == keys["en"]
    assert keys["nl"][0] == ("tone.understand.team.q10", "s-10 s-0", "board_today", "23CD00", "2024-2025")
    assert keys["nl"][-1][3] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_and_dates_are_checked_in_every_row(language: Language) -> None:
    sheet = opened(made(choose(full(language)), language)).worksheets[0]
    validations = {v.type: v for v in sheet.data_validations.dataValidation}
    assert validations["list"].formula1 == STATUS[language]
    assert str(validations["list"].sqref) == f"J2:J{sheet.max_row}"
    assert validations["date"].showErrorMessage
    assert {str(r) for r in validations["date"].sqref.ranges} == {
        f"I2:I{sheet.max_row}", f"L2:L{sheet.max_row}"}  # fmt: skip


def test_it_is_ready_to_filter_and_print() -> None:
    sheet = opened(made(choose(full()))).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:M{sheet.max_row}"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.endswith(f"$L${sheet.max_row}")
    assert PRINTED == 12
    assert sheet["E2"].alignment.wrap_text
    # About 140 characters fill landscape A4 at full size; below two thirds of that, 11 points get small.
    assert sum(list(WIDTHS.values())[:PRINTED]) <= 140 / 0.66


def test_a_row_is_high_enough_for_its_longest_text() -> None:
    one = meeting(topics=1)
    long = asked("nl", 1, text="Waaraan merkt u dat? " * 12)
    topic = replace(one.topics[0], questions=(long, asked("nl", 2, text="Kort?")))
    sheet = opened(made([replace(one, topics=(topic,))])).worksheets[0]
    lines = len(long.text) / WIDTHS["question"]
    assert sheet.row_dimensions[2].height >= lines * 14
    assert sheet.row_dimensions[3].height < sheet.row_dimensions[2].height


def test_no_text_becomes_a_formula() -> None:
    one = meeting(topics=1, title=HOSTILE, school="=1+1")
    book = opened(made([one]))
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    starts = [c for c in cells if str(c.value)[0] in "=+-@"]
    assert len(starts) >= 8
    assert all(cell.quotePrefix for cell in starts)


def test_the_same_meetings_give_the_same_bytes() -> None:
    assert made(choose(full())) == made(choose(full()))


def test_a_list_to_hand_out_holds_nothing_private() -> None:
    book = opened(made(choose(full(), ["team", "pupils"])))
    said = "\n".join(str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row)
    assert CLASS not in said
    assert "ertrouwelijk" not in said
    assert "ertrouwelijk" not in str(book.worksheets[0].oddFooter.left.text)
    assert "Vertrouwelijk" in str(opened(made(choose(full()))).worksheets[0].oddFooter.left.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_without_questions(language: Language) -> None:
    book = opened(made([], language))
    assert next(s.max_row for s in book.worksheets) == 1
    assert {"nl": "geen bewijs", "en": "not prove"}[language] in str(book.worksheets[1]["A3"].value)


def test_font_and_colour_are_used() -> None:
    house = HouseStyle("Veld", "Verdana", "1F3864")
    content = questions_xlsx(choose(full()), language="nl", school_names=NAMES, house=house)
    sheet = opened(content).worksheets[0]
    assert sheet["A1"].font.color.rgb == "FF1F3864"
    assert sheet["E2"].font.name == "Verdana"
    assert sheet.cell(sheet.max_row, 1).value == "Veld"
