"""`safetytool report`: from board.toml to the report, its workbook, and what the chair is told apart."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from safetytool import __version__
from safetytool.analysis import Budget
from safetytool.bank.model import Language
from safetytool.commands.analyse import asked_signals, outcome_of
from safetytool.commands.gather import Gathered
from safetytool.commands.remember import deadline_of
from safetytool.counting import Counts, count
from safetytool.disclosure import RECORD, Earlier, Result
from safetytool.errors import InputError, Place
from safetytool.register import Register
from safetytool.register.loop import Loop, by_year, loop
from safetytool.report.build import board_report
from safetytool.report.config import BoardConfig, Form
from safetytool.report.figures import ITEMS, Figures, of_board, of_working_group, protected, report_table
from safetytool.report.gather import Files, Hold, gather, report_year
from safetytool.report.material import Material
from safetytool.report.model import BoardReport
from safetytool.report.relations import earlier_with, parts_of
from safetytool.signals.model import Outcome
from safetytool.trend import trend

if TYPE_CHECKING:
    from safetytool.bank.model import Bank
    from safetytool.documents import HouseStyle

RECORD_NAME: Final = "published-{year}.csv"
"""What a report to a board showed, kept for the next one."""
SUMMARY: Final = "report.json"
"""The machine-readable summary, under one name whatever the report is called."""
SCHEMA_VERSION: Final = 1


@dataclass(frozen=True)
class Wanted:
    """What the command line, the environment and board.toml together ask for."""

    config: BoardConfig
    out: Path
    language: Language
    hold: Hold = field(default_factory=Hold)
    budget: Budget = field(default_factory=Budget)
    register: Path | None = None
    """The register of signals and what was done with them; None where there is none."""
    strict: bool = False
    forget: bool = False
    """Whether the last report on the same year never went out, so that nothing is held against it."""


@dataclass(frozen=True)
class Made:
    """A report, and what is written beside it."""

    report: BoardReport
    material: Material
    result: Result | None
    """What may leave; None of a working group's report, which leaves nothing out."""
    warnings: tuple[str, ...]
    """What was left out or counted once (English sentences)."""


def make_report(wanted: Wanted, files: Files, on_step: Callable[[str], None] = lambda _: None) -> Made:
    """Read everything, and put the report together.

    Raises
    ------
    SafetytoolError
        Nothing can be read, or something can not and `wanted.strict` forbids a report without it.
    """
    config = wanted.config
    gathered = gather(config, files, wanted.hold, on_step)
    if gathered.failures and wanted.strict:
        raise InputError(
            "nothing was written, because of --strict: " + " ".join(one.why for one in gathered.failures)
        )
    evidence = gathered.evidence
    year = report_year(evidence, config.year)
    on_step("counting")
    counts = count(evidence, gathered.register)
    everything = Gathered(evidence, counts, None)
    outcome = outcome_of(everything, gathered.register, wanted.budget, wanted.language, {}, on_step)
    on_step("looking for trends")
    found = trend(counts, evidence.figures, evidence.figure_disagreements, outcome.sectors)
    on_step("protecting small counts")
    figures, result = _figures(wanted, counts, outcome, year)
    material = Material(
        board=config.board,
        version=config.version,
        year=year,
        outcome=outcome,
        figures=figures,
        counts=counts,
        found=found,
        failures=gathered.failures,
        last_year=_last_year(wanted, year),
    )
    on_step("writing")
    return Made(board_report(material), material, result, evidence.warnings)


def _last_year(wanted: Wanted, year: str) -> Loop | None:
    """Return how far people got with the signals of the last school year that the register knows of."""
    if wanted.register is None or not wanted.register.exists():
        return None
    with Register.open(wanted.register) as register:
        rows = loop(register.records(), deadline_of(wanted.config.file))
    earlier = [row for row in by_year(rows) if row.school_year < year and row.opened]
    return earlier[-1] if earlier else None


def _figures(wanted: Wanted, counts: Counts, outcome: Outcome, year: str) -> tuple[Figures, Result | None]:
    """Return what may be shown, and for a board what was decided about every count."""
    config = wanted.config
    table = report_table(counts, outcome.heard)
    if config.version == "working_group":
        return of_working_group(table, config.rule), None
    known = [earlier_of(path, counts.bank) for path in known_records(wanted, year)]
    result = protected(table, counts.bank, config.rule, known)
    return of_board(result), result


def earlier_records(wanted: Wanted, year: str) -> tuple[Path, ...]:
    """Return the records of reports on earlier years, the last first: in the folder, or named."""
    pattern = RECORD_NAME.format(year="*")
    here = [path for path in wanted.out.glob(pattern) if path.name < RECORD_NAME.format(year=year)]
    return (*sorted(here, reverse=True), *wanted.config.earlier)


