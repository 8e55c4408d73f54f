"""report.html: self-contained, well-formed, accessible, and harmless."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from outcomes import HOSTILE, SCRIPT, empty, full, quiet

from safetytool.bank.model import LANGUAGES, Language
from safetytool.signals.model import Outcome
from safetytool.write.bars import bar
from safetytool.write.html import report_html

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """The tags of a page, checked for nesting while it is read."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["style"], ["title"]):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page(outcome: Outcome) -> Page:
    return Page(report_html(outcome).decode("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [full, quiet, empty])
def test_well_formed_and_self_contained(make: object, language: Language) -> None:
    made = page(make(language))  # type: ignore[operator]
    tags = [tag for tag, _ in made.tags]
    assert made.tags[0] == ("html", {"lang": language})
    assert not {"script", "link", "img", "iframe", "object"} & set(tags)
    raw = report_html(make(language)).decode()  # type: ignore[operator]
    assert not re.search(r"(src|href)=\"(?!#)", raw)
    assert "url(" not in raw
    assert "{{" not in raw


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_in_order_and_ids_unique(language: Language) -> None:
    made = page(full(language))
    levels = [int(tag[1]) for tag, _ in made.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in made.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in made.tags:
        target = attrs.get("aria-labelledby") or (attrs.get("href") or "#main")[1:]
        assert target in ids


def test_tables_and_drawings_speak() -> None:
    made = page(full("nl"))
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in made.tags if tag == "th")
    drawings = [attrs for tag, attrs in made.tags if tag == "svg"]
    assert len(drawings) >= 3
    assert all(d["role"] == "img" for d in drawings)
    assert (
        drawings[0]["aria-label"]
        == "4 van de 24; te verwachten was ongeveer 1 op de 50. De balk loopt tot 20%."
    )


def test_act_comes_first_with_the_route() -> None:
    text = page(full("nl")).text
    order = [
        "Vandaag melden aan het bestuur", "Het bestuur overlegt meteen met de vertrouwensinspecteur",
        "doet het bestuur meteen aangifte", "Niemand stelt vragen aan de leerling", "1 van de 22 leerlingen",
        "De moeite waard om na te vragen", "4 van de 24 leerlingen", "Om te volgen",
        "Wat deze monitor niet laat zien",
        "Wie deden mee", "Antwoorden die misschien niet serieus bedoeld zijn", "2 van de 24",
        "Wat niet herkend is", "Hoe dit gemaakt is",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert text.count("Op deze pagina kan een aantal van 1 staan.") == 2


def test_without_act_there_is_no_route() -> None:
    outcome = full("en")
    calm = Outcome(**{**vars(outcome), "signals": outcome.signals[1:]})
    assert "0900 111 3 111" not in page(calm).text
    assert "0900 111 3 111" in page(outcome).text


def test_texts_cannot_become_markup() -> None:
    raw = report_html(full("en")).decode()
    assert SCRIPT not in raw
    assert "&lt;script&gt;" in raw
    assert HOSTILE in page(full("en")).text
    assert "\x1b" not in raw


def test_quiet_and_empty_say_so() -> None:
    assert "That does not prove that nothing is going on" in page(quiet("en")).text
    assert "No answers were read." in page(empty("en")).text


def test_same_outcome_same_bytes() -> None:
    assert report_html(full("nl")) == report_html(full("nl"))


@pytest.mark.parametrize(
    ("rate", "expected", "end", "filled"),
    [(0.02, 0.01, "5%", 128.0), (4 / 24, 0.02, "20%", 266.7), (1.0, 0.5, "100%", 320.0)],
)
def test_bars_have_room_for_both_figures(rate: float, expected: float, end: str, filled: float) -> None:
    made = bar(rate, expected, "label", "en")
    assert made.end == end
    assert made.filled == filled
    assert 0 <= made.mark <= made.length
    assert made.label.endswith(f"The bar runs to {end}.")


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast of two colours, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_enough_to_read() -> None:
    style = report_html(empty("nl")).decode()
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", style))
    assert {"ink", "soft", "act", "ask", "watch", "blue"} <= set(colours)
    for name in ("ink", "soft", "act", "ask", "watch", "blue"):
        for ground in ("#ffffff", colours["wash"], colours["act-wash"]):
            assert contrast(colours[name], ground) >= 4.5, (name, ground)
