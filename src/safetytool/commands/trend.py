"""`safetytool trend`: from exports, reports and series of counts to what moved across school years."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safetytool.bank import load_bank
from safetytool.bank.model import Language
from safetytool.commands.gather import Inputs, gather
from safetytool.commands.inputs import by_size, read_either, read_reports
from safetytool.commands.remember import deadline_of
from safetytool.errors import UsageError
from safetytool.profiles import Profile, load_profile
from safetytool.progress import Progress, Unseen
from safetytool.recognise import Hints
from safetytool.register import Register
from safetytool.register.loop import Loop, loop
from safetytool.schools import SchoolRegister, read_schools
from safetytool.texts import route
from safetytool.texts.trend import tell_series
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
    progress: Progress = Unseen(),  # noqa: B008 (it has no state)
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
    progress : told what is being done, and how far it is.
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
    used_profile = load_profile(profile) if profile else None
    register = read_schools(schools) if schools else None
    hints = Hints(year=option_year(year), school=school)
    inputs = _inputs(exports, advisors, used_profile, hints, register, progress)
    gathered = gather(inputs, progress=progress)
    evidence = gathered.evidence
    for warning in evidence.warnings:
        on_warning(warning)
    progress.on_step("looking for trends")
    sectors = register.sectors() if register else {}
    found = trend(gathered.counts, evidence.figures, evidence.figure_disagreements, sectors)
    settings = {"language": language, "year": hints.year, "school": school, "profile": profile}
    told = _told(found, evidence, register, language, settings)
    return replace(told, loop=_loop(earlier, config))


def _inputs(
    exports: Sequence[Path],
    advisors: Sequence[Path],
    profile: Profile | None,
    hints: Hints,
    register: SchoolRegister | None,
    progress: Progress,
) -> Inputs:
    """Read what fits in memory."""
    (small, _), large = by_size(exports)
    meanings, reports = read_either(small, profile, hints, register, progress.on_step)
    return Inputs(
        small=meanings,
        large=large,
        bank=profile.extend(load_bank()) if profile else load_bank(),
        reports=reports + read_reports(advisors, hints.year, hints.school, register, progress.on_step),
        profile=profile,
        hints=hints,
        register=register,
        for_trend=True,
    )


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
