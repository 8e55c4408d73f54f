"""Pictures of a trend, as SVG: small multiples, one panel for every item or category.

Consumes a `TrendOutcome`, which is in words already. Returns drawings as text, the same on every machine:
no plotting library, no fonts and no caches of the machine take part. Leaves out all statistics: what is
emphasised, interrupted or marked was decided before.

`panels` says which series share a picture, `scales` how high it is, `layout` where everything goes,
`labels` and `declutter` where there is room for words, and `svg` writes it down.
"""

from safetytool.write.charts.panels import Panel, panels
from safetytool.write.charts.pictures import Picture, pictures

__all__ = ["Panel", "Picture", "panels", "pictures"]
