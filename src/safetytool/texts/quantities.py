"""Counts, rates and chances in words: '4 of 24', 'about 1 in 50', '1,240', '35%'."""

from collections.abc import Sequence
from math import floor, log10

from safetytool.bank.model import Language
from safetytool.texts.load import look_up, term

PERCENT_FROM = 0.2
"""From this rate on a percentage says more than '1 in n'."""
NEARLY_ALL = 0.995
"""A rate at or above this would be rounded to 100%."""
RAREST = 1_000_000
"""The largest n of '1 in n'; what is rarer is 'fewer than 1 in a million'."""


def number(value: int, language: Language) -> str:
    """A whole number with the language's thousands separator."""
    return f"{value:,}".replace(",", look_up("grammar", f"separator.{language}.thousands"))


def percent(rate: float, language: Language) -> str:
    """A rate (0 to 1) as a whole percentage; below 1% with one decimal."""
    digits = 1 if 0 < rate < 0.01 else 0
    text = f"{100 * rate:.{digits}f}".replace(".", look_up("grammar", f"separator.{language}.decimal"))
    return term("quantity.percent", language).format(n=text)


def rounded(n: float) -> int:
    """`n` as one would say it: exact to 13, in fives to 100, and then to about two digits.

    >>> [rounded(x) for x in (3.2, 17, 53, 583, 12_400)]
    [3, 15, 55, 600, 12000]
    """
    if n < 13.5:
        step = 1
    elif n < 100:
        step = 5
    elif n < 1000:
        step = 50 if n >= 200 else 10
    else:
        step = 10 ** (floor(log10(n)) - 1)
    return max(1, floor(n / step + 0.5) * step)


def one_in(rate: float, language: Language) -> str:
    """A rate above 0 as 'about 1 in 50'."""
    if rate < 1 / RAREST:
        return term("quantity.less_than", language).format(n=number(RAREST, language))
    words = term("quantity.one_in", language).format(n=number(rounded(1 / rate), language))
    return term("quantity.about", language).format(rate=words)


def rate_words(rate: float, language: Language) -> str:
    """A rate as a reader without statistics takes it in: 'about 1 in 50', 'about 35%'."""
    if rate <= 0:
        return term("quantity.hardly", language)
    if rate >= NEARLY_ALL:
        return term("quantity.everyone", language)
    if rate >= PERCENT_FROM:
        return term("quantity.about", language).format(rate=percent(rate, language))
    return one_in(rate, language)


def share(count: int, n: int, language: Language) -> str:
    """'4 of 24'."""
    words = term("quantity.share", language)
    return words.format(count=number(count, language), n=number(n, language))


def share_of(count: int, n: int | None, nouns: tuple[str, str], language: Language) -> str:
    """'4 of 24 pupils', 'none of 24 pupils', or '4 pupils' where n is not known.

    `nouns` is the noun for one and for many.
    """
    one, many = nouns
    if n is None:
        if count == 0:
            return term("quantity.nobody", language).format(noun=one)
        return f"{number(count, language)} {one if count == 1 else many}"
    key = "quantity.share_of" if count else "quantity.none_of"
    noun = one if n == 1 else many
    return term(key, language).format(count=number(count, language), n=number(n, language), noun=noun)


def listing(parts: Sequence[str], language: Language) -> str:
    """'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    last: str = look_up("grammar", f"separator.{language}.last")
    return ", ".join(parts[:-1]) + last + parts[-1]


def capital(text: str) -> str:
    """The text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
