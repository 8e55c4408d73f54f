"""The sample files: made again from their plan they are the same, and what is planted is in them.

The files are read here without safetytool, so that the two cannot be wrong together.
"""

import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import docx
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
FILES = sorted([*SAMPLES.glob("*.xlsx"), *SAMPLES.glob("*.csv"), *SAMPLES.glob("*.docx")])
YEARS = ("2022-2023", "2023-2024", "2024-2025")
LATEST = YEARS[-1]
SOMETIMES = ["Soms", "Vaak", "Altijd"]
MONTHLY = ["Elke maand", "Elke week", "Elke dag"]
EVENT = ["Een of twee keer", *MONTHLY]
UNSAFE = ["Onveilig", "Heel onveilig"]


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    script = [sys.executable, str(SAMPLES / "make_samples.py"), "--out", str(folder)]
    subprocess.run(script, check=True, timeout=120)
    return folder


@cache
def table(file: str, sheet: str, header: int) -> pd.DataFrame:
    """A sheet as text, with the 0-based row `header` as its header."""
    return pd.read_excel(SAMPLES / file, sheet_name=sheet, header=header, dtype=str, engine="calamine")


def register(school_year: str) -> pd.DataFrame:
    schools = table("schools.xlsx", "Scholen", 2)
    return schools[schools["Schooljaar"] == school_year]


def peilboog(school: str, school_year: str = LATEST) -> pd.DataFrame:
    """The pupils of a school of the po provider, answers as labels, columns by question text."""
    frame = table(f"peilboog-{school_year}.xlsx", school, 5)
    frame = frame.rename(columns=lambda name: str(name).split(". ", 1)[-1])
    return frame[frame["Groep"].notna()]


def stemgeluid(school: str, school_year: str = LATEST) -> pd.DataFrame:
    """The pupils of a school of the vo provider, answers as labels, columns by question text."""
    if school_year == YEARS[0]:
        path = SAMPLES / f"stemgeluid-{school_year}.csv"
        frame = pd.read_csv(path, sep=";", encoding="cp1252", skiprows=2, dtype=str)
        return frame[frame["School"] == school]
    frame = table(f"stemgeluid-{school_year}.xlsx", "Leerlingen", 2).copy()
    codebook = table(f"stemgeluid-{school_year}.xlsx", "Codeboek", 0)
    for question, labels in codebook.groupby("Vraag"):
        if question in frame:
            frame[question] = frame[question].map(
                dict(zip(labels["Waarde"], labels["Betekenis"], strict=True))
            )
    return frame[
        frame["Vestiging"] == {"Nergenshuizen College": "99XD00", "Denkbeeld Lyceum": "99XE00"}[school]
    ]


def others(sheet: str, school: str) -> pd.DataFrame:
    frame = table(f"peilboog-{LATEST}.xlsx", sheet, 2)
    return frame[frame["School"] == school]


def column(frame: pd.DataFrame, part: str) -> pd.Series:
    """The one column whose question has `part` in it."""
    (name,) = [name for name in frame.columns if part in name]
    return frame[name]


def test_made_again_they_are_the_same(made_again: Path) -> None:
    assert sorted(path.name for path in made_again.iterdir()) == [path.name for path in FILES]
    for path in FILES:
        again = made_again / path.name
        if path.suffix == ".csv":
            assert again.read_bytes() == path.read_bytes(), path.name
            continue
        # Part by part: how zlib packs the same bytes may differ from machine to machine.
        with zipfile.ZipFile(path) as ours, zipfile.ZipFile(again) as theirs:
            assert [(i.filename, i.date_time) for i in theirs.infolist()] == [
                (i.filename, i.date_time) for i in ours.infolist()
            ]
            for name in ours.namelist():
                assert theirs.read(name) == ours.read(name), f"{path.name}: {name}"


def test_they_are_small() -> None:
    assert len(FILES) == 9
    assert sum(path.stat().st_size for path in FILES) < 3_000_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_says_at_once_that_it_is_fictional(path: Path) -> None:
    if path.suffix == ".csv":
        assert "FICTIEVE" in path.read_text(encoding="cp1252").splitlines()[0]
        return
    if path.suffix == ".docx":
        assert "FICTIEVE" in docx.Document(str(path)).paragraphs[1].text
        return
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    assert "FICTIEVE" in str(sheet.to_python()[0][0])


def test_no_school_could_be_a_real_one() -> None:
    schools = table("schools.xlsx", "Scholen", 2)
    assert schools["Vestigingsnummer"].str.fullmatch(r"99[A-Z]{2}\d{2}").all()
    assert schools.groupby("Sector")["Vestigingsnummer"].nunique().to_dict() == {"po": 3, "so": 1, "vo": 2}
    assert sorted(schools["Schooljaar"].unique()) == list(YEARS)


@pytest.mark.parametrize("school_year", YEARS)
def test_most_pupils_answered(school_year: str) -> None:
    schools = register(school_year)
    invited = schools["Leerlingen"].astype(float).groupby(schools["Naam"]).sum()
    for school in ("De Papieren Vlieger", "Het Luchtkasteel", "De Wolkenfabriek", "De Dagdroom"):
        assert 0.8 <= len(peilboog(school, school_year)) / invited[school] <= 1
    for school in ("Nergenshuizen College", "Denkbeeld Lyceum"):
        assert 0.8 <= len(stemgeluid(school, school_year)) / invited[school] <= 1


