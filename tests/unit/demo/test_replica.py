"""The replica over real HTTP: shapes, ceiling, history, limits."""

from __future__ import annotations

import io
import json
from datetime import date
from itertools import pairwise

import pytest
import requests
from Bio import Entrez
from lxml import etree

from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.records import make_record, synthetic_records
from ldn_watch.demo.replica import Replica

TODAY = date(2026, 11, 16)
MANY = 25_500


@pytest.fixture(scope="module")
def large():
    with Replica(Catalogue(synthetic_records(MANY)), today=TODAY) as replica:
        yield replica


@pytest.fixture
def replica():
    with Replica(Catalogue.load(1), today=TODAY) as replica:
        yield replica


def ask(replica, endpoint="esearch", *, method="POST", **params):
    params = {"db": "pubmed", **params}
    where = f"{replica.url}{endpoint}.fcgi"
    if method == "GET":
        return requests.get(where, params=params, timeout=10)
    return requests.post(where, data=params, timeout=10)


def search(replica, term="naltrexone", **params):
    return json.loads(ask(replica, term=term, retmode="json", **params).content)["esearchresult"]


def fetched(answer):
    return [element.findtext(".//PMID") for element in etree.fromstring(answer.content)]


# --- esearch ----------------------------------------------------------------------------------------


def test_biopython_reads_the_search_and_its_warnings(replica):
    found = Entrez.read(io.BytesIO(ask(replica, term='naltrexone[ti] OR "not there"[tiab]').content))
    assert int(found["Count"]) > int(found["RetMax"]) == len(found["IdList"]) == 20
    assert found["QueryTranslation"] == '"naltrexone"[Title] OR "not there"[Title/Abstract]'
    assert found["WarningList"]["QuotedPhraseNotFound"] == ['"not there"[Title/Abstract]']


def test_biopython_reads_history_and_errors(replica):
    found = Entrez.read(io.BytesIO(ask(replica, term="nosuchword[zz]", usehistory="y").content))
    assert found["WebEnv"].startswith("MCID_")
    assert (found["QueryKey"], found["IdList"], found["Count"]) == ("1", [], "0")
    assert found["ErrorList"] == {"PhraseNotFound": ["nosuchword"], "FieldNotFound": ["zz"]}
    assert found["WarningList"]["OutputMessage"] == ["No items found."]


def test_elements_stand_in_the_order_of_real_answers(replica):
    root = etree.fromstring(ask(replica, term="naltrexone", usehistory="y", method="GET").content)
    tags = [element.tag for element in root]
    assert tags == ["Count", "RetMax", "RetStart", "QueryKey", "WebEnv", "IdList", "TranslationSet",
                    "QueryTranslation"]  # fmt: skip
    assert (
        b'<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN"' in ask(replica, term="x").content
    )


def test_json_has_strings_and_plural_keys(replica):
    found = search(replica, 'nosuchword OR "no way"[tiab]', usehistory="y")
    assert (found["count"], found["retmax"], found["retstart"], found["idlist"]) == ("0", "0", "0", [])
    assert found["errorlist"] == {"phrasesnotfound": ["nosuchword"], "fieldsnotfound": []}
    assert found["warninglist"]["quotedphrasesnotfound"] == ['"no way"[Title/Abstract]']
    assert found["querykey"] == "1"


def test_count_alone(replica):
    root = etree.fromstring(ask(replica, term="naltrexone", rettype="count").content)
    assert [element.tag for element in root] == ["Count"]
    assert root.findtext("Count") == search(replica)["count"]
    assert set(search(replica, rettype="count")) == {"count"}


@pytest.mark.parametrize("retmode", ["xml", "json"])
def test_an_empty_term_and_a_bad_database_are_errors_in_a_200(replica, retmode):
    for params, words in (
        ({"term": " "}, b"Empty term and query_key - nothing todo"),
        ({"term": "x", "db": "nothing"}, b"Invalid db name specified: nothing"),
    ):
        answer = ask(replica, retmode=retmode, **params)
        assert answer.status_code == 200
        assert words in answer.content
        assert b"ERROR" in answer.content


