"""Every signal that can exist, as far as questions depend on it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from safetytool.bank import load_bank
from safetytool.bank.model import DOMAINS
from safetytool.questions.model import AskedSignal
from safetytool.questions.signals_file import respondent_type
from safetytool.questions.themes import theme_of

REMARK = "de meester van gym is raar"
CLASS = "6Q"
COUNTS = ((1, 24), (2, 9), (3, 9), (3, 10), (12, 24), (1, 400), (0, 25), (None, None))
UNITS = (("school", "99XA00"), ("class", CLASS), ("grade", "6"), ("gender", "girl"))


def signal(**changes: Any) -> AskedSignal:
    """Return a signal; its title and explanation hold what no audience but the coordinator may read."""
    kind = changes.pop("unit_kind", "school")
    own = changes.get("detector", "sentinel")
    base = AskedSignal(
        id="0123456789ab",
        school_year="2024-2025",
        school="99XA00",
        unit_kind=kind,
        unit_name=dict(UNITS, board="board")[kind],
        detector=own,
        tier="ask",
        domain="staff_conduct",
        actor="staff",
        sources=("monitor",),
        items=(),
        count=1,
        n=24,
        title=f"Titel: 1 van de 24 in klas {CLASS}",
        explanation=f"Uitleg: 1 van de 24 leerlingen in klas {CLASS} schrijft: {REMARK}",
        detectors=(own,),
    )
    made = replace(base, **changes)
    return replace(made, respondent_type=made.respondent_type or respondent_type(made.items))


def _of_items() -> Iterator[AskedSignal]:
    """Every item with every detector that looks at one item, and its tiers."""
    for item in load_bank().items.values():
        about = {"domain": item.domain, "actor": item.actor, "items": (item.id,)}
        grave = "act" in (item.n1_concern, item.n1_grave)
        for detector in ("sentinel", "deviation", "cluster", "change", "persistence", "convergence", "text"):
            for tier in ("act",) if detector == "sentinel" and grave else ("ask", "watch"):
                yield signal(detector=detector, tier=tier, **about)
        yield signal(detector="follow_up", tier="ask", **about)
        yield signal(detector="response", **{**about, "domain": None})
        yield signal(detector="blind_spot", tier="watch", **about)


def _of_domains() -> Iterator[AskedSignal]:
    """The questions of a domain taken together."""
    items = load_bank().items.values()
    for domain in DOMAINS:
        whole = tuple(i.id for i in items if i.domain == domain and i.respondent_type == "pupil")
        for tier in ("ask", "watch"):
            for detector in ("sentinel", "deviation", "cluster", "change", "contrast", "persistence"):
                yield signal(detector=detector, tier=tier, domain=domain, items=whole)
            yield signal(detector="response", tier=tier, domain=None, items=whole)


FROM_OTHER_SOURCES = (
    ("sentinel", ("advisor",)),
    ("text", ("text",)),
    ("text", ("advisor", "text")),
    ("convergence", ("monitor", "advisor")),
    ("change", ("advisor",)),
    ("follow_up", ("register",)),
)


def _of_other_sources() -> Iterator[AskedSignal]:
    """Reports, open answers and the register, without an item."""
    for domain, actor, tier in product(
        (*DOMAINS, None), ("staff", "pupil", "other", "unknown", None), ("act", "ask", "watch")
    ):
        for detector, sources in FROM_OTHER_SOURCES:
            if tier != "act" or detector not in ("change", "follow_up"):
                yield signal(detector=detector, tier=tier, domain=domain, actor=actor, sources=sources)


def _unheard() -> Iterator[AskedSignal]:
    """Silence, and responses that are too low."""
    for tier in ("ask", "watch"):
        yield signal(detector="silence", tier=tier, domain="disclosure", actor=None, sources=("advisor",))
    low = {"detector": "response", "tier": "watch", "domain": None, "actor": None}
    for kind in ("pupil", "staff", "parent", None):
        yield signal(**low, sources=("monitor", "schools"), respondent_type=kind)


def _contrasts() -> Iterator[AskedSignal]:
    from safetytool.analysis.contrast import pairs

    for pair in pairs():
        for left in pair.left:
            for tier in ("ask", "watch"):
                yield signal(
                    detector="contrast", tier=tier, domain=pair.domain, items=(left, *pair.right[:1])
                )


def _blind_spots() -> Iterator[AskedSignal]:
    for domain in (*DOMAINS, None):
        for sources in (("monitor",), ("monitor", "schools"), ("advisor",)):
            spot = signal(
                detector="blind_spot", tier="watch", domain=domain, sources=sources, count=None, n=None
            )
            yield spot
            yield replace(spot, school=None, unit_kind="board", unit_name="board")


def every_kind() -> list[AskedSignal]:
    """Return every kind of signal once, each with an id of its own."""
    found = [*_of_items(), *_of_domains(), *_of_other_sources(), *_unheard(), *_contrasts(), *_blind_spots()]
    joined = [replace(s, detectors=(s.detector, "persistence")) for s in found if s.detector == "sentinel"]
    return [replace(s, id=f"{at:012x}") for at, s in enumerate((*found, *joined))]


def every_way_to_say() -> list[AskedSignal]:
    """Return one signal of each kind that can differ in what may be said of it, and to whom."""
    kinds = {
        (theme_of(s).id, s.detectors, s.tier, s.sources, s.respondent_type, s.school): s for s in every_kind()
    }
    return list(kinds.values())


def everywhere(one: AskedSignal) -> Iterator[AskedSignal]:
    """Return a signal in every kind of unit, with every kind of count."""
    if one.school is None:
        yield one
        return
    for kind, name in UNITS:
        for count, n in COUNTS:
            yield replace(one, unit_kind=kind, unit_name=name, count=count, n=n)
