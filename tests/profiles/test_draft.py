"""A draft gives the reading that it was made of, and leaves to the user what is open."""

import re
import tomllib
from pathlib import Path

from safetytool.bank import load_bank
from safetytool.profiles import draft_profile
from safetytool.profiles.load import parse_profile
from safetytool.read import read_source
from safetytool.recognise import recognise
from safetytool.recognise.model import SourceMeaning
from tests.exports import write_xlsx

BANK = load_bank()
HEADERS = [
    "Respondentnummer", "School", "Schooljaar", "Rol", "Word je gepest door andere leerlingen?",
    'Ben je bang voor een "leraar"?', "Voel je je onveilig in de klas?", "Ik voel me veilig op school",
    "Wat at je?", "Wat at je?", "Hoeveel broers heb je?", None,
]  # fmt: skip


def mixed(path: Path) -> Path:
    """Pupils and staff in one sheet, numbers without labels, two equal headers and one without."""
    table: list[list[object]] = [list(HEADERS)]
    for i in range(30):
        pupil = i < 18
        table.append([
            i, "99XA00", "2024-2025", "Leerling" if pupil else "Personeel",
            ["Nooit", "Elke week", "wisselend", "Wil ik niet zeggen"][i % 4] if pupil else None,
            [1, 2, 10][i % 3] if pupil else None,
            ["Nooit", "Soms", "Altijd"][i % 3] if pupil else None,
            ["Mee eens", "Oneens"][i % 2],
            "brood", "kaas", i % 3, "x",
        ])  # fmt: skip
    return write_xlsx(path, table, sheet="Data")


def reading(meaning: SourceMeaning) -> list[tuple[object, ...]]:
    return [
        (
            column.column.header,
            column.role,
            column.item,
            column.respondent_type,
            (column.answers.scale, column.answers.codes.tolist()) if column.answers else None,
        )
        for sheet in meaning.sheets
        for column in sheet.columns
    ]


def test_a_draft_gives_the_same_reading(tmp_path: Path) -> None:
    source = read_source(mixed(tmp_path / "mixed.xlsx"))
    meaning = recognise(source, BANK)
    text = draft_profile(meaning, BANK)
    again = recognise(source, BANK, profile=parse_profile(text, "draft.toml", BANK))
    assert reading(again) == reading(meaning)
    assert {m.item for m in again.sheets[0].columns if m.item} >= {
        "pupil.bullied",
        "pupil.afraid_of_staff",
        "pupil.feels_safe",
        "staff.feels_safe",
    }


def test_what_is_open_is_toml_once_its_mark_is_taken_away(tmp_path: Path) -> None:
    text = draft_profile(recognise(read_source(mixed(tmp_path / "mixed.xlsx")), BANK), BANK)
    opened = tomllib.loads(re.sub(r"(?m)^# \? ", "", text))
    assert opened["columns"]["Hoeveel broers heb je?"] == {"item": "..."}
    scale = opened["columns"]['Ben je bang voor een "leraar"?']["scale"]
    assert list(opened["scales"][scale]["answers"]) == ["1", "2", "10"]
    bullied = opened["scales"][opened["columns"]["Word je gepest door andere leerlingen?"]["scale"]]
    assert bullied["answers"] == {"Nooit": "never", "Elke week": "weekly", "wisselend": "..."}
    assert bullied["withheld"] == ["Wil ik niet zeggen"]
    assert '"wisselend" = "..."  # 4 respondents' in text


def test_what_no_profile_can_name_is_said(tmp_path: Path) -> None:
    text = draft_profile(recognise(read_source(mixed(tmp_path / "mixed.xlsx")), BANK), BANK)
    assert "Column 'Wat at je?' has no header of its own" in text
    assert "Column number 12 has no header of its own" in text


def test_free_text_stays_out_of_a_draft(tmp_path: Path) -> None:
    told = "Op het plein gebeurde iets wat ik aan niemand wil vertellen, behalve hier misschien een keer"
    table: list[list[object]] = [["School", "Voel je je veilig op school?", "En verder"]]
    table += [["99XA00", "Veilig", f"{told} {i}" if i % 3 else None] for i in range(9)]
    path = write_xlsx(tmp_path / "text.xlsx", table)
    assert "plein" not in draft_profile(recognise(read_source(path), BANK), BANK)


def test_a_filled_in_draft_is_read(tmp_path: Path) -> None:
    source = read_source(mixed(tmp_path / "mixed.xlsx"))
    text = draft_profile(recognise(source, BANK), BANK)
    text = re.sub(r'(?m)^# \? ("Hoeveel broers heb je\?") = .*$', r'\1 = { role = "ignored" }', text)
    text = re.sub(r"(?m)^# \? ", "", text).replace('"wisselend" = "..."', '"wisselend" = "monthly"')
    for answer, value in (("1", "never"), ("2", "sometimes"), ("10", "always")):
        text = text.replace(f'"{answer}" = "..."', f'"{answer}" = "{value}"')
    meaning = recognise(source, BANK, profile=parse_profile(text, "ours.toml", BANK))
    afraid = next(m for m in meaning.sheets[0].columns if m.item == "pupil.afraid_of_staff")
    assert afraid.answers is not None
    places = dict(zip(afraid.column.values, afraid.answers.codes.tolist(), strict=True))
    assert places == {1: 0, 2: 2, 10: 4}
