"""E-utilities as typed calls: ESearch and EFetch on PubMed, each answer checked for its shape.

Comes in: a query or PMIDs. Goes out: a `SearchReply`, the bytes of a PubmedArticleSet.
May raise: `Transient` for every shape that is no answer (an ERROR in a 200, HTML, JSON, a cut or empty
body, a Count that is none), found while the session can still ask again; otherwise what http.py raises.

ESearch's reply is read by Bio.Entrez's parser with the DTD that Biopython bundles: none is ever
fetched, and nothing is kept in the home directory.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Any

from ldn_watch.errors import Transient
from ldn_watch.http import PoliteSession
from ldn_watch.http_answer import Answer, is_html, is_ok, words_of

CEILING = 9_999  # ESearch gives no more PMIDs of one query, whatever retmax says (live measurements)
EMPTY_LIST = "id list is empty"  # EFetch's 400 where no id of the list exists

ROOT = "eSearchResult"
_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd"
# A list of ids as E-utilities write it; Bio's parser takes 25 ms for 9,999 of them, this takes 2.
_PLAIN_IDS = re.compile(rb"<IdList>((?:\s*<Id>[0-9]{1,12}</Id>)*\s*)</IdList>")
_PROLOG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*?\?>)?(?:\s+|<!--.*?-->)*(?:<!DOCTYPE[^\[>]*>)?(?:\s+|<!--.*?-->)*",
    re.DOTALL,
)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.DOTALL)
_LISTS = (
    ("ErrorList", "PhraseNotFound", "PubMed did not find the phrase {}"),
    ("ErrorList", "FieldNotFound", "PubMed does not know the field {}"),
    ("WarningList", "PhraseIgnored", "PubMed ignored {}"),
    ("WarningList", "QuotedPhraseNotFound", "PubMed does not have the quoted phrase {} in its index"),
    ("WarningList", "OutputMessage", "PubMed says: {}"),
)


@dataclass(frozen=True, slots=True)
class SearchReply:
    """One ESearch answer: `count` matches in all, the PMIDs returned in PubMed's order, how the query
    was understood, and each part of it that PubMed ignored or did not find, as a sentence.
    """

    count: int
    ids: tuple[int, ...]
    translation: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Only what has a date of this type (mdat, edat, crdt, pdat) from `first` to `last`, both included.

    The three go together: ESearch silently ignores a lone mindate or maxdate (NBK25499).
    """

    datetype: str
    first: date
    last: date


class Eutils:
    """PubMed by E-utilities (NBK25499) over one polite session."""

    def __init__(self, session: PoliteSession) -> None:
        self._session = session

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, retries included."""
        return self._session.requests

    def esearch(
        self,
        term: str,
        *,
        retmax: int = CEILING,
        window: Window | None = None,
        check: Callable[[SearchReply], None] | None = None,
    ) -> SearchReply:
        """The first `retmax` PMIDs (at most 9,999) of `term`, with the count of all.

        `check` may raise `Transient` for a reply that is well formed and wrong, which is then asked
        for again.
        """
        params = {"db": "pubmed", "term": term, "retmode": "xml", "retmax": str(min(retmax, CEILING))}
        if window is not None:
            params |= {
                "datetype": window.datetype,
                "mindate": f"{window.first:%Y/%m/%d}",
                "maxdate": f"{window.last:%Y/%m/%d}",
            }
        replies: list[SearchReply] = []

        def read_and_check(body: bytes) -> None:
            reply = to_search_reply(body)
            if check is not None:
                check(reply)
            replies.append(reply)

        self._session.post("esearch.fcgi", params, read_and_check)
        return replies[-1]

    def efetch(
        self, pmids: Sequence[str], check: Callable[[bytes], None], attempts: int | None = None
    ) -> bytes:
        """The PubmedArticleSet of these PMIDs, as it came; b"" where none of them exists.

        `check` raises `Transient` for a body that is not whole. `attempts` None is as configured.
        """

        def check_unless_none_exists(body: bytes) -> None:
            if not is_empty_list(body):
                check(body)

        def accept(answer: Answer) -> bool:
            return is_ok(answer) or (answer.status == HTTPStatus.BAD_REQUEST and is_empty_list(answer.body))

        params = {"db": "pubmed", "id": ",".join(pmids), "retmode": "xml"}
        answer = self._session.post(
            "efetch.fcgi", params, check_unless_none_exists, accept=accept, attempts=attempts
        )
        return b"" if is_empty_list(answer.body) else answer.body


# --- reading: pure -------------------------------------------------------------------------------


def to_search_reply(body: bytes) -> SearchReply:
    """An ESearch reply in XML. Raises `Transient` for anything else, with the server's own words."""
    plain = _PLAIN_IDS.search(body)
    found = _read(_PLAIN_IDS.sub(b"<IdList/>", body, count=1) if plain else body)
    count = _digits(found.get("Count"), "Count")
    if plain:
        ids = tuple(map(int, re.findall(rb"[0-9]+", plain[1])))
    else:
        ids = tuple(_digits(pmid, "Id") for pmid in found.get("IdList", ()))
    return SearchReply(count, ids, _text(found.get("QueryTranslation", "")), tuple(_warnings(found)))


