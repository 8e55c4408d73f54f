"""A whole file: which sheets are used, what holds for each, what every column is, and for whom."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from safetytool.bank import load_bank
from safetytool.errors import UsageError
from safetytool.profiles.load import parse_profile
from safetytool.profiles.model import Profile
from safetytool.read import read_source
from safetytool.recognise import Hints, recognise
from safetytool.recognise.model import ColumnMeaning, SheetMeaning

BANK = load_bank()
SAFE, BULLIED = "Voel je je veilig op school?", "Word je gepest door andere leerlingen?"
PUPILS = [["Klas", SAFE, BULLIED], *[["7A", "Veilig", "Nooit"], ["7A", "Onveilig", "Elke week"]] * 3]

Table = Sequence[Sequence[object]]


def sheets(
    path: Path,
    tables: dict[str, Table],
    *,
    profile: Profile | None = None,
    hints: Hints | None = None,
) -> list[SheetMeaning]:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(list(row))
    book.save(path)
    return list(recognise(read_source(path), BANK, profile=profile, hints=hints).sheets)


def roles(sheet: SheetMeaning) -> dict[str, str]:
    return {m.column.header: m.item or m.role for m in sheet.columns}


def meanings(sheet: SheetMeaning, header: str) -> list[ColumnMeaning]:
    return [m for m in sheet.columns if m.column.header == header]


def test_every_sheet_is_for_those_who_answered_it(tmp_path: Path) -> None:
    pupils, staff, parents, notes = sheets(
        tmp_path / "monitor.xlsx",
        {
            "Leerlingen": PUPILS,
            "Personeel": [["Voelt u zich veilig op school?"], *[["Veilig"]] * 4],
            "Ouders": [["Voelt uw kind zich veilig op school?"], *[["Ja"], ["Nee"]] * 2],
            "Uitleg": [["Dit bestand is gemaakt door de leverancier."]],
        },
    )
    assert (pupils.kind, pupils.respondent_type) == ("respondents", "pupil")
    assert roles(pupils) == {"Klas": "class", SAFE: "pupil.feels_safe", BULLIED: "pupil.bullied"}
    assert roles(staff) == {"Voelt u zich veilig op school?": "staff.feels_safe"}
    assert roles(parents) == {"Voelt uw kind zich veilig op school?": "parent.child_feels_safe"}
    assert (notes.kind, notes.why) == (None, "no_table")


def test_a_column_that_says_who_answered_is_read_for_each_of_them(tmp_path: Path) -> None:
    text = "Ik voel me veilig op school"
    rows = [
        ["Leerling", "Mee eens"],
        ["Personeel", "Oneens"],
        ["Leerling", "Mee eens"],
        ["Personeel", "Helemaal mee eens"],
    ]
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Data": [["Doelgroep", text], *rows]})
    pupil, staff = meanings(sheet, text)
    assert (pupil.item, pupil.column.values) == ("pupil.feels_safe", ("Mee eens",))
    assert (staff.item, set(staff.column.values)) == ("staff.feels_safe", {"Oneens", "Helemaal mee eens"})
    assert pupil.column.codes.tolist() == [0, -1, 0, -1]


def test_a_question_that_nobody_knows_is_said_once_for_all_respondents(tmp_path: Path) -> None:
    rows = [["Leerling", "Veilig", "brood"], ["Personeel", "Veilig", "soep"]]
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Data": [["Doelgroep", SAFE, "Wat eet je?"], *rows * 3]})
    (lunch,) = meanings(sheet, "Wat eet je?")
    assert lunch.role == "unrecognised"
    assert (lunch.column.codes >= 0).all()


def test_the_questions_tell_who_answered_where_nothing_else_does(tmp_path: Path) -> None:
    (sheet,) = sheets(
        tmp_path / "a.xlsx", {"Blad1": [["Voelt uw kind zich veilig op school?"], *[["Ja"]] * 3]}
    )
    assert sheet.respondent_type == "parent"
    assert any("those of a parent questionnaire" in note for note in sheet.notes)


def test_what_is_known_of_the_whole_sheet(tmp_path: Path) -> None:
    titles = [["School: De Regenboog (12AB00)"], ["Schooljaar 2024-2025"], []]
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Leerlingen": [*titles, *PUPILS]})
    assert (sheet.school, sheet.school_year) == ("12AB00", "2024-2025")


def test_options_hold_where_the_file_does_not_say(tmp_path: Path) -> None:
    (sheet,) = sheets(
        tmp_path / "a.xlsx", {"Leerlingen": PUPILS}, hints=Hints(year="2023-2024", school="De Ark")
    )
    assert (sheet.school, sheet.school_year) == ("De Ark", "2023-2024")


@pytest.mark.parametrize("by", ["option", "profile"])
def test_a_school_year_that_contradicts_the_title_is_refused(tmp_path: Path, by: str) -> None:
    profile = parse_profile('[profile]\nschool_year = "2023-2024"\n', "p.toml", BANK)
    with pytest.raises(UsageError, match=r"2023-2024.*2024-2025"):
        sheets(
            tmp_path / "a.xlsx",
            {"Leerlingen": [["Schooljaar 2024-2025"], [], *PUPILS]},
            profile=profile if by == "profile" else None,
            hints=Hints(year="2023-2024") if by == "option" else None,
        )


def test_numbers_without_a_direction_keep_their_question_and_give_no_answer(tmp_path: Path) -> None:
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Leerlingen": [["Klas", SAFE], *[["7A", n] for n in (1, 2, 5)]]})
    (safe,) = meanings(sheet, SAFE)
    assert (safe.role, safe.item, safe.answers) == ("item", "pupil.feels_safe", None)
    assert "numbers without labels" in safe.why


AGGREGATED = [
    ["School", "Schooljaar", "Code", "Vraag", "Antwoord", "Aantal"],
    ["99XA00", "2024-2025", "V1", BULLIED, "Nooit", 20],
    ["99XA00", "2024-2025", "V1", BULLIED, "Elke week", 3],
    ["99XA00", "2024-2025", "V2", "Wat eet je?", "Brood", 23],
    ["99XA00", "2024-2025", "V3", SAFE, "Veilig", 23],
]


def test_every_question_of_an_aggregated_export_has_its_own_answers(tmp_path: Path) -> None:
    table = [[row[i] for i in (0, 1, 3, 4, 5)] for row in AGGREGATED]
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Data": table})
    assert (sheet.kind, sheet.respondent_type) == ("aggregated", "pupil")
    (bullied,) = meanings(sheet, BULLIED)
    assert bullied.item == "pupil.bullied"
    assert bullied.column.codes.tolist() == [0, 1, -1, -1]
    assert bullied.answers is not None
    assert bullied.answers.codes.tolist() == [0, 3]
    (lunch,) = meanings(sheet, "Wat eet je?")
    assert lunch.role == "unrecognised"


def test_a_profile_names_the_questions_of_an_aggregated_export(tmp_path: Path) -> None:
    table = [[row[i] for i in (0, 1, 3, 4, 5)] for row in AGGREGATED]
    profile = parse_profile(f'[columns]\n"{SAFE}" = {{ item = "pupil.safe_in_class" }}\n', "p.toml", BANK)
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Data": table}, profile=profile)
    assert [m.item for m in meanings(sheet, SAFE)] == ["pupil.safe_in_class"]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([["Melder", "Over wie", "Categorie", "Aantal"], ["leerling", "personeel", "pesten", 2]], "advisors"),
        ([["Respondent", "Vraag", "Antwoord"], [1, SAFE, "Veilig"], [2, SAFE, "Onveilig"]], "one answer"),
        ([["Vraag", "Gemiddelde", "Aantal"], [SAFE, 4.2, 20], [BULLIED, 1.2, 20]], "which answer"),
        ([["Naam", "Wat eet je?"], ["a", "brood"], ["b", "soep"]], "no question in it is recognised"),
    ],
)
def test_a_sheet_that_is_no_monitor_export_is_not_used_and_why_is_said(
    tmp_path: Path, table: Table, why: str
) -> None:
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Blad1": table})
    assert sheet.kind is None
    assert why in sheet.why
    assert sheet.columns


def test_a_profile_goes_before_what_is_recognised(tmp_path: Path) -> None:
    text = f"""
        [columns]
        "{BULLIED.upper()}" = {{ role = "ignored" }}
        "1. Wat dan ook" = {{ item = "pupil.bullied", scale = "often" }}
        [scales.often]
        as = "events"
        answers = {{ "1" = "daily", "2" = "never" }}
        withheld = ["9"]
        """
    table = [[BULLIED, "Wat dan ook"], ["Nooit", 1], ["Nooit", 2], ["Nooit", 9], ["Nooit", 3]]
    profile = parse_profile(text, "p.toml", BANK)
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Leerlingen": table}, profile=profile)
    assert roles(sheet) == {BULLIED: "ignored", "Wat dan ook": "pupil.bullied"}
    (own,) = meanings(sheet, "Wat dan ook")
    assert own.answers is not None
    assert dict(zip(own.column.values, own.answers.codes.tolist(), strict=True)) == {1: 4, 2: 0, 9: -2, 3: -3}


def test_an_item_that_the_profile_gives_away_is_not_recognised_elsewhere(tmp_path: Path) -> None:
    profile = parse_profile('[columns]\n"Wat dan ook" = { item = "pupil.bullied" }\n', "p.toml", BANK)
    table = [[BULLIED, "Wat dan ook"], *[["Nooit", "Elke week"]] * 3]
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Leerlingen": table}, profile=profile)
    (other,) = meanings(sheet, BULLIED)
    assert other.role == "unrecognised"
    assert "the profile gives to 'Wat dan ook'" in other.why


@pytest.mark.parametrize(("turned", "codes"), [("false", [0, 4]), ("true", [4, 0])])
def test_a_profile_turns_a_scale_round(tmp_path: Path, turned: str, codes: list[int]) -> None:
    profile = parse_profile(
        f'[columns]\n"Alleen" = {{ item = "pupil.lonely", reversed = {turned} }}\n', "p.toml", BANK
    )
    table = [["Alleen"], ["Nooit"], ["Altijd"], ["Nooit"]]
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Leerlingen": table}, profile=profile)
    (lonely,) = meanings(sheet, "Alleen")
    assert lonely.answers is not None
    assert lonely.answers.codes.tolist() == codes
    assert lonely.answers.reversed == (turned == "true")


def test_unknown_functions_in_a_sheet_of_staff_are_staff_and_in_one_of_pupils_nobody(tmp_path: Path) -> None:
    staff = [
        ["Functie", "Voelt u zich veilig op school?"],
        ["leraar", "Veilig"],
        ["zorgtovenaar", "Onveilig"],
    ]
    pupils = [["Rol", SAFE], ["leerling", "Veilig"], ["zorgtovenaar", "Onveilig"]]
    one, other = sheets(tmp_path / "a.xlsx", {"Personeel": staff, "Leerlingen": pupils})
    (of_staff,) = (m for m in one.columns if m.item == "staff.feels_safe")
    assert (of_staff.column.codes >= 0).tolist() == [True, True]
    (of_pupils,) = (m for m in other.columns if m.item == "pupil.feels_safe")
    assert (of_pupils.column.codes >= 0).tolist() == [True, False]


def test_a_profile_that_gives_one_item_to_two_columns_is_refused(tmp_path: Path) -> None:
    text = '[columns]\n"Een" = { item = "pupil.bullied" }\n"Twee" = { item = "pupil.bullied" }\n'
    profile = parse_profile(text, "p.toml", BANK)
    with pytest.raises(UsageError, match=r"'Een' and 'Twee'") as caught:
        sheets(
            tmp_path / "a.xlsx",
            {"Leerlingen": [["Een", "Twee"], *[["Nooit", "Elke week"]] * 3]},
            profile=profile,
        )
    assert (caught.value.place.file, caught.value.place.row) == ("p.toml", 3)
    one, other = sheets(
        tmp_path / "b.xlsx",
        {"7A": [["Klas", "Een"], *[["7A", "Nooit"]] * 3], "7B": [["Klas", "Twee"], *[["7B", "Nooit"]] * 3]},
        profile=profile,
    )
    assert (roles(one)["Een"], roles(other)["Twee"]) == ("pupil.bullied", "pupil.bullied")


def test_a_column_of_the_profile_that_the_file_does_not_have_is_said(tmp_path: Path) -> None:
    text = f'[columns]\n"{SAFE}" = {{ item = "pupil.feels_safe" }}\n"Gepset" = {{ item = "pupil.bullied" }}\n'
    (sheet,) = sheets(
        tmp_path / "a.xlsx", {"Leerlingen": PUPILS}, profile=parse_profile(text, "p.toml", BANK)
    )
    (note,) = (note for note in sheet.notes if "does not have" in note)
    assert "'Gepset' (line 3)" in note
    assert SAFE not in note


def test_a_number_that_a_profile_does_not_name_is_not_taken_for_another(tmp_path: Path) -> None:
    """-1 is how many a file says that there is no answer: never 'never', which is 1 here."""
    text = """
        [columns]
        "Alleen" = { item = "pupil.lonely", scale = "points" }
        [scales.points]
        as = "frequency"
        answers = { "1" = "never", "2.0" = "sometimes", "3" = "always" }
        """
    table = [["Klas", "Alleen"], *[["7A", answer] for answer in (1, 2, 3, -1, "1,0", "-1", 1.5)]]
    profile = parse_profile(text, "p.toml", BANK)
    (sheet,) = sheets(tmp_path / "a.xlsx", {"Leerlingen": table}, profile=profile)
    (lonely,) = meanings(sheet, "Alleen")
    assert lonely.answers is not None
    places = dict(zip(map(str, lonely.column.values), lonely.answers.codes.tolist(), strict=True))
    assert {text: code for text, code in places.items() if code != -3} == {"1": 0, "2": 2, "3": 4, "1,0": 0}
    assert places["-1"] == -3
