"""The door to pygal: how many citations of which kind each year has, as SVG for the site's style sheet.

Comes in: years and `Series`. Goes out: an `<svg>` element as text, without style, script, id or comment of
the library's own (the pages' policy forbids the first two, and its comment names the day). Raises nothing.

No colour stands in it: `color-0`, `color-1`, ... are coloured by assets/site.css, for light, dark and print.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

WIDTH, HEIGHT = 420, 210  # in units of the drawing: it takes the room that the page has
LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
DROPPED = frozenset({"", "defs", "desc", "script", "style", "title"})
KEPT = {"axis y always_show": "axis-y", "axis x": "axis-x"}
SERIES = re.compile(r"series serie-(\d+) ")
SEEN = 0.5  # a column lower than that is none


@dataclass(frozen=True, slots=True)
class Series:
    """One kind: its name, its number in each year, and which of the style sheet's chart colours it has."""

    name: str
    numbers: tuple[int, ...]
    tone: int = 0


def to_chart(years: Sequence[str], series: Sequence[Series], label: str) -> str:
    """Stacked columns, the first series at the bottom; `label` is what a screen reader says of it."""
    shown = [one for one in series if any(one.numbers)]
    chart = _blank(_every(len(years)), _top(shown))
    chart.x_labels = list(years)
    for one in shown:
        chart.add(one.name, list(one.numbers))
    chart.add_xml_filter(lambda root: _cleaned(root, label, [one.tone for one in shown]))
    return LONG_NUMBER.sub(r"\1", str(chart.render(is_unicode=True)).strip())


def _every(years: int) -> int:
    """Every how manieth year has its label, so that they do not run into one another."""
    return next((step for step, most in ((1, 8), (2, 14)) if years <= most), 5)


def _top(series: Sequence[Series]) -> int:
    """The highest column."""
    return max(map(sum, zip(*(one.numbers for one in series), strict=True)), default=0)


def _blank(every: int, top: int) -> Any:
    """A chart without data; few columns get few lines behind them."""
    kind, style = _pygal()
    return kind(
        style=style,
        css=[],
        js=[],
        no_prefix=True,
        disable_xml_declaration=True,
        width=WIDTH,
        height=HEIGHT,
        margin=4,
        spacing=6,
        show_legend=False,
        print_values=False,
        show_x_guides=False,
        min_scale=1,
        max_scale=min(5, max(1, top)),
        x_labels_major_every=every,
        show_minor_x_labels=False,
        truncate_label=-1,
        range=(0, max(1, top)),
        formatter=lambda number: f"{number:g}",
    )


@cache
def _pygal() -> tuple[Any, Any]:
    """The kind of chart, and the sizes that it leaves room for; the style sheet sets the same.

    pygal hooks itself into every import of the process, for map plugins that we have not, in a way that
    Python 3.12 no longer knows and 3.11 warns of: the hook is taken out again.
    """
    import pygal
    from pygal.style import Style

    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]

    class Columns(pygal.StackedBar):  # type: ignore[misc]
        """Half of pygal's time goes into what is taken out of the drawing again: it is not drawn."""

        def _bar(self, serie: Any, parent: Any, x: Any, y: float, *rest: Any, **more: Any) -> Any:
            return super()._bar(serie, parent, x, y, *rest, **more) if y else (0, 0, 0, 0)

        def _tooltip_and_print_values(self, *_: Any) -> None:
            pass

    return Columns, Style(label_font_size=12, major_label_font_size=12)


def _cleaned(root: Any, label: str, tones: Sequence[int]) -> Any:
    """What pygal drew, without what it adds for its own script and style."""
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_dropped(child):
                parent.remove(child)
    for node in list(root.iter()):
        for attribute in ("id", "style", "rx", "ry"):
            node.attrib.pop(attribute, None)
        name = node.attrib.pop("class", "")
        if name in KEPT:
            node.set("class", KEPT[name])
        elif found := SERIES.match(name):
            node.set("class", f"tone-{tones[int(found[1])] + 1}")
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-label", label)
    return root


def _is_dropped(node: Any) -> bool:
    """True for comments, for what the pages' policy forbids, and for columns without height."""
    name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
    kind = node.get("class", "")
    empty = kind == "bar" and all(float(one.get("height", "0")) < SEEN for one in node)
    return name in DROPPED or kind == "background" or "overlay" in kind or empty
