"""A replica of E-utilities over real HTTP on loopback.

Comes in: a catalogue and the server's day. Goes out: an address that answers as eutils.ncbi.nlm.nih.gov
does, and the list of what it was asked. Faults can be queued; the catalogue, the day and the faults may
change while it runs. Raises RuntimeError on leaving where the replica itself failed, so that a bug here
is never taken for an outage.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from ldn_watch.demo.answers import TEXT, Reply, json_reply, page
from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.endpoints import Endpoints
from ldn_watch.demo.records import Record

PATH = "/entrez/eutils/"
BLOCKED_PATH = "/error/abuse.shtml"
_LONGEST_URI = 2_900  # 414 was seen from 2,980 characters on; the true limit is not documented
_PER_SECOND = {False: 3, True: 10}  # without and with an api key (NBK25497)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: `at` is monotonic seconds; header names are lower case."""

    endpoint: str
    params: Mapping[str, str]
    method: str
    at: float
    headers: Mapping[str, str]


Fault = Callable[[Reply, Request], Reply]
When = Callable[[Request], bool]


class Replica:
    """E-utilities on 127.0.0.1 while the `with` block lasts.

    `rate_limit` is the number of requests a second without a key (10 with one); None never
    refuses. `api_keys` are the valid keys. `clock` gives monotonic seconds.
    """

    def __init__(  # noqa: PLR0913 - each is a fact of the service
        self,
        catalogue: Catalogue,
        *,
        today: date,
        port: int = 0,
        rate_limit: int | None = None,
        api_keys: Collection[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.catalogue = catalogue
        self.requests: list[Request] = []
        self.on_request: Callable[[Request], object] | None = None
        self._endpoints = Endpoints(catalogue, today)
        self._rate_limit, self._api_keys, self._clock = rate_limit, frozenset(api_keys), clock
        self._queued: dict[str, deque[Fault]] = {}
        self._lasting: dict[str, list[tuple[Fault, When]]] = {}
        self._recent: dict[str, deque[float]] = {}
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", port), self)

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        if problem is None and self._server.bugs:
            raise RuntimeError("the replica failed") from self._server.bugs[0]

    @property
    def url(self) -> str:
        """The base address, as `[pubmed] base_url` takes it."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def blocked_url(self) -> str:
        """Where the block page is: another host name than `url`, as misuse.ncbi.nlm.nih.gov is."""
        return f"http://localhost:{self.port}{BLOCKED_PATH}"

    @property
    def today(self) -> date:
        return self._endpoints.today

    @today.setter
    def today(self, day: date) -> None:
        self._endpoints.today = day

    def put(self, *records: Record | bytes) -> None:
        """Add records or replace those of the same PMID."""
        self.catalogue.put(*records)

    def remove(self, *pmids: int) -> None:
        self.catalogue.remove(*pmids)

    def touch(self, pmid: int, day: date) -> None:
        """Let the MDAT of a record be `day`."""
        self.catalogue.touch(pmid, day)

    def forget_history(self) -> None:
        """Let every WebEnv expire."""
        self._endpoints.forget()

    def asked(self, endpoint: str) -> list[Request]:
        """The requests to one endpoint, in order."""
        return [request for request in self.requests if request.endpoint == endpoint]

    def fail_next(self, endpoint: str, *faults: Fault) -> None:
        """Let the next requests to `endpoint` fail, one fault each, in order."""
        with self._lock:
            self._queued.setdefault(endpoint, deque()).extend(faults)

    def fail_always(self, endpoint: str, fault: Fault, when: When = lambda _: True) -> None:
        """Let every request to `endpoint` for which `when` holds fail, until `heal`."""
        with self._lock:
            self._lasting.setdefault(endpoint, []).append((fault, when))

    def heal(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._queued.clear()
            self._lasting.clear()

    def reply(self, request: Request) -> Reply:
        """What `request` gets: limits first, then the service, then the faults."""
        with self._lock:
            self.requests.append(request)
            limit, left = self._remaining(request)
        if self.on_request is not None:
            self.on_request(request)
        answer = self._refusal(request, limit, left) or self._endpoints.answer(
            request.endpoint, request.params
        )
        for fault in self._due(request):
            answer = fault(answer, request)
        rate = (("X-RateLimit-Limit", str(limit)), ("X-RateLimit-Remaining", str(max(left, 0))))
        return replace(answer, headers=(*answer.headers, *rate))

    def _remaining(self, request: Request) -> tuple[int, int]:
        key = request.params.get("api_key", "")
        limit = _PER_SECOND[True] if key else self._rate_limit or _PER_SECOND[False]
        recent = self._recent.setdefault(key, deque())
        while recent and recent[0] <= request.at - 1:
            recent.popleft()
        recent.append(request.at)
        return limit, limit - len(recent)

    def _refusal(self, request: Request, limit: int, left: int) -> Reply | None:
        key = request.params.get("api_key", "")
        if key and key not in self._api_keys:  # the body echoes the key: it must not be logged
            bad = {"error": "API key invalid", "api-key": key, "type": "invalid", "status": "unknown"}
            return json_reply(request.endpoint, bad, status=400)
        if self._rate_limit is None or left >= 0:
            return None
        return rate_limit_exceeded(request, limit=limit, count=limit - left)

    def _due(self, request: Request) -> list[Fault]:
        with self._lock:
            queued = self._queued.get(request.endpoint)
            if queued:
                return [queued.popleft()]
            lasting = self._lasting.get(request.endpoint, [])
        return [fault for fault, when in lasting if when(request)]

    def request(
        self, endpoint: str, pairs: list[tuple[str, str]], method: str, headers: Mapping[str, str]
    ) -> Request:
        """The request as it came in, stamped; a repeated parameter (id=1&id=2) is one list."""
        params: dict[str, str] = {}
        for name, value in pairs:
            params[name] = f"{params[name]},{value}" if name in params else value
        return Request(endpoint, params, method, self._clock(), headers)


def rate_limit_exceeded(request: Request, *, limit: int = 3, count: int = 4, retry_after: str = "2") -> Reply:
    """HTTP 429 as seen: JSON whatever was asked for, the caller's key or address echoed."""
    body = {
        "error": "API rate limit exceeded",
        "api-key": request.params.get("api_key") or "127.0.0.1",
        "count": str(count),
        "limit": str(limit),
    }
    answer = json_reply(request.endpoint, body, status=429)
    return replace(answer, headers=(("Retry-After", retry_after),) if retry_after else ())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], replica: Replica) -> None:
        self.replica = replica
        self.stopping = Event()
        self.bugs: list[BaseException] = []
        self.open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - socketserver's
        problem = sys.exc_info()[1]
        if problem is not None and not isinstance(problem, OSError):  # the client going away is its right
            self.bugs.append(problem)

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        for connection in tuple(self.open):  # kept-alive connections would outlive the server
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: cron mails what a program prints."""

    def do_GET(self) -> None:
        if len(self.path) > _LONGEST_URI:
            self._send(
                page(
                    "", "Submitted URI too large!", "The length of the requested URL is too long.", status=414
                )
            )
            return
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._answer(urlsplit(self.path).query + "&" + self.rfile.read(length).decode())

    def _answer(self, query: str) -> None:
        path = urlsplit(self.path).path
        if path == BLOCKED_PATH:
            self._send(blocked_page())
            return
        if not path.startswith(PATH) or not path.endswith(".fcgi"):
            self._send(Reply("", 404, TEXT, b"Not found\n"))
            return
        endpoint = path.removeprefix(PATH).removesuffix(".fcgi")
        headers = {name.lower(): value for name, value in self.headers.items()}
        pairs = parse_qsl(query, keep_blank_values=True)
        replica = self.server.replica
        self._send(replica.reply(replica.request(endpoint, pairs, self.command, headers)))

    def _send(self, reply: Reply) -> None:
        wire, body = reply.wire, reply.content
        if wire.hang:
            self.server.stopping.wait()
        if wire.refuse or wire.hang:
            self._reset()
            return
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if not wire.drip:
            self.send_header("Content-Length", str(len(body) if wire.length is None else wire.length))
        self.end_headers()
        self._send_body(body, reply)

    def _send_body(self, body: bytes, reply: Reply) -> None:
        wire = reply.wire
        if wire.drip:
            self.close_connection = True
            while not self.server.stopping.wait(wire.drip):
                self.wfile.write(b" ")  # each byte comes in time; the answer never ends
            return
        self.wfile.write(body if wire.cut is None else body[: wire.cut])
        if wire.cut is not None or wire.length is not None:
            self.close_connection = True

    def _reset(self) -> None:
        """End with RST: what a client sees as "connection reset by peer"."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True


def blocked_page() -> Reply:
    """What a blocked address is shown, with HTTP 200, after a redirect."""
    return page(
        "", "NCBI - WWW Error Blocked Diagnostic", "Your access to the NCBI website has been blocked."
    )
