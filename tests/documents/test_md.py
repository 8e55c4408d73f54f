"""questions.md: all that is asked, as text that no page takes for markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safetytool.bank.model import LANGUAGES, Language
from safetytool.documents import choose, questions_md
from safetytool.questions.model import Meeting
from tests.documents.meetings import NAMES, full, meeting


def made(meetings: list[Meeting], language: Language = "nl") -> str:
    return questions_md(meetings, language=language, school_names=NAMES).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_every_meeting_with_all_its_questions(language: Language) -> None:
    chosen = choose(full(language))
    text = made(chosen, language)
    titles = re.findall(r"^# (.+)$", text, re.MULTILINE)
    assert titles == [m.title for m in chosen]
    pages = text.split("\n---\n")
    for page, one in zip(pages, chosen, strict=True):
        numbers = re.findall(r"^(\d+)\. ", page, re.MULTILINE)
        assert numbers == [str(n) for n in range(1, 1 + sum(len(t.questions) for t in one.topics))]
        assert ("0900 111 3 111" in page) == (one.kind == "board_today")
        assert ({"nl": "Alleen voor", "en": "Only for"}[language] in page) == one.private


def test_one_line_break_at_the_end_and_no_trailing_blanks() -> None:
    text = made(choose(full()))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)


@given(st.text())
def test_no_text_becomes_markup(title: str) -> None:
    line = made([meeting(title=title)]).splitlines()[0]
    assert line.startswith("# ") or not line.strip("# ")
    bare = re.sub(r"\\.", "", line[2:])
    assert not re.search(r"[`*_\[\]<>|#~]", bare)


def test_html_and_links_are_shown_and_not_followed() -> None:
    text = made([meeting(purpose="<script>x</script> [klik](http://example.org)")])
    assert r"\<script\>x\</script\> \[klik\](http://example.org)" in text


def test_nothing_to_ask() -> None:
    assert "geen bewijs" in made([])
