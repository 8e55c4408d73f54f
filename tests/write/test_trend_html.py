"""trend.html: self-contained, well-formed, accessible, and never a picture without its sentence."""

import re
import time
from dataclasses import replace
from itertools import pairwise

import pytest
import trends
from test_html import Page, contrast

from safetytool.bank.model import LANGUAGES, Language
from safetytool.trend.model import TrendOutcome
from safetytool.write.charts import pictures
from safetytool.write.trend_html import trend_html


def page(outcome: TrendOutcome) -> Page:
    # An svg path is closed in its own tag.
    return Page(re.sub(r"<path([^>]*)/>", r"<path\1></path>", trend_html(outcome).decode("utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [trends.full, trends.one_school, trends.empty])
def test_well_formed_and_self_contained(make: object, language: Language) -> None:
    outcome = make(language)  # type: ignore[operator]
    made = page(outcome)
    assert made.tags[0] == ("html", {"lang": language})
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in made.tags}
    raw = trend_html(outcome).decode()
    assert "default-src &#39;none&#39;" in raw or "default-src 'none'" in raw
    assert not re.search(r"(src|href)=\"(?!#)", raw)
    assert "url(" not in raw
    assert "{{" not in raw


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_in_order_ids_unique_and_references_exist(language: Language) -> None:
    made = page(trends.full(language))
    levels = [int(tag[1]) for tag, _ in made.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in made.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in made.tags:
        targets = (attrs.get("aria-labelledby") or (attrs.get("href") or "#main")[1:]).split()
        assert set(targets) <= set(ids)
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in made.tags if tag == "th")


def test_every_picture_has_its_sentence_and_a_table() -> None:
    made = page(trends.full())
    tags = [tag for tag, _ in made.tags]
    assert tags.count("svg") == tags.count("details") == len(pictures(trends.full())) == 5
    assert [attrs["role"] for tag, attrs in made.tags if tag == "svg"] == ["img"] * 5
    for sentence in (trends.RISE, trends.SPECIAL, trends.NO_CHANGE, "Daalde van 40 naar 22"):
        assert sentence in made.text
    # A series of which nothing is said still has the message of its picture.
    assert "seksueel misbruik door personeel." in made.text


def test_order_of_reading() -> None:
    text = page(trends.full()).text
    order = [
        "Wat er door de jaren heen verandert", "4 scholen · 2019-2020 – 2023-2024",
        "In dit overzicht kan een aantal",
        "Begin hier", trends.RISE, trends.CAVEAT, trends.SPECIAL, "Gedrag van personeel", "dezelfde scholen",
        "Bij de 2 scholen zonder naam is geen verandering te zien", "De cijfers achter deze grafiek",
        "Aantasting van de veiligheid", "Welke jaren niet te vergelijken zijn", trends.WORDING,
        "Nog 1 onderbreking op een afzonderlijke school", "Hoe zeker dit is", "412 lijnen",
        "ongeveer 8 daarvan", "Hoe u de grafieken leest", "Gelezen bestanden",
        "Hoe de bestanden gelezen zijn",
    ]  # fmt: skip
    at = 0
    for part in order:
        assert part in text[at:], part
        at = text.index(part, at)


def test_the_table_has_the_board_and_schools_with_a_finding_only() -> None:
    raw = trend_html(trends.full()).decode()
    table = raw[raw.index("<details>") : raw.index("</details>")]
    assert re.findall(r'<th scope="row">([^<]*)</th><td>2023-2024', table) == [
        "dezelfde scholen", "alle scholen", "&lt;b&gt;&amp;#&#34;Vlinder&lt;/b&gt;",
        "*School* #[x] $y$ `z` @ref = &lt;tag&gt;",
    ]  # fmt: skip
    assert '<td class="number">14</td><td class="number">210</td><td class="number">7%</td>' in table
    assert "De cijfers van de andere scholen staan in trend.xlsx." in table


def test_scales_are_said() -> None:
    text = page(trends.full()).text
    assert "De grafieken bij dit onderwerp hebben dezelfde schaal: ze lopen tot 2.500." in text
    assert "Waar een grafiek een andere schaal heeft, staat dat eronder." in text
    assert "deze grafiek loopt tot 150, andere bij dit onderwerp tot 2.500" in text
    two = page(trends.one_school("en")).text
    mixed = trends.one_school()
    first, other = mixed.series
    staff = replace(other, series=replace(other.series, respondent_type="staff", item="any.staff_conduct"))
    said = page(replace(mixed, series=(first, staff))).text
    assert "dezelfde schaal: leerlingen tot 8%; personeel, vragen samen tot 15%." in said
    assert "The pictures of this subject have the same scale" in two


def test_a_caveat_of_all_pictures_of_a_theme_is_said_once() -> None:
    outcome = trends.large(3, 4, 4)
    theme = trend_html(replace(outcome, lead=())).decode()
    assert theme.count(trends.CAVEAT) == 1


def test_texts_cannot_become_markup() -> None:
    raw = trend_html(trends.full()).decode()
    assert trends.MARKUP not in raw
    assert trends.MARKUP in page(trends.full()).text
    assert "<all>" not in raw


@pytest.mark.parametrize(
    ("judged", "error", "words"),
    [
        (0, 0.02, "Geen enkele lijn had genoeg"),
        (1, 0.02, "Er is 1 lijn beoordeeld"),
        (9, 0.02, "minder dan één te verwachten"),
        (50, 0.02, "ongeveer 1 daarvan toch een stijging"),
        (
            1412,
            0.02,
            "Er zijn 1.412 lijnen beoordeeld. Was er nergens iets veranderd, dan zouden ongeveer 28",
        ),
    ],
)
def test_what_chance_alone_would_give(judged: int, error: float, words: str) -> None:
    assert words in page(replace(trends.full(), judged=judged, stated_error=error)).text


def test_how_to_read_speaks_of_what_is_there_only() -> None:
    board, school = page(trends.full()).text, page(trends.one_school()).text
    for words in (
        "Dunne grijze lijnen",
        "Dezelfde scholen",
        "Een driehoek",
        "Een gestippeld stuk",
        "Bij het teken ≠",
        "Bij meldingen",
    ):
        assert words in board
        assert words not in school
    assert "De lichte band" in school


def test_nothing_found_and_nothing_read_say_so() -> None:
    assert "Dat is geen bewijs dat alles gelijk bleef" in page(trends.one_school()).text
    assert "Nothing was read that can be followed over the years." in page(trends.empty("en")).text


def test_contrast_is_enough_to_read() -> None:
    raw = trend_html(trends.full()).decode()
    inks = set(re.findall(r'<text [^>]*fill="(#[0-9a-f]{6})"', raw))
    assert len(inks) >= 3
    for ink in inks:
        assert contrast(ink, "#ffffff") >= 4.5, ink


def test_same_outcome_same_bytes() -> None:
    assert trend_html(trends.full()) == trend_html(trends.full())


def test_a_large_board_is_small_and_quick() -> None:
    outcome = trends.large(60, 10, 40)
    start = time.perf_counter()
    made = trend_html(outcome)
    assert time.perf_counter() - start < 10
    assert len(made) < 5_000_000
