"""Walks every combination of what a signal can be, and asks each audience that may be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle, product
from typing import Final

import pytest

from safetytool.analysis.model import Detector
from safetytool.bank import load_bank
from safetytool.bank.model import DOMAINS, LANGUAGES, RESPONDENT_TYPES, Language, Tier
from safetytool.questions import plan, question_ids
from safetytool.questions.care import PUPILS, audiences_for
from safetytool.questions.choose import chosen
from safetytool.questions.model import AskedSignal, Meeting
from safetytool.questions.plan import PUPIL_PAGES, UNKNOWN_SECTOR
from tests.questions.signals import COUNTS, UNITS, signal

TIERS_OF: Final[Mapping[Detector, tuple[Tier, ...]]] = {
    "sentinel": ("act", "ask", "watch"),
    "deviation": ("ask", "watch"),
    "cluster": ("ask", "watch"),
    "change": ("ask", "watch"),
    "persistence": ("ask", "watch"),
    "convergence": ("ask", "watch"),
    "silence": ("ask", "watch"),
    "response": ("ask", "watch"),
    "contrast": ("ask", "watch"),
    "text": ("act", "ask", "watch"),
    "blind_spot": ("watch",),
    "follow_up": ("ask", "watch"),
}
"""As promised; domain and sources are walked freely, wider than they occur."""

SOURCES: Final = (("monitor",), ("advisor",), ("text",))
SECTORS: Final = ("po", "vo", "so", "sbo", "vso", "")
ACTORS: Final = ("staff", "pupil", "other", "unknown", None)


def combinations() -> Iterator[AskedSignal]:
    """Every detector, tier, domain, actor, source and respondent type; each item that fits."""
    units, counts = cycle(UNITS), cycle(COUNTS)
    items = load_bank().items.values()
    for at, (detector, domain, actor, sources) in enumerate(
        product(TIERS_OF, (*DOMAINS, None), ACTORS, SOURCES)
    ):
        fitting = [i.id for i in items if (i.domain, i.actor) == (domain, actor)]
        for tier, several in product(TIERS_OF[detector], ((), *((item,) for item in fitting))):
            (kind, name), (count, n) = next(units), next(counts)
            yield signal(
                id=f"{at}-{tier}-{'-'.join(several)}",
                detector=detector,
                tier=tier,
                domain=domain,
                actor=actor,
                sources=sources,
                items=several,
                unit_kind=kind,
                unit_name=name,
                count=count,
                n=n,
                respondent_type=None if several else (*RESPONDENT_TYPES, None)[at % 4],
            )


WALK: Final = list(combinations())


def test_the_walk_is_a_walk() -> None:
    assert set(TIERS_OF) == set(Detector.__args__)  # type: ignore[attr-defined]
    assert {s.tier for s in WALK} == {"act", "ask", "watch"}
    assert len(WALK) > 1000


def test_everybody_who_may_be_asked_is_asked_one_to_five_questions() -> None:
    for one in WALK:
        audiences = audiences_for(one)
        assert audiences
        assert (audiences == ("board",)) == (one.tier == "act")
        for audience in audiences:
            questions = chosen(one, audience)
            assert 1 <= len(questions) <= 5, (one, audience)
            assert all(q.text[language].strip() for q in questions for language in LANGUAGES)
        expected = dict.fromkeys(q.id for a in audiences for q in chosen(one, a))
        assert question_ids(one) == question_ids(replace(one)) == tuple(expected)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_signal_reaches_its_pages(language: Language) -> None:
    """One of them at a time, at a school of each sector in turn."""
    for one, sector in zip(WALK, cycle(SECTORS), strict=False):
        meetings = plan([one], language=language, sectors={"99XA00": sector})
        asked = {q.id for m in meetings for t in m.topics for q in t.questions}
        assert asked
        assert asked <= set(question_ids(one))
        allowed = PUPIL_PAGES.get(sector, UNKNOWN_SECTOR)
        for meeting in meetings:
            assert set(meeting.audiences) <= {*audiences_for(one), "coordinator"}
            assert meeting.kind != "pupils" or set(meeting.audiences) <= allowed & PUPILS
            check_page(meeting)
            if one.tier == "act" and meeting.kind != "board_today":
                assert not meeting.topics


def check_page(meeting: Meeting) -> None:
    questions = [q for topic in meeting.topics for q in topic.questions]
    assert sum(q.minutes for q in questions) <= meeting.minutes
    assert len({q.id for q in questions}) == len(questions)
    assert not any(mark in repr(meeting) for mark in ("{", "}", "TODO"))
