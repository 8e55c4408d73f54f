"""From a finding to what a headteacher reads: a title, an explanation, and what to bear in mind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from safetytool.analysis.model import Finding
from safetytool.bank.model import Bank, Language
from safetytool.texts.case import Case
from safetytool.texts.load import look_up
from safetytool.texts.phrases import fill

FEW = 5
"""Below this count one answer more or less makes a difference that a reader should know of."""
MOST_CAVEATS = 3
"""More is not read."""


@dataclass(frozen=True)
class Said:
    """A finding in words."""

    title: str
    """One line, without the school."""
    explanation: str
    """Counts first, then rates and chance; on a second line the first step."""
    caveats: tuple[str, ...]
    """One to three sentences to bear in mind."""


def say(
    finding: Finding,
    *,
    bank: Bank,
    language: Language,
    school_names: Mapping[str, str],
    sectors: Mapping[str, str] | None = None,
) -> Said:
    """Put a finding into words.

    Parameters
    ----------
    finding : with the facts that texts/findings.toml lists for its message.
    bank : has the items of the finding, those of profiles too.
    language : of the text.
    school_names : school -> name for people; a school that is not in it is called by its id.
    sectors : school -> po, vo, so, sbo or vso, for 'groep' or 'klas'; neutral where absent.

    Raises
    ------
    KeyError
        No text for this message, or a fact that it needs is missing: a mistake in the tool.
    """
    case = Case(finding, bank, language, school_names, sectors or {})
    message: Mapping[str, Any] = look_up("findings", f"message.{finding.message}")
    sentences = [fill(template, case) for template in message["explanation"][language]]
    title = fill(message["title"][language], case)
    if title is None:
        raise KeyError(f"the title of {finding.message!r} lacks something that it names")
    step = fill(_step(finding, message)[language], case)
    told = " ".join(sentence for sentence in sentences if sentence)
    return Said(title, f"{told}\n{step}", _caveats(case, message["caveats"]))


def _step(finding: Finding, message: Mapping[str, Any]) -> Mapping[Language, str]:
    """The first step. For `act` it is the board's route, whatever the message."""
    if finding.tier == "act":
        step: Mapping[Language, str] = look_up("findings", "step.act")
        return step
    if "step" in message:
        own: Mapping[Language, str] = message["step"]
        return own
    if "staff_conduct" in (finding.domain, finding.facts.get("domain")):
        kind = "staff_conduct"
    elif finding.respondent_type == "staff":
        kind = "staff"
    else:
        kind = "class" if finding.unit.kind == "class" else "other"
    usual: Mapping[Language, str] = look_up("findings", f"step.{finding.tier}.{kind}")
    return usual


def _caveats(case: Case, keys: list[str]) -> tuple[str, ...]:
    """The first few caveats that apply."""
    apply = [key for key in keys if key not in WHEN or WHEN[key](case)]
    return tuple(look_up("findings", f"caveat.{key}")[case.language] for key in apply[:MOST_CAVEATS])


def _about_staff(case: Case) -> bool:
    return case.domain() == "staff_conduct"


WHEN: Mapping[str, Callable[[Case], bool]] = {
    "composite": Case.is_composite,
    "doubtful": lambda case: bool(case.optional("doubtful")),
    "few": lambda case: case.finding.count is not None and case.finding.count < FEW,
    "near_route": lambda case: _about_staff(case) and case.finding.tier == "ask",
    "no_proof": _about_staff,
    "near_route_report": lambda case: not _about_staff(case),
    "other_pupils": lambda case: case.finding.respondent_type == "pupil",
}
"""When a caveat applies; one that is not here always does."""
