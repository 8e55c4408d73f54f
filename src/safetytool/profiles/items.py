"""The [items] of a profile: questions that the item bank does not have."""

from collections.abc import Mapping
from typing import Any, Final, cast

from safetytool.bank.model import (
    DOMAINS,
    LANGUAGES,
    RESPONDENT_TYPES,
    TIERS,
    Actor,
    Bank,
    Domain,
    Item,
    Language,
    Reading,
    RespondentType,
    Scale,
    Text,
    Tier,
)
from safetytool.profiles.document import Document
from safetytool.profiles.scales import ProfileScales

KEYS: Final = (
    "domain",
    "actor",
    "respondent_type",
    "scale",
    "concern",
    "grave",
    "n1",
    "gist",
    "says",
    "text",
)
NEEDED: Final = ("domain", "respondent_type", "scale", "concern", "gist")
ACTORS: Final = ("staff", "pupil")


def read_items(
    document: Document, data: object, scales: ProfileScales, bank: Bank
) -> tuple[dict[str, Item], dict[str, str]]:
    """Check and read the table [items].

    Returns
    -------
    The items by id, and for those whose answers are read by a scale of the profile its name.
    """
    items: dict[str, Item] = {}
    item_scales: dict[str, str] = {}
    for item, entry in document.table(data, ("items",)).items():
        path = ("items", item)
        if isinstance(entry, dict) and entry and not set(entry) & set(KEYS):
            document.fail(
                f"The item '{item}' has a name with a dot outside quotes", path, do='Write [items."own.name"]'
            )
        table = document.table(entry, path, KEYS)
        if item in bank.items:
            document.fail(f"'{item}' is an item of the item bank", path, do="Give your item another id")
        for key in NEEDED:
            if key not in table:
                document.fail(f"The item '{item}' has no {key}", path, do=f"Add {key} = ...")
        scale = _scale(document, table, path, scales, bank)
        if table["scale"] in scales.answers:
            item_scales[item] = str(table["scale"])
        items[item] = _item(document, table, path, scale)
    return items, item_scales


def _scale(
    document: Document, table: Mapping[str, Any], path: tuple[str, str], scales: ProfileScales, bank: Bank
) -> Scale:
    name = document.choice(table["scale"], [*scales.answers, *bank.scales], (*path, "scale"), "scale")
    on = scales.answers[name].scale if name in scales.answers else name
    return scales.own.get(on) or bank.scales[on]


def _item(document: Document, table: Mapping[str, Any], path: tuple[str, str], scale: Scale) -> Item:
    concern = _values(document, table["concern"], (*path, "concern"), scale)
    grave = _values(document, table.get("grave", []), (*path, "grave"), scale)
    if not concern or len(concern) == len(scale.values):
        document.fail("Some answers must be a concern, and some not", (*path, "concern"))
    if not grave <= concern:
        document.fail("A grave answer must be among those in concern", (*path, "grave"))
    n1 = document.table(table.get("n1", {}), (*path, "n1"), ("concern", "grave"))
    gist = document.in_languages(table["gist"], (*path, "gist"))
    respondent_type = document.choice(
        table["respondent_type"], RESPONDENT_TYPES, (*path, "respondent_type"), "respondent type"
    )
    domain = document.choice(table["domain"], DOMAINS, (*path, "domain"), "domain")
    actor = document.choice(table["actor"], ACTORS, (*path, "actor"), "actor") if "actor" in table else None
    if domain == "staff_conduct" and actor != "staff":
        document.fail(
            "An item on staff conduct must have the actor staff",
            (*path, "domain"),
            do='Write actor = "staff"',
        )
    return Item(
        id=path[1],
        respondent_type=cast("RespondentType", respondent_type),
        domain=cast("Domain", domain),
        actor=cast("Actor | None", actor),
        scale=scale.id,
        readings={scale.id: Reading(scale.id, concern, grave)},
        n1_concern=_tier(document, n1, (*path, "n1"), "concern"),
        n1_grave=_tier(document, n1, (*path, "n1"), "grave"),
        gist=gist,
        says=document.in_languages(table["says"], (*path, "says")) if "says" in table else _says(gist),
        wordings=_wordings(document, table.get("text", {}), (*path, "text")),
    )


def _values(document: Document, data: object, path: tuple[str, ...], scale: Scale) -> frozenset[str]:
    return frozenset(
        document.choice(value, scale.values, path, "value") for value in document.texts(data, path)
    )


def _tier(document: Document, n1: Mapping[str, Any], path: tuple[str, ...], key: str) -> Tier | None:
    if key not in n1:
        return None
    return cast("Tier", document.choice(n1[key], TIERS, (*path, key), "tier"))


def _says(gist: Text) -> Text:
    """Make the verb phrase of a sentence out of a gist, where the profile has none."""
    return {
        "nl": f"antwoorden zorgelijk op '{gist['nl']}'",
        "en": f"give a worrying answer to '{gist['en']}'",
    }


def _wordings(document: Document, data: object, path: tuple[str, ...]) -> dict[Language, tuple[str, ...]]:
    table = document.table(data, path, LANGUAGES)
    return {
        language: tuple(document.texts(table.get(language, []), (*path, language))) for language in LANGUAGES
    }
