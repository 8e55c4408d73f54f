"""Reading: any supported file becomes a `Source` of sheets, each with its table."""

from safetytool.read.source import read_source

__all__ = ["read_source"]
