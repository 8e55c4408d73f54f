"""The question bank: complete, reachable, and written so that it can be put to people."""

import re
from dataclasses import replace
from itertools import chain

import pytest

from safetytool.bank.model import LANGUAGES
from safetytool.errors import InputError
from safetytool.questions import load_questions, question_ids
from safetytool.questions.care import PUPILS, audiences_for
from safetytool.questions.choose import MOST_QUESTIONS, chosen
from safetytool.questions.loading import build_questions
from safetytool.questions.model import AUDIENCES, PHASES, Question
from safetytool.questions.themes import load_themes, theme_of
from safetytool.questions.words import proposals
from tests.questions.signals import every_kind

QUESTIONS = list(load_questions().values())
FOR_PUPILS = [q for q in QUESTIONS if PUPILS & set(q.audiences)]
MOST_WORDS = {"pupils_lower": 13, "pupils_upper": 15, "pupils_vo": 17, "pupils_so": 9, "pupil_council": 21}
"""In the longest sentence that this audience reads (A2 to B1)."""

TOGETHER = re.compile(
    r"juf(fen)? (of|en) meesters?|leraren en leerlingen|omgang tussen \w+ en \w+|in (en|of) rond(om)?"
    r"|hij of zij|spel of een app|foto's|de boeken of de regels|plek of welk moment"
    r"|game or an app|oranje of rood|orange or red|in and around|in or around|grapp?en|place or moment"
    r"|remarks or jokes|opmerkingen of grappen|teachers and pupils|teasing and bullying|plagen en pesten"
    r"|MR en school|council and school|leraar of mentor|books or the rules",
)
"""Pairs that are one thing, or a choice that is offered."""


def sentences(text: str) -> list[list[str]]:
    return [re.findall(r"[\w'’-]+", part) for part in re.split(r"[.?!:]", text) if part.strip()]


def test_there_are_many_and_their_ids_say_what_they_are() -> None:
    assert len([q for q in QUESTIONS if not q.id.startswith("dilemma.")]) >= 170
    assert len([q for q in QUESTIONS if q.partner]) >= 16
    for question in QUESTIONS:
        _, phase, audience, word = question.id.removesuffix(".next").split(".")
        assert phase == question.phase
        assert audience == question.audiences[0]
        assert re.fullmatch(r"[a-z_]+", word)


def test_every_audience_has_questions_of_every_phase() -> None:
    for audience in AUDIENCES:
        assert {q.phase for q in QUESTIONS if audience in q.audiences} == set(PHASES), audience


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_one_question_without_a_placeholder(language: str) -> None:
    texts = [q.text[language] for q in QUESTIONS]
    assert [t for t in texts if t.count("?") != 1] == []
    assert [t for t in texts if re.search(r"[{}<>\[\]]|TODO|xxx", t, re.IGNORECASE)] == []
    assert len(set(texts)) == len(texts)
    joint = {"nl": ", (en|of) ", "en": ", (and|or) "}
    assert {q.id for q in QUESTIONS if re.search(joint[language], q.text[language])} <= OFFERS_A_CHOICE


OFFERS_A_CHOICE = {
    # One call: who makes it, and when; one fact with its source.
    "act.act.board.who_calls",
    "act.understand.board.known",
    # One or the other: the answer is a single word.
    "no_monitor.understand.school_leader.skipped",
    "no_advisor.understand.board.report",
    "cluster.weigh.coordinator.whole_group",
    "change.weigh.team.readiness",
    "change.weigh.advisor.readiness",
}


