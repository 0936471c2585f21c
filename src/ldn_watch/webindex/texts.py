"""The texts: what a result shows and what of it is searched, a few citations in a file.

Comes in: `SearchRecord`s. Goes out: `search/texts/NNN.json`, a citation's words with their weights, and both
back from the file. Raises `ValueError` where the bytes are no such file.

A file holds all that of its citations stands in the word files: so a citation that changed is taken out of
them by what its file still says, and nothing needs to remember what was indexed when.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from ldn_watch.render.pages.finding import SearchRecord
from ldn_watch.webindex.words import count_words, doi_word, words_of

FILES = 2048  # 15,000 citations: seven in a file, some 15 KB, of which a page of results loads ten
OFTEN = 3  # a word that the abstract says so often is what it is about
PASSING, REPEATED, NAMED, TITLE = range(4)  # the weights of a posting


class Text(NamedTuple):
    """What a file tells of one citation. `more` is searched and not shown as such: the title in its own
    language, keywords, the labels of its conditions and study type.
    """

    title: str
    authors: list[str]
    journal: str
    abstract: str
    doi: str
    more: list[str]


def to_text(record: SearchRecord) -> Text:
    names = [one.label for one in record.conditions]
    return Text(
        record.title,
        list(record.authors),
        record.journal,
        record.abstract,
        record.doi,
        [one for one in (record.original_title, *record.keywords, *names, record.study.label) if one],
    )


def weigh(text: Text) -> dict[str, int]:
    """Each word of a citation and its weight, the strongest of the places where it stands."""
    often = count_words(text.abstract)
    weights = {word: REPEATED if times >= OFTEN else PASSING for word, times in often.items()}
    weights |= dict.fromkeys(words_of(text.journal), REPEATED)
    weights |= dict.fromkeys(words_of(" ".join((*text.authors, *text.more))), NAMED)
    weights |= dict.fromkeys(words_of(text.title), TITLE)
    if doi := doi_word(text.doi):
        weights[doi] = TITLE
    return weights


def file_of(pmid: int) -> str:
    """The file that the citation's text stands in."""
    return f"search/texts/{number_of(pmid)}.json"


def number_of(pmid: int) -> int:
    """That file's number."""
    return pmid % FILES


def to_file(texts: Iterable[tuple[int, Text]]) -> bytes:
    told = {str(pmid): list(text) for pmid, text in sorted(texts)}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def from_file(body: bytes) -> dict[int, Text]:
    """The texts by PMID; {} of no bytes."""
    told: dict[str, Any] = json.loads(body) if body else {}
    try:
        return {int(pmid): Text(*fields) for pmid, fields in told.items()}
    except (AttributeError, TypeError) as error:
        raise ValueError(f"no file of texts: {error}") from None
