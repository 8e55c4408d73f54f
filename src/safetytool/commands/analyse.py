"""`safetytool analyse`: from exports to signals, and what is written of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from safetytool.analysis import Budget, Case, analyse
from safetytool.analysis.model import Fact
from safetytool.bank import load_bank
from safetytool.bank.model import TIERS, Language, Tier
from safetytool.commands import remember
from safetytool.commands.gather import Gathered, Inputs, gather
from safetytool.commands.inputs import by_size, read_reports, understood
from safetytool.counting import Counts
from safetytool.profiles import Profile, load_profile
from safetytool.progress import Progress, Unseen
from safetytool.recognise import Hints
from safetytool.register import Register
from safetytool.register.clock import user
from safetytool.schools import SchoolRegister, read_schools
from safetytool.signals import Outcome, coverage, heard, signals
from safetytool.tidy.assemble import option_year

if TYPE_CHECKING:
    from rich.console import Console

    from safetytool.documents import HouseStyle
    from safetytool.questions.model import AskedSignal

OUTPUTS: Final = ("signals.json", "signals.xlsx", "report.html", "questions.docx")


def analyse_exports(
    exports: Sequence[Path],
    *,
    previous: Sequence[Path] = (),
    advisors: Sequence[Path] = (),
    schools: Path | None = None,
    profile: str | None = None,
    year: str | None = None,
    school: str | None = None,
    language: Language = "nl",
    budget: Budget | None = None,
    register: Path | None = None,
    config: Path | None = None,
    progress: Progress = Unseen(),  # noqa: B008 (it has no state)
    on_warning: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Find what is worth asking about.

    Parameters
    ----------
    exports : files whose every school year is analysed.
    previous : files that are history only.
    advisors : reports of confidential advisors, spreadsheets or Word documents.
    schools : the register of schools, for response and names.
    profile : name or file of a profile.
    year, school : hold where the files do not say.
    language : of titles, explanations and caveats.
    budget : expected false alarms per school and year.
    register : of earlier signals and what was done with them; may not be there yet.
    config : board.toml, for the holidays that two school weeks are counted without.
    progress : told what is being done, and how far it is.
    on_warning : told what was left out or counted once.

    Raises
    ------
    SafetytoolError
        Something in the files or in the call is wrong.
    """
    budget = budget or Budget()
    used_profile = load_profile(profile) if profile else None
    known = read_schools(schools) if schools else None
    hints = Hints(year=option_year(year), school=school)
    inputs = _inputs(exports, previous, advisors, used_profile, hints, known, progress)
    gathered = gather(inputs, lambda counts: analyse(Case(counts, budget)), progress)
    for warning in gathered.evidence.warnings:
        on_warning(warning)
    settings = _settings(language, hints, used_profile, budget, register)
    found = outcome_of(gathered, known, budget, language, settings, progress.on_step, register, config)
    if register:
        for line in remember.left_out(found.signals, found.sightings):
            on_warning(line)
    return _with_questions(found)


def _inputs(
    exports: Sequence[Path],
    previous: Sequence[Path],
    advisors: Sequence[Path],
    profile: Profile | None,
    hints: Hints,
    register: SchoolRegister | None,
    progress: Progress,
) -> Inputs:
    """Read what fits in memory."""
    small, large = by_size(exports, previous)
    return Inputs(
        small=list(understood(*small, profile, hints, progress.on_step)),
        large=large,
        bank=profile.extend(load_bank()) if profile else load_bank(),
        reports=read_reports(advisors, hints.year, hints.school, register, progress.on_step),
        profile=profile,
        hints=hints,
        register=register,
    )


def outcome_of(
    gathered: Gathered,
    register: SchoolRegister | None,
    budget: Budget,
    language: Language,
    settings: dict[str, Fact],
    on_step: Callable[[str], None],
    earlier: Path | None = None,
    config: Path | None = None,
) -> Outcome:
    """Look for signals, and put everything together that there is to say."""
    evidence, counts = gathered.evidence, gathered.counts
    on_step("looking for signals")
    findings = analyse(Case(counts, budget)) if gathered.findings is None else gathered.findings
    memory = remember.look_up(earlier, counts, findings, config) if earlier else None
    followed = remember.follow_up(memory, findings, counts) if memory else []
    names = register.names() if register else {}
    sectors = register.sectors() if register else {}
    bank = evidence.bank
    found = signals(
        findings, bank=bank, language=language, school_names=names, sectors=sectors, follow_up=followed
    )
    seen = remember.sightings(found, followed, memory) if memory else ()
    return Outcome(
        language=language,
        school_names=names,
        sectors=sectors,
        item_names={item.id: item.gist[language] for item in bank.items.values()},
        inputs=evidence.inputs,
        settings=settings,
        coverage=coverage(counts),
        heard=heard(counts),
        signals=found,
        notes=evidence.notes + evidence.warnings + _about_remarks(counts),
        not_recognised=evidence.not_recognised,
        loop=remember.numbers(memory, seen) if memory else (),
        sightings=seen,
    )


