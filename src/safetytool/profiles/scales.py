"""The [scales] of a profile: how an instrument's answers are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from safetytool.bank.model import Bank, Scale
from safetytool.profiles.document import Document
from safetytool.profiles.model import MISSING, WITHHELD, AnswerScale
from safetytool.wording import normalise

KEYS: Final = ("as", "values", "labels", "answers", "withheld", "missing")
LARGEST_SCALE: Final = 100
"""A place on a scale is kept in eight bits."""


@dataclass(frozen=True)
class ProfileScales:
    """The scales of a profile: its own, and how answers are read on those and on the bank's."""

    own: Mapping[str, Scale]
    answers: Mapping[str, AnswerScale]


def read_scales(document: Document, data: object, bank: Bank) -> ProfileScales:
    """Check and read the table [scales]."""
    own: dict[str, Scale] = {}
    answers: dict[str, AnswerScale] = {}
    for name, entry in document.table(data, ("scales",)).items():
        path = ("scales", name)
        table = document.table(entry, path, KEYS)
        if name in bank.scales:
            document.fail(f"'{name}' is a scale of the item bank", path, do="Give your scale another name")
        if ("as" in table) == ("values" in table):
            document.fail(
                f"The scale '{name}' must have either as or values",
                path,
                do='Write as = "frequency" for a scale of the bank, or values = ["least", ..., "most"]',
            )
        if "as" in table:
            scale = bank.scales[document.choice(table["as"], bank.scales, (*path, "as"), "scale")]
        else:
            scale = own[name] = _own_scale(document, table, path)
        answers[name] = AnswerScale(name, scale.id, _answers(document, table, path, scale))
    return ProfileScales(own, answers)


def _own_scale(document: Document, table: Mapping[str, Any], path: tuple[str, str]) -> Scale:
    where = (*path, "values")
    values = tuple(document.texts(table["values"], where))
    if not 2 <= len(values) <= LARGEST_SCALE or len({normalise(v) or v for v in values}) < len(values):
        document.fail("A scale has at least two values, all different", where)
    labels = document.table(table.get("labels", {}), (*path, "labels"), values)
    return Scale(
        id=path[1],
        values=values,
        labels={v: document.in_languages(labels.get(v, v), (*path, "labels", v)) for v in values},
        variants={normalise(v) or v: v for v in values},
    )


def _answers(
    document: Document, table: Mapping[str, Any], path: tuple[str, str], scale: Scale
) -> dict[str, str]:
    """Return what every answer that the profile names means; each has one meaning."""
    meanings: dict[str, str] = {}
    answers = document.table(table.get("answers", {}), (*path, "answers"))
    for answer, value in answers.items():
        meanings[answer] = document.choice(value, scale.values, (*path, "answers", answer), "value")
    for key in (WITHHELD, MISSING):
        for answer in document.texts(table.get(key, []), (*path, key)):
            if answer in meanings:
                document.fail(f"The answer '{answer}' is given two meanings", (*path, key))
            meanings[answer] = key
    return meanings
