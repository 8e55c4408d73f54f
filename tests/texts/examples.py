"""One finding for every message, with the facts that its detector gives, and a small bank."""

from dataclasses import replace

from safetytool.analysis.model import Fact, Finding, Unit
from safetytool.bank.model import Bank, Domain, Item, Reading, RespondentType, Tier

SCHOOL = "12AB00"
NAMES = {SCHOOL: "De Regenboog"}


def item(
    identifier: str,
    domain: Domain,
    gist: tuple[str, str],
    says: tuple[str, str],
    respondent_type: RespondentType = "pupil",
) -> Item:
    """An item with what the words need of it; gist and says are (nl, en)."""
    return Item(
        id=identifier,
        respondent_type=respondent_type,
        domain=domain,
        actor="staff" if domain == "staff_conduct" else None,
        scale="frequency",
        readings={"frequency": Reading("frequency", frozenset({"often"}))},
        n1_concern=None,
        n1_grave=None,
        gist={"nl": gist[0], "en": gist[1]},
        says={"nl": says[0], "en": says[1]},
        wordings={"nl": (), "en": ()},
    )


ITEMS = (
    item(
        "pupil.staff_humiliates",
        "staff_conduct",
        ("vernederd door een volwassene op school", "humiliated by an adult at school"),
        (
            "zeggen dat een volwassene op school tegen hen schreeuwt of hen vernedert",
            "say that an adult at school shouts at or humiliates them",
        ),
    ),
    item(
        "pupil.staff_touch",
        "staff_conduct",
        ("ongewenst aangeraakt door een volwassene op school", "touched by staff in an unwanted way"),
        (
            "zeggen dat een volwassene op school hen heeft aangeraakt op een manier die zij niet wilden",
            "say that an adult at school touched them in a way that they did not want",
        ),
    ),
    item(
        "pupil.bullied",
        "impairment",
        ("gepest door leerlingen", "bullied by pupils"),
        ("worden maandelijks of vaker gepest door leerlingen", "are bullied by pupils monthly or more often"),
    ),
    item(
        "pupil.feels_safe",
        "perceived_safety",
        ("veilig voelen op school", "feeling safe at school"),
        ("voelen zich onveilig op school", "feel unsafe at school"),
    ),
    item(
        "staff.feels_safe",
        "perceived_safety",
        ("veilig voelen op het werk", "feeling safe at work"),
        ("voelen zich onveilig op het werk", "feel unsafe at work"),
        "staff",
    ),
)
BANK = Bank(items={i.id: i for i in ITEMS}, scales={})

BASE = Finding(
    detector="cluster",
    tier="ask",
    school=SCHOOL,
    school_year="2024-2025",
    unit=Unit("school", SCHOOL),
    respondent_type="pupil",
    domain="staff_conduct",
    actor="staff",
    items=("pupil.staff_humiliates",),
    message="",
    count=4,
    n=24,
    expected=0.02,
    probability=1 / 583,
)
WITHOUT: Fact = {"count": 3, "n": 23, "probability": 0.012}
DOUBT: dict[str, Fact] = {"composite": False, "doubtful": 1, "without": WITHOUT}
CLASS = Unit("class", "7A")


def _facts(**facts: Fact) -> dict[str, Fact]:
    return facts


def _units(*units: tuple[str, int, int]) -> list[Fact]:
    return [{"kind": "class", "name": name, "count": count, "n": n} for name, count, n in units]


