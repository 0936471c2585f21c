"""What E-utilities says, as bytes in its own shapes.

Comes in: what was found. Goes out: a `Reply`, frozen, whose body is written when it is sent, so that
a fault can change what it says as well as how it is carried. Raises nothing.

Shapes after recorded answers (DOCTYPEs, element order, the raw newline of the JSON error) and the
DTDs esearch 20060628, epost 20090526, efetch 20131226, pubmed_250101.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

XML = "text/xml; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n'
_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd"
_DOCTYPES = {  # root, name in the DOCTYPE, public identifier, path
    "esearch": ("eSearchResult", "eSearchResult", "esearch 20060628", "20060628/esearch.dtd"),
    "esummary": ("eSummaryResult", "eSummaryResult", "esummary v1 20041029", "20041029/esummary-v1.dtd"),
    "epost": ("ePostResult", "ePostResult", "epost 20090526", "20090526/epost.dtd"),
    "einfo": ("eInfoResult", "eInfoResult", "einfo 20190110", "20190110/einfo.dtd"),
    # real answers have this name, which is not that of their root
    "efetch": ("eFetchResult", "eEfetchResult", "efetch 20131226", "20131226/efetch.dtd"),
}
_SET_HEAD = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC '
    b'"-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>'
)


@dataclass(frozen=True, slots=True)
class Found:
    """What an ESearch says: `ids` is the page, `count` all that match."""

    count: int
    ids: tuple[int, ...] = ()
    start: int = 0
    only_count: bool = False
    query_key: int = 0
    web_env: str = ""
    translation: str = ""
    phrases: tuple[str, ...] = ()  # ErrorList/PhraseNotFound
    fields: tuple[str, ...] = ()  # ErrorList/FieldNotFound
    quoted: tuple[str, ...] = ()  # WarningList/QuotedPhraseNotFound
    messages: tuple[str, ...] = ()  # WarningList/OutputMessage


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an EFetch says: the elements in order, and the PMIDs of a DeleteCitation at the end."""

    records: tuple[bytes, ...]
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """How an answer is carried: whole and at once, unless a fault says otherwise."""

    refuse: bool = False  # reset before a byte
    cut: int | None = None  # the connection ends after so many bytes of the body
    drip: float = 0.0  # seconds between two bytes, for ever
    hang: bool = False  # no byte at all
    length: int | None = None  # a Content-Length that is not true


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `found` or `fetched` is what it says; `body`, where set, is sent instead."""

    endpoint: str
    status: int = 200
    content_type: str = XML
    body: bytes | None = None
    found: Found | None = None
    fetched: Fetched | None = None
    headers: tuple[tuple[str, str], ...] = ()
    wire: Wire = Wire()

    @property
    def content(self) -> bytes:
        """The body as it is sent."""
        if self.body is not None:
            return self.body
        if self.fetched is not None:
            return _set_body(self.fetched)
        if self.found is not None:
            return (_search_json if self.content_type == JSON else _search_xml)(self.found)
        return b""

    def carried(self, wire: Wire) -> Reply:
        return replace(self, wire=wire)


def says(endpoint: str, inside: str, *, status: int = 200) -> Reply:
    """An XML answer with the endpoint's own DOCTYPE and root around `inside`."""
    root, name, identifier, path = _DOCTYPES[endpoint]
    doctype = f'<!DOCTYPE {name} PUBLIC "-//NLM//DTD {identifier}//EN" "{_DTD}/{path}">'
    body = f"{_XML_HEAD}{doctype}\n<{root}>{inside}</{root}>\n"
    return Reply(endpoint, status=status, body=body.encode())


def error(endpoint: str, text: str, *, as_json: bool = False, status: int = 200) -> Reply:
    """ERROR inside an otherwise ordinary answer. In JSON a newline stays raw: real, and invalid."""
    if not as_json:
        return says(endpoint, f"\n\t<ERROR>{escape(text)}</ERROR>\n", status=status)
    words = json.dumps(text, ensure_ascii=False).replace("\\n", "\n")
    head = f'{{"header":{{"type":"{endpoint}","version":"0.3"}},"{endpoint}result":'
    return Reply(endpoint, status, JSON, f'{head}{{"ERROR":{words}}}}}'.encode())


def json_reply(endpoint: str, content: object, *, status: int = 200) -> Reply:
    return Reply(endpoint, status, JSON, (json.dumps(content) + "\n").encode())


def page(endpoint: str, title: str, text: str, *, status: int = 200) -> Reply:
    """An HTML page where data was asked for."""
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>\n"
    return Reply(endpoint, status, HTML, body.encode())


def _set_body(fetched: Fetched) -> bytes:
    deleted = b"".join(b'<PMID Version="1">%d</PMID>' % pmid for pmid in fetched.deleted)
    tail = b"<DeleteCitation>%s</DeleteCitation>\n" % deleted if deleted else b""
    records = b"".join(b"%s\n" % record for record in fetched.records)
    gap = b"\n" if records or tail else b""
    return b"%s%s%s%s</PubmedArticleSet>\n" % (_SET_HEAD, gap, records, tail)


def _search_xml(found: Found) -> bytes:
    if found.only_count:
        return says("esearch", f"\n\t<Count>{found.count}</Count>\n").content
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in found.ids)
    head = f"<Count>{found.count}</Count><RetMax>{len(found.ids)}</RetMax><RetStart>{found.start}</RetStart>"
    if found.web_env:
        head += f"<QueryKey>{found.query_key}</QueryKey><WebEnv>{found.web_env}</WebEnv>"
    ids = f"<IdList>\n{ids}</IdList>" if ids else "<IdList/>"
    query = f"<TranslationSet/><QueryTranslation>{escape(found.translation)}</QueryTranslation>"
    errors = _tags("PhraseNotFound", found.phrases) + _tags("FieldNotFound", found.fields)
    warnings = _tags("QuotedPhraseNotFound", found.quoted) + _tags("OutputMessage", found.messages)
    query += f"<ErrorList>{errors}</ErrorList>" if errors else ""
    query += f"<WarningList>{warnings}</WarningList>" if warnings else ""
    return says("esearch", head + ids + query).content


def _tags(tag: str, texts: Iterable[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _search_json(found: Found) -> bytes:
    result: dict[str, object] = {"count": str(found.count)}
    if not found.only_count:
        result |= {"retmax": str(len(found.ids)), "retstart": str(found.start)}
        if found.web_env:
            result |= {"querykey": str(found.query_key), "webenv": found.web_env}
        result |= {"idlist": [str(pmid) for pmid in found.ids], "translationset": []}
        result["querytranslation"] = found.translation
    if found.phrases or found.fields:
        result["errorlist"] = {"phrasesnotfound": found.phrases, "fieldsnotfound": found.fields}
    if found.quoted or found.messages:
        result["warninglist"] = {
            "phrasesignored": [],
            "quotedphrasesnotfound": found.quoted,
            "outputmessages": found.messages,
        }
    return json.dumps({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result}).encode()
