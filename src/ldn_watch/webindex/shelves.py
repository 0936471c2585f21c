"""The word files and the list of known words.

Comes in: each word's postings, or a file's bytes and what changes of it. Goes out: `search/words/w-NN.txt`,
one word and its posting list a line, in order; `search/known.txt`, by which the browser mends misspelt words.
Raises `ValueError` where the bytes are no such file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ldn_watch.webindex.coding import count, patch_postings

KNOWN = "search/known.txt"
KNOWN_FROM = 4  # citations: rarer words are misspelt ones as often as not
_KNOWN_FILE = re.compile(r"(?:[a-z]+[A-Z])*")
_KNOWN_ENTRY = re.compile(r"([a-z])([a-z]*)([A-Z])")
_KNOWN_WORD = re.compile(r"[a-z]{4,20}")  # shorter ones resemble too many

Lines = dict[str, str]  # word -> its posting list


def path_of(shelf: str) -> str:
    """`search/words/w-cr.txt`. The prefix: a file server of Windows refuses `con`, `aux`, `nul`, `prn`."""
    return f"search/words/w-{shelf}.txt"


def to_file(lines: Lines) -> bytes:
    return "".join(f"{word} {lines[word]}\n" for word in sorted(lines)).encode()


def from_file(body: bytes) -> Lines:
    """The lines of a word file; {} of no bytes."""
    lines = {}
    for line in body.decode().splitlines():
        word, blank, postings = line.partition(" ")
        if not blank:
            raise ValueError(f"no line of a word file: {line[:40]!r}")
        lines[word] = postings
    return lines


def patch(lines: Lines, changes: Mapping[str, Mapping[int, int | None]]) -> Lines:
    """The lines with these words' postings changed; a word that no citation has any more goes."""
    patched = dict(lines)
    for word, change in changes.items():
        postings = patch_postings(patched.get(word, ""), change)
        if postings:
            patched[word] = postings
        else:
            patched.pop(word, None)
    return patched


def rank_of(word: str, postings: str) -> int:
    """How common a known word is, by powers of two (4 to 7 citations: 3); 0 for one that is not listed."""
    size = count(postings)
    return size.bit_length() if size >= KNOWN_FROM and _KNOWN_WORD.fullmatch(word) else 0


def known_to_file(ranks: Mapping[str, int]) -> bytes:
    """Words in order, each as: how many letters it shares with the one before (`a` is 0), its other
    letters, its rank as a capital (`A` is 1). `eczema`, `edema` of ranks 3 and 4: `aeczemaCbdemaD`.
    """
    pieces, before = [], ""
    for word in sorted(ranks):
        pairs = enumerate(zip(before, word, strict=False))
        shared = next((at for at, (a, b) in pairs if a != b), min(len(before), len(word)))
        pieces.append(f"{chr(97 + shared)}{word[shared:]}{chr(64 + ranks[word])}")
        before = word
    return "".join(pieces).encode()


def known_from_file(body: bytes) -> dict[str, int]:
    """The ranks back from the file."""
    text = body.decode()
    if not _KNOWN_FILE.fullmatch(text):
        raise ValueError("no list of known words")
    ranks, word = {}, ""
    for shared, rest, rank in _KNOWN_ENTRY.findall(text):
        word = word[: ord(shared) - 97] + rest
        ranks[word] = ord(rank) - 64
    return ranks


def ranks_of(lines: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The known words among these, each with its rank."""
    ranked = ((word, rank_of(word, postings)) for word, postings in lines)
    return {word: rank for word, rank in ranked if rank}
