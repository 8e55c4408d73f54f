"""The labels of a trend: both languages everywhere, the same gaps to fill, and none that nothing uses."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from safetytool import write
from safetytool.bank.model import LANGUAGES
from safetytool.texts.load import table
from safetytool.trend.model import BreakKind, PointType, Scope
from safetytool.write import trend_workbook

LABELS = table("trend_labels")


def leaves(entry: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in entry.items():
        if set(value) <= set(LANGUAGES):
            yield f"{path}{key}", value
        else:
            yield from leaves(value, f"{path}{key}.")


@pytest.mark.parametrize(("key", "texts"), list(leaves(LABELS)), ids=[key for key, _ in leaves(LABELS)])
def test_nothing_is_missing_in_a_language(key: str, texts: Mapping[str, str]) -> None:
    assert set(texts) == set(LANGUAGES), key
    assert all(text.strip() for text in texts.values())
    gaps = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
    assert gaps[0] == gaps[1]


USED = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(write.__file__).parent.rglob("*"))
    if path.suffix in (".py", ".j2", ".typ") and ("trend" in path.name or path.parent.name == "charts")
)


@pytest.mark.parametrize("group", ["page", "judged", "how", "chart", "table", "sheet", "terminal"])
def test_no_label_is_left_over(group: str) -> None:
    assert [key for key in LABELS[group] if not re.search(rf"\b{key}\b", USED)] == []


def test_every_kind_has_its_words() -> None:
    assert set(LABELS["break_kind"]) == set(get_args(BreakKind))
    assert set(LABELS["point_type"]) == set(get_args(PointType))
    assert set(LABELS["scope"]) == set(get_args(Scope))


def test_every_column_has_a_heading_and_no_heading_is_left_over() -> None:
    sheets = (trend_workbook.FINDINGS, trend_workbook.FIGURES, trend_workbook.BREAKS, trend_workbook.HOW)
    assert {column.key for sheet in sheets for column in sheet} == set(LABELS["column"])
    assert set(LABELS["reading_text"]) <= set(LABELS["reading"])
