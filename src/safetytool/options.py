"""The options of the command line, each written once."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from safetytool import limits


class Lang(StrEnum):
    """Language of what is written."""

    nl = "nl"
    en = "en"


class Format(StrEnum):
    """Form of the question lists."""

    docx = "docx"
    xlsx = "xlsx"
    md = "md"


class Recipients(StrEnum):
    """For whom a report is."""

    board = "board"
    working_group = "working_group"


class Written(StrEnum):
    """The files that `analyse` writes."""

    signals_json = "signals.json"
    signals_xlsx = "signals.xlsx"
    report_html = "report.html"
    questions_docx = "questions.docx"


class Threshold(StrEnum):
    """Tier from which signals make the exit status 1."""

    act = "act"
    ask = "ask"
    watch = "watch"


BOARD_TOML = Path("board.toml")


def take_settings(ctx: typer.Context, value: Path | None) -> Path | None:
    """Take board.toml as the defaults of the other options, and its limits as those of this run."""
    settings = {}
    if value is not None:
        from safetytool.settings import read_settings

        settings = read_settings(value)
        ctx.default_map = {**(ctx.default_map or {}), **settings}
    limits.use(settings)
    return value


def take_board(ctx: typer.Context, value: Path | None) -> Path | None:
    """Take board.toml as `take_settings` does: the one that is given, or the one in this folder.

    One that does not exist is told by the command, because `--init` is there to make it.
    """
    file = value or BOARD_TOML
    return take_settings(ctx, file) if file.exists() else value


def _env(name: str) -> str:
    return f"SAFETYTOOL_{name}"


Exports = Annotated[
    list[Path],
    typer.Argument(help="Monitor exports: xlsx, xls, ods, csv, sav or parquet.", show_default=False),
]
YearlyExports = Annotated[
    list[Path] | None,
    typer.Argument(help="Monitor exports of several school years, or series of counts.", show_default=False),
]
Profile = Annotated[
    str | None,
    typer.Option(
        help="Profile (TOML) that says what the columns of this questionnaire mean.", envvar=_env("PROFILE")
    ),
]
Year = Annotated[
    str | None,
    typer.Option(help="School year, as 2024-2025, where the files do not say it.", envvar=_env("YEAR")),
]
School = Annotated[
    str | None,
    typer.Option(
        help="School (BRIN, location code or name), where the files do not say it.", envvar=_env("SCHOOL")
    ),
]
Schools = Annotated[
    Path | None,
    typer.Option(
        help="Register of schools: name, sector, pupils and staff per school or class.",
        envvar=_env("SCHOOLS"),
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        help="Settings file (board.toml).", envvar=_env("CONFIG"), callback=take_settings, is_eager=True
    ),
]
Language = Annotated[Lang, typer.Option("--lang", help="Language of what is written.", envvar=_env("LANG"))]
AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print the machine-readable result on standard output, and nothing else."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.", envvar=_env("QUIET"))]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say what is being done.", envvar=_env("VERBOSE"))
]


Previous = Annotated[
    list[Path] | None,
    typer.Option(help="Export of earlier years: history only. May be repeated.", show_default=False),
]
Advisor = Annotated[
    list[Path] | None,
    typer.Option(
        help="Report of a confidential advisor: a spreadsheet or a Word document. May be repeated.",
        show_default=False,
        envvar=_env("ADVISOR"),
    ),
]
Out = Annotated[Path, typer.Option(help="Folder for what is written.", envvar=_env("OUT"))]
FailOn = Annotated[
    Threshold | None,
    typer.Option(
        help="Exit with status 1 if there are signals of this tier or above.", envvar=_env("FAIL_ON")
    ),
]
Only = Annotated[
    list[Written] | None,
    typer.Option(
        help="Write this file and no other; may be repeated. For a country, whose questions nobody prints."
    ),
]
BudgetAsk = Annotated[
    float, typer.Option(help="False 'ask' signals to expect per school and year.", min=0.01, max=10)
]
BudgetWatch = Annotated[
    float, typer.Option(help="False 'watch' signals to expect per school and year.", min=0.01, max=30)
]
BudgetStaffShare = Annotated[
    float, typer.Option(help="Part of both that is kept for questions about staff.", min=0.05, max=0.95)
]
RegisterFile = Annotated[
    Path | None,
    typer.Option(
        "--register",
        help="Register of signals and what was done with them; made on first use.",
        envvar=_env("REGISTER"),
        show_default="register.sqlite beside board.toml, if it is there",
    ),
]
CheckOut = Annotated[
    Path | None,
    typer.Option("--out", help="Folder for check.json; not written if not given.", show_default=False),
]
# The names of these parameters differ from those of analyse, because board.toml sets options by name.
Signals = Annotated[Path, typer.Argument(help="A signals.json that analyse wrote.", show_default=False)]
AgendaSignals = Annotated[
    Path | None,
    typer.Argument(
        help="A signals.json; without it only the conversations that come back every year.",
        show_default=False,
    ),
]
DocumentFormat = Annotated[
    Format, typer.Option("--format", help="A document to print, an action list, or plain text.")
]
Audiences = Annotated[
    list[str] | None,
    typer.Option(
        "--audience",
        help="Only the sheets for these: team, pupils, parents, advisor, board, ... May be repeated.",
        show_default=False,
    ),
]
OnlySchool = Annotated[
    str | None, typer.Option("--school", help="Only the signals of this school.", show_default=False)
]
OnlyYear = Annotated[
    str | None, typer.Option("--year", help="Only the signals of this school year.", show_default=False)
]
PreviousSignals = Annotated[
    list[Path] | None,
    typer.Option(
        "--previous",
        help="A signals.json of an earlier year, to refer to. May be repeated.",
        show_default=False,
    ),
]
SignalsLanguage = Annotated[
    Lang | None,
    typer.Option(
        "--lang", help="Language of what is written; that of the signals if not given.", envvar=_env("LANG")
    ),
]
TalksFrom = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        help="From when conversations about signals are planned.",
        formats=["%Y-%m-%d"],
        show_default=False,
    ),
]
PlannedYear = Annotated[
    str | None,
    typer.Option("--year", help="The school year to plan, as 2025-2026.", show_default=False),
]
BoardToml = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Settings file; board.toml in this folder if not given.",
        envvar=_env("CONFIG"),
        callback=take_board,
        is_eager=True,
        show_default=False,
    ),
]
ReportFor = Annotated[
    Recipients | None,
    typer.Option(
        "--for",
        help="For whom: the board, or the working group (with small counts, not to pass on).",
        envvar=_env("REPORT_FOR"),
        show_default=False,
    ),
]
ReportYear = Annotated[
    str | None,
    typer.Option(
        "--report-year",
        help="School year to report on, as 2024-2025; the latest if not given.",
        envvar=_env("REPORT_YEAR"),
        show_default=False,
    ),
]
