"""What was asked before about the same thing.

Consumes: signals of this year and of earlier years. Returns: a sentence with last year's questions.
Leaves out: whether they were answered; the tool does not know that.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from safetytool.bank.model import Language
from safetytool.questions.care import PUPILS
from safetytool.questions.choose import chosen
from safetytool.questions.model import AskedSignal, Audience
from safetytool.questions.themes import theme_of
from safetytool.questions.words import word

MOST_QUOTED: Final = 2


def asked_before(
    signals: Sequence[AskedSignal], audience: Audience, earlier: Iterable[AskedSignal], language: Language
) -> tuple[str, ...]:
    """Return what this audience was asked about these signals in the latest earlier year, or nothing.

    Pupils and parents are not told: they are other people each year. Nor is anybody about an `act`.
    """
    if audience in PUPILS or audience == "parents":
        return ()
    same = [old for old in earlier if old.tier != "act" and any(is_same(old, new) for new in signals)]
    questions = [(old, q) for old in same for q in chosen(old, audience)]
    if not questions:
        return ()
    year = max(old.school_year for old, _ in questions)
    asked = dict.fromkeys(q for old, q in questions if old.school_year == year)
    quoted = ", ".join(f"‘{q.text[language]}’" for q in list(asked)[:MOST_QUOTED])
    key = "last_year" if year[5:] == signals[0].school_year[:4] else "earlier"
    return (word(f"about.{key}", language, year=year, questions=quoted),)


def is_same(old: AskedSignal, new: AskedSignal) -> bool:
    """Tell whether an earlier signal is about the same thing.

    The same school, and the same items; where there are no items, the same subject.
    """
    if old.school_year >= new.school_year:
        return False
    if old.id == new.id:
        return True
    if old.school != new.school:
        return False
    if old.items or new.items:
        return set(old.items) == set(new.items)
    return theme_of(old).id == theme_of(new).id and old.domain == new.domain
