"""`safetytool items`: the item bank, as a table or JSON."""

from typing import TYPE_CHECKING, Any

from safetytool.bank import load_bank
from safetytool.bank.model import Bank, Item, Language

if TYPE_CHECKING:
    from rich.console import Console


def _bank(profile: str | None) -> Bank:
    """Return the bank, with the items of a profile."""
    if profile is None:
        return load_bank()
    from safetytool.profiles import load_profile

    return load_profile(profile).extend(load_bank())


def items_json(*, profile: str | None = None) -> dict[str, Any]:
    """Return the bank's items and scales as the machine-readable result."""
    bank = _bank(profile)
    return {
        "schema_version": 1,
        "items": [_item(item, bank) for item in bank.items.values()],
        "scales": [
            {"id": scale.id, "values": [{"id": value, **scale.labels[value]} for value in scale.values]}
            for scale in bank.scales.values()
        ],
    }


def _item(item: Item, bank: Bank) -> dict[str, Any]:
    """Return one item; its concerns in the order of its scale."""
    reading = item.readings[item.scale]
    values = bank.scales[item.scale].values
    return {
        "id": item.id,
        "respondent_type": item.respondent_type,
        "gist": dict(item.gist),
        "domain": item.domain,
        "actor": item.actor,
        "scale": item.scale,
        "concern": [value for value in values if value in reading.concern],
        "grave": [value for value in values if value in reading.grave],
        "n1": {"concern": item.n1_concern, "grave": item.n1_grave or item.n1_concern},
        "text": {language: wordings[0] for language, wordings in item.wordings.items() if wordings},
        "scales_accepted": sorted(item.readings),
    }


def print_items(console: "Console", language: Language, *, profile: str | None = None) -> None:
    """Print the bank as a table of 80 columns."""
    from rich.table import Table
    from rich.text import Text

    bank = _bank(profile)
    table = Table(box=None, padding=(0, 1), show_edge=False, width=min(console.width, 80))
    for heading, ratio in (("id", 6), ("gist", 7), ("concern", 5), ("one answer is worth", 3)):
        table.add_column(heading, ratio=ratio, overflow="fold", header_style="bold")
    for item in bank.items.values():
        reading, scale = item.readings[item.scale], bank.scales[item.scale]
        concerns = [scale.labels[v][language] for v in scale.values if v in reading.concern]
        worth: list[str] = [item.n1_concern or "-"]
        if item.n1_grave and item.n1_grave != item.n1_concern:
            worth.append(f"{item.n1_grave} if grave")
        table.add_row(
            *(Text(t) for t in (item.id, item.gist[language], ", ".join(concerns), "; ".join(worth)))
        )
    console.print(table)
