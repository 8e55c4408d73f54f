"""Every message, in both languages: it renders, uses its facts, and says the right thing."""

import tomllib
from dataclasses import replace
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from examples import BANK, BASE, CLASS, EXAMPLES, ITEMS, NAMES, SCHOOL, item

from safetytool import texts
from safetytool.analysis.model import Finding, Unit
from safetytool.bank.model import LANGUAGES, Bank, Language
from safetytool.texts import case, phrases
from safetytool.texts.load import look_up, table
from safetytool.texts.say import WHEN, say

OPTIONAL = {"doubtful", "without", "composite", "schools", "expected_reports"}
MESSAGES = table("findings")["message"]


def spoken(finding: Finding, language: Language = "nl", sector: str = "po", bank: Bank = BANK) -> texts.Said:
    return say(finding, bank=bank, language=language, school_names=NAMES, sectors={SCHOOL: sector})


def keys(entry: dict[str, Any], prefix: str = "") -> list[str]:
    """The dotted keys of the message tables (those that have an explanation)."""
    if "explanation" in entry:
        return [prefix]
    return [k for name, sub in entry.items() for k in keys(sub, f"{prefix}.{name}".lstrip("."))]


def test_there_is_an_example_of_every_message() -> None:
    assert {f.message for f in EXAMPLES} == set(keys(MESSAGES))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("finding", EXAMPLES, ids=lambda f: f"{f.message}-{f.tier}")
def test_every_message_renders(finding: Finding, language: Language) -> None:
    said = spoken(finding, language)
    everything = " ".join([said.title, said.explanation, *said.caveats])
    for forbidden in ("{", "}", "None", "  ", "..", ": :", "nan"):
        assert forbidden not in everything
    assert said.title[0].isupper()
    assert said.explanation.endswith((".", "?"))
    assert len(said.title) < 140
    assert 1 <= len(said.caveats) <= 3
    assert "onveilige school" not in everything
    assert "unsafe school" not in everything


@pytest.mark.parametrize("finding", EXAMPLES, ids=lambda f: f"{f.message}-{f.tier}")
def test_facts_are_declared_given_and_used(finding: Finding, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    required, optional = case.Case.fact, case.Case.optional
    monkeypatch.setattr(case.Case, "fact", lambda self, name: (asked.add(name), required(self, name))[1])
    monkeypatch.setattr(case.Case, "optional", lambda self, name: (asked.add(name), optional(self, name))[1])
    spoken(finding)
    declared = set(look_up("findings", f"message.{finding.message}.facts"))
    given = set(finding.facts)
    assert declared <= given, "the example lacks a fact"
    assert given - OPTIONAL - declared == set(), "a fact that no text declares"
    assert declared <= asked, "a fact that no sentence uses"


@pytest.mark.parametrize("finding", EXAMPLES, ids=lambda f: f"{f.message}-{f.tier}")
def test_a_missing_fact_is_an_error(finding: Finding) -> None:
    for name in look_up("findings", f"message.{finding.message}.facts"):
        poorer = {k: v for k, v in finding.facts.items() if k != name}
        with pytest.raises(KeyError, match=name):
            spoken(replace(finding, facts=poorer))


def leaves(entry: Any) -> list[Any]:
    if isinstance(entry, dict) and not set(entry) & set(LANGUAGES):
        return [leaf for sub in entry.values() for leaf in leaves(sub)]
    return [entry] if isinstance(entry, dict) else []


def fields(text: str | list[str]) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse("".join(text)) if name)


@pytest.mark.parametrize("name", ["findings", "terms"])
def test_nothing_lacks_a_translation(name: str) -> None:
    found = leaves(table(name))
    assert len(found) > 50
    for leaf in found:
        assert set(leaf) == set(LANGUAGES), leaf
        assert all(leaf[language] for language in LANGUAGES), leaf
        shapes = [
            sorted(n for _, n, _, _ in Formatter().parse("".join(leaf[language])) if n)
            for language in LANGUAGES
        ]
        assert shapes[0] == shapes[1], f"the two languages use other phrases: {leaf}"


