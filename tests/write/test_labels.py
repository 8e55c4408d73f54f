"""Every label of the writers exists, and none is kept for nothing."""

import re
from pathlib import Path

from safetytool import texts, write
from safetytool.texts.load import table


def test_no_label_is_an_orphan() -> None:
    folder = Path(write.__file__).parent
    sources = [*folder.glob("*.py"), *folder.glob("templates/*"), *Path(texts.__file__).parent.glob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    orphans = [
        key
        for key in table("terms")["ui"]
        if not key.startswith("unrecognised_") and not re.search(rf'ui\.{key}\b|"{key}"', text)
    ]
    assert orphans == []