def refuse_other_shapes(body: bytes, root: str) -> None:
    """Raise `Transient` unless `body` begins as XML with this root element."""
    if not body.strip():
        raise Transient("an empty answer")
    if is_html(body):
        raise Transient(f"a web page in place of {root}: {words_of(body)}")
    if not re.match(rb"<" + root.encode() + rb"[\s/>]", _PROLOG.sub(b"", body, count=1)):
        raise Transient(f"not a {root}: {words_of(body)}")


def is_empty_list(body: bytes) -> bool:
    """Whether EFetch says that no id of the list exists."""
    return b"<eFetchResult" in body[:2_000] and EMPTY_LIST in words_of(body).casefold()


def _read(body: bytes) -> Mapping[str, Any]:
    refuse_other_shapes(body, ROOT)
    if re.search(rb"<ERROR[\s/>]", body):
        raise Transient(words_of(body) or "an ERROR without words")
    if re.search(rb"&(?!(?:amp|lt|gt|quot|apos|#x?[0-9A-Fa-f]+);)", body):
        raise Transient(f"an unknown entity in {ROOT}")  # Bio's parser would leave it out silently
    parser = _parser()
    handler = parser.DataHandler(validate=False, escape=False, ignore_errors=False)
    try:
        found: Mapping[str, Any] = handler.read(io.BytesIO(_with_bundled_dtd(body)))
    except (parser.CorruptedXMLError, ValueError, RuntimeError, LookupError, TypeError) as error:
        raise Transient(f"a broken {ROOT}: {words_of(str(error).encode())}") from None
    return found


def _with_bundled_dtd(body: bytes) -> bytes:
    """The reply under a DOCTYPE that Biopython has on board: with its own it might want to download
    a newer DTD, and it refuses a reply that has none.
    """
    declared = _ENCODING.match(body.lstrip())
    encoding = declared[1].decode() if declared else "UTF-8"
    prolog = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE {ROOT} SYSTEM "{_DTD}">'
    return prolog.encode() + _PROLOG.sub(b"", body, count=1)


@cache
def _parser() -> Any:
    """Bio.Entrez.Parser, which makes a cache folder wherever it is told to when it is first imported,
    and fails where it may not: told a folder of no consequence, and then to look in its bundle only.
    """
    from Bio import Entrez

    entrez: Any = Entrez  # its type says that local_cache is always None
    with tempfile.TemporaryDirectory(prefix="ldn-watch-") as folder:
        entrez.local_cache = folder
        from Bio.Entrez import Parser
    parser: Any = Parser
    parser.DataHandler.local_dtd_dir = None
    parser.DataHandler.local_xsd_dir = None
    return parser


def _digits(value: object, name: str) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise Transient(f"{name} is not a number: {words_of(text.encode(), 40)!r}" if value else f"no {name}")
    return int(text)


def _text(value: object) -> str:
    return " ".join(str(value).split())


def _warnings(found: Mapping[str, Any]) -> list[str]:
    return [
        sentence.format(_text(phrase))
        for group, kind, sentence in _LISTS
        for phrase in found.get(group, {}).get(kind, ())
    ]