def test_date_parameters_work_in_pairs_only(replica):
    replica.put(make_record(7, entrez=date(2026, 11, 10), pubmed=date(2019, 5, 5), published="2018"))
    assert "7" not in search(replica, datetype="mdat", mindate="1900", maxdate="3000", retmax="999")["idlist"]
    replica.touch(7, date(2026, 11, 15))
    assert replica.today == TODAY
    for kind, low, high in (
        ("crdt", "2026/11/10", "3000"),
        ("mdat", "2026/11/15", "2026/11/15"),
        ("edat", "2019/05", "2019/05"),
        ("pdat", "2018", "2018"),
    ):
        assert "7" in search(replica, datetype=kind, mindate=low, maxdate=high, retmax="999")["idlist"]
    assert "7" not in search(replica, datetype="edat", mindate="2026", maxdate="2026", retmax="999")["idlist"]
    assert search(replica, mindate="2026")["count"] == search(replica)["count"]
    assert search(replica, datetype="xdat", mindate="2026", maxdate="2027")["count"] == "0"
    assert search(replica, datetype="crdt", reldate="6")["idlist"] == ["7"]
    replica.today = date(2026, 11, 17)
    assert search(replica, datetype="crdt", reldate="6")["count"] == "0"


def test_sort_and_field(replica):
    newest = search(replica, sort="pub_date", retmax="9999")["idlist"]
    assert newest[0] == "99020003"  # January 2027
    assert sorted(newest) == sorted(search(replica, retmax="9999")["idlist"])
    assert search(replica, "naltrexone", field="title")["count"] == search(replica, "naltrexone[ti]")["count"]
    assert search(replica, "(pain OR 1:2[uid]) AND naltrexone[ti]", field="title")["querytranslation"] == (
        '("pain"[Title] OR 1:2[UID]) AND "naltrexone"[Title]'
    )


# --- the ceiling --------------------------------------------------------------------------------------


def test_no_more_than_9999_ids_without_a_word(large):
    found = search(large, retmax="1000000")
    assert (found["count"], found["retmax"], len(set(found["idlist"]))) == (str(MANY), "9999", 9_999)
    assert "warninglist" not in found


def test_the_last_page_ends_at_the_ceiling(large):
    assert len(search(large, retstart="9990", retmax="100")["idlist"]) == 9


def test_beyond_the_ceiling_json_is_not_json(large):
    answer = ask(large, term="naltrexone", retmode="json", retstart="9999")
    assert answer.status_code == 200
    assert b"Exception:\n'retstart' cannot be larger than 9998. For PubMed" in answer.content
    with pytest.raises(ValueError, match="Invalid control character"):
        json.loads(answer.content)


def test_beyond_the_ceiling_biopython_raises(large):
    with pytest.raises(RuntimeError, match="'retstart' cannot be larger than 9998"):
        Entrez.read(io.BytesIO(ask(large, term="naltrexone", retstart="9999").content))


def test_uid_ranges_reach_everything(large):
    first, last = 1_000_000, 1_000_000 + MANY * 7
    cuts = [first, first + 60_000, first + 120_000, last]
    parts = [
        search(large, f"naltrexone AND {low}:{high - 1}[uid]", retmax="9999") for low, high in pairwise(cuts)
    ]
    assert all(int(part["count"]) == len(part["idlist"]) for part in parts)
    assert len({pmid for part in parts for pmid in part["idlist"]}) == MANY


def test_the_history_is_no_way_round_the_ceiling(large):
    found = search(large, usehistory="y")
    kept = {"WebEnv": found["webenv"], "query_key": found["querykey"]}
    assert len(fetched(ask(large, "efetch", retstart="9990", retmax="100", **kept))) == 9
    beyond = ask(large, "efetch", retstart="9999", retmax="1", **kept)
    assert beyond.status_code == 400
    assert b"'retstart' cannot be larger than 9998" in beyond.content


