"""Recognises which item of the bank each question of a sheet asks.

Decisive facets come first: a header is only held against wordings with the same actors, places,
role and child, and none of its topics may be foreign to the item (see `wording_index`). Then the
sheet as a whole is settled: one respondent type, one column an item, one item a column.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.bank.model import RESPONDENT_TYPES, Bank, RespondentType
from safetytool.recognise.wording_index import ACCEPT, Claim, Claims, find_claims, index_of
from safetytool.wording import normalise

MARGIN = 0.06
"""The best item must lead the next by this much; of two columns, the better claim likewise."""
TYPE_MARGIN = 0.4
"""By how much (in whole questions) one respondent type must explain the sheet better than another."""
NOTHING = "no item of the bank asks this"


@dataclass(frozen=True)
class ItemMatch:
    """What a column asks. `item` is None where that is not sure; `why` tells it in plain English."""

    item: str | None
    confidence: float
    reversed: bool
    """The question asks the opposite of the bank's wording."""
    why: str
    respondent_type: RespondentType | None = None
    contested: str | None = None
    """The item that it asks as clearly as another column does; told of the first such column only."""


def match_items(
    headers: Sequence[str],
    bank: Bank,
    respondent_type: RespondentType | None,
    long_headers: Sequence[str] | None = None,
) -> list[ItemMatch]:
    """Match the question headers of one sheet to items.

    Parameters
    ----------
    headers
        The headers as the file has them, two-row headers joined with " - ".
    bank
        The item bank, with the items of a profile if there is one.
    respondent_type
        Who filled in the sheet; None to let the questions themselves tell it.
    long_headers
        Question texts that the file keeps beside its codes; "" where there is none.

    Returns
    -------
    list of ItemMatch
        One per header, in order; no item twice.
    """
    index = index_of(bank)
    longs = long_headers or [""] * len(headers)
    texts = [(header, long) if long else (header,) for header, long in zip(headers, longs, strict=True)]
    types = (respondent_type,) if respondent_type else RESPONDENT_TYPES
    known = respondent_type is not None
    claims = {kind: [find_claims(text, kind, index, known=known) for text in texts] for kind in types}
    if respondent_type is None:
        respondent_type, why = _likeliest_type(claims, [" ".join(text) for text in texts])
        if respondent_type is None:
            asked = [any(_accepted(of_type[i]) for of_type in claims.values()) for i in range(len(texts))]
            return [ItemMatch(None, 0.0, False, why if some else NOTHING) for some in asked]
    return _Settling(headers, claims[respondent_type], respondent_type).settle()


WHO: Final[Mapping[RespondentType, str]] = {"pupil": "pupils", "staff": "staff", "parent": "parents"}

AT_WORK: Final = re.compile(
    r"\b(collegas?|collega s|leidinggevenden?|werkdruk|werk je op|werkt u|op (?:het|je|mijn|uw) werk"
    r"|colleagues?|line manager|my manager|at work|my job|u|uw)\b"
)
"""Words of questions that are never put to pupils, whatever else they ask; 'u' is for grown-ups."""

SURELY_STAFF: Final = 2
"""So many questions that only staff are asked make a sheet theirs by themselves."""


def _accepted(claims: Claims) -> list[Claim]:
    return [claim for claim in claims.ranked if claim.score >= ACCEPT]


