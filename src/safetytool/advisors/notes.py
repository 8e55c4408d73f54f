"""How a file was read, said in sentences. A remark is never quoted; words for a category are, where short."""

from dataclasses import dataclass, field
from typing import Final

from safetytool.advisors.labels import Label

LONGEST_QUOTED: Final = 40
"""A longer text in a column of categories may be a remark, and is not quoted."""
MOST_ROWS: Final = 10
NAMED: Final = 3
"""Words for a category that are so many may have a name among them."""


def _without_names(text: str) -> str:
    if len(text.split()) < NAMED:
        return text
    from safetytool.masking import mask

    return mask(text)


@dataclass
class Notes:
    """Collects what the reader of a report should know about how it was read."""

    others: list[str] = field(default_factory=list)
    _rows: dict[str, list[str]] = field(default_factory=dict)

    def add(self, sentence: str) -> None:
        """Add a sentence, once."""
        if sentence not in self.others:
            self.others.append(sentence)

    def _at(self, sentence: str, sheet: str, row: int) -> None:
        self._rows.setdefault(f"{sentence}: {sheet}, ", []).append(str(row))

    def add_category(self, sheet: str, row: int, text: str, label: Label) -> None:
        """Say that a category is not known, not specific, or several in one."""
        if not text or label.plain or label.total:
            return
        quoted = f"'{_without_names(text)}'" if len(text) <= LONGEST_QUOTED else "a long text"
        if label.unspecific:
            self._at(f"{quoted} is not specific; kept as other", sheet, row)
        elif label.category is None:
            self._at(f"{quoted} is no known category; kept as other", sheet, row)
        elif label.several:
            self._at(
                f"{quoted} names several categories; the most serious counts, {label.category}", sheet, row
            )
        elif not label.whole:
            self._at(f"{quoted} was read as {label.category}", sheet, row)

    def add_heading(self, sheet: str, text: str, label: Label) -> None:
        """Say the same of a heading over numbers."""
        if label.several:
            self.add(
                f"{sheet}: column '{text}' names several categories; "
                f"the most serious counts, {label.category}."
            )
        elif label.category == "other" and not label.plain:
            self.add(f"{sheet}: column '{text}' is no known category; kept as other.")

    def add_several(self, sheet: str, row: int) -> None:
        """Say that several categories are ticked for one report."""
        self._at("several categories are ticked for one report; the most serious counts", sheet, row)

    def add_doubt(self, sheet: str, row: int, role: str) -> None:
        """Say that a person is not certain."""
        what = "whom this is about" if role == "about" else "who reported this"
        self._at(f"{what} is not certain from its words; kept as unknown", sheet, row)

    def add_other_year(self, sheet: str, row: int) -> None:
        """Say that a date lies outside the school year that the titles name."""
        self._at("the date lies in another school year than the title; the date counts", sheet, row)

    def sentences(self) -> tuple[str, ...]:
        """Return all notes."""
        found = []
        for sentence, rows in self._rows.items():
            distinct = list(dict.fromkeys(rows))
            more = f" and {len(distinct) - MOST_ROWS} more" if len(distinct) > MOST_ROWS else ""
            noun = "row" if len(distinct) == 1 else "rows"
            found.append(
                f"{sentence[0].upper()}{sentence[1:]}{noun} {', '.join(distinct[:MOST_ROWS])}{more}."
            )
        return (*self.others, *found)
