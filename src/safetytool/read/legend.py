"""What numbers mean where a cell spells it out: '1 = nooit; 2 = soms; 3 = vaak'."""

import re
from dataclasses import dataclass

_MARKS = (r"=", r":", r"\)", r"\.(?=\s)", r"\s[-–]\s")
"""What may stand between a number and its label; one legend uses one of them throughout."""

_STRIP = " \t;,.|/·•…()[]"
_RANGE_WORDS = re.compile(r"[\s;,|/.…]*\b(t/m|tot en met|tot|up to|to|through|en|and)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Legend:
    """Numbers with their labels, and the text before the first of them ('Vraag 3 en 4:')."""

    labels: dict[int, str]
    before: str


def parse_legend(text: str, *, at_least: int = 2) -> Legend | None:
    """The legend in a text, or None if there are fewer than `at_least` numbers with a label.

    The numbers are distinct and rise or fall from first to last, as those of a scale do. A single
    pair is only taken with '=', as '1. Ben je ...' is no legend.
    """
    for mark in _MARKS:
        starts = list(re.finditer(rf"(?:^|(?<=[\s;,|/(\[.…]))(-?\d{{1,3}})\s*{mark}\s*(?=\S)", text))
        if len(starts) < at_least or (len(starts) == 1 and mark != "="):
            continue
        ends = [*(match.start() for match in starts[1:]), len(text)]
        labels = {
            int(match[1]): _tidy(text[match.end() : end]) for match, end in zip(starts, ends, strict=True)
        }
        numbers = [int(match[1]) for match in starts]
        in_order = numbers in (sorted(numbers), sorted(numbers, reverse=True))
        if len(labels) == len(starts) and all(labels.values()) and in_order:
            return Legend(labels, text[: starts[0].start()].strip(_STRIP + ":"))
    return None


def _tidy(label: str) -> str:
    label = _RANGE_WORDS.sub("", label.strip(" \t;,|/·•…"))
    # A bracket that belongs to the whole legend, not to the label.
    if label.count(")") > label.count("("):
        label = label.rstrip(") .")
    return label.strip(" \t;,.|/·•…")
