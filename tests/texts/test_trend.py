"""What a trend says: every finding has its words in both languages, and they read as they should."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from safetytool.analysis.statistics.control_rules import ALL_RULES
from safetytool.bank import load_bank
from safetytool.bank.model import LANGUAGES, Language
from safetytool.codes import ABOUTS, CATEGORIES
from safetytool.texts.load import table
from safetytool.texts.trend import tell_series
from safetytool.texts.trend_phrases import PHRASES
from safetytool.trend.model import Break, BreakKind, Point, Series, ToldSeries, TrendFinding

PACKAGE = Path(__file__).parent.parent.parent / "src" / "safetytool"
FINDINGS: dict[str, Any] = table("trend")["finding"]  # type: ignore[assignment]
"""Kinds that are put together from a prefix and a direction."""
MADE = {
    "rise", "fall", "count_rise", "count_fall", "special_cause_higher", "special_cause_lower",
    "count_special_cause_higher", "count_special_cause_lower",
}  # fmt: skip


def leaves(entry: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every entry that should have the languages side by side."""
    if isinstance(entry, dict) and not set(entry) & set(LANGUAGES):
        for key, value in entry.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path, entry


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


TEXTS = dict(leaves(table("trend")))


@pytest.mark.parametrize("key", TEXTS)
def test_every_text_is_there_in_both_languages(key: str) -> None:
    entry = TEXTS[key]
    assert set(entry) == set(LANGUAGES)
    for text in entry.values():
        assert all(text) if isinstance(text, list) else text
    if isinstance(entry["nl"], str):
        assert placeholders(entry["nl"]) == placeholders(entry["en"])


@pytest.mark.parametrize("kind", FINDINGS)
def test_every_phrase_of_a_finding_exists(kind: str) -> None:
    for language in LANGUAGES:
        for sentence in [*FINDINGS[kind]["text"][language], FINDINGS[kind]["short"][language]]:
            assert {name[:1].lower() + name[1:] for name in placeholders(sentence)} <= set(PHRASES)


def test_no_phrase_is_left_over() -> None:
    used = {
        name[:1].lower() + name[1:]
        for words in FINDINGS.values()
        for language in LANGUAGES
        for sentence in [*words["text"][language], words["short"][language]]
        for name in placeholders(sentence)
    }
    assert used == set(PHRASES)


def called(*names: str) -> set[str]:
    """Return the first argument, a text, of every call of these functions in trend/."""
    found = set()
    for path in (PACKAGE / "trend").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in names
            if named and node.args and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_kind_of_finding_has_words_and_no_words_are_orphans() -> None:
    assert called("TrendFinding") | MADE == set(FINDINGS)


def test_every_rule_category_and_person_has_words() -> None:
    assert {rule.name for rule in ALL_RULES} == set(table("trend")["rule"])
    part = table("trend")["part"]
    people = set(ABOUTS) - {"any", "unknown"}
    assert {key.removeprefix("by_") for key in part if key.startswith("by_")} == people
    assert {key.removeprefix("about_") for key in part if key.startswith("about_")} == people
    assert set(CATEGORIES) <= set(table("terms")["category"])


def answers(*points: tuple[str, int, int], **more: Any) -> Series:
    """Return a series of pupils who are afraid of staff at De Ark."""
    return Series(
        scope="school", school="99XA00", respondent_type="pupil", item="pupil.afraid_of_staff", category="",
        about="", domain="staff_conduct", sector="",
        points=tuple(Point(year, k, n, k / n, (0.0, 1.0)) for year, k, n in points), **more,
    )  # fmt: skip


def reports(*points: tuple[str, int], **more: Any) -> Series:
    known = {
        "scope": "outside", "school": "", "category": "sexual abuse", "about": "staff", "unit": "files",
        **more,
    }  # fmt: skip
    return Series(
        respondent_type="", item="", domain="", sector="",
        points=tuple(Point(year, k, None, None, (0.0, 1.0)) for year, k in points), **known,
    )  # fmt: skip


