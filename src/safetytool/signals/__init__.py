"""From findings to signals: what belongs together, under which id, in which words.

Consumes: findings and the counts they came from. Returns: signals in the order in which they
matter. Leaves out: how they are shown or written.
"""

from collections.abc import Callable, Iterable, Mapping

from safetytool import texts
from safetytool.analysis.model import Finding
from safetytool.analysis.statistics.intervals import clopper_pearson
from safetytool.bank.model import Bank, Language
from safetytool.signals.coverage import coverage
from safetytool.signals.follow_up import group_id, with_follow_up
from safetytool.signals.heard import heard
from safetytool.signals.identity import signal_id
from safetytool.signals.merge import Group, merge
from safetytool.signals.model import Coverage, Heard, Outcome, Reason, Signal

__all__ = [
    "Coverage", "Group", "Heard", "Outcome", "Reason", "Signal", "coverage", "group_id", "groups", "heard",
    "signal_id", "signals",
]  # fmt: skip

MOST_CAVEATS = 4
"""More are not read; those of the finding that speaks for the signal come first."""


def signals(
    findings: Iterable[Finding],
    *,
    bank: Bank,
    language: Language,
    school_names: Mapping[str, str],
    sectors: Mapping[str, str],
    follow_up: Iterable[Finding] = (),
) -> tuple[Signal, ...]:
    """Merge findings into signals and put them into words.

    `follow_up` are findings about earlier signals, which join what they are about now. `school_names` and
    `sectors` (school -> po, vo, ...) come from the register of schools, as far as it has them.
    """

    def say(finding: Finding) -> texts.Said:
        return texts.say(finding, bank=bank, language=language, school_names=school_names, sectors=sectors)

    return tuple(_signal(group, say, language) for group in groups(findings, follow_up))


def groups(findings: Iterable[Finding], follow_up: Iterable[Finding] = ()) -> list[Group]:
    """Put findings about one thing together, and earlier signals with what they are about now."""
    return with_follow_up(merge(findings), follow_up)


def _signal(group: Group, say: Callable[[Finding], texts.Said], language: Language) -> Signal:
    """Put one group of findings into words and figures."""
    first = group.first
    said = {id(f): say(f) for f in group.findings}
    rate, interval = _rate(first)
    caveats = dict.fromkeys(c for f in group.findings for c in said[id(f)].caveats)
    return Signal(
        id=group_id(group),
        school_year=first.school_year,
        school=first.school,
        unit=first.unit,
        detector=first.detector,
        tier=first.tier,
        domain=first.domain,
        actor=first.actor,
        sources=tuple(dict.fromkeys(s for f in group.findings for s in f.sources)),
        items=first.items,
        count=first.count,
        n=first.n,
        rate=rate,
        interval=interval,
        expected=first.expected,
        evidence={**first.evidence, "probability": first.probability},
        title=said[id(first)].title,
        explanation=said[id(first)].explanation,
        caveats=tuple(caveats)[:MOST_CAVEATS],
        route=texts.route(language) if first.tier == "act" else None,
        questions=(),
        reasons=tuple(_reason(f, said[id(f)].explanation) for f in group.findings),
    )


def _rate(finding: Finding) -> tuple[float | None, tuple[float, float] | None]:
    """Return count / n and its interval, where they have a meaning."""
    if finding.count is None or not finding.n:
        return None, None
    low, high = clopper_pearson(finding.count, finding.n)
    return finding.count / finding.n, (float(low), float(high))


def _reason(finding: Finding, text: str) -> Reason:
    """Return a finding as one of a signal's reasons."""
    rate, _ = _rate(finding)
    return Reason(
        detector=finding.detector,
        tier=finding.tier,
        unit=finding.unit,
        items=finding.items,
        count=finding.count,
        n=finding.n,
        rate=rate,
        expected=finding.expected,
        probability=finding.probability,
        text=text,
    )
