"""What goes wrong between a program and E-utilities: one named fault for each thing seen.

Comes in: the true answer and its request. Goes out: what is sent instead. Raises ValueError for an
unknown kind of poison. Give them to `Replica.fail_next` and `fail_always`.

The bodies are those of recorded or quoted answers of 2018-2026.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime

from ldn_watch.demo.answers import HTML, JSON, XML, Fetched, Found, Reply, Wire, error, page
from ldn_watch.demo.replica import Fault, Request, blocked_page, rate_limit_exceeded

BACKEND = "Search Backend failed: Database is not supported: pubmed"
_BLOCKED = "https://misuse.ncbi.nlm.nih.gov/error/abuse.shtml"

# --- the connection ---------------------------------------------------------------------------------


def _carried(wire: Wire) -> Fault:
    return lambda reply, _: reply.carried(wire)


def reset() -> Fault:
    """The connection is reset before a byte of the answer."""
    return _carried(Wire(refuse=True))


def drop_after(count: int) -> Fault:
    """The connection ends after `count` bytes of the body."""
    return _carried(Wire(cut=count))


def drip(seconds: float = 0.05) -> Fault:
    """A byte every `seconds`, for ever: no single read times out."""
    return _carried(Wire(drip=seconds))


def hang() -> Fault:
    """The request is taken and nothing comes back."""
    return _carried(Wire(hang=True))


def wrong_content_length(more: int = 100) -> Fault:
    """Content-Length promises `more` bytes than come (fewer, where negative)."""
    return lambda reply, _: reply.carried(Wire(length=len(reply.content) + more))


# --- HTTP -------------------------------------------------------------------------------------------


def status(code: int) -> Fault:
    """500, 502, 503, 504: an HTML page of diagnostics."""
    text = f"Error: {code}. Your request could not be processed due to a problem on our Web server."
    return lambda reply, _: page(
        reply.endpoint, f"NCBI/eutils202 - WWW Error {code} Diagnostic", text, status=code
    )


def too_many_requests(retry_after: int | datetime | None = 2) -> Fault:
    """429; Retry-After in seconds, as an HTTP date (an aware UTC datetime), or absent."""
    if isinstance(retry_after, datetime):
        text = format_datetime(retry_after, usegmt=True)
    else:
        text = "" if retry_after is None else str(retry_after)
    return lambda _, request: rate_limit_exceeded(request, retry_after=text)


def external_viewer_400() -> Fault:
    """A time-out inside NCBI, as HTTP 400: the one 400 that deserves another try."""
    text = " Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout"
    return lambda _, __: error("efetch", text, status=400)


def id_list_empty_400() -> Fault:
    """HTTP 400 for ids that are none."""
    return lambda _, __: error("efetch", "ID list is empty! Possibly it has no correct IDs.", status=400)


def uri_too_large_414() -> Fault:
    return lambda reply, _: page(
        reply.endpoint, "Submitted URI too large!", "The URL is too long.", status=414
    )


def block_redirect(location: str = _BLOCKED) -> Fault:
    """302 to the page that tells a blocked address so."""
    return lambda reply, _: Reply(reply.endpoint, 302, HTML, b"", headers=(("Location", location),))


def block_page() -> Fault:
    """The block page itself, with HTTP 200."""
    return lambda _, __: blocked_page()


def unable_to_route() -> Fault:
    """NCBI's gateway talking to itself, in plain text with HTTP 200."""
    return body(b"Unable to route request!\n\nservice name: /http/service/ratecontrol\ndtab:\n", "text/plain")


# --- the body ---------------------------------------------------------------------------------------


def body(content: bytes, content_type: str = XML) -> Fault:
    """HTTP 200 with exactly this body."""
    return lambda reply, _: Reply(reply.endpoint, 200, content_type, content)


def error_in_200_xml(text: str = BACKEND) -> Fault:
    return lambda reply, _: error(reply.endpoint, text)


def error_in_200_json(text: str = BACKEND) -> Fault:
    return lambda reply, _: error(reply.endpoint, text, as_json=True)


def error_forwarding() -> Fault:
    """The gateway's own JSON error, with HTTP 200."""
    return body(b'{"error":"error forwarding request","api-key":"127.0.0.1"}\n', JSON)


def invalid_json() -> Fault:
    """JSON with a raw newline in a string, as ESearch's own ceiling error has it."""
    return error_in_200_json("Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.")


def html_page() -> Fault:
    """A maintenance page with HTTP 200."""
    return lambda reply, _: page(reply.endpoint, "NCBI - Maintenance", "We are down for maintenance.")


def empty_body() -> Fault:
    return lambda reply, _: replace(reply, body=b"")


def cut_xml(keep: float = 0.6) -> Fault:
    """The body ends in the middle, with a Content-Length that agrees."""
    return lambda reply, _: replace(reply, body=reply.content[: int(len(reply.content) * keep)])


def bad_utf8() -> Fault:
    """Bytes in the middle of a text that are no UTF-8."""

    def broken(reply: Reply, _: Request) -> Reply:
        place = reply.content.rfind(b"</")
        return replace(reply, body=reply.content[:place] + b"\xff\xfe\xc3" + reply.content[place:])

    return broken


def bad_gzip() -> Fault:
    """Content-Encoding says gzip; bytes in its middle are not."""
    return _gzipped(lambda packed: packed[:20] + b"\xff" * 20 + packed[40:])


def cut_gzip() -> Fault:
    """The compressed body ends early: what can be unpacked looks like a shorter answer."""
    return _gzipped(lambda packed: packed[:-12])


def good_gzip() -> Fault:
    """Not a fault: the answer compressed, as NCBI sends it to who accepts it."""
    return _gzipped(lambda packed: packed)


