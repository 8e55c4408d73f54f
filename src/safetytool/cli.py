"""The command line: parses, calls one function per command, prints, and sets the exit status.

Every import that costs time stands inside the command that needs it, so that `--help` and `--version` are
there at once.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from safetytool import __version__
from safetytool.cli_convert import convert
from safetytool.cli_register import register_app
from safetytool.cli_report import report
from safetytool.exits import SIGNALS, run
from safetytool.options import (
    Advisor,
    AgendaSignals,
    AsJson,
    Audiences,
    BudgetAsk,
    BudgetStaffShare,
    BudgetWatch,
    CheckOut,
    Config,
    DocumentFormat,
    Exports,
    FailOn,
    Format,
    Lang,
    Language,
    Only,
    OnlySchool,
    OnlyYear,
    Out,
    PlannedYear,
    Previous,
    PreviousSignals,
    Profile,
    Quiet,
    RegisterFile,
    School,
    Schools,
    Signals,
    SignalsLanguage,
    TalksFrom,
    Verbose,
    Year,
    YearlyExports,
)
from safetytool.progress import open_progress

if TYPE_CHECKING:
    from rich.console import Console

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Hear the small signals in a school's own safety data before something serious happens.",
)
app.add_typer(register_app)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"safetytool {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Hear the small signals in a school's own safety data before something serious happens."""


