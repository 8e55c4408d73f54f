"""What a topic may say to an audience, in its words: the subject, and never what leads back to somebody.

Consumes: signals of one theme, an audience. Returns: sentences. Leaves out: which questions are asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from safetytool.bank import load_bank
from safetytool.bank.model import Language
from safetytool.questions.care import PUPILS, may_name_unit, may_quote, may_show_count
from safetytool.questions.data_files import read_data
from safetytool.questions.model import AskedSignal, Audience, Question
from safetytool.questions.themes import theme_of
from safetytool.texts import term

FILE: Final = "meetings.toml"
PATTERNS: Final = ("contrast", "change", "persistence", "follow_up")
"""Detectors of which an adult audience is told that it was found so; none leads back to a person."""

MOST_PROPOSED: Final = 4

REPRESENTATIVE: Final[Mapping[str, tuple[str, ...]]] = {
    "staff_conduct": (
        "pupil.afraid_of_staff", "pupil.staff_humiliates", "pupil.staff_discriminates",
        "pupil.staff_physical",
    ),
    "perceived_safety": ("pupil.feels_safe", "pupil.safe_in_class", "pupil.safe_unsupervised"),
    "impairment": ("pupil.bullied", "pupil.hit", "pupil.excluded", "pupil.discriminated"),
    "wellbeing": ("pupil.likes_school", "pupil.belongs", "pupil.lonely"),
    "disclosure": ("pupil.knows_whom_to_tell", "pupil.dares_to_tell", "pupil.told_and_helped"),
    "none": ("staff.feels_safe", "staff.sees_boundary_crossing", "staff.speaks_up", "staff.knows_duty"),
}  # fmt: skip
"""What is proposed where a whole domain, or the questionnaire for staff, is missing."""


def word(key: str, language: Language, **facts: object) -> str:
    """Return a text of meetings.toml, filled in."""
    entry: Any = read_data(FILE)
    for part in key.split("."):
        entry = entry[part]
    text: str = entry[language]
    return text.format(**facts) if facts else text


def words(key: str, language: Language) -> tuple[str, ...]:
    """Return a list of texts of meetings.toml."""
    entry: Any = read_data(FILE)
    for part in key.split("."):
        entry = entry[part]
    return tuple(entry[language])


def topic_title(signal: AskedSignal, audience: Audience, language: Language) -> str:
    """Return the subject as a title."""
    subject = theme_of(signal).subject(language, for_pupils=audience in PUPILS)
    return subject[0].upper() + subject[1:]


def about(
    signals: Sequence[AskedSignal],
    audience: Audience,
    language: Language,
    *,
    sector: str = "",
    before: Sequence[str] = (),
    school_names: Mapping[str, str] | None = None,
) -> str:
    """Return what this audience may read about signals of one theme.

    `before` has the sentences on what was asked earlier; with `school_names` the schools are named, as a
    board's meeting does.
    """
    pupils = audience in PUPILS
    key = "pupils" if pupils else "parents" if audience == "parents" else "adults"
    subject = theme_of(signals[0]).subject(language, for_pupils=pupils)
    sentences = [word(f"about.{key}", language, subject=subject)]
    if key == "adults":
        if school_names is not None:
            sentences.append(_schools(signals, language, school_names))
        sentences += _units(signals, audience, language, sector)
        sentences += _count(signals, audience, language)
        found = {detector for signal in signals for detector in signal.detectors}
        sentences += [word(f"about.{pattern}", language) for pattern in PATTERNS if pattern in found]
        sentences += before
    return " ".join(sentences)


def private_about(signal: AskedSignal, language: Language) -> str:
    """Return the signal's own explanation, for a private page; a remark is pointed at, not shown.

    Of an `act` without its last line, the first step: the whole route stands above the list already.
    """
    if not may_quote(signal):
        return word("about.remark", language)
    told = signal.explanation.partition("\n")[0] if signal.tier == "act" else signal.explanation
    return " ".join(told.split())


def _schools(signals: Sequence[AskedSignal], language: Language, names: Mapping[str, str]) -> str:
    schools = dict.fromkeys(signal.school for signal in signals)
    named = [names.get(school, school) for school in schools if school]
    if len(named) < len(schools):
        return word("about.all_schools", language)
    return word("about.schools", language, schools=", ".join(named))


def _units(
    signals: Sequence[AskedSignal], audience: Audience, language: Language, sector: str
) -> Iterable[str]:
    """Return the sentences that name classes, grades or groups of pupils, where that is allowed."""
    named = [signal for signal in signals if may_name_unit(signal, audience)]
    places = dict.fromkeys(unit_name(s, language, sector) for s in named if s.unit_kind != "gender")
    groups = dict.fromkeys(unit_name(s, language, sector) for s in named if s.unit_kind == "gender")
    if places:
        yield word("about.unit", language, units=", ".join(places))
    if groups:
        yield word("about.among", language, units=", ".join(groups))


def unit_name(signal: AskedSignal, language: Language, sector: str) -> str:
    """Return a class, grade or group as people call it: klas 3A, groep 7, meisjes."""
    name = signal.unit_name
    if signal.unit_kind == "gender":
        genders = read_data(FILE)["gender"]
        return str(genders[name][language]) if name in genders else name
    if not name[:1].isdigit():
        return name
    group = "vo" if sector in ("vo", "vso") else "po" if sector in ("po", "so", "sbo") else "unknown"
    return f"{term(f'{signal.unit_kind}.{group}.one', language)} {name}"


def _count(signals: Sequence[AskedSignal], audience: Audience, language: Language) -> Iterable[str]:
    """Return the count, where the topic is one signal and its count may be shown."""
    if len(signals) == 1 and may_show_count(signals[0], audience):
        only = signals[0]
        who = term(f"noun.{only.respondent_type}.many", language)
        yield word("about.count", language, count=only.count, n=only.n, who=who)


def note(question: Question, signal: AskedSignal, language: Language) -> str:
    """Return what comes with a question: its own note, pictograms, proposed wordings."""
    parts = [question.note[language]] if question.note[language] else []
    if question.pictograms:
        parts.append(word("label.pictograms", language, names=", ".join(question.pictograms[language])))
    if question.proposes:
        wordings = "; ".join(f"‘{wording}’" for wording in proposals(signal, language))
        parts.append(word("label.proposal", language, wordings=wordings))
    return " ".join(parts)


def proposals(signal: AskedSignal, language: Language) -> tuple[str, ...]:
    """Return wordings of the item bank for what was not asked."""
    bank = load_bank().items
    items = [item for item in signal.items if item in bank] or REPRESENTATIVE[signal.domain or "none"]
    return tuple(bank[item].wordings[language][0] for item in items[:MOST_PROPOSED])
