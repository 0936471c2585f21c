"""A real HTTP server on loopback that answers POSTs from a script, in every wrong way that is asked for.

Comes in: a list of `Reply` (or functions from the request's form to one), answered in order, the last
one for ever. Goes out: the requests as they came. Closing it releases whoever still waits.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs

Form = dict[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer. `headers` win over what would be sent by default."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None  # bytes of the body that are sent before the connection is closed
    raw: bytes | None = None  # the whole reply, verbatim
    drips: bytes = b""  # sent for ever, a copy at a time, after the head (or `raw`)
    hangs: bool = False  # never a byte
    resets: bool = False  # the connection is reset


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    form: Form


Script = Iterable[Reply | Callable[[Form], Reply]]


class ScriptedServer:
    """Use as a context manager; `url` is its base, `requests` what came."""

    def __init__(self, script: Script = (), tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.script = list(script)
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.scripted = self
        self._scheme = "https" if tls else "http"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._http.server_address[1]}/entrez/eutils/"

    @property
    def forms(self) -> list[Form]:
        return [request.form for request in self.requests]

    def next_reply(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return step if isinstance(step, Reply) else step(request.form)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    scripted: ScriptedServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these scripts provoke."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        request = Request(self.path, dict(self.headers), {name: values[0] for name, values in form.items()})
        self._answer(self.server.scripted.next_reply(request))

    def _answer(self, reply: Reply) -> None:
        closing = self.server.scripted.closing
        if reply.resets:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        if reply.hangs:
            closing.wait()
            self.close_connection = True
            return
        if reply.raw is not None:
            self.wfile.write(reply.raw)
        else:
            self._send(reply)
        if reply.raw is not None or reply.drips or reply.cut_after is not None:
            self.close_connection = True
        while reply.drips and not closing.wait(0.01):
            self.wfile.write(reply.drips)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        length = {} if "Transfer-Encoding" in reply.headers else {"Content-Length": str(len(reply.body))}
        for name, value in (length | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body[: reply.cut_after])

    def log_message(self, *_: object) -> None:
        """Silence: the tests read `requests`."""


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def monotonic(self) -> float:
        return self.time
