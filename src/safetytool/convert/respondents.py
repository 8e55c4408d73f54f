"""The table of a group of sheets with a row a respondent: every respondent once, every question a column."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from safetytool.bank.model import Bank, Language, RespondentType
from safetytool.codes import MISSING, NOT_ASKED, NOT_UNDERSTOOD, WITHHELD
from safetytool.convert.filling import Filling, Rows
from safetytool.convert.grouping import Together
from safetytool.convert.model import PLACES, ConvertedTable, NewColumn, encoded, joined_header, text_of
from safetytool.convert.questions import Asked, Headers, known_questions, open_questions
from safetytool.recognise.answer_scales import OWN_MEANING
from safetytool.recognise.column_headers import header_words
from safetytool.tidy.once import count_once
from safetytool.tidy.respondents import UNIT, Part

NO_ANSWER = {
    WITHHELD: {"nl": "wil ik niet zeggen", "en": "prefer not to say"},
    MISSING: {"nl": "n.v.t.", "en": "n/a"},
}
"""How answers that are on no scale are written."""

Owners = list[tuple[Part, Rows, Rows]]
"""Of each sheet: the rows that are counted, and the row of the table that each ended in."""


class Once:
    """The respondents of a table, each once, in the order in which they are written."""

    def __init__(self, parts: Sequence[Part]) -> None:
        people, values, levels, owners = count_once(parts)
        keys = people[["school_year", "school"]].astype(str)
        order = keys.sort_values(["school_year", "school"], kind="stable").index.to_numpy()
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        self.people: pd.DataFrame = people.iloc[order].reset_index(drop=True)
        self.values: pd.DataFrame = values.iloc[order].reset_index(drop=True)
        self.levels: pd.DataFrame = levels.iloc[order].reset_index(drop=True)
        owner = owners["part"].to_numpy(np.int64)
        self.owners: Owners = []
        for number, part in enumerate(parts):
            own = owners[owner == number]
            rows, persons = own["row"].to_numpy(np.int64), own["person"].to_numpy(np.int64)
            self.owners.append((part, rows, place[persons]))

    def kind(self) -> NDArray[np.object_]:
        """Return who each is: pupil, staff or parent."""
        return self.people["respondent_type"].to_numpy(object)


def table_of(
    together: Together, once: Once, headers: Headers, bank: Bank, language: Language
) -> ConvertedTable:
    """Write the respondents of a group of sheets in one table."""
    filling = Filling(len(once.people))
    about: dict[str, dict[str, str]] = defaultdict(dict)
    for (kind, item), header in together.headers.items():
        if item in once.values.columns:
            _write_answers(filling, once, kind, item, header, together.questions[kind, item], bank, language)
    _write_as_they_stand(filling, once, together, headers)
    for (kind, item), header in together.headers.items():
        if item in once.values.columns:
            _mark_as_asked(filling, once, kind, item, header, language)
            about[header] = {"item": item, "scale": together.questions[kind, item].scale or ""}
    _write_texts(filling, once)
    for header, written in _headers_in_files(together, headers).items():
        about[header]["headers"] = written
    return ConvertedTable(
        columns=(*_places(once.people), *filling.columns(about)),
        years=once.people["school_year"].to_numpy(object),
        files=tuple(dict.fromkeys(part.sheet.name for part in together.parts)),
    )


def _write_answers(
    filling: Filling,
    once: Once,
    kind: RespondentType,
    item: str,
    header: str,
    how: Asked,
    bank: Bank,
    language: Language,
) -> None:
    """Write the answers on a scale in its own words, and those that were withheld in one way."""
    codes = once.values[item].to_numpy(np.int8)
    texts = [NO_ANSWER[WITHHELD][language]]
    if how.scale:
        scale = bank.scales[how.scale]
        labels = [scale.labels[value][language] for value in scale.values]
        texts += labels[::-1] if how.reversed and how.scale not in OWN_MEANING else labels
    told = (once.kind() == kind) & ((codes >= 0) | (codes == WITHHELD))
    rows = np.flatnonzero(told).astype(np.int64)
    filling.put(header, rows, texts, np.where(codes[rows] == WITHHELD, 0, codes[rows].astype(np.int16) + 1))


def _write_as_they_stand(filling: Filling, once: Once, together: Together, headers: Headers) -> None:
    """Write answers that are not understood, and those to questions that are not known, as they stand."""
    kinds = once.kind()
    for part, rows, persons in once.owners:
        for meaning in known_questions(part.sheet):
            column, key = meaning.column, (meaning.respondent_type or "pupil", meaning.item or "")
            codes = column.codes[rows]
            unread = codes >= 0
            if meaning.answers is not None:
                unread &= np.append(meaning.answers.codes == NOT_UNDERSTOOD, False)[codes]
            open_ = once.values[key[1]].to_numpy(np.int8)[persons] == NOT_UNDERSTOOD
            chosen = unread & open_ & (kinds[persons] == key[0])
            if chosen.any():
                texts = [text_of(column, value) for value in column.values]
                filling.put(together.headers[key], persons[chosen], texts, codes[chosen])
        seen: Counter[str] = Counter()
        for meaning in open_questions(part.sheet):
            column = meaning.column
            header = headers.of(meaning)
            seen[header] += 1
            if seen[header] > 1:
                header = f"{header} ({seen[header]})"
            codes = column.codes[rows]
            texts = [text_of(column, value) for value in column.values]
            filling.put(header, persons[codes >= 0], texts, codes[codes >= 0])


def _mark_as_asked(
    filling: Filling, once: Once, kind: RespondentType, item: str, header: str, language: Language
) -> None:
    """Write one 'not applicable' where a school was asked a question and nobody answered it."""
    mine = once.kind() == kind
    units = once.people.groupby(UNIT, sort=False, observed=True).ngroup().to_numpy()
    size = int(units.max(initial=-1)) + 1
    put_to = np.bincount(units[mine & (once.values[item].to_numpy(np.int8) != NOT_ASKED)], minlength=size) > 0
    answered = np.bincount(units[mine & filling.is_filled(header)], minlength=size) > 0
    lacking = np.flatnonzero(put_to & ~answered)
    if len(lacking):
        first = np.unique(units, return_index=True)[1][lacking].astype(np.int64)
        filling.put(header, first, [NO_ANSWER[MISSING][language]], np.zeros(len(first), dtype=np.int64))


def _write_texts(filling: Filling, once: Once) -> None:
    """Write what people wrote in their own words; a second text of one respondent in a column of its own."""
    for part, rows, persons in once.owners:
        for meaning in part.sheet.meaning.columns:
            if meaning.role != "text":
                continue
            column = meaning.column
            texts = [value.strip() if isinstance(value, str) else "" for value in column.values]
            own = column.codes[rows]
            places = np.flatnonzero(np.append([bool(text) for text in texts], False)[own]).astype(np.int64)
            header, number = _header_of_texts(joined_header(column)), 1
            while len(places):
                name = header if number == 1 else f"{header} ({number})"
                places = places[filling.put(name, persons[places], texts, own[places])]
                number += 1


def _header_of_texts(header: str) -> str:
    """Return a header that is known to ask for words of one's own: the file's, or one that says so."""
    families = {word.family for word in header_words(header)}
    plain = header.translate(str.maketrans("()[]", "    "))
    return header if families & {"text", "open"} else f"Opmerkingen ({' '.join(plain.split())})"


def _headers_in_files(together: Together, headers: Headers) -> dict[str, str]:
    """Return, for each header, the headers that the files have, where these differ."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for part in together.parts:
        for meaning in known_questions(part.sheet):
            key = (meaning.respondent_type or "pupil", meaning.item or "")
            found[together.headers[key]][headers.of(meaning)] = None
    return {header: " | ".join(own) for header, own in found.items() if [*own] != [header]}


def _places(people: pd.DataFrame) -> list[NewColumn]:
    """Return the columns that say where, when and by whom."""
    names = ("school", "school_year", "respondent_type", "grade", "class_name", "gender")
    columns = [
        encoded(header, people[name].astype(str)) for header, name in zip(PLACES[:-1], names, strict=True)
    ]
    columns.append(encoded(PLACES[-1], _numbers(people)))
    return [column for column in columns if column.values]


def _numbers(people: pd.DataFrame) -> NDArray[np.object_]:
    """Return the respondent numbers; those of another list than the first get its number behind them."""
    numbers = people["number"].astype(str)
    keys = [*UNIT, "grade", "class_name"]
    again = people[keys].astype(str).assign(number=numbers).groupby([*keys, "number"], sort=False).cumcount()
    other = (numbers != "") & (again > 0)
    return numbers.where(~other, numbers + " (" + (again + 1).astype(str) + ")").to_numpy(object)
