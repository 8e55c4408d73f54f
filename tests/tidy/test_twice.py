"""Nobody is counted twice, and nobody is lost: copies, respondent numbers, counts beside respondents."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.errors import SafetytoolError, UsageError
from safetytool.read.model import Sheet
from safetytool.recognise.model import SheetMeaning
from safetytool.tidy.once import RANK, count_once
from safetytool.tidy.respondents import Part
from safetytool.tidy.sheet import InputSheet
from tests.exports import HEADERS, rows, write_csv, write_xlsx
from tests.tidy.inputs import (
    QUESTION,
    Rows,
    at_school,
    respondents,
    understood,
    without,
    write_book,
    write_counts,
)

GRAVE = ("Onveilig", "Elke week", "Soms", "Een of twee keer")
NUMBER, CLASS = HEADERS[0], HEADERS[3]


def answered(pupils: int, unit: str | None = "7A", *, seed: int = 1, first: int = 1) -> Rows:
    """Rows (no header) of pupils who each answer something else."""
    draw = np.random.default_rng(seed)
    scales = [
        ["Heel veilig", "Veilig", "Gaat wel", "Onveilig"],
        ["Nooit", "Een of twee keer", "Elke maand", "Elke week", "Elke dag"],
        ["Nooit", "Zelden", "Soms", "Vaak"],
    ]
    return [
        [number, "99XA00", "2024-2025", unit, *(str(draw.choice(scale)) for scale in scales), "Nooit"]
        for number in range(first, first + pupils)
    ]


def table(*parts: Rows) -> Rows:
    return [list(HEADERS), *(row for part in parts for row in part)]


def test_a_number_twice_counts_once_with_the_more_worrying_answer(tmp_path: Path) -> None:
    again = [[5, "99XA00", "2024-2025", "7A", *GRAVE]]
    said = understood(write_xlsx(tmp_path / "a.xlsx", [*rows(), *again]))
    assert respondents(said) == 24
    assert at_school(said, "pupil.staff_touch") == (1, 24)
    assert any("1 rows repeat a respondent number" in warning for warning in said.warnings)


def test_every_row_three_times_counts_once(tmp_path: Path) -> None:
    pupils = answered(12)
    assert respondents(understood(write_xlsx(tmp_path / "a.xlsx", table(pupils, pupils, pupils)))) == 12


def test_equal_rows_without_numbers_are_different_pupils(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", without(rows(), NUMBER))
    said = understood(path)
    assert respondents(said) == 24
    assert not said.warnings


def test_numbers_of_each_class_are_other_pupils(tmp_path: Path) -> None:
    both = table(answered(24, "7A"), answered(24, "7B", seed=2))
    assert respondents(understood(write_xlsx(tmp_path / "a.xlsx", both))) == 48


def test_numbers_that_return_with_other_answers_are_no_respondent_numbers(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", without(table(answered(24, None), answered(24, None, seed=2)), CLASS)
    )
    said = understood(path)
    assert respondents(said) == 48
    assert any("were not used" in warning for warning in said.warnings)


def test_a_number_that_all_rows_have_is_no_respondent_number(tmp_path: Path) -> None:
    pupils = rows()
    for row in pupils[1:]:
        row[0] = "monitor-7"
    assert respondents(understood(write_xlsx(tmp_path / "a.xlsx", pupils))) == 24


def test_the_same_numbers_in_two_files_are_the_same_respondents(tmp_path: Path) -> None:
    january = write_xlsx(tmp_path / "january.xlsx", table(answered(20)))
    june = write_csv(tmp_path / "june.csv", table(answered(20), answered(8, first=21, seed=3)))
    said = understood(january, june)
    assert respondents(said) == 28
    assert any(
        "june.csv" in warning and "20 rows repeat a respondent number" in warning for warning in said.warnings
    )


def test_a_changed_answer_does_not_make_another_respondent(tmp_path: Path) -> None:
    one = write_xlsx(tmp_path / "one.xlsx", rows())
    other = write_xlsx(tmp_path / "other.xlsx", rows([GRAVE]))
    said = understood(one, other)
    assert respondents(said) == 24
    assert at_school(said, "pupil.staff_touch") == (1, 24)


def test_sheets_that_each_number_from_1_have_other_respondents(tmp_path: Path) -> None:
    sheets = {f"Blad{n}": without(table(answered(20 + n, None, seed=n)), CLASS) for n in (1, 2, 3)}
    said = understood(write_book(tmp_path / "a.xlsx", **sheets))
    assert respondents(said) == 21 + 22 + 23
    assert any("taken for other respondents" in warning for warning in said.warnings)


def test_two_parts_of_a_questionnaire_are_put_together_by_number(tmp_path: Path) -> None:
    pupils = rows([GRAVE])
    path = write_book(
        tmp_path / "a.xlsx", Deel_1=without(pupils, *HEADERS[6:]), Deel_2=without(pupils, *HEADERS[4:6])
    )
    said = understood(path)
    assert respondents(said) == 24
    assert at_school(said, "pupil.bullied") == (1, 24)
    assert at_school(said, "pupil.staff_touch") == (1, 24)


@pytest.mark.parametrize("pupils", [2, 24])
def test_a_copy_is_refused_and_both_are_named(tmp_path: Path, pupils: int) -> None:
    export = without(rows([GRAVE], pupils=pupils), NUMBER)
    files = write_xlsx(tmp_path / "one.xlsx", export), write_csv(tmp_path / "other.csv", export)
    with pytest.raises(UsageError) as refused:
        understood(*files)
    assert {"one.xlsx", "other.csv"} <= set(str(refused.value).replace(",", " ").split())


def test_all_pupils_beside_each_class_are_refused(tmp_path: Path) -> None:
    a, b = answered(20, "7A"), answered(22, "7B", seed=2)
    path = write_book(
        tmp_path / "a.xlsx",
        **{name: without(part, NUMBER) for name, part in (("Alle", table(a, b)), ("7A", table(a)))},
    )
    with pytest.raises(SafetytoolError, match=r"sheet '7A' has the same answers .* sheet 'Alle'"):
        understood(path)


def test_all_pupils_beside_the_classes_that_they_are_the_sum_of_are_refused(tmp_path: Path) -> None:
    a, b = rows(pupils=20)[1:], rows(pupils=22)[1:]
    sheets = {"Alle": [*a, *b], "Een": a, "Twee": b}
    path = write_book(
        tmp_path / "a.xlsx",
        **{name: without([list(HEADERS), *part], NUMBER, CLASS) for name, part in sheets.items()},
    )
    with pytest.raises(SafetytoolError, match=r"'Een'.*'Twee' have the same answers .* sheet 'Alle'"):
        understood(path)


def test_two_quiet_classes_are_no_copies(tmp_path: Path) -> None:
    sheets = {f"Blad{n}": without(rows(pupils=20 + n), NUMBER, CLASS) for n in (1, 2)}
    assert respondents(understood(write_book(tmp_path / "a.xlsx", **sheets))) == 43


def test_labels_beside_their_numbers_count_once(tmp_path: Path) -> None:
    codes = {"Veilig": 4, "Nooit": 1, **dict(zip(GRAVE, (2, 4, 3, 2), strict=True))}
    labels = without(rows([GRAVE]), NUMBER)
    numbers = [labels[0], *([*row[:3], *(codes[str(cell)] for cell in row[3:])] for row in labels[1:])]
    said = understood(write_book(tmp_path / "a.xlsx", Labels=labels, Codes=numbers))
    assert respondents(said) == 24
    assert at_school(said, "pupil.bullied") == (1, 24)
    assert any("sheet 'Codes': 24 rows in which no answer is understood" in w for w in said.warnings)


def test_the_same_in_two_files_of_history_is_refused(tmp_path: Path) -> None:
    before = [
        write_xlsx(tmp_path / "one.xlsx", rows([GRAVE], year="2023-2024")),
        write_csv(tmp_path / "other.csv", rows([GRAVE], year="2023-2024")),
    ]
    with pytest.raises(UsageError, match=r"the same answers"):
        understood(write_xlsx(tmp_path / "now.xlsx", rows()), previous=before)


COUNTS = [(unit, answer, count) for unit in ("7A", "7B") for answer, count in (("Nooit", 22), ("Soms", 2))]


def test_a_summary_beside_the_respondents_is_not_added(tmp_path: Path) -> None:
    raw = write_xlsx(tmp_path / "raw.xlsx", rows([GRAVE]))
    said = understood(raw, write_counts(tmp_path / "summary.csv", (None, "Nooit", 23), (None, "Soms", 1)))
    assert respondents(said) == 24
    assert at_school(said, "pupil.afraid_of_staff") == (1, 24)
    assert any("summary.csv" in warning and "2 counts" in warning for warning in said.warnings)


def test_counts_of_a_class_without_respondents_stay(tmp_path: Path) -> None:
    raw = write_xlsx(tmp_path / "raw.xlsx", rows([GRAVE]))
    said = understood(raw, write_counts(tmp_path / "counts.csv", *COUNTS))
    assert set(said.tally.rows["class_name"]) == {"7B"}
    assert at_school(said, "pupil.afraid_of_staff") == (1 + 2, 24 + 24)


def test_counts_of_an_analysed_year_are_no_history(tmp_path: Path) -> None:
    before = write_counts(tmp_path / "before.csv", *COUNTS)
    said = understood(write_xlsx(tmp_path / "now.xlsx", rows()), previous=[before])
    assert said.tally.rows.empty
    assert any("before.csv" in warning for warning in said.warnings)


def test_counts_in_two_files_are_refused(tmp_path: Path) -> None:
    one, other = write_counts(tmp_path / "one.csv", *COUNTS), write_counts(tmp_path / "b.csv", *COUNTS[::-1])
    with pytest.raises(UsageError, match=r"b\.csv.*one\.csv"):
        understood(one, other)


def by_gender(tmp_path: Path, *groups: tuple[str | None, int]) -> Path:
    header = ["School", "Schooljaar", "Geslacht", "Vraag", "Antwoord", "Aantal"]
    counts = [
        ["99XA00", "2024-2025", group, QUESTION, answer, count * times]
        for group, times in groups
        for answer, count in (("Nooit", 10), ("Soms", 1))
    ]
    return write_csv(tmp_path / "gender.csv", [header, *counts])


@pytest.mark.parametrize("together", ["Totaal", None])
def test_girls_and_boys_are_not_added_to_all_of_them(tmp_path: Path, together: str | None) -> None:
    said = understood(by_gender(tmp_path, ("Jongen", 1), ("Meisje", 2), (together, 3)))
    assert at_school(said, "pupil.afraid_of_staff") == (3, 33)


def test_girls_boys_and_those_who_do_not_say_are_added(tmp_path: Path) -> None:
    said = understood(by_gender(tmp_path, ("Jongen", 1), ("Meisje", 2), ("Onbekend", 1)))
    assert at_school(said, "pupil.afraid_of_staff") == (4, 44)


def test_all_genders_with_fewer_answers_than_girls_and_boys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SafetytoolError, match=r"22 answers without a gender and 33 with one"):
        understood(by_gender(tmp_path, ("Jongen", 1), ("Meisje", 2), ("Totaal", 2)))


def test_rows_without_a_count_are_said(tmp_path: Path) -> None:
    said = understood(write_counts(tmp_path / "a.csv", ("7A", "Nooit", 20), ("7A", "Soms", "")))
    assert at_school(said, "pupil.afraid_of_staff") == (0, 20)
    assert any("1 rows without a count" in warning for warning in said.warnings)


def a_sheet() -> InputSheet:
    meaning = SheetMeaning(Sheet("Leerlingen", None, ""), "respondents", "")
    return InputSheet(meaning, "a.xlsx", "a.xlsx", 0, history=False)


CODES = st.sampled_from(sorted(RANK))


@given(st.lists(st.tuples(st.integers(1, 5), CODES), min_size=1, max_size=30))
def test_of_one_respondent_the_answer_that_says_most_is_kept(answers: list[tuple[int, int]]) -> None:
    numbers = [str(number) for number, _ in answers]
    people = pd.DataFrame({
        "school": "12AB", "school_year": "2024-2025", "respondent_type": "pupil", "grade": "7",
        "class_name": "7A", "gender": "", "doubtful": False, "history": False, "source": 0, "number": numbers,
        "row": range(len(answers)),
    }, index=range(len(answers)))  # fmt: skip
    levels = pd.DataFrame({"pupil.bullied": np.array([code for _, code in answers], dtype=np.int8)})
    values = levels.where(levels < 0, levels + 2).astype(np.int8)
    part = Part(a_sheet(), people, values, levels)
    kept, kept_values, kept_levels, owners = count_once([part])
    order = [NOT_ASKED, MISSING, NOT_UNDERSTOOD, WITHHELD, 0, 1, 2]
    wanted = {
        number: max((code for own, code in answers if str(own) == number), key=order.index)
        for number in dict.fromkeys(numbers)
    }
    assert dict(zip(kept["number"], kept_levels["pupil.bullied"].tolist(), strict=True)) == wanted
    assert kept["number"].to_numpy()[owners["person"]].tolist() == numbers
    read = kept_levels["pupil.bullied"] >= 0
    assert (kept_values["pupil.bullied"][read] == kept_levels["pupil.bullied"][read] + 2).all()
    assert kept_levels["pupil.bullied"].dtype == np.int8