def _gzipped(spoil: Callable[[bytes], bytes]) -> Fault:
    def packed(reply: Reply, _: Request) -> Reply:
        content = spoil(gzip.compress(reply.content, mtime=0))
        return replace(reply, body=content, headers=(*reply.headers, ("Content-Encoding", "gzip")))

    return packed


# --- the search ------------------------------------------------------------------------------------


def _found(change: Callable[[Found], Found]) -> Fault:
    return lambda reply, _: reply if reply.found is None else replace(reply, found=change(reply.found))


def expired_webenv() -> Fault:
    """The history server has forgotten."""
    return lambda reply, request: error(
        reply.endpoint, f"Unable to obtain query #{request.params.get('query_key', '1')}"
    )


def count_mismatch(by: int = 1) -> Fault:
    """Count is not the number of ids."""
    return _found(lambda found: replace(found, count=found.count + by))


def shrunken_census(keep: float = 0.5) -> Fault:
    """A well-formed answer that knows only a part of what matches."""

    def shrunken(found: Found) -> Found:
        ids = found.ids[: int(len(found.ids) * keep)]
        return replace(found, ids=ids, count=len(ids))

    return _found(shrunken)


def empty_census() -> Fault:
    """A well-formed zero."""
    return _found(lambda found: replace(found, count=0, ids=(), messages=("No items found.",)))


def duplicate_ids(times: int = 3) -> Fault:
    """Some ids come twice, in the place of others; Count stays."""
    return _found(
        lambda found: replace(found, ids=found.ids[:times] + found.ids[: max(len(found.ids) - times, 0)])
    )


def warned(*, phrase: str = "", quoted: str = "") -> Fault:
    """PubMed says that it ignored a part of the query."""
    return _found(
        lambda found: replace(
            found,
            phrases=(phrase,) if phrase else found.phrases,
            quoted=(quoted,) if quoted else found.quoted,
        )
    )


# --- the records -----------------------------------------------------------------------------------


def _fetched(change: Callable[[Fetched], Fetched]) -> Fault:
    return lambda reply, _: reply if reply.fetched is None else replace(reply, fetched=change(reply.fetched))


def missing_records(*pmids: int) -> Fault:
    """Asked for, and not returned."""
    return _fetched(
        lambda fetched: replace(
            fetched, records=tuple(raw for raw in fetched.records if _pmid(raw) not in pmids)
        )
    )


def unasked_record(raw: bytes) -> Fault:
    """A record that nobody asked for comes along."""
    return _fetched(lambda fetched: replace(fetched, records=(*fetched.records, raw)))


def repeated_records() -> Fault:
    """Every record comes twice."""
    return _fetched(lambda fetched: replace(fetched, records=fetched.records * 2))


def reordered() -> Fault:
    """Ids or records in the opposite order."""

    def turned(reply: Reply, _: Request) -> Reply:
        found, fetched = reply.found, reply.fetched
        if found is not None:
            return replace(reply, found=replace(found, ids=found.ids[::-1]))
        return (
            reply
            if fetched is None
            else replace(reply, fetched=replace(fetched, records=fetched.records[::-1]))
        )

    return turned


def delete_citation(*pmids: int) -> Fault:
    """A DeleteCitation at the end of the set names `pmids`, which are not among the records."""
    without = missing_records(*pmids)
    named = _fetched(lambda fetched: replace(fetched, deleted=pmids))
    return lambda reply, request: named(without(reply, request), request)


def poisoned_record(pmid: int, how: str) -> Fault:
    """One record among the others is unreadable or absurd: `how` is a key of `POISONS`."""
    if how not in POISONS:
        raise ValueError(f"no such poison: {how}; there are {', '.join(POISONS)}")
    spoil = POISONS[how]
    return _fetched(
        lambda fetched: replace(
            fetched, records=tuple(spoil(raw) if _pmid(raw) == pmid else raw for raw in fetched.records)
        )
    )


def _pmid(raw: bytes) -> int:
    found = re.search(rb"<PMID[^>]*>(\d+)</PMID>", raw)
    return int(found.group(1)) if found else 0


def _replacing(pattern: bytes, replacement: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: re.sub(pattern, lambda _: replacement, raw, count=1, flags=re.DOTALL)


def _with_a_huge_abstract(raw: bytes) -> bytes:
    abstract = b"<Abstract><AbstractText>%s</AbstractText></Abstract>" % (b"naltrexone " * 1_906_502)  # 20 MB
    return _replacing(rb"(<Abstract>.*?</Abstract>)?(?=<AuthorList|<Language>)", abstract)(raw)


_TITLE = rb"<ArticleTitle[^>]*>.*?</ArticleTitle>"
POISONS: dict[str, Callable[[bytes], bytes]] = {
    "unknown_tag": _replacing(_TITLE, b"<HoloTitle><blink>?</blink></HoloTitle>"),
    "no_pmid": _replacing(rb"<PMID[^>]*>\d+</PMID>", b""),
    "no_title": _replacing(_TITLE, b""),
    "absurd_date": _replacing(
        rb"<PubDate>.*?</PubDate>", b"<PubDate><Year>20231</Year><Month>Foo</Month></PubDate>"
    ),
    "control_characters": _replacing(
        _TITLE, b"<ArticleTitle>Naltrexone \x01\x0b\x1f low-dose</ArticleTitle>"
    ),
    "huge_abstract": _with_a_huge_abstract,
    "deep_nesting": _replacing(
        _TITLE, b"<ArticleTitle>" + b"<i>" * 3_000 + b"x" + b"</i>" * 3_000 + b"</ArticleTitle>"
    ),
    "entity": _replacing(_TITLE, b"<ArticleTitle>Naltrexone &unknown; low-dose</ArticleTitle>"),
    "empty": lambda _: b"<PubmedArticle/>",
}
