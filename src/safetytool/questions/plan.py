"""From signals to meetings: a list for every conversation, few questions on each.

Consumes: signals of one signals.json, and those of earlier ones. Returns: meetings, the urgent first.
Leaves out: dates and how a document looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from safetytool import texts
from safetytool.bank.model import TIERS, Language, Tier
from safetytool.questions.care import ABOUT_ADULTS, PRIVATE, PUPILS
from safetytool.questions.data_files import read_data
from safetytool.questions.earlier import asked_before
from safetytool.questions.model import (
    AUDIENCES,
    Asked,
    AskedSignal,
    Audience,
    Meeting,
    MeetingKind,
    Topic,
)
from safetytool.questions.themes import theme_of
from safetytool.questions.topics import Draft, drafts, fit_in
from safetytool.questions.words import (
    FILE,
    about,
    note,
    private_about,
    topic_title,
    word,
    words,
)

PAGES: Final[tuple[Audience, ...]] = (
    "team", "school_leader", "pupils_lower", "pupils_upper", "pupils_vo", "pupils_so", "pupil_council",
    "advisor", "parents", "mr",
)  # fmt: skip
"""The pages of a school, after the coordinator's overview and in this order."""

KINDS: Final[Mapping[Audience, MeetingKind]] = {
    "coordinator": "coordinator", "team": "team", "school_leader": "school_leader", "board": "board",
    "advisor": "advisor", "parents": "parents", "mr": "parents",
}  # fmt: skip
"""Every other page is one of pupils."""

HOLD: Final[Mapping[Audience, str]] = {
    "coordinator": "own",
    "board": "agenda",
    "mr": "agenda",
    "parents": "after_team",
}
"""When a page's conversation is held, where it is not within the usual time; pupils after the team."""

REGULAR: Final[frozenset[Audience]] = frozenset({"team", "school_leader", "board", "coordinator"})
"""Who meets anyway. Others are only called together for what is worth asking about, and a `watch` waits
for such a meeting; but the advisor is always asked about a silence."""

PUPIL_PAGES: Final[Mapping[str, frozenset[Audience]]] = {
    "po": frozenset({"pupils_lower", "pupils_upper", "pupil_council"}),
    "sbo": frozenset({"pupils_so", "pupil_council"}),
    "so": frozenset({"pupils_so", "pupil_council"}),
    "vo": frozenset({"pupils_vo", "pupil_council"}),
    "vso": frozenset({"pupils_so", "pupils_vo", "pupil_council"}),
}
UNKNOWN_SECTOR: Final[frozenset[Audience]] = frozenset(
    {"pupils_lower", "pupils_upper", "pupils_vo", "pupil_council"}
)
"""Where nobody says which kind of school it is, each page says for which pupils it is."""


@dataclass(frozen=True)
class _Context:
    """What all meetings share."""

    language: Language
    sectors: Mapping[str, str]
    wanted: frozenset[Audience]
    year: str
    school_names: Mapping[str, str]
    earlier: tuple[AskedSignal, ...]
    act_schools: frozenset[str | None]


def plan(
    signals: Sequence[AskedSignal],
    *,
    language: Language,
    sectors: Mapping[str, str] = {},
    school_names: Mapping[str, str] = {},
    audiences: Sequence[Audience] | None = None,
    previous: Sequence[AskedSignal] = (),
) -> tuple[Meeting, ...]:
    """Return the meetings for a set of signals.

    Signals of tier `act` of every year get the board's list of their school. Of the others those of the
    latest school year are asked about; earlier ones, and `previous`, tell what was asked before.

    Parameters
    ----------
    signals : of one signals.json, in its order.
    language : of the meetings.
    sectors : school -> po, vo, so, sbo or vso, as far as known.
    school_names : school -> name for people; a school that is not in it is called by its id.
    audiences : whom to make pages for; None for all.
    previous : signals of earlier signals.json files.
    """
    if not signals:
        return ()
    year = max(signal.school_year for signal in signals)
    acts = [signal for signal in signals if signal.tier == "act"]
    open_signals = [s for s in signals if s.tier != "act" and s.school_year == year]
    context = _Context(
        language=language,
        sectors=sectors,
        school_names=school_names,
        wanted=frozenset(AUDIENCES if audiences is None else audiences),
        year=year,
        earlier=tuple(s for s in (*previous, *signals) if s.school_year < year),
        act_schools=frozenset(signal.school for signal in acts),
    )
    schools = dict.fromkeys(s.school for s in (*acts, *open_signals) if s.school is not None)
    meetings = [*_today(acts, context)]
    for school in schools:
        meetings += _of_school([s for s in open_signals if s.school == school], school, context)
    meetings += _of_board(open_signals, context)
    if len({signal.school_year for signal in signals}) > 1:
        meetings = [_with_years(meeting, context) for meeting in meetings]
    return tuple(meetings)


