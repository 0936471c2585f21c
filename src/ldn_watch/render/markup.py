"""The last wall before HTML that other programs show: an allow-list of elements and link schemes (nh3).

Comes in: HTML from our own templates, which escape every text. Goes out: the same HTML; were a template
ever to forget to escape, without the script, style, frame or `javascript:` link that came through.
Raises nothing.
"""

from __future__ import annotations

ELEMENTS = {"a", "em", "h4", "li", "p", "strong", "ul"}
SCHEMES = {"https"}


def allowed(html: str) -> str:
    """`html` with nothing in it but the elements and links that an entry is made of."""
    import nh3

    return nh3.clean(
        html,
        tags=ELEMENTS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