@app.command()
def analyse(
    exports: Exports,
    advisor: Advisor = None,
    previous: Previous = None,
    schools: Schools = None,
    profile: Profile = None,
    year: Year = None,
    school: School = None,
    config: Config = None,
    lang: Language = Lang.nl,
    out: Out = Path("safetytool-out"),
    fail_on: FailOn = None,
    budget_ask: BudgetAsk = 0.5,
    budget_watch: BudgetWatch = 1.5,
    budget_staff_share: BudgetStaffShare = 0.5,
    register: RegisterFile = None,
    only: Only = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Find what is worth asking about in monitor exports and advisors' reports, and write it down."""
    from safetytool.analysis.statistics.budget import Budget
    from safetytool.commands.analyse import (
        OUTPUTS,
        analyse_exports,
        as_bytes,
        reaches,
        summarise,
        write_outputs,
    )
    from safetytool.commands.remember import in_use

    register = in_use(register, config)
    with open_progress(quiet=quiet, verbose=verbose, as_json=as_json, tell=_teller(True)) as progress:
        outcome = analyse_exports(
            exports,
            previous=previous or [],
            advisors=advisor or [],
            schools=schools,
            profile=profile,
            year=year,
            school=school,
            language=lang.value,
            budget=Budget(budget_ask, budget_watch, budget_staff_share),
            register=register,
            config=config,
            progress=progress,
            on_warning=_teller(not quiet),
        )
        write_outputs(outcome, out, config, register, [name.value for name in only or []])
    if as_json:
        _print_bytes(as_bytes(outcome, OUTPUTS[0]))
    elif not quiet:
        summarise(outcome, _console(), out)
    if fail_on and reaches(outcome, fail_on.value):
        raise typer.Exit(SIGNALS)


@app.command()
def trend(
    exports: YearlyExports = None,
    advisor: Advisor = None,
    schools: Schools = None,
    profile: Profile = None,
    year: Year = None,
    school: School = None,
    config: Config = None,
    lang: Language = Lang.nl,
    out: Out = Path("safetytool-out"),
    fail_on: FailOn = None,  # noqa: ARG001
    register: RegisterFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Tell what moved across school years, how sure that is, and what can be compared with what.

    It looks for no signals, so --fail-on never makes it fail.
    """
    from safetytool.commands.remember import in_use
    from safetytool.commands.trend import OUTPUTS, as_bytes, summarise, trends_of, write_outputs

    with open_progress(quiet=quiet, verbose=verbose, as_json=as_json, tell=_teller(True)) as progress:
        outcome = trends_of(
            exports or [],
            advisors=advisor or [],
            schools=schools,
            profile=profile,
            year=year,
            school=school,
            language=lang.value,
            earlier=in_use(register, config),
            config=config,
            progress=progress,
            on_warning=_teller(not quiet),
        )
        write_outputs(outcome, out)
    if as_json:
        _print_bytes(as_bytes(outcome, OUTPUTS[0]))
    elif not quiet:
        summarise(outcome, _console(), out)


@app.command()
def check(
    exports: Exports,
    profile: Profile = None,
    year: Year = None,
    school: School = None,
    config: Config = None,  # noqa: ARG001
    lang: Language = Lang.nl,  # noqa: ARG001
    out: CheckOut = None,
    fail_on: FailOn = None,  # noqa: ARG001
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what was recognised in exports, what was not, how sure, and why.

    It looks for no signals, so --fail-on never makes it fail, and its messages are in English.
    """
    from safetytool.commands.check import check as check_exports
    from safetytool.commands.check import print_check, to_json

    report = check_exports(exports, profile=profile, year=year, school=school)
    _teller(verbose and not quiet)(f"{len(exports)} file(s) read")
    if out is not None:
        from safetytool.write.files import write_all

        write_all(out, {"check.json": _json_bytes(to_json(report))})
    if as_json:
        _print_bytes(_json_bytes(to_json(report)))
    elif not quiet:
        print_check(report, _console())


@app.command()
def profile(
    export: Annotated[
        Path, typer.Argument(help="An export that is not, or not wholly, recognised.", show_default=False)
    ],
    profile: Profile = None,
    out: Annotated[Path | None, typer.Option(help="File to write; standard output if not given.")] = None,
    year: Year = None,
    school: School = None,
    config: Config = None,  # noqa: ARG001
) -> None:
    """Write a draft profile to edit, for an export that is not recognised."""
    from safetytool.commands.profile import draft

    text = draft(export, profile=profile, year=year, school=school)
    if out is None:
        _print_bytes(text.encode())
    else:
        from safetytool.write.files import write_all

        write_all(out.parent, {out.name: text.encode()})


@app.command()
def questions(
    signals: Signals,
    document_format: DocumentFormat = Format.docx,
    audience: Audiences = None,
    only_school: OnlySchool = None,
    only_year: OnlyYear = None,
    schools: Schools = None,
    earlier: PreviousSignals = None,
    profile: Profile = None,  # noqa: ARG001
    config: Config = None,
    lang: SignalsLanguage = None,
    out: Out = Path("safetytool-out"),
    fail_on: FailOn = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write the questions that signals give, a sheet for every meeting."""
    from safetytool.commands.questions import reaches, read_sheets, sheets_json, write_questions
    from safetytool.documents import read_house

    audiences = audience or []
    sheets = read_sheets(
        signals,
        audiences=audiences,
        school=only_school,
        year=only_year,
        language=lang.value if lang else None,
        schools=schools,
        previous=earlier or [],
    )
    path = write_questions(
        sheets, out=out, fmt=document_format.value, audiences=audiences, house=read_house(config)
    )
    _teller(verbose and not quiet)(f"{len(sheets.meetings)} sheets for {len(sheets.signals)} signals")
    if as_json:
        _print_bytes(_json_bytes(sheets_json(sheets)))
    elif not quiet:
        typer.echo(str(path))
    if fail_on and reaches(sheets, fail_on.value):
        raise typer.Exit(SIGNALS)


@app.command()
def agenda(
    signals: AgendaSignals = None,
    talks_from: TalksFrom = None,
    schools: Schools = None,
    planned_year: PlannedYear = None,
    config: Config = None,
    lang: SignalsLanguage = None,
    out: Out = Path("safetytool-out"),
    quiet: Quiet = False,
) -> None:
    """Give the conversations of a school year their dates, as a calendar and on paper."""
    from safetytool.commands.agenda import write_agenda

    paths = write_agenda(
        signals,
        config=config,
        out=out,
        year=planned_year,
        language=lang.value if lang else None,
        talks_from=talks_from.date() if talks_from else None,
        schools=schools,
        on_warning=_teller(not quiet),
    )
    if not quiet:
        for path in paths:
            typer.echo(str(path))


app.command()(report)
app.command()(convert)


@app.command()
def items(
    lang: Language = Lang.nl,
    profile: Profile = None,
    config: Config = None,  # noqa: ARG001
    as_json: AsJson = False,
) -> None:
    """Show the item bank."""
    from safetytool.commands.items import items_json, print_items

    if as_json:
        _print_bytes(_json_bytes(items_json(profile=profile)))
    else:
        print_items(_console(), lang.value, profile=profile)


def _console() -> "Console":
    from rich.console import Console

    return Console(soft_wrap=False, highlight=False)


def _teller(told: bool) -> Callable[[str], None]:
    """Return what says something on standard error, or nothing."""

    def say(text: str) -> None:
        if told:
            typer.echo(f"safetytool: {text}", err=True)

    return say


def _json_bytes(document: object) -> bytes:
    import json

    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _print_bytes(content: bytes) -> None:
    """Write UTF-8 on standard output, whatever the terminal's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def main() -> NoReturn:
    """Run the command line; errors become one message and an exit status, never a traceback."""
    run(lambda: app(prog_name="safetytool"))
