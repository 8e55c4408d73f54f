"""The words of the board report: board.toml, and how a count that is partly hidden is written."""

from collections.abc import Mapping
from typing import Any

from safetytool.bank.model import Language, Text
from safetytool.texts.load import look_up, table
from safetytool.texts.quantities import number

NAME = "board"


def word(key: str, language: Language, **values: object) -> str:
    """A text of board.toml, such as `page.title`, filled in."""
    entry: Text = look_up(NAME, key)
    return entry[language].format(**values)


def words(group: str, language: Language) -> dict[str, str]:
    """All texts of a group, by their keys."""
    entry: Mapping[str, Any] = look_up(NAME, group)
    return {key: text[language] for key, text in entry.items()}


def has(group: str, key: str) -> bool:
    """Whether a group of board.toml has a text under a key."""
    group_: Mapping[str, Any] = table(NAME)[group]
    return key in group_


def quoted(group: str, key: str, language: Language, **values: object) -> str:
    """A text whose own key has a dot in it, such as an item's."""
    entry: Mapping[str, Text] = look_up(NAME, group)
    return entry[key][language].format(**values)


def count_words(mark: str, shown: str, low: float, threshold: int, language: Language) -> str:
    """A count as it is shown: '24', 'fewer than 5', '10 to 14'; '' where nothing may be said.

    Parameters
    ----------
    mark : value, few, all_but_few, hidden, rounded or band (`disclosure.model.Mark`).
    shown : the figure as disclosure control gives it: '24', '25' (rounded), '10-14' (a band).
    low : the smallest value that the mark leaves open.
    threshold : counts below it are few.
    language : of the words.
    """
    if mark == "value":
        return number(int(low), language)
    if mark == "few":
        return word("count.few", language, n=threshold)
    if mark == "all_but_few":
        return word("count.all_but_few", language, n=number(int(low) - 1, language))
    if mark == "rounded":
        return word("count.rounded", language, n=number(int(shown), language))
    if mark == "band":
        first, last = (number(int(end), language) for end in shown.split("-"))
        return word("count.band", language, low=first, high=last)
    return ""
