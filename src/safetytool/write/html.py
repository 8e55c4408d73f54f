"""report.html: one self-contained page to read, print and discuss; no script, no network."""

from dataclasses import dataclass

from safetytool import __version__
from safetytool.bank.model import RESPONDENT_TYPES, TIERS, Language
from safetytool.signals.model import Coverage, Heard, Outcome, Signal
from safetytool.texts import route, term
from safetytool.texts.load import table
from safetytool.texts.quantities import listing, number, percent, rate_words, share
from safetytool.write.bars import Bar, bar
from safetytool.write.labels import school_label, schools, subject_label, unit_label, years
from safetytool.write.pages import template
from safetytool.write.plain import one_line
from safetytool.write.unrecognised import gathered


@dataclass(frozen=True)
class Card:
    """One signal as the page shows it."""

    id: str
    title: str
    place: str
    about: str
    told: tuple[str, ...]
    step: str
    """The first step: the last line of an explanation that has more than one."""
    caveats: tuple[str, ...]
    reasons: tuple[str, ...]
    """What else was noticed about the same thing."""
    figure: str
    """'4 van de 24', or '' where there is nothing to count."""
    bar: Bar | None


@dataclass(frozen=True)
class CoverageRow:
    """One line of the coverage table, in words."""

    school: str
    school_year: str
    respondents: str
    answered: str
    invited: str
    response: str
    domains: str
    doubtful: str


@dataclass(frozen=True)
class DoubtRow:
    """A class in which somebody's answers may not be meant."""

    school: str
    school_year: str
    class_name: str
    figure: str
    share: str


@dataclass(frozen=True)
class HeardRow:
    """What one school's confidential advisor reported, in words."""

    school: str
    school_year: str
    reports: str
    about_staff: str


def report_html(outcome: Outcome) -> bytes:
    """The page in the language of the outcome; the same outcome gives the same bytes."""
    language = outcome.language
    spots = [s for s in outcome.signals if s.detector == "blind_spot"]
    others = [s for s in outcome.signals if s.detector != "blind_spot"]
    known = schools(outcome)
    page = template("report.html.j2").render(
        language=language,
        ui=_labels("ui", language),
        lead=_labels("tier_lead", language),
        heading=_labels("tier_heading", language),
        summary=_labels("tier_summary", language),
        method=list(_labels("method", language).values()),
        version=__version__,
        place=school_label(outcome, known[0]) if len(known) == 1 else "",
        schools=[school_label(outcome, school) for school in known],
        years=listing(years(outcome), language),
        route=route(language).splitlines(),
        tiers={tier: [_card(outcome, s) for s in others if s.tier == tier] for tier in TIERS},
        spots=[_card(outcome, s) for s in spots],
        coverage=[_coverage_row(outcome, row) for row in _in_order(outcome)],
        doubts=_doubts(outcome),
        heard=[_heard_row(outcome, row) for row in outcome.heard],
        not_recognised=gathered(outcome),
        notes=outcome.notes,
        inputs=outcome.inputs,
    )
    return (page.rstrip() + "\n").encode()


def _labels(group: str, language: Language) -> dict[str, str]:
    return {key: texts[language] for key, texts in table("terms")[group].items()}


def _card(outcome: Outcome, signal: Signal) -> Card:
    *told, last = [one_line(line) for line in signal.explanation.splitlines()] or [""]
    if not told:
        told, last = [last], ""
    unit = unit_label(outcome, signal.unit)
    place = [school_label(outcome, signal.school), *([unit] if unit else []), signal.school_year]
    return Card(
        id=signal.id,
        title=signal.title,
        place=" · ".join(place),
        about=subject_label(outcome, signal),
        told=tuple(told),
        step=last,
        caveats=signal.caveats,
        # A reason's own first step would be one step too many beside the signal's.
        reasons=tuple(
            r.text.partition("\n")[0] for r in signal.reasons if r.text and r.text != signal.explanation
        ),
        figure=share(signal.count, signal.n, outcome.language)
        if signal.count is not None and signal.n
        else "",
        bar=_bar(outcome, signal),
    )


def _bar(outcome: Outcome, signal: Signal) -> Bar | None:
    """The bar of a share beside what was to be expected; without that it would say nothing."""
    if signal.count is None or not signal.n or signal.expected is None:
        return None
    language = outcome.language
    words = share(signal.count, signal.n, language)
    expected = rate_words(signal.expected, language)
    label = term("ui.chart", language).format(share=words, expected=expected)
    return bar(signal.count / signal.n, signal.expected, label, language)


def _in_order(outcome: Outcome) -> list[Coverage]:
    order = {kind: place for place, kind in enumerate(RESPONDENT_TYPES)}
    names = outcome.school_names
    return sorted(
        outcome.coverage,
        key=lambda r: (names.get(r.school, r.school), r.school, r.school_year, order[r.respondent_type]),
    )


def _coverage_row(outcome: Outcome, row: Coverage) -> CoverageRow:
    language = outcome.language
    unknown = term("ui.unknown", language)
    domains = [term(f"domain.{domain}", language) for domain in row.domains]
    return CoverageRow(
        school=school_label(outcome, row.school),
        school_year=row.school_year,
        respondents=term(f"respondents.{row.respondent_type}", language),
        answered=number(row.respondents, language),
        invited=unknown if row.invited is None else number(row.invited, language),
        response=unknown if row.response_rate is None else percent(row.response_rate, language),
        domains=", ".join(domains) or term("ui.not_asked", language),
        doubtful=number(row.doubtful, language),
    )


def _heard_row(outcome: Outcome, row: Heard) -> HeardRow:
    language = outcome.language
    unknown = term("ui.unknown", language)
    return HeardRow(
        school=school_label(outcome, row.school),
        school_year=row.school_year,
        reports=unknown if row.reports is None else number(row.reports, language),
        about_staff=unknown if row.about_staff is None else number(row.about_staff, language),
    )


def _doubts(outcome: Outcome) -> list[DoubtRow]:
    language = outcome.language
    return [
        DoubtRow(
            school=school_label(outcome, row.school),
            school_year=row.school_year,
            class_name=part.class_name,
            figure=share(part.doubtful, part.respondents, language),
            share=percent(part.doubtful / part.respondents, language),
        )
        for row in _in_order(outcome)
        for part in row.classes
        if part.doubtful
    ]
