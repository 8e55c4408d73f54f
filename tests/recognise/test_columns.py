"""Columns that are no questions: found by their header, and only where their values agree."""

from collections.abc import Sequence
from datetime import datetime, time

import pytest

from safetytool.read.model import Cell
from safetytool.recognise.columns import RoleMatch, match_roles
from tests.recognise.tables import column, table

ROWS = 60


def match(
    header: str, *values: Cell, labels: dict[Cell, str] | None = None, long_header: str = ""
) -> RoleMatch:
    """The role of one column in which these values take turns."""
    cells = [values[row % len(values)] for row in range(ROWS)] if values else [None] * ROWS
    return match_roles(table(column(header, cells, labels=labels, long_header=long_header)))[0]


def roles(*columns: tuple[str, Sequence[Cell | None]]) -> list[str | None]:
    return [found.role for found in match_roles(table(*(column(header, cells) for header, cells in columns)))]


@pytest.mark.parametrize(
    ("header", "values", "role"),
    [
        ("School", ["De Ark", "Het Kompas"], "school"),
        ("Naam van de school", ["De Ark"], "school"),
        ("BRIN-nummer", ["12AB", "13CD"], "school"),
        ("Vestigingsnummer (6 tekens)", ["12ab00"], "school"),
        ("1. Op welke school zit je?", ["De Ark", "Het Kompas"], "school"),
        ("Location code", ["12AB00"], "school"),
        ("Iets anders", ["12AB00", "13CD01"], "school"),
        ("Schooljaar", ["2024/2025", "24/25"], "school_year"),
        ("Jaar", ["2023-2024", "2024-2025"], "school_year"),
        ("Meting", ["2024-2025"], "school_year"),
        ("Leerjaar", ["2024-2025"], "school_year"),
        ("Academic year", ["2024-25"], "school_year"),
        ("Groep", ["7A", "8B"], "class"),
        ("Klas", ["2B", "H4c"], "class"),
        ("Stamgroep", ["Vlinders", "Bijen"], "class"),
        ("Groep", ["Rood", "Geel", "Groen"], "class"),
        ("Groep", ["7/8", "5/6"], "class"),
        ("In welke klas zit je?", ["1A", "1B"], "class"),
        ("Leerjaar", ["1A", "2B"], "class"),
        ("Groep", ["Groep 7", "Groep 8"], "grade"),
        ("Groep", [6, 7, 8], "grade"),
        ("Leerjaar", [1, 2, 3], "grade"),
        ("Leerjaar", ["havo 3", "vwo 2"], "grade"),
        ("Jaar", [1, 2, 3], "grade"),
        ("Year group", ["Year 7", "Year 8"], "grade"),
        ("In welk leerjaar zit je?", ["leerjaar 1"], "grade"),
        ("Type respondent", ["leerling", "ouder"], "respondent_type"),
        ("Doelgroep", ["Leerlingen"], "respondent_type"),
        ("Groep", ["leerlingen", "personeel"], "respondent_type"),
        ("Respondent", ["Leerling", "Medewerker"], "respondent_type"),
        ("Ik ben een", ["leerling", "ouder", "leraar"], "respondent_type"),
        ("Ik ben een", ["jongen", "meisje"], "gender"),
        ("Geslacht", ["M", "V"], "gender"),
        ("Ben je een jongen of een meisje?", ["Jongen", "Meisje", "Anders"], "gender"),
        ("Achtergrond - Geslacht", ["jongen", "meisje"], "gender"),
        ("Respondentnummer", list(range(ROWS)), "id"),
        ("Nr.", list(range(ROWS)), "id"),
        ("#", list(range(ROWS)), "id"),
        ("Token", [f"ab{row}" for row in range(ROWS)], "id"),
        ("Datum ingevuld", ["12-11-2024 10:00", "13-11-2024 11:30"], "date"),
        ("Starttijd", [datetime(2024, 11, 12, 10)], "date"),
        ("Timestamp", ["2024-11-12 10:00:01"], "date"),
        ("Invuldatum", [45608, 45609], "date"),
        ("Opmerkingen", ["nee", "geen"], "text"),
        ("Wil je nog iets kwijt?", ["nee", "Het was leuk op kamp"], "text"),
        ("Vraag 12 - toelichting", ["Omdat hij altijd schreeuwt"], "text"),
        ("OPEN - Wat wil je verder nog kwijt?", ["De kantine is te duur"], "text"),
        ("Is there anything else you would like to tell us?", ["no", "The café is great"], "text"),
        ("V31", [f"dit schreef leerling {row} zelf op" for row in range(ROWS)], "text"),
        ("Leeftijd", [10, 11], "ignored"),
        ("Bestuur", ["Stichting De Brug"], "ignored"),
        ("Duur (seconden)", [312, 401], "ignored"),
        ("%", [12.5, 80], "ignored"),
    ],
)  # fmt: skip
def test_header_and_values_agree(header: str, values: list[Cell], role: str) -> None:
    found = match(header, *values)
    assert found.role == role
    assert found.confidence > 0.6
    assert found.why


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Waar word je gepest? - op school", ["ja", "nee"]),
        ("Waar voel je je veilig? - Klas", ["Soms", "Nooit", "Altijd"]),
        ("Hoe veilig voel je je? - School", ["Veilig", "Onveilig"]),
        ("School", ["Veilig", "Onveilig", "Heel veilig"]),
        ("Klas", ["Soms", "Nooit", "Altijd"]),
        ("Is jouw klas leuk?", ["Altijd", "Soms"]),
        ("Vertel je het aan iemand als je gepest wordt?", ["Altijd", "Nooit"]),
        ("Kun je goed opschieten met klasgenoten?", ["ja", "nee"]),
        ("Hoe vaak ben je gepest dit schooljaar?", ["Nooit", "Elke week"]),
        ("Welk cijfer geef je jouw school?", [7, 8, 9]),
        ("Ben je bang voor leraren?", [1, 2, 3, 4, 5]),
        ("Antwoord", ["ja", "nee"]),
        ("Aantal", [1, 2]),
        ("Over", ["leerling"]),
    ],
)
def test_what_may_be_a_question_is_left_alone(header: str, values: list[Cell]) -> None:
    assert match(header, *values).role is None