def test_no_phrase_caveat_part_or_rule_is_an_orphan() -> None:
    text = (Path(texts.__file__).parent / "findings.toml").read_text(encoding="utf-8")
    used = {n for n in phrases.PHRASES if f"{{{n}}}" in text or f"{{{n[0].upper()}{n[1:]}}}" in text}
    assert used == set(phrases.PHRASES)
    named = {k for message in keys(MESSAGES) for k in look_up("findings", f"message.{message}.caveats")}
    assert named == set(table("findings")["caveat"])
    assert set(WHEN) <= named
    sources = "".join(
        (Path(texts.__file__).parent / f"{module}.py").read_text(encoding="utf-8")
        for module in ("phrases", "sources", "earlier", "case", "answered", "quantities")
    )
    for part in table("findings")["part"]:
        assert f'"{part}.' in sources, part


def test_counts_come_first_then_rates_then_chance() -> None:
    finding = replace(
        BASE, message="cluster.class", unit=CLASS, facts={"reference": "board", "ref_count": 12, "ref_n": 610}
    )
    assert spoken(finding, "en").explanation.startswith(
        "4 of 24 pupils in class 7A at De Regenboog say that an adult at school shouts at "
        "or humiliates them. In the other classes of your board that is about 1 in 50 (12 of 610). "
        "By chance you would see this in about 1 in 600 classes."
    )
    assert spoken(finding, "nl").explanation.startswith(
        "4 van de 24 leerlingen in groep 7A van De Regenboog zeggen dat een volwassene op school tegen hen "
        "schreeuwt of hen vernedert. In de andere groepen van het bestuur is dat ongeveer 1 op de 50 "
        "(12 van de 610). Door toeval zie je dit in ongeveer 1 op de 600 groepen."
    )


def test_one_pupil_is_singular() -> None:
    finding = replace(
        BASE,
        message="cluster.class",
        unit=CLASS,
        count=1,
        facts={"reference": "board", "ref_count": 0, "ref_n": 610},
    )
    assert "1 van de 24 leerlingen in groep 7A van De Regenboog zegt dat" in spoken(finding).explanation
    assert "tegen hem of haar schreeuwt" in spoken(finding).explanation
    assert "1 of 24 pupils in class 7A at De Regenboog says that" in spoken(finding, "en").explanation


def test_act_never_offers_a_question_and_names_the_inspector() -> None:
    for finding in EXAMPLES:
        acted = replace(finding, tier="act")
        for language, phone, nobody in (
            ("nl", "0900 111 3 111", "Stel niemand vragen"),
            ("en", "0900 111 3 111", "Question nobody"),
        ):
            text = spoken(acted, language).explanation
            assert phone in text
            assert nobody in text
            assert "Eerste stap" not in text
            assert "First step" not in text


def test_ask_about_staff_conduct_points_at_the_route() -> None:
    finding = next(f for f in EXAMPLES if f.message == "cluster.class")
    assert any("zedenmisdrijf" in c for c in spoken(finding).caveats)
    assert not any("zedenmisdrijf" in c for c in spoken(replace(finding, tier="watch")).caveats)


@pytest.mark.parametrize(
    ("sector", "called"), [("po", "groep 7A"), ("vo", "klas 7A"), ("so", "groep 7A"), ("", "klas/groep 7A")]
)
def test_a_class_is_called_as_the_sector_does(sector: str, called: str) -> None:
    finding = next(f for f in EXAMPLES if f.message == "cluster.class")
    assert f"in {called} van" in spoken(finding, sector=sector).explanation


def test_a_class_that_says_so_itself_is_not_called_twice() -> None:
    finding = replace(
        next(f for f in EXAMPLES if f.message == "cluster.class"), unit=Unit("class", "Groep Geel")
    )
    assert "in Groep Geel van" in spoken(finding).explanation


