"""What the schools are going to talk about: of each school its subjects, with counts that may be shown.

Consumes: signals and figures. Returns: `Topic`s and `Gathering`s. A board reads of a subject, never of a
single question, a class or a single answer: a figure is that of all questions on the subject together.
"""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Final

from safetytool.bank.model import DOMAINS, TIERS
from safetytool.report.figures import ALL, ITEMS, OF_DOMAIN, Key
from safetytool.report.material import Material
from safetytool.report.model import Gathering, Topic
from safetytool.signals.model import Signal
from safetytool.texts import term
from safetytool.texts.answered import answered
from safetytool.texts.board import has, word

RESPONSE: Final = "response"
NONE: Final = "none"
ORDER: Final = (*DOMAINS, RESPONSE, NONE)
PLURAL: Final = 2
"""What a sentence is built for: a count that is shown is never 1."""


def topics_of(material: Material, school: str) -> tuple[Topic, ...]:
    """Return the subjects of one school, the urgent first."""
    groups: dict[str, list[Signal]] = {}
    for signal in material.signals:
        if signal.school == school and signal.tier != "act" and signal.detector != "blind_spot":
            groups.setdefault(subject_of(signal), []).append(signal)
    found = [_topic(material, school, subject, group) for subject, group in groups.items()]
    order = {word(f"subject.{subject}", material.language): at for at, subject in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda one: (TIERS.index(one.tier), order[one.subject])))


def subject_of(signal: Signal) -> str:
    """What a signal is about, as a key of [subject]."""
    if signal.detector == "response":
        return RESPONSE
    return signal.domain or NONE


def gatherings(material: Material) -> tuple[Gathering, ...]:
    """Return the subjects of page one: those that some school should talk about within two school weeks."""
    schools: dict[str, list[str]] = {}
    for signal in material.signals:
        if signal.school and signal.tier == "ask" and signal.detector != "blind_spot":
            schools.setdefault(subject_of(signal), []).append(signal.school)
    return tuple(
        Gathering(
            subject=word(f"subject.{subject}", material.language),
            schools=material.names(schools[subject]),
            text=_together(material, subject),
        )
        for subject in ORDER
        if subject in schools
    )


def _together(material: Material, subject: str) -> str:
    """Say what all schools together answered, where that may be shown; of one school its page tells."""
    if subject == RESPONSE:
        return word("topic.response_lead", material.language)
    if len(material.schools) == 1:
        return ""
    key = figure_of(material, ALL, subject)
    answers = _answers(material, key) if key else ""
    return word("count.together", material.language, answers=answers) if answers else ""


def figure_of(material: Material, school: str, subject: str, items: Collection[str] = ()) -> Key | None:
    """Return the figure of pupils that stands for a subject at a place; None where there is none.

    A single question among `items` goes before all questions of the subject together, where its figure is
    published as it is.
    """
    single = (material.key("pupil", school, item) for item in ITEMS["pupil"] if item in items)
    keys = (material.key("pupil", school, item) for item in OF_DOMAIN.get(subject, ()))
    exact = (key for key in single if material.figures.share(key) is not None)
    known = (key for key in keys if material.figures.cell(key, "concerns"))
    return next(chain(exact, known), None)


def _topic(material: Material, school: str, subject: str, signals: Sequence[Signal]) -> Topic:
    language = material.language
    tier = min((signal.tier for signal in signals), key=TIERS.index)
    return Topic(tier, word(f"subject.{subject}", language), _text(material, school, subject, signals))


def _text(material: Material, school: str, subject: str, signals: Sequence[Signal]) -> str:
    """Counts first; then, where a count is shown, why it stands out."""
    language = material.language
    if subject == RESPONSE:
        withheld = any(signal.items for signal in signals)
        return word("topic.withheld" if withheld else "topic.response", language)
    said = []
    items = {item for signal in signals for item in signal.items}
    key = figure_of(material, school, subject, items)
    answers = _answers(material, key) if key else ""
    if answers:
        said.append(answers + ".")
        said += _reasons(material, key, signals)
    elif key:
        said.append(word("topic.hidden", language))
    if any(signal.detector == "silence" for signal in signals):
        said.append(word("topic.silence", language))
    return " ".join(said) or word("topic.no_figure", language)


def _answers(material: Material, key: Key) -> str:
    """'24 van de 133 leerlingen geven ...', without a full stop; '' where that may not be shown."""
    language, bank = material.language, material.counts.bank
    concerns, n = material.count(key, "concerns").words, material.count(key, "n").words
    if not concerns or not n:
        return ""
    share = word("count.of", language, count=concerns, n=n)
    domain = key.item.removeprefix("any.")
    if key.item in bank.items:
        item = bank.items[key.item]
        says, gist = item.says[language], item.gist[language]
    else:
        says = term("composite.says", language).format(about=term(f"about.pupil.{domain}", language))
        gist = term(f"domain.{domain}", language)
    return answered(PLURAL, share, term("noun.pupil.many", language), "", says, gist, language)


def _reasons(material: Material, key: Key | None, signals: Sequence[Signal]) -> list[str]:
    """Say why it stands out, only beside a count that is shown as it is."""
    if key is None or material.figures.share(key) is None:
        return []
    detectors = dict.fromkeys(reason.detector for signal in signals for reason in signal.reasons)
    told = [word(f"reason.{one}", material.language) for one in detectors if has("reason", one)]
    reasons = "; ".join(told)
    return [word("topic.reason", material.language, reasons=reasons)] if told else []
