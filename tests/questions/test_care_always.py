"""The rules of care as properties: whatever signals come together, at whatever counts."""

import re
from dataclasses import replace
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from safetytool.bank.model import LANGUAGES, Language
from safetytool.questions import plan
from safetytool.questions.care import ABOUT_ADULTS, PUPILS, audiences_for
from safetytool.questions.model import AskedSignal
from safetytool.questions.themes import theme_of
from tests.questions.signals import every_way_to_say
from tests.questions.test_care import texts

NAMED: Final = "Zebedeus Kwakkelstein"
SECRET: Final = f"xylofoon {NAMED} op dinsdag"
CLASSES: Final = ("7Q", "4W", "VMBO-3X", "Zonnebloem")
WAYS: Final = [s for s in every_way_to_say() if s.school]
ADULT_SUBJECTS: Final = {*ABOUT_ADULTS, "dilemma"}


def for_pupils(one: AskedSignal) -> bool:
    """Tell whether pupils would be asked about adults."""
    return theme_of(one).id in ABOUT_ADULTS and bool(PUPILS & set(audiences_for(one)))


@st.composite
def together(draw: st.DrawFn) -> list[AskedSignal]:
    """Signals of one school, in classes, with any counts; their words hold what nobody else may read."""
    chosen = draw(st.lists(st.sampled_from(WAYS), min_size=1, max_size=4))
    made = []
    for at, one in enumerate(chosen):
        n = draw(st.integers(1, 30))
        made.append(
            replace(
                one,
                id=f"s{at}",
                school="Kade",
                unit_kind="class",
                unit_name=draw(st.sampled_from(CLASSES)),
                count=draw(st.integers(0, n)),
                n=n,
                title=f"{SECRET} titel",
                explanation=f"{SECRET} uitleg",
            )
        )
    return made


@given(together(), st.sampled_from(LANGUAGES), st.sampled_from(["po", "vo", "so", "vso", ""]))
@settings(max_examples=120, derandomize=True, deadline=None)
def test_shared_pages_lead_back_to_nobody(
    signals: list[AskedSignal], language: Language, sector: str
) -> None:
    for meeting in plan(signals, language=language, sectors={"Kade": sector}):
        if meeting.private:
            continue
        everything = " ".join(texts(meeting))
        assert NAMED not in everything
        assert "xylofoon" not in everything
        large = [s for s in signals if (s.n or 0) >= 10 and (s.count or 0) >= 3]
        for name in CLASSES:
            if name not in {s.unit_name for s in large} or meeting.kind in ("pupils", "parents"):
                assert name not in everything
        for topic in meeting.topics:
            rest = topic.about
            for name in CLASSES:
                rest = rest.replace(name, "")
            numbers = {int(found) for found in re.findall(r"\d+", rest)}
            assert numbers <= {number for s in large for number in (s.count, s.n)}


@given(together(), st.sampled_from(LANGUAGES))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_an_act_stays_with_the_board_and_changes_what_pupils_are_asked(
    signals: list[AskedSignal], language: Language
) -> None:
    adults = [s for s in WAYS if s.tier == "ask" and for_pupils(s)]
    act = replace(next(s for s in WAYS if s.tier == "act"), id="act", school="Kade")
    acts = {s.id for s in [act, *signals] if s.tier == "act"}
    some = replace(adults[len(signals) % len(adults)], id="adult", school="Kade")
    met = plan([act, *signals, some], language=language)
    assert any(set(meeting.audiences) <= PUPILS for meeting in met)
    for meeting in met:
        here = {i for topic in meeting.topics for i in topic.signals}
        assert here <= acts if meeting.kind == "board_today" else not here & acts
        asked = {q.id.partition(".")[0] for topic in meeting.topics for q in topic.questions}
        if set(meeting.audiences) <= PUPILS:
            assert not asked & ADULT_SUBJECTS
