"""What all pages share: their templates, and that no text in them becomes markup."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from safetytool.write.plain import lines

if TYPE_CHECKING:
    from jinja2 import Environment, Template


def template(name: str) -> "Template":
    """A template of this package; what it includes comes from the same folder."""
    return _environment().get_template(name)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=_shown,
    )  # fmt: skip


def _source(name: str) -> str:
    return files(__package__).joinpath(f"templates/{name}").read_text(encoding="utf-8")


def _shown(value: object) -> object:
    """What a {{ ... }} prints: text without control characters."""
    return lines(value) if type(value) is str else value