def _today(acts: Sequence[AskedSignal], context: _Context) -> Iterator[Meeting]:
    """Return the board's list of each school that has an `act`, the latest year first."""
    if "board" not in context.wanted:
        return
    keys = dict.fromkeys((s.school_year, s.school) for s in acts)
    for year, school in sorted(keys, key=lambda key: key[0], reverse=True):
        own = [s for s in acts if (s.school_year, s.school) == (year, school)]
        shown, _ = fit_in(drafts(own, "board"), *_limits("board_today"))
        yield _meeting("board_today", "board", school, own, shown, (), replace(context, year=year))


def _of_school(signals: Sequence[AskedSignal], school: str, context: _Context) -> Iterator[Meeting]:
    """Return the pages of one school, the coordinator's overview first."""
    sector = context.sectors.get(school, "")
    pupils = PUPIL_PAGES.get(sector, UNKNOWN_SECTOR)
    pages: list[Meeting] = []
    for audience in PAGES:
        if audience in context.wanted and (audience in pupils or audience not in PUPILS):
            pages += _page(audience, school, signals, context)
    if "coordinator" in context.wanted:
        yield from _overview(signals, school, pages, context)
    yield from pages


def _of_board(signals: Sequence[AskedSignal], context: _Context) -> Iterator[Meeting]:
    """Return the pages of the whole board: an overview of what all schools share, and its meeting."""
    pages = [*_page("board", None, signals, context)] if "board" in context.wanted else []
    shared = [signal for signal in signals if signal.school is None]
    if shared and "coordinator" in context.wanted:
        yield from _overview(shared, None, pages, context)
    yield from pages


def _page(
    audience: Audience, school: str | None, signals: Sequence[AskedSignal], context: _Context
) -> Iterator[Meeting]:
    """Return the page of one audience, if there is anything to ask."""
    made = drafts(signals, audience, act_schools=context.act_schools)
    if not any(_calls(signal, audience) for draft in made for signal in draft.signals):
        return
    shown, rest = fit_in(made, *_limits(audience))
    if shown:
        kind = KINDS.get(audience, "pupils")
        yield _meeting(kind, audience, school, signals, shown, rest, context)


def _calls(signal: AskedSignal, audience: Audience) -> bool:
    """Tell whether a signal is reason enough to meet this audience; others share the time that is left."""
    to_advisor = audience == "advisor" and signal.detector == "silence"
    return audience in REGULAR or signal.tier != "watch" or to_advisor


def _overview(
    signals: Sequence[AskedSignal], school: str | None, pages: Sequence[Meeting], context: _Context
) -> Iterator[Meeting]:
    """Return the coordinator's overview: every signal by itself, and on which pages it is."""
    made = drafts(signals, "coordinator", apart=True)
    if not made and school not in context.act_schools:
        return
    key = "coordinator" if school is not None else "coordinator_board"
    shown, _ = fit_in(made, *_limits(key), keep_all=True)
    meeting = _meeting("coordinator", "coordinator", school, signals, shown, (), context, key)
    yield replace(meeting, topics=tuple(_with_pages(topic, pages, context) for topic in meeting.topics))


def _with_pages(topic: Topic, pages: Sequence[Meeting], context: _Context) -> Topic:
    """Say on which other pages a signal is."""
    titles = [
        page.title for page in pages if any(set(topic.signals) & set(other.signals) for other in page.topics)
    ]
    if not titles:
        return topic
    where = word("about.where", context.language, meetings=", ".join(dict.fromkeys(titles)))
    return replace(topic, about=f"{topic.about} {where}")


def _limits(key: str) -> tuple[int, int]:
    """Return the minutes of a page and the most topics on it."""
    entry = _settings(key)
    return int(entry["minutes"]), int(entry["topics"])


def _settings(key: str) -> Mapping[str, Any]:
    settings: Mapping[str, Any] = read_data(FILE)["meeting"][key]
    return settings


