"""trend.pdf: tagged, with words for every picture, the same bytes each time, and no text read as markup."""

import re
import time
import zlib
from dataclasses import replace

import pytest
import trends

from safetytool.bank.model import LANGUAGES, Language
from safetytool.trend.model import TrendOutcome
from safetytool.write import trend_pdf as module
from safetytool.write.charts import pictures
from safetytool.write.trend_pdf import trend_pdf

STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def opened(file: bytes) -> str:
    """The objects of the file, those in compressed streams included."""
    parts = [file]
    for stream in STREAM.findall(file):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts).decode("latin-1")


def strings(contents: str, key: str) -> list[str]:
    """The texts under a key, each once, whichever way they are written."""
    found = [literal(contents, match.end()) for match in re.finditer(rf"/{key} ?\(", contents)]
    found += [bytes.fromhex(digits) for digits in re.findall(rf"/{key} ?<([0-9A-Fa-f]+)>", contents)]
    texts = (raw.decode("utf-16" if raw[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1") for raw in found)
    return list(dict.fromkeys(texts))


def literal(contents: str, start: int) -> bytes:
    """A string between parentheses (ISO 32000-1, 7.3.4.2): pairs inside it stay, the rest is escaped."""
    text, depth, at = "", 1, start
    while depth:
        letter = contents[at]
        if letter == "\\":
            at += 1
            letter = {"n": "\n", "r": "\r", "t": "\t"}.get(contents[at], contents[at])
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
        text += letter
        at += 1
    return text[:-1].encode("latin-1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [trends.full, trends.one_school, trends.empty])
def test_a_tagged_document_in_its_language(make: object, language: Language) -> None:
    file = trend_pdf(make(language))  # type: ignore[operator]
    assert file.startswith(b"%PDF-")
    contents = opened(file)
    assert "/StructTreeRoot" in contents
    assert "/Marked true" in contents
    assert language in strings(contents, "Lang")
    assert "pdfuaid:part" in contents


def test_every_picture_has_words_instead() -> None:
    outcome = trends.full()
    said = strings(opened(trend_pdf(outcome)), "Alt")
    assert said == [picture.drawing.message for picture in pictures(outcome)]


def test_fonts_are_those_that_come_with_typst() -> None:
    fonts = {
        name.split("+")[-1] for name in re.findall(r"/BaseFont ?/([\w+-]+)", opened(trend_pdf(trends.full())))
    }
    assert fonts
    assert all(name.startswith(("LibertinusSerif", "DejaVuSansMono")) for name in fonts)


def test_same_outcome_same_bytes_and_the_date_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    fixed = trend_pdf(trends.full())
    assert fixed == trend_pdf(trends.full())
    assert strings(opened(fixed), "CreationDate") == ["D:19800101000000Z"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    assert strings(opened(trend_pdf(trends.full())), "CreationDate") == ["D:20250101000000Z"]


def test_names_are_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    real = module.typeset

    def watched(template: str, inputs: dict[str, str], fonts: object) -> bytes:
        if "trend" in inputs:
            given.append(template)
        return real(template, inputs, fonts)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "typeset", watched)
    hostile = '#panic("no") #read("/etc/passwd") $x$ *b* @ref <l> \\ `r`'
    outcome = trends.one_school()
    told = replace(outcome.series[0], place=hostile, label=hostile, message=hostile)
    file = trend_pdf(replace(outcome, series=(told,), schools={"01AA00": hostile}))
    assert hostile not in given[0]
    assert hostile in strings(opened(file), "Alt")


@pytest.mark.parametrize(("name", "marked"), [("De Regenboog é ≠ Ж", False), ("漢字 😀", True)])
def test_characters_that_no_font_has_are_marked(name: str, *, marked: bool) -> None:
    outcome = trends.one_school()
    told = replace(outcome.series[0], message=name)
    said = strings(opened(trend_pdf(replace(outcome, series=(told,)))), "Alt")
    assert said == ["□□ □" if marked else name]


def pages(outcome: TrendOutcome) -> int:
    return len(re.findall(r"/Type ?/Page\b", opened(trend_pdf(outcome))))


def test_a_large_board_is_quick() -> None:
    outcome = trends.large(60, 10, 40)
    start = time.perf_counter()
    file = trend_pdf(outcome)
    assert time.perf_counter() - start < 20
    assert len(file) < 5_000_000
    assert pages(trends.one_school()) < pages(outcome) <= 40
