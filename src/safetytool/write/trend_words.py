"""The labels of a trend's outputs: the table trend_labels.toml, and how a unit of it is called."""

from safetytool.bank.model import Language, Text
from safetytool.texts.load import look_up, table
from safetytool.texts.quantities import number, percent
from safetytool.trend.model import TrendOutcome

NAME = "trend_labels"


def word(key: str, language: Language) -> str:
    """A label of trend_labels.toml, such as `page.title`."""
    entry: Text = look_up(NAME, key)
    return entry[language]


def words(group: str, language: Language) -> dict[str, str]:
    """All labels of a group, by their keys."""
    return {key: entry[language] for key, entry in table(NAME)[group].items()}


def how_sure(outcome: TrendOutcome) -> str:
    """How many lines were judged, and how many of these would move by chance alone."""
    language, judged = outcome.language, outcome.judged
    expected = round(judged * outcome.stated_error)
    if judged == 0:
        key = "none"
    elif judged == 1:
        key = "one"
    elif expected == 0:
        key = "few"
    else:
        key = "one_expected" if expected == 1 else "many"
    return word(f"judged.{key}", language).format(
        judged=number(judged, language),
        expected=number(expected, language),
        error=percent(outcome.stated_error, language),
    )
