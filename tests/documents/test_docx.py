"""questions.docx, read back: structure, what stands on every page, privacy, and the same bytes."""

import io
import itertools
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from lxml import etree

from safetytool.bank.model import LANGUAGES, Language
from safetytool.documents import HouseStyle, choose, questions_docx
from safetytool.documents.base import TAGS
from safetytool.questions.model import MEETINGS, Meeting
from tests.documents.meetings import CLASS, HOSTILE, LONG, NAMES, PRIVATE, full, meeting
from tests.documents.test_house import png

NUMBER = "0900 111 3 111"


def made(meetings: list[Meeting], language: Language = "nl", house: HouseStyle | None = None) -> bytes:
    return questions_docx(meetings, language=language, school_names=NAMES, house=house)


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def texts(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs]


def headings(document: Document, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def everything(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


# -- structure ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_meeting_is_a_section_on_a_new_page(language: Language) -> None:
    chosen = choose(full(language))
    document = opened(made(chosen, language))
    assert len(document.sections) == 1 + len(chosen)
    assert all(str(s.start_type) == "NEW_PAGE (2)" for s in list(document.sections)[1:])
    assert headings(document, 1)[1:] == [m.title for m in chosen]


def test_headings_never_skip_a_level() -> None:
    levels = [int(p.style.name[-1]) for p in opened(made(choose(full()))).paragraphs
              if p.style.name.startswith("Heading")]  # fmt: skip
    assert set(levels) == {1, 2, 3}
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_meeting_says_all_that_it_holds_in_order() -> None:
    one = meeting(topics=12, more="Er is nog meer.")
    document = opened(made([one]))
    joined = "\n".join(texts(document))
    wanted = [one.title, one.purpose, one.leads, one.present, "45 minuten", *one.rules]
    for topic in one.topics:
        wanted += [topic.title, topic.about, *(asked.text for asked in topic.questions)]
    wanted += [one.more, "Wat schrijven we op", *one.write_down, one.look_back]
    place = 0
    for text in wanted:
        place = joined.index(text, place)
    assert joined.count("5\u00a0min") + joined.count("3\u00a0min") == 48
    assert [f"{n}." for n in range(1, 49)] == re.findall(r"^(\d+\.)\t", joined, re.MULTILINE)


def test_every_question_has_two_or_three_lines_to_write_on() -> None:
    document = opened(made([meeting()]))
    after: list[int] = []
    for paragraph in document.paragraphs:
        if paragraph.style.name == "Question":
            after.append(0)
        elif paragraph.style.name == "Writing Line":
            after[-1] += 1
    assert len(after) == 8
    assert set(after) == {2, 3}


def test_a_note_of_several_lines_keeps_them_apart() -> None:
    one = meeting(topics=1)
    noted = replace(one.topics[0].questions[0], note="eerste\ntweede")
    topic = replace(one.topics[0], questions=(noted,))
    document = opened(made([replace(one, topics=(topic,))]))
    assert [p.text for p in document.paragraphs if p.style.name == "Question Note"] == ["eerste", "tweede"]


def test_tables_have_a_style_and_a_header_row_that_repeats() -> None:
    document = opened(made(choose(full())))
    assert len(document.tables) == 4 + 8
    for table in document.tables:
        assert table.style is not None
        assert table.style.name == "Form"
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert all(cell.text for cell in table.rows[0].cells)


def test_boxes_to_tick_have_a_name_and_a_number_of_their_own() -> None:
    document = opened(made(choose(full())))
    boxes = list(document.element.body.iter(qn("w:sdt")))
    ids = [box.find(f"{qn('w:sdtPr')}/{qn('w:id')}").get(qn("w:val")) for box in boxes]
    assert len(boxes) == 2 * len(full())
    assert len(set(ids)) == len(ids)
    assert all(b.find(f"{qn('w:sdtPr')}/{qn('w:alias')}").get(qn("w:val")) for b in boxes)


def test_the_overview_lists_every_meeting_with_time_and_when() -> None:
    document = opened(made(choose(full())))
    rows = [[c.text for c in row.cells] for t in document.tables[:4] for row in t.rows[1:]]
    assert [row[0] for row in rows] == [m.title for m in choose(full())]
    assert rows[0][2:4] == ["45 minuten", "Vandaag"]
    assert headings(document, 2)[:4] == ["Het Baken", "De Regenboog", LONG, "Het hele bestuur"]


def test_one_meeting_has_no_overview() -> None:
    document = opened(made([meeting()]))
    assert len(document.sections) == 1
    assert headings(document, 1) == ["Teamgesprek"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_meetings_it_says_that_this_is_no_proof(language: Language) -> None:
    said = "\n".join(texts(opened(made([], language))))
    assert {"nl": "geen bewijs", "en": "not prove"}[language] in said


# -- today --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_call_of_today_comes_first_in_large_type(language: Language) -> None:
    document = opened(made(choose(full(language)), language))
    number = next(p for p in document.paragraphs if p.text == NUMBER)
    assert number.style.name == "Alarm Number"
    assert number.style.font.size.pt >= 36
    said = texts(document)
    place = said.index(NUMBER)
    assert said[place - 2] == headings(document, 1)[1]
    nobody = {"nl": "Niemand stelt vragen aan de leerling", "en": "Nobody questions the pupil"}[language]
    assert any(text.startswith(nobody) for text in said[place : place + 3])


def test_other_sheets_have_no_alarm() -> None:
    assert NUMBER not in everything(made([meeting()]))


# -- header and footer --------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_header_and_footer_of_every_section(language: Language) -> None:
    chosen = choose(full(language))
    document = opened(made(chosen, language))
    for section, one in zip(list(document.sections)[1:], chosen, strict=True):
        header = "\n".join(p.text for p in section.header.paragraphs)
        board = {"nl": "Het hele bestuur", "en": "The whole board"}[language]
        assert NAMES.get(one.school or "", board) in header
        assert "2024-2025" in header
        mark = {"nl": "Alleen voor", "en": "Only for"}[language]
        assert (mark in header) == one.private
        footer = section.footer._element.xml
        assert " PAGE " in footer
        assert " NUMPAGES " in footer
        private = {"nl": "Vertrouwelijk", "en": "Confidential"}[language]
        assert (private in footer) == one.private


def test_the_overview_of_a_document_with_private_sheets_is_the_coordinators() -> None:
    first = opened(made(choose(full()))).sections[0]
    assert first.header.paragraphs[-1].text == "Alleen voor de veiligheidscoördinator"
    shared = opened(made(choose(full(), ["team", "parents"]))).sections[0]
    assert "Alleen" not in "".join(p.text for p in shared.header.paragraphs)


# -- privacy ------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", [kind for kind in MEETINGS if kind not in PRIVATE])
def test_a_document_to_hand_out_holds_nothing_of_the_private_sheets(audience: str) -> None:
    content = everything(made(choose(full(), [audience])))
    assert CLASS not in content
    assert NUMBER not in content
    assert "Alleen voor" not in content
    assert "Vertrouwelijk" not in content
    assert CLASS in everything(made(choose(full())))


def test_ids_of_signals_and_questions_stay_out() -> None:
    content = everything(made(choose(full())))
    assert "tone.understand" not in content
    assert "s-1" not in content


# -- file ---------------------------------------------------------------------------------


def test_the_same_meetings_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(choose(full())) == made(choose(full()))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735689600")
    later = made([meeting()])
    assert opened(later).core_properties.created.year == 2025  # type: ignore[union-attr]
    with zipfile.ZipFile(io.BytesIO(later)) as file:
        assert {info.date_time for info in file.infolist()} == {(2025, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_title_language_and_no_author(language: Language) -> None:
    document = opened(made([meeting(language)], language))
    about = document.core_properties
    assert (
        about.title
        == {
            "nl": "Teamgesprek, De Regenboog · schooljaar 2024-2025",
            "en": "Team meeting, De Regenboog · school year 2024-2025",
        }[language]
    )
    assert about.language == TAGS[language]
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {TAGS[language]}


def test_texts_that_mean_harm_stay_texts() -> None:
    one = meeting(title=HOSTILE, purpose="<w:p/>\x0b\x00 &amp; \u202egnp.exe")
    document = opened(made([one]))
    assert HOSTILE in texts(document)
    assert "<w:p/> &amp; gnp.exe" in texts(document)


def test_every_paragraph_style_in_use_is_ours() -> None:
    document = opened(made(choose(full())))
    assert "Normal Table" in {s.name for s in document.styles}
    assert len([s for s in document.styles if s.type is not None]) < 30
    assert {s.font.name for s in document.styles if s.type == 1 and s.name != "Normal Table"} == {"Arial"}


# -- house style --------------------------------------------------------------------------


def test_logo_font_and_colour_are_used() -> None:
    house = HouseStyle("Stichting Het Veld", "Verdana", "1F3864", png(900, 60))
    content = made(choose(full()), house=house)
    document = opened(content)
    assert {s.font.name for s in document.styles if s.type == 1} == {"Verdana"}
    assert str(document.styles["Heading 1"].font.color.rgb) == "1F3864"
    for section in document.sections:
        picture = section.header._element.find(f".//{qn('wp:docPr')}")
        assert picture.get("descr") == "Logo van Stichting Het Veld"
        extent = section.header._element.find(f".//{qn('wp:extent')}")
        assert int(extent.get("cx")) <= 6.01 * 360_000
    assert "Stichting Het Veld" in headings(document, 2)


def template(tmp: io.BytesIO) -> bytes:
    """A letter of somebody's: own Heading 1, text, a header, a comment, and names in its properties."""
    letter = docx.Document()
    letter.styles["Heading 1"].font.name = "Georgia"
    letter.styles.add_style("Tick", WD_STYLE_TYPE.CHARACTER)
    letter.settings.odd_and_even_pages_header_footer = True
    letter.sections[0].different_first_page_header_footer = True
    letter.styles["List Bullet"].delete()
    paragraph = letter.add_paragraph("Geachte heer De Vries")
    letter.add_comment(paragraph.runs, "navragen bij Jansen", author="P. Jansen")
    letter.sections[0].header.paragraphs[0].text = "Afzender P. Jansen"
    letter.sections[0].left_margin = 1_000_000
    letter.core_properties.author = letter.core_properties.last_modified_by = "P. Jansen"
    letter.core_properties.keywords = "dossier"
    letter.save(tmp)
    return tmp.getvalue()


def test_a_template_gives_its_styles_and_page_and_nothing_else() -> None:
    content = made(choose(full()), house=HouseStyle(template=template(io.BytesIO())))
    document = opened(content)
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.styles["Question"].font.size.pt == 11.5
    assert document.sections[0].left_margin == pytest.approx(1_000_000, rel=0.001)
    said = everything(content)
    assert "evenAndOddHeaders" not in said
    assert "titlePg" not in said
    assert document.styles["Tick"].type == WD_STYLE_TYPE.PARAGRAPH
    assert document.styles["Question"].font.name is None
    assert "Jansen" not in said
    assert "De Vries" not in said
    assert "dossier" not in said
    assert "•\t" + full()[0].rules[0] in texts(document)
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"nl-NL"}


def test_nothing_in_the_file_points_at_what_is_not_there() -> None:
    with zipfile.ZipFile(io.BytesIO(made(choose(full())))) as file:
        styles, numbering, body = (
            etree.fromstring(file.read(f"word/{name}.xml")) for name in ("styles", "numbering", "document")
        )
        names = file.namelist()
        for rels in (name for name in names if name.endswith(".rels")):
            folder = rels.replace("_rels/", "").rpartition("/")[0]
            for relation in etree.fromstring(file.read(rels)):
                target = relation.get("Target")
                assert target.lstrip("/") in names or f"{folder}/{target}" in names
    present = {style.get(qn("w:styleId")) for style in styles.iter(qn("w:style"))}
    for tag in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link"):
        for root in (styles, numbering, body):
            assert {e.get(qn("w:val")) for e in root.iter(qn(tag))} <= present, tag


ORDER = [
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid",
    "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection",
    "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
]  # fmt: skip
"""Children of w:pPr as ECMA-376 orders them (CT_PPr); Word repairs a file that does otherwise."""


def test_paragraph_properties_stand_in_the_order_of_the_standard() -> None:
    with zipfile.ZipFile(io.BytesIO(made(choose(full())))) as file:
        roots = [etree.fromstring(file.read(f"word/{name}.xml")) for name in ("styles", "document")]
    found = 0
    for properties in (p for root in roots for p in root.iter(qn("w:pPr"))):
        places = [ORDER.index(etree.QName(part).localname) for part in properties]
        assert places == sorted(places)
        found += len(places)
    assert found > 100