ANSWERS: tuple[Finding, ...] = (
    replace(
        BASE,
        message="sentinel.item",
        detector="sentinel",
        tier="act",
        items=("pupil.staff_touch",),
        unit=Unit("class", "2B"),
        count=1,
        n=22,
        expected=None,
        probability=None,
        facts=_facts(grave=1, units=_units(("2B", 1, 22)), doubtful=1),
    ),
    replace(
        BASE,
        message="sentinel.item",
        detector="sentinel",
        count=3,
        n=230,
        expected=None,
        probability=None,
        facts=_facts(grave=1, units=_units(("7A", 2, 24), ("8B", 1, 27)), doubtful=2),
    ),
    replace(
        BASE,
        message="sentinel.domain",
        detector="sentinel",
        tier="watch",
        count=2,
        n=228,
        items=("pupil.staff_humiliates", "pupil.staff_touch"),
        facts=_facts(
            parts=[
                {"item": "pupil.staff_humiliates", "count": 2, "n": 228, "grave": 0},
                {"item": "pupil.staff_touch", "count": 1, "n": 229, "grave": 0},
            ],
            units=_units(("7A", 2, 24), ("8B", 1, 27)),
            doubtful=1,
        ),
    ),
    replace(
        BASE,
        message="deviation.peers",
        detector="deviation",
        count=41,
        n=220,
        expected=0.09,
        items=("pupil.bullied",),
        domain="impairment",
        facts=_facts(schools=5, peer_count=120, peer_n=1240, **DOUBT),
    ),
    replace(
        BASE,
        message="deviation.national",
        detector="deviation",
        count=18,
        n=220,
        expected=0.03,
        items=("pupil.feels_safe",),
        domain="perceived_safety",
        facts=_facts(national=0.03, source="OCW 2022", **DOUBT),
    ),
    replace(
        BASE,
        message="cluster.class",
        unit=CLASS,
        facts=_facts(reference="board", ref_count=12, ref_n=610, **DOUBT),
    ),
    replace(
        BASE,
        message="cluster.grade",
        unit=Unit("grade", "7"),
        items=("pupil.staff_humiliates", "pupil.staff_touch"),
        facts=_facts(reference="school", ref_count=0, ref_n=120, **(DOUBT | {"composite": True})),
    ),
    replace(
        BASE,
        message="cluster.gender",
        unit=Unit("gender", "girl"),
        count=14,
        n=110,
        items=("pupil.bullied",),
        domain="impairment",
        facts=_facts(reference="peers", ref_count=30, ref_n=600, **DOUBT),
    ),
    replace(
        BASE,
        message="change",
        detector="change",
        count=22,
        n=215,
        facts=_facts(
            earlier=[
                {"school_year": "2022-2023", "count": 5, "n": 210},
                {"school_year": "2023-2024", "count": 6, "n": 212},
            ],
            shared=True,
            **DOUBT,
        ),
    ),
    replace(
        BASE,
        message="persistence",
        detector="persistence",
        count=7,
        n=215,
        facts=_facts(
            years=[
                {"school_year": "2023-2024", "count": 8, "n": 212, "expected": 0.014},
                {"school_year": "2024-2025", "count": 7, "n": 215, "expected": 0.012},
            ],
            doubtful=1,
        ),
    ),
    replace(
        BASE,
        message="response.school",
        detector="response",
        tier="watch",
        count=140,
        n=230,
        items=(),
        domain=None,
        facts=_facts(norm=0.7),
    ),
    replace(
        BASE,
        message="response.class",
        detector="response",
        tier="watch",
        count=0,
        n=24,
        items=(),
        domain=None,
        unit=CLASS,
        facts=_facts(norm=0.5),
    ),
    replace(
        BASE,
        message="response.withheld",
        detector="response",
        count=12,
        n=225,
        domain=None,
        items=("pupil.staff_humiliates", "pupil.staff_touch"),
        facts=_facts(reference="earlier", domain="staff_conduct", composite=True),
    ),
    replace(
        BASE,
        message="contrast",
        detector="contrast",
        count=41,
        n=220,
        domain="perceived_safety",
        items=("pupil.feels_safe", "staff.feels_safe"),
        facts=_facts(
            left={"who": "pupil", "items": ["pupil.feels_safe"], "count": 41, "n": 220},
            right={"who": "staff", "items": ["staff.feels_safe"], "count": 1, "n": 40},
            usual_gap=0.04,
            certainty=0.9991,
        ),
    ),
    *(
        replace(
            BASE,
            message=f"blind_spot.{kind}",
            detector="blind_spot",
            tier="watch",
            items=items,
            domain=domain,
            count=None,
            n=None,
            expected=None,
            probability=None,
            facts=facts,
        )
        for kind, domain, items, facts in (
            ("staff_conduct", "staff_conduct", (), {}),
            ("law", "wellbeing", (), {}),
            ("staff_items", "staff_conduct", ("pupil.staff_touch", "pupil.staff_humiliates"), {}),
            ("no_monitor", None, (), {"earlier": "2022-2023"}),
            ("staff_monitor", None, (), {}),
            ("unread", "impairment", ("pupil.bullied",), {"why": "answers"}),
            ("disclosure", "disclosure", (), {}),
        )
    ),
    replace(
        BASE,
        message="blind_spot.no_monitors",
        detector="blind_spot",
        tier="watch",
        school=None,
        unit=Unit("board", "board"),
        items=(),
        domain=None,
        count=19,
        n=20,
        expected=None,
        probability=None,
        facts={},
    ),
)

NO_NUMBERS = replace(BASE, respondent_type=None, items=(), n=None, expected=None, probability=None)
REPORT = replace(NO_NUMBERS, detector="sentinel", sources=("advisor",))
TEXT = replace(NO_NUMBERS, detector="text", respondent_type="pupil", sources=("monitor", "text"), unit=CLASS)
SILENCE = replace(
    NO_NUMBERS,
    detector="silence",
    domain="disclosure",
    actor=None,
    count=0,
    probability=0.04,
    sources=("advisor",),
)


ADULTS = {"sexual", "private_contact", "physical", "fear"}


def _report(rule: str, tier: Tier, domain: Domain, *parts: tuple[str, str, int]) -> Finding:
    told: list[Fact] = [{"category": c, "about": a, "count": n} for c, a, n in parts]
    count = sum(n for *_, n in parts)
    return replace(
        REPORT, message=f"report.{rule}", tier=tier, domain=domain, count=count, facts=_facts(parts=told)
    )


