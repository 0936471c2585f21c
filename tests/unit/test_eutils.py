"""E-utilities as typed calls: every shape that is no answer is found, in time to ask again."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from ldn_watch.errors import Blocked, SourceError, Transient
from ldn_watch.http import PoliteSession
from ldn_watch.sources.eutils import Eutils, Window, is_empty_list, to_search_reply
from tests.servers.scripted_http import FakeClock, Reply, ScriptedServer
from tests.servers.tiny_pubmed import search_xml, set_xml

RAW_NEWLINE = b"""{"header":{"type":"esearch"},"esearchresult":{"ERROR":"Search Backend failed: Exception:
'retstart' cannot be larger than 9998. For PubMed, ESearch can only retrieve the first 9,999 records"}}"""
NOT_EXISTING = b"""<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE eEfetchResult PUBLIC "-//NLM//DTD efetch 20131226//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20131226/efetch.dtd">
<eFetchResult>
\t<ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR>
</eFetchResult>"""


def call(script, make, **settings):
    """`make(eutils)` over a server with this script; returns (its result, server)."""
    clock = FakeClock()
    with ScriptedServer(script) as server:
        session = PoliteSession(
            server.url,
            tool="t",
            email="e@example.org",
            sleep=clock.sleep,
            monotonic=clock.monotonic,
            **settings,
        )
        try:
            return make(Eutils(session)), server
        finally:
            session.close()


def test_esearch_sends_and_reads():
    reply, server = call(
        [Reply(search_xml(2, [39012345, 1]))], lambda eutils: eutils.esearch("naltrexone[tiab]")
    )
    assert (reply.count, reply.ids, reply.translation) == (2, (39012345, 1), "naltrexone[All Fields]")
    form = server.forms[0]
    assert {name: form[name] for name in ("db", "term", "retmode", "retmax")} == {
        "db": "pubmed", "term": "naltrexone[tiab]", "retmode": "xml", "retmax": "9999",
    }  # fmt: skip
    assert "datetype" not in form


def test_esearch_in_a_window_never_asks_for_more_than_the_ceiling():
    window = Window("mdat", date(2026, 11, 1), date(2026, 11, 24))
    _, server = call(
        [Reply(search_xml(0))], lambda eutils: eutils.esearch("x", retmax=1_000_000, window=window)
    )
    form = server.forms[0]
    assert (form["datetype"], form["mindate"], form["maxdate"]) == ("mdat", "2026/11/01", "2026/11/24")
    assert form["retmax"] == "9999"


def test_a_long_query_goes_by_post_whole():
    term = " OR ".join(f'"phrase number {number}"[tiab]' for number in range(500))
    _, server = call([Reply(search_xml(0))], lambda eutils: eutils.esearch(term))
    assert server.forms[0]["term"] == term


BAD_SEARCHES = [
    (b"", "an empty answer"),
    (b"  \n", "an empty answer"),
    (b"<html><head><title>Service maintenance</title>", "Service maintenance"),
    (b"<eSearchResult><ERROR>Search Backend failed: Database is not supported</ERROR></eSearchResult>",
     "Database is not supported"),
    (b"<eSearchResult><ERROR/></eSearchResult>", "ERROR"),
    (b"<eSearchResult><Count>5</Count><ERROR>Can't run executor</ERROR></eSearchResult>", "run executor"),
    (RAW_NEWLINE, "'retstart' cannot be larger than 9998"),
    (b'{"error":"error forwarding request"}', "error forwarding request"),
    (b'{"error":"API rate limit exceeded","api-key":"127.0.0.1","count":"4","limit":"3"}', "rate limit"),
    (b'{"header":{"type":"esearch"}}', "not a eSearchResult"),
    (b"Unable to route request!", "Unable to route request!"),
    (NOT_EXISTING, "not a eSearchResult"),
    (search_xml(3, [1, 2, 3])[:-30], "broken"),
    (search_xml(3, [1, 2, 3]) + b"Error reading from remote server", "broken"),
    (search_xml("", []), "no Count"),
    (search_xml("many", []), "Count is not a number"),
    (search_xml("-1", []), "Count is not a number"),
    (search_xml(1, ["PMC123"]), "Id is not a number"),
    (b"<eSearchResult><IdList/></eSearchResult>", "no Count"),
    (b"<eSearchResult/>", "no Count"),
    (b"<eSearchResult>words</eSearchResult>", "no Count"),
    (b"<eSearchResult><Count>1</Count><IdList><Id>5<b>6</b></Id></IdList></eSearchResult>", ""),
    (b"<eSearchResult><Count>\xff\xfe</Count></eSearchResult>", "broken"),
    (b"<?xml version='1.0' encoding='no-such'?><eSearchResult><Count>1</Count></eSearchResult>", "broken"),
    (b'<!DOCTYPE eSearchResult [<!ENTITY a "9">]><eSearchResult><Count>&a;</Count></eSearchResult>', "not a"),
    (b"<eSearchResult><Count>1&a;</Count></eSearchResult>", "entity"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said"), BAD_SEARCHES)
def test_what_is_no_search_reply(body, said):
    with pytest.raises(Transient) as caught:
        to_search_reply(body)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


def test_a_shape_error_is_asked_for_again():
    bad = [Reply(body) for body, _ in BAD_SEARCHES[:4]]
    reply, server = call([*bad, Reply(search_xml(0))], lambda eutils: eutils.esearch("x"))
    assert (reply.count, len(server.requests)) == (0, 5)


def test_a_caller_may_have_a_reply_asked_for_again():
    def check(reply):
        if reply.count == 1:
            raise Transient("one is too few")

    reply, server = call(
        [Reply(search_xml(1, [1])), Reply(search_xml(2, [1, 2]))],
        lambda eutils: eutils.esearch("x", check=check),
    )
    assert (reply.ids, len(server.requests)) == ((1, 2), 2)


def test_the_block_page_is_not():
    page = Reply(b"<html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head></html>")
    with pytest.raises(Blocked):
        call([page], lambda eutils: eutils.esearch("x"))


@pytest.mark.parametrize(
    "body",
    [
        b"<eSearchResult><Count>0</Count><IdList/></eSearchResult>",
        b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- hello -->\n<eSearchResult><Count>0</Count></eSearchResult>",
        (
            b'<?xml version="1.0"?><!DOCTYPE eSearchResult SYSTEM "https://dtd.example.org/esearch_2031.dtd">'
            b"<eSearchResult><Count>0</Count><Brand><New>tag</New></Brand></eSearchResult>"
        ),
        (
            b"<?xml version='1.0' encoding='ISO-8859-1'?><eSearchResult><Count>0</Count>"
            b"<QueryTranslation>Sj\xf6gren</QueryTranslation></eSearchResult>"
        ),
    ],
)
def test_an_unusual_doctype_or_a_new_tag_changes_nothing(body):
    assert to_search_reply(body).count == 0


def test_what_pubmed_ignored_is_told():
    extra = (
        "<ErrorList><PhraseNotFound>ldnx</PhraseNotFound><FieldNotFound>tiabb</FieldNotFound></ErrorList><WarningList>"
        "<PhraseIgnored>mg</PhraseIgnored><QuotedPhraseNotFound>2024</QuotedPhraseNotFound>"
        "<OutputMessage>No items found.</OutputMessage></WarningList>"
    )
    reply = to_search_reply(search_xml(0, [], extra))
    assert reply.warnings == (
        "PubMed did not find the phrase ldnx",
        "PubMed does not know the field tiabb",
        "PubMed ignored mg",
        "PubMed does not have the quoted phrase 2024 in its index",
        "PubMed says: No items found.",
    )


def test_efetch_posts_the_list():
    body, server = call([Reply(set_xml())], lambda eutils: eutils.efetch(["1", "22"], lambda _: None))
    assert body == set_xml()
    assert server.requests[0].path.endswith("/efetch.fcgi")
    assert (server.forms[0]["id"], server.forms[0]["retmode"]) == ("1,22", "xml")


@pytest.mark.parametrize("status", [200, 400])
def test_efetch_of_pmids_of_which_none_exists(status):
    body, server = call([Reply(NOT_EXISTING, status)], lambda eutils: eutils.efetch(["9"], pytest.fail))
    assert (body, len(server.requests)) == (b"", 1)


def test_efetch_retries_a_400_of_the_back_end_and_no_other():
    passing = Reply(
        b"<eFetchResult><ERROR> Error: External viewer error: Empty Response.</ERROR></eFetchResult>", 400
    )
    body, server = call([passing, Reply(set_xml())], lambda eutils: eutils.efetch(["1"], lambda _: None))
    assert (body, len(server.requests)) == (set_xml(), 2)
    with pytest.raises(SourceError, match="HTTP 400"):
        call([Reply(b"nonsense", 400)], lambda eutils: eutils.efetch(["1"], lambda _: None), attempts=1)


def test_is_empty_list_reads_the_error_not_the_records():
    assert not is_empty_list(set_xml(b"<PubmedArticle>ID list is empty</PubmedArticle>"))


def test_requests_are_counted():
    script = [Reply(status=503), Reply(search_xml(0, []))]
    count, _ = call(script, lambda eutils: (eutils.esearch("x"), eutils.requests)[1])
    assert count == 2


def test_reading_leaves_no_trace_and_needs_no_home(tmp_path):
    """Biopython's parser makes a folder in the home directory when it is imported, and fails without one."""
    home = tmp_path / "home"
    home.write_text("a file where a folder should be")
    program = (
        "from ldn_watch.sources.eutils import to_search_reply\n"
        "print(to_search_reply(b'<eSearchResult><Count>7</Count></eSearchResult>').count)"
    )
    environment = os.environ | {"HOME": str(home), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "7\n"
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
