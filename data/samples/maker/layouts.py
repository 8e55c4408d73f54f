"""The layouts of the two invented providers, and of the register of schools."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from maker.answers import WITHHELD, Group
from maker.plan import Board, Question

Cell: TypeAlias = str | int | None
Row: TypeAlias = Sequence[Cell]

FICTIONAL = "FICTIEVE VOORBEELDGEGEVENS"
WITHHELD_NUMBER = 9

_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_SHADED = PatternFill("solid", start_color="DDE7F0")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def peilboog(school_year: str, pupils: Sequence[Group], others: Mapping[str, Sequence[Group]]) -> Workbook:
    """Lay out as the provider for po and so: a sheet a school, answers as labels, numbered question texts."""
    workbook = new_workbook()
    about = workbook.create_sheet("Leeswijzer")
    fill(about, [[f"Peilboog schooljaar {school_year}: {FICTIONAL}"], ["Per school is er een tabblad."]])
    about["A1"].font = _TITLE
    for group in pupils:
        sheet = workbook.create_sheet(group.school.name)
        titles: list[Row] = [
            [f"{group.questionnaire.title} ({FICTIONAL})"],
            ["School:", group.school.name],
            ["Vestigingsnummer:", group.school.id],
            ["Schooljaar:", school_year],
            [],
        ]
        numbered = [f"{i}. {q.text}" for i, q in enumerate(group.questionnaire.questions, start=1)]
        header: Row = ["Nr", "Groep", "Jongen of meisje", *numbered, group.questionnaire.free_text]
        answered = [int((column >= 0).sum()) for column in group.answers.T]
        rows = [*_labelled(group, with_class=True)]
        under: list[Row] = [
            ["Totaal", None, None, *answered, sum(bool(text) for text in group.comments)],
            [],
            ["Toelichting: de rij Totaal geeft per vraag het aantal gegeven antwoorden."],
            ["Lege cellen: de leerling heeft de vraag overgeslagen."],
        ]
        fill(sheet, [*titles, header, *rows, *under])
        dress(sheet, header_row=len(titles) + 1)
    for name, groups in others.items():
        sheet = workbook.create_sheet(name)
        questionnaire = groups[0].questionnaire
        texts = [question.text for question in questionnaire.questions]
        rows = [[group.school.name, *row] for group in groups for row in _labelled(group, with_class=False)]
        titles = [[f"{questionnaire.title} {school_year} ({FICTIONAL})"], []]
        fill(sheet, [*titles, ["School", "Nr", *texts, questionnaire.free_text], *rows])
        dress(sheet, header_row=len(titles) + 1)
    _add_hidden_trial(workbook, pupils[0])
    return workbook


def stemgeluid(school_year: str, groups: Mapping[str, Sequence[Group]]) -> Workbook:
    """Lay out as the provider for vo: codes above question texts, answers as numbers, and a codebook."""
    workbook = new_workbook()
    for name, members in groups.items():
        questionnaire = members[0].questionnaire
        sheet = workbook.create_sheet(name)
        has_class = any(members[0].class_names)
        keys = [
            "Respondent",
            "Vestiging",
            "Schooljaar",
            *(["Leerjaar", "Klas", "Geslacht"] if has_class else []),
        ]
        codes: Row = [None] * len(keys) + [question.code for question in questionnaire.questions] + ["OPEN"]
        texts: Row = [
            *keys,
            *(question.text for question in questionnaire.questions),
            questionnaire.free_text,
        ]
        title = [f"{questionnaire.title} {school_year} ({FICTIONAL})"]
        rows: list[Row] = []
        for group in members:
            rows += _numbered(group, first=len(rows) + 1001)
        fill(sheet, [title, codes, texts, *rows])
        dress(sheet, header_row=3)
    codebook = workbook.create_sheet("Codeboek")
    fill(codebook, [["Variabele", "Vraag", "Waarde", "Betekenis"], *_codebook(groups)])
    dress(codebook, header_row=1)
    return workbook


def stemgeluid_csv(school_year: str, pupils: Sequence[Group]) -> str:
    """Lay out as the same provider did before: semicolons, answers as labels, schools by name."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    questionnaire = pupils[0].questionnaire
    questions = [question.text for question in questionnaire.questions]
    writer.writerow([f"{questionnaire.title} {school_year} ({FICTIONAL})"])
    writer.writerow([])
    writer.writerow(["Nummer", "School", "Leerjaar", "Klas", "Geslacht", *questions, questionnaire.free_text])
    number = 0
    for group in pupils:
        for _, class_name, gender, *answers in _labelled(group, with_class=True):
            number += 1
            grade = str(class_name)[0]
            writer.writerow([number, group.school.name, grade, class_name, gender, *answers])
    return text.getvalue()


