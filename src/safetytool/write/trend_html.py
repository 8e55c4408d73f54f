"""trend.html: one self-contained page of pictures and their sentences; no script, no network."""

from safetytool import __version__
from safetytool.trend.model import TrendOutcome
from safetytool.write.pages import template
from safetytool.write.trend_view import page
from safetytool.write.trend_words import words


def trend_html(outcome: TrendOutcome) -> bytes:
    """The page in the language of the outcome; the same outcome gives the same bytes."""
    text = template("trend.html.j2").render(
        page=page(outcome),
        ui=words("page", outcome.language),
        table=words("table", outcome.language),
        version=__version__,
    )
    return (text.rstrip() + "\n").encode()
