"""The pages of `ldn-watch serve`: one form, and what is said after each step, in the site's frame.

Comes in: a `Frame` and values. Goes out: the bytes of an HTML page, and of the files that it is made with.
Raises nothing. Every page works without JavaScript, asks no other site and sets no cookie; the script only
filters the list of conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from ldn_watch.model import Labels
from ldn_watch.render.choice import HOW_OFTEN, to_what
from ldn_watch.render.pages.frame import Frame, render_page
from ldn_watch.render.templating import asset, asset_names
from ldn_watch.subscriber import Choice, Frequency

# Everything from here, nothing from elsewhere; no form that leads elsewhere, no frame around it.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
OWN = ("serve.css", "serve.js")  # beside the pages, not below assets/: only who serves forms needs them


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


def subscribe_page(frame: Frame, labels: Labels, form: Form) -> bytes:
    return page("subscribe", frame, form=form, groups=to_groups(labels), often=HOW_OFTEN)


def manage_page(frame: Frame, labels: Labels, form: Form, address: str, said: str = "") -> bytes:
    """`said` is what has just been done."""
    groups = to_groups(labels)
    return page("manage", frame, form=form, groups=groups, often=HOW_OFTEN, address=address, said=said)


def confirm_page(frame: Frame, labels: Labels, choice: Choice) -> bytes:
    """The one button; scanners of mail follow links and press none."""
    often = HOW_OFTEN[Frequency(choice.frequency)]
    return page("confirm", frame, what=to_what(choice, labels), often=often)


def leave_page(frame: Frame) -> bytes:
    return page("leave", frame)


def message_page(frame: Frame, title: str, text: str, *, ask: bool = False) -> bytes:
    """One thing to say; `ask` leads to the form."""
    return page("message", frame, heading=title, text=text, ask=ask)


def page(name: str, frame: Frame, **values: Any) -> bytes:
    return render_page(f"serve/{name}.html.j2", frame, **values)


def packaged(path: str) -> bytes | None:
    """The file at this path below the root that pages are made with; None where it is none of them.

    Also the site's `assets/`, which stand in no folder before the first pages are published.
    """
    if path in OWN:
        return files("ldn_watch.render").joinpath("templates", "serve", path).read_bytes()
    folder, _, name = path.rpartition("/")
    return asset(name) if folder == "assets" and name in asset_names() else None
