"""What comes from outside, mutated: each reader gives a value of its kind or its own error, no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ldn_watch.channels.smtp import Smtp, SmtpSettings
from ldn_watch.codec import from_json, to_json
from ldn_watch.config.reading import load_config
from ldn_watch.config.sections import Config
from ldn_watch.errors import Transient, UserError
from ldn_watch.model import Deferred, Delivered, Fetched, Refused, Unreadable
from ldn_watch.sources.eutils import SearchReply, to_search_reply
from ldn_watch.sources.pubmed_xml import read_or_keep, split_records
from tests.contracts.channel import MESSAGE
from tests.fuzz.mutations import EXAMPLES, mutated
from tests.servers.smtp import DROP, SmtpServer
from tests.servers.tiny_pubmed import record_xml, search_xml, set_xml

DATA = Path(__file__).parents[1] / "data"
RECORDS = [path.read_bytes() for path in sorted(DATA.glob("*.xml"))]
TEMPLATE = (
    (Path(__file__).parents[2] / "config.toml").read_bytes().replace(b'email = ""', b'email = "a@b.example"')
)
SEARCHES = [
    search_xml(3, [1, 2, 3]),
    search_xml(0, [], "<ErrorList><PhraseNotFound>x</PhraseNotFound></ErrorList>"),
    search_xml(1, [7], "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList>"),
]


def in_one_line(*said: str) -> None:
    assert all(line.isprintable() for line in said)


# --- PubMed's XML --------------------------------------------------------------------------------


@settings(max_examples=EXAMPLES)
@given(mutated(RECORDS))
def test_a_mutated_record_is_read_or_kept(raw):
    record = read_or_keep(raw)
    assert isinstance(record, Fetched | Unreadable)
    if isinstance(record, Fetched):
        assert from_json(to_json(record.citation)) == record.citation


@settings(max_examples=EXAMPLES)
@given(mutated([set_xml(*RECORDS[:3]), set_xml(*RECORDS[3:6])]))
def test_a_mutated_set_is_cut_or_refused(body):
    try:
        found = split_records(body)
    except Transient as error:
        in_one_line(str(error))
        return
    assert all(isinstance(read_or_keep(raw), Fetched | Unreadable) for raw in found.records)


@settings(max_examples=EXAMPLES)
@given(mutated(RECORDS), st.sampled_from(RECORDS))
def test_a_mutated_record_takes_no_other_with_it(spoiled, sound):
    """Where a set is believed to be whole, the record after a spoiled one is there."""
    try:
        found = split_records(set_xml(spoiled, sound))
    except Transient:
        return  # asked for again, and not believed
    uid = read_or_keep(sound).citation.uid
    uids = [
        one.citation.uid if isinstance(one, Fetched) else one.uid for one in map(read_or_keep, found.records)
    ]
    # a piece that swallowed it is kept whole, unreadable, with its bytes
    assert uid in uids or any(sound[20:200] in raw for raw in found.records)


@settings(max_examples=EXAMPLES)
@given(mutated(SEARCHES) | st.binary(max_size=200))
def test_a_search_reply_is_one_or_is_asked_for_again(body):
    try:
        reply = to_search_reply(body)
    except Transient as error:
        in_one_line(str(error))
        return
    assert isinstance(reply, SearchReply)
    assert reply.count >= 0
    assert all(warning.isprintable() or warning.strip() for warning in reply.warnings)


# --- the operator's file -------------------------------------------------------------------------


@settings(max_examples=EXAMPLES)
@given(mutated([TEMPLATE]) | st.binary(max_size=300))
@example(b"a = " + b"[" * 5_000)
@example(b"a = " + b"9" * 5_000)
def test_a_configuration_is_one_or_is_refused_in_lines(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("fuzz") / "config.toml"
    path.write_bytes(text)
    try:
        config = load_config(path, {})
    except UserError as error:
        in_one_line(*error.problems)
        return
    assert isinstance(config, Config)


# --- the mail server -----------------------------------------------------------------------------

ANSWERS = (
    st.sampled_from(
        ["250 ok", "354 go", "220 hi", "421 bye", "450 later", "550 5.1.1 who", "250-x\n250 y", DROP]
    )
    | st.integers(0, 999).map(lambda code: f"{code:03} words")
    | st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=12)
)


@settings(max_examples=EXAMPLES)
@given(
    st.dictionaries(
        st.sampled_from(["greeting", "EHLO", "HELO", "MAIL", "RCPT", "DATA", "body", "RSET"]),
        ANSWERS,
        max_size=3,
    )
)
def test_whatever_a_mail_server_says_is_an_outcome(answers):
    with SmtpServer(answers=answers) as server:
        how = SmtpSettings(
            server.host, server.port, "a@b.example", security="none", timeout=2.0, deadline=5.0
        )
        channel = Smtp(how)
        outcome = channel.send(MESSAGE, "c@d.example")
        channel.close()
        taken = len(server.accepted)
    assert isinstance(outcome, Delivered | Deferred | Refused)
    if taken:  # never simply tried again as if nothing had been taken
        assert isinstance(outcome, Delivered) or (isinstance(outcome, Deferred) and outcome.in_doubt)
    if isinstance(outcome, Delivered):
        assert taken, "delivered is what a server took"


@pytest.mark.parametrize("mark", [b"<![CDATA[", b"<!--"])
def test_a_stray_mark_before_a_record_swallows_none(mark):
    """Found by the test above: what the mark began went on to the end of one in the next record."""
    first, second = RECORDS[:2]
    assert b"]]>" in second
    assert b"-->" in second
    assert split_records(set_xml(mark + first, second)).records == (first.strip(), second.strip())


def test_nothing_is_included(tmp_path):
    """XInclude asks a reader to put a file in a title; ours leaves the element without a text."""
    (tmp_path / "secret").write_text("canary", encoding="utf-8")
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="%s"/>'
    raw = record_xml(7, f"Naltrexone {(include % str(tmp_path / 'secret').encode()).decode()} here")
    record = read_or_keep(raw)
    assert isinstance(record, Fetched)
    assert "canary" not in to_json(record.citation)
    assert record.citation.title.split() == ["Naltrexone", "here"]
