"""The one normal form of texts: how headers, answers and the bank's wordings are compared."""

import functools
import unicodedata


@functools.lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    r"""Fold case, accents, width variants, punctuation and spaces; letters, digits and emoji stay.

    Examples
    --------
    >>> normalise("  12. Ben je één keer…  gepest?\N{NO-BREAK SPACE}")
    '12 ben je een keer gepest'
    """
    if text.isascii():
        kept = "".join(character if character.isalnum() else " " for character in text.casefold())
    else:
        # Once more after folding case: a mathematical S is no small letter before it is a plain one.
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        kept = "".join(map(_fold, folded))
    return " ".join(kept.split())


def _fold(character: str) -> str:
    """Keep letters, digits and pictures; drop what only modifies them; the rest separates words."""
    category = unicodedata.category(character)
    if category[0] in {"L", "N"} or category == "So":
        return character
    return "" if category in {"Mn", "Cf"} or 0x1F3FB <= ord(character) <= 0x1F3FF else " "
