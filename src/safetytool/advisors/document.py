"""The parts of a Word year report that say something of reports, each with its school and school year.

Consumes: a `WordDocument`. Returns: tables and texts with their `Setting`. A heading holds for what stands
under it, down to the next of its level; what the first lines say holds for the whole document.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from safetytool.advisors.find_tables import find_tables
from safetytool.advisors.lines import of_grid
from safetytool.advisors.pieces import Piece, TablePiece, TextPiece
from safetytool.advisors.places import Options, Setting, setting_of_table, setting_of_text
from safetytool.advisors.sentences import ANOTHER_SUBJECT, is_of_another_subject, read_paragraph
from safetytool.read.word import Paragraph, WordDocument, WordTable
from safetytool.remarks import find_cues

TEXT: Final = "text"
LONGEST_CAPTION: Final = 110
BELOW_HEADINGS: Final = 10
"""Level of a line of running text that names a school, as a heading would."""


@dataclass
class _Walker:
    options: Options
    pieces: list[Piece] = field(default_factory=list)
    opening: bool = True
    """Nothing but titles has been seen."""
    whole: Setting = field(default_factory=Setting)
    headings: list[tuple[int, str, Setting]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    """The short lines right above what comes next."""

    @property
    def setting(self) -> Setting:
        found = Setting()
        for _, _, setting in reversed(self.headings):
            found = found.within(setting)
        return found.within(self.whole)

    def heading(self, text: str, level: int) -> None:
        said = setting_of_text(text, self.options.register)
        self.headings = [known for known in self.headings if known[0] < level]
        self.headings.append((level, text, said))
        if self.opening:
            self.whole = self.whole.within(said)
        self.captions = []

    def paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        if paragraph.level:
            self.heading(text, paragraph.level)
            return
        says_something = bool(read_paragraph(text))
        points = bool(find_cues(text))
        is_short = len(text) <= LONGEST_CAPTION and not text.endswith((".", "!", "?"))
        if is_short and not says_something and not points:
            said = setting_of_text(text, self.options.register)
            if self.opening:
                self.whole = self.whole.within(said)
            elif said.school:
                self.heading(text, BELOW_HEADINGS)
            self.captions.append(text)
            return
        if says_something or points:
            other = any(is_of_another_subject(heading) for _, heading, _ in self.headings)
            self.pieces.append(
                TextPiece(text, TEXT, paragraph.number, self.setting, ANOTHER_SUBJECT if other else "")
            )
        self.captions = []
        self.opening = False

    def table(self, table: WordTable) -> None:
        sheet = f"table {table.number}"
        found = find_tables(of_grid(sheet, table.grid))
        for row, text in found.texts:
            said = setting_of_text(text, self.options.register)
            self.whole = self.whole.within(said) if not found.tables else self.whole
            self.pieces.append(TextPiece(text, sheet, row, self.setting))
        above = [text for _, text, _ in self.headings] + self.captions
        for raw in found.tables:
            setting = Setting()
            for title in reversed((*self.captions, *raw.titles)):
                setting = setting.within(setting_of_text(title, self.options.register))
            titled = replace(raw, titles=(*above, *raw.titles))
            self.pieces.append(TablePiece(titled, setting.within(self.setting), len(self.pieces) + 1))
        self.captions = []
        self.opening = self.opening and not found.tables


def pieces_of_document(document: WordDocument, options: Options) -> list[Piece]:
    """Return the tables and texts of a document."""
    walker = _Walker(options)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            walker.paragraph(block)
        else:
            walker.table(block)
    schools = {said.school for _, said in _all_headings(document, options) if said.school}
    wide = Setting()
    for text in document.page_headers:
        wide = wide.within(setting_of_text(text, options.register))
    of_file = setting_of_table(options, "", ())
    wide = wide.within(walker.whole).within(of_file)
    if len(schools) > 1:
        wide = replace(wide, school="")
    return [replace(piece, setting=piece.setting.within(wide)) for piece in walker.pieces]


def _all_headings(document: WordDocument, options: Options) -> list[tuple[str, Setting]]:
    paragraphs = [block for block in document.blocks if isinstance(block, Paragraph)]
    return [(p.text, setting_of_text(p.text, options.register)) for p in paragraphs if p.level]
