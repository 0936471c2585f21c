"""The page that searches all citations in the reader's browser.

Comes in: a `Frame`. Goes out: the page's bytes, the same whatever the archive holds: what it searches is
loaded from the files of `webindex`. Raises nothing.
"""

from __future__ import annotations

from ldn_watch.render.pages.frame import Frame, render_page


def render_search(frame: Frame) -> bytes:
    """One page; without a script it says where the plain lists are."""
    return render_page("pages/search.html.j2", frame)
