"""What a signal is about, as a subject that can be named to everybody.

Consumes: a signal. Returns: its theme, of data/themes.toml. Leaves out: who is asked about it (care.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from safetytool.bank import load_bank
from safetytool.bank.model import Language, Text
from safetytool.questions.data_files import read_data
from safetytool.questions.model import AskedSignal, Audience

FILE: Final = "themes.toml"

NONE: Final = "none"
REMEMBERED: Final = 4096
"""So many signals are kept with their theme and questions; each is asked for many times."""


@dataclass(frozen=True)
class Theme:
    """A subject, and the circle of those who are asked about it."""

    id: str
    items: frozenset[str]
    domain: str | None
    alone: bool
    """Whether the general questions of its domain do not fit it."""
    audiences: frozenset[Audience]
    adults: Text
    pupils: Text

    def subject(self, language: Language, *, for_pupils: bool) -> str:
        """Return the subject as it follows on 'about'."""
        return (self.pupils if for_pupils else self.adults)[language]


@cache
def load_themes() -> Mapping[str, Theme]:
    """Return the themes by id, loaded once."""
    document = read_data(FILE)
    circles = document["circle"]
    return {
        name: Theme(
            id=name,
            items=frozenset(entry.get("items", ())),
            domain=entry.get("domain"),
            alone=entry.get("alone", False),
            audiences=frozenset(circles[entry["audiences"]]),
            adults=entry["adults"],
            pupils=entry.get("pupils", entry["adults"]),
        )
        for name, entry in document["theme"].items()
    }


@cache
def act_items() -> frozenset[str]:
    """Return the items of which a single answer goes along the statutory route."""
    items = load_bank().items.values()
    return frozenset(item.id for item in items if "act" in (item.n1_concern, item.n1_grave))


@lru_cache(maxsize=REMEMBERED)
def theme_of(signal: AskedSignal) -> Theme:
    """Return what a signal is about.

    The tier `act` first, then an earlier signal on the statutory route, what the monitor or the advisors
    did not tell, the items where they have one theme, and else the domain.
    """
    themes = load_themes()
    if signal.tier == "act":
        return themes["act"]
    if touches_route(signal):
        return themes["earlier_act"]
    if signal.detector in ("silence", "response", "blind_spot"):
        return themes[_unheard(signal)]
    return themes[_by_items(signal) or _by_domain(signal)]


def touches_route(signal: AskedSignal) -> bool:
    """Tell whether a signal that is no `act` comes from answers or reports that were one.

    Such a one is an earlier signal without a recorded answer. A report of an advisor has no items, so an
    earlier one about staff is always taken for it: the circle stays too small rather than too large.
    """
    known = set(signal.items) & set(load_bank().items)
    if signal.detector in ("blind_spot", "response"):
        return False
    if known:
        return known <= act_items()
    return "follow_up" in signal.detectors and signal.domain == "staff_conduct"


def _unheard(signal: AskedSignal) -> str:
    """Return the theme of a silence, a response or a blind spot."""
    if signal.detector == "silence":
        return "silence"
    if signal.detector == "response":
        # A low response is about no question; withheld answers are.
        return "withheld" if signal.items or signal.domain else "response"
    if "advisor" in signal.sources:
        return "no_advisor"
    if signal.domain is None and not signal.items:
        return "no_monitor" if "schools" in signal.sources else "staff_monitor"
    return "not_asked"


def _by_items(signal: AskedSignal) -> str | None:
    """Return the theme that all items share, if they do."""
    found = {_owners()[item] for item in signal.items if item in _owners()}
    return found.pop() if len(found) == 1 else None


@cache
def _owners() -> Mapping[str, str]:
    """Return the theme of each item."""
    return {item: theme.id for theme in load_themes().values() for item in theme.items}


def _by_domain(signal: AskedSignal) -> str:
    domain = signal.domain or NONE
    return next(theme.id for theme in load_themes().values() if theme.domain == domain)
