"""Reading one input file: the way in for everything else."""

import hashlib
import os
from pathlib import Path

from safetytool.errors import InputError, Place
from safetytool.read import limits
from safetytool.read.codebook import attach_codebooks
from safetytool.read.formats import SUFFIXES, find_format
from safetytool.read.grid import Page
from safetytool.read.model import Source
from safetytool.read.table import read_page


def read_source(path: str | os.PathLike[str], *, base_name: str | None = None) -> Source:
    """Read an export in any supported format: its sheets, and the table found in each.

    Parameters
    ----------
    path
        The file.
    base_name
        The name by which to call the file, where it is not the one on disk.

    Raises
    ------
    InputError
        If the file is not there, cannot be read, or would be read wrongly; the message says
        where and what to do.
    MissingExtraError
        If the format needs an optional package that is not installed.
    """
    file = Path(path)
    name = base_name or file.name
    digest = check_and_hash(file)
    found = find_format(file)
    if found.read is None:
        raise AssertionError(f"{found.name} has no reader")
    pages = found.read(file, Path(name).stem)
    sheets = [read_page(page) if isinstance(page, Page) else page for page in pages]
    grids = [page.grid if isinstance(page, Page) else None for page in pages]
    return Source(os.fspath(path), name, digest, attach_codebooks(sheets, grids))


def check_and_hash(file: Path) -> str:
    """The SHA-256 of a file that is there, may be read and has a bearable size."""
    place = Place(str(file))
    try:
        if file.is_dir():
            raise InputError(
                "this is a folder, not a file",
                do=f"Name the files in it ({', '.join(SUFFIXES)})",
                place=place,
            )
        size = file.stat().st_size
        if size > limits.MAX_FILE_BYTES:
            limit = limits.MAX_FILE_BYTES >> 20
            raise InputError(
                f"the file is larger than {limit:,} MB", do="Split it by school year", place=place
            )
        if not size:
            raise InputError("the file is empty", do="Export it again", place=place)
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise InputError("there is no such file", do="Check the folder and the name", place=place) from error
    except PermissionError as error:
        raise InputError(
            "the file may not be read",
            do="Close it in other programs, or ask for the right to read it",
            place=place,
        ) from error
    except OSError as error:
        raise InputError(
            f"the file cannot be opened ({error.strerror})", do="Copy it to this computer", place=place
        ) from error
