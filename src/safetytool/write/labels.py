"""How writers call a school, a part of it and a set of questions."""

from safetytool.analysis.model import Unit
from safetytool.signals.model import Heard, Outcome, Signal
from safetytool.texts import term
from safetytool.write.plain import one_line


def school_label(outcome: Outcome, school: str | None) -> str:
    """The school's name, or its code; for no school the board."""
    if school is None:
        return term("ui.board", outcome.language)
    return one_line(outcome.school_names.get(school, school))


def unit_label(outcome: Outcome, unit: Unit) -> str:
    """A part of a school ('7A', 'meisjes'); '' for a whole school or board."""
    if unit.kind in ("school", "board"):
        return ""
    if unit.kind == "gender":
        return term(f"noun.{unit.name}.many", outcome.language)
    if unit.kind == "respondent_type":
        return term(f"respondents.{unit.name}", outcome.language)
    name = one_line(unit.name)
    return name if unit.kind == "class" else f"{term('grade.unknown.one', outcome.language)} {name}"


def subject(signal: Signal) -> str:
    """What a signal is about, as a key of terms.toml: its domain, or its detector without one."""
    return f"domain.{signal.domain}" if signal.domain else f"detector.{signal.detector}"


def subject_label(outcome: Outcome, signal: Signal) -> str:
    """What a signal is about, in words."""
    return term(subject(signal), outcome.language)


def item_labels(outcome: Outcome, items: tuple[str, ...]) -> str:
    """The questions in a few words each; the id where there is no name."""
    return "; ".join(one_line(outcome.item_names.get(item, item)) for item in items)


def years(outcome: Outcome) -> list[str]:
    """The school years that the outcome is about, in order."""
    found = {row.school_year for row in outcome.coverage} | {s.school_year for s in outcome.signals}
    return sorted(found)


def schools(outcome: Outcome) -> list[str]:
    """The schools that the outcome is about, in order."""
    found = {row.school for row in outcome.coverage} | {s.school for s in outcome.signals if s.school}
    return sorted(found)


def heard_key(row: Heard) -> str:
    """Which words tell what is known of an advisor's reports: unknown, zero or some."""
    return "unknown" if row.reports is None else "some" if row.reports else "zero"
