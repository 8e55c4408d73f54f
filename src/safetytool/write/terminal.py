"""The heart of the result on the terminal: what to do first, in about ten lines of 80 columns."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from safetytool.bank.model import RESPONDENT_TYPES, Tier
from safetytool.register.loop import by_year
from safetytool.signals.model import Outcome, Signal
from safetytool.texts import term
from safetytool.texts.quantities import listing, number, percent
from safetytool.write.labels import heard_key, school_label, schools, subject, years
from safetytool.write.loop import loop_words
from safetytool.write.plain import one_line
from safetytool.write.unrecognised import gathered

WIDTH = 80
MOST_ASKED = 5
"""More `ask` signals than these are counted, not told: the report has them."""
MOST_SPOTS = 3
MARKS: dict[Tier, str] = {"act": "!", "ask": "?", "watch": "-"}
STYLES: dict[Tier, str] = {"act": "bold red", "ask": "bold yellow", "watch": "bold blue"}
"""Colour only ever repeats what the words and marks say."""


def print_outcome(outcome: Outcome, console: Console, *, out: str | None = None) -> None:
    """Print what matters: act, ask, watch, coverage, blind spots, what was not recognised.

    Parameters
    ----------
    outcome : in the language to print.
    console : where to; never wider than 80 columns, and readable without colour.
    out : the folder that the files are in; left out where nothing was written.
    """
    width = min(console.width, WIDTH)
    for line in _all_lines(outcome, out):
        console.print(line, width=width)


def _all_lines(outcome: Outcome, out: str | None) -> Iterator[Text | Table]:
    yield Text(_headline(outcome), style="bold")
    spots = [s for s in outcome.signals if s.detector == "blind_spot"]
    others = [s for s in outcome.signals if s.detector != "blind_spot"]
    by_tier = {tier: [s for s in others if s.tier == tier] for tier in ("act", "ask", "watch")}
    if not others:
        yield Text(term("ui.none", outcome.language))
    yield from _told(outcome, "act", by_tier["act"], len(by_tier["act"]))
    yield from _told(outcome, "ask", by_tier["ask"], MOST_ASKED)
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column(ratio=1)
    for key, text in _facts(outcome, by_tier["watch"], spots):
        facts.add_row(Text(key, style="bold"), Text(text))
    yield facts
    if out is not None:
        yield Text(f"{term('ui.written_to', outcome.language)} {one_line(out)}")


def _headline(outcome: Outcome) -> str:
    """What this is about: the school or how many, and the school years."""
    known, language = schools(outcome), outcome.language
    if not known:
        return term("ui.no_answers", language)
    many = f"{len(known)} {term('ui.schools', language)}"
    place = school_label(outcome, known[0]) if len(known) == 1 else many
    return f"{place} · {listing(years(outcome), language)}"


def _told(outcome: Outcome, tier: Tier, signals: list[Signal], most: int) -> Iterator[Text | Table]:
    """The signals of a tier, one bullet each, and how many more there are."""
    if not signals:
        return
    language = outcome.language
    yield Text(f"{term(f'tier_heading.{tier}', language)} ({len(signals)})", style=STYLES[tier])
    bullets = Table.grid(padding=(0, 1))
    bullets.add_column(no_wrap=True)
    bullets.add_column(ratio=1)
    for signal in signals[:most]:
        bullets.add_row(Text(MARKS[tier], style=STYLES[tier]), Text(_line(outcome, signal)))
    if tier == "act":
        bullets.add_row("", Text(term("ui.act_line", language), style="bold"))
    if len(signals) > most:
        bullets.add_row("", Text(term("ui.more_signals", language).format(n=len(signals) - most)))
    yield bullets


def _line(outcome: Outcome, signal: Signal) -> str:
    """The school and the title; the year too where there are several."""
    year = f" ({signal.school_year})" if len(years(outcome)) > 1 else ""
    return f"{school_label(outcome, signal.school)}{year}: {one_line(signal.title)}"


def _facts(outcome: Outcome, watched: list[Signal], spots: list[Signal]) -> Iterator[tuple[str, str]]:
    """The lines below the signals: a heading and what it has to say."""
    language = outcome.language
    if watched:
        yield f"{term('tier_heading.watch', language)} ({len(watched)})", _by_subject(outcome, watched)
    if outcome.coverage:
        yield term("ui.coverage", language), "; ".join(_coverage(outcome))
    if outcome.heard:
        yield term("ui.advisors", language), _heard(outcome)
    if outcome.loop:
        yield term("ui.register", language), _loop(outcome)
    if spots:
        yield f"{term('ui.blind_spots_short', language)} ({len(spots)})", "; ".join(_titles(outcome, spots))
    if missed := _missed(outcome):
        yield term("ui.not_recognised", language), missed


def _by_subject(outcome: Outcome, signals: list[Signal]) -> str:
    counts = Counter(subject(signal) for signal in signals)
    return ", ".join(f"{term(key, outcome.language)} {count}" for key, count in counts.most_common())


def _coverage(outcome: Outcome) -> Iterator[str]:
    """The latest year, per respondent type: how many answered, of how many invited."""
    language, latest = outcome.language, years(outcome)[-1]
    for kind in RESPONDENT_TYPES:
        rows = [r for r in outcome.coverage if r.respondent_type == kind and r.school_year == latest]
        if not rows:
            continue
        answered = sum(r.respondents for r in rows)
        text = f"{number(answered, language)} {term(f'respondents.{kind}', language)}"
        if all(r.invited for r in rows):
            invited = sum(r.invited or 0 for r in rows)
            text += f" ({percent(answered / invited, language)})"
        doubtful = sum(r.doubtful for r in rows)
        if doubtful:
            text += f", {doubtful} {term('ui.doubtful', language).lower()}"
        yield text


def _heard(outcome: Outcome) -> str:
    """The latest year: how many reports, at how many schools none, of how many nothing is known."""
    language, latest = outcome.language, max(row.school_year for row in outcome.heard)
    rows = [row for row in outcome.heard if row.school_year == latest]
    reports = sum(row.reports or 0 for row in rows)
    kinds = Counter(heard_key(row) for row in rows)
    told = [term("ui.heard_reports", language).format(reports=reports, schools=kinds["some"])]
    told += [
        term(f"heard.at_{key}", language).format(schools=kinds[key])
        for key in ("zero", "unknown")
        if kinds[key]
    ]
    return ", ".join(told)


def _loop(outcome: Outcome) -> str:
    """What was done with the signals of the last earlier year that the register has; else of this year."""
    latest = years(outcome)[-1]
    by = by_year(outcome.loop)
    shown = ([row for row in by if row.school_year < latest] or by)[-1]
    return loop_words(shown, outcome.language)


def _titles(outcome: Outcome, spots: list[Signal]) -> Iterable[str]:
    """The blind spots by title, each with the number of schools where that is not all of them."""
    counts = Counter(one_line(s.title) for s in spots)
    shown = [f"{title} ({count}x)" if count > 1 else title for title, count in counts.most_common(MOST_SPOTS)]
    left = len(counts) - len(shown)
    return [*shown, *([term("ui.more_signals", outcome.language).format(n=left)] if left else [])]


def _missed(outcome: Outcome) -> str:
    rows = gathered(outcome)
    columns = len({(r.file, r.sheet, r.column) for r in rows if not r.answer})
    answers = sum(1 for r in rows if r.answer)
    told = [
        term(f"ui.unrecognised_{one if count == 1 else many}", outcome.language).format(n=count)
        for count, one, many in ((columns, "column", "columns"), (answers, "answer", "answers"))
        if count
    ]
    return listing(told, outcome.language)
