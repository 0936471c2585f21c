"""The public files over HTTP: what is asked for, and nothing else."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime

import pytest
from werkzeug.test import Client

from ldn_watch.model import RunOutcome, RunReport
from ldn_watch.serve import files
from tests.contracts.store_world import NOW

PAGE = (
    b'<!DOCTYPE html><html lang="en"><head><meta http-equiv="Content-Security-Policy" '
    b"content=\"default-src 'none'; style-src 'sha256-abc='\"></head>" + b"<p>hello</p>" * 200
)


@pytest.fixture
def site(desktop):
    """A small public folder with secrets around it."""
    public = desktop.folder
    for name, body in {
        "index.html": PAGE,
        "feeds/all.rss": b"<rss/>" * 200,
        "feeds/index.html": b"feeds",
        "small.txt": b"small",
        "pagefind/a.pf_meta": b"\x1f\x8b" * 500,
        "search.wasm": b"\0asm" * 500,
        ".htaccess": b"secret",
        ".well/known.txt": b"secret",
    }.items():
        path = public / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    (public.parent / "config.toml").write_text("secret")
    (public / "out.txt").symlink_to(public.parent / "config.toml")
    (public / "in.txt").symlink_to(public / "small.txt")
    (public / "loop").symlink_to(public / "loop")
    os.mkfifo(public / "pipe.txt")
    return desktop


@pytest.mark.parametrize(
    "path",
    [
        "/../config.toml", "/feeds/../../config.toml", "/..%2fconfig.toml", "/%2e%2e/config.toml",
        "/..\\config.toml", "/feeds/..%5c..%5cconfig.toml", "/feeds//../config.toml", "/feeds//all.rss",
        "/.htaccess", "/.well/known.txt",
        "/./small.txt", "/small.txt/", "/small.txt%00.html", "/out.txt", "/loop", "/loop/", "/nothing",
        "/ldn-watch.sqlite3", "/" + "a" * 5000, "/index.html%0d%0aX: y", "/\u202e", "/%ff%fe", "/pagefind/",
    ],
)  # fmt: skip
def test_what_is_not_public_is_not_there(site, path):
    answer = site.browser.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert "no such page" in answer.text


def test_a_pipe_hangs_nobody(site, monkeypatch):
    """Opened for reading, a FIFO without a writer would block a thread for ever."""
    assert site.browser.get("/pipe.txt").status_code == 404


def test_a_page_comes_with_its_own_policy_and_no_frame_around_it(site):
    answer = site.browser.get("/")
    assert answer.data == PAGE
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = "default-src 'none'; style-src 'sha256-abc='; frame-ancestors 'none'"
    assert answer.headers["Content-Security-Policy"] == policy
    assert site.browser.get("/small.txt").headers["Content-Security-Policy"].startswith(files.STRICT)
    assert site.browser.get("/in.txt").data == b"small"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feeds/all.rss", "application/xml; charset=utf-8"),
        ("/search.wasm", "application/wasm"),
        ("/pagefind/a.pf_meta", "application/octet-stream"),
        ("/small.txt", "text/plain; charset=utf-8"),
    ],
)
def test_a_file_says_what_it_is(site, path, kind):
    assert site.browser.get(path).headers["Content-Type"] == kind


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_who_has_it_is_not_sent_it_again(site, encoding):
    headers = {"Accept-Encoding": encoding}
    first = site.browser.get("/feeds/all.rss", headers=headers)
    tag, when = first.headers["ETag"], first.headers["Last-Modified"]
    assert tag.startswith('"'), "a strong one"
    for known in ({"If-None-Match": tag}, {"If-Modified-Since": when}, {"If-None-Match": f'"x", W/{tag}'}):
        again = site.browser.get("/feeds/all.rss", headers=headers | known)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert site.browser.get("/feeds/all.rss", headers={"If-None-Match": '"other"'}).status_code == 200
    (site.folder / "feeds/all.rss").write_bytes(b"<rss>new</rss>" * 100)
    changed = site.browser.get("/feeds/all.rss", headers=headers | {"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_gzip_is_another_body_with_a_tag_of_its_own(site):
    plain = site.browser.get("/")
    packed = site.browser.get("/", headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
    for never in ("gzip;q=0", "identity", ""):
        assert "Content-Encoding" not in site.browser.get("/", headers={"Accept-Encoding": never}).headers
    for path in ("/small.txt", "/search.wasm", "/pagefind/a.pf_meta"):
        assert "Content-Encoding" not in site.browser.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_head_has_the_headers_and_no_body(site):
    for path in ("/", "/feeds/all.rss", "/nothing"):
        head, get = site.browser.head(path), site.browser.get(path)
        assert head.data == b""
        assert [pair for pair in head.headers if pair[0] != "Date"] == [
            pair for pair in get.headers if pair[0] != "Date"
        ]


def test_a_part_of_a_file_can_be_had(site):
    part = site.browser.get("/small.txt", headers={"Range": "bytes=1-2"})
    assert (part.status_code, part.data) == (206, b"ma")
    assert site.browser.get("/small.txt", headers={"Range": "bytes=99-"}).status_code == 416


def test_a_folder_without_its_slash_is_told_relative(site):
    answer = site.browser.get("/feeds")
    assert (answer.status_code, answer.headers["Location"]) == (308, "feeds/")
    assert site.browser.get("/feeds/").data == b"feeds"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_files_are_only_read(site, method):
    assert site.browser.open("/index.html", method=method).status_code == 405
    assert (site.folder / "index.html").read_bytes() == PAGE


def test_the_site_may_stand_below_a_path(site):
    site.web.base_url = "https://example.org/ldn"
    for path in ("/ldn/feeds/all.rss", "/feeds/all.rss", "/ldn/subscribe", "/ldn/healthz"):
        assert site.browser.get(path).status_code == 200
    assert 'href="serve.css"' in Client(site.web).get("/ldn/subscribe").text
    assert 'href="../../serve.css"' in Client(site.web).get("/ldn/manage/x/y").text


def test_what_pages_are_made_with_is_there_before_the_first_is_published(site):
    for path, kind in (("/assets/site.css", "text/css"), ("/assets/site.js", "text/javascript")):
        answer = site.browser.get(path)
        assert (answer.status_code, answer.mimetype) == (200, kind)
    (site.folder / "assets").mkdir()
    (site.folder / "assets/site.css").write_bytes(b"published")
    assert site.browser.get("/assets/site.css").data == b"published"
    assert site.browser.get("/assets/").status_code == 404
    assert site.browser.get("/assets/../serve.css").status_code == 404


def test_without_a_front_page_nobody_is_sent_there(site):
    (site.folder / "index.html").unlink()
    answer = site.browser.get("/")
    assert (answer.status_code, "To the front page" in answer.text) == (404, False)
    assert "To the front page" in site.browser.get("/nothing").text


def test_a_path_of_slashes_makes_no_large_page(site):
    usual, deep = (len(site.browser.get(f"/x{'/x' * depth}").data) for depth in (1, 5_000))
    assert deep < 2 * usual


def test_what_is_kept_compressed_has_a_bound(site, monkeypatch):
    monkeypatch.setattr(files, "ROOM", 500)
    for number in range(20):
        (site.folder / f"{number}.txt").write_bytes(os.urandom(100) * 20)
        assert site.browser.get(f"/{number}.txt", headers={"Accept-Encoding": "gzip"}).status_code == 200
    assert sum(map(len, site.web.files.packed.values())) <= 500


def test_health_says_when_pubmed_last_answered(site):
    assert site.browser.get("/healthz").json["last_success"] is None
    site.store.record_run(RunReport(RunOutcome.NOTHING_NEW, matched=5), NOW, NOW)
    later = datetime(2026, 11, 24, tzinfo=UTC)
    site.store.record_run(RunReport(RunOutcome.COULD_NOT_LOOK, error="down"), later, later)
    found = site.browser.get("/healthz").json
    assert found == {
        "ok": True,
        "last_run": later.isoformat(),
        "last_success": NOW.isoformat(),
        "source_answers": False,
    }
