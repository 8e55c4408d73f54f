"""`safetytool trend`: from exports, reports and series of counts to what moved across school years."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safetytool.bank import load_bank
from safetytool.bank.model import Language
from safetytool.commands.inputs import read_either, read_reports
from safetytool.commands.remember import deadline_of
from safetytool.counting import count
from safetytool.errors import UsageError
from safetytool.profiles import load_profile
from safetytool.recognise import Hints
from safetytool.register import Register
from safetytool.register.loop import Loop, loop
from safetytool.schools import SchoolRegister, read_schools
from safetytool.texts import route
from safetytool.texts.trend import tell_series
from safetytool.tidy import tidy
from safetytool.tidy.assemble import option_year
from safetytool.tidy.model import Evidence
from safetytool.trend import STATED_ERROR, Trends, trend
from safetytool.trend.model import TrendOutcome

if TYPE_CHECKING:
    from rich.console import Console

OUTPUTS: Final = ("trend.json", "trend.xlsx", "trend.html", "trend.pdf")


def trends_of(
    exports: Sequence[Path],
    *,
    advisors: Sequence[Path] = (),
    schools: Path | None = None,
    profile: str | None = None,
    year: str | None = None,
    school: str | None = None,
    language: Language = "nl",
    earlier: Path | None = None,
    config: Path | None = None,
    on_step: Callable[[str], None] = lambda _: None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> TrendOutcome:
    """Find what moved across the school years.

    Parameters
    ----------
    exports : monitor exports, of one year each or of several; and series of counts.
    advisors : reports of confidential advisors, and series of counts.
    schools : the register of schools, for response, names and sectors.
    profile : name or file of a profile.
    year, school : hold where the files do not say.
    language : of what is told.
    earlier : the register of signals, to tell what was done with them; need not be there.
    config : board.toml, for the holidays that two school weeks are counted without.
    on_step : told what is being done.
    on_warning : told what was left out or counted once.

    Raises
    ------
    SafetytoolError
        Something in the files or in the call is wrong.
    """
    if not exports and not advisors:
        raise UsageError(
            "there is nothing to look at", do="Give monitor exports, or reports with --advisor, of some years"
        )
    year = option_year(year)
    used_profile = load_profile(profile) if profile else None
    register = read_schools(schools) if schools else None
    hints = Hints(year=year, school=school)
    meanings, reports = read_either(exports, used_profile, hints, register, on_step)
    reports += read_reports(advisors, year, school, register, on_step)
    bank = used_profile.extend(load_bank()) if used_profile else load_bank()
    evidence = tidy(
        meanings, bank, reports=reports, year=year, school=school, register=register, for_trend=True
    )
    for warning in evidence.warnings:
        on_warning(warning)
    on_step("counting")
    counts = count(evidence, register)
    on_step("looking for trends")
    sectors = register.sectors() if register else {}
    found = trend(counts, evidence.figures, evidence.figure_disagreements, sectors)
    settings = {"language": language, "year": year, "school": school, "profile": profile}
    told = _told(found, evidence, register, language, settings)
    return replace(told, loop=_loop(earlier, config))


def _loop(earlier: Path | None, config: Path | None) -> tuple[Loop, ...]:
    """Return what was done with the signals that the register knows of."""
    if earlier is None or not earlier.exists():
        return ()
    with Register.open(earlier) as register:
        return tuple(loop(register.records(), deadline_of(config)))


def _told(
    found: Trends,
    evidence: Evidence,
    register: SchoolRegister | None,
    language: Language,
    settings: dict[str, str | None],
) -> TrendOutcome:
    """Put everything into words."""
    names = register.names() if register else {}
    sectors = register.sectors() if register else {}
    schools = sorted({s.school for s in found.series if s.school}, key=lambda s: (names.get(s, s), s))
    years = sorted({point.school_year for s in found.series for point in s.points})
    return TrendOutcome(
        language=language,
        years=tuple(years),
        schools={school: names.get(school, school) for school in schools},
        series=tuple(
            tell_series(one, bank=evidence.bank, language=language, school_names=names, sectors=sectors)
            for one in found.series
        ),
        lead=found.lead,
        judged=found.judged,
        stated_error=STATED_ERROR,
        inputs=evidence.inputs,
        settings=settings,
        notes=evidence.notes + evidence.warnings,
        route=_route(found, language),
    )


def _route(found: Trends, language: Language) -> tuple[str, ...]:
    """Return the statutory route where one of the findings that come first asks for it."""
    first = [found.series[series].findings[nth] for series, nth in found.lead]
    asked = any({"act", "act_report"} & set(finding.caveats) for finding in first)
    return tuple(route(language).splitlines()) if asked else ()


def as_bytes(outcome: TrendOutcome, name: str) -> bytes:
    """Return the contents of one of `OUTPUTS`."""
    if name.endswith(".json"):
        from safetytool.write.json_file import json_bytes
        from safetytool.write.trend_json import trend_json

        return json_bytes(trend_json(outcome))
    if name.endswith(".xlsx"):
        from safetytool.write.trend_workbook import trend_workbook

        return trend_workbook(outcome)
    if name.endswith(".pdf"):
        from safetytool.write.trend_pdf import trend_pdf

        return trend_pdf(outcome)
    from safetytool.write.trend_html import trend_html

    return trend_html(outcome)


def write_outputs(outcome: TrendOutcome, folder: Path) -> list[Path]:
    """Write all of `OUTPUTS`, or none."""
    from safetytool.write.files import write_all

    return write_all(folder, {name: as_bytes(outcome, name) for name in OUTPUTS})


def summarise(outcome: TrendOutcome, console: "Console", folder: Path) -> None:
    """Print the heart of it."""
    from safetytool.write.trend_terminal import print_trend

    print_trend(outcome, console, out=str(folder))
