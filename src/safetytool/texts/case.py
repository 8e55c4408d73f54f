"""One finding on its way into words: what it is about, and how that is called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from safetytool.analysis.model import Fact, Finding
from safetytool.bank.model import Bank, Domain, Language
from safetytool.texts.load import look_up, term
from safetytool.texts.quantities import number

SCHOOL_CODE = re.compile(r"\d{2}[A-Z]{2}(\d{2})?")
"""A BRIN or location code: it reads as 'school 12AB00', a name as it is."""
SECTOR_WORDS = {"po": "po", "so": "po", "sbo": "po", "vo": "vo", "vso": "vo", "": "unknown"}
"""Sector -> whose words for class, grade and teacher it shares."""
SAYS_ITSELF = ("groep", "klas", "leerjaar", "class", "grade", "group", "year")
"""A class that is called 'Klas Geel' needs no word in front."""


@dataclass(frozen=True)
class Case:
    """A finding with all that is needed to word it."""

    finding: Finding
    bank: Bank
    language: Language
    school_names: Mapping[str, str]
    sectors: Mapping[str, str]
    """School -> po, vo, so, sbo, vso; '' or absent where it is not known."""

    def term(self, key: str, **values: object) -> str:
        """A term in the language of the case, filled in."""
        return term(key, self.language).format(**values)

    def part(self, key: str, **values: object) -> str:
        """A shared sentence of findings.toml, filled in."""
        text: str = look_up("findings", f"part.{key}")[self.language]
        return text.format(**values)

    def fact(self, name: str) -> Any:
        """A fact that the message needs. Raises KeyError where the finding lacks it."""
        if name not in self.finding.facts:
            raise KeyError(f"a finding {self.finding.message!r} needs the fact {name!r}")
        return self.finding.facts[name]

    def optional(self, name: str) -> Fact:
        """A fact that may be left out by any finding: doubtful, without, composite."""
        return self.finding.facts.get(name)

    def number(self, value: int) -> str:
        """A whole number as it is written."""
        return number(value, self.language)

    def decimal(self, value: float, digits: int) -> str:
        """A number with so many decimals, as the language writes it."""
        return f"{value:.{digits}f}".replace(".", look_up("grammar", f"separator.{self.language}.decimal"))

    # -- who ------------------------------------------------------------------------------

    def nouns(self) -> tuple[str, str]:
        """The respondents' noun for one and for many: pupil, pupils; girl, girls."""
        unit = self.finding.unit
        who = unit.name if unit.kind == "gender" else (self.finding.respondent_type or "any")
        return self.nouns_of(who)

    def nouns_of(self, who: str) -> tuple[str, str]:
        """The noun for one and for many of a respondent type or gender."""
        return self.term(f"noun.{who}.one"), self.term(f"noun.{who}.many")

    # -- where ----------------------------------------------------------------------------

    def sector_words(self) -> str:
        """Whose words this school uses: po, vo, or unknown."""
        return SECTOR_WORDS[self.sectors.get(self.finding.school or "", "")]

    def school(self) -> str:
        """The school as people call it: its name, or 'school 12AB00'."""
        school = self.finding.school or ""
        name = self.school_names.get(school, school)
        return self.term("place.code", school=name) if SCHOOL_CODE.fullmatch(name) else name

    def unit(self) -> str | None:
        """The class or grade that it is about ('klas 2B'); None for anything else."""
        unit = self.finding.unit
        return self.unit_called(unit.kind, unit.name) if unit.kind in ("class", "grade") else None

    def unit_called(self, kind: str, name: str) -> str:
        """A class or grade as people call it; a name that says 'Groep' itself is left alone."""
        word = self.term(f"{kind}.{self.sector_words()}.one")
        return name if name.casefold().startswith(SAYS_ITSELF) else f"{word} {name}"

    def units_word(self) -> str:
        """What chance is counted in: schools, classes, grades."""
        kind = self.finding.unit.kind
        if kind in ("class", "grade"):
            return self.term(f"{kind}.{self.sector_words()}.many")
        return self.term("ui.schools") if kind in ("school", "board") else self.term("quantity.comparisons")

    def place(self) -> str:
        """'in klas 2B van De Regenboog', 'op De Regenboog', 'op de scholen van het bestuur'."""
        if self.finding.school is None:
            return self.term("place.board")
        unit = self.unit()
        if unit is None:
            return self.term("place.school", school=self.school())
        return self.term("place.unit", unit=unit, school=self.school())

    def where(self) -> str:
        """The school, or all schools of the board, for what was never asked or answered."""
        if self.finding.school is not None:
            return self.place()
        return self.term("place.all_schools", schools=self.number(self.fact("schools")))

    # -- what -----------------------------------------------------------------------------

    def domain(self) -> Domain | None:
        """The domain, of the finding or (for what was withheld) among its facts."""
        return self.finding.domain or cast("Domain | None", self.optional("domain"))

    def about(self) -> str:
        """What the domain is about in the eyes of who answers: 'how adults treat them'."""
        domain = self.finding.domain or self.fact("domain")
        return self.term(f"about.{self.finding.respondent_type or 'any'}.{domain}")

    def is_composite(self) -> bool:
        """Whether several questions were taken together."""
        return bool(self.optional("composite"))

    def gist_of(self, item: str) -> str:
        """An item in a few words."""
        return self.bank.items[item].gist[self.language]

    def gist(self) -> str:
        """What was asked, in a few words."""
        if self.is_composite():
            return self.term("composite.gist", domain=self.term(f"domain.{self.domain()}"))
        return self.gist_of(self.finding.items[0])

    def says(self) -> str:
        """The verb phrase in the plural that tells what was answered."""
        if self.is_composite():
            return self.term("composite.says", about=self.about())
        return self.bank.items[self.finding.items[0]].says[self.language]
