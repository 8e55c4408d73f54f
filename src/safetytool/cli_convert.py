"""The command `safetytool convert`: its options, and what it prints."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from safetytool.options import AsJson, Config, Exports, Lang, Language, Profile, Quiet, School, Verbose, Year

Converted = Annotated[
    Path,
    # No setting of board.toml: `out` there is a folder for the other commands.
    typer.Option("--out", help="The Parquet file to write.", show_default=False),
]
Split = Annotated[
    bool,
    typer.Option("--split", help="Write several numbered files where one table would be read otherwise."),
]


def convert(
    exports: Exports,
    parquet: Converted,
    profile: Profile = None,
    year: Year = None,
    school: School = None,
    config: Config = None,  # noqa: ARG001
    lang: Language = Lang.nl,
    split: Split = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Turn spreadsheets into one Parquet file, once, so that later runs on it are fast."""
    from safetytool.commands.convert import convert_exports, summary
    from safetytool.progress import open_progress

    def say(text: str) -> None:
        if not quiet:
            typer.echo(f"safetytool: {text}", err=True)

    warnings: list[str] = []
    with open_progress(quiet=quiet, verbose=verbose, as_json=as_json, tell=say) as progress:
        done = convert_exports(
            exports,
            parquet,
            profile=profile,
            year=year,
            school=school,
            language=lang.value,
            split=split,
            progress=progress,
            on_warning=warnings.append,
        )
    for warning in warnings:
        say(warning)
    told = summary(done)
    if headers := told["left_out"]["not_apart"]:
        say(f"left out, because together with the others it would be read otherwise: {', '.join(headers)}")
    if as_json:
        sys.stdout.flush()
        sys.stdout.buffer.write((json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())
        sys.stdout.buffer.flush()
    elif not quiet:
        say(f"{told['files']} files, {told['sheets']} sheets, {told['rows']:,} rows")
        for path in done.paths:
            typer.echo(str(path))
