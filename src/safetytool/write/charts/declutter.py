"""Moving labels apart, each as little as possible."""

from collections.abc import Sequence
from itertools import pairwise


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Where the middles of labels go so that none overlaps another, from top to bottom in the order given.

    The sum of squared moves is the least that keeps the order: isotonic regression by pooling adjacent
    violators (Ayer et al. 1955, An empirical distribution function for sampling with incomplete
    information), after what lies between two labels has been taken off.

    Parameters
    ----------
    wanted : where each middle would be; the order of the labels is kept, also where these are not in order.
    heights : of each label, in the same unit.
    low, high : where the first label may begin and the last one may end.

    Returns
    -------
    The middles, in the same order.

    Raises
    ------
    ValueError
        The labels together are higher than the room between `low` and `high`.

    Examples
    --------
    >>> spread([5, 6, 30], [10, 10, 10], 0, 100)
    [5.0, 15.0, 30.0]
    """
    if sum(heights) > high - low + 1e-9:
        raise ValueError("There is no room for these labels.")
    if not wanted:
        return []
    offsets = [0.0]
    for before, after in pairwise(heights):
        offsets.append(offsets[-1] + (before + after) / 2)
    pooled = _pooled([middle - offset for middle, offset in zip(wanted, offsets, strict=True)])
    first, last = low + heights[0] / 2, high - heights[-1] / 2 - offsets[-1]
    return [min(max(at, first), last) + offset for at, offset in zip(pooled, offsets, strict=True)]


def _pooled(values: Sequence[float]) -> list[float]:
    """The non-descending values that lie closest to these (least squares)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = value, 1
        while blocks and blocks[-1][0] > mean:
            earlier, many = blocks.pop()
            mean, size = (earlier * many + mean * size) / (many + size), many + size
        blocks.append((mean, size))
    return [mean for mean, size in blocks for _ in range(size)]
