"""The command line of `safetytool register`: what was done with signals."""

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safetytool.exits import SIGNALS, WRONG_INPUT
from safetytool.options import AsJson, Config, FailOn, Lang, Language, Out, Quiet, RegisterFile, Schools

if TYPE_CHECKING:
    from rich.console import Console

    from safetytool.register.model import Kind


register_app = typer.Typer(
    name="register",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What was done with signals: look it up, record it, see what is due.",
)


class ExportFormat(StrEnum):
    """Form in which the register is given away."""

    xlsx = "xlsx"
    csv = "csv"
    parquet = "parquet"


Id = Annotated[str, typer.Argument(help="Id of a signal, or how it starts.", show_default=False)]
OfSchool = Annotated[str | None, typer.Option("--school", help="Only this school.", show_default=False)]
OfYear = Annotated[str | None, typer.Option("--year", help="Only this school year.", show_default=False)]
# Not enumerations: the tool says itself what there is, as it does of schools and years.
OfTier = Annotated[
    str | None, typer.Option("--tier", help="Only act, ask or watch, and what is above.", show_default=False)
]
OfState = Annotated[
    str | None,
    typer.Option(
        "--state",
        help="Only waiting (all but closed), open, planned, talked, answered, evaluated or closed.",
        show_default=False,
    ),
]
Author = Annotated[
    str | None, typer.Option(help="Who records it.", show_default="your user name on this computer")
]
Why = Annotated[
    str | None, typer.Option("--why", help="The reason, short and without names.", show_default=False)
]


def _text(name: str, about: str) -> Any:
    return typer.Option(name, help=about, show_default=False)


@register_app.command("list")
def list_signals(
    register: RegisterFile = None,
    schools: Schools = None,
    only_school: OfSchool = None,
    only_year: OfYear = None,
    tier: OfTier = None,
    state: OfState = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
) -> None:
    """Show the signals, and how far people got with them."""
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import print_list

    names = commands.school_names(schools)
    found = commands.chosen(
        commands.register_file(register, config), school=only_school, year=only_year, tier=tier, state=state
    )
    _show(
        as_json,
        lambda: commands.document("signals", [commands.record_json(record) for record in found]),
        lambda console: print_list(found, console, lang.value, names),
    )


@register_app.command()
def show(
    signal: Id,
    register: RegisterFile = None,
    schools: Schools = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
) -> None:
    """Show one signal, all that was recorded of it, and the same matter in other years."""
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import print_shown

    names = commands.school_names(schools)
    shown = commands.show(commands.register_file(register, config), signal)
    _show(
        as_json,
        lambda: commands.shown_json(shown),
        lambda console: print_shown(shown, console, lang.value, names),
    )


