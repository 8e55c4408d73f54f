"""A run of `safetytool report` that nobody watches: one at a time, nothing twice, all or nothing."""

import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from safetytool.commands.report import (
    SUMMARY,
    Wanted,
    earlier_records,
    make_report,
    outputs_of,
)
from safetytool.documents import read_house
from safetytool.documents.section import read_section
from safetytool.errors import SafetytoolError, UsageError
from safetytool.report.gather import Files, find_files
from safetytool.unattended import RunLock, current_since, fingerprint, is_current, write_current
from safetytool.write.stamp import VARIABLE

if TYPE_CHECKING:
    from safetytool.unattended import Log

CHAIR: Final = "chair-"
"""How the name of the document for the chair begins."""


@dataclass(frozen=True)
class Ran:
    """What a run did."""

    paths: tuple[Path, ...]
    """What was written; empty where nothing was new."""
    since: str
    """Since when there is nothing new; '' where something was written."""
    summary: Mapping[str, Any]
    """As in report.json."""
    messages: tuple[str, ...]
    """One for every file that could not be used; of an earlier run only its name."""

    @property
    def chair(self) -> Path | None:
        """The document for the chair, where one was written."""
        return next((path for path in self.paths if path.name.startswith(CHAIR)), None)


def run_report(
    wanted: Wanted,
    log: "Log",
    *,
    force: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> Ran:
    """Write the report, unless nothing changed since it was written.

    Parameters
    ----------
    wanted : what is asked for.
    log : told what is done; never with data.
    force : write it also where nothing changed.
    on_step, on_warning : told what is being done, and what was left out.

    Raises
    ------
    SafetytoolError
        Something is wrong, another run is writing in the folder, or it cannot be written.
    """
    try:
        with RunLock(wanted.out):
            return _run(wanted, log, force, on_step, on_warning)
    except SafetytoolError as error:
        log(str(error), "error")
        raise


def _run(
    wanted: Wanted,
    log: "Log",
    force: bool,
    on_step: Callable[[str], None],
    on_warning: Callable[[str], None],
) -> Ran:
    files = find_files(wanted.config)
    told = _last_summary(wanted)
    if told and not force and is_current(wanted.out, _key(wanted, files, told["school_year"]), [SUMMARY]):
        since = f"{current_since(wanted.out):%Y-%m-%d %H:%M}"
        log(f"nothing new since {since}")
        return Ran((), since, told, tuple(f"{name} could not be used" for name in told["failures"]))
    log(f"reading {len(files.exports)} exports and {len(files.advisors)} advisors' reports")
    before = _read_from(files)
    made = make_report(wanted, files, on_step)
    if _read_from(files) != before:
        raise UsageError("a file changed while it was being read", do="Run it again; nothing was written")
    for warning in made.warnings:
        on_warning(warning)
    for failure in made.material.failures:
        log(f"{failure.name} could not be used", "warning")
    outputs = outputs_of(made, wanted, read_house(wanted.config.file))
    for warning in _left_of_earlier(wanted, made.report.school_year, outputs):
        log(warning, "warning")
        on_warning(warning)
    paths = write_current(wanted.out, _key(wanted, files, made.report.school_year), outputs)
    log(f"{len(paths)} files written: {', '.join(path.name for path in paths)}")
    why = tuple(failure.why for failure in made.material.failures)
    return Ran(tuple(paths), "", json.loads(outputs[SUMMARY]), why)


def _read_from(files: Files) -> str:
    """Return what identifies the contents of the files that a run reads."""
    return fingerprint([*files.exports, *files.advisors], {})


def _left_of_earlier(wanted: Wanted, year: str, outputs: Collection[str]) -> list[str]:
    """Say that a chair's document of an earlier run is still there, where this run has none for its year."""
    name = f"{CHAIR}{year}.docx"
    if name in outputs or not (wanted.out / name).exists():
        return []
    return [f"{name} of an earlier run still stands in {wanted.out}; what it tells is no longer found."]


def _last_summary(wanted: Wanted) -> Mapping[str, Any] | None:
    """Return what the last run here said; None where there is nothing that can be read."""
    try:
        told = json.loads((wanted.out / SUMMARY).read_bytes())
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and {"school_year", "failures"} <= set(told) else None


def _key(wanted: Wanted, files: Files, year: str) -> str:
    """Return what identifies a report on a school year."""
    return fingerprint(_inputs(wanted, files, year), _settings(wanted, files))


def _inputs(wanted: Wanted, files: Files, year: str) -> list[Path]:
    """Return every file that the report depends on; its own record is none of them."""
    config = wanted.config
    house = read_section(config.file, "house_style")
    named = [house.path(key) for key in ("logo", "template")] if house else []
    profile = Path(wanted.hold.profile) if wanted.hold.profile else None
    one_each = [config.schools, wanted.register, profile if profile and profile.is_file() else None, *named]
    return [
        config.file,
        *files.exports,
        *files.advisors,
        *(path for path in one_each if path is not None and path.exists()),
        *earlier_records(wanted, year),
    ]


def _settings(wanted: Wanted, files: Files) -> dict[str, object]:
    return {
        "config": wanted.config,
        "language": wanted.language,
        "hold": wanted.hold,
        "budget": wanted.budget,
        "strict": wanted.strict,
        "forget": wanted.forget,
        "missing": [failure.name for failure in files.failures],
        "date": os.environ.get(VARIABLE),
    }
