"""Reading the exports one after another, and keeping of each only what is needed of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np

from safetytool.bank.model import Bank
from safetytool.errors import InputError, Place, UsageError
from safetytool.profiles import Profile
from safetytool.progress import Progress
from safetytool.read import read_source
from safetytool.read.cells import smallest
from safetytool.read.model import Column
from safetytool.recognise import Hints, recognise
from safetytool.recognise.model import ColumnMeaning, SheetMeaning, SourceMeaning
from safetytool.tidy.sheet import InputSheet


@dataclass
class Gathered:
    """The sheets of all files that are used, and what of them is not."""

    kind: Literal["respondents", "aggregated"] = "respondents"
    sheets: list[InputSheet] = field(default_factory=list)
    files: int = 0
    ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(header, why) -> in how many sheets such a column is left out."""
    unused: list[str] = field(default_factory=list)
    """Sheets with a table that is no export: 'file, sheet, why'."""


def gather(
    exports: Sequence[Path], bank: Bank, profile: Profile | None, hints: Hints, progress: Progress
) -> Gathered:
    """Read every file and keep its used sheets.

    Raises
    ------
    InputError
        A file cannot be read, or no sheet of it is an export.
    UsageError
        A file is given twice, or some have a row a respondent and others counted answers.
    """
    found = Gathered()
    seen: dict[str, str] = {}
    progress.start(sum(_size(path) for path in exports), "bytes")
    for path in exports:
        progress.on_step(f"reading {path.name}")
        source = read_source(path)
        if other := seen.get(source.sha256):
            raise UsageError(f"{path} and {other} are the same file", do="Give it once")
        seen[source.sha256] = str(path)
        _take(found, recognise(source, bank, profile=profile, hints=hints))
        progress.advance(_size(path))
    return found


def _size(path: Path) -> int:
    """Return the size of a file; 0 where there is none, which reading it then says."""
    return path.stat().st_size if path.is_file() else 0


def _take(found: Gathered, meaning: SourceMeaning) -> None:
    """Add the used sheets of a file."""
    used = [sheet for sheet in meaning.sheets if sheet.kind is not None]
    name = meaning.source.name
    if not used:
        why = "; ".join(f"sheet '{sheet.sheet.name}': {sheet.why}" for sheet in meaning.sheets)
        raise InputError(
            f"nothing in it is recognised as a monitor export ({why})",
            do="'safetytool check' shows what is recognised; 'safetytool profile' drafts a profile",
            place=Place(meaning.source.path),
        )
    for sheet in used:
        kind = sheet.kind or "respondents"
        if found.sheets and kind != found.kind:
            raise _mixed(found.sheets[0], f"{name}, sheet '{sheet.sheet.name}'")
        found.kind = kind
        for column in sheet.columns:
            if column.role == "ignored":
                found.ignored[column.column.header, column.why] += 1
        found.sheets.append(
            InputSheet(_compact(sheet), meaning.source.path, name, found.files, history=False)
        )
    found.unused += [
        f"{name}, sheet '{sheet.sheet.name}': {sheet.why}"
        for sheet in meaning.sheets
        if sheet.kind is None and sheet.sheet.table is not None
    ]
    found.files += 1


def _mixed(first: InputSheet, other: str) -> UsageError:
    counted, single = (first.label, other) if first.meaning.kind == "aggregated" else (other, first.label)
    return UsageError(
        f"{counted} has counted answers and {single} has a row a respondent: one table cannot hold both",
        do="Convert them apart, and give both Parquet files to analyse",
    )


def _compact(sheet: SheetMeaning) -> SheetMeaning:
    """Return a sheet without the columns that are left out, and its codes in the smallest type."""
    known: dict[int, Column] = {}

    def compact(column: Column) -> Column:
        if id(column) not in known:
            known[id(column)] = replace(column, codes=smallest(column.codes, len(column.values)))
        return known[id(column)]

    columns: list[ColumnMeaning] = [
        replace(meaning, column=compact(meaning.column))
        for meaning in sheet.columns
        if meaning.role != "ignored"
    ]
    table = sheet.sheet.table
    if table is None:
        return sheet
    kept = {meaning.column.position for meaning in columns}
    small = replace(
        table,
        rows=table.rows.astype(np.int64),
        columns=tuple(compact(column) for column in table.columns if column.position in kept),
    )
    return replace(sheet, sheet=replace(sheet.sheet, table=small), columns=tuple(columns))
