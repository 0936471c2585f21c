"""The pages of `ldn-watch serve`: one form, and what is said after each step.

Comes in: values. Goes out: the bytes of an HTML page. Raises nothing. Every page works without JavaScript,
names no other site and sets no cookie; the script only filters the list of conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from ldn_watch.model import Labels
from ldn_watch.render.choice import HOW_OFTEN, to_what
from ldn_watch.render.templating import render
from ldn_watch.render.text import one_line
from ldn_watch.subscriber import Choice, Frequency

# Everything from here, nothing from elsewhere; no form that leads elsewhere, no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ASSETS = {"serve.css": "text/css; charset=utf-8", "serve.js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Site:
    """What every page is given. `depth` is how far below the site's root the page stands."""

    title: str
    labels: Labels
    depth: int = 0

    @property
    def root(self) -> str:
        """The way to the root, relative: the site may stand below any path."""
        return "../" * self.depth or "./"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they are to be shown."""

    action: str
    token: str = ""
    typed: str = ""
    scope: str = "chosen"
    choice: Choice = field(default_factory=Choice)
    errors: Mapping[str, str] = field(default_factory=dict)


def to_groups(labels: Labels) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(group, its name, its conditions as (id, name)), each in the order of the names."""
    members: dict[str, list[tuple[str, str]]] = {}
    for condition, name in labels.conditions.items():
        members.setdefault(labels.group_of.get(condition, ""), []).append((condition, name))
    named = [
        (group, labels.groups.get(group, "Other"), sorted(rest, key=by_name))
        for group, rest in members.items()
    ]
    return sorted(named, key=lambda one: (not one[0], one[1].casefold()))


def by_name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def subscribe_page(site: Site, form: Form) -> bytes:
    return page("subscribe", site, form=form, groups=to_groups(site.labels), often=HOW_OFTEN)


def manage_page(site: Site, form: Form, address: str, said: str = "") -> bytes:
    """`said` is what has just been done."""
    groups = to_groups(site.labels)
    return page("manage", site, form=form, groups=groups, often=HOW_OFTEN, address=address, said=said)


def confirm_page(site: Site, choice: Choice) -> bytes:
    """The one button; scanners of mail follow links and press none."""
    return page(
        "confirm", site, what=to_what(choice, site.labels), often=HOW_OFTEN[Frequency(choice.frequency)]
    )


def leave_page(site: Site) -> bytes:
    return page("leave", site)


def message_page(site: Site, title: str, text: str, *, ask: bool = False) -> bytes:
    """One thing to say; `ask` leads to the form."""
    return page("message", site, heading=title, text=text, ask=ask)


def page(name: str, site: Site, **values: object) -> bytes:
    watch = one_line(site.title)
    return render(f"serve/{name}.html.j2", site=site, watch=watch, **values).encode()


def asset(name: str) -> bytes:
    """The style sheet or the script."""
    return files("ldn_watch.render").joinpath("templates", "serve", name).read_bytes()