def test_a_school_without_a_name_is_called_by_its_code() -> None:
    finding = next(f for f in EXAMPLES if f.message == "blind_spot.staff_conduct")
    said = say(finding, bank=BANK, language="nl", school_names={})
    assert "op school 12AB00" in said.explanation


def test_a_blind_spot_of_the_whole_board() -> None:
    for finding in (f for f in EXAMPLES if f.detector == "blind_spot" and f.school):
        board = replace(
            finding, school=None, unit=Unit("board", "board"), facts={**finding.facts, "schools": 6}
        )
        assert "op alle 6 scholen van het bestuur" in spoken(board).explanation.replace("Op alle", "op alle")
        assert "at all 6 schools of the board" in spoken(board, "en").explanation.replace("At all", "at all")


def test_the_doubtful_never_outnumber_the_count() -> None:
    finding = replace(
        EXAMPLES[1],
        count=1,
        facts={**EXAMPLES[1].facts, "doubtful": 3, "grave": 1},
        unit=Unit("school", SCHOOL),
    )
    assert "van deze 1" not in spoken(finding).explanation
    assert "De antwoorden van deze leerling zijn" in spoken(finding).explanation


def test_an_unknown_message_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"cluster\.moon"):
        spoken(replace(BASE, message="cluster.moon"))


def test_an_item_of_a_profile_with_an_odd_phrase_reads_well() -> None:
    odd = item(
        "own.x",
        "impairment",
        ("naar huis willen", "wanting to go home"),
        ("willen ze naar huis", "long for home"),
    )
    finding = replace(
        EXAMPLES[1], items=("own.x",), count=1, n=9, facts={"grave": 0, "units": [], "doubtful": 0}
    )
    bank = Bank(items={**BANK.items, odd.id: odd}, scales={})
    said = spoken(finding, bank=bank).explanation
    assert said.startswith(
        "1 van de 9 leerlingen op De Regenboog gaf een zorgelijk antwoord op de vraag ‘naar huis willen’."
    )


def test_the_route_is_exact() -> None:
    nl, en = texts.route("nl"), texts.route("en")
    assert nl.count("\n") == en.count("\n") == 4
    assert (
        en.index("board (the competent authority) today")
        < en.index("0900 111 3 111")
        < en.index("presses charges")
    )
    assert "before anything else" in en
    assert "Nobody questions the pupil" in en
    assert "no accusation and no proof" in en
    assert "Niemand stelt vragen aan de leerling" in nl
    assert nl.index("bestuur") < nl.index("0900 111 3 111") < nl.index("aangifte")
    assert "36 777" not in nl + en


def test_terms_know_all_keys_of_the_records() -> None:
    from safetytool.analysis import model as analysis
    from safetytool.bank import model as bank

    for kind, values in (
        ("tier", bank.TIERS),
        ("tier_heading", bank.TIERS),
        ("domain", bank.DOMAINS),
        ("respondents", bank.RESPONDENT_TYPES),
        ("detector", get_args(analysis.Detector)),
    ):
        for value in values:
            for language in LANGUAGES:
                assert texts.term(f"{kind}.{value}", language)


def test_about_is_known_for_every_domain_and_respondent() -> None:
    about = tomllib.loads((Path(texts.__file__).parent / "terms.toml").read_text(encoding="utf-8"))["about"]
    assert {len(v) for v in about.values()} == {5}


def test_examples_use_all_items() -> None:
    used = {i for f in EXAMPLES for i in f.items}
    assert {i.id for i in ITEMS} == used


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", ["cluster.class", "cluster.grade", "cluster.gender", "response.withheld"])
def test_every_reference_has_its_words(message: str, language: Language) -> None:
    finding = next(f for f in EXAMPLES if f.message == message)
    withheld = message == "response.withheld"
    references = ("peers", "earlier", "school") if withheld else ("school", "board", "peers")
    texts_told = {
        spoken(replace(finding, facts={**finding.facts, "reference": reference}), language).explanation
        for reference in references
    }
    assert len(texts_told) == len(references)
