"""What comes on which page: few, fitting, within the time, the urgent first."""

from dataclasses import replace

import pytest

from safetytool.bank.model import LANGUAGES
from safetytool.questions import plan
from safetytool.questions.choose import chosen
from safetytool.questions.model import AUDIENCES, PHASES
from tests.questions.signals import every_kind, signal

SECTORS = {"po", "vo", "so", "sbo", "vso", ""}
KINDS = every_kind()


def page(meetings, audience):
    found = [m for m in meetings if m.audiences == (audience,) and m.kind != "board_today"]
    assert len(found) == 1, audience
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_every_page_keeps_its_limits(language, sector) -> None:
    for start in range(0, len(KINDS), 25):
        some = KINDS[start : start + 25]
        meetings = plan(some, language=language, sectors={"99XA00": sector})
        assert meetings
        for meeting in meetings:
            questions = [q for t in meeting.topics for q in t.questions]
            assert sum(q.minutes for q in questions) <= meeting.minutes
            assert len({q.id for q in questions}) == len(questions)
            for one in some:
                assert sum(one.id in q.signals for q in questions) <= 5
            for topic in meeting.topics:
                order = [PHASES.index(q.phase) for q in topic.questions]
                assert order == sorted(order)
                assert topic.questions or meeting.kind == "coordinator"
                assert all(q.signals and set(q.signals) <= set(topic.signals) for q in topic.questions)
            words = [meeting.title, meeting.purpose, meeting.leads, meeting.present, meeting.look_back]
            assert all(words)
            assert meeting.rules
            assert meeting.write_down
            everything = repr(meeting)
            assert not any(mark in everything for mark in ("{", "}", "TODO"))


def test_the_most_urgent_come_first_and_the_rest_is_said() -> None:
    items = ("pupil.bullied", "pupil.hit", "pupil.excluded", "pupil.stolen", "pupil.bullied_online")
    watch = [signal(id=i, tier="watch", domain="impairment", items=(i,)) for i in items]
    ask = signal(id="ask", tier="ask", items=("pupil.staff_humiliates",))
    team = page(plan([*watch, ask], language="nl"), "team")
    assert team.topics[0].signals == ("ask",)
    assert len(team.topics[0].questions) >= 3
    assert (
        team.more
        == f"Nog {6 - len(team.topics)} andere punten: zie het overzicht van de veiligheidscoördinator."
    )
    assert "binnen twee schoolweken" in team.purpose
    calm = page(plan(watch, language="nl"), "team")
    assert "gewone overleg" in calm.purpose
    assert "gewone overleg" in calm.look_back


def test_one_point_left_out_is_said_in_the_singular() -> None:
    items = ("pupil.bullied", "pupil.hit", "pupil.excluded")
    signals = [signal(id=i, domain="impairment", items=(i,)) for i in items]
    assert page(plan(signals, language="nl"), "team").more.startswith("Nog 1 ander punt:")


def test_signals_on_one_subject_are_one_topic() -> None:
    signals = [
        signal(id="a", detector="cluster", domain="impairment", items=("pupil.bullied",)),
        signal(
            id="b", detector="contrast", domain="impairment", items=("pupil.bullied", "parent.child_bullied")
        ),
    ]
    team = page(plan(signals, language="nl"), "team")
    assert [t.signals for t in team.topics] == [("a", "b")]
    assert len(team.topics[0].questions) <= 5
    assert "antwoorden hier verschillend op" in team.topics[0].about


def test_the_coordinators_overview_has_every_signal_and_where_it_is() -> None:
    signals = [s for s in KINDS if s.tier != "act" and s.school][:40]
    overview = page(plan(signals, language="nl"), "coordinator")
    assert {i for t in overview.topics for i in t.signals} == {s.id for s in signals}
    assert any("Staat ook op: " in t.about and "Teamoverleg" in t.about for t in overview.topics)
    assert overview.private


@pytest.mark.parametrize(
    ("sector", "pages"),
    [
        ("po", {"pupils_lower", "pupils_upper", "pupil_council"}),
        ("vo", {"pupils_vo", "pupil_council"}),
        ("so", {"pupils_so", "pupil_council"}),
        ("sbo", {"pupils_so", "pupil_council"}),
        ("vso", {"pupils_so", "pupils_vo", "pupil_council"}),
        ("", {"pupils_lower", "pupils_upper", "pupils_vo", "pupil_council"}),
    ],
)
def test_pupils_get_the_page_of_their_school(sector, pages) -> None:
    meetings = plan([signal(items=("pupil.staff_humiliates",))], language="nl", sectors={"99XA00": sector})
    assert {m.audiences[0] for m in meetings if m.kind == "pupils"} == pages


