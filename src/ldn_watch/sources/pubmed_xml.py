"""PubMed XML: from the bytes of an EFetch answer to citations, one element at a time.

Comes in: a PubmedArticleSet, or the raw bytes of one of its elements. Goes out: the raw elements and
the deleted PMIDs, or a `Fetched` or `Unreadable` for each element: one poisoned record never costs
the others. May raise: `Transient` where the set is not whole (cut, not this root, another encoding
that cannot be read).

This is the door of lxml. Every element is parsed alone, by a parser without DTDs, entities, network,
recovery and huge nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from ldn_watch.errors import Transient
from ldn_watch.http_answer import words_of
from ldn_watch.model import Citation, Fetched, Unreadable
from ldn_watch.sources.eutils import refuse_other_shapes
from ldn_watch.sources.pubmed_article import to_article, to_book
from ldn_watch.sources.pubmed_fields import to_uid

ROOT = "PubmedArticleSet"
_NAMES = rb"(PubmedArticle|PubmedBookArticle|DeleteCitation)"
_MARKS = re.compile(
    rb"<(?:!\[CDATA\[.*?\]\]>|!--.*?-->|/" + _NAMES + rb"\s*>|" + _NAMES + rb"(?:\s[^>]*)?>)", re.DOTALL
)
_RECORD_STARTS = re.compile(
    rb"<Pubmed(?:Book)?Article(?:\s[^>]*)?>(?:\s|<!--.*?-->)*<(?:MedlineCitation|BookDocument)[\s>]",
    re.DOTALL,
)
_END = re.compile(rb"</PubmedArticleSet\s*>(?:\s|<!--.*?-->)*\Z", re.DOTALL)
_EMPTY = re.compile(rb"<PubmedArticleSet(?:\s[^>]*)?/>(?:\s|<!--.*?-->)*\Z", re.DOTALL)
_OWN_PMID = re.compile(
    rb"<(?:MedlineCitation|BookDocument)(?:\s[^>]*)?>(?:\s|<!--.*?-->)*<PMID(?:\s[^>]*)?>\s*([0-9]{1,9})\s*</PMID",
    re.DOTALL,
)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RecordSet:
    """The elements of a set as they came (UTF-8), and the uids that a DeleteCitation names."""

    records: tuple[bytes, ...]
    deleted: tuple[str, ...] = ()


def split_records(body: bytes) -> RecordSet:
    """Cut a whole PubmedArticleSet into its elements. Raises `Transient` where it is not whole."""
    body = _to_utf8(body)
    refuse_other_shapes(body, ROOT)
    if _EMPTY.search(body):
        return RecordSet(())
    end = _END.search(body)
    if end is None:
        raise Transient(f"a cut {ROOT}, ending in {words_of(body[-80:])!r}")
    pieces = _cut(body[: end.start()])
    deleted = tuple(uid for piece in pieces if piece.startswith(b"<Delete") for uid in _deleted(piece))
    return RecordSet(tuple(piece for piece in pieces if not piece.startswith(b"<Delete")), deleted)


def read_record(raw: bytes) -> Citation:
    """The citation of one PubmedArticle or PubmedBookArticle element.

    Raises `ValueError`, saying what is wrong, for bytes that are not one.
    """
    try:
        root = _parse(raw)
    except ValueError:
        root = _parse(_with_prefixes(raw))
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("a DOCTYPE in a record")
    if root.tag == "PubmedArticle":
        return to_article(root)
    if root.tag == "PubmedBookArticle":
        return to_book(root)
    raise ValueError(f"neither PubmedArticle nor PubmedBookArticle: {root.tag}")


def read_or_keep(raw: bytes) -> Fetched | Unreadable:
    """The record read, or kept as it is with the reason and, where the bytes tell it, its uid."""
    try:
        return Fetched(read_record(raw), raw)
    except ValueError as error:
        return Unreadable(own_uid(raw), raw, str(error))


def own_uid(raw: bytes) -> str:
    """The uid by the bytes alone: the PMID right after MedlineCitation or BookDocument, never that of
    a reference; "" where it stands elsewhere or nowhere.
    """
    found = _OWN_PMID.search(raw)
    return to_uid(found[1].decode()) if found else ""


def _parse(raw: bytes) -> Any:
    etree: Any = _etree()
    try:
        return etree.fromstring(raw, _parser())
    except etree.XMLSyntaxError as error:
        raise ValueError(words_of(str(error).encode())) from None


def _with_prefixes(raw: bytes) -> bytes:
    """The element with every namespace prefix declared on it (`mml:`), as the set may have done."""
    head, close, rest = raw.partition(b">")
    prefixes = set(re.findall(rb"</?([A-Za-z_][\w.-]*):", rest)) - {b"xml"}
    missing = [prefix for prefix in sorted(prefixes) if b"xmlns:" + prefix not in raw]
    return head + b"".join(b' xmlns:%s="urn:%s"' % (prefix, prefix) for prefix in missing) + close + rest


def _cut(body: bytes) -> list[bytes]:
    """Each element's bytes. A record without its end tag ends where the next begins."""
    pieces: list[bytes] = []
    start, at = -1, 0
    while mark := _MARKS.search(body, at):
        # A stray <!-- or <![CDATA[ between records ends at the end of another, and swallows what is between.
        swallows = start < 0 and mark[0].startswith(b"<!") and _RECORD_STARTS.search(mark[0])
        at = mark.start() + 1 if swallows else mark.end()
        ends, begins = mark.groups()
        if begins:
            if start >= 0:
                pieces += _cut_again(body[start : mark.start()])
            start = -1 if mark[0].endswith(b"/>") else mark.start()
        elif ends and start >= 0:
            pieces += _cut_again(body[start : mark.end()])
            start = -1
    return pieces if start < 0 else pieces + _cut_again(body[start:])


def _cut_again(piece: bytes) -> list[bytes]:
    """A comment or CDATA section that was never closed may have swallowed the records after it, even
    so that the whole is well formed.
    """
    starts = [0, *(found.start() for found in _RECORD_STARTS.finditer(piece) if found.start())]
    return [piece[a:b].strip() for a, b in zip(starts, [*starts[1:], len(piece)], strict=True)]


def _deleted(piece: bytes) -> list[str]:
    pmids = re.findall(rb"<PMID(?:\s[^>]*)?>\s*([0-9]{1,9})\s*</PMID", piece)
    return [uid for pmid in pmids if (uid := to_uid(pmid.decode()))]


def _to_utf8(body: bytes) -> bytes:
    """The body in UTF-8, and not a byte changed where it is said to be that already: a broken
    sequence then spoils its own record only.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    else:
        declared = _ENCODING.match(body.lstrip())
        name = declared[1].decode().lower() if declared else "utf-8"
    if name in ("utf-8", "utf8", "us-ascii", "ascii"):
        return body
    try:
        text = body.decode(name)
    except (LookupError, ValueError):
        raise Transient(f"not readable as {name}") from None
    return re.sub(r"\A\s*<\?xml.*?\?>", "", text.removeprefix("\ufeff"), count=1, flags=re.DOTALL).encode()


@cache
def _etree() -> Any:
    from lxml import etree

    return etree


@cache
def _parser() -> Any:
    return _etree().XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
