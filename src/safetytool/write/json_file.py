"""signals.json: the machine-readable result. Same outcome, same bytes; no clock in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any

from safetytool import __version__
from safetytool.analysis.model import Unit
from safetytool.bank.model import RESPONDENT_TYPES
from safetytool.signals.model import Coverage, Outcome, Reason, Signal

SCHEMA_VERSION = 1
DIGITS = 6
"""Significant digits of a number: more would differ between machines."""


def signals_json(outcome: Outcome) -> dict[str, Any]:
    """The contents of signals.json.

    Rates are shares (0 to 1). A number that has no meaning is null.
    """
    contents = {
        "schema_version": SCHEMA_VERSION,
        "tool": f"safetytool {__version__}",
        "inputs": [dict(source) for source in outcome.inputs],
        "settings": dict(outcome.settings),
        "coverage": [_coverage(row) for row in sorted(outcome.coverage, key=_coverage_order)],
        "advisors": [asdict(row) for row in outcome.heard],
        "signals": [_signal(signal) for signal in outcome.signals],
    }
    tidy: dict[str, Any] = rounded(contents)
    return tidy


def json_bytes(contents: Mapping[str, Any]) -> bytes:
    """A JSON document as it is written: UTF-8, indented, with a line break at the end."""
    return (json.dumps(contents, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def rounded(value: Any) -> Any:
    """The value in JSON's own types, with rounded numbers; what is not finite becomes null."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(part) for part in value]
    return value


def _coverage_order(row: Coverage) -> tuple[str, str, int]:
    return row.school, row.school_year, RESPONDENT_TYPES.index(row.respondent_type)


def _coverage(row: Coverage) -> dict[str, Any]:
    return {
        "school": row.school,
        "school_year": row.school_year,
        "respondent_type": row.respondent_type,
        "respondents": row.respondents,
        "invited": row.invited,
        "response_rate": row.response_rate,
        "domains": row.domains,
        "doubtful": {
            "respondents": row.doubtful,
            "share": _share(row.doubtful, row.respondents),
            "classes": [
                {
                    "class": part.class_name,
                    "respondents": part.respondents,
                    "doubtful": part.doubtful,
                    "share": _share(part.doubtful, part.respondents),
                }
                for part in row.classes
            ],
        },
    }


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "id": signal.id,
        "school_year": signal.school_year,
        "school": signal.school,
        "unit": _unit(signal.unit),
        "detector": signal.detector,
        "tier": signal.tier,
        "domain": signal.domain,
        "actor": signal.actor,
        "sources": signal.sources,
        "items": signal.items,
        "count": signal.count,
        "n": signal.n,
        "rate": signal.rate,
        "interval": signal.interval,
        "expected": signal.expected,
        "evidence": signal.evidence,
        "title": signal.title,
        "explanation": signal.explanation,
        "caveats": signal.caveats,
        "route": signal.route,
        "questions": signal.questions,
        "reasons": [_reason(reason) for reason in signal.reasons],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "detector": reason.detector,
        "tier": reason.tier,
        "unit": _unit(reason.unit),
        "items": reason.items,
        "count": reason.count,
        "n": reason.n,
        "rate": reason.rate,
        "expected": reason.expected,
        "probability": reason.probability,
        "text": reason.text,
    }


def _unit(unit: Unit) -> dict[str, str]:
    return {"kind": unit.kind, "name": unit.name}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
