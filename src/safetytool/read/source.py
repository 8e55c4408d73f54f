"""Reading one input file: the way in for everything else."""

import os
from pathlib import Path

from safetytool.read.codebook import attach_codebooks
from safetytool.read.formats import find_format
from safetytool.read.grid import Page
from safetytool.read.model import Source
from safetytool.read.on_disk import as_it_is, check_and_hash, refuse_change, told
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
    with told(file):
        before = as_it_is(file)
    digest = check_and_hash(file)
    found = find_format(file)
    if found.read is None:
        raise AssertionError(f"{found.name} has no reader")
    pages = found.read(file, Path(name).stem)
    with told(file):
        refuse_change(file, before)
    sheets = [read_page(page) if isinstance(page, Page) else page for page in pages]
    grids = [page.grid if isinstance(page, Page) else None for page in pages]
    return Source(os.fspath(path), name, digest, attach_codebooks(sheets, grids))