def test_schools_have_their_own_pages_and_the_board_meets_once() -> None:
    signals = [
        signal(id=s, school=s, domain="impairment", items=("pupil.hit",)) for s in ("99XA00", "99XB00")
    ]
    shared = signal(
        id="c", school=None, unit_kind="board", detector="blind_spot", tier="watch", count=None, n=None
    )
    meetings = plan([*signals, shared], language="nl")
    assert [m.school for m in meetings if m.kind == "team"] == ["99XA00", "99XB00"]
    boards = [m for m in meetings if m.kind == "board"]
    assert len(boards) == 1
    assert "99XA00, 99XB00" in boards[0].topics[0].about
    assert [m.school for m in meetings if m.kind == "coordinator"] == ["99XA00", "99XB00", None]
    assert all("c" not in t.signals for m in meetings if m.kind == "team" for t in m.topics)


def test_only_the_audiences_that_are_asked_for_get_a_page() -> None:
    one = signal(items=("pupil.staff_humiliates",))
    for audience in AUDIENCES:
        meetings = plan([one], language="nl", sectors={"99XA00": "vso"}, audiences=[audience])
        assert {a for m in meetings for a in m.audiences} <= {audience}
    assert plan([], language="nl") == ()


def test_what_came_before_is_asked_about() -> None:
    now = signal(id="now", domain="impairment", items=("pupil.hit",))
    old = replace(now, id="old", school_year="2023-2024")
    for meetings in (plan([now], language="nl", previous=[old]), plan([old, now], language="nl")):
        team = page(meetings, "team")
        assert "Vorig jaar (2023-2024) is gevraagd: ‘" in team.topics[0].about
        assert all("old" not in t.signals for m in meetings for t in m.topics)
        for m in meetings:
            if m.kind == "pupils" or m.audiences == ("parents",):
                assert "2023-2024" not in " ".join(t.about for t in m.topics)
    older = replace(old, school_year="2021-2022")
    assert (
        "In 2021-2022 is gevraagd: ‘"
        in page(plan([now], language="nl", previous=[older]), "team").topics[0].about
    )


@pytest.mark.parametrize(
    "change",
    [{"school": "99XB00"}, {"items": ("pupil.stolen",)}, {"tier": "act"}, {"school_year": "2024-2025"}],
)
def test_what_was_about_something_else_is_not_brought_up(change) -> None:
    now = signal(id="now", domain="impairment", items=("pupil.hit",))
    old = replace(now, **{"id": "old", "school_year": "2023-2024", **change})
    assert "is gevraagd:" not in page(plan([now], language="nl", previous=[old]), "team").topics[0].about


def test_a_point_that_comes_back_asks_what_was_done() -> None:
    back = signal(detector="persistence", domain="impairment", items=("pupil.bullied",))
    team = page(plan([back], language="nl"), "team")
    assert "persistence.understand.team.tried" in [q.id for t in team.topics for q in t.questions]
    assert "kwam in eerdere jaren ook naar voren" in team.topics[0].about


def test_a_blind_spot_proposes_wordings() -> None:
    spot = signal(detector="blind_spot", tier="watch", items=("pupil.staff_bullies",), count=None, n=None)
    leader = page(plan([spot], language="nl"), "school_leader")
    assert any(q.note.startswith("Voorstel: ‘") for t in leader.topics for q in t.questions)
    assert not any(q.proposes for q in chosen(spot, "pupil_council"))
    assert chosen(spot, "pupil_council")


def test_silence_asks_the_advisor_about_all_four_thresholds() -> None:
    quiet = signal(detector="silence", domain="disclosure", actor=None, sources=("advisor",))
    advisor = page(plan([quiet], language="nl"), "advisor")
    asked = {q.id.rpartition(".")[2] for t in advisor.topics for q in t.questions}
    assert asked == {"known", "reachable", "trusted", "independent", "one_step"}


def test_the_pages_are_the_same_every_time() -> None:
    assert plan(KINDS, language="nl") == plan(list(KINDS), language="nl")
