"""The words of the board report: both languages everywhere, the same gaps to fill, none left over."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

import safetytool
from safetytool.analysis.model import Detector
from safetytool.bank.model import DOMAINS, LANGUAGES
from safetytool.report.figures import ITEMS
from safetytool.texts.board import count_words
from safetytool.texts.load import table
from safetytool.trend.model import BreakKind
from safetytool.write import board_workbook

WORDS = table("board")
BANNED = ("onveilige school", "dader", "in werking", "36 777", "unsafe school", "perpetrator")


def leaves(entry: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, str]]]:
    for key, value in entry.items():
        if set(value) <= set(LANGUAGES):
            yield f"{path}{key}", value
        else:
            yield from leaves(value, f"{path}{key}.")


ALL = dict(leaves(WORDS))


@pytest.mark.parametrize("key", ALL)
def test_nothing_is_missing_in_a_language(key: str) -> None:
    texts = ALL[key]
    assert set(texts) == set(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    gaps = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
    assert gaps[0] == gaps[1]
    assert not [word for word in BANNED for text in texts.values() if word in text]


USED = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(safetytool.__file__).parent.rglob("*"))
    if path.suffix in (".py", ".j2", ".typ") and ("board" in path.name or path.parent.name == "report")
)


@pytest.mark.parametrize(
    "group", ["page", "matter", "now", "failure", "topic", "count", "school", "unseen", "trend", "method"]
)
def test_no_text_is_left_over(group: str) -> None:
    endings = [key.rsplit(".", 1)[-1] for key in ALL if key.startswith(f"{group}.")]
    # One text is chosen by for whom the report is.
    wanted = [key for key in endings if not key.startswith("for_")]
    assert [key for key in wanted if not re.search(rf"\b{key}\b", USED)] == []


def test_every_kind_has_its_words_and_only_those() -> None:
    assert {*DOMAINS, "response", "none"} == set(WORDS["subject"])
    assert set(WORDS["reason"]) <= set(get_args(Detector))
    assert set(WORDS["break"]) <= set(get_args(BreakKind))
    assert {kind: tuple(texts) for kind, texts in WORDS["figure"].items()} == dict(ITEMS)


def test_every_column_has_a_heading() -> None:
    sheets = (
        board_workbook.FIRST, board_workbook.TOPICS, board_workbook.FIGURES, board_workbook.COVERAGE,
        board_workbook.SPOTS, board_workbook.SIGNALS, board_workbook.ABOUT,
    )  # fmt: skip
    assert {column.key for sheet in sheets for column in sheet} <= set(WORDS["column"])


@pytest.mark.parametrize(
    ("mark", "shown", "low", "nl", "en"),
    [
        ("value", "1240", 1240, "1.240", "1,240"),
        ("few", "<5", 0, "minder dan 5", "fewer than 5"),
        ("all_but_few", ">128", 129, "meer dan 128", "more than 128"),
        ("rounded", "25", 23, "ongeveer 25", "about 25"),
        ("band", "10-14", 10, "10 tot 14", "10 to 14"),
        ("hidden", "", 0, "", ""),
    ],
)
def test_a_count_in_words(mark: str, shown: str, low: float, nl: str, en: str) -> None:
    assert count_words(mark, shown, low, 5, "nl") == nl
    assert count_words(mark, shown, low, 5, "en") == en
