"""Citations as a reference list prints them, or as a reference manager reads them, by the name of a style.

Comes in: archived citations and a style. Goes out: pieces of text, each ending its line. Raises nothing, but
`KeyError` for a style that is not in `STYLES`. Vancouver and NLM style are our own line (line.py): it knows
what PubMed knows, where citeproc-py 0.11 writes their dates together (`2025Feb1`). APA and AMA style are CSL
styles (csl_styles/, CC BY-SA 3.0), processed by citeproc-py, imported when one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from ldn_watch.model import Archived
from ldn_watch.render.cite import particulars
from ldn_watch.render.cite.csl import to_csl
from ldn_watch.render.cite.formats import FORMATS
from ldn_watch.render.cite.line import ALL, to_text
from ldn_watch.render.text import one_line

CSL_STYLES = {"apa": "apa", "ama": "american-medical-association"}
_OF_FILES = ("bibtex", "ris", "csl", "nbib")
STYLES = ("vancouver", "nlm", *CSL_STYLES, *_OF_FILES)
# Stands for the title of a citation without authors; `one_line` leaves no such character in any text.
_TITLE = "\x00"


def to_style(rows: Iterable[Archived], style: str) -> Iterator[str]:
    """The citations in this style, one after another, in the order in which they come."""
    if style in _OF_FILES:
        return FORMATS[style].render(rows)
    line = _line_of(style)
    return (f"{line(row)}\n" for row in rows)


def _line_of(style: str) -> Callable[[Archived], str]:
    if style in CSL_STYLES:
        return lambda row: _with_warnings(to_reference(to_csl(row.citation), style), row)
    authors = {"vancouver": 6, "nlm": ALL}[style]
    return lambda row: to_text(row.citation, removed=row.deleted, most_authors=authors)


def _with_warnings(reference: str, row: Archived) -> str:
    """A retraction stands beside the reference in every style; no CSL style knows of it."""
    return " ".join([reference, *particulars.warnings_of(row.citation, removed=row.deleted)])


def to_reference(item: dict[str, Any], style: str) -> str:
    """One CSL-JSON item as a line in a CSL style."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    source = CiteProcJSON([_readable(item)])
    bibliography = CitationStylesBibliography(_style(style), source, formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    text = "".join(map(str, bibliography.bibliography()[0]))
    whole = one_line(_with_title(text, item["title"])).removeprefix("1.").lstrip()
    return whole.replace("?. ", "? ").replace("!. ", "! ")


def _readable(item: dict[str, Any]) -> dict[str, Any]:
    """The item as citeproc-py can take it: where there are no authors, a mark stands for the title."""
    return item if item.get("author") else item | {"title": _TITLE}


def _with_title(text: str, title: str) -> str:
    """citeproc-py puts the title in the authors' place and says it once more in its own: that one goes."""
    first, *others = text.split(_TITLE)
    if not others:
        return text
    return first + title + others[0] + "".join(other.lstrip(". ") for other in others[1:])


@cache
def _style(style: str) -> Any:
    from citeproc import CitationStylesStyle

    with as_file(files("ldn_watch.render.cite") / "csl_styles" / f"{CSL_STYLES[style]}.csl") as path:
        return CitationStylesStyle(str(path), validate=False)
