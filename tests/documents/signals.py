"""A small signals.json, as `analyse` writes one."""

import json
from pathlib import Path
from typing import Any


def signal(number: int, tier: str, **values: Any) -> dict[str, Any]:
    item = {"act": "pupil.staff_touch", "ask": "pupil.staff_humiliates", "watch": "pupil.bullied"}[tier]
    reason = {"detector": "sentinel", "tier": tier}
    return {
        "id": f"id-{number}", "school_year": "2024-2025", "school": "12AB00",
        "unit": {"kind": "class", "name": "7A"}, "detector": "sentinel", "tier": tier,
        "domain": "impairment" if tier == "watch" else "staff_conduct",
        "actor": "pupil" if tier == "watch" else "staff", "sources": ["monitor"], "items": [item],
        "count": 1, "n": 22, "title": "In 7A: 1 van de 22", "explanation": "1 van de 22 leerlingen in 7A.",
        "reasons": [reason], **values,
    }  # fmt: skip


def document(**values: Any) -> dict[str, Any]:
    return {
        "schema_version": 1, "tool": "safetytool", "inputs": [], "settings": {"language": "nl"},
        "coverage": [], "signals": [signal(1, "act"), signal(2, "ask"), signal(3, "watch")], **values,
    }  # fmt: skip


def written(folder: Path, **values: Any) -> Path:
    path = folder / "signals.json"
    path.write_text(json.dumps(document(**values), ensure_ascii=False), encoding="utf-8")
    return path