@register_app.command()
def answer(
    signal: Id,
    owner: Annotated[str | None, _text("--owner", "Who takes it up: a role or a colleague.")] = None,
    date: Annotated[str | None, _text("--date", "Day of the conversation, held or planned.")] = None,
    talked_with: Annotated[str | None, _text("--with", "With whom: roles, no names.")] = None,
    learnt: Annotated[str | None, _text("--learnt", "What was learnt, short and without names.")] = None,
    change: Annotated[str | None, _text("--change", "What changes in policy or practice.")] = None,
    evaluate_on: Annotated[str | None, _text("--evaluate-on", "Day on which to look back.")] = None,
    evaluated: Annotated[str | None, _text("--evaluated", "Day on which one looked back.")] = None,
    author: Author = None,
    register: RegisterFile = None,
    schools: Schools = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Record what was done with a signal. On a terminal, without options, it asks."""
    from safetytool.commands import register as commands

    given: dict[Kind, str | None] = {
        "assigned": owner, "talked": date, "talked_with": talked_with, "learnt": learnt, "changed": change,
        "evaluate_on": evaluate_on, "evaluated": evaluated,
    }  # fmt: skip
    said = {kind: value for kind, value in given.items() if value is not None}
    path = commands.register_file(register, config)
    if not said and _is_terminal():
        show(signal, register, schools, config, lang)
        said = _asked(lang)
    _record(path, signal, said, author, schools, lang, as_json, quiet)


@register_app.command()
def close(
    signal: Id,
    why: Why = None,
    author: Author = None,
    register: RegisterFile = None,
    schools: Schools = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Close a signal, with the reason."""
    from safetytool.commands import register as commands

    path = commands.register_file(register, config)
    _record(path, signal, _reason("closed", why, lang), author, schools, lang, as_json, quiet)


@register_app.command()
def reopen(
    signal: Id,
    why: Why = None,
    author: Author = None,
    register: RegisterFile = None,
    schools: Schools = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Open a closed signal again, with the reason."""
    from safetytool.commands import register as commands

    path = commands.register_file(register, config)
    _record(path, signal, _reason("reopened", why, lang), author, schools, lang, as_json, quiet)


@register_app.command()
def due(
    register: RegisterFile = None,
    schools: Schools = None,
    only_school: OfSchool = None,
    config: Config = None,
    lang: Language = Lang.nl,
    fail_on: FailOn = None,
    as_json: AsJson = False,
) -> None:
    """Show what waits: answers, planned conversations and evaluations whose day has come."""
    from safetytool.bank.model import TIERS
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import print_due

    names = commands.school_names(schools)
    found = commands.what_is_due(commands.register_file(register, config), config, only_school)
    _show(
        as_json,
        lambda: commands.due_json(found),
        lambda console: print_due(found, console, lang.value, names),
    )
    worst = TIERS.index(fail_on.value) if fail_on else -1
    if any(TIERS.index(one.record.signal.tier) <= worst for one in found):
        raise typer.Exit(SIGNALS)


@register_app.command()
def numbers(
    register: RegisterFile = None,
    schools: Schools = None,
    only_school: OfSchool = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
) -> None:
    """Count per school and year how far people got with `act` and `ask` signals."""
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import print_numbers

    names = commands.school_names(schools)
    rows = commands.numbers(commands.register_file(register, config), config, only_school)
    _show(
        as_json,
        lambda: commands.document("loop", rows),
        lambda console: print_numbers(rows, console, lang.value, names),
    )


@register_app.command()
def export(
    document_format: Annotated[
        ExportFormat, typer.Option("--format", help="Form of the file.")
    ] = ExportFormat.xlsx,
    register: RegisterFile = None,
    config: Config = None,
    out: Out = Path("safetytool-out"),
    quiet: Quiet = False,
) -> None:
    """Write everything that was recorded as a table for other programs."""
    from safetytool.commands import register as commands

    written = commands.export(commands.register_file(register, config), out, document_format.value)
    if not quiet:
        typer.echo(str(written))


@register_app.command("import")
def import_list(
    filled_in: Annotated[
        Path, typer.Argument(help="A filled-in action list, questions.xlsx.", show_default=False)
    ],
    skip: Annotated[bool, typer.Option("--skip", help="Leave out rows that are refused.")] = False,
    author: Author = None,
    register: RegisterFile = None,
    config: Config = None,
    lang: Language = Lang.nl,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Take over a filled-in action list, and tell what it changed."""
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import import_lines

    path = commands.register_file(register, config)
    taken = commands.take_over(path, filled_in, skip=skip, author=author)
    for line in taken.refused:
        typer.echo(f"safetytool: {line}", err=True)
    if as_json:
        _print_json(commands.document("recorded", taken.notes) | {"refused": list(taken.refused)})
    elif not quiet:
        for line in import_lines(taken, lang.value):
            typer.echo(line)


@register_app.command()
def check(register: RegisterFile = None, config: Config = None, quiet: Quiet = False) -> None:
    """Look through the whole file for damage; exit status 2 if there is any."""
    from safetytool.commands import register as commands

    path = commands.register_file(register, config)
    problems = commands.check(path)
    for problem in problems:
        typer.echo(f"safetytool: {path}: {problem}", err=True)
    if problems:
        raise typer.Exit(WRONG_INPUT)
    if not quiet:
        typer.echo(f"{path}: all entries are in order")


@register_app.command()
def purge(
    keep_years: Annotated[
        int, typer.Option("--years", help="School years to keep, before the one of today.", min=1, max=50)
    ] = 5,
    anonymise: Annotated[
        bool, typer.Option("--anonymise", help="Keep what can be counted, and remove all words.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this it only tells.")] = False,
    author: Author = None,
    register: RegisterFile = None,
    config: Config = None,
) -> None:
    """Remove what is too old to keep, or make it anonymous."""
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import purge_lines

    path = commands.register_file(register, config)
    found = commands.clean_up(path, keep_years, anonymise=anonymise, sure=yes, author=author)
    for line in purge_lines(found, anonymise=anonymise, sure=yes):
        typer.echo(line)


# -- what several commands share ----------------------------------------------------------


def _record(
    path: Path,
    signal: str,
    said: "dict[Kind, str]",
    author: str | None,
    schools: Path | None,
    lang: Lang,
    as_json: bool,
    quiet: bool,
) -> None:
    """Record what was said, and show the signal as it is then."""
    from safetytool.commands import register as commands
    from safetytool.commands.register_tables import print_shown

    names = commands.school_names(schools)
    record = commands.record_notes(path, signal, said, author)
    if as_json:
        _print_json({"schema_version": commands.SCHEMA_VERSION, "signal": commands.record_json(record)})
    elif not quiet:
        print_shown(commands.show(path, record.id), _console(), lang.value, names)


def _asked(lang: Lang) -> "dict[Kind, str]":
    """Ask for everything that can be said of a signal; what is left empty is not recorded."""
    from safetytool.register.words import word

    kinds: tuple[tuple[Kind, str], ...] = (
        ("assigned", "assigned"), ("talked", "date"), ("talked_with", "talked_with"), ("learnt", "learnt"),
        ("changed", "changed"), ("evaluate_on", "evaluate_on"),
    )  # fmt: skip
    asked = ((kind, _prompt(word(f"ask.{key}", lang.value))) for kind, key in kinds)
    return {kind: value for kind, value in asked if value}


def _reason(kind: "Kind", why: str | None, lang: Lang) -> "dict[Kind, str]":
    """Return why something is closed or opened, asked for on a terminal."""
    from safetytool.errors import UsageError
    from safetytool.register.words import word

    if why is None and _is_terminal():
        why = _prompt(word("ask.why", lang.value))
    if not why:
        raise UsageError("the reason is missing", do="Give it with --why")
    return {kind: why}


def _prompt(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False)).strip()


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _show(as_json: bool, document: Callable[[], dict[str, Any]], table: "Callable[[Console], None]") -> None:
    if as_json:
        _print_json(document())
    else:
        table(_console())


def _console() -> "Console":
    from rich.console import Console

    return Console(soft_wrap=False, highlight=False)


def _print_json(document: dict[str, Any]) -> None:
    """Write UTF-8 on standard output, whatever the terminal's own encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write((json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    sys.stdout.buffer.flush()
