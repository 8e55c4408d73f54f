"""The questions of a sheet: under which header each is written, and what it must be read as again."""

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from safetytool.bank.model import Bank, RespondentType
from safetytool.convert.model import joined_header
from safetytool.profiles import Profile
from safetytool.read.model import Column
from safetytool.recognise.answers import read_answers
from safetytool.recognise.model import Answers, ColumnMeaning
from safetytool.recognise.questions import Question, read_questions
from safetytool.tidy.answers import level_codes
from safetytool.tidy.asked import words_of
from safetytool.tidy.sheet import InputSheet

Key = tuple[RespondentType, str]
"""Who was asked, and which item."""

NOTHING: Final = np.zeros(0, dtype=np.int8)


@dataclass(frozen=True)
class Asked:
    """How a question was put; two sheets of one table put it in one way."""

    plain: str
    """Its words in normal form; '' where the file only has a code."""
    scale: str | None
    """'' where its answers are not read, None where none of them is on a scale."""
    reversed: bool
    contested: bool

    def fits(self, other: "Asked") -> bool:
        """Whether both can stand in one column."""
        scales = {self.scale, other.scale} - {None}
        read_alike = len(scales) < 2 and (
            None in (self.scale, other.scale) or self.reversed == other.reversed
        )
        return (self.plain, self.contested) == (other.plain, other.contested) and read_alike


def asked(meaning: ColumnMeaning) -> Asked:
    """Return how a known question was put."""
    column, answers = meaning.column, meaning.answers
    plain = words_of(meaning.item or "", column.header, column.long_header)[1]
    scale: str | None = ""
    if answers is not None:
        scale = answers.scale if (answers.codes >= 0).any() else None
    return Asked(plain, scale, answers is not None and answers.reversed, meaning.contested)


def known_questions(sheet: InputSheet) -> Iterator[ColumnMeaning]:
    """Yield the questions of a sheet that are items."""
    yield from (m for m in sheet.meaning.columns if m.role == "item" and m.item and m.respondent_type)


def open_questions(sheet: InputSheet) -> Iterator[ColumnMeaning]:
    """Yield the questions of a sheet that are not recognised."""
    yield from (m for m in sheet.meaning.columns if m.role == "unrecognised")


class Headers:
    """The header that each question gets: the file's own, with the question's text behind a code."""

    def __init__(self, bank: Bank, profile: Profile | None) -> None:
        self._bank, self._profile = bank, profile
        self._of = functools.lru_cache(maxsize=20_000)(self._find)
        self._read = functools.lru_cache(maxsize=2_000)(self._read_together)

    def of(self, meaning: ColumnMeaning) -> str:
        """Return the header of a question."""
        column = meaning.column
        if meaning.respondent_type is None or meaning.item is None:
            return joined_header(column)
        return self._of(column.header, column.long_header, meaning.respondent_type, meaning.item)

    def read(self, headers: frozenset[str], kind: RespondentType) -> Mapping[str, tuple[str | None, bool]]:
        """Return which item each of the headers of a table asks, and whether that is contested."""
        return self._read(headers, kind)

    def _find(self, header: str, text: str, kind: RespondentType, item: str) -> str:
        """Return the first way of writing header and text together that asks the same in the same words."""
        column = Column(header, 0, NOTHING, (), long_header=text)
        ways = [way for way in (joined_header(column), text, header) if way]
        plain = words_of(item, header, text)[1]
        asking = [way for way in ways if self._read_together(frozenset({way}), kind)[way][0] == item]
        same_words = [way for way in asking if words_of(item, way)[1] == plain]
        return [*same_words, *asking, *ways][0]

    def _read_together(
        self, headers: frozenset[str], kind: RespondentType
    ) -> Mapping[str, tuple[str | None, bool]]:
        names = sorted(headers)
        rules = self._profile.rules_for(names) if self._profile else [()] * len(names)
        questions = [
            Question(Column(name, place, NOTHING, ()), rule)
            for place, (name, rule) in enumerate(zip(names, rules, strict=True))
        ]
        found = read_questions(questions, kind, self._bank, self._profile)
        return {name: (meaning.item, meaning.contested) for name, meaning in zip(names, found, strict=True)}


def settle_scales(sheets: Sequence[InputSheet], bank: Bank) -> list[InputSheet]:
    """Read a question on the scale on which most of its answers are, wherever that changes no concern.

    In a school where everybody answered 'never' nothing tells which scale with a 'never' it was; the other
    schools do.
    """
    votes: dict[tuple[Key, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for sheet in sheets:
        for meaning in known_questions(sheet):
            how = asked(meaning)
            if how.scale and meaning.answers is not None:
                answered = meaning.column.counts()[meaning.answers.codes >= 0].sum()
                votes[_key(meaning), how.plain][how.scale] += int(answered)
    most = {key: max(counts, key=lambda scale: (counts[scale], scale)) for key, counts in votes.items()}
    return [_settled(sheet, most, bank) for sheet in sheets]


def _key(meaning: ColumnMeaning) -> Key:
    return meaning.respondent_type or "pupil", meaning.item or ""


def _settled(sheet: InputSheet, most: Mapping[tuple[Key, str], str], bank: Bank) -> InputSheet:
    columns = [
        replace(m, answers=_on_scale(m, most.get((_key(m), asked(m).plain)), bank))
        if m.role == "item" and m.item and m.answers is not None
        else m
        for m in sheet.meaning.columns
    ]
    return replace(sheet, meaning=replace(sheet.meaning, columns=tuple(columns)))


def _on_scale(meaning: ColumnMeaning, scale: str | None, bank: Bank) -> Answers | None:
    """Return a question's answers as read on a scale, or as they were where that says something else."""
    answers, item = meaning.answers, meaning.item
    if answers is None or item is None or scale in (None, answers.scale):
        return answers
    column = meaning.column
    again = read_answers(
        column,
        bank.items[item],
        bank,
        reversed=answers.reversed,
        header=f"{column.header} {column.long_header}".strip(),
        scale=scale,
    ).answers
    if again is None or again.scale != scale or again.reversed != answers.reversed:
        return answers
    same = np.array_equal(level_codes(item, again, bank), level_codes(item, answers, bank))
    return again if same else answers