def register(board: Board) -> Workbook:
    """Lay out the register of schools: pupils a class and staff a school, in every school year."""
    workbook = new_workbook()
    sheet = workbook.create_sheet("Scholen")
    header: Row = [
        "Vestigingsnummer",
        "Naam",
        "Sector",
        "Schooljaar",
        "Groep/klas",
        "Leerlingen",
        "Medewerkers",
    ]
    rows: list[Row] = []
    for year in board.school_years:
        for school in board.schools:
            key = [school.id, school.name, school.sector, year]
            rows += [[*key, name, size, None] for name, size in school.classes.items()]
            rows.append([*key, None, None, school.staff])
    fill(sheet, [[f"{board.name}: scholen en groepen ({FICTIONAL})"], [], header, *rows])
    dress(sheet, header_row=3)
    return workbook


def _labelled(group: Group, *, with_class: bool) -> list[list[Cell]]:
    """Give number, (class, gender,) answers as labels, and comment of each respondent."""
    rows: list[list[Cell]] = []
    for i, answers in enumerate(group.answers):
        asked = zip(group.questionnaire.questions, answers, strict=True)
        labels = [_label(question, int(answer)) for question, answer in asked]
        who: Row = [group.class_names[i], group.genders[i]] if with_class else []
        rows.append([i + 1, *who, *labels, group.comments[i] or None])
    return rows


def _numbered(group: Group, *, first: int) -> list[list[Cell]]:
    """Give respondent, school, year, (grade, class, gender,) answers as numbers, and comment."""
    rows: list[list[Cell]] = []
    for i, answers in enumerate(group.answers):
        name = group.class_names[i]
        who: Row = [int(name[0]), name, group.genders[i]] if name else []
        numbers = [_number(int(answer)) for answer in answers]
        comment = group.comments[i] or None
        rows.append([first + i, group.school.id, group.school_year, *who, *numbers, comment])
    return rows


def _label(question: Question, answer: int) -> str | None:
    if answer == WITHHELD:
        return question.shape.withheld
    return question.shape.labels[answer] if answer >= 0 else None


def _number(answer: int) -> int | None:
    if answer == WITHHELD:
        return WITHHELD_NUMBER
    return answer + 1 if answer >= 0 else None


def _codebook(groups: Mapping[str, Sequence[Group]]) -> list[Row]:
    rows: list[Row] = []
    for members in groups.values():
        for question in members[0].questionnaire.questions:
            labels = enumerate(question.shape.labels, start=1)
            rows += [[question.code, question.text, number, label] for number, label in labels]
            if question.shape.withheld:
                rows.append([question.code, question.text, WITHHELD_NUMBER, question.shape.withheld])
    return rows


def _add_hidden_trial(workbook: Workbook, group: Group) -> None:
    """Add a hidden sheet with rows of a trial run, as exports have them: nobody should count these."""
    sheet = workbook.create_sheet("Proefafname")
    questions = group.questionnaire.questions
    worst = [question.shape.labels[-1] for question in questions]
    header: Row = ["Nr", "Groep", *(question.text for question in questions)]
    rows: list[Row] = [[number, "8A", *worst] for number in range(1, 6)]
    fill(sheet, [header, *rows])
    sheet.sheet_state = "hidden"


def new_workbook() -> Workbook:
    """Return a workbook without sheets."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def fill(sheet: Worksheet, rows: Sequence[Row]) -> None:
    """Write rows under each other."""
    for row in rows:
        sheet.append(list(row))


def dress(sheet: Worksheet, *, header_row: int) -> None:
    """Make it look as a person would expect of a spreadsheet."""
    sheet["A1"].font = _TITLE if header_row > 1 else _BOLD
    for cell in sheet[header_row]:
        cell.font, cell.fill, cell.alignment = _BOLD, _SHADED, _WRAPPED
        sheet.column_dimensions[get_column_letter(cell.column)].width = 18
    sheet.freeze_panes = sheet.cell(header_row + 1, 1)
