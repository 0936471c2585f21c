"""The least PubMed that a census and a fetch can be tested on: PMIDs, and records by PMID.

Comes in: the form of a request. Goes out: a `Reply`. It knows retmax, the 9,999 ceiling, `[uid]`
ranges and the mdat window; tests overrule single answers.
"""

from __future__ import annotations

import re

from tests.servers.scripted_http import Form, Reply

CEILING = 9_999


def search_xml(count: object, ids=(), extra: str = "") -> bytes:
    id_list = "".join(f"<Id>{pmid}</Id>\n" for pmid in ids)
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
        '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
        f"<eSearchResult><Count>{count}</Count><RetMax>0</RetMax><RetStart>0</RetStart><IdList>\n{id_list}</IdList>"
        "<TranslationSet/><QueryTranslation>naltrexone[All Fields]</QueryTranslation>"
        f"{extra}</eSearchResult>\n"
    ).encode()


def record_xml(pmid: object, title: str = "Naltrexone in low dose", version: int = 1) -> bytes:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="{version}">{pmid}</PMID>'
        f"<Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    ).encode()


def set_xml(*records: bytes) -> bytes:
    return (
        b'<?xml version="1.0" ?>\n'
        b'<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
        + b"\n".join(records)
        + b"\n</PubmedArticleSet>"
    )


class TinyPubMed:
    """`answer` is a script's step: PMIDs that match any query, those modified, and their records."""

    def __init__(self, pmids=(), modified=(), records=None) -> None:
        self.pmids = list(pmids)
        self.modified = list(modified)
        self.records: dict[str, bytes] = records or {}

    def answer(self, form: Form) -> Reply:
        if "id" in form:
            asked = form["id"].split(",")
            found = [self.records[pmid] for pmid in asked if pmid in self.records]
            return Reply(set_xml(*found))
        pool = self.modified if form.get("datetype") == "mdat" else self.pmids
        span = re.search(r"([0-9]+):([0-9]+)\[uid\]$", form["term"])
        if span:
            pool = [pmid for pmid in pool if int(span[1]) <= pmid <= int(span[2])]
        return Reply(search_xml(len(pool), pool[: min(int(form["retmax"]), CEILING)]))
