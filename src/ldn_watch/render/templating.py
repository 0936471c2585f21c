"""The door to Jinja2: the packaged templates, escaped by default.

Comes in: a template's name and its values. Goes out: text. Raises `jinja2.UndefinedError` where a
template names a value that it was not given (a bug).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from ldn_watch.render.text import counted, day, fold, moment, shorten

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: Any) -> str:
    """The template with these values; texts are escaped in all but `.txt.j2`."""
    return environment().get_template(template).render(values)


@cache
def environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader("ldn_watch.render", "templates"),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(counted=counted, day=day, fold=fold, moment=moment, shorten=shorten)
    return made
