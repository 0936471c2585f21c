"""The bundled catalogue: valid, honest, various; and the records that tests make."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import Bio.Entrez
import pytest
from lxml import etree

from ldn_watch.demo.catalogue import DAYS, Catalogue, read_day
from ldn_watch.demo.records import fold, make_record, split_records, synthetic_records, to_record

FICTITIOUS = 99_000_000


@pytest.fixture(scope="module")
def dtd():
    return etree.DTD(str(Path(Bio.Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"))


def document(day):
    return (resources.files("ldn_watch.demo") / "catalogue" / f"day{day}.xml").read_bytes()


@pytest.mark.parametrize("day", DAYS)
def test_every_record_is_valid_by_the_pubmed_dtd(dtd, day):
    assert dtd.validate(etree.fromstring(document(day))), dtd.error_log.filter_from_errors()


def test_there_are_enough_records_and_no_pmid_twice_in_a_day():
    assert sum(b"<PubmedArticle>" in record.raw for record in Catalogue.load()) >= 120
    assert sum(b"<PubmedBookArticle>" in record.raw for record in Catalogue.load()) >= 1
    for day in DAYS:
        pmids = [record.pmid for record in read_day(day)]
        assert (
            len(pmids)
            == len(set(pmids))
            == document(day).count(b"</PubmedData>") + document(day).count(b"</PubmedBookData>")
        )


def test_what_is_made_up_says_so_and_has_a_fictitious_pmid():
    for day in DAYS:
        for record in read_day(day):
            made_up = record.journal == "Demonstration Records of ldn-watch"
            assert not made_up or record.pmid >= FICTITIOUS
            if made_up and b"<Abstract>" in record.raw:
                assert b"Made-up record of the demonstration: " in record.raw
            if "retracted publication" in record.types or "RETRACTED" in record.label:
                assert made_up


@pytest.mark.parametrize(
    "shape",
    [
        "<MedlineDate>2013 Nov-Dec</MedlineDate>",
        "<Season>Spring</Season>",
        "<Year>2027</Year><Month>Jan</Month>",
        "<mml:math",
        "<sup>2+</sup>",
        "Низкие дозы",
        "低用量",
        "CollectiveName",
        'Label="PATIENTS AND METHODS"',
        "plain-language-summary",
        "<ReferenceList>",
        "ExpressionOfConcernIn",
        "ErratumIn",
        "RetractionIn",
        "UpdateOf",
        '<PMID Version="2">',
        "<DataBankName>",
        "5S6W795CQM",
        "Preprint",
        "Letter",
    ],
)
def test_the_catalogue_has_records_of_every_shape(shape):
    assert any(shape.encode() in document(day) for day in DAYS)


def test_the_index_knows_days_and_words():
    late = Catalogue.load().get(99020019)
    assert (late.entered, late.created) == (date(2023, 5, 2), date(2025, 6, 20))
    assert Catalogue.load().get(99020002).published == date(2019, 4, 1)
    assert Catalogue.load().get(99020001).published == date(2013, 11, 1)
    inline = Catalogue.load().get(99020009)
    assert " low dose naltrexone in vivo and in vitro ca2 co2 " in inline.title
    assert " | d2 " not in inline.text
    assert "µ opioid receptor" not in inline.text  # folded: the micro sign becomes a Greek mu
    assert " μ opioid receptor " in inline.text


def test_fold():
    assert fold("Sjögren’s “low‑dose” Ca²⁺ naïve_x") == "sjogren s low dose ca2 naive x"


def test_days_of_the_story_change_the_catalogue():
    assert len(Catalogue.load(1)) < len(Catalogue.load(2)) < len(Catalogue.load(3))
    assert "retracted publication" not in Catalogue.load(2).get(99020101).types
    assert "retracted publication" in Catalogue.load(3).get(99020101).types


def test_made_records_are_valid_and_indexed(dtd):
    raw = make_record(
        5,
        title="Naltrexone & <pain>",
        abstract=[("AIM", "One & two"), ("RESULTS", "None")],
        doi="10.1/a<b",
        entrez=date(2026, 11, 3),
        pubmed=date(2020, 1, 2),
        revised=date(2026, 11, 9),
        published="2019",
        mesh=[("Naltrexone", "D009271")],
        substances=["Naltrexone"],
        keywords=["LDN"],
        authors=["Curie Marie", "=The Group"],
        links=[("ErratumIn", 6)],
    )
    assert dtd.validate(
        etree.fromstring(b"<PubmedArticleSet>" + raw + make_record(6) + b"</PubmedArticleSet>")
    )
    record = to_record(raw)
    assert (record.pmid, record.label) == (5, "Naltrexone & <pain>")
    assert (record.created, record.entered) == (date(2026, 11, 3), date(2020, 1, 2))
    assert (record.revised, record.published) == (date(2026, 11, 9), date(2019, 1, 1))
    assert " one two | none | ldn | " in record.text
    assert record.headings == record.substances == " | naltrexone | "
    assert record.authors.startswith(" | curie | the group | ")


@pytest.mark.parametrize("raw", [b"<PubmedArticle>", b"<PubmedArticle><PMID>x</PMID></PubmedArticle>"])
def test_what_is_no_record_is_refused(raw):
    with pytest.raises(ValueError, match="record"):
        to_record(raw)


def test_a_record_with_hardly_anything_is_indexed():
    bare = to_record(b"<PubmedArticle><PMID>7</PMID></PubmedArticle>")
    assert bare.published == bare.created == date(1900, 1, 1)
    assert bare.revised == date.min  # never revised: no search by mdat finds it
    pub_date = b"<PubDate><Year>2024</Year><Month>03</Month><Day>9</Day></PubDate>"
    numbered = to_record(b"<PubmedArticle><PMID>8</PMID>" + pub_date + b"</PubmedArticle>")
    assert numbered.published == date(2024, 3, 9)


def test_records_are_split_byte_for_byte():
    parts = [make_record(1), make_record(2)]
    assert list(split_records(b"<x>" + b"\n".join(parts) + b"</x>")) == parts


def test_the_catalogue_changes_while_it_is_searched():
    catalogue = Catalogue(synthetic_records(10, first=100, step=1))
    assert catalogue.pmids == list(range(100, 110))
    assert list(catalogue.between(103, 105)) == [103, 104, 105]
    everything = catalogue.select("all", lambda _: True)
    assert catalogue.select("all", lambda _: False) == everything  # remembered
    catalogue.remove(100, 4711)
    catalogue.touch(101, date(2026, 1, 1))
    catalogue.put(make_record(200))
    assert catalogue.select("all", lambda record: record.revised == date(2026, 1, 1)) == {101}
    assert (len(catalogue), catalogue.get(100), catalogue.get("200").pmid) == (10, None, 200)