# --- the history ----------------------------------------------------------------------------------------


def test_sets_on_the_history_server_are_kept_and_combined(replica):
    first = search(replica, "fibromyalgia[ti]", usehistory="y", retmax="99")
    env = first["webenv"]
    second = search(replica, "pilot[ti]", usehistory="y", WebEnv=env)
    assert second["querykey"] == "2"
    assert search(replica, "pilot[ti]", WebEnv=env, query_key="1")["idlist"] == ["19453963"]
    assert search(replica, "#1 AND #2", WebEnv=env)["idlist"] == ["19453963"]
    assert search(replica, "", WebEnv=env, query_key="1")["count"] == first["count"]
    got = fetched(ask(replica, "efetch", WebEnv=env, query_key="1", retstart="1", retmax="3"))
    assert got == first["idlist"][1:4]
    past_the_end = ask(replica, "efetch", WebEnv=env, query_key="1", retstart="500")
    assert (past_the_end.status_code, b"OUT OF RANGE" in past_the_end.content) == (400, True)


def test_a_forgotten_history_is_an_error_in_a_200(replica):
    env = search(replica, usehistory="y")["webenv"]
    replica.forget_history()
    for endpoint in ("esearch", "efetch"):
        answer = ask(replica, endpoint, WebEnv=env, query_key="1")
        assert answer.status_code == 200
        assert b"<ERROR>Unable to obtain query #1</ERROR>" in answer.content


def test_epost_puts_pmids_on_the_history_server(replica):
    posted = Entrez.read(io.BytesIO(ask(replica, "epost", id="19453963,23359310,word,0").content))
    kept = {"WebEnv": posted["WebEnv"], "query_key": posted["QueryKey"]}
    assert fetched(ask(replica, "efetch", **kept)) == ["19453963", "23359310"]
    assert ask(replica, "epost", id="word").status_code == 400


# --- the other endpoints ---------------------------------------------------------------------------


def test_efetch_answers_by_omission_and_byte_for_byte(replica):
    answer = ask(replica, "efetch", id="23359310,8,word,99020009,23359310", retmode="xml")
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert (
        b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>' in answer.content
    )
    assert fetched(answer) == ["23359310", "99020009"]
    assert replica.catalogue.get(99020009).raw in answer.content


def test_repeated_id_parameters_are_one_list(replica):
    body = "db=pubmed&retmode=xml&id=23359310&id=19453963"
    answer = requests.post(f"{replica.url}efetch.fcgi", data=body, timeout=10)
    assert fetched(answer) == ["23359310", "19453963"]


def test_efetch_of_nothing_known_is_an_empty_set(replica):
    answer = ask(replica, "efetch", id="5", retmode="xml")
    assert answer.status_code == 200
    assert answer.content.rstrip().endswith(b"<PubmedArticleSet></PubmedArticleSet>")
    assert b"<!DOCTYPE PubmedArticleSet" in answer.content


def test_efetch_of_no_ids_is_a_400(replica):
    for ids, words in (("0,word", b"ID list is empty! Possibly it has no correct IDs."), ("", b"is empty.")):
        answer = ask(replica, "efetch", id=ids)
        assert (answer.status_code, words in answer.content) == (400, True)


def test_efetch_stops_at_10000(large):
    ids = ",".join(str(pmid) for pmid in large.catalogue.pmids[:10_050])
    assert ask(large, "efetch", id=ids).content.count(b"</PubmedArticle>") == 10_000


def test_efetch_without_xml_is_text(replica):
    answer = ask(replica, "efetch", id="23359310", retmode="text")
    assert (answer.headers["Content-Type"], answer.text) == ("text/plain; charset=UTF-8", "23359310\n")