def _meeting(
    kind: MeetingKind,
    audience: Audience,
    school: str | None,
    signals: Sequence[AskedSignal],
    shown: Sequence[Draft],
    rest: Sequence[Draft],
    context: _Context,
    key: str = "",
) -> Meeting:
    """Put a page together."""
    language = context.language
    key = key or ("board_today" if kind == "board_today" else audience)
    settings = f"meeting.{key}"
    shared = "pupils" if kind == "pupils" else settings
    tier: Tier = min((draft.first.tier for draft in shown), key=TIERS.index, default="watch")
    return Meeting(
        kind=kind,
        audiences=(audience,),
        school=school,
        school_year=context.year,
        title=word(f"{settings}.title", language),
        purpose=f"{word(f'{shared}.purpose', language)} {_hold(kind, audience, tier, language)}",
        leads=word(f"{settings}.leads", language),
        present=word(f"{settings}.present", language),
        minutes=_settings(key)["minutes"],
        rules=tuple(_rules(kind, key, school, signals, shown, context)),
        topics=tuple(_topic(draft, kind, audience, school, context) for draft in shown),
        write_down=words(f"{shared}.write_down", language),
        look_back=word(f"look_back.{tier}", language),
        more=_more(len(rest), language),
        private=kind in PRIVATE,
    )


def _hold(kind: MeetingKind, audience: Audience, tier: Tier, language: Language) -> str:
    """Return when a conversation is held."""
    if kind == "board_today":
        return word("hold.board_today.act", language)
    usual = "after_team" if audience in PUPILS else "within"
    return word(f"hold.{HOLD.get(audience, usual)}.{tier}", language)


def _rules(
    kind: MeetingKind,
    key: str,
    school: str | None,
    signals: Sequence[AskedSignal],
    shown: Sequence[Draft],
    context: _Context,
) -> Iterator[str]:
    """Return the sentences of care of a page.

    The team, pupils and parents are never told that there is an `act`: whoever leads asks the board
    beforehand, at every school alike.
    """
    language = context.language
    if kind == "board_today":
        yield from texts.route(language).split("\n")
        if len(signals) > 1:
            yield word("rule.each_apart", language)
        return
    if kind == "coordinator" and school in context.act_schools:
        yield word("rule.act_known", language)
        yield word("rule.act_wait", language)
    entry = read_data(FILE)["pupils"] if kind == "pupils" else _settings(key)
    yield from (word(f"rule.{rule}", language) for rule in entry["rules"])
    about_adults = any(theme_of(soft).id in ABOUT_ADULTS for draft in shown for soft in draft.softened)
    if about_adults and kind in ("team", "parents", "pupils", "advisor"):
        yield word("rule.board_first", language)
    if about_adults and kind != "pupils":
        yield word("rule.near_route", language)


def _topic(
    draft: Draft, kind: MeetingKind, audience: Audience, school: str | None, context: _Context
) -> Topic:
    """Put one subject into the words of its audience."""
    language = context.language
    first = draft.first
    title, text = topic_title(first, audience, language), ""
    if kind == "board_today":
        found = " ".join(f"{s.title} – {private_about(s, language)}" for s in draft.signals)
        text = f"{word('about.act_list', language)} {found}"
    elif kind == "coordinator":
        title = first.title
        text = " ".join(
            [
                private_about(first, language),
                *asked_before(draft.signals, audience, context.earlier, language),
            ]
        )
    else:
        text = about(
            draft.softened,
            audience,
            language,
            sector=context.sectors.get(school or "", ""),
            before=asked_before(draft.signals, audience, context.earlier, language),
            school_names=context.school_names if audience == "board" else None,
        )
    return Topic(
        title=title,
        about=text,
        tier=first.tier,
        signals=tuple(signal.id for signal in draft.signals),
        questions=tuple(
            Asked(
                id=question.id,
                phase=question.phase,
                text=question.text[language],
                note=note(question, first, language),
                minutes=question.minutes,
                signals=draft.belongs_to(question),
            )
            for question in draft.ordered()
        ),
    )


def _more(left_out: int, language: Language) -> str:
    if not left_out:
        return ""
    return word("more.one", language) if left_out == 1 else word("more.many", language, n=left_out)


def _with_years(meeting: Meeting, context: _Context) -> Meeting:
    """Say in an overview that earlier years are elsewhere."""
    if meeting.kind != "coordinator":
        return meeting
    years = word("more.years", context.language, year=context.year)
    return replace(meeting, more=" ".join(part for part in (meeting.more, years) if part))
