"""The public files over HTTP: what stands below one folder, and nothing else.

In: the folder, a request's path and headers. Out: a response with a strong ETag, Last-Modified, gzip where it
is wanted, or None where there is no such file. Raises nothing for whatever a client asks.

A file is opened once and told from that handle: publishing renames new files over old ones, and an answer
is one or the other, whole.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import os
import re
import stat
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Request, Response

FEED_TYPE = "application/xml; charset=utf-8"  # a browser shows a feed's own type as raw text, this as a page
TYPES = {
    ".atom": FEED_TYPE,
    ".bib": "application/x-bibtex; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".nbib": "application/nbib; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems; charset=utf-8",
    ".rss": FEED_TYPE,
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".xsl": "text/xsl; charset=utf-8",
    ".xslt": "text/xsl; charset=utf-8",
}
OPAQUE = "application/octet-stream"  # downloaded, never shown: no surprise can be scripted into it
PACKED = {".ico", ".png", ".wasm", ".woff2"}  # or small, or compressed by its own format
SMALLEST = 500  # bytes; below that gzip saves nothing
ROOM = 32 << 20  # bytes of compressed files that are kept
LARGEST = 4 << 20  # a larger file is sent as it is
STRICT = "default-src 'none'; base-uri 'none'; form-action 'none'"
FEED = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; script-src 'self'; base-uri 'none'"
)
FRAMES = "; frame-ancestors 'none'"  # a header's alone: a page cannot say it of itself
_POLICY = re.compile(
    rb"""<meta\s+http-equiv=["']?Content-Security-Policy["']?\s+content="([^"\r\n]*)""", re.IGNORECASE
)
_HEAD = 8192
_WITHIN = re.compile(r"[^\x00-\x1f\x7f\\]*")


@dataclass(frozen=True, slots=True)
class Body:
    """A file's bytes as they were at one moment."""

    name: str
    data: bytes
    modified: float
    etag: str


@dataclass
class PublicFiles:
    """The files below `root`. `packed` are the compressed ones that were asked for last."""

    root: Path
    packed: OrderedDict[str, bytes] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def answer(self, request: Request) -> Response | None:
        """The file at the request's path; for a folder its index.html; None where there is nothing."""
        names = to_names(request.path)
        if names is None:
            return None
        body = self.read(names)
        if body is None:
            return self.to_folder(request, names)
        return self.respond(request, body)

    def to_folder(self, request: Request, names: list[str]) -> Response | None:
        """A folder without its slash is told so, relative: no Host of a client's making stands in it."""
        if request.path.endswith("/") or not names or self.read([*names, ""]) is None:
            return None
        return Response(status=308, headers={"Location": f"{quote(names[-1])}/"})

    def read(self, names: list[str]) -> Body | None:
        """One handle for everything that is told of the file."""
        wanted = [*names[:-1], names[-1] or "index.html"] if names else ["index.html"]
        path = self.root.joinpath(*wanted)
        try:
            if not path.resolve().is_relative_to(self.root.resolve()):  # a link that leads out of it
                return None
            # a pipe would be waited for
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
                known = os.fstat(file.fileno())
                if not stat.S_ISREG(known.st_mode):
                    return None
                data = file.read()
        except (OSError, ValueError, RuntimeError):
            return None
        digest = hashlib.sha256(data).hexdigest()[:32]
        return Body(wanted[-1], data, known.st_mtime, digest)

    def respond(self, request: Request, body: Body) -> Response:
        suffix = Path(body.name).suffix.lower()
        packed = self.pack(body) if suffix in TYPES and wants_gzip(request) and suffix not in PACKED else None
        response = Response(body.data if packed is None else packed, content_type=TYPES.get(suffix, OPAQUE))
        response.set_etag(body.etag if packed is None else f"{body.etag}-gzip")
        response.last_modified = int(body.modified)  # type: ignore[assignment]  # seconds are taken too
        response.headers["Cache-Control"] = "public, max-age=300"
        if suffix in TYPES and suffix not in PACKED:
            response.headers["Vary"] = "Accept-Encoding"
        if packed is not None:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Security-Policy"] = policy_of(body, suffix)
        return response.make_conditional(
            request.environ, accept_ranges=packed is None, complete_length=len(body.data)
        )

    def pack(self, body: Body) -> bytes | None:
        """The compressed file, made once; None where it would not be smaller."""
        if not SMALLEST <= len(body.data) <= LARGEST:
            return None
        with self.lock:
            if known := self.packed.get(body.etag):
                self.packed.move_to_end(body.etag)
                return known
        made = gzip.compress(body.data, 6, mtime=0)
        if len(made) >= len(body.data):
            return None
        with self.lock:
            self.packed[body.etag] = made
            while sum(map(len, self.packed.values())) > ROOM:
                self.packed.popitem(last=False)
        return made


def to_names(path: str) -> list[str] | None:
    """`/a/b/` -> [a, b, ""]; None for what could lead out of the folder, or to a hidden file.

    The path comes decoded once; what is still encoded in it is part of a name.
    """
    if not path.startswith("/") or not _WITHIN.fullmatch(path):
        return None
    names = path[1:].split("/")
    hidden = any(name.startswith(".") for name in names)
    gap = any(not name for name in names[:-1])  # `//etc/passwd`
    return None if hidden or gap else names


def wants_gzip(request: Request) -> bool:
    """By Accept-Encoding, with its qualities (RFC 9110, 12.5.3)."""
    accepted = parse_accept_header(request.headers.get("Accept-Encoding", ""))
    return accepted["gzip"] > 0 if accepted else False


def policy_of(body: Body, suffix: str) -> str:
    """What the page says of itself, as a header too, with what only a header can say."""
    found = _POLICY.search(body.data[:_HEAD]) if suffix == ".html" else None
    own = html.unescape(found[1].decode("utf-8", "replace")) if found else STRICT
    if suffix in (".atom", ".rss", ".xml") and not found:  # a feed may name a style sheet of ours
        own = FEED
    return (own if own.isascii() and own.isprintable() else STRICT).rstrip("; ") + FRAMES
