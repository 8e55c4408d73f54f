"""Findings about earlier signals join the signal that is about the same matter now.

Consumes: groups of this year's findings, and findings of analysis/follow_up.py. Returns: groups. Leaves out:
which earlier signal is the same matter; the finding says so (facts['joins'], the id of this year's signal).
"""

from collections.abc import Iterable

from safetytool.analysis.model import Finding
from safetytool.signals.identity import signal_id
from safetytool.signals.merge import Group, urgency


def group_id(group: Group) -> str:
    """Return the id of the signal that a group becomes: what it follows up does not change it."""
    own = (finding for finding in group.findings if finding.detector != "follow_up")
    return signal_id(next(own, group.first))


def with_follow_up(groups: list[Group], follow_up: Iterable[Finding]) -> list[Group]:
    """Add each finding about an earlier signal to the group it joins, or make it one of its own."""
    joined: dict[str, list[Finding]] = {}
    for finding in follow_up:
        joined.setdefault(str(finding.facts.get("joins") or signal_id(finding)), []).append(finding)
    if not joined:
        return groups
    told = [Group(_ordered([*group.findings, *joined.pop(group_id(group), [])])) for group in groups]
    told += [Group(_ordered(findings)) for findings in joined.values()]
    return sorted(told, key=lambda group: urgency(group.first))


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=urgency))