def told(series: Series, language: Language = "nl") -> ToldSeries:
    return tell_series(
        series,
        bank=load_bank(),
        language=language,
        school_names={"99XA00": "De Ark"},
        sectors={"99XA00": "po"},
    )


RISE = TrendFinding(
    "rise",
    {
        "first": "2020-2021", "last": "2024-2025", "years": 5,
        "share_first": [4, 200], "share_last": [10, 205],
        "change": 0.028, "low": 0.004, "high": 0.061, "probability": 0.972, "among": True,
        "since": {"kind": "step", "before": "2022-2023", "after": "2023-2024"},
        "own": {"kind": "more", "change": -0.001},
        "whom": {"gender": [{"name": "girl", "first": [2, 98], "last": [8, 101]},
                            {"name": "boy", "first": [2, 102], "last": [2, 104]}],
                 "grade": {"name": "7", "first": [1, 50], "last": [7, 51]},
                 "class": {"name": "7B", "count": 6, "n": 25}},
        "meanwhile": {"response_first": 0.92, "response_last": 0.84},
    },
    ("near_route", "willing"),
)  # fmt: skip
TWO_YEARS = (("2020-2021", 4, 200), ("2024-2025", 10, 205))


def test_a_rise_says_what_how_much_since_when_how_sure_where_and_for_whom() -> None:
    said = told(answers(*TWO_YEARS, findings=(RISE,))).said[0]
    assert said.text == (
        "10 van de 205 leerlingen op De Ark zijn soms of vaker bang voor een leraar of andere volwassene op "
        "school (2024-2025): 5%. In 2020-2021 was dat 2% (4 van de 200). Voorzichtig geschat, met toeval "
        "meegewogen, is dat in 5 schooljaren ongeveer 3 procentpunt (onzekerheid: 0,4 tot 6) erbij. Het "
        "verschil zit vooral tussen 2022-2023 en 2023-2024. De kans dat het werkelijk toeneemt, is ongeveer "
        "97%; de cijfers van de andere scholen zijn daarin meegewogen. Op de andere scholen samen veranderde "
        "het vrijwel niet in die jaren; het lijkt dus vooral op deze school te spelen. Uitgesplitst: "
        "meisjes van 2 van de 98 naar 8 van de 101 en jongens van 2 van de 102 naar 2 van de 104. Het meeste "
        "verschil zit in groep 7: eerst 1 van de 50, daarna 7 van de 51. In 2024-2025 gaven 6 van hen dit "
        "antwoord in groep 7B. In die jaren ging de respons van 92% naar 84%."
    )
    assert said.short == "meer dan eerst"
    assert said.caveats[0].startswith("Wijst iets op een mogelijk zedenmisdrijf?")


def test_what_is_not_known_is_not_said() -> None:
    facts = {**RISE.facts, "since": None, "own": None, "whom": {}, "meanwhile": None, "among": False}
    said = told(answers(*TWO_YEARS, findings=(TrendFinding("rise", facts),)), "en").said[0]
    assert said.text == (
        "10 of 205 pupils at De Ark are sometimes or more often afraid of a teacher or other adult at school "
        "(2024-2025): 5%. In 2020-2021 it was 2% (4 of 200). A cautious estimate that allows for chance is "
        "about 3 percentage points (uncertainty: 0.4 to 6) more in 5 school years. The chance of a real rise "
        "is about 97%."
    )


@pytest.mark.parametrize(
    ("detectable", "language", "wanted"),
    [
        (0.041, "nl", "Een stijging van minder dan ongeveer 4 procentpunt zou hier niet zichtbaar zijn."),
        (0.0071, "nl", "Een stijging van minder dan ongeveer 0,7 procentpunt zou hier niet zichtbaar zijn."),
        (0.0104, "en", "A rise of less than about 1 percentage point would not show up here."),
        (float("inf"), "en", "In groups as small as these not even a large change would show up."),
    ],
)
def test_no_change_says_what_could_have_been_seen(detectable: float, language: Language, wanted: str) -> None:
    finding = TrendFinding("no_change", {**RISE.facts, "detectable": detectable}, ("absent",))
    assert told(answers(*TWO_YEARS, findings=(finding,)), language).said[0].text.endswith(wanted)


