"""All pictures of a trend, each on the scale of its theme, and what to say beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from safetytool.trend.model import TrendOutcome
from safetytool.write.charts.drawing import Drawing, fixed
from safetytool.write.charts.frame import Frame
from safetytool.write.charts.layout import lay_out
from safetytool.write.charts.panels import Panel, panels
from safetytool.write.charts.scales import Scale, grouped, scales, years_of
from safetytool.write.pages import template


@dataclass(frozen=True)
class Picture:
    """A panel and its drawing."""

    panel: Panel
    scale: Scale
    drawing: Drawing

    @property
    def svg(self) -> Markup:
        """The drawing as an `svg` element."""
        # The template escapes every text itself.
        return Markup(template("panel.svg.j2").render(drawing=self.drawing, fixed=fixed))  # noqa: S704


def pictures(outcome: TrendOutcome) -> list[Picture]:
    """The pictures in the order of reading."""
    found = panels(outcome)
    heights = scales(found)
    years = {panel.id: years_of(group) for group in grouped(found) for panel in group}
    return [
        Picture(panel, heights[panel.id], lay_out(_frame(panel, heights, years), outcome.language))
        for panel in found
    ]


def _frame(panel: Panel, heights: Mapping[str, Scale], years: Mapping[str, tuple[str, ...]]) -> Frame:
    return Frame(panel, heights[panel.id], years[panel.id])
