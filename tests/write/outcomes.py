"""Outcomes made by hand: a full one with everything nasty in it, one school, and an empty one."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from safetytool.analysis.model import Fact, Unit
from safetytool.bank.model import Language
from safetytool.signals.model import ClassDoubt, Coverage, Heard, Outcome, Reason, Signal
from safetytool.texts import route

HOSTILE = '=HYPERLINK("http://example.org","klik")'
SCRIPT = "<script>alert(1)</script>"
LONG = "Openbare Scholengemeenschap voor Voortgezet Onderwijs " * 3 + "De Lange Naam"
HEARD = (
    Heard("12AB00", "2024-2025", 3, 1),
    Heard("23CD00", "2024-2025", 0, 0),
    Heard("34EF00", "2024-2025", None, None),
)
NOT_RECOGNISED = ("file", "sheet", "column", "answer", "respondents", "why")

TEXTS: Mapping[Language, Mapping[str, list[str]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)

SCHOOLS = {"12AB00": "De Regenboog", "23CD00": "Het Baken", "34EF00": LONG}


def signal(language: Language, text: str, **values: object) -> Signal:
    """A signal with a text of TEXTS; `values` replaces any of its other fields."""
    title, explanation = TEXTS[language][text]
    fields: dict[str, object] = {
        "id": f"2024-2025-{text}",
        "school_year": "2024-2025",
        "school": "12AB00",
        "unit": Unit("school", "12AB00"),
        "detector": "deviation",
        "tier": "ask",
        "domain": "impairment",
        "actor": "pupil",
        "sources": ("monitor",),
        "items": ("pupil.bullied",),
        "count": 41,
        "n": 220,
        "rate": 41 / 220,
        "interval": (0.1402, 0.2431),
        "expected": 0.0968,
        "evidence": {
            "method": "beta-binomial",
            "rho": 0.0123456789,
            "years": ["2024-2025"],
            "nothing": float("nan"),
        },
        "title": title,
        "explanation": explanation,
        "caveats": tuple(TEXTS[language]["proof"]),
        "route": None,
        "questions": (),
        "reasons": (),
        **values,
    }
    made = Signal(**fields)  # type: ignore[arg-type]
    if made.reasons:
        return made
    own = Reason(
        made.detector,
        made.tier,
        made.unit,
        made.items,
        made.count,
        made.n,
        made.rate,
        made.expected,
        0.0017,
        made.explanation,
    )
    return Signal(**{**fields, "reasons": (own,)})  # type: ignore[arg-type]


def full(language: Language) -> Outcome:
    """Three schools, every tier, the whole board, and names and cells that mean harm."""
    touch = signal(
        language,
        "touch",
        school="23CD00",
        unit=Unit("class", "2B"),
        detector="sentinel",
        tier="act",
        domain="staff_conduct",
        actor="staff",
        items=("pupil.staff_touch",),
        count=1,
        n=22,
        rate=1 / 22,
        interval=(0.0012, 0.2284),
        expected=None,
        route=route(language),
    )
    cluster = signal(
        language,
        "cluster",
        unit=Unit("class", "7A"),
        detector="cluster",
        domain="staff_conduct",
        actor="staff",
        items=("pupil.staff_humiliates",),
        count=4,
        n=24,
        rate=4 / 24,
        interval=(0.0474, 0.3738),
        expected=0.02,
        reasons=(
            Reason(
                "cluster",
                "ask",
                Unit("class", "7A"),
                ("pupil.staff_humiliates",),
                4,
                24,
                4 / 24,
                0.02,
                0.0017,
                TEXTS[language]["cluster"][1],
            ),
            Reason(
                "persistence",
                "watch",
                Unit("grade", "7"),
                ("pupil.staff_humiliates",),
                6,
                50,
                0.12,
                0.02,
                0.02,
                TEXTS[language]["bullied"][1],
            ),
        ),
    )
    nasty = signal(
        language,
        "bullied",
        id="2024-2025-nasty",
        school="34EF00",
        title=HOSTILE,
        explanation=f"{SCRIPT}\n\x1b[31m-1+1",
        unit=Unit("class", f"Groep {SCRIPT}\n😀"),
        tier="watch",
        domain="wellbeing",
        actor=None,
        interval=None,
    )
    response = signal(
        language,
        "response",
        school="23CD00",
        unit=Unit("class", "1C"),
        detector="response",
        tier="watch",
        domain=None,
        actor=None,
        items=(),
        count=9,
        n=24,
        rate=9 / 24,
        interval=None,
        expected=0.5,
    )
    girls = signal(
        language,
        "bullied",
        id="2024-2025-girls",
        unit=Unit("gender", "girl"),
        detector="cluster",
        tier="watch",
    )
    spot = signal(
        language,
        "spot",
        school=None,
        unit=Unit("board", "board"),
        detector="blind_spot",
        tier="watch",
        domain="staff_conduct",
        actor="staff",
        items=(),
        count=None,
        n=None,
        rate=None,
        interval=None,
        expected=None,
    )
    return _outcome(
        language,
        (touch, cluster, signal(language, "bullied"), girls, nasty, response, spot),
        _coverage(),
        _not_recognised(),
    )


def quiet(language: Language) -> Outcome:
    """One school without any signal."""
    coverage = Coverage("12AB00", "2024-2025", "pupil", 24, None, None, ("wellbeing",), 0, ())
    return _outcome(language, (), (coverage,), pd.DataFrame(columns=NOT_RECOGNISED))


def empty(language: Language) -> Outcome:
    """Nothing at all."""
    return _outcome(language, (), (), pd.DataFrame(columns=NOT_RECOGNISED))


def _outcome(
    language: Language, signals: tuple[Signal, ...], coverage: tuple[Coverage, ...], missed: pd.DataFrame
) -> Outcome:
    touch, bullied = TEXTS[language]["items"]
    settings: dict[str, Fact] = {"ask_budget": 0.5, "watch_budget": 1.5, "language": language}
    return Outcome(
        language=language,
        school_names=SCHOOLS,
        item_names={"pupil.staff_touch": touch, "pupil.bullied": bullied},
        inputs=({"name": "monitor 2024-2025.xlsx", "sha256": "ab" * 32, "rows": 512},),
        settings=settings,
        coverage=coverage,
        signals=signals,
        notes=("3 rows had no answer at all and are not counted.",) if signals else (),
        not_recognised=missed,
        heard=HEARD if signals else (),
    )


def _coverage() -> tuple[Coverage, ...]:
    domains = ("staff_conduct", "impairment", "perceived_safety", "wellbeing")
    return (
        Coverage("34EF00", "2024-2025", "pupil", 60, None, None, (), 0, ()),
        Coverage(
            "12AB00",
            "2024-2025",
            "pupil",
            220,
            248,
            220 / 248,
            domains,
            3,
            (ClassDoubt("7A", 24, 2), ClassDoubt("8B", 27, 1), ClassDoubt("6A", 25, 0)),
        ),
        Coverage("12AB00", "2024-2025", "staff", 18, 30, 0.6, ("perceived_safety",), 0, ()),
        Coverage("23CD00", "2024-2025", "pupil", 214, 260, 214 / 260, domains, 0, (ClassDoubt("2B", 22, 0),)),
    )


def _not_recognised() -> pd.DataFrame:
    rows = [
        (
            "monitor 2024-2025.xlsx",
            "Leerlingen",
            "Wat eet je tussen de middag?",
            "",
            512,
            "no item of the bank",
        ),
        (
            "monitor 2024-2025.xlsx",
            "Leerlingen",
            "14. Word je gepest?",
            "weleens",
            12,
            "answer not understood",
        ),
        ("=cmd.csv", SCRIPT, "+1", "@SUM(A1)", 3, "answer not understood"),
    ]
    return pd.DataFrame(rows, columns=NOT_RECOGNISED)
