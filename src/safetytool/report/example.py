"""The commented board.toml that `safetytool report --init` writes."""

from importlib.resources import files


def example() -> bytes:
    """The contents of a new board.toml."""
    return files(__package__).joinpath("board.toml").read_bytes()
