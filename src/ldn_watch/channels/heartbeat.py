"""The heartbeat: one GET after each run, so that a monitor elsewhere notices failure, and silence.

Comes in: the address (it holds a token) and whether the run was well; where it was not, `/fail` is put
behind the address's path, as healthchecks.io and its kin have it. Goes out: whether the monitor took it.
Raises nothing: a monitor that is down must not fail a run. No log line names the address or a part of it.

It is the only alarm for what a run cannot tell itself: a full disk, a damaged database, a machine that
is off.
"""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import urllib.request
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit

LOG = logging.getLogger("ldn_watch.heartbeat")
LONGEST = 10.0  # seconds in all: looking up the name, TLS, the answer, however it drips
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def to_failed(address: str) -> str:
    """`https://hc.example.org/TOKEN?x=y` -> `https://hc.example.org/TOKEN/fail?x=y`."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/fail"))


class Heartbeat:
    """Calls one address; each call has `longest` seconds in all."""

    def __init__(self, address: str, longest: float = LONGEST) -> None:
        self._address = address
        self._longest = longest

    def beat(self, *, well: bool) -> bool:
        """True where the monitor answered with success; otherwise a log line says why not."""
        said: list[str] = []
        sockets: list[socket.socket] = []
        url = self._address if well else to_failed(self._address)
        # Neither a name server that is silent nor a drip of header bytes knows of time-outs: a thread that
        # is waited for only so long, and dies with the process, does.
        call = threading.Thread(target=lambda: said.append(self._call(url, sockets)), daemon=True)
        call.start()
        call.join(self._longest)
        # Judged before the line is cut: a head that is cut off looks like a whole one to the reader.
        why = said[0] if said else f"no answer within {self._longest:g} s"
        for line in sockets if call.is_alive() else ():
            with suppress(OSError):  # closed already
                socket.socket.shutdown(line, socket.SHUT_RDWR)
        if why:
            LOG.warning("the heartbeat was not taken: %s; the run is not touched by it", why)
        return not why

    def _call(self, url: str, sockets: list[socket.socket]) -> str:
        """Why it was not taken, in words without the address; otherwise nothing."""
        request = urllib.request.Request(url, headers={"User-Agent": "ldn-watch"})  # noqa: S310 - checked by the configuration
        try:
            with _opener(url, sockets).open(request, timeout=self._longest):
                return ""
        except HTTPError as error:
            error.close()
            return f"HTTP {error.code}"
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _reason(error)


def _reason(error: Exception) -> str:
    """The system's own word for it; libraries' texts may quote the address."""
    inner = error.reason if isinstance(error, URLError) else error
    words = inner.strerror if isinstance(inner, OSError) else ""
    return words or type(inner).__name__


def _opener(url: str, sockets: list[socket.socket]) -> urllib.request.OpenerDirector:
    """Http and https alone, no redirects, each socket put into `sockets`; a proxy of the environment is
    used, but not for our own loopback, which it could not reach.
    """

    class Plain(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(_noting(http.client.HTTPConnection, sockets), req)

    class Secure(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(_noting(http.client.HTTPSConnection, sockets), req)

    opener = urllib.request.OpenerDirector()
    proxies = urllib.request.ProxyHandler({} if urlsplit(url).hostname in LOOPBACK else None)
    errors = (urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler())
    for handler in (proxies, Plain(), Secure(), *errors):  # without a redirect handler a 302 is an error
        opener.add_handler(handler)
    return opener


def _noting(kind: Any, sockets: list[socket.socket]) -> Any:
    def connect(self: Any) -> None:
        kind.connect(self)
        sockets.append(self.sock)

    return type(kind.__name__, (kind,), {"connect": connect})
