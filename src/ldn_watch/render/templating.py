"""The door to Jinja2 and to what is packaged: templates, escaped by default, and assets. `Markup` is text
that is HTML already and is not escaped again.

Comes in: a template's name and its values. Goes out: text. Raises `jinja2.UndefinedError` where a
template names a value that it was not given (a bug).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup as Markup  # noqa: PLC0414 - named so, it is this module's to give

from ldn_watch.render.text import counted, day, fold, moment, shorten

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: Any) -> str:
    """The template with these values; texts are escaped in all but `.txt.j2`."""
    return environment().get_template(template).render(values)


def asset_names() -> tuple[str, ...]:
    """The packaged files that pages are made with, in order."""
    return tuple(sorted(one.name for one in _assets().iterdir() if one.is_file()))


def asset(name: str) -> bytes:
    """The bytes of one of them."""
    return _assets().joinpath(name).read_bytes()


def _assets() -> Traversable:
    return files("ldn_watch.render.pages") / "assets"


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
