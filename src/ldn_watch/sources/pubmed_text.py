"""The whole text of an element with inline markup, as one plain line.

Comes in: an element of PubMed XML (title, abstract section, name, keyword). Goes out: its text, whole,
white space collapsed; sub- and superscripts stay in place, MathML becomes a line that can be read.
May raise: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Element: TypeAlias = Any  # lxml's; pubmed_xml.py alone imports it

_INLINE = frozenset({"b", "i", "u", "sub", "sup", "em", "strong", "sc", "bold", "italic"})
_UNSPOKEN = frozenset({"annotation", "annotation-xml"})  # the formula again, in TeX


def whole_text(element: Element | None) -> str:
    """All text of `element`, "" for None. `.text` alone would stop at the first `<i>`."""
    if element is None:
        return ""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = _local(child)
        if name == "math":
            yield _math(child)
        elif name in _INLINE:
            yield from _pieces(child)
        else:  # a block, or a tag that is not known yet: its words must not run into their neighbours
            yield from (" ", *_pieces(child), " ")
        yield child.tail or ""


def _math(element: Element) -> str:
    name = _local(element)
    if name in _UNSPOKEN:
        return ""
    parts = [_math(child) for child in element]
    if name == "mfrac" and len(parts) == 2:  # noqa: PLR2004
        return "/".join(part if part.isalnum() else f"({part})" for part in parts)
    if name == "msqrt":
        return f"√({''.join(parts)})"
    if name in ("mtd", "mtr", "mspace"):
        parts.append(" ")
    return " ".join((element.text or "").split()) + "".join(parts)


def _local(element: Element) -> str:
    """The tag without its namespace, declared (`{...}math`) or not (`mml:math`)."""
    tag: str = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2]
