"""Numbers as short text: how posting lists and rows are written.

Comes in: numbers of at least 0. Goes out: letters that are safe in any file, URL or JSON string. Raises
`ValueError` where text is no such number. Five bits a letter, the lowest first; the upper half of the
alphabet says that more follow (as in the VLQ of source maps, without its sign).

A posting list tells, newest PMID first, where a word stands and how strongly: `(distance to the PMID
before) * 4 + weight`, the first distance counted from 0. A new citation goes in at the front, and what
comes after its neighbour stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_NO_ENDS = str.maketrans("", "", ALPHABET[32:])
_BASE = 32  # five bits a letter
WEIGHTS = 4

Posting = tuple[int, int]  # PMID, weight


def encode(number: int) -> str:
    """A number of at least 0, in one letter or more."""
    text = ""
    while number >= _BASE:
        text += ALPHABET[_BASE + number % _BASE]
        number >>= 5
    return text + ALPHABET[number]


def decode(text: str, at: int = 0) -> Iterator[tuple[int, int]]:
    """Each number from the letter `at` on, and the place after it."""
    number = shift = 0
    for place in range(at, len(text)):
        value = _VALUES.get(text[place], -1)
        if value < 0:
            raise ValueError(f"{text[place]!r} is no letter of a number")
        number |= (value % _BASE) << shift
        if value < _BASE:
            yield number, place + 1
            number = shift = 0
        else:
            shift += 5
    if shift:
        raise ValueError("the last number is cut")


def count(text: str) -> int:
    """How many numbers the text holds."""
    return len(text.translate(_NO_ENDS))


def encode_postings(postings: Iterable[Posting]) -> str:
    """A posting list of postings in descending order."""
    pieces, before = [], 0
    for pmid, weight in postings:
        pieces.append(encode(abs(before - pmid) * WEIGHTS + weight))
        before = pmid
    return "".join(pieces)


def decode_postings(text: str) -> Iterator[tuple[int, int, int]]:
    """PMID, weight and the place after it, newest first."""
    pmid = 0
    for number, place in decode(text):
        distance, weight = divmod(number, WEIGHTS)
        pmid = pmid - distance if pmid else distance
        yield pmid, weight, place


def patch_postings(text: str, changes: Mapping[int, int | None]) -> str:
    """The posting list with these weights; None takes a PMID out. What lies below stays as it is."""
    last = min(changes)
    head: dict[int, int] = {}
    tail = ""
    for pmid, weight, place in decode_postings(text):
        head[pmid] = weight
        if pmid < last:
            tail = text[place:]
            break
    for pmid, change in changes.items():
        if change is None:
            head.pop(pmid, None)
        else:
            head[pmid] = change
    return encode_postings(sorted(head.items(), reverse=True)) + tail