def test_one_touch_in_2c_beside_the_two_who_ticked_every_extreme() -> None:
    pupils = stemgeluid("Nergenshuizen College")
    touched = pupils[column(pupils, "aangeraakt op een manier").isin(EVENT)]
    assert touched["Klas"].value_counts().to_dict() == {"3A": 2, "2C": 1}
    assert set(column(touched[touched["Klas"] == "3A"], "bang voor een docent")) == {"Altijd"}
    assert set(column(touched[touched["Klas"] == "2C"], "bang voor een docent")) == {"Nooit"}


def test_nobody_else_was_touched() -> None:
    for school_year in YEARS:
        found = column(stemgeluid("Denkbeeld Lyceum", school_year), "aangeraakt op een manier")
        assert not found.isin(EVENT).any()
        for school in ("De Papieren Vlieger", "Het Luchtkasteel", "De Wolkenfabriek"):
            assert not column(peilboog(school, school_year), "aangeraakt terwijl").isin(EVENT).any()


def test_four_of_24_in_7a_are_humiliated() -> None:
    pupils = peilboog("De Papieren Vlieger")
    answers = column(pupils, "maakt die jou belachelijk")
    in_7a = pupils["Groep"] == "7A"
    assert answers[in_7a].notna().sum() == 24
    assert answers[in_7a].isin(SOMETIMES).sum() == 4
    assert answers[~in_7a].isin(SOMETIMES).mean() < 0.03
    comments = column(pupils, "Wil je nog iets vertellen")
    assert comments[in_7a].str.contains("de meester boos", na=False).sum() == 1


def test_bullying_goes_up_in_the_last_year_at_one_school() -> None:
    counts = [
        column(peilboog("De Wolkenfabriek", year), "gepest door andere kinderen").isin(MONTHLY).sum()
        for year in YEARS
    ]
    assert counts == [14, 14, 35]


def test_pupils_feel_unsafe_where_parents_and_staff_do_not() -> None:
    pupils = column(peilboog("De Wolkenfabriek"), "veilig voel je je op school")
    parents = column(others("Ouders", "De Wolkenfabriek"), "uw kind zich veilig")
    staff = column(others("Medewerkers", "De Wolkenfabriek"), "veilig voelt u zich")
    assert pupils.isin(UNSAFE).sum() == 17
    assert len(parents) >= 20
    assert len(staff) >= 10
    assert not (parents == "Nee").any()
    assert not staff.isin(UNSAFE).any()


@pytest.mark.parametrize("school_year", YEARS)
def test_some_are_afraid_of_staff_year_after_year(school_year: str) -> None:
    def afraid(school: str) -> pd.Series:
        return column(peilboog(school, school_year), "bang voor de juf").isin(SOMETIMES)

    assert afraid("De Papieren Vlieger").sum() == 11
    assert afraid("De Wolkenfabriek").mean() < 0.5 * afraid("De Papieren Vlieger").mean()


def test_one_pupil_has_private_contact() -> None:
    pupils = stemgeluid("Denkbeeld Lyceum")
    assert pupils.loc[column(pupils, "privéberichten").isin(EVENT), "Klas"].tolist() == ["1B"]


@pytest.mark.parametrize("question", ["Ben je bang voor de juf", "belachelijk", "vastgepakt", "aangeraakt"])
def test_withheld_answers_on_staff_jump(question: str) -> None:
    withheld = [
        (column(peilboog("Het Luchtkasteel", year), question) == "Dat wil ik niet zeggen").sum()
        for year in YEARS
    ]
    assert max(withheld[:2]) <= 5
    assert withheld[2] >= 14


def test_a_class_took_no_part() -> None:
    schools = register(LATEST)
    here = schools[schools["Naam"] == "Nergenshuizen College"]
    asked, answered = set(here["Groep/klas"].dropna()), set(stemgeluid("Nergenshuizen College")["Klas"])
    assert asked - answered == {"4B"}


@pytest.mark.parametrize("school_year", YEARS)
def test_one_school_asks_nothing_about_staff(school_year: str) -> None:
    words = ("juf", "meester", "volwassene", "hier werkt", "leraar", "leerkracht")
    questions = " ".join(peilboog("De Dagdroom", school_year).columns).lower()
    assert not [word for word in words if word in questions]
    assert "juf" in " ".join(peilboog("Het Luchtkasteel", school_year).columns).lower()


def test_the_trial_run_is_hidden_and_full_of_extremes() -> None:
    sheets = CalamineWorkbook.from_path(str(SAMPLES / f"peilboog-{LATEST}.xlsx")).sheets_metadata
    assert [s.name for s in sheets if s.visible != SheetVisibleEnum.Visible] == ["Proefafname"]
    trial = table(f"peilboog-{LATEST}.xlsx", "Proefafname", 0)
    assert column(trial, "aangeraakt").isin(EVENT).all()