def _likeliest_type(
    claims: Mapping[RespondentType, Sequence[Claims]], headers: Sequence[str]
) -> tuple[RespondentType | None, str]:
    """Return whose questions these are; None, and why, where two types explain the sheet about as well.

    A sheet is not taken for staff on one question that only staff have, unless the headers speak to
    people at work; and never for pupils if they do.
    """
    totals = {
        kind: sum(found[0].score for found in map(_accepted, of_type) if found)
        for kind, of_type in claims.items()
    }
    first, second, *_ = sorted(totals, key=lambda kind: -totals[kind])
    if totals[first] == 0:
        return None, NOTHING
    work = bool(AT_WORK.search(" . ".join(map(normalise, headers))))
    only_staff = sum(
        bool(_accepted(staff)) and not _accepted(pupil)
        for staff, pupil in zip(claims["staff"], claims["pupil"], strict=True)
    )
    doubtful = (first == "staff" and not work and only_staff < SURELY_STAFF) or (first == "pupil" and work)
    if doubtful or totals[first] - totals[second] < TYPE_MARGIN:
        other = second if second != first and not doubtful else ("pupil" if first == "staff" else "staff")
        return None, f"it is not clear whether these questions were put to {WHO[first]} or to {WHO[other]}"
    return first, ""


@dataclass
class _Settling:
    """Gives each column at most one item and each item at most one column.

    A column whose best item is clear gets it. That can settle a column that wavered between that
    item and another, so it goes in rounds. Two equal claims on one item: neither column gets it.
    """

    headers: Sequence[str]
    claims: Sequence[Claims]
    respondent_type: RespondentType
    matches: dict[int, ItemMatch] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def settle(self) -> list[ItemMatch]:
        while self._settle_clear_columns():
            pass
        return [self.matches.get(i) or self._open_column(i) for i in range(len(self.headers))]

    def _settle_clear_columns(self) -> bool:
        """Settle the columns whose best item is clear now; return whether there were any."""
        claimants: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for column in range(len(self.headers)):
            live = self._live(column)
            if live and (len(live) == 1 or live[0].score - live[1].score >= MARGIN):
                claimants[live[0].item.id].append((live[0].score, column))
        for item, columns in claimants.items():
            self._award(item, sorted(columns, key=lambda claim: (-claim[0], claim[1])))
        return bool(claimants)

    def _live(self, column: int) -> list[Claim]:
        if column in self.matches:
            return []
        return [claim for claim in _accepted(self.claims[column]) if claim.item.id not in self.taken]

    def _award(self, item: str, columns: Sequence[tuple[float, int]]) -> None:
        self.taken.add(item)
        (best, winner), *others = columns
        if others and best - others[0][0] < MARGIN:
            for _, column in columns:
                rivals = ", ".join(f"'{self.headers[other]}'" for _, other in columns if other != column)
                self.matches[column] = self._none(f"asks {item}, but so does column {rivals}")
            first = min(column for _, column in columns)
            self.matches[first] = replace(
                self.matches[first], respondent_type=self.respondent_type, contested=item
            )
            return
        self.matches[winner] = self._found(winner, item)
        for _, column in others:
            self.matches[column] = self._none(
                f"asks {item}, but column '{self.headers[winner]}' does so more clearly"
            )

    def _found(self, column: int, item: str) -> ItemMatch:
        ranked = self.claims[column].ranked
        claim = next(claim for claim in ranked if claim.item.id == item)
        other = next((claim for claim in ranked if claim.item.id != item), None)
        why = "is the item's code" if claim.wording == item else f"reads like '{claim.wording}'"
        if claim.reversed:
            why += ", the other way round"
        if other:
            why += f"; next best: {other.item.id} ({other.score:.2f})"
        return ItemMatch(item, round(claim.score, 3), claim.reversed, why, self.respondent_type)

    def _open_column(self, column: int) -> ItemMatch:
        """Say why a column got no item."""
        claims = self.claims[column]
        live = self._live(column)
        if claims.obstacle:
            return self._none(claims.obstacle)
        if live:
            return self._none(f"may ask {live[0].item.id} or {live[1].item.id}")
        if _accepted(claims):
            item = _accepted(claims)[0].item.id
            return self._none(f"asks {item} less clearly than another column does")
        if claims.ranked:
            return self._none(f"looks like {claims.ranked[0].item.id}, but says something else too")
        return self._none(NOTHING)

    def _none(self, why: str) -> ItemMatch:
        return ItemMatch(None, 0.0, False, why)
