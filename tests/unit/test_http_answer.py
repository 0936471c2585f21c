"""What an answer means, decided without a network."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ldn_watch.errors import Blocked, SourceError, Transient
from ldn_watch.http_answer import (
    Answer,
    classify,
    host_of,
    is_block_page,
    is_html,
    plan_retry,
    redact,
    retry_after_of,
    without_userinfo,
    words_of,
)

URL = "https://eutils.example.org/entrez/eutils/esearch.fcgi"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2"}, 2.0),
        ({"retry-after": " 10 "}, 10.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "Mon, 23 Nov 2026 06:01:00 GMT"}, 60.0),  # by our own clock: there is no Date
        ({"retry-after": "Mon, 23 Nov 2026 05:00:00 -0000"}, 0.0),  # in the past
        ({"retry-after": "Mon, 23 Nov 2026 06:01:00 GMT", "date": "Mon, 23 Nov 2026 06:00:55 GMT"}, 5.0),
        ({"retry-after": "Mon, 23 Nov 2026 06:01:00 GMT", "date": "yesterday"}, 60.0),
        ({"retry-after": "Mon, 99 Nov 2026 06:01:00 GMT"}, None),
    ],
)
def test_retry_after(headers, seconds):
    assert retry_after_of(headers, datetime(2026, 11, 23, 6, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("failure", "attempt", "wait"),
    [
        (Transient("x"), 1, 0.5),
        (Transient("x"), 3, 2.0),
        (Transient("x", 30), 1, 30.0),
        (Transient("x", 0.1), 2, 1.0),
        (Transient("x", 120), 1, 120.0),
        (Transient("x", 121), 1, None),
        (Transient("x"), 5, None),
        (SourceError("x"), 1, None),
        (Blocked("x"), 1, None),
    ],
)
def test_plan_retry(failure, attempt, wait):
    assert plan_retry(failure, attempt, 5, 0.0) == wait


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<eSearchResult/>", None),
        (500, b"", Transient),
        (599, b"", Transient),
        (206, b"half", Transient),
        (400, b"<ERROR>Search Backend failed: x</ERROR>", Transient),
        (400, b"Bad+Gateway", Transient),
        (400, b"<ERROR>Supplied id parameter is empty.</ERROR>", SourceError),
        (401, b"", SourceError),
        (304, b"", SourceError),
        (200, b'{"error":"API key invalid"}', SourceError),
        (200, b"<Abstract>we saw: API key invalid</Abstract>", None),
    ],
)
def test_classify(status, body, kind):
    failure = classify(Answer(status, {}, body), URL)
    assert type(failure) is (kind or type(None))


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (b"<html>", True),
        (b" \n<!doctype HTML PUBLIC ''>", True),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html>', True),
        (b"<!-- a -->\n<html>", True),
        (b'<?xml version="1.0"?><!DOCTYPE eSearchResult><eSearchResult/>', False),
        (b"", False),
    ],
)
def test_is_html(body, html):
    assert is_html(body) is html


def test_an_abstract_about_blocks_is_no_block_page():
    assert not is_block_page(
        b"<ArticleTitle>Error Blocked Diagnostic, misuse.ncbi.nlm.nih.gov</ArticleTitle>"
    )
    assert is_block_page(b"<head><TITLE>NCBI - WWW Error Blocked Diagnostic</TITLE>")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<eSearchResult><ERROR>Can't run executor</ERROR></eSearchResult>", "Can't run executor"),
        (b'{"error":"API rate limit exceeded","count":"11"}', "API rate limit exceeded"),
        (b'{"esearchresult":{"ERROR":"Search Backend failed: Exception:\n\'retstart\' cannot"}}',
         "Search Backend failed: Exception: 'retstart' cannot"),
        (b"<html><head><title>Down\n for maintenance</title></head>x</html>", "Down for maintenance"),
        (b"Unable to route request!\n\nservice name: /x", "Unable to route request! service name: /x"),
        (b"a\x1b[31mred\x00 &lt;b&gt; \xff", "a [31mred <b> \ufffd"),
        (b"<ERROR></ERROR> tail", "tail"),
        (b"", ""),
    ],
)  # fmt: skip
def test_words_of(body, words):
    assert words_of(body) == words


def test_words_are_few():
    assert len(words_of(b"x" * 50_000)) == 200
    assert words_of(b"abcdef", 3) == "abc"


def test_redact():
    assert redact("k=a+b c=A%2bb, a+b", "a+b") == "k=*** c=***, ***"
    assert redact("nothing to hide", "") == "nothing to hide"


def test_a_name_and_a_password_before_a_host_are_never_shown():
    moved = Answer(302, {"location": "http://me:canary@other.example/x"}, b"")
    assert "canary" not in str(classify(moved, "http://me:canary@127.0.0.1:8000/"))
    assert "http://other.example/x" in str(classify(moved, "http://127.0.0.1:8000/"))
    assert host_of("http://me:canary@127.0.0.1:8000/x") == "127.0.0.1:8000"
    assert without_userinfo("no http://me:can/a@ry@h/ here") == "no http://***@h/ here"
