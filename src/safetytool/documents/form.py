"""The building blocks of a printed form: headings, facts, questions with lines, boxes to tick, tables.

Consumes: a document and texts. Returns: nothing; the blocks stand at the end of the document.
Leaves out: what a meeting is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from safetytool.bank.model import Language
from safetytool.documents.oxml import header_row, tick_box, whole_row
from safetytool.documents.styles import (
    ALARM,
    ALARM_NUMBER,
    BULLETS,
    CELL,
    CELL_HEADING,
    FACT,
    FORM,
    GREY,
    LEAD,
    LINE,
    NORMAL,
    NOTE,
    QUESTION,
    TICK,
)
from safetytool.documents.words import word
from safetytool.write.plain import one_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

ROW_CM: Final = 1.0
"""Height of an empty row to write in."""
WHITE_POINTS: Final = 6
"""Below the last of a list of boxes, where a table follows."""


@dataclass
class Form:
    """A document that grows block by block."""

    document: "Document"
    language: Language
    ticks: int = field(default=0)
    """Boxes so far: each has a number of its own."""
    width: int = field(init=False)
    """Of the text; all pages of a document are alike."""
    _style_ids: dict[str, str] = field(init=False)
    """Style name -> id: looked up once, and not for each of thousands of paragraphs."""
    _end: Any = field(init=False)
    """The properties of the last section, which stand at the very end. Blocks are put before it directly: the
    library looks for it through all blocks so far, each time."""

    def __post_init__(self) -> None:
        section = self.document.sections[0]
        self._end = self.document.element.body.sectPr
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        self.width = (section.page_width or 0) - margins
        self._style_ids = {str(style.name): style.style_id for style in self.document.styles}

    def _add(self, style: str, text: str = "", *, with_next: bool = False) -> "Paragraph":
        """A paragraph at the end of the document."""
        from docx.oxml import OxmlElement
        from docx.text.paragraph import Paragraph

        element: Any = OxmlElement("w:p")
        self._end.addprevious(element)
        paragraph = Paragraph(element, self.document._body)
        if text:
            paragraph.add_run(text)
        paragraph._p.style = self._style_ids[style]
        if with_next:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def heading(self, text: str, level: int) -> None:
        """A real heading, for the eye and for a screen reader's list."""
        self._add(f"Heading {level}", one_line(text))

    def text(self, text: str, style: str = NORMAL, *, with_next: bool = False) -> None:
        """A paragraph; '' gives none. `with_next` keeps it on the page of what follows."""
        if text.strip():
            self._add(style, one_line(text), with_next=with_next)

    def lead(self, text: str) -> None:
        """What it is about, in one sentence."""
        self.text(text, LEAD)

    def fact(self, label: str, text: str, *, with_next: bool = False) -> None:
        """A label and what belongs to it; without a text a line to write it on."""
        paragraph = self._add(FACT, with_next=with_next)
        paragraph.add_run(label).bold = True
        paragraph.add_run("\t")
        if text:
            paragraph.add_run(one_line(text))
        else:
            self._line_to_the_edge(paragraph)

    def bullets(self, texts: Sequence[str], *, together: bool = False) -> None:
        """A real list; where a template has no bullets for it they are written.

        `together` keeps a short list on one page.
        """
        properties = self.document.styles[BULLETS].element.pPr
        sign = "" if properties is not None and properties.numPr is not None else "•\t"
        for number, text in enumerate(texts, start=1):
            self._add(BULLETS, f"{sign}{one_line(text)}", with_next=together and number < len(texts))

    def question(self, number: int, text: str, note: str, minutes: int, lines: int) -> None:
        """A question, what comes with it, and lines to write on; they stay on one page."""
        paragraph = self._add(QUESTION, f"{number}.\t{one_line(text)}")
        aside = paragraph.add_run(f"\u2002{word('doc.short_minutes', self.language, n=minutes)}")
        self._set_aside(aside)
        for part in note.splitlines():
            self.text(part, NOTE)
        self.writing_lines(lines)

    def writing_lines(self, number: int) -> None:
        """Ruled lines; one can also type on them."""
        for left in range(number, 0, -1):
            self._add(LINE, with_next=left > 1)

    def ticks_for(self, texts: Sequence[str]) -> None:
        """Boxes to tick, each with its text, and some white below the last."""
        from docx.shared import Pt

        for number, text in enumerate(texts, start=1):
            self.ticks += 1
            paragraph = self._add(TICK)
            if number == len(texts):
                paragraph.paragraph_format.space_after = Pt(WHITE_POINTS)
            said = word("doc.checkbox", self.language, text=one_line(text))
            tick_box(paragraph._p, said[:64], self.ticks)
            paragraph.add_run(f"\t{one_line(text)}")

    def alarm(self, before: Sequence[str], number: str, after: Sequence[str]) -> None:
        """A box that nobody overlooks, with a number in large type."""
        for text in before:
            self._add(ALARM, text)
        self._add(ALARM_NUMBER, number)
        for text in after[:-1]:
            self._add(ALARM, text)
        self._add(ALARM, after[-1]).paragraph_format.keep_with_next = False

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        *,
        together: bool = False,
        with_next: bool = False,
    ) -> None:
        """A table over the full width; its header row comes back on every page.

        `shares` are the widths of the columns as parts of 1. A row without any text is one to write in.
        `together` keeps a short table on one page, `with_next` on that of what follows.
        """
        from docx.oxml.table import CT_Tbl
        from docx.shared import Emu
        from docx.table import Table

        element: Any = CT_Tbl.new_tbl(0, len(head), Emu(self.width))
        self._end.addprevious(element)
        table: Any = Table(element, self.document._body)  # its add_row has no types
        element.tblStyle_val = self._style_ids[FORM]
        table.autofit = False
        for values in (head, *rows):
            row = table.add_row()
            empty = not any(values)
            whole_row(row._tr, ROW_CM if empty else 0)
            for cell, value, share in zip(row.cells, values, shares, strict=True):
                cell.width = round(self.width * share)
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self._style_ids[CELL_HEADING if values is head else CELL]
                paragraph.add_run(one_line(value))
                if (together and values is not rows[-1]) or (with_next and values is rows[-1]):
                    paragraph.paragraph_format.keep_with_next = True
            if values is head:
                header_row(row._tr)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = round(self.width * share)

    def _line_to_the_edge(self, paragraph: "Paragraph") -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER

        tabs = paragraph.paragraph_format.tab_stops
        tabs.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        paragraph.add_run("\t")

    def _set_aside(self, run: Any) -> None:
        from docx.shared import Pt, RGBColor

        run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(GREY)
