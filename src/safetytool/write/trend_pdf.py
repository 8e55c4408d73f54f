"""trend.pdf: the sentences and pictures of trend.html on paper, tagged for screen readers (PDF/UA-1)."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from safetytool import __version__
from safetytool.trend.model import TrendOutcome
from safetytool.write.trend_view import Card, Page, page
from safetytool.write.trend_words import word, words
from safetytool.write.typesetting import own_fonts, printable, template_of, typeset

if TYPE_CHECKING:
    from typst import Fonts


def trend_pdf(outcome: TrendOutcome) -> bytes:
    """The document in the language of the outcome; the same outcome gives the same bytes.

    Its date is SOURCE_DATE_EPOCH where that is set, else the fixed one of all files.

    Raises
    ------
    UsageError
        SOURCE_DATE_EPOCH holds no number of seconds.
    """
    fonts = own_fonts()
    text = json.dumps(_contents(page(outcome)), ensure_ascii=False)
    return typeset(template_of("trend.typ"), {"trend": _printable(text, fonts, outcome)}, fonts)


def _contents(shown: Page) -> dict[str, Any]:
    """The page as the template takes it: plain words, and pictures as SVG."""
    themes = [
        {
            "heading": theme.heading,
            "scales": theme.scales,
            "caveats": theme.caveats,
            "cards": [card_data(card) for card in theme.cards],
        }
        for theme in shown.themes
    ]
    return {
        "title": shown.title,
        "place": shown.place,
        "years": shown.years,
        "language": shown.language,
        "route": shown.route,
        "lead": [asdict(lead) for lead in shown.lead],
        "themes": themes,
        "breaks": [asdict(one) for one in shown.breaks],
        "breaks_rest": shown.breaks_rest,
        "loop": shown.loop,
        "judged": shown.judged,
        "how": shown.how,
        "inputs": shown.inputs,
        "notes": shown.notes,
        "ui": words("page", shown.language),
        "version": __version__,
        "not_shown": "",
    }


def card_data(card: Card) -> dict[str, Any]:
    """A picture with its words as plain data, the picture as SVG."""
    return {
        "title": card.title,
        "who": card.who,
        "svg": card.picture.svg,
        "alt": card.picture.drawing.message or card.title,
        "sentences": [asdict(sentence) for sentence in card.sentences],
        "caveats": card.caveats,
        "breaks": card.breaks,
        "gaps": card.gaps,
        "others": card.others,
        "scale": card.scale,
    }


def _printable(text: str, fonts: "Fonts", outcome: TrendOutcome) -> str:
    """The contents without characters that no font has, and with a line that says so where there are any."""
    text, changed = printable(text, fonts)
    if not changed:
        return text
    contents = json.loads(text)
    contents["not_shown"] = word("page.not_shown", outcome.language)
    return json.dumps(contents, ensure_ascii=False)