LEADING = {
    "nl": (
        r"waarom (heb|heeft|deed|doet|ben) (je|jij|u|hij|zij)\b|vind je (ook )?niet|is het niet zo"
        r"|ben je het ermee eens|geef toe|klopt het dat"
    ),
    "en": (
        r"why (have|did|do|are) (you|they|he|she)\b|don't you|isn't it"
        r"|do you agree|admit|is it true that"
    ),
}
"""Openings that blame, or that give the answer away."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_opens_with_blame_or_with_the_answer(language: str) -> None:
    found = [q.id for q in QUESTIONS if re.match(LEADING[language], q.text[language], re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("blaming", ["Waarom heb je niets gezegd?", "Klopt het dat het hier onveilig is?"])
def test_a_blaming_question_would_be_found(blaming: str) -> None:
    assert re.match(LEADING["nl"], blaming, re.IGNORECASE)


def test_nobody_is_named() -> None:
    """No title or salutation with a name behind it, which is how a name would slip into a case."""
    named = r"\b(([Jj]uf|[Mm]eester|[Mm]eneer|[Mm]evrouw|Miss) |(Mr|Mrs|Ms)\.? )[A-Z]"
    for question in QUESTIONS:
        for language in LANGUAGES:
            assert not re.search(named, f"{question.text[language]} {question.note[language]}"), question.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", sorted(PUPILS))
def test_pupils_read_short_sentences_of_common_words(audience: str, language: str) -> None:
    own = [q for q in FOR_PUPILS if audience in q.audiences]
    spoken = [sentence for q in own for sentence in sentences(q.text[language])]
    assert max(map(len, spoken)) <= MOST_WORDS[audience], max(spoken, key=len)
    letters = [len(word) for word in chain.from_iterable(spoken)]
    assert sum(letters) / len(letters) < 5.3
    if audience in ("pupils_lower", "pupils_so"):
        assert [w for s in spoken for w in s if len(w) > 11] == []


def test_pupils_are_asked_one_thing_at_a_time() -> None:
    for question in FOR_PUPILS:
        for language, joint in (("nl", r"\b(en|of)\b"), ("en", r"\b(and|or)\b")):
            asked = re.split(r"[.:]", question.text[language])[-1]
            rest = TOGETHER.sub("", asked)
            # 'of' also means 'whether', and 'en' ties two verbs of one question together.
            assert len(re.findall(joint, rest)) <= (1 if "vraag je of" in asked else 0), question.id


WHO_DID_IT = (
    r"\b(dader|schuld|schuldig|beschuldig|slachtoffer|wie deed|wie heeft dat gedaan|welke (juf|meester|leraar"
    r"|docent)|noem de naam|culprit|guilty|to blame|victim|who did|which teacher)\b"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_blamed_and_pupils_are_not_asked_about_a_person(language: str) -> None:
    for question in FOR_PUPILS:
        text = f"{question.text[language]} {question.note[language]}"
        assert not re.search(WHO_DID_IT, text, re.IGNORECASE), question.id
    blamed = [q.id for q in QUESTIONS if re.search(r"\b(dader|culprit|guilty|schuldig)\b", q.text[language])]
    assert blamed == []


def test_special_education_has_pictograms_in_both_languages() -> None:
    for question in (q for q in QUESTIONS if "pupils_so" in q.audiences):
        assert all(question.pictograms[language] for language in LANGUAGES), question.id


def test_a_dilemma_is_a_case_with_two_questions() -> None:
    firsts = [q for q in QUESTIONS if q.partner]
    for first in firsts:
        second = load_questions()[first.partner]
        assert second.fit == first.fit
        for language in LANGUAGES:
            assert 10 <= len(first.note[language].split()) <= 45
            assert "?" not in first.note[language]
            assert second.note[language] == ""


def test_the_confidential_inspectors_number_is_written_right() -> None:
    for question in QUESTIONS:
        for language in LANGUAGES:
            text = question.text[language] + question.note[language]
            assert ("0900" in text) == ("0900 111 3 111" in text), question.id


@pytest.mark.parametrize("one", every_kind(), ids=lambda s: f"{s.detector}-{s.tier}-{s.id}")
def test_every_signal_has_few_and_fitting_questions_for_all_who_are_asked(one) -> None:
    theme = theme_of(one)
    audiences = audiences_for(one)
    assert audiences
    for audience in audiences:
        questions = chosen(one, audience)
        assert 1 <= len(questions) <= MOST_QUESTIONS, audience
        assert any(q.phase != "look_back" for q in questions), audience
        assert [PHASES.index(q.phase) for q in questions] == sorted(PHASES.index(q.phase) for q in questions)
        assert len({q.id for q in questions}) == len(questions)
        for question in questions:
            assert audience in question.audiences
            assert_fits(question, theme.id, one.domain, theme.alone)
            if question.partner:
                assert questions[questions.index(question) + 1].id == question.partner
            if question.proposes:
                assert all(proposals(one, language) for language in LANGUAGES)


def assert_fits(question: Question, theme: str, domain: str | None, alone: bool) -> None:
    if question.fit.themes:
        assert theme in question.fit.themes
    elif question.fit.domains:
        assert (domain or "none") in question.fit.domains
        assert not alone


def test_no_question_is_an_orphan() -> None:
    reached = set()
    for one in every_kind():
        for copy in range(8):
            reached.update(question_ids(replace(one, id=f"{one.id}{copy}")))
    assert set(load_questions()) - reached == set()


def test_every_theme_can_occur() -> None:
    assert {theme_of(one).id for one in every_kind()} == set(load_themes())


def test_the_same_signal_always_gets_the_same_questions() -> None:
    one = every_kind()[0]
    assert question_ids(one) == question_ids(replace(one))
    assert len(set(question_ids(one))) == len(question_ids(one))


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({"a": {"weigh": {"team": {"b": {"fit": "c", "nl": "x?", "en": "x?"}}}}}, "an unknown fit 'c'"),
        ({"fit": {"c": {"unit": ["x"]}}}, "unknown keys ['unit']"),
        ({"fit": {"c": {}}, "a": {"weigh": {"team": {"b": {"fit": "c", "nl": "x?"}}}}}, "lacks a text"),
        ({"fit": {"c": {}}, "a": {"later": {"team": {"b": {"fit": "c"}}}}}, "an unknown phase 'later'"),
        ({"fit": {"c": {}}, "a": {"weigh": {"cat": {"b": {"fit": "c"}}}}}, "an unknown audience"),
    ],
)
def test_a_broken_bank_is_refused(document, what: str) -> None:
    with pytest.raises(InputError, match=re.escape(what)):
        list(build_questions(document, "x.toml"))
