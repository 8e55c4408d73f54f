"""Meetings made by hand: every kind, texts that mean harm, long names, one subject and twelve."""

from dataclasses import replace

from safetytool.bank.model import Language, Tier
from safetytool.questions.model import Asked, Meeting, MeetingKind, Phase, Topic

HOSTILE = '=HYPERLINK("http://example.org","klik")'
LONG = "Openbare Scholengemeenschap voor Voortgezet Onderwijs " * 2 + "De Lange Naam"
NAMES = {"12AB00": "De Regenboog", "23CD00": "Het Baken", "34EF00": LONG}
CLASS = "groep 7A"
"""Only in sheets that are private."""

SAID: dict[Language, dict[str, str]] = {
    "nl": {
        "team": "Teamgesprek", "board_today": "Vandaag: het bestuur", "pupils": "Gesprek met leerlingen",
        "coordinator": "Voorbereiding", "board": "Bestuursgesprek", "parents": "Gesprek met ouders",
        "school_leader": "Gesprek met de schoolleider", "advisor": "Gesprek met de vertrouwenspersoon",
        "purpose": "Samen begrijpen wat er achter de antwoorden kan zitten, en kiezen wat we anders doen.",
        "leads": "de veiligheidscoördinator", "present": "leerkrachten, assistenten en intern begeleider",
        "rule": "We praten over gewoonten en afspraken, niet over personen.",
        "topic": "Hoe we met leerlingen omgaan",
        "about": "Op school geven meer leerlingen dan elders aan dat zij zich vernederd voelen.",
        "question": "Waaraan merkt een leerling bij ons dat een grapje te ver is gegaan?",
        "note": "Een collega noemt een leerling al weken ‘onze professor’. De klas lacht, de leerling ook.",
        "write": "Wat we deze maand anders gaan doen", "back": "Over acht schoolweken, in hetzelfde overleg.",
        "more": "Nog 2 onderwerpen staan op het blad van de coördinator.",
    },
    "en": {
        "team": "Team meeting", "board_today": "Today: the board", "pupils": "Conversation with pupils",
        "coordinator": "Preparation", "board": "Board meeting", "parents": "Conversation with parents",
        "school_leader": "Conversation with the school leader", "advisor": "Conversation with the advisor",
        "purpose": "To understand together what may lie behind the answers, and choose what to do.",
        "leads": "the safety coordinator", "present": "teachers, assistants and the care coordinator",
        "rule": "We talk about habits and agreements, not about persons.",
        "topic": "How we treat pupils",
        "about": "More pupils than elsewhere say that they feel humiliated.",
        "question": "How can a pupil tell that a joke has gone too far?",
        "note": "For weeks a colleague calls a pupil ‘our professor’. The class laughs, so does the pupil.",
        "write": "What we will do differently this month",
        "back": "In eight school weeks, in the same meeting.",
        "more": "2 more subjects are on the coordinator's sheet.",
    },
}  # fmt: skip

PRIVATE = ("board_today", "coordinator", "board")


def asked(language: Language, number: int, phase: Phase = "understand", **values: object) -> Asked:
    said = SAID[language]
    fields: dict[str, object] = {
        "id": f"tone.{phase}.team.q{number}", "phase": phase, "text": said["question"],
        "note": said["note"] if number % 3 == 0 else "", "minutes": 5 if number % 2 else 3,
        "signals": (f"s-{number}", "s-0"), **values,
    }  # fmt: skip
    return Asked(**fields)  # type: ignore[arg-type]


def topic(language: Language, number: int, tier: Tier = "ask", questions: int = 4) -> Topic:
    phases: tuple[Phase, ...] = ("understand", "understand", "weigh", "act", "look_back")
    made = tuple(asked(language, 10 * number + i, phases[i % 5]) for i in range(questions))
    said = SAID[language]
    return Topic(f"{said['topic']} ({number})", said["about"], tier, (f"s-{number}",), made)


def meeting(
    language: Language = "nl", kind: MeetingKind = "team", topics: int = 2, **values: object
) -> Meeting:
    said = SAID[language]
    tier: Tier = "act" if kind == "board_today" else "ask"
    fields: dict[str, object] = {
        "kind": kind, "audiences": ("pupils_upper",) if kind == "pupils" else (
            "board" if kind == "board_today" else kind,),
        "school": "12AB00", "school_year": "2024-2025", "title": said[kind], "purpose": said["purpose"],
        "leads": said["leads"], "present": said["present"], "minutes": 45, "rules": (said["rule"],) * 3,
        "topics": tuple(topic(language, n, tier) for n in range(1, topics + 1)),
        "write_down": (said["write"],) * 2, "look_back": said["back"], "more": "", "private": kind in PRIVATE,
        **values,
    }  # fmt: skip
    made = Meeting(**fields)  # type: ignore[arg-type]
    if made.private and made.topics:
        first = replace(made.topics[0], about=f"{made.topics[0].about} {CLASS}: 1 / 22.")
        made = replace(made, topics=(first, *made.topics[1:]))
    return made


def full(language: Language = "nl") -> list[Meeting]:
    """Two schools and the board; the call of today is not first yet."""
    said = SAID[language]
    return [
        meeting(language, "coordinator"),
        meeting(language, "team", more=said["more"]),
        meeting(language, "board_today", 1, school="23CD00"),
        meeting(language, "school_leader"),
        meeting(language, "pupils", 1, school="34EF00"),
        meeting(language, "parents", 1),
        meeting(language, "advisor", 1),
        meeting(language, "board", school=None),
    ]
