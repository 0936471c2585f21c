"""The query language of the replica, over records made for it."""

from __future__ import annotations

from datetime import date

import pytest

from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.records import make_record
from ldn_watch.demo.terms import Search, parse, to_days, translate

DEFAULT = (
    "naltrexon*[tiab] OR naltrexone[mh] OR naltrexone[nm]"
    ' OR "low dose naltrexone"[tiab:~2] OR "ldn naltrexone"[tiab:~20]'
)
TODAY = date(2026, 11, 16)
RECORDS = (
    make_record(1, title="Low-dose naltrexone for pain", entrez=date(2026, 11, 10)),
    make_record(2, title="Naltrexon in der Praxis", entrez=date(2026, 10, 20), pubmed=date(2020, 1, 1)),
    make_record(3, title="Opioids", mesh=[("Naltrexone", "D009271")], revised=date(2026, 11, 15)),
    make_record(4, title="Itch", substances=["Naltrexone"], types=["Letter"], published="2011"),
    make_record(5, title="A dose that is low: naltrexone", abstract="Pain and LDN", keywords=["sjögren"]),
    make_record(6, title="LDN after donor nephrectomy", abstract="no such medicine; naloxone only"),
    make_record(7, title="Low back pain", abstract="One dose of naloxone", authors=["Curie Marie"]),
    make_record(8, title="Nal", mesh=[("Receptors, Opioid", "D011957")]),
)


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue(map(bytes, RECORDS))


def found(catalogue, term, **history):
    node = parse(term)
    return [] if node is None else sorted(Search(catalogue, TODAY, **history).match(node))


@pytest.mark.parametrize(
    ("term", "pmids"),
    [
        (DEFAULT, [1, 2, 3, 4, 5]),
        ("naltrexone", [1, 3, 4, 5]),
        ("naltrexon*", [1, 2, 3, 4, 5]),
        ("naltrexone[ti]", [1, 5]),
        ("naltrexone[mh]", [3]),
        ("NALTREXONE[MeSH Terms]", [3]),
        ("recept*[mh]", [8]),
        ("opioid[mh]", []),  # a part of a heading is no heading
        ("letter[pt] OR naltrexone[nm]", [4]),
        ('"low dose naltrexone"[tiab]', [1]),
        ("low-dose naltrexone[tiab]", [1]),
        ('"low dose"', [1]),
        ('"low dose naltrexone"[tiab:~0]', [1]),
        ('"naltrexone low dose"[tiab:~2]', [1, 5]),
        ('"naltrexone low dose"[tiab:~1]', [1]),
        ('"ldn naltrexone"[tiab:~20]', []),  # title and abstract are two texts
        ('"pain ldn"[tiab:~1]', [5]),
        ('"naltrexone pain"[mh:~2]', []),
        ('"low do*"[tiab:~3]', []),  # "do" is too short to be cut
        ("dos*[tiab]", []),
        ("sjogren[tiab]", [5]),
        ("curie", [7]),
        ("curie[au]", [7]),
        ("pain NOT naltrexone", [7]),
        ("pain AND naltrexone OR letter[pt]", [1, 4, 5]),
        ("letter[pt] OR naltrexone AND pain", [1, 5]),  # left to right
        ("letter[pt] OR (naltrexone AND pain)", [1, 4, 5]),
        ("low pain", [1, 5, 7]),
        ("2:4[uid]", [2, 3, 4]),
        ("2[uid] : 4[uid]", [2, 3, 4]),
        ("3 5 99[uid]", [3, 5]),
        (f"({DEFAULT}) AND 3:100[uid]", [3, 4, 5]),
        ("2026/10/01:2026/10/31[crdt]", [2]),
        ('("2026/11/05"[crdt] : "3000"[crdt])', [1]),
        ("2026/11/15:3000[mdat]", [3]),
        ("2026/11/15[mdat]", [3]),
        ("2020[edat]", [2]),
        ("2011[dp]", [4]),
        ('"last 10 days"[crdt]', [1]),
        ("2:x[uid]", []),
        ("x:y[crdt]", []),
        ("2026/13/40[crdt]", []),
        ("all[sb]", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("medline[sb]", []),
        ("low dose itch[tiab]", []),  # not a phrase: split, and the last word keeps the tag
        ("curie pain[tiab]", [7]),
        ('"curie pain"[tiab]', []),
        ('"curie pain"', [7]),  # not in the phrase index: the quotes are dropped
        ("#1 AND pain", [1]),
        ("#9", []),
        ("((naltrexone[ti]", [1, 5]),
        ("naltrexone[ti]) AND pain)", [1, 5]),
        ('naltrexone[ti] AND "pain', [1, 5]),
        ("OR AND NOT", []),
        ("AND naltrexone[ti]", [1, 5]),
        ("naltrexone[ti] AND", [1, 5]),
        ("naltrexone[ti] AND ()", [1, 5]),
        ("[ti] : naltrexone[ti]", [1, 5]),
        ('""[ti] naltrexone[ti]', [1, 5]),
        ("", []),
    ],
)
def test_what_a_term_matches(catalogue, term, pmids):
    assert found(catalogue, term, history={1: (1, 2)}) == pmids


@pytest.mark.parametrize(
    ("term", "phrases", "fields", "quoted"),
    [
        ('"no such phrase"[tiab]', [], [], ['"no such phrase"[Title/Abstract]']),
        ('"no such phrase"', ["phrase"], [], ['"no such phrase"']),
        ("nosuchword", ["nosuchword"], [], []),
        ("naltrexone[zz]", [], ["zz"], []),
        ("naltrexone[pt]", [], [], []),  # PubMed knows the word, whatever this catalogue holds
        (DEFAULT, [], [], []),
    ],
)
def test_what_was_not_found_is_noted(catalogue, term, phrases, fields, quoted):
    search = Search(catalogue, TODAY)
    search.match(parse(term))
    assert (search.fields, search.quoted) == (fields, quoted)
    assert search.phrases == phrases


@pytest.mark.parametrize(
    ("term", "translation"),
    [
        (
            'naltrexon*[tiab] OR "low dose naltrexone"[tiab:~2]',
            '"naltrexon*"[Title/Abstract] OR "low dose naltrexone"[Title/Abstract:~2]',
        ),
        ("(a OR b) AND c", '("a"[All Fields] OR "b"[All Fields]) AND "c"[All Fields]'),
        ("a NOT (b OR c)", '"a"[All Fields] NOT ("b"[All Fields] OR "c"[All Fields])'),
        ("(a) AND 1:5[uid]", '"a"[All Fields] AND 1:5[UID]'),
        ("naltrexone[mh]", '"naltrexone"[MeSH Terms]'),
        ("#1 AND 2026[zz]", '#1 AND "2026"[All Fields]'),
    ],
)
def test_the_translation_spells_out_every_field(term, translation):
    assert translate(parse(term)) == translation


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2024/2", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-11-16", (TODAY, TODAY)),
        ("3000", (date(3000, 1, 1), date(3000, 12, 31))),
        ("soon", None),
        ("2026/02/30", None),
    ],
)
def test_days_are_as_precise_as_they_are_written(text, days):
    assert to_days(text) == days
