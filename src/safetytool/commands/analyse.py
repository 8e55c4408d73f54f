"""`safetytool analyse`: from exports to signals, and what is written of them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safetytool.analysis import Budget, Case, analyse
from safetytool.analysis.model import Fact
from safetytool.bank import load_bank
from safetytool.bank.model import TIERS, Language, Tier
from safetytool.counting import count
from safetytool.profiles import Profile, load_profile
from safetytool.read import read_source
from safetytool.recognise import Hints, recognise
from safetytool.recognise.model import SourceMeaning
from safetytool.schools import read_schools
from safetytool.signals import Outcome, coverage, signals
from safetytool.tidy import tidy
from safetytool.tidy.assemble import option_year

if TYPE_CHECKING:
    from rich.console import Console

OUTPUTS: Final = ("signals.json", "signals.xlsx", "report.html")


def analyse_exports(
    exports: Sequence[Path],
    *,
    previous: Sequence[Path] = (),
    schools: Path | None = None,
    profile: str | None = None,
    year: str | None = None,
    school: str | None = None,
    language: Language = "nl",
    budget: Budget | None = None,
    on_step: Callable[[str], None] = lambda _: None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Find what is worth asking about.

    Parameters
    ----------
    exports : files whose every school year is analysed.
    previous : files that are history only.
    schools : the register of schools, for response and names.
    profile : name or file of a profile.
    year, school : hold where the files do not say.
    language : of titles, explanations and caveats.
    budget : expected false alarms per school and year.
    on_step : told what is being done.
    on_warning : told what was left out or counted once.

    Raises
    ------
    SafetytoolError
        Something in the files or in the call is wrong.
    """
    budget = budget or Budget()
    year = option_year(year)
    used_profile = load_profile(profile) if profile else None
    register = read_schools(schools) if schools else None
    meanings = list(_understood(exports, previous, used_profile, Hints(year=year, school=school), on_step))
    bank = used_profile.extend(load_bank()) if used_profile else load_bank()
    evidence = tidy(meanings, bank, year=year, school=school, register=register)
    for warning in evidence.warnings:
        on_warning(warning)
    on_step("counting")
    counts = count(evidence, register)
    on_step("looking for signals")
    findings = analyse(Case(counts, budget))
    names = register.names() if register else {}
    sectors = register.sectors() if register else {}
    return Outcome(
        language=language,
        school_names=names,
        item_names={item.id: item.gist[language] for item in bank.items.values()},
        inputs=evidence.inputs,
        settings=_settings(language, year, school, used_profile, budget),
        coverage=coverage(counts),
        signals=signals(findings, bank=bank, language=language, school_names=names, sectors=sectors),
        notes=evidence.notes + evidence.warnings,
        not_recognised=evidence.not_recognised,
    )


def _settings(
    language: Language, year: str | None, school: str | None, profile: Profile | None, budget: Budget
) -> dict[str, Fact]:
    """Return the settings that the signals depend on, for signals.json."""
    return {
        "language": language,
        "year": year,
        "school": school,
        "profile": profile.name if profile else None,
        "alarm_budget": {
            "ask": budget.ask,
            "watch": budget.watch,
            "staff_conduct_share": budget.staff_conduct_share,
        },
    }


def _understood(
    exports: Sequence[Path],
    previous: Sequence[Path],
    profile: Profile | None,
    hints: Hints,
    on_step: Callable[[str], None],
) -> Iterator[tuple[SourceMeaning, bool]]:
    """Read and recognise every file; the flag says whether it is history only."""
    for history, paths in ((False, exports), (True, previous)):
        for path in paths:
            on_step(f"reading {path.name}")
            yield recognise(read_source(path), load_bank(), profile=profile, hints=hints), history


def as_bytes(outcome: Outcome, name: str) -> bytes:
    """Return the contents of one of `OUTPUTS`."""
    if name.endswith(".json"):
        from safetytool.write.json_file import json_bytes, signals_json

        return json_bytes(signals_json(outcome))
    if name.endswith(".xlsx"):
        from safetytool.write.workbook import workbook_bytes

        return workbook_bytes(outcome)
    from safetytool.write.html import report_html

    return report_html(outcome)


def write_outputs(outcome: Outcome, folder: Path) -> list[Path]:
    """Write all of `OUTPUTS`, or none."""
    from safetytool.write.files import write_all

    return write_all(folder, {name: as_bytes(outcome, name) for name in OUTPUTS})


def summarise(outcome: Outcome, console: "Console", folder: Path) -> None:
    """Print the heart of it."""
    from safetytool.write.terminal import print_outcome

    print_outcome(outcome, console, out=str(folder))


def reaches(outcome: Outcome, tier: Tier) -> bool:
    """Tell whether there is a signal of this tier or a more urgent one."""
    return any(TIERS.index(signal.tier) <= TIERS.index(tier) for signal in outcome.signals)
