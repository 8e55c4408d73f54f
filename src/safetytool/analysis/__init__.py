"""The detectors: from counts to findings.

Consumes: `Case` (counts, alarm budget, norms). Returns: findings, in numbers and facts. Leaves out:
files, words, and the merging of findings into signals.

A detector is a function from a `Case` to findings, or to tests whose threshold the alarm budget sets over
all detectors together. Adding one touches `DETECTORS` and nothing else.
"""

from collections.abc import Callable, Sequence
from typing import Final

from safetytool.analysis import (
    blind_spot,
    change,
    cluster,
    contrast,
    convergence,
    deviation,
    persistence,
    report,
    response,
    sentinel,
    silence,
    text,
)  # fmt: skip
from safetytool.analysis.case import Case, Norms
from safetytool.analysis.comparisons import Comparisons, alarms
from safetytool.analysis.model import Finding
from safetytool.analysis.statistics.budget import Budget

__all__ = ["DETECTORS", "Budget", "Case", "Finding", "Norms", "analyse"]

DETECTORS: Final[tuple[Callable[[Case], Comparisons | Sequence[Comparisons | Finding]], ...]] = (
    sentinel.detect,
    report.detect,
    text.detect,
    deviation.detect,
    cluster.detect,
    change.detect,
    persistence.detect,
    response.detect,
    contrast.detect,
    silence.detect,
    convergence.detect,
    blind_spot.detect,
)


def analyse(case: Case) -> list[Finding]:
    """Run every detector and return all findings, in the order of the detectors."""
    tests: list[Comparisons] = []
    findings: list[Finding] = []
    for detect in DETECTORS:
        result = detect(case)
        for part in [result] if isinstance(result, Comparisons) else result:
            if isinstance(part, Comparisons):
                tests.append(part)
            else:
                findings.append(part)
    return findings + alarms(tests, case.budget)
