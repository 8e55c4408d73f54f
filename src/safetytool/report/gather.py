"""Reading all that board.toml points at; one broken file does not keep the others from being read.

Consumes: `BoardConfig`. Returns: one `Evidence`, and what could not be used, with why. Leaves out: what the
evidence means.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import pandas as pd

from safetytool.advisors import read_report
from safetytool.bank import load_bank
from safetytool.errors import InputError, Place, SafetytoolError, UsageError
from safetytool.profiles import load_profile
from safetytool.read import read_source
from safetytool.recognise import Hints, recognise
from safetytool.report.config import BoardConfig, School
from safetytool.schools import SchoolRegister, read_schools
from safetytool.tidy import tidy
from safetytool.tidy.assemble import option_year

if TYPE_CHECKING:
    from safetytool.advisors import AdvisorReport
    from safetytool.bank.model import Bank
    from safetytool.recognise.model import SourceMeaning
    from safetytool.tidy.model import Evidence

T = TypeVar("T")

LEFT_BY_PROGRAMS: Final = ("~$", ".")
"""How the names of files begin that a program keeps beside an open one."""


@dataclass(frozen=True)
class Failure:
    """A file, or a pattern, that gave nothing."""

    name: str
    """Of the file, without its folder."""
    why: str
    """The message about it, for whoever looks after the files."""


@dataclass(frozen=True)
class Files:
    """What the patterns of board.toml stand for at this moment."""

    exports: tuple[Path, ...]
    advisors: tuple[Path, ...]
    failures: tuple[Failure, ...]
    """Patterns that fit no file."""


@dataclass(frozen=True)
class Hold:
    """What holds where the files do not say it: year, school, and the profile of the questionnaire."""

    year: str | None = None
    school: str | None = None
    profile: str | None = None


@dataclass(frozen=True)
class Gathered:
    """All that could be read."""

    evidence: "Evidence"
    register: SchoolRegister | None
    failures: tuple[Failure, ...]


def find_files(config: BoardConfig) -> Files:
    """Return the files that the patterns of `config` stand for, in the order of their paths."""
    failures: list[Failure] = []
    found = []
    for patterns in (config.exports, config.advisors):
        paths: set[Path] = set()
        for pattern in patterns:
            fitting = _fitting(config.file.parent, pattern)
            paths |= fitting
            if not fitting:
                failures.append(Failure(pattern, f"no file fits '{pattern}'."))
        found.append(paths)
    exports, advisors = found
    return Files(tuple(sorted(exports - advisors)), tuple(sorted(advisors)), tuple(failures))


def _fitting(folder: Path, pattern: str) -> set[Path]:
    whole = Path(pattern)
    if whole.is_absolute():
        folder, pattern = Path(whole.anchor), str(whole.relative_to(whole.anchor))
    return {
        path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith(LEFT_BY_PROGRAMS)
    }


def gather(
    config: BoardConfig, files: Files, hold: Hold, on_step: Callable[[str], None] = lambda _: None
) -> Gathered:
    """Read every file; those that cannot be used are left out and told.

    Parameters
    ----------
    config : of the board.
    files : as `find_files` found them.
    hold : what holds where the files do not say it.
    on_step : told what is being done.

    Raises
    ------
    SafetytoolError
        The profile or the register of schools cannot be used, or no export can; the first message says why.
    """
    failures = list(files.failures)
    profile = load_profile(hold.profile) if hold.profile else None
    register = _register(config)
    hints = Hints(year=option_year(hold.year), school=hold.school)
    known = load_bank()

    def export(path: Path) -> "SourceMeaning":
        return recognise(read_source(path), known, profile=profile, hints=hints)

    def report(path: Path) -> "AdvisorReport":
        return read_report(path, year=hints.year, school=hold.school, register=register)

    meanings = _each(files.exports, export, failures, on_step)
    reports = _each(files.advisors, report, failures, on_step)
    bank = profile.extend(known) if profile else known
    evidence = _together(meanings, reports, bank, hold, register, failures)
    return Gathered(evidence, register, tuple(failures))


def _each(
    paths: Sequence[Path],
    read: Callable[[Path], T],
    failures: list[Failure],
    on_step: Callable[[str], None],
) -> dict[Path, T]:
    """Read each file; what cannot be read is added to `failures`."""
    found = {}
    for path in paths:
        on_step(f"reading {path.name}")
        try:
            found[path] = read(path)
        except SafetytoolError as error:
            failures.append(_failure(path, error))
    return found


def _together(
    meanings: "dict[Path, SourceMeaning]",
    reports: "dict[Path, AdvisorReport]",
    bank: "Bank",
    hold: Hold,
    register: SchoolRegister | None,
    failures: list[Failure],
) -> "Evidence":
    """Put all in one table; a file that an error names is left out, and the rest is tried again."""
    while True:
        if not meanings:
            raise UsageError(
                "no monitor export could be used: " + " ".join(one.why for one in failures),
                do="Correct the files, or 'exports' in board.toml",
            )
        try:
            return tidy(
                [(meaning, False) for meaning in meanings.values()],
                bank,
                reports=list(reports.values()),
                year=hold.year,
                school=hold.school,
                register=register,
            )
        except SafetytoolError as error:
            path = _named(error, [*meanings, *reports])
            if path is None:
                raise
            failures.append(_failure(path, error))
            meanings.pop(path, None)
            reports.pop(path, None)


def _named(error: SafetytoolError, paths: Sequence[Path]) -> Path | None:
    """The one of the files that an error is about: its place, else the last that its words name."""
    by_name = {str(path): path for path in paths}
    if error.place.file in by_name:
        return by_name[error.place.file]
    named = [path for path in paths if str(path) in error.what or path.name in error.what]
    return named[-1] if named else None


def _failure(path: Path, error: SafetytoolError) -> Failure:
    """Say why, without the folders of the machine."""
    return Failure(path.name, str(error).replace(f"{path.parent}/", ""))


def _register(config: BoardConfig) -> SchoolRegister | None:
    if config.schools:
        return read_schools(config.schools)
    return listed_register(config.listed) if config.listed else None


def listed_register(schools: Sequence[School]) -> SchoolRegister:
    """The register that the tables [[school]] stand for."""
    return SchoolRegister(
        pd.DataFrame(
            {
                "school": [one.id for one in schools],
                "name": [one.name for one in schools],
                "sector": [one.sector for one in schools],
                "school_year": "",
                "class_name": "",
                "grade": "",
                "pupils": _numbers([one.pupils for one in schools]),
                "staff": _numbers([one.staff for one in schools]),
                "parents": np.nan,
            }
        )
    )


def _numbers(values: Sequence[int | None]) -> list[float]:
    return [np.nan if value is None else float(value) for value in values]


def report_year(evidence: "Evidence", wanted: str | None) -> str:
    """The school year to report on: the one that is wanted, or the latest that there are answers of.

    Raises
    ------
    InputError
        There are no answers of the year that is wanted.
    """
    years = {*evidence.responses.people["school_year"], *evidence.tally.rows["school_year"]}
    if wanted and wanted not in years:
        raise InputError(
            f"there are no answers of {wanted}",
            do=f"Choose one of {', '.join(sorted(years))}",
            place=Place(),
        )
    return wanted or max(years)
