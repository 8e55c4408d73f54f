"""Reading .sav (SPSS) with its variable labels and value labels."""

from pathlib import Path
from typing import Any

import numpy as np

from safetytool.errors import InputError, MissingExtraError, Place
from safetytool.read.cells import clean, clean_text, encode
from safetytool.read.model import Cell, Column, Sheet
from safetytool.read.parquet import sheet_of


def read_spss(path: Path, sheet_name: str) -> list[Sheet]:
    """The only sheet of an SPSS file; values that it declares missing are empty.

    Rows are numbered as if the variable names were row 1.

    Raises
    ------
    MissingExtraError
        If pyreadstat is not installed.
    InputError
        If the file is damaged.
    """
    try:
        import pyreadstat
    except ImportError as error:
        raise MissingExtraError("SPSS files need pyreadstat", "spss", place=Place(path.name)) from error
    try:
        data, about = pyreadstat.read_sav(path, output_format="dict", user_missing=False)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError, ValueError) as error:
        raise InputError(
            "the SPSS file is damaged or not complete",
            do="Export it again, or save it from SPSS as .csv with value labels",
            place=Place(path.name),
        ) from error
    columns = tuple(
        _read_column(name, place, data[name], about.column_names_to_labels, about.variable_value_labels)
        for place, name in enumerate(about.column_names)
    )
    return [sheet_of(sheet_name, columns, len(next(iter(data.values()), ())))]


def _read_column(
    name: str, place: int, raw: Any, texts: dict[str, str | None], labels: dict[str, dict[Any, str]]
) -> Column:
    cells = np.empty(len(raw), dtype=object)
    cells[:] = list(raw)
    codes, values = encode(cells)
    known: dict[Cell, str] = {}
    for value, label in labels.get(name, {}).items():
        cell, text = clean(value), clean_text(label)
        if cell is not None and text:
            known[cell] = text
    return Column(clean_text(name), place, codes, values, known, clean_text(texts.get(name) or ""))
