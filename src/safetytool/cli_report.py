"""The command `safetytool report`: its options, what it prints, and its exit status."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safetytool.errors import UsageError
from safetytool.exits import SIGNALS, WRONG_INPUT
from safetytool.options import (
    BOARD_TOML,
    AsJson,
    BoardToml,
    BudgetAsk,
    BudgetStaffShare,
    BudgetWatch,
    FailOn,
    Lang,
    Language,
    Out,
    Profile,
    Quiet,
    RegisterFile,
    ReportFor,
    ReportYear,
    School,
    Verbose,
    Year,
)

if TYPE_CHECKING:
    from safetytool.commands.report_run import Ran
    from safetytool.report.config import BoardConfig


Init = Annotated[bool, typer.Option("--init", help="Write a commented board.toml to begin with, and stop.")]
Force = Annotated[bool, typer.Option("--force", help="Write the report also where nothing changed.")]
Strict = Annotated[bool, typer.Option("--strict", help="Write nothing where any file cannot be used.")]
Forget = Annotated[
    bool,
    typer.Option(
        "--forget",
        help="The last report on this school year never went out: do not hold this one against it.",
    ),
]
LogFile = Annotated[
    Path | None,
    typer.Option(
        "--log",
        help="File to add a line to for what is done; never with data.",
        envvar="SAFETYTOOL_LOG",
        show_default=False,
    ),
]


def report(
    config: BoardToml = None,
    report_for: ReportFor = None,
    report_year: ReportYear = None,
    profile: Profile = None,
    year: Year = None,
    school: School = None,
    lang: Language = Lang.nl,
    out: Out = Path("safetytool-report"),
    init: Init = False,
    force: Force = False,
    strict: Strict = False,
    forget: Forget = False,
    log: LogFile = None,
    fail_on: FailOn = None,
    budget_ask: BudgetAsk = 0.5,
    budget_watch: BudgetWatch = 1.5,
    budget_staff_share: BudgetStaffShare = 0.5,
    register: RegisterFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the board report that board.toml describes; made for cron.

    A file that cannot be used is named on the first page, and the exit status is then 2.
    """
    file = config or BOARD_TOML
    if init:
        _write_example(file, quiet=quiet)
        return
    from safetytool.analysis.statistics.budget import Budget
    from safetytool.commands.remember import in_use
    from safetytool.commands.report import Wanted
    from safetytool.commands.report_run import run_report
    from safetytool.report.gather import Hold
    from safetytool.unattended import open_log

    board = _board(file, report_for.value if report_for else None, report_year)
    wanted = Wanted(
        config=board,
        out=out,
        language=lang.value,
        hold=Hold(year, school, profile or board.profile),
        budget=Budget(budget_ask, budget_watch, budget_staff_share),
        register=in_use(register, file),
        strict=strict,
        forget=forget,
    )
    ran = run_report(wanted, open_log(log), force=force, on_warning=_teller(not quiet and not verbose))
    _tell(ran, out, as_json=as_json, quiet=quiet, verbose=verbose)
    if ran.messages:
        raise typer.Exit(WRONG_INPUT)
    if fail_on and _reaches(ran, fail_on.value):
        raise typer.Exit(SIGNALS)


def _write_example(file: Path, *, quiet: bool) -> None:
    """Write a board.toml, never over an existing one."""
    from safetytool.errors import Place
    from safetytool.report.example import example
    from safetytool.write.files import write_all

    if file.exists():
        raise UsageError(
            "this file exists and is left as it is",
            do="Give another name with --config",
            place=Place(str(file)),
        )
    write_all(file.parent, {file.name: example()})
    if not quiet:
        typer.echo(str(file))


def _board(file: Path, version: str | None, year: str | None) -> "BoardConfig":
    """Read board.toml; options go before it."""
    from safetytool.report.config import read_config
    from safetytool.tidy.assemble import option_year

    if not file.exists():
        raise UsageError(
            f"there is no {file}", do="'safetytool report --init' writes one to begin with; or give --config"
        )
    board = read_config(file)
    if year:
        board = replace(board, year=option_year(year))
    return replace(board, version=version) if version else board  # type: ignore[arg-type]


def _tell(ran: "Ran", out: Path, *, as_json: bool, quiet: bool, verbose: bool) -> None:
    """Print what a run did: errors always, and else nothing with --quiet."""
    say = _teller(True)
    for message in ran.messages:
        say(message)
    if as_json:
        text = json.dumps(ran.summary, ensure_ascii=False, indent=2) + "\n"
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    if quiet:
        return
    if verbose:
        say(_summary(ran, out))
        return
    if told := ran.summary["as_shown_before"]:
        say(
            f"{told} figures stand as the last report on this year had them; if that never went out, "
            "run it again with --forget"
        )
    if ran.chair:
        say(f"give {ran.chair.name} to the chair of the board today, and to nobody else")
    if not as_json:
        for path in ran.paths:
            typer.echo(str(path))
        if ran.since:
            typer.echo(f"nothing new since {ran.since}")


def _summary(ran: "Ran", out: Path) -> str:
    """One line: what there is, and where."""
    if ran.since:
        return f"nothing new since {ran.since} in {out}"
    told = ran.summary
    parts = [
        f"{told['school_year']}, for the {told['version'].replace('_', ' ')}",
        f"{len(told['conversations'])} subjects to talk about",
        f"{len(ran.messages)} files not used",
        f"{len(ran.paths)} files in {out}",
    ]
    if ran.chair:
        parts.append(f"{ran.chair.name} is for the chair alone, today")
    return "; ".join(parts)


def _reaches(ran: "Ran", tier: str) -> bool:
    from safetytool.bank.model import TIERS

    urgent = ran.summary["urgent"]
    order: list[str] = list(TIERS)
    return urgent is not None and order.index(urgent) <= order.index(tier)


def _teller(told: bool) -> Callable[[str], None]:
    """Return what says something on standard error, or nothing."""

    def say(text: str) -> None:
        if told:
            typer.echo(f"safetytool: {text}", err=True)

    return say