def known_records(wanted: Wanted, year: str) -> tuple[Path, ...]:
    """Return all records that a report is held against: first that of the last report on the same year."""
    own = wanted.out / RECORD_NAME.format(year=year)
    there = own.is_file() and not wanted.forget
    return (*([own] if there else []), *earlier_records(wanted, year))


def earlier_of(path: Path, bank: "Bank") -> Earlier:
    """Read what an earlier report showed.

    Raises
    ------
    InputError
        The file cannot be read, or is none that the tool wrote.
    """
    do = "Give the file published-....csv that was written beside that report"
    try:
        record = pd.read_csv(path, dtype=str, keep_default_na=False)
        if list(record.columns) != RECORD:
            raise ValueError("other columns")
        record = record.astype({"low": float, "high": float})
    except (OSError, ValueError) as error:
        raise InputError("this is no record of an earlier report", do=do, place=Place(str(path))) from error
    return earlier_with(record, parts_of(bank, ITEMS))


# -- what is written ----------------------------------------------------------------------


def outputs_of(made: Made, wanted: Wanted, house: "HouseStyle") -> dict[str, bytes]:
    """Return the files of a report: name -> contents."""
    report, name = made.report, file_name(wanted, made.report.school_year)
    written = {f"{name}.{form}": as_bytes(report, form, house) for form in wanted.config.formats}
    chair = chair_document(made, house)
    if chair is not None:
        written[f"chair-{report.school_year}.docx"] = chair
    if made.result is not None and not made.material.failures:
        # An incomplete report is not for passing on, and the complete one after it must not be bound by it.
        text = made.result.record().to_csv(index=False, lineterminator="\n")
        written[RECORD_NAME.format(year=report.school_year)] = text.encode()
    written[SUMMARY] = json_bytes(made)
    return written


def file_name(wanted: Wanted, year: str) -> str:
    """Return the name of the files, without an ending; of a working group's report it always says so."""
    config = wanted.config
    name = config.name.format(year=year, version=config.version, lang=wanted.language)
    marked = "{version}" in config.name or config.version == "board"
    return name if marked else f"{name}-working-group"


def as_bytes(report: BoardReport, form: Form, house: "HouseStyle") -> bytes:
    """Return a report in one of its forms."""
    from safetytool.write.board_look import Look

    look = Look(organisation=house.organisation, accent=house.accent, logo=house.logo)
    if form == "pdf":
        from safetytool.write.board_pdf import board_pdf

        return board_pdf(report, look)
    if form == "html":
        from safetytool.write.board_html import board_html

        return board_html(report, look)
    from safetytool.write.board_workbook import board_workbook

    return board_workbook(report)


def chair_document(made: Made, house: "HouseStyle") -> bytes | None:
    """Return what the board's chair is told of every `act` of the year; None where there is none.

    It has the statutory route and the board's own list, and no question for the pupil or the person
    concerned.
    """
    outcome = made.material.outcome
    acts = tuple(
        one for one in outcome.signals if one.tier == "act" and one.school_year == made.report.school_year
    )
    if not acts:
        return None
    from safetytool.documents import questions_docx
    from safetytool.questions import plan

    known: dict[str, Any] = {"language": outcome.language, "school_names": outcome.school_names}
    asked = asked_signals(replace(outcome, signals=acts))
    meetings = plan(asked, sectors=outcome.sectors, audiences=["board"], **known)
    today = [meeting for meeting in meetings if meeting.kind == "board_today"]
    return questions_docx(today, house=house, **known)


def summary(made: Made) -> dict[str, Any]:
    """Return the machine-readable summary: nothing in it but what the report shows.

    `urgent` is the most urgent tier of the year, so that a later run on the same files can tell it again.
    """
    report = made.report
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": f"safetytool {__version__}",
        "board": report.board,
        "version": report.version,
        "school_year": report.school_year,
        "language": report.language,
        "urgent": report.urgent,
        "failures": [one.name for one in made.material.failures],
        "hidden": report.hidden,
        "as_shown_before": report.revised,
        "conversations": [
            {"subject": one.subject, "schools": list(one.schools)} for one in report.talks
        ],
        "figures": [
            {
                "school_year": one.school_year,
                "school": one.school or None,
                "respondent_type": one.respondents,
                "label": one.label,
                "count": one.count.exact,
                "shown": one.count.words,
                "n": one.n.exact,
            }
            for one in report.figures
        ],
    }  # fmt: skip


def json_bytes(made: Made) -> bytes:
    """Return the summary as it is written."""
    return (json.dumps(summary(made), ensure_ascii=False, indent=2) + "\n").encode()
