"""Every named fault arrives in the shape that was seen at NCBI."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
import requests
from lxml import etree

from ldn_watch.demo import faults
from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.records import make_record
from ldn_watch.demo.replica import Replica

PMIDS = tuple(range(101, 111))
BODY = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


@pytest.fixture
def replica():
    with Replica(Catalogue(map(make_record, PMIDS)), today=date(2026, 11, 16)) as replica:
        yield replica


def ask(replica, endpoint="esearch", **params):
    params = {"db": "pubmed", "term": "naltrexone", "id": ",".join(map(str, PMIDS)), **params}
    return requests.post(
        f"{replica.url}{endpoint}.fcgi", data=params, timeout=(5, 0.3), allow_redirects=False
    )


def search(replica):
    return ask(replica, retmode="json").json()["esearchresult"]


def fetched(answer):
    return [int(element.findtext(".//PMID") or 0) for element in etree.fromstring(answer.content)]


def test_faults_are_used_once_and_in_order_then_all_is_well(replica):
    replica.fail_next("esearch", faults.status(502), faults.status(503))
    assert [ask(replica).status_code for _ in range(3)] == [502, 503, 200]


def test_a_lasting_fault_lasts_until_it_is_healed(replica):
    replica.fail_always("efetch", faults.status(500), when=lambda request: "101" in request.params["id"])
    assert [ask(replica, "efetch").status_code for _ in range(2)] == [500, 500]
    assert ask(replica, "efetch", id="102").status_code == 200
    assert ask(replica).status_code == 200
    replica.fail_next("efetch", faults.status(500))
    replica.heal()
    assert ask(replica, "efetch").status_code == 200


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.reset(), requests.ConnectionError),
        (faults.drop_after(20), BODY),
        (faults.wrong_content_length(), BODY),
        (faults.hang(), requests.ReadTimeout),
        (faults.bad_gzip(), requests.exceptions.ContentDecodingError),
    ],
)
def test_a_broken_connection(replica, fault, error):
    replica.fail_next("esearch", fault)
    with pytest.raises(error):
        ask(replica)
    assert ask(replica).status_code == 200


def test_a_drip_outlives_every_read_timeout(replica):
    replica.fail_next("esearch", faults.drip(0.001))
    where = f"{replica.url}esearch.fcgi?db=pubmed&term=x"
    with requests.get(where, stream=True, timeout=(5, 5)) as answer:
        chunks = answer.iter_content(1)
        assert [next(chunks) for _ in range(50)] == [b" "] * 50


def test_a_length_that_is_too_small_cuts_the_body(replica):
    whole = ask(replica).content
    replica.fail_next("esearch", faults.wrong_content_length(-30))
    assert ask(replica).content == whole[:-30]


def test_gzip_whole_and_cut(replica):
    whole = ask(replica, "efetch").content
    replica.fail_next("efetch", faults.good_gzip(), faults.cut_gzip())
    assert ask(replica, "efetch").content == whole
    cut = ask(replica, "efetch").content
    assert whole.startswith(cut)


def test_429_with_seconds_a_date_and_nothing(replica):
    until = datetime(2026, 11, 16, 12, 0, 30, tzinfo=UTC)
    replica.fail_next(
        "esearch",
        faults.too_many_requests(7),
        faults.too_many_requests(until),
        faults.too_many_requests(None),
    )
    answers = [ask(replica) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {429}
    after = [answer.headers.get("Retry-After") for answer in answers]
    assert after == ["7", "Mon, 16 Nov 2026 12:00:30 GMT", None]
    assert answers[0].json()["error"] == "API rate limit exceeded"


@pytest.mark.parametrize(
    ("fault", "status", "kind", "words"),
    [
        (faults.status(500), 500, "text/html", b"WWW Error 500 Diagnostic"),
        (
            faults.external_viewer_400(),
            400,
            "text/xml",
            b"<ERROR> Error: External viewer error: Empty Response.",
        ),
        (faults.id_list_empty_400(), 400, "text/xml", b"<ERROR>ID list is empty! Possibly it has no correct"),
        (faults.uri_too_large_414(), 414, "text/html", b"Submitted URI too large!"),
        (
            faults.error_in_200_xml(),
            200,
            "text/xml",
            b"<ERROR>Search Backend failed: Database is not supported",
        ),
        (faults.error_in_200_json(), 200, "application/json", b'"ERROR":"Search Backend failed: Database'),
        (faults.error_forwarding(), 200, "application/json", b'{"error":"error forwarding request"'),
        (faults.html_page(), 200, "text/html", b"maintenance"),
        (faults.block_page(), 200, "text/html", b"NCBI - WWW Error Blocked Diagnostic"),
        (faults.unable_to_route(), 200, "text/plain", b"Unable to route request!"),
        (faults.expired_webenv(), 200, "text/xml", b"<ERROR>Unable to obtain query #1</ERROR>"),
        (faults.body(b"abc", "text/css"), 200, "text/css", b"abc"),
        (faults.empty_body(), 200, "text/xml", b""),
    ],
)
def test_a_wrong_answer(replica, fault, status, kind, words):
    replica.fail_next("efetch", fault)
    answer = ask(replica, "efetch")
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(kind)
    assert words in answer.content
    assert bool(words) == bool(answer.content)


def test_the_block_page_stands_behind_a_redirect_to_another_host(replica):
    replica.fail_next("esearch", faults.block_redirect(), faults.block_redirect(replica.blocked_url))
    assert ask(replica).headers["Location"].startswith("https://misuse.ncbi.nlm.nih.gov/")
    answer = ask(replica)
    assert (answer.status_code, answer.headers["Location"]) == (302, replica.blocked_url)
    followed = requests.get(replica.blocked_url.replace("localhost", "127.0.0.1"), timeout=5)
    assert (followed.status_code, "Blocked Diagnostic" in followed.text) == (200, True)


@pytest.mark.parametrize("fault", [faults.cut_xml(), faults.bad_utf8()])
def test_a_body_that_is_no_xml(replica, fault):
    replica.fail_next("efetch", fault)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(ask(replica, "efetch").content)


def test_json_that_is_none(replica):
    replica.fail_next("esearch", faults.invalid_json())
    with pytest.raises(ValueError, match="control character"):
        json.loads(ask(replica, retmode="json").content)


@pytest.mark.parametrize(
    ("fault", "count", "ids", "different"),
    [
        (faults.count_mismatch(2), 12, 10, 10),
        (faults.shrunken_census(0.5), 5, 5, 5),
        (faults.empty_census(), 0, 0, 0),
        (faults.duplicate_ids(3), 10, 10, 7),
    ],
)
def test_a_search_that_cannot_be_true(replica, fault, count, ids, different):
    replica.fail_next("esearch", fault)
    found = search(replica)
    assert (int(found["count"]), len(found["idlist"]), len(set(found["idlist"]))) == (count, ids, different)


def test_pubmed_ignores_a_part_of_the_query(replica):
    replica.fail_next("esearch", faults.warned(phrase="naltrexon*", quoted='"ldn"[Title]'))
    found = search(replica)
    assert found["errorlist"]["phrasesnotfound"] == ["naltrexon*"]
    assert found["warninglist"]["quotedphrasesnotfound"] == ['"ldn"[Title]']


def test_the_same_in_another_order(replica):
    ids, pmids = search(replica)["idlist"], fetched(ask(replica, "efetch"))
    replica.fail_next("esearch", faults.reordered())
    replica.fail_next("efetch", faults.reordered())
    assert search(replica)["idlist"] == ids[::-1]
    assert fetched(ask(replica, "efetch")) == pmids[::-1]


def test_records_missing_unasked_repeated_and_deleted(replica):
    replica.fail_next(
        "efetch",
        faults.missing_records(101, 102),
        faults.unasked_record(make_record(999)),
        faults.repeated_records(),
        faults.delete_citation(103),
    )
    assert fetched(ask(replica, "efetch")) == list(PMIDS[2:])
    assert fetched(ask(replica, "efetch")) == [*PMIDS, 999]
    assert fetched(ask(replica, "efetch")) == [*PMIDS, *PMIDS]
    root = etree.fromstring(ask(replica, "efetch").content)
    assert [element.text for element in root.iterfind("DeleteCitation/PMID")] == ["103"]
    assert "103" not in [element.text for element in root.iterfind("PubmedArticle//PMID")]


@pytest.mark.parametrize("how", sorted(faults.POISONS))
def test_one_poisoned_record_leaves_the_others_as_they_are(replica, how):
    replica.fail_next("efetch", faults.poisoned_record(105, how))
    content = ask(replica, "efetch").content
    for pmid in PMIDS:
        assert (replica.catalogue.get(pmid).raw in content) == (pmid != 105)
    assert how != "huge_abstract" or len(content) > 20_000_000


def test_an_unknown_poison_is_refused():
    with pytest.raises(ValueError, match="no such poison: arsenic; there are unknown_tag"):
        faults.poisoned_record(105, "arsenic")


@pytest.mark.parametrize("fault", [faults.count_mismatch(), faults.missing_records(1), faults.reordered()])
def test_a_fault_that_does_not_fit_changes_nothing(replica, fault):
    before = ask(replica, "einfo").content
    replica.fail_next("einfo", fault)
    assert ask(replica, "einfo").content == before
