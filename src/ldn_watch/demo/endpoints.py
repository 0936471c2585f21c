"""The five E-utilities that we use, and what each answers to which parameters.

Comes in: an endpoint's name and its parameters. Goes out: a `Reply`. Raises nothing that a request
could cause: what is wrong with it is said in the answer, as NCBI does, mostly with HTTP 200.

Parameters after NBK25499; ceilings and error texts after dated observations of 2022-2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import md5
from xml.sax.saxutils import escape
from zlib import crc32

from ldn_watch.demo import terms
from ldn_watch.demo.answers import JSON, TEXT, Fetched, Found, Reply, error, json_reply, says
from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.records import Record

CEILING = 9_999  # ESearch lists no more for PubMed, whatever retmax says
_FETCH_MOST = 10_000
_SUMMARY_MOST = 500  # in JSON
_RETSTART = (
    "'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve the first 9,999 records "
    "matching the query. To obtain more than 9,999 PubMed records, consider using EDirect that contains "
    "additional logic to batch PubMed search results automatically so that an arbitrary number can be "
    "retrieved."
)
_DATE_TAGS = {"edat": "edat", "mdat": "mdat", "pdat": "dp", "crdt": "crdt"}

Params = Mapping[str, str]


class Endpoints:
    """The service over one catalogue; `today` is the server's day (US Eastern) and may be set."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self.catalogue = catalogue
        self.today = today
        self._history: dict[str, list[tuple[int, ...]]] = {}

    def answer(self, endpoint: str, params: Params) -> Reply:
        """The answer to a request; unknown parameters are ignored."""
        known: dict[str, Callable[[Params], Reply]] = {
            "esearch": self.esearch,
            "efetch": self.efetch,
            "esummary": self.esummary,
            "epost": self.epost,
            "einfo": self.einfo,
        }
        if endpoint not in known:
            return Reply(endpoint, 404, TEXT, b"Not found\n")
        db = params.get("db", "")
        if db != "pubmed" and not (endpoint == "einfo" and not db):
            return error(endpoint, f"Invalid db name specified: {db}", as_json=_is_json(params))
        return known[endpoint](params)

    # --- esearch ------------------------------------------------------------------------------

    def esearch(self, params: Params) -> Reply:
        """ESearch: the PMIDs that match, 20 of them unless retmax says more."""
        as_json = _is_json(params)
        node, problem = self._node(params)
        if problem:
            return error("esearch", problem, as_json=as_json)
        past = {number + 1: ids for number, ids in enumerate(self._history.get(params.get("WebEnv", ""), []))}
        search = terms.Search(self.catalogue, self.today, past)
        ids = self._sorted(search.match(node), params.get("sort", "")) if node is not None else []
        start, most = _number(params, "retstart", 0), _number(params, "retmax", 20)
        if start > CEILING - 1 and len(ids) > CEILING - 1:
            return error("esearch", f"Search Backend failed: Exception:\n{_RETSTART}", as_json=as_json)
        web_env, key = self._remember(params, ids) if params.get("usehistory") == "y" else ("", 0)
        found = Found(
            count=len(ids),
            ids=tuple(ids[:CEILING][start : start + min(most, CEILING)]),
            start=start,
            only_count=params.get("rettype") == "count",
            query_key=key,
            web_env=web_env,
            translation="" if node is None else terms.translate(node),
            phrases=tuple(search.phrases),
            fields=tuple(search.fields),
            quoted=tuple(search.quoted),
            messages=() if ids else ("No items found.",),
        )
        return Reply("esearch", content_type=JSON, found=found) if as_json else Reply("esearch", found=found)

    def _node(self, params: Params) -> tuple[terms.Node | None, str]:
        """The whole question: term, query_key and date parameters; or why there is none."""
        term, key = params.get("term", "").strip(), params.get("query_key", "")
        if not term and not key:
            return None, "Empty term and query_key - nothing todo"
        if key and not self._kept(params):
            return None, f"Unable to obtain query #{key}"
        node = terms.parse(term)
        if key:
            set_of_key = terms.Leaf(f"#{key}")
            node = set_of_key if node is None else terms.Both("AND", set_of_key, node)
        if node is not None and params.get("field"):
            node = _limited(node, params["field"])
        window = self._window(params)
        return (terms.Both("AND", node, window) if node and window else node), ""

    def _window(self, params: Params) -> terms.Node | None:
        """The date parameters: a lone mindate or maxdate is silently ignored (NBK25499)."""
        kind = params.get("datetype", "edat")
        low, high = params.get("mindate", ""), params.get("maxdate", "")
        if params.get("reldate", "").isdigit():
            since = self.today - timedelta(days=int(params["reldate"]))
            low, high = f"{since:%Y/%m/%d}", "3000"
        if not (low and high):
            return None
        return terms.Span(low, high, _DATE_TAGS.get(kind, "no such date"))

    def _sorted(self, pmids: frozenset[int], order: str) -> list[int]:
        if order in ("pub_date", "pub date", "date", "most recent", "most+recent"):
            days = {record.pmid: record.published for record in self.catalogue}
            return sorted(pmids, key=lambda pmid: (days.get(pmid, date.min), pmid), reverse=True)
        # by relevance: an order in which nobody should look for anything
        return sorted(pmids, key=lambda pmid: crc32(b"%d" % pmid))

    # --- the history server ---------------------------------------------------------------------

    def _remember(self, params: Params, ids: Sequence[int]) -> tuple[str, int]:
        number = len(self._history) + 1
        fresh = f"MCID_{md5(b'%d' % number, usedforsecurity=False).hexdigest()[:24]}"
        web_env = params.get("WebEnv") or fresh
        kept = self._history.setdefault(web_env, [])
        kept.append(tuple(ids))
        return web_env, len(kept)

    def _kept(self, params: Params) -> tuple[int, ...] | None:
        kept = self._history.get(params.get("WebEnv", ""), [])
        key = _number(params, "query_key", 0)
        return kept[key - 1] if 0 < key <= len(kept) else None

    def forget(self) -> None:
        """Let every WebEnv expire."""
        self._history.clear()

    # --- the others -----------------------------------------------------------------------------

    def efetch(self, params: Params) -> Reply:
        """EFetch: the records as XML. It answers by omission: an unknown PMID is simply not there."""
        asked, problem = self._asked("efetch", params)
        if problem is not None:
            return problem
        records = [record for pmid in asked[:_FETCH_MOST] if (record := self.catalogue.get(pmid)) is not None]
        if params.get("retmode", "xml") != "xml":
            return Reply("efetch", 200, TEXT, "".join(f"{record.pmid}\n" for record in records).encode())
        return Reply("efetch", fetched=Fetched(tuple(record.raw for record in records)))

    def _asked(self, endpoint: str, params: Params) -> tuple[list[int], Reply | None]:
        if "WebEnv" in params:
            return self._asked_by_history(endpoint, params)
        if not params.get("id", "").strip():
            return [], error(endpoint, "Supplied id parameter is empty.", status=400)
        ids = _ids(params)
        if not ids:
            return [], error(endpoint, "ID list is empty! Possibly it has no correct IDs.", status=400)
        return ids, None

    def _asked_by_history(self, endpoint: str, params: Params) -> tuple[list[int], Reply | None]:
        kept = self._kept(params)
        if kept is None:
            return [], error(endpoint, f"Unable to obtain query #{params.get('query_key', '')}")
        start = _number(params, "retstart", 0)
        if start > CEILING - 1:
            reason = f"Search backend cannot retrieve history data. Reason: Exception: {_RETSTART}"
            return [], error(endpoint, reason, status=400)
        if start and start >= len(kept):
            text = (
                f"Cannot retrieve history data: OUT OF RANGE. Parameter retstart={start} + 1 is greater than "
                f"number of records={len(kept)}"
            )
            return [], error(endpoint, text, status=400)
        return list(kept[:CEILING][start : start + _number(params, "retmax", _FETCH_MOST)]), None

    def esummary(self, params: Params) -> Reply:
        """ESummary, version 1.0 in XML and the JSON form; a few fields of each."""
        asked, problem = self._asked("esummary", params)
        if problem is not None:
            return problem
        if not _is_json(params):
            return says("esummary", "".join(_summary_xml(self.catalogue.get(pmid), pmid) for pmid in asked))
        if len(asked) > _SUMMARY_MOST:
            text = (
                f"Too many UIDs in request. Maximum number of UIDs is {_SUMMARY_MOST} for JSON format output."
            )
            return json_reply("esummary", {"error": text})
        result: dict[str, object] = {"uids": [str(pmid) for pmid in asked]}
        result |= {str(pmid): _summary(self.catalogue.get(pmid), pmid) for pmid in asked}
        return json_reply("esummary", {"header": {"type": "esummary", "version": "0.3"}, "result": result})

    def epost(self, params: Params) -> Reply:
        """EPost: puts a list of PMIDs on the history server."""
        ids = _ids(params)
        if not ids:
            return error("epost", "ID list is empty! Possibly it has no correct IDs.", status=400)
        web_env, key = self._remember(params, ids[:_FETCH_MOST])
        return says("epost", f"\n\t<QueryKey>{key}</QueryKey>\n\t<WebEnv>{web_env}</WebEnv>\n")

    def einfo(self, params: Params) -> Reply:
        """EInfo: the databases, or PubMed's size and day."""
        if not params.get("db"):
            return says("einfo", "\n<DbList>\n\t<DbName>pubmed</DbName>\n</DbList>\n")
        return says(
            "einfo",
            "<DbInfo><DbName>pubmed</DbName><MenuName>PubMed</MenuName>"
            "<Description>PubMed bibliographic record</Description>"
            f"<DbBuild>Build-{self.today:%Y.%m.%d}.06.33</DbBuild><Count>{len(self.catalogue)}</Count>"
            f"<LastUpdate>{self.today:%Y/%m/%d} 06:33</LastUpdate><FieldList/></DbInfo>",
        )


