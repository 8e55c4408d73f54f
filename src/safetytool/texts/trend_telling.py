"""How a series of a trend is called: what it counts, where, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from safetytool.bank.model import Bank, Language
from safetytool.texts.answered import answered
from safetytool.texts.case import SAYS_ITSELF, SCHOOL_CODE, SECTOR_WORDS
from safetytool.texts.load import look_up, term
from safetytool.texts.quantities import capital, number, share_of
from safetytool.trend.model import Series

COMPOSITE: Final = "any."


def part(key: str, language: Language, **values: object) -> str:
    """A piece of trend.toml, filled in."""
    text: str = look_up("trend", key)[language]
    return text.format(**values)


@dataclass(frozen=True)
class Telling:
    """A series with all that is needed to word it."""

    series: Series
    bank: Bank
    language: Language
    school_names: Mapping[str, str]
    sectors: Mapping[str, str]

    def part(self, key: str, **values: object) -> str:
        """A piece of [part], filled in."""
        return part(f"part.{key}", self.language, **values)

    def number(self, value: int) -> str:
        """A whole number as it is written."""
        return number(value, self.language)

    # -- where ----------------------------------------------------------------------------

    def school(self, school: str) -> str:
        """A school as people call it: its name, or 'school 12AB00'."""
        name = self.school_names.get(school, school)
        return term("place.code", self.language).format(school=name) if SCHOOL_CODE.fullmatch(name) else name

    def place(self) -> str:
        """'op De Regenboog', 'op de 5 scholen die ...'; '' for figures of no school."""
        if self.series.scope == "school":
            return term("place.school", self.language).format(school=self.school(self.series.school))
        if self.series.scope == "outside":
            return ""
        key = "place_same" if self.series.scope == "board_same" else "place_all"
        return self.part(key, n=self.number(len(self.series.members)))

    def short_place(self) -> str:
        """The place for a heading or a table: the school's name, or which schools together."""
        if self.series.scope == "school":
            return self.school_names.get(self.series.school, self.series.school)
        return self.series.source or part(f"place.{self.series.scope}", self.language)

    def group(self, kind: str, name: str) -> str:
        """A gender, grade or class as people call it."""
        if kind == "gender":
            return term(f"noun.{name}.many", self.language)
        words = SECTOR_WORDS[self.sectors.get(self.series.school, "")]
        if name.casefold().startswith(SAYS_ITSELF):
            return name
        return f"{term(f'{kind}.{words}.one', self.language)} {name}"

    # -- what -----------------------------------------------------------------------------

    def is_count(self) -> bool:
        """Whether it counts reports rather than answers."""
        return not self.series.item

    def theme(self) -> str:
        """Heading of the group that it belongs to."""
        if self.series.scope == "outside":
            return capital(part("theme.figures", self.language))
        if self.is_count():
            return capital(part("theme.reports", self.language))
        return capital(term(f"domain.{self.series.domain}", self.language))

    def label(self) -> str:
        """What it counts, for a table or above a picture."""
        if self.is_count():
            what = self.counted_what()
            return capital(self.part("share_label", what=what) if self.series.part_of else what)
        if self.series.item.startswith(COMPOSITE):
            domain = term(f"domain.{self.series.domain}", self.language)
            return term("composite.gist", self.language).format(domain=domain)
        return self.bank.items[self.series.item].gist[self.language]

    def counted_what(self) -> str:
        """'dossiers over seksueel misbruik door personeel (po)'."""
        series = self.series
        unit = self.part(f"unit_{series.unit if series.unit in ('reports', 'files') else 'other'}")
        somebody = series.about not in ("any", "unknown", "")
        if series.category == "total":
            about = self.part(f"about_{series.about}") if somebody else ""
            what = self.part("what_total", unit=unit, about=about)
        else:
            category = term(f"category.{series.category}", self.language)
            by = self.part(f"by_{series.about}") if somebody else ""
            what = self.part("what_category", unit=unit, category=category, by=by)
        if series.sector:
            what = self.part("sector", what=what, sector=series.sector)
        return what

    def whole(self, category: str) -> str:
        """What a share is a part of: 'alle dossiers over seksueel misbruik'."""
        unit = self.part(f"unit_{self.series.unit if self.series.unit in ('reports', 'files') else 'other'}")
        if category == "total":
            return self.part("whole_total", unit=unit)
        return self.part("whole_category", unit=unit, category=term(f"category.{category}", self.language))

    def counted(self) -> str:
        """The same with its place."""
        place = self.place()
        return f"{self.counted_what()} {place}" if place else self.counted_what()

    def answer(self, count: int, n: int) -> str:
        """'14 van de 141 leerlingen op De Ark worden maandelijks of vaker gepest', without a full stop."""
        series = self.series
        nouns = (
            term(f"noun.{series.respondent_type}.one", self.language),
            term(f"noun.{series.respondent_type}.many", self.language),
        )
        if series.item.startswith(COMPOSITE):
            about = term(f"about.{series.respondent_type}.{series.domain}", self.language)
            says = term("composite.says", self.language).format(about=about)
        else:
            item: Any = self.bank.items[series.item]
            says = item.says[self.language]
        words = share_of(count, n, nouns, self.language)
        return answered(count, words, nouns[1], self.place(), says, self.label(), self.language)