def _about_remarks(counts: Counts) -> tuple[str, ...]:
    """Say how many remarks were read, and that reading for words misses much."""
    if not counts.remarks:
        return ()
    found = counts.cues["shown"].nunique()
    return (
        f"{counts.remarks} remarks were looked through for words that point to something; {found} have "
        "them. What is said in other words is missed, so read the remarks yourself as well.",
    )


def _with_questions(outcome: Outcome) -> Outcome:
    """Give every signal the ids of its questions."""
    from safetytool.questions import question_ids

    acts = {signal.school for signal in outcome.signals if signal.tier == "act"}
    asked = {
        signal.id: question_ids(signal, act_at_school=signal.school in acts)
        for signal in asked_signals(outcome)
    }
    signals = tuple(replace(signal, questions=asked[signal.id]) for signal in outcome.signals)
    return replace(outcome, signals=signals)


def asked_signals(outcome: Outcome) -> "tuple[AskedSignal, ...]":
    """Return the signals as questions see them: what a signals.json would say."""
    from safetytool.questions import read_signals
    from safetytool.write.json_file import signals_json

    return read_signals(signals_json(outcome), OUTPUTS[0])


def _settings(
    language: Language,
    hints: Hints,
    profile: Profile | None,
    budget: Budget,
    register: Path | None,
) -> dict[str, Fact]:
    """Return the settings that the signals depend on, for signals.json."""
    return {
        "language": language,
        "year": hints.year,
        "school": hints.school,
        "profile": profile.name if profile else None,
        "alarm_budget": {
            "ask": budget.ask,
            "watch": budget.watch,
            "staff_conduct_share": budget.staff_conduct_share,
        },
        **({"register": register.name} if register else {}),
    }


def as_bytes(outcome: Outcome, name: str, house: "HouseStyle | None" = None) -> bytes:
    """Return the contents of one of `OUTPUTS`; `house` is the look of the document."""
    if name.endswith(".json"):
        from safetytool.write.json_file import json_bytes, signals_json

        return json_bytes(signals_json(outcome))
    if name.endswith(".xlsx"):
        from safetytool.write.workbook import workbook_bytes

        return workbook_bytes(outcome)
    if name.endswith(".docx"):
        from safetytool.documents import questions_docx
        from safetytool.questions import plan

        known: dict[str, Any] = {"language": outcome.language, "school_names": outcome.school_names}
        meetings = plan(asked_signals(outcome), sectors=outcome.sectors, **known)
        return questions_docx(meetings, house=house, **known)
    from safetytool.write.html import report_html

    return report_html(outcome)


def write_outputs(
    outcome: Outcome,
    folder: Path,
    config: Path | None = None,
    register: Path | None = None,
    only: Sequence[str] = (),
) -> list[Path]:
    """Write all of `OUTPUTS`, or those in `only`, and record the signals, or do none of it.

    The house style is that of board.toml.
    """
    from safetytool.documents import read_house
    from safetytool.write.files import write_all

    house = read_house(config)
    contents = {name: as_bytes(outcome, name, house) for name in OUTPUTS if not only or name in only}
    if register is None:
        return write_all(folder, contents)
    with Register.open(register, create=True) as opened, opened.change():
        opened.see(outcome.sightings, user())
        return write_all(folder, contents)


def summarise(outcome: Outcome, console: "Console", folder: Path) -> None:
    """Print the heart of it."""
    from safetytool.write.terminal import print_outcome

    print_outcome(outcome, console, out=str(folder))


def reaches(outcome: Outcome, tier: Tier) -> bool:
    """Tell whether there is a signal of this tier or a more urgent one."""
    return any(TIERS.index(signal.tier) <= TIERS.index(tier) for signal in outcome.signals)
