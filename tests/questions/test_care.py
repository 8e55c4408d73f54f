"""The rules of care, over every signal that can exist, in every unit, with every count."""

import re
from collections.abc import Iterator

import pytest

from safetytool.bank.model import LANGUAGES
from safetytool.questions import plan, question_ids
from safetytool.questions.care import ABOUT_ADULTS, PUPILS, audiences_for
from safetytool.questions.choose import chosen
from safetytool.questions.loading import load_questions
from safetytool.questions.model import Meeting
from safetytool.questions.themes import act_items, theme_of
from tests.questions.signals import CLASS, REMARK, every_kind, every_way_to_say, everywhere, signal

SECTORS = ("po", "vo", "so", "sbo", "vso", "")
NUMBER = "0900 111 3 111"
KINDS = every_kind()


def texts(meeting: Meeting) -> Iterator[str]:
    """Return everything that stands on a page."""
    yield from (
        meeting.title,
        meeting.purpose,
        meeting.leads,
        meeting.present,
        meeting.look_back,
        meeting.more,
    )
    yield from (*meeting.rules, *meeting.write_down)
    for topic in meeting.topics:
        yield from (topic.title, topic.about)
        for question in topic.questions:
            yield from (question.text, question.note)


@pytest.mark.parametrize("one", [s for s in every_way_to_say() if s.tier == "act"], ids=lambda s: s.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_act_goes_to_the_board_and_to_nobody_else(one, language) -> None:
    assert audiences_for(one) == ("board",)
    ids = question_ids(one)
    assert ids
    assert all(question_id.startswith("act.") for question_id in ids)
    for spot in everywhere(one):
        meetings = plan([spot], language=language)
        today = [m for m in meetings if m.kind == "board_today"]
        assert len(today) == 1
        assert [q.id for t in today[0].topics for q in t.questions] == list(ids)
        everything = " ".join(texts(today[0]))
        assert NUMBER in everything
        nobody = {"nl": "Niemand stelt vragen aan de leerling", "en": "Nobody questions the pupil"}[language]
        assert nobody in everything
        rest = [m for m in meetings if m.kind != "board_today"]
        assert {m.kind for m in rest} <= {"coordinator"}
        assert not [t for m in rest for t in m.topics]


def test_an_act_is_on_no_list_of_anybody_else() -> None:
    act = signal(id="act", tier="act", items=("pupil.staff_touch",))
    other = [s for s in KINDS if s.tier != "act"][:60]
    for meeting in plan([act, *other], language="nl"):
        if meeting.kind == "board_today":
            continue
        assert not [t for t in meeting.topics if "act" in (t.tier, *t.signals)]
        assert not [q for t in meeting.topics for q in t.questions if q.id.startswith("act.")]
        if meeting.kind != "coordinator":
            assert "er gaat vandaag een signaal" not in " ".join(texts(meeting))
            assert not re.search(r"signaal over deze school|over deze school gaat", " ".join(texts(meeting)))


def test_acts_of_every_year_stay_and_only_the_board_can_leave_them_out() -> None:
    old = signal(id="old", tier="act", school_year="2022-2023")
    new = signal(id="new", tier="ask", items=("pupil.bullied",), domain="impairment")
    today = [m for m in plan([old, new], language="nl") if m.kind == "board_today"]
    assert [(m.school_year, m.topics[0].signals) for m in today] == [("2022-2023", ("old",))]
    assert not [m for m in plan([old], language="nl", audiences=["team"]) if m.kind == "board_today"]


def test_several_acts_are_answered_apart_and_none_is_lost() -> None:
    acts = [signal(id=f"a{n}", tier="act", title=f"Titel {n}") for n in range(3)]
    (today,) = (m for m in plan(acts, language="nl") if m.kind == "board_today")
    assert today.topics[0].signals == ("a0", "a1", "a2")
    assert all(f"Titel {n}" in today.topics[0].about for n in range(3))
    assert any("voor elk signaal apart" in rule for rule in today.rules)


def test_an_earlier_act_without_an_answer_stays_in_the_circle() -> None:
    for items in ((), *((item,) for item in act_items())):
        one = signal(detector="follow_up", tier="ask", items=items, sources=("register",))
        assert set(audiences_for(one)) == {"board", "school_leader", "coordinator"}
    other = signal(detector="follow_up", tier="ask", items=("pupil.staff_humiliates",))
    assert "team" in audiences_for(other)


def test_at_a_school_with_an_act_pupils_are_not_asked_about_adults() -> None:
    act = signal(id="act", tier="act", items=("pupil.staff_touch",))
    tone = signal(id="tone", items=("pupil.staff_humiliates",))
    for sector in SECTORS:
        without, beside = (
            [m for m in plan(s, language="nl", sectors={"99XA00": sector}) if m.kind == "pupils"]
            for s in ([tone], [act, tone])
        )
        assert without
        assert beside
        asked = [q.id for m in beside for t in m.topics for q in t.questions]
        assert not [i for i in asked if i.split(".")[0] in (*ABOUT_ADULTS, "dilemma")]
        assert [q.id for m in without for t in m.topics for q in t.questions if q.id.startswith("tone.")]
    elsewhere = signal(id="tone", items=("pupil.staff_humiliates",), school="99XB00")
    pages = [m for m in plan([act, elsewhere], language="nl") if m.kind == "pupils"]
    assert [q.id for m in pages for t in m.topics for q in t.questions if q.id.startswith("tone.")]


def test_the_coordinator_is_told_to_wait_for_the_board() -> None:
    act = signal(id="act", tier="act")
    (overview,) = (m for m in plan([act], language="nl") if m.kind == "coordinator")
    assert overview.topics == ()
    assert any(NUMBER in rule and "wachten" in rule for rule in overview.rules)
    (other,) = (m for m in plan([signal()], language="nl") if m.kind == "coordinator")
    assert not any("wachten" in rule for rule in other.rules)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_leads_back_to_who_answered(language) -> None:
    """Over every kind of signal, unit and count: no class, small count, title or remark on shared pages."""
    for one in every_way_to_say():
        for spot in everywhere(one):
            large = (spot.n or 0) >= 10 and (spot.count or 0) >= 3
            for meeting in plan([spot], language=language, sectors={"99XA00": "po"}):
                everything = " ".join(texts(meeting))
                assert REMARK not in everything or (meeting.private and "text" not in spot.detectors)
                if meeting.private:
                    continue
                assert spot.title not in everything
                assert spot.explanation not in everything
                abouts = " ".join(f"{t.title} {t.about}" for t in meeting.topics)
                may_hear = large and meeting.audiences[0] in ("team", "school_leader", "board", "advisor")
                if spot.unit_kind == "class" and not may_hear:
                    assert CLASS not in abouts
                if spot.unit_kind == "grade" and not may_hear:
                    assert not re.search(r"(groep|grade) 6", abouts)
                if not large or meeting.audiences[0] not in ("team", "school_leader"):
                    assert not re.search(
                        r"\d", abouts.replace("99XA00", "").replace(CLASS, "").replace(" 6", "")
                    )


def test_a_large_class_may_be_named_to_the_team_and_never_to_pupils_or_parents() -> None:
    large = signal(
        detector="cluster", domain="impairment", items=("pupil.bullied",), unit_kind="class", count=12, n=24
    )
    for meeting in plan([large], language="nl", sectors={"99XA00": "po"}):
        named = f"groep {CLASS}" in " ".join(t.about for t in meeting.topics)
        assert named == (meeting.kind in ("team", "school_leader", "board", "advisor")), meeting.title
    (team,) = (m for m in plan([large], language="en") if m.kind == "team")
    assert "12 of the 24 pupils" in team.topics[0].about


@pytest.mark.parametrize(("count", "n", "named"), [(3, 10, True), (2, 10, False), (3, 9, False)])
def test_the_line_for_naming_a_class(count: int, n: int, named: bool) -> None:
    one = signal(domain="impairment", items=("pupil.hit",), unit_kind="class", count=count, n=n)
    (team,) = (m for m in plan([one], language="nl") if m.kind == "team")
    assert (CLASS in team.topics[0].about) == named


def test_where_nearly_everybody_answered_so_the_count_is_not_shown() -> None:
    one = signal(domain="impairment", items=("pupil.hit",), count=23, n=24)
    (team,) = (m for m in plan([one], language="nl") if m.kind == "team")
    assert "23" not in team.topics[0].about


def test_pupils_and_parents_hear_nothing_of_what_staff_answered() -> None:
    for one in KINDS:
        if one.respondent_type == "staff" and "contrast" not in one.detectors:
            assert not set(audiences_for(one)) & {*PUPILS, "parents"}


def test_the_class_teacher_is_not_asked_about_conduct_of_staff() -> None:
    """The one who teaches the class may be the one it is about."""
    for one in KINDS:
        if one.domain == "staff_conduct":
            for audience in audiences_for(one):
                for question in chosen(one, audience):
                    assert not question.id.startswith("cluster."), one
    assert any(question_id.startswith("cluster.") for question_id in load_questions())


def test_a_talk_about_adults_has_the_way_to_the_board_on_its_page() -> None:
    tone = signal(items=("pupil.staff_humiliates",))
    for meeting in plan([tone], language="nl"):
        asks_board = any("Vraag het bestuur vooraf" in rule for rule in meeting.rules)
        assert asks_board == (meeting.kind in ("team", "pupils", "parents", "advisor")), meeting.title
        assert any("dezelfde dag" in rule for rule in meeting.rules), meeting.title
    assert theme_of(tone).id == "tone"
