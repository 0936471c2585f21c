"""Citations in the formats and styles that the verbs know, by their names.

In: archived citations. Out: pieces of text, each ending its line, in which nothing from outside can command
a terminal (render/text.py, `one_line`). Raises nothing. The names stand here so that --help stays quick;
render is imported when something is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ldn_watch.model import Archived
from ldn_watch.wording.watching import safe_json

FILES = ("ris", "bibtex", "csl", "csv", "nbib")  # the formats of render/cite/formats.py
EXPORTS = ("jsonl", *FILES)
STYLES = ("vancouver", "apa", "ama", "nlm", "bibtex", "ris", "csl", "nbib")  # those of render/cite/styles.py


def in_format(found: Iterable[Archived], style: str) -> Iterator[str]:
    """What a search found, in one of `EXPORTS`; JSON lines as an export writes them, without the events."""
    if style == "jsonl":
        from ldn_watch.render.cite.export import to_json_line

        return (f"{safe_json(to_json_line(one, ()))}\n" for one in found)
    from ldn_watch.render.cite.formats import FORMATS

    return FORMATS[style].render(found)


def in_style(found: Iterable[Archived], style: str) -> Iterator[str]:
    """Citations in one of `STYLES`."""
    from ldn_watch.render.cite.styles import to_style

    return to_style(found, style)