def _is_json(params: Params) -> bool:
    return params.get("retmode", "").lower() == "json"


def _number(params: Params, name: str, default: int) -> int:
    text = params.get(name, "")
    return int(text) if text.isdigit() else default


def _ids(params: Params) -> list[int]:
    """The ids that are numbers, each once, in order; 0 and words are dropped silently."""
    words = params.get("id", "").replace(",", " ").split()
    return list(dict.fromkeys(int(word) for word in words if word.isdigit() and int(word)))


def _limited(node: terms.Node, tag: str) -> terms.Node:
    """`field=title` puts [title] on every operand that has no tag of its own (NBK25499)."""
    if isinstance(node, terms.Both):
        return terms.Both(node.operator, _limited(node.left, tag), _limited(node.right, tag))
    if isinstance(node, terms.Leaf) and not node.tag and not node.text.startswith("#"):
        return terms.Leaf(node.text, tag, node.quoted)
    return node


def _summary(record: Record | None, pmid: int) -> dict[str, object]:
    if record is None:
        return {"uid": str(pmid), "error": "cannot get document summary"}
    return {
        "uid": str(pmid),
        "title": record.label,
        "source": record.journal,
        "pubdate": f"{record.published:%Y %b}",
        "history": [{"pubstatus": "entrez", "date": f"{record.created:%Y/%m/%d} 00:00"}],
    }


def _summary_xml(record: Record | None, pmid: int) -> str:
    if record is None:
        return f"\n\t<ERROR>UID={pmid}: cannot get document summary</ERROR>\n"
    item = f'<Item Name="Title" Type="String">{escape(record.label)}</Item>'
    return f"<DocSum><Id>{pmid}</Id>{item}</DocSum>\n"