def test_number_and_share_of_files_about_staff() -> None:
    facts = {
        "category": "sexual abuse", "from_year": "2020-2021", "to_year": "2022-2023",
        "counts_told": [67, 79, 91], "rates_told": [67 / 91, 79 / 139, 91 / 152],
    }  # fmt: skip
    series = reports(
        ("2020-2021", 67), findings=(TrendFinding("number_and_share", facts),), part_of="sexual abuse"
    )
    assert (
        told(series)
        .said[0]
        .text.startswith(
            "Van 2020-2021 tot 2022-2023 steeg het aantal dossiers over seksueel misbruik door personeel van "
            "67 naar 91, terwijl hun aandeel in alle dossiers over seksueel misbruik van 74% via 57% naar "
            "60% ging."
        )
    )


def test_reports_about_staff_are_never_called_reports_by_staff() -> None:
    total = reports(("2024-2025", 3), category="total", scope="school", school="99XA00", unit="")
    assert told(total).label == "Meldingen over personeel"
    assert told(total, "en").label == "Reports about staff"


@pytest.mark.parametrize(
    ("earlier", "wanted"),
    [
        ([], ""),
        (
            [["2022-2023", 0, 150], ["2023-2024", 0, 151]],
            " In de 2 schooljaren daarvoor gaf niemand dit antwoord.",
        ),
        ([["2022-2023", 0, 150], ["2023-2024", 2, 151]], " Ook eerder: 2 van de 151 in 2023-2024."),
    ],
)  # fmt: skip
def test_one_answer_is_told_with_its_history(earlier: list[Any], wanted: str) -> None:
    facts = {"last": "2024-2025", "share_last": [1, 200], "earlier": earlier, "doubtful": 0}
    said = told(answers(*TWO_YEARS, findings=(TrendFinding("one_is_enough", facts),))).said[0]
    assert said.text.endswith(f"volwassene op school (2024-2025).{wanted}")
    doubt = TrendFinding("one_is_enough", {**facts, "doubtful": 1})
    assert "niet serieus" in told(answers(*TWO_YEARS, findings=(doubt,))).said[0].text


BREAKS = {
    "wording": {"before": "Ben je bang?", "after": "Was je bang?"},
    "scale": {"before": "frequency", "after": "events", "turned": False},
    "grades": {"before": ["7", "8"], "after": ["5", "6", "7", "8"]},
    "classes": {"missing": ["4B"], "returned": []},
    "response": {"before": 0.91, "after": 0.7, "class": "7A", "class_before": 1.0, "class_after": 0.2},
    "respondents": {"before": 181, "after": 270},
    "schools": {"joined": ["99XA00"], "left": []},
    "items": {"joined": [], "left": ["pupil.staff_touch"]},
    "counting_unit": {"before": "reports", "after": "files"},
    "gap": {"years": ["2022-2023"]},
}  # fmt: skip


def test_every_kind_of_break_is_tried() -> None:
    assert set(BREAKS) == set(get_args(BreakKind))


@pytest.mark.parametrize("kind", BREAKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_break_is_a_sentence(kind: Any, language: Language) -> None:
    series = answers(*TWO_YEARS, breaks=(Break("2020-2021", "2024-2025", kind, BREAKS[kind]),))
    (sentence,) = told(series, language).breaks
    assert "2024-2025" in sentence
    assert "{" not in sentence
    assert sentence.endswith(".")


def test_classes_that_come_back_did_not_stay_away() -> None:
    back = Break("2020-2021", "2024-2025", "classes", {"missing": [], "returned": ["7C"]})
    (sentence,) = told(answers(*TWO_YEARS, breaks=(back,))).breaks
    assert sentence.startswith(
        "De Ark: in 2024-2025 deden klassen mee die in 2020-2021 niet meededen: groep 7C."
    )
