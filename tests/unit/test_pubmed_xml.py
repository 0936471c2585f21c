"""Bytes to citations: golden pairs, poisoned records, and sets that are not whole."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from Bio import Medline
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.codec import to_json
from ldn_watch.errors import Transient
from ldn_watch.model import Author, Citation, Fetched, Unreadable
from ldn_watch.sources.pubmed_xml import own_uid, read_or_keep, read_record, split_records
from tests.servers.tiny_pubmed import record_xml, set_xml

DATA = Path(__file__).parent.parent / "data"
GOLDEN = sorted(DATA.glob("[0-9]*.xml"))


def golden(number):
    (path,) = DATA.glob(f"{number:03d}-*.xml")
    return read_record(path.read_bytes())


# --- golden pairs --------------------------------------------------------------------------------


def test_there_are_golden_pairs():
    assert len(GOLDEN) >= 13


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden_pair(path):
    assert json.loads(to_json(read_record(path.read_bytes()))) == json.loads(
        path.with_suffix(".json").read_text("utf-8")
    )


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_record_comes_whole_out_of_a_set(path):
    raw = path.read_bytes().strip()
    records = split_records(set_xml(raw, record_xml(1), raw)).records
    assert records == (raw, record_xml(1), raw)
    assert own_uid(raw) == read_record(raw).uid


def test_what_follows_from_the_fields():
    assert golden(7).is_retracted
    assert not golden(8).is_retracted  # the notice
    assert not golden(9).is_retracted  # an erratum
    assert golden(10).is_preprint
    assert golden(10).is_ahead_of_print
    assert golden(10).linked("UpdateIn")[0].uid == "pmid:90000011"


def test_the_ids_of_references_are_never_the_records_own():
    for number in (1, 3):
        told = to_json(golden(number))
        assert "not-mine" not in told
        assert "11111111" not in told


MEDLINE = """
PMID- 90000001
STAT- MEDLINE
VI  - 26
IP  - 2
DP  - 2025 Feb 01
TI  - Low-dose naltrexone for fibromyalgia: a made-up crossover trial.
PG  - 101-109
LID - 10.9999/Made.Up.1 [doi]
AB  - BACKGROUND: Pain was common. AIM: To see whether 4.5 mg helps. METHODS: Thirty
      people, two periods. RESULTS: Pain fell by a third (p < 0.05). CONCLUSIONS: It
      may help.
