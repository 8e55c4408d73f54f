"""The documents' own words: complete in both languages, and no fact without a place."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from safetytool.bank.model import LANGUAGES
from safetytool.documents.words import minutes, word, words

PACKAGES = ("safetytool.documents", "safetytool.agenda")


def texts(package: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for group, entries in words(package).items():
        for key, text in entries.items():
            yield f"{group}.{key}", dict(text)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_is_there_in_both_languages_with_the_same_facts(package: str) -> None:
    found = dict(texts(package))
    assert len(found) > 20
    for key, text in found.items():
        assert set(text) == set(LANGUAGES), key
        assert all(value.strip() == value and value for value in text.values()), key
        facts = {language: sorted(re.findall(r"{(\w+)}", text[language])) for language in LANGUAGES}
        assert facts["nl"] == facts["en"], key


def test_a_missing_text_or_fact_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("doc.nothing", "nl")
    with pytest.raises(KeyError):
        word("doc.minutes", "nl", other=1)


def test_one_minute_is_singular() -> None:
    assert minutes(1, "nl") == "1 minuut"
    assert minutes(45, "en") == "45 minutes"
