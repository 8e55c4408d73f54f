"""Loads the packaged item bank from its TOML files, and checks it while doing so."""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, cast, get_args

from safetytool.bank.model import (
    DOMAINS,
    LANGUAGES,
    RESPONDENT_TYPES,
    TIERS,
    Actor,
    Bank,
    BaseRate,
    Domain,
    Item,
    Language,
    Reading,
    RespondentType,
    Scale,
    Text,
    Tier,
)
from safetytool.errors import InputError, Place
from safetytool.wording import normalise

ITEMS_FILE, SCALES_FILE = "items.toml", "scales.toml"

Toml = Mapping[str, Any]

_ITEM_KEYS = {
    "id", "domain", "actor", "scale", "readings", "n1", "gist", "says", "nl", "en",
    "reversed_nl", "reversed_en", "base_rates",
}  # fmt: skip


@functools.cache
def load_bank() -> Bank:
    """Return the packaged bank, loaded once.

    Raises
    ------
    InputError
        If a packaged file contradicts itself; names the file, and the item or scale.
    """
    scales = build_scales(read_packaged(SCALES_FILE))
    return Bank(items=build_items(read_packaged(ITEMS_FILE), scales), scales=scales)


def read_packaged(name: str) -> Toml:
    """Parse one TOML file of the bank's data folder."""
    text = resources.files("safetytool.bank").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def build_scales(document: Toml) -> dict[str, Scale]:
    """Build the scales; the variants of an answer are kept in normal form."""
    scales: dict[str, Scale] = {}
    for entry in document["scale"]:
        scale_id, values = entry["id"], tuple(entry["values"])
        if scale_id in scales:
            raise _broken(SCALES_FILE, f"scale '{scale_id}' is there twice")
        labels = {value: _text(entry["labels"].get(value), SCALES_FILE, scale_id) for value in values}
        scales[scale_id] = Scale(scale_id, values, labels, _variants(entry, labels))
    return scales


def _variants(entry: Toml, labels: Mapping[str, Text]) -> dict[str, str]:
    """Map every normalised wording of an answer, its labels included, to its value."""
    variants: dict[str, str] = {}
    for value, label in labels.items():
        for wording in (*label.values(), *entry.get("variants", {}).get(value, ())):
            known = variants.setdefault(normalise(wording), value)
            if known != value:
                what = f"scale '{entry['id']}' has '{wording}' for both {known} and {value}"
                raise _broken(SCALES_FILE, what)
    unknown = set(entry.get("variants", {})) - set(labels)
    if unknown:
        raise _broken(SCALES_FILE, f"scale '{entry['id']}' has variants of unknown values {sorted(unknown)}")
    return variants


def build_items(document: Toml, scales: Mapping[str, Scale]) -> dict[str, Item]:
    """Build the items in the order of the file, each checked against the scales."""
    shared = {name: _readings(name, entry, scales) for name, entry in document["readings"].items()}
    items: dict[str, Item] = {}
    for entry in document["item"]:
        item = _item(entry, shared)
        if item.id in items:
            raise _broken(ITEMS_FILE, f"item '{item.id}' is there twice")
        items[item.id] = item
    _check_wordings_are_unique(items.values())
    return items


def _readings(name: str, entry: Toml, scales: Mapping[str, Scale]) -> dict[str, Reading]:
    readings: dict[str, Reading] = {}
    for scale_id, answers in entry.items():
        concern, grave = frozenset(answers["concern"]), frozenset(answers.get("grave", ()))
        if scale_id not in scales or not concern <= set(scales[scale_id].values):
            raise _broken(
                ITEMS_FILE, f"readings '{name}' names a scale or answer that does not exist: {scale_id}"
            )
        if not grave <= concern:
            raise _broken(
                ITEMS_FILE, f"readings '{name}' calls an answer on '{scale_id}' grave but no concern"
            )
        readings[scale_id] = Reading(scale_id, concern, grave)
    return readings


def _item(entry: Toml, shared: Mapping[str, Mapping[str, Reading]]) -> Item:
    """Build one item; its respondent type is the first part of its id."""
    item_id = entry.get("id", "?")
    unknown = set(entry) - _ITEM_KEYS
    if unknown:
        raise _broken(ITEMS_FILE, f"item '{item_id}' has unknown keys {sorted(unknown)}")
    respondent_type, domain, actor = item_id.partition(".")[0], entry["domain"], entry.get("actor")
    n1, readings = entry.get("n1", {}), shared.get(entry["readings"], {})
    checks = {
        f"no respondent type '{respondent_type}'": respondent_type in RESPONDENT_TYPES,
        f"an unknown domain '{domain}'": domain in DOMAINS,
        f"an unknown actor '{actor}'": actor is None or actor in get_args(Actor),
        f"no reading on its own scale '{entry['scale']}'": entry["scale"] in readings,
        "an unknown tier in n1": set(n1) <= {"concern", "grave"} and set(n1.values()) <= set(TIERS),
        "no wordings in both languages": all(_lines(entry.get(language, "")) for language in LANGUAGES),
    }
    for what, holds in checks.items():
        if not holds:
            raise _broken(ITEMS_FILE, f"item '{item_id}' has {what}")
    return Item(
        id=item_id,
        respondent_type=cast("RespondentType", respondent_type),
        domain=cast("Domain", domain),
        actor=cast("Actor | None", actor),
        scale=entry["scale"],
        readings=readings,
        n1_concern=cast("Tier | None", n1.get("concern")),
        n1_grave=cast("Tier | None", n1.get("grave")),
        gist=_text(entry.get("gist"), ITEMS_FILE, item_id),
        says=_text(entry.get("says"), ITEMS_FILE, item_id),
        wordings=_wordings(entry, ""),
        reversed_wordings=_wordings(entry, "reversed_"),
        base_rates=tuple(BaseRate(**rate) for rate in entry.get("base_rates", ())),
    )


def _wordings(entry: Toml, prefix: str) -> dict[Language, tuple[str, ...]]:
    found = {language: _lines(entry.get(f"{prefix}{language}", "")) for language in LANGUAGES}
    return {language: lines for language, lines in found.items() if lines}


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.splitlines() if line.strip())


def _text(value: Mapping[str, str] | None, file: str, owner: str) -> Text:
    if value is None or set(value) != set(LANGUAGES):
        raise _broken(file, f"'{owner}' lacks a text in Dutch or English")
    return cast("Text", dict(value))


def _check_wordings_are_unique(items: Iterable[Item]) -> None:
    """No wording may stand under two items that are put to the same people."""
    owners: dict[tuple[str, str], str] = {}
    for item in items:
        for group in (item.wordings, item.reversed_wordings):
            for wording in (line for lines in group.values() for line in lines):
                owner = owners.setdefault((item.respondent_type, normalise(wording)), item.id)
                if owner != item.id:
                    raise _broken(ITEMS_FILE, f"'{wording}' stands under both {owner} and {item.id}")


def _broken(file: str, what: str) -> InputError:
    return InputError(
        f"the item bank is broken: {what}", do="Install safetytool again", place=Place(file=file)
    )
