"""Made-up monitor exports of any size, up to every school of a country, straight into Parquet.

A year of 6,500 schools has 2.2 million pupils; answers follow usual rates, and schools and classes differ
a little. Shared by the benchmarks that measure how cost grows.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from safetytool.bank import load_bank

SEED = 20250401
NATION = 6_500
"""Schools in the Netherlands, primary and secondary, by and large."""
CLASS_SIZE = 24
MEDIAN_CLASSES, SPREAD = 11.5, 0.65
"""A school has about so many classes; some have a few, some have sixty."""
ROWS_A_GROUP = 131_072
USUAL = {
    5: (0.86, 0.08, 0.035, 0.015, 0.01),
    4: (0.88, 0.08, 0.03, 0.01),
    3: (0.9, 0.06, 0.04),
    2: (0.93, 0.07),
}
"""How often each answer of a scale of so many is given, the best first."""
RARE = 0.08
"""What pupils say of staff is so much rarer."""
WITHHELD, MISSING = 0.01, 0.01
NOT_KNOWN = ("Wat vind je van de gymles?", "Welk vak vind je het leukst?")
"""Questions that are in no item bank, as every questionnaire has them."""


def questions() -> list[tuple[str, tuple[str, ...], float]]:
    """Return the headers of a pupils' questionnaire, the answers to each, the best first, and how rare."""
    bank = load_bank()
    found = []
    for item in bank.items.values():
        if item.respondent_type == "pupil":
            scale = bank.scales[item.scale]
            labels = tuple(scale.labels[value]["nl"] for value in scale.values)
            worst_first = scale.values[0] in item.readings[item.scale].concern
            rare = RARE if item.domain == "staff_conduct" else 1.0
            found.append((item.wordings["nl"][0], labels[::-1] if worst_first else labels, rare))
    return [*found, *((header, ("leuk", "gaat wel", "stom"), 1.0) for header in NOT_KNOWN)]


def sizes(schools: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return the number of classes of every school."""
    drawn = rng.lognormal(np.log(MEDIAN_CLASSES), SPREAD, schools)
    return np.clip(np.round(drawn), 1, 70).astype(np.int64)


def school_ids(schools: int) -> list[str]:
    """Return made-up codes in the form of a BRIN."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    per = len(letters) ** 2
    return [
        f"{i // per:02d}{letters[i // len(letters) % len(letters)]}{letters[i % len(letters)]}"
        for i in range(schools)
    ]


def _column(codes: NDArray[np.int32], values: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(values, type=pa.string()))


def table(schools: int, year: int, seed: int = SEED) -> pa.Table:
    """Draw the export of one school year: a row a pupil, the rows of a school together."""
    rng = np.random.default_rng([seed, year])
    classes = sizes(schools, np.random.default_rng(seed))
    of_class = np.repeat(np.arange(schools), classes)
    within = np.arange(len(of_class)) - np.repeat(np.cumsum(classes) - classes, classes)
    school = np.repeat(of_class, CLASS_SIZE).astype(np.int32)
    place = np.repeat(within, CLASS_SIZE)
    names = [f"{grade}{letter}" for letter in "ABCDEFGHIJ" for grade in range(1, 8)]
    columns = {
        "BRIN": _column(school, school_ids(schools)),
        "Schooljaar": _column(np.zeros(len(school), np.int32), [f"{year}-{year + 1}"]),
        "Klas": _column(place.astype(np.int32), names),
        "Geslacht": _column(rng.integers(0, 2, len(school)).astype(np.int32), ["Meisje", "Jongen"]),
    }
    for header, labels, rare in questions():
        factor = rare * rng.lognormal(0, 0.35, schools).astype(np.float32)[school]
        columns[header] = _column(_answers(rng, factor, len(labels)), [*labels, "Wil ik niet zeggen"])
    return pa.table(columns)


def _answers(rng: np.random.Generator, factor: NDArray[np.float32], kinds: int) -> NDArray[np.int32]:
    """Draw one answer a pupil; -1 is an empty cell, `kinds` is withheld."""
    bounds = np.cumsum(USUAL[kinds][::-1])[:-1]
    drawn = rng.random(len(factor), dtype=np.float32) / factor
    codes = (kinds - 1 - np.searchsorted(bounds, drawn, side="right")).astype(np.int32)
    other = rng.random(len(factor), dtype=np.float32)
    codes[other < WITHHELD] = kinds
    codes[other > 1 - MISSING] = -1
    return codes


def write(path: Path, schools: int, years: Sequence[int]) -> int:
    """Write an export of several school years into one Parquet file; return the number of rows."""
    rows = 0
    with parquet.ParquetWriter(path, table(1, years[0]).schema, compression="zstd") as writer:
        for part in _tables(schools, years):
            writer.write_table(part, row_group_size=ROWS_A_GROUP)
            rows += part.num_rows
    return rows


def _tables(schools: int, years: Sequence[int]) -> Iterator[pa.Table]:
    for year in years:
        yield table(schools, year)