def _remarks(
    key: str, tier: Tier, count: int, *themes: str, writer: str = "monitor", more: int = 0
) -> Finding:
    quotes: list[Fact] = [f"zin {number} over meester [naam]" for number in range(1, count - more + 1)]
    named: dict[str, Fact] = {} if key in ADULTS else {"themes": list(themes)}
    facts = _facts(quotes=quotes, more=more, writer=writer, **named)
    kind: RespondentType | None = "pupil" if writer == "monitor" else None
    return replace(TEXT, message=f"text.{key}", tier=tier, count=count, facts=facts, respondent_type=kind)


SOURCES: tuple[Finding, ...] = (
    _report("act", "act", "staff_conduct", ("sexual intimidation", "staff", 1)),
    _report(
        "staff", "ask", "staff_conduct", ("psychological violence", "staff", 2), ("other", "management", 1)
    ),
    _report(
        "serious", "ask", "impairment", ("physical violence", "pupil", 1), ("discrimination", "unknown", 1)
    ),
    _report("rest", "watch", "impairment", ("bullying", "pupil", 3)),
    _report("rest", "watch", "impairment", ("total", "any", 2)),
    _report("rest", "watch", "impairment", ("bullying", "any", 1)),
    _remarks("sexual", "act", 1, "sexual"),
    _remarks("sexual", "act", 1, "sexual", writer="advisor"),
    _remarks("private_contact", "ask", 2, "private_contact"),
    _remarks("physical", "ask", 5, "physical", more=2),
    _remarks("fear", "ask", 1, "fear"),
    _remarks("adult", "watch", 2, "humiliation", "not_helped", writer="advisor"),
    _remarks("pupil", "watch", 1, "physical"),
    _remarks("home", "watch", 1, "fear"),
    _remarks("unknown", "watch", 1, "sexual", "discrimination"),
    replace(
        SILENCE,
        message="silence.unlikely",
        tier="watch",
        facts=_facts(expected_reports=4.4, silent_years=3),
    ),
    replace(
        SILENCE,
        message="silence.beside",
        tier="watch",
        facts=_facts(pupils=[{"item": "pupil.staff_humiliates", "count": 2, "n": 140}], silent_years=3),
    ),
    *(
        replace(
            SILENCE,
            message="silence.contradicted",
            facts=_facts(
                pupils=[{"item": "pupil.staff_humiliates", "count": 3, "n": 140}],
                silent_years=1,
                **({"expected_reports": 1.5} if unlikely else {}),
            ),
        )
        for unlikely in (True, False)
    ),
    replace(
        BASE,
        message="convergence",
        detector="convergence",
        unit=CLASS,
        count=2,
        facts=_facts(
            said=[
                {"who": "pupil", "count": 2, "n": 24, "items": ["pupil.staff_humiliates"]},
                {"who": "staff", "count": 1, "n": 20, "items": ["staff.feels_safe"]},
                {"who": "advisor", "count": 1, "n": None, "items": []},
                {"who": "advisor_before", "count": 2, "n": None, "items": []},
                {"who": "text", "count": 1, "n": 30, "items": []},
            ],
        ),
    ),
    *(
        replace(
            NO_NUMBERS,
            message=f"blind_spot.{kind}",
            detector="blind_spot",
            tier="watch",
            domain="disclosure",
            actor=None,
            count=None,
            facts={},
        )
        for kind in ("no_advisor", "advisors_unknown")
    ),
)

THEN: dict[str, Fact] = {
    "earlier_year": "2023-2024",
    "earlier_unit": {"kind": "class", "name": "6A"},
    "match": "same_pupils",
}
FOLLOW_UP = replace(
    BASE, detector="follow_up", unit=CLASS, expected=None, probability=None, sources=("register",), facts=THEN
)
EARLIER: tuple[Finding, ...] = (
    replace(
        FOLLOW_UP,
        message="follow_up.act",
        items=("pupil.staff_touch",),
        unit=Unit("school", SCHOOL),
        count=None,
        n=None,
        facts=_facts(**(THEN | {"match": None}), talked=None),
    ),
    replace(FOLLOW_UP, message="follow_up.ask", facts=_facts(**THEN, talked="2023-11-14")),
    *(
        replace(FOLLOW_UP, message=f"follow_up.{rule}", tier="watch", facts=_facts(**THEN, **more))
        for rule, more in (
            ("evaluation", {"evaluate_on": "2024-03-12"}),
            ("not_evaluated", {"closed": "2024-03-20"}),
            ("back", {"talked": "2023-11-14", "closed": "2024-03-20"}),
            ("back", {"talked": None, "closed": "2024-03-20"}),
        )
    ),
)

EXAMPLES: tuple[Finding, ...] = (*ANSWERS, *SOURCES, *EARLIER)