FAU - O'Ünal, Ada B Jr
AU  - O'Ünal AB Jr
FAU - Plato
AU  - Plato
LA  - eng
SI  - ClinicalTrials.gov/NCT00000001
SI  - ClinicalTrials.gov/NCT00000002
SI  - ISRCTN
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - Pain Med
JT  - Pain medicine (Malden, Mass.)
JID - 100894201
RN  - 5S6W795CQM (Naltrexone)
RN  - 0 (Narcotic Antagonists)
MH  - *Fibromyalgia
MH  - Naltrexone/administration & dosage/*therapeutic use
MH  - Humans
PMC - PMC9000001
"""


def test_bio_medline_reads_the_same_citation():
    """An independent reader of NLM's other format, on the same record written in it by hand."""
    oracle, ours = Medline.read(io.StringIO(MEDLINE)), golden(1)
    assert ours.pmid == oracle["PMID"]
    assert ours.status == oracle["STAT"]
    assert ours.title == oracle["TI"]
    assert " ".join(f"{part.label}: {part.text}" for part in ours.abstract) == oracle["AB"]
    assert (ours.journal.title, ours.journal.abbreviation, ours.journal.nlm_id) == (
        oracle["JT"], oracle["TA"], oracle["JID"],
    )  # fmt: skip
    assert (ours.journal.volume, ours.journal.issue, ours.journal.pages) == (
        oracle["VI"],
        oracle["IP"],
        oracle["PG"],
    )
    assert ours.dates.published_as_given == oracle["DP"]
    assert [term.name for term in ours.publication_types] == oracle["PT"]
    assert list(ours.languages) == oracle["LA"]
    assert [as_medline(heading) for heading in ours.mesh] == oracle["MH"]
    assert [f"{found.registry_number} ({found.name})" for found in ours.substances] == oracle["RN"]
    assert [f"{ours.doi} [doi]"] == oracle["LID"].splitlines()
    assert ours.pmc == oracle["PMC"]
    assert [" ".join(filter(None, (a.family, a.initials, a.suffix))) for a in ours.authors] == oracle["AU"]
    numbers = [f"{bank.name}/{number}" for bank in ours.data_banks for number in bank.accessions]
    assert [*numbers, ours.data_banks[1].name] == oracle["SI"]


def as_medline(heading):
    """MEDLINE format stars the qualifier where that is what is major, else the descriptor."""
    stars = ["*" * term.major + term.name for term in heading.qualifiers]
    star = "*" * (heading.major and not any(term.major for term in heading.qualifiers))
    return "/".join([star + heading.name, *stars])


# --- one poisoned record -------------------------------------------------------------------------

POISONS = {
    "bad utf-8": record_xml(7).replace(b"Naltrexone", b"Naltrex\xc3\x28ne"),
    "control character": record_xml(7, "a \x1d here"),
    "a null": record_xml(7, "a \x00 here"),
    "a null by number": record_xml(7, "a &#0; here"),
    "unknown entity": record_xml(7, "caf&eacute;"),
    "bare ampersand": record_xml(7, "this & that"),
    "bare less-than": record_xml(7, "p < 0.05"),
    "wrong nesting": record_xml(7, "<i>a<b>b</i></b>"),
    "deep nesting": record_xml(7, "<i>" * 2000 + "x" + "</i>" * 2000),
    "a text of 20 MB": record_xml(7, "x" * 20_000_000),
    "an attribute twice": record_xml(7).replace(b"<Article>", b'<Article a="1" a="2">'),
    "a comment never closed": record_xml(7, "<!-- never closed"),
    "a CDATA never closed": record_xml(7, "<![CDATA[ never closed"),
    "no end tag": record_xml(7).removesuffix(b"</PubmedArticle>"),
    "a doctype inside": record_xml(7, '<!DOCTYPE x [<!ENTITY e "e">]>&e;'),
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_a_poisoned_record_costs_itself_only(poison):
    after = record_xml(9, "<![CDATA[ after ]]><!-- and so on -->")
    records = split_records(set_xml(record_xml(8), poison, after, record_xml(10))).records
    read = [read_or_keep(raw) for raw in records]
    assert [record.citation.uid for record in read if isinstance(record, Fetched)] == [
        "pmid:8",
        "pmid:9",
        "pmid:10",
    ]
    (kept,) = [record for record in read if isinstance(record, Unreadable)]
    assert (kept.uid, kept.raw) == ("pmid:7", poison)
    assert kept.error
    assert len(kept.error) <= 200


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE PubmedArticle [<!ENTITY a "aaaaaaaaaa">]>' + record_xml(7, "&a;")
    kept = read_or_keep(bomb)
    assert isinstance(kept, Unreadable)
    assert (kept.uid, kept.error) == ("pmid:7", "a DOCTYPE in a record")


def test_the_file_system_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")
    raw = f'<!DOCTYPE PubmedArticle [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'.encode() + record_xml(7, "&a;")
    assert "canary" not in repr(read_or_keep(raw))


@pytest.mark.parametrize(
    ("raw", "uid", "error"),
    [
        (b"<PubmedArticle/>", "", "no MedlineCitation"),
        (b"<PubmedBookArticle/>", "", "no BookDocument"),
        (b"<PubmedArticle><MedlineCitation/></PubmedArticle>", "", "no PMID of its own"),
        (b"<PubmedBookArticle><BookDocument/></PubmedBookArticle>", "", "no PMID of its own"),
        (record_xml("0"), "", "no PMID of its own"),
        (record_xml("12a"), "", "no PMID of its own"),
        (record_xml("1234567890"), "", "no PMID of its own"),
        (b"<Something/>", "", "neither PubmedArticle nor PubmedBookArticle: Something"),
        (b"", "", "Document is empty"),
        (
            b"<PubmedArticle><MedlineCitation a='1'><!-- c --> <PMID Version='1'> 007 </PMID>&no;",
            "pmid:7",
            "no",
        ),
        (b"<PubmedArticle><x><PMID>5</PMID></x>&no;</PubmedArticle>", "", "no"),  # another citation's PMID
    ],
)
def test_what_cannot_be_read_says_why(raw, uid, error):
    kept = read_or_keep(raw)
    assert isinstance(kept, Unreadable)
    assert (kept.uid, kept.raw) == (uid, raw)
    assert error in kept.error


def test_odd_but_readable():
    citation = read_record(record_xml(" 00042 ", version=3))
    assert (citation.uid, citation.version) == ("pmid:42", 3)
    assert read_record(record_xml(1).replace(b'Version="1"', b'Version="9999999999"')).version == 1


def test_mathml_whose_prefix_was_declared_on_the_set():
    raw = record_xml(
        1, "<mml:math><mml:mi>x</mml:mi></mml:math> and <list><item>a</item><item>b</item></list>"
    )
    assert read_record(raw).title == "x and a b"


def test_a_person_without_a_name_is_nobody():
    raw = record_xml(1).replace(
        b"</Article>",
        b'<AuthorList><Author><Identifier Source="GRID">1</Identifier></Author>'
        b'<Author><LastName>Li</LastName><Identifier Source="ORCID">none</Identifier></Author>'
        b"</AuthorList></Article>",
    )
    assert read_record(raw).authors == (Author(family="Li"),)


def test_a_list_that_names_nobody_hides_no_other():
    raw = (
        b"<PubmedBookArticle><BookDocument><PMID>1</PMID><AuthorList Type='authors'><Author/></AuthorList>"
        b"<Book><AuthorList Type='editors'><Author><LastName>Ed</LastName></Author></AuthorList></Book>"
        b"</BookDocument></PubmedBookArticle>"
    )
    assert read_record(raw).authors == (Author(family="Ed"),)
    assert read_record(raw.replace(b"<LastName>Ed</LastName>", b"")).authors == ()


def test_headings_and_links_without_names():
    raw = record_xml(1).replace(
        b"</Article>",
        b"</Article><MeshHeadingList><MeshHeading/><MeshHeading><DescriptorName UI='D1'/></MeshHeading>"
        b"</MeshHeadingList><ChemicalList><Chemical/></ChemicalList><CommentsCorrectionsList>"
        b"<CommentsCorrections RefType='Cites'><PMID>x</PMID></CommentsCorrections>"
        b"</CommentsCorrectionsList>",
    )
    citation = read_record(raw)
    assert (citation.mesh, citation.substances) == ((), ())
    assert citation.comments_corrections[0].uid == ""


@pytest.mark.parametrize(
    ("kind", "value", "doi", "pmc"),
    [
        ("doi", "10.1/x", "10.1/x", ""),
        ("doi", "https://dx.doi.org/10.1/X", "10.1/X", ""),
        ("doi", "S0140-6736", "", ""),
        ("pmc", "PMC12.1", "", "PMC12"),
        ("pmc", "pmc12", "", "PMC12"),
        ("pmc", "twelve", "", ""),
    ],
)
def test_ids(kind, value, doi, pmc):
    own = f'<ArticleIdList><ArticleId IdType="{kind}">{value}</ArticleId></ArticleIdList>'.encode()
    data = b"</MedlineCitation><PubmedData>" + own + b"</PubmedData>"
    citation = read_record(record_xml(1).replace(b"</MedlineCitation>", data))
    assert (citation.doi, citation.pmc) == (doi, pmc)


# --- the set -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"<PubmedArticleSet/>",
        b"<PubmedArticleSet></PubmedArticleSet>",
        b"<PubmedArticleSet>\n<!-- nothing --></PubmedArticleSet>\n<!-- at all -->\n",
        set_xml(),
        b"\xef\xbb\xbf" + set_xml(),
    ],
)
def test_an_empty_set(body):
    assert split_records(body).records == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><title>Error</title></html>",
        b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
        b'{"error":"error forwarding request"}',
        b"<PubmedArticleSets></PubmedArticleSets>",
        set_xml(record_xml(1))[:-1],
        set_xml(record_xml(1))[:-40],
        set_xml(record_xml(1)) + b"Error reading from remote server",
        b"<PubmedArticleSet>",
        b'<!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]><PubmedArticleSet></PubmedArticleSet>',
        b'<?xml version="1.0" encoding="no-such"?><PubmedArticleSet/>',
        b'<?xml version="1.0" encoding="UTF-16"?><PubmedArticleSet/>x',
        b"\xff\xfe<\x00",
    ],
)
def test_what_is_no_whole_set(body):
    with pytest.raises(Transient):
        split_records(body)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "UTF-16", "utf-8-sig", "Windows-1252"])
def test_other_encodings(encoding):
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><PubmedArticleSet>'
    text += record_xml(1, "Sjögren").decode() + "</PubmedArticleSet>"
    (raw,) = split_records(text.encode(encoding)).records
    assert read_record(raw).title == "Sjögren"


def test_an_upper_case_declaration_keeps_every_byte():
    body = set_xml(POISONS["bad utf-8"]).replace(b'version="1.0"', b'version="1.0" encoding="UTF-8"')
    assert split_records(body).records == (POISONS["bad utf-8"],)


def test_comments_and_attributes_between_and_on_records():
    body = set_xml(
        b"<!-- <PubmedArticle> in a comment -->",
        b'<PubmedArticle a="b" >' + record_xml(1).removeprefix(b"<PubmedArticle>"),
        b"<Unknown>ignored</Unknown></PubmedArticle>",
        record_xml(2, "<![CDATA[</PubmedArticle><PubmedArticle>]]>"),
        b"<PubmedArticle/>",
    )
    read = [read_record(raw) for raw in split_records(body).records]
    assert [(citation.uid, citation.title) for citation in read] == [
        ("pmid:1", "Naltrexone in low dose"),
        ("pmid:2", "</PubmedArticle><PubmedArticle>"),
    ]


def test_deleted_citations_are_named():
    deleted = b'<DeleteCitation><PMID Version="1">5</PMID>\n<PMID>6</PMID><PMID>0</PMID></DeleteCitation>'
    found = split_records(set_xml(record_xml(1), deleted))
    assert (len(found.records), found.deleted) == (1, ("pmid:5", "pmid:6"))


# --- whatever comes ------------------------------------------------------------------------------

MARKUP = st.lists(
    st.sampled_from(
        [b"<PubmedArticleSet>", b"</PubmedArticleSet>", b"<PubmedArticle>", b"</PubmedArticle>", b"<",
         b"<MedlineCitation>", b"<PMID>1</PMID>", b"</MedlineCitation>", b"<![CDATA[", b"]]>", b"<!--",
         b"-->", b"<Article>", b"</Article>", b"<PubDate><Year>2", b"\xff", b"&a;", b"<a:b/>",
         b"<DeleteCitation>", b"</DeleteCitation>", b"<PubmedBookArticle>", b"<BookDocument>", b" "]
    )
).map(b"".join)  # fmt: skip


@given(st.binary() | MARKUP)
def test_no_bytes_raise_anything_else(data):
    assert isinstance(read_or_keep(data), Fetched | Unreadable)
    try:
        found = split_records(b"<PubmedArticleSet>" + data + b"</PubmedArticleSet>")
    except Transient:
        return
    assert all(isinstance(read_or_keep(raw), Fetched | Unreadable) for raw in found.records)


@given(st.binary())
def test_no_body_raises_anything_else(data):
    with pytest.raises(Transient):
        split_records(data)


@given(st.lists(st.integers(1, 99_999_999), unique=True, max_size=20), st.integers(0, 19))
def test_no_record_vanishes_from_a_set(pmids, at):
    raws = [record_xml(pmid) for pmid in pmids]
    raws[at:at] = [POISONS["bare ampersand"]]
    assert split_records(set_xml(*raws)).records == tuple(raws)


def test_a_record_without_its_article_is_kept_as_unreadable():
    raw = b"<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
    kept = read_or_keep(raw)
    assert (kept.uid, kept.raw) == ("pmid:7", raw)
    assert "no Article" in kept.error


def test_the_smallest_citation():
    assert read_record(
        b"<PubmedArticle><MedlineCitation><PMID>3</PMID><Article/></MedlineCitation></PubmedArticle>"
    ) == Citation(uid="pmid:3", title="[Not Available]")
