"""Masks names and contact data in what people wrote, before anybody sees it.

Consumes: a text. Returns: the same text in one line, in which everything that is, or may be, a name, a
number or an address is replaced. It errs on masking too much. Leaves out: whether it is worth showing.
"""

from safetytool.masking.mask import mask
from safetytool.masking.second_look import uses_deduce

__all__ = ["mask", "uses_deduce"]