@pytest.mark.parametrize(
    ("header", "values", "why"),
    [
        ("Schooljaar", [2025], "'2025' is not a school year such as 2024-2025"),
        ("Jaar", ["2024", "2025"], "not a school year"),
        ("Vestigingsnummer", ["00", "01"], "without its BRIN"),
        ("Naam", [f"Kind {row}" for row in range(ROWS)], "should not be in an export"),
        ("E-mail", [f"k{row}@school.nl" for row in range(ROWS)], "should not be in an export"),
        ("Wie ben jij?", [f"k{row}@school.nl" for row in range(ROWS)], "e-mail"),
        ("IP-adres", ["10.0.0.1"], "should not be in an export"),
        ("Mentor", ["Jan de Vries"], "should not be in an export"),
        ("Code", ["x7", "y8"], "too many rows share a value"),
        ("Nr", [1, 2, 3, 4, 5], "too many rows share a value"),
        ("Datum", ["5/11/2024", "6/11/2024"], "not dates that can be read"),
        ("Tijd", [time(9, 30), time(10, 0)], "not dates that can be read"),
        ("Functie", ["OP", "MT"], "not used"),
    ],
)
def test_what_is_not_used_says_why(header: str, values: list[Cell], why: str) -> None:
    found = match(header, *values)
    assert found.role == "ignored"
    assert why in found.why


def test_a_school_year_that_cannot_be_stays_one_so_that_it_is_refused() -> None:
    assert match("Schooljaar", "2024-2026").role == "school_year"


def test_who_answered_is_known_to_be_said_even_in_unknown_numbers() -> None:
    found = match("Doelgroep", 1, 2, 3)
    assert (found.role, found.confidence) == ("respondent_type", 0.5)


def test_labels_of_the_instrument_count_as_values() -> None:
    assert match("v3", 1, 2, labels={1: "jongen", 2: "meisje"}, long_header="Geslacht").confidence == 1
    assert (
        match("v2", 1, 2, labels={1: "Leerling", 2: "Ouder"}, long_header="Wie ben je?").role
        == "respondent_type"
    )
    assert match("v4", 1, 2, labels={1: "soms", 2: "nooit"}, long_header="School").role is None


def test_the_most_precise_column_of_schools_is_the_surest() -> None:
    found = match_roles(table(
        column("Naam school", ["De Ark", "Het Kompas"] * 5),
        column("BRIN", ["12AB", "13CD"] * 5),
        column("Vestiging", ["12AB00", "13CD01"] * 5),
    ))  # fmt: skip
    assert {match.role for match in found} == {"school"}
    assert found[0].confidence < found[1].confidence < found[2].confidence


def test_a_name_that_many_rows_share_is_that_of_a_school() -> None:
    assert match("Naam", "De Ark", "Het Kompas").role == "school"


def test_the_date_of_filling_in_goes_before_the_start() -> None:
    start, end = match("Starttijd", datetime(2024, 7, 31)), match("Datum ingevuld", datetime(2024, 8, 1))
    assert start.role == end.role == "date"
    assert start.confidence < end.confidence


def test_question_answer_and_count_make_an_aggregated_table() -> None:
    asked = [text for text in ("Ben je bang?", "Voel je je veilig?") for _ in range(3)]
    columns = [
        ("Vestiging", ["12AB00"] * 6), ("Groep", ["7A"] * 6), ("Vraag", asked),
        ("Antwoord", ["Nooit", "Soms", "Vaak"] * 2), ("Aantal", [20, 3, 1, 22, 2, 0]),
        ("%", [83, 13, 4, 92, 8, 0]),
    ]  # fmt: skip
    assert roles(*columns) == ["school", "class", "question", "answer", "count", "ignored"]


@pytest.mark.parametrize("header", ["Aantal respondenten", "N", "Totaal"])
def test_a_total_of_the_respondents_is_no_count_of_answers(header: str) -> None:
    asked = [text for text in ("Ben je bang?", "Voel je je veilig?") for _ in range(3)]
    answers = ["Nooit", "Soms", "Vaak"] * 2
    total = (header, [24, 24, 24, 25, 25, 25])
    assert roles(("Vraag", asked), ("Antwoord", answers), total) == ["question", "answer", "ignored"]
    both = roles(("Vraag", asked), ("Antwoord", answers), total, ("Aantal", [20, 3, 1, 22, 3, 0]))
    assert both == ["question", "answer", "ignored", "count"]


def test_an_advisor_report_is_seen_as_one() -> None:
    columns = [
        ("Melder", ["ouder", "leerling"]), ("Over", ["medewerker", "leerling"]),
        ("Categorie", ["pesten", "overig"]),
        ("Aantal", [1, 0]), ("Opmerking", ["-", "eerste melding"]), ("Opvolging", ["gesprek", "geen"]),
    ]  # fmt: skip
    assert roles(*columns) == ["reporter", "about", "category", "count", "remark", "follow_up"]


def test_an_empty_column_is_no_error() -> None:
    assert match("Klas").role is None
    assert match("Opmerkingen").role == "text"
    assert match("").role is None
