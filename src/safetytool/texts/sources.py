"""The {phrases} about what is no answer: reports to advisors, silence, remarks, and sources that agree."""

from collections.abc import Callable, Mapping
from typing import Any

from safetytool.texts.answered import answered
from safetytool.texts.case import Case
from safetytool.texts.quantities import listing, one_in, share, share_of

MANY_REPORTS = 12
"""From here on an expected number of reports is told without decimals."""


def _count(case: Case) -> int:
    count = case.finding.count
    if count is None:
        raise KeyError(f"a finding {case.finding.message!r} needs a count")
    return count


def reports_of(case: Case, count: int) -> str:
    """'1 report', '3 reports'."""
    return case.term("report.one") if count == 1 else case.term("report.many", count=case.number(count))


def _reports_told(case: Case) -> str:
    """'1 report of bullying by pupils'; '3 reports: 2 of bullying by pupils and 1 of discrimination'."""
    parts = case.fact("parts")
    if len(parts) == 1:
        return _report_part(case, parts[0], reports_of(case, parts[0]["count"]))
    told = [_report_part(case, part, case.number(part["count"])) for part in parts]
    return f"{reports_of(case, _count(case))}: {listing(told, case.language)}"


def _report_part(case: Case, part: Mapping[str, Any], count: str) -> str:
    """'2 of bullying by pupils'."""
    category, by = str(part["category"]), _by(case, part)
    if category == "total":
        return " ".join([case.part("report.total", count=count), by]).strip()
    key = "report.known" if by else "report.plain"
    return case.part(key, count=count, category=case.term(f"category.{category}"), by=by)


def _by(case: Case, part: Mapping[str, Any]) -> str:
    """'by staff'; nothing where a count is of all of them together."""
    if part["about"] == "any":
        return ""
    named = part["category"] not in ("other", "total")
    return case.term(f"{'report_by' if named else 'report_about'}.{part['about']}")


def _report_kinds(case: Case) -> str:
    """'sexual intimidation by staff', each kind once."""
    kinds = [(case.term(f"category.{part['category']}"), _by(case, part)) for part in case.fact("parts")]
    return listing(list(dict.fromkeys(" ".join(kind).strip() for kind in kinds)), case.language)


# -- silence ------------------------------------------------------------------------------


def _expected_reports(case: Case) -> str:
    return _about_so_many(case, float(case.fact("expected_reports")))


def _about_so_many(case: Case, expected: float) -> str:
    digits = 1 if expected < MANY_REPORTS else 0
    return case.term("report.expected", count=case.decimal(expected, digits))


def _silent_years(case: Case) -> str:
    years = int(case.fact("silent_years"))
    key = "silent_years.one" if years == 1 else "silent_years.many"
    return case.part(key, year=case.finding.school_year, years=case.number(years))


def _pupils_say(case: Case) -> str | None:
    told = [
        answered(
            part["count"],
            share_of(part["count"], part["n"], case.nouns_of("pupil"), case.language),
            case.nouns_of("pupil")[1],
            "",
            case.bank.items[part["item"]].says[case.language],
            case.gist_of(part["item"]),
            case.language,
        )
        for part in case.fact("pupils")
    ]
    return "; ".join(told) or None


def _too_quiet(case: Case) -> str | None:
    """That the silence is unlikely too, where it is."""
    expected, probability = case.optional("expected_reports"), case.finding.probability
    if not isinstance(expected, float) or probability is None:
        return None
    chance = case.term("quantity.among", about=one_in(probability, case.language), units=case.units_word())
    return case.part("too_quiet.true", expected=_about_so_many(case, expected), chance=chance)


# -- remarks ------------------------------------------------------------------------------


def _text_by(case: Case) -> str:
    """'remark of 1 pupil', 'remarks of the confidential advisor'."""
    count = _count(case)
    writer = str(case.fact("writer")) + ("" if count == 1 else "s")
    return case.term(f"text_by.{writer}", writers=share_of(count, None, case.nouns(), case.language))


def _quotes(case: Case) -> str:
    return "; ".join(f"‘{quote}’" for quote in case.fact("quotes"))


def _more_quotes(case: Case) -> str | None:
    more = int(case.fact("more"))
    return case.part("quotes.more", count=case.number(more)) if more else None


def _themes(case: Case) -> str:
    return listing([case.term(f"theme.{theme}") for theme in case.fact("themes")], case.language)


# -- convergence --------------------------------------------------------------------------


def _voices(case: Case) -> str:
    return "; ".join(_voice(case, voice) for voice in case.fact("said"))


def _voice(case: Case, voice: Mapping[str, Any]) -> str:
    """'pupils: 4 of 24 with a worrying answer'."""
    who, count = str(voice["who"]), int(voice["count"])
    if who in ("advisor", "advisor_before"):
        return case.part(f"voice.{who}", reports=reports_of(case, count))
    if who == "text":
        return case.part("voice.text", count=case.number(count))
    told = share(count, int(voice["n"]), case.language)
    return case.part("voice.answers", who=case.nouns_of(who)[1], share=told)


PHRASES: Mapping[str, Callable[[Case], str | None]] = {
    "expected_reports": _expected_reports,
    "more_quotes": _more_quotes,
    "pupils_say": _pupils_say,
    "quotes": _quotes,
    "report_kinds": _report_kinds,
    "reports_told": _reports_told,
    "reports": lambda case: reports_of(case, _count(case)),
    "silent_years": _silent_years,
    "subject": lambda case: case.term(f"subject.{case.finding.domain}"),
    "text_by": _text_by,
    "themes": _themes,
    "too_quiet": _too_quiet,
    "voices": _voices,
}
