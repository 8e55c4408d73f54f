"""`safetytool convert`: spreadsheets in, one Parquet file out, that is read as they are themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from safetytool.bank import load_bank
from safetytool.bank.model import Language
from safetytool.convert import ConvertedTable, Gathered, gather, parquet_bytes, tables_of
from safetytool.convert.tables import Settings
from safetytool.errors import Place, UsageError
from safetytool.profiles import load_profile
from safetytool.progress import Progress, Unseen
from safetytool.recognise import Hints
from safetytool.recognise.context import sheet_context
from safetytool.recognise.places import normalise_school
from safetytool.tidy.assemble import option_year
from safetytool.write.files import write_all

SUFFIX: Final = ".parquet"


@dataclass(frozen=True)
class Converted:
    """What was written, and of what."""

    paths: tuple[Path, ...]
    tables: tuple[ConvertedTable, ...]
    gathered: Gathered

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user must hear of: rows that are not there, or stand there once."""
        return tuple(dict.fromkeys(note for sheet in self.gathered.sheets for note in sheet.notes))


def convert_exports(
    exports: Sequence[Path],
    out: Path,
    *,
    profile: str | None = None,
    year: str | None = None,
    school: str | None = None,
    language: Language = "nl",
    split: bool = False,
    progress: Progress | None = None,
    on_warning: Callable[[str], None] = lambda _: None,
) -> Converted:
    """Turn exports into one Parquet file, or leave everything as it was.

    Parameters
    ----------
    exports : spreadsheets in any format that is read.
    out : the file to write, its name ending in .parquet.
    profile : name or file of a profile.
    year, school : hold where the files do not say.
    language : of the answers that are written in the words of the bank.
    split : write several files, numbered behind their names, where one table would be read otherwise.
    progress : told what is being done, and how many bytes of the files are read.
    on_warning : told what was left out or counted once.

    Raises
    ------
    SafetytoolError
        Something in the files or in the call is wrong.
    """
    progress = progress or Unseen()
    _refuse_name(out, exports)
    year = option_year(year)
    school = normalise_school(school) if school else None
    used = load_profile(profile) if profile else None
    bank = used.extend(load_bank()) if used else load_bank()
    gathered = gather(exports, load_bank(), used, Hints(year=year, school=school), progress)
    progress.on_step("putting everything together")
    settings = Settings(bank, used, year, school, language, split)
    tables = tables_of(gathered, settings, out.stem)
    names = [out.name] if not split else [f"{out.stem}-{i}{SUFFIX}" for i in range(1, len(tables) + 1)]
    if split:
        _refuse_leftover(out, len(tables))
    progress.on_step(f"writing {out.name}")
    contents = {name: parquet_bytes(table) for name, table in zip(names, tables, strict=True)}
    paths = write_all(out.parent, contents)
    done = Converted(tuple(paths), tuple(tables), gathered)
    for warning in done.warnings:
        on_warning(warning)
    return done


def _refuse_name(out: Path, exports: Sequence[Path]) -> None:
    """Refuse a name under which the result would not be read, or would destroy a file that was given."""
    if out.suffix.casefold() != SUFFIX:
        raise UsageError(f"--out {out} is no Parquet file", do=f"Give it a name that ends in {SUFFIX}")
    if any(path.exists() and out.exists() and path.samefile(out) for path in exports):
        raise UsageError(f"--out {out} is one of the files to convert", do="Choose another name")
    # The name of a file is read as well; one that says an impossible year is refused now and not later.
    sheet_context(out.name, out.stem, ())


def _refuse_leftover(out: Path, tables: int) -> None:
    """Refuse to leave a file of an earlier conversion beside the new ones, where it would be counted too."""
    left = out.with_name(f"{out.stem}-{tables + 1}{SUFFIX}")
    if left.exists():
        raise UsageError(
            f"there is one file more of an earlier conversion, and {tables} are written now",
            do="Remove it, or choose another --out",
            place=Place(str(left)),
        )


def summary(done: Converted) -> dict[str, Any]:
    """Return what was done, as the machine-readable result."""
    gathered = done.gathered
    return {
        "out": [
            {"name": path.name, "rows": table.rows, "columns": [column.header for column in table.columns]}
            for path, table in zip(done.paths, done.tables, strict=True)
        ],
        "files": gathered.files,
        "sheets": len(gathered.sheets),
        "rows": sum(table.rows for table in done.tables),
        "left_out": {
            "columns": [
                {"header": header, "why": why, "sheets": sheets}
                for (header, why), sheets in sorted(gathered.ignored.items())
            ],
            "not_apart": sorted({header for table in done.tables for header in table.left_out}),
            "sheets": gathered.unused,
        },
        "notes": list(done.warnings),
    }
