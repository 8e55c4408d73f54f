"""Reading what a command is given: exports, and reports of confidential advisors."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from safetytool.bank import load_bank
from safetytool.errors import SafetytoolError
from safetytool.profiles import Profile
from safetytool.read import read_source
from safetytool.read.by_year import is_large
from safetytool.recognise import Hints, recognise
from safetytool.recognise.model import SourceMeaning
from safetytool.schools import SchoolRegister

if TYPE_CHECKING:
    from safetytool.advisors import AdvisorReport

WORD: Final = frozenset({".docx", ".docm", ".doc"})
"""A document is never a monitor export."""


Large = list[tuple[Path, bool]]


def by_size(
    exports: Sequence[Path], previous: Sequence[Path] = ()
) -> tuple[tuple[list[Path], list[Path]], Large]:
    """Set apart the files that are read a school year at a time.

    Returns
    -------
    The other exports and previous files; and the large ones, with whether each is history only.
    """
    large = {path for path in (*exports, *previous) if is_large(path)}
    small = [path for path in exports if path not in large], [path for path in previous if path not in large]
    both = [(path, False) for path in exports] + [(path, True) for path in previous]
    return small, [(path, history) for path, history in both if path in large]


def understood(
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


def read_reports(
    paths: Sequence[Path],
    year: str | None,
    school: str | None,
    register: SchoolRegister | None,
    on_step: Callable[[str], None],
) -> "list[AdvisorReport]":
    """Read the reports of confidential advisors."""
    if not paths:
        return []
    from safetytool.advisors import read_report

    reports = []
    for path in paths:
        on_step(f"reading {path.name}")
        reports.append(read_report(path, year=year, school=school, register=register))
    return reports


def read_either(
    paths: Sequence[Path],
    profile: Profile | None,
    hints: Hints,
    register: SchoolRegister | None,
    on_step: Callable[[str], None],
) -> "tuple[list[tuple[SourceMeaning, bool]], list[AdvisorReport]]":
    """Read files of which each may be an export, or a series of counts such as an advisor's report.

    A file in which no sheet is a monitor export is read as a report. Where that fails too it stays an export,
    so that the message tells what was not recognised in it.
    """
    meanings: list[tuple[SourceMeaning, bool]] = []
    reports: list[AdvisorReport] = []
    for path in paths:
        if path.suffix.casefold() in WORD:
            reports += read_reports([path], hints.year, hints.school, register, on_step)
            continue
        meaning = next(iter(understood([path], [], profile, hints, on_step)))[0]
        if not any(sheet.kind for sheet in meaning.sheets):
            try:
                found = read_reports([path], hints.year, hints.school, register, on_step)
                # Cells that only read like sentences are no series of counts.
                if found[0].has_tables:
                    reports += found
                    continue
            except SafetytoolError as error:
                # It had headings of a report, and one of its rows is wrong: that is what to say.
                if error.place.row is not None:
                    raise
        meanings.append((meaning, False))
    return meanings, reports
