"""Every PubMed XML file of the corpus: each record becomes a citation or a named unreadable, none vanishes.

The PMIDs are counted independently, on the bytes; the fields are compared with a reading of the whole
file by another parser (xml.etree), and the search replies with their own counts.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ldn_watch.codec import from_json, to_json
from ldn_watch.errors import Transient
from ldn_watch.model import Fetched, Unreadable
from ldn_watch.sources.eutils import to_search_reply
from ldn_watch.sources.pubmed_xml import read_or_keep, split_records

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus"
OWN_PMID = re.compile(rb"<(?:MedlineCitation|BookDocument)\b[^>]*>\s*<PMID[^>]*>\s*([0-9]+)\s*</PMID>")

if not CORPUS.is_dir():
    pytest.skip("skipped: no corpus", allow_module_level=True)


def body_of(path):
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@cache
def bodies():
    """(name, bytes) of every PubMed XML file, the recorded EFetch answers included."""
    found = [
        (str(path.relative_to(CORPUS)), body_of(path))
        for path in sorted(CORPUS.rglob("*"))
        if path.is_file() and path.name.endswith((".xml", ".xml.gz", ".fcgi"))
    ]
    return [(name, body) for name, body in found if b"<PubmedArticleSet" in body]


def test_no_record_of_the_corpus_vanishes():
    counted, citations, kept = 0, 0, []
    for name, body in bodies():
        pmids = sorted(f"pmid:{int(pmid)}" for pmid in OWN_PMID.findall(body))
        records = [read_or_keep(raw) for raw in split_records(body).records]
        uids = sorted(
            record.citation.uid if isinstance(record, Fetched) else record.uid for record in records
        )
        assert uids == pmids, name
        counted += len(pmids)
        citations += sum(isinstance(record, Fetched) for record in records)
        kept += [record for record in records if isinstance(record, Unreadable)]
    assert counted == citations + len(kept)
    assert counted > 1_000
    assert kept == []


def plain(element):
    return "" if element is None else " ".join("".join(element.itertext()).split())


def test_an_independent_reader_agrees():
    compared = 0
    for name, body in bodies():
        for raw in split_records(body).records:
            if b"<mml:" in raw or b"<PubmedBookArticle" in raw[:30]:
                continue  # MathML is flattened by rules of its own; books have golden pairs
            ours, root = read_or_keep(raw).citation, ET.fromstring(raw)  # noqa: S314 - an oracle, on recorded files
            medline, article = root.find("MedlineCitation"), root.find("MedlineCitation/Article")
            where = (name, ours.uid)
            assert ours.title == (plain(article.find("ArticleTitle")) or "[Not Available]"), where
            texts = [plain(part) for part in article.iterfind("Abstract/AbstractText")]
            assert [part.text for part in ours.abstract] == list(filter(None, texts)), where
            assert ours.journal.title == plain(article.find("Journal/Title")), where
            types = [plain(kind) for kind in article.iterfind("PublicationTypeList/PublicationType")]
            assert [term.name for term in ours.publication_types] == types, where
            headings = [
                plain(name) for name in medline.iterfind("MeshHeadingList/MeshHeading/DescriptorName")
            ]
            assert [heading.name for heading in ours.mesh] == headings, where
            dois = [plain(i) for i in root.iterfind("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")]
            dois += [plain(i) for i in article.iterfind("ELocationID[@EIdType='doi']")]
            assert ours.doi == (dois[0] if dois else ""), where
            compared += 1
    assert compared > 1_000


def test_every_citation_survives_its_storage():
    for name, body in bodies():
        for raw in split_records(body).records:
            citation = read_or_keep(raw).citation
            assert from_json(to_json(citation)) == citation, name


def test_recorded_errors_are_never_an_empty_set():
    seen = 0
    for path in sorted(CORPUS.glob("eutils-responses/**/*")):
        if not path.is_file() or b"<ERROR>" not in (body := path.read_bytes()) or path.suffix == ".yml":
            continue
        with pytest.raises(Transient):
            split_records(body)
        with pytest.raises(Transient):
            to_search_reply(body)
        seen += 1
    assert seen >= 5


def test_recorded_search_replies_are_read():
    read = 0
    for path in sorted(CORPUS.glob("eutils-responses/vcr-bodies/**/*esearch-*.xml")):
        reply = to_search_reply(path.read_bytes())
        assert len(set(reply.ids)) == len(reply.ids) <= reply.count
        assert reply.count or reply.warnings
        read += 1
    assert read > 50
