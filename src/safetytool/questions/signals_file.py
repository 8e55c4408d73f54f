"""Reads signals.json as far as questions depend on it, and refuses clearly what is none.

Consumes: the parsed document. Returns: signals. Leaves out: evidence, intervals, what was not recognised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from safetytool.analysis.model import Detector, UnitKind
from safetytool.bank.model import DOMAINS, RESPONDENT_TYPES, TIERS, RespondentType
from safetytool.errors import InputError, Place
from safetytool.questions.model import AskedSignal

SCHEMA_VERSION: Final = 1
DO: Final = "Give the signals.json that `safetytool analyse` wrote"


@dataclass(frozen=True)
class _Entry:
    """One object of the document, and how to refuse it."""

    values: Mapping[str, Any]
    where: str
    path: str

    def get(self, key: str, *kinds: type, choices: tuple[str, ...] = ()) -> Any:
        """Return a value of one of `kinds` (None counts as one where NoneType is named)."""
        if key not in self.values:
            raise refusal(f"{self.where} has no '{key}'", self.path)
        value = self.values[key]
        # In Python a bool is an int; in JSON it is not.
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise refusal(f"{self.where} has a '{key}' of the wrong kind", self.path)
        if choices and value is not None and value not in choices:
            raise refusal(f"{self.where} has a '{key}' that is not known: '{value}'", self.path)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.get(key, list)
        if not all(isinstance(value, str) for value in values):
            raise refusal(f"{self.where} has a '{key}' that is no list of texts", self.path)
        return tuple(values)


def read_signals(document: Mapping[str, Any], path: str) -> tuple[AskedSignal, ...]:
    """Return the signals of a parsed signals.json, in its order.

    Raises
    ------
    InputError
        The document is no signals.json, or of another version; names what is wrong.
    """
    if not isinstance(document, Mapping):
        raise refusal("this is no signals.json: it holds no object", path)
    whole = _Entry(document, "this file", path)
    version = whole.get("schema_version", int)
    if version != SCHEMA_VERSION:
        raise InputError(
            f"this signals.json is of version {version}, and version {SCHEMA_VERSION} can be read",
            do="Make it again with `safetytool analyse` of the same version",
            place=Place(file=path),
        )
    coverage = _entries(whole, "coverage", "coverage row") if "coverage" in document else []
    return tuple(_signal(entry, coverage) for entry in _entries(whole, "signals", "signal"))


def _entries(parent: _Entry, key: str, name: str) -> list[_Entry]:
    """Return the objects of a list, each with its place."""
    values = parent.get(key, list)
    for at, value in enumerate(values, start=1):
        if not isinstance(value, Mapping):
            raise refusal(f"{name} {at} is no object", parent.path)
    return [_Entry(value, f"{name} {at}", parent.path) for at, value in enumerate(values, start=1)]


def _signal(entry: _Entry, coverage: list[_Entry]) -> AskedSignal:
    """Return one signal."""
    detectors = get_args(Detector)
    unit = _Entry(entry.get("unit", Mapping), f"the unit of {entry.where}", entry.path)
    own: Detector = entry.get("detector", str, choices=detectors)
    reasons = [r.get("detector", str, choices=detectors) for r in _entries(entry, "reasons", "reason")]
    signal = AskedSignal(
        id=entry.get("id", str),
        school_year=entry.get("school_year", str),
        school=entry.get("school", str, type(None)),
        unit_kind=cast("UnitKind", unit.get("kind", str, choices=get_args(UnitKind))),
        unit_name=unit.get("name", str),
        detector=own,
        tier=entry.get("tier", str, choices=TIERS),
        domain=entry.get("domain", str, type(None), choices=DOMAINS),
        actor=entry.get("actor", str, type(None)),
        sources=entry.texts("sources"),
        items=entry.texts("items"),
        count=entry.get("count", int, type(None)),
        n=entry.get("n", int, type(None)),
        title=entry.get("title", str),
        explanation=entry.get("explanation", str),
        detectors=tuple(dict.fromkeys([own, *reasons])),
    )
    kind = respondent_type(signal.items) or _covered(signal, coverage)
    return AskedSignal(**{**signal.__dict__, "respondent_type": kind})


def respondent_type(items: tuple[str, ...]) -> RespondentType | None:
    """Return whose items these are, where they are all of one group."""
    found = {item.partition(".")[0] for item in items}
    return cast("RespondentType", found.pop()) if len(found) == 1 and found <= set(RESPONDENT_TYPES) else None


def _covered(signal: AskedSignal, coverage: list[_Entry]) -> RespondentType | None:
    """Return whose response a signal without items is about: only pupils have classes."""
    if signal.detector != "response":
        return None
    if signal.unit_kind in ("class", "grade"):
        return "pupil"
    found = {
        row.get("respondent_type", str, choices=RESPONDENT_TYPES)
        for row in coverage
        if (row.values.get("school"), row.values.get("school_year")) == (signal.school, signal.school_year)
        and (row.values.get("respondents"), row.values.get("invited")) == (signal.count, signal.n)
    }
    return cast("RespondentType", found.pop()) if len(found) == 1 else None


def refusal(what: str, path: str) -> InputError:
    """Return the error for a document that is no signals.json."""
    return InputError(what, do=DO, place=Place(file=path))
