"""From recognised files to the one tidy table that everything after it works on.

Consumes: `SourceMeaning`s, the bank, what the options say, the register of schools. Returns:
`Evidence`. Leaves out: counting, and any statement about what the answers say.
"""

from safetytool.tidy.assemble import tidy

__all__ = ["tidy"]
