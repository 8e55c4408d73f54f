"""The id of a signal: the same on every machine and in every language."""

import hashlib
import json

from safetytool.analysis.model import Finding

ID_LENGTH = 12
"""Hexadecimal digits: with a million signals, one in 500 million chance of two alike."""


def signal_id(finding: Finding) -> str:
    """Return the id of the signal that a finding speaks for.

    Made of what the signal is about (year, school, unit, items; where there are no items, what
    kind of finding), so it is the same on every machine and in every language, and does not change when
    another detector notices the same thing.
    """
    about = [finding.school_year, finding.school, finding.unit.kind, finding.unit.name, sorted(finding.items)]
    if not finding.items:
        about += [finding.message, finding.domain, finding.respondent_type]
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
