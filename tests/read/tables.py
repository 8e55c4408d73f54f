"""What the tests say about tables, in short."""

import random
from typing import Any

from safetytool.read.model import Column, Source, Table

ANSWERS = ("nooit", "zelden", "soms", "vaak", "altijd")
HEADER = ("Nr", "School", "Groep", "1. Voel je je veilig op school?", "2. Word je gepest?", "3. Opmerking")


def pupils(count: int, *, seed: int = 7, group: str = "7A", first: int = 1) -> list[list[Any]]:
    """Rows under `HEADER`, with now and then a remark."""
    rng = random.Random(seed)  # noqa: S311
    return [
        [
            first + i,
            "12AB",
            group,
            rng.choice(ANSWERS),
            rng.choice(ANSWERS),
            "het is fijn" if i % 5 == 0 else None,
        ]
        for i in range(count)
    ]


def only_table(source: Source) -> Table:
    (sheet,) = source.sheets
    assert sheet.table is not None, sheet
    return sheet.table


def headers(table: Table) -> list[str]:
    return [column.header for column in table.columns]


def cells(column: Column) -> list[Any]:
    return [None if code < 0 else column.values[code] for code in column.codes]


def left_out(table: Table) -> dict[str, tuple[int, ...]]:
    return {left.reason: left.rows for left in table.left_out}