def test_esummary(replica):
    found = ask(replica, "esummary", id="19453963,5", retmode="json").json()["result"]
    assert found["uids"] == ["19453963", "5"]
    assert found["19453963"]["title"].startswith("Fibromyalgia symptoms")
    assert found["5"] == {"uid": "5", "error": "cannot get document summary"}
    too_many = ask(replica, "esummary", id=",".join(map(str, range(1, 502))), retmode="json").json()
    assert too_many["error"].startswith("Too many UIDs in request.")
    text = ask(replica, "esummary", id="19453963,5").text
    assert '<Item Name="Title" Type="String">Fibromyalgia symptoms' in text
    assert "UID=5: cannot get document summary" in text
    assert ask(replica, "esummary", id="word").status_code == 400


def test_einfo(replica):
    text = ask(replica, "einfo").text
    assert f"<Count>{len(replica.catalogue)}</Count><LastUpdate>2026/11/16" in text
    assert Entrez.read(io.BytesIO(ask(replica, "einfo", db="").content))["DbList"] == ["pubmed"]


def test_what_is_not_there_is_a_404(replica):
    assert ask(replica, "ecitmatch").status_code == 404
    assert requests.get(f"http://127.0.0.1:{replica.port}/", timeout=10).status_code == 404


# --- limits and records of requests -------------------------------------------------------------------


def test_a_long_uri_is_refused_and_a_long_post_is_not(replica):
    ids = ",".join(str(30_000_000 + number) for number in range(330))
    refused = ask(replica, "efetch", id=ids, method="GET")
    assert (refused.status_code, "Submitted URI too large!" in refused.text) == (414, True)
    assert ask(replica, "efetch", id=ids).status_code == 200


def test_more_than_three_requests_a_second_are_refused():
    seconds = iter([0.0, 0.1, 0.2, 0.3, 1.15, 2.0, 2.0, 2.0, 2.0])
    clock = lambda: next(seconds)  # noqa: E731 - each request takes the next instant
    with Replica(Catalogue.load(1), today=TODAY, rate_limit=3, api_keys=["k"], clock=clock) as replica:
        answers = [ask(replica, term="naltrexone") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 200]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0", "0"]
        assert answers[3].headers["Retry-After"] == "2"
        assert answers[3].json() == {
            "error": "API rate limit exceeded",
            "api-key": "127.0.0.1",
            "count": "4",
            "limit": "3",
        }
        keyed = [ask(replica, term="naltrexone", api_key="k") for _ in range(4)]
        assert {(answer.status_code, answer.headers["X-RateLimit-Limit"]) for answer in keyed} == {
            (200, "10")
        }


def test_a_bad_key_is_a_400_that_echoes_it(replica):
    answer = ask(replica, term="naltrexone", api_key="secret")
    assert answer.status_code == 400
    assert answer.json()["error"] == "API key invalid"
    assert answer.json()["api-key"] == "secret"


def test_requests_are_recorded_and_seen_before_they_are_answered(replica):
    seen = []
    replica.on_request = seen.append
    ask(replica, term="naltrexone", tool="ldn-watch", email="me@example.org")
    ask(replica, "efetch", id="23359310", method="GET")
    assert seen == replica.requests
    assert [request.method for request in seen] == ["POST", "GET"]
    assert seen[0].params["tool"] == "ldn-watch"
    assert "user-agent" in seen[0].headers
    assert replica.asked("efetch") == seen[1:]
    assert seen[0].at <= seen[1].at


def test_a_bug_in_the_replica_is_no_outage():
    def broken(_):
        raise ZeroDivisionError

    def use():
        with Replica(Catalogue(), today=TODAY) as replica:
            replica.on_request = broken
            with pytest.raises(requests.ConnectionError):
                ask(replica, term="x")

    with pytest.raises(RuntimeError, match="the replica failed"):
        use()


def test_the_port_can_be_chosen_and_records_removed():
    with Replica(Catalogue.load(1), today=TODAY) as replica:
        port, count = replica.port, int(search(replica)["count"])
        replica.remove(19453963)
        assert int(search(replica)["count"]) == count - 1
    with Replica(Catalogue(), today=TODAY, port=port) as again:
        assert again.url == f"http://127.0.0.1:{port}/entrez/eutils/"
