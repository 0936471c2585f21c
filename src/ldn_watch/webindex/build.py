"""The whole index from all citations, or only the files that a few changed citations touch.

Comes in: `SearchRecord`s, and for a change a way to read the files as they are. Goes out: paths below the
public folder with their bytes (None: the file is to go). Raises `ValueError` where a file that is read is not
ours: then the index is made anew.

The bytes hang on the citations alone, never on the order in which they came: what a hundred changes made
is what one making from scratch gives.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from ldn_watch.render.pages.finding import SearchRecord
from ldn_watch.webindex import shelves, texts
from ldn_watch.webindex.coding import WEIGHTS, encode_postings
from ldn_watch.webindex.table import Table
from ldn_watch.webindex.texts import to_text, weigh
from ldn_watch.webindex.words import shelf_of

TABLE = "search/table.json"

Files = Iterator[tuple[str, bytes | None]]
Changes = dict[str, dict[int, int | None]]  # word -> PMID -> its new weight, or None


class Builder:
    """The index in the making: records come in one by one, as whoever goes through the archive meets them."""

    def __init__(self) -> None:
        self.table = Table()
        self.postings: dict[str, array[int]] = defaultdict(lambda: array("q"))
        self.texts: dict[int, list[tuple[int, bytes]]] = defaultdict(list)

    def add(self, record: SearchRecord) -> None:
        """A citation, each once."""
        text = to_text(record)
        self.table.put(record)
        self.texts[texts.number_of(record.pmid)].append((record.pmid, texts.to_file([(record.pmid, text)])))
        for word, weight in weigh(text).items():
            self.postings[word].append(record.pmid * WEIGHTS + weight)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file; the builder is empty then. The table comes last: it tells of nothing not there yet."""
        yield from _word_files(self.postings, self.table)
        for number in sorted(self.texts):
            body = _joined(self.texts.pop(number))
            self.table.weigh_text(number, body)
            yield texts.file_of(number), body
        yield TABLE, self.table.to_bytes()


def build(records: Iterable[SearchRecord]) -> Iterator[tuple[str, bytes]]:
    """Every file of the index of these records."""
    builder = Builder()
    for record in records:
        builder.add(record)
    yield from builder.files()


def _word_files(postings: dict[str, array[int]], table: Table) -> Iterator[tuple[str, bytes]]:
    """Each shelf's file, then the known words; `postings` is emptied meanwhile, their sizes are noted."""
    ranks: dict[str, int] = {}
    by_shelf = defaultdict[str, list[str]](list)
    for word in postings:
        by_shelf[shelf_of(word)].append(word)
    for shelf in sorted(by_shelf):
        lines = {
            word: encode_postings(divmod(one, WEIGHTS) for one in sorted(postings.pop(word), reverse=True))
            for word in by_shelf[shelf]
        }
        ranks |= shelves.ranks_of(lines.items())
        body = shelves.to_file(lines)
        table.shelves[shelf] = len(body)
        yield shelves.path_of(shelf), body
    yield _known_file(ranks, table)


def _known_file(ranks: dict[str, int], table: Table) -> tuple[str, bytes]:
    body = shelves.known_to_file(ranks)
    table.known = len(body)
    return shelves.KNOWN, body


def _joined(parts: list[tuple[int, bytes]]) -> bytes:
    """One JSON object of several: what `texts.to_file` gives for all at once, without holding them all."""
    return b"{" + b",".join(body[1:-1] for _, body in sorted(parts)) + b"}"


def patch(read: Callable[[str], bytes], changed: Collection[SearchRecord], gone: Collection[int]) -> Files:
    """The files that differ once `changed` are in the index and the PMIDs `gone` are not.

    `read` gives a file's bytes, b"" where there is none. Everything is read before the first is yielded:
    the reader may write while it iterates. Words come first: until a citation's text is replaced, the same
    change can be made again.
    """
    table = Table.read(read(TABLE))
    before, after = _texts(read, changed, gone)
    words = list(_patched_words(read, _changes(before, after), table))
    told = list(_patched_texts(before, after, table))
    for record in changed:
        table.put(record)
    for pmid in gone:
        table.rows.pop(pmid, None)
    return iter([*words, *told, (TABLE, table.to_bytes())])


Texts = dict[int, dict[int, texts.Text]]  # number of the file -> PMID -> text


def _texts(
    read: Callable[[str], bytes], changed: Collection[SearchRecord], gone: Collection[int]
) -> tuple[Texts, Texts]:
    """The files of texts that change, as they are and as they will be."""
    numbers = {texts.number_of(pmid) for pmid in (*(record.pmid for record in changed), *gone)}
    before = {number: texts.from_file(read(texts.file_of(number))) for number in sorted(numbers)}
    after = {number: dict(held) for number, held in before.items()}
    for pmid in gone:
        after[texts.number_of(pmid)].pop(pmid, None)
    for record in changed:
        after[texts.number_of(record.pmid)][record.pmid] = to_text(record)
    return before, after


def _patched_texts(before: Texts, after: Texts, table: Table) -> Files:
    for number, held in after.items():
        if held != before[number]:
            body = texts.to_file(held.items()) if held else b""
            table.weigh_text(number, body)
            yield texts.file_of(number), body or None


def _changes(before: Texts, after: Texts) -> Changes:
    """What becomes of each word's postings."""
    changes: Changes = defaultdict(dict)
    for number, held in after.items():
        for pmid in held.keys() | before[number].keys():
            old = weigh(before[number][pmid]) if pmid in before[number] else {}
            new = weigh(held[pmid]) if pmid in held else {}
            for word, _ in old.items() ^ new.items():
                changes[word][pmid] = new.get(word)
    return changes


def _patched_words(read: Callable[[str], bytes], changes: Changes, table: Table) -> Files:
    """The word files that change, and the known words; the table comes to tell their sizes."""
    by_shelf = defaultdict[str, Changes](dict)
    for word, change in changes.items():
        by_shelf[shelf_of(word)][word] = change
    ranks = shelves.known_from_file(read(shelves.KNOWN))
    for shelf, wanted in sorted(by_shelf.items()):
        path = shelves.path_of(shelf)
        lines = shelves.patch(shelves.from_file(read(path)), wanted)
        for word in wanted:
            ranks.pop(word, None)
        ranks |= shelves.ranks_of((word, lines[word]) for word in wanted if word in lines)
        table.shelves.pop(shelf, None)
        body = shelves.to_file(lines)
        if lines:
            table.shelves[shelf] = len(body)
        yield path, body or None
    yield _known_file(ranks, table)
