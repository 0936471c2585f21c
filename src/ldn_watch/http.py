"""The one polite session to E-utilities: spacing, time-outs, growing waits, redacted words.

Comes in: an endpoint, its parameters and a check of the body. Goes out: an `Answer` that passed.
May raise: `Transient` (every attempt failed, or the server asks for a longer wait than is worth it),
`Blocked` (this address is refused; never retried), `SourceError` (a retry cannot help). No message,
log line or exception chain holds the API key, not even where the server echoes it.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ldn_watch.errors import SourceError, Transient
from ldn_watch.http_answer import (
    LONGEST_WAIT,
    Answer,
    classify,
    host_of,
    is_ok,
    plan_retry,
    redact,
    without_userinfo,
    words_of,
)

if TYPE_CHECKING:
    import requests

log = logging.getLogger("ldn_watch.http")

MAX_BODY = 256 * 1024 * 1024  # bytes, unpacked
SLACK = 1.11  # 1/3 s between requests still earned 429s; 0.37 s does not (Biopython's measure)


class PoliteSession:
    """POSTs to one service with NCBI's manners (NBK25497): at most 3 requests a second without a key
    and 10 with one, retries included; `tool` and `email` with each. POST throughout, so that the key
    stands in no URL (NBK25499 allows GET or POST alike).

    `deadline` (seconds) ends one whole answer, headers and body, however slowly it drips. The clock
    functions are injected by tests; `monotonic` is in seconds, `now` aware UTC.
    """

    def __init__(  # noqa: PLR0913 - each is a setting or a clock, all by name
        self,
        base_url: str,
        *,
        tool: str,
        email: str,
        api_key: str = "",
        connect_timeout: float = 10.0,
        read_timeout: float = 60.0,
        deadline: float = 300.0,
        attempts: int = 5,
        per_second: float | None = None,
        sleep: Callable[[float], None] | None = None,
        monotonic: Callable[[], float] | None = None,
        random: Callable[[], float] | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.requests = 0
        self._base = base_url.rstrip("/") + "/"
        self._api_key = api_key
        self._common = {"tool": tool, "email": email} | ({"api_key": api_key} if api_key else {})
        self._timeouts = (connect_timeout, read_timeout)
        self._deadline = deadline
        self._attempts = attempts
        self._spacing = SLACK / (per_second or (10 if api_key else 3))
        self._sleep = sleep or time.sleep
        self._monotonic = monotonic or time.monotonic
        self._random = random or _random
        self._now = now or _utc_now
        self._next_turn = 0.0
        self._wire: _Wire | None = None

    def post(
        self,
        endpoint: str,
        params: Mapping[str, str],
        check: Callable[[bytes], None] | None = None,
        *,
        accept: Callable[[Answer], bool] = is_ok,
        attempts: int | None = None,
    ) -> Answer:
        """POST `params` and return the first answer that the caller accepts and that passes `check`.

        `check` raises `Transient` for a body that a retry may better, another `SourceError` for one
        that it will not. `attempts` is the session's where None. Raises as the module says.
        """
        attempt, attempts = 1, attempts or self._attempts
        while True:
            outcome = self._attempt(endpoint, params, check, accept)
            if isinstance(outcome, Answer):
                return outcome
            wait = plan_retry(outcome, attempt, attempts, self._random())
            if wait is None:
                break
            attempt += 1
            log.info("%s; attempt %d of %d in %.1f s", outcome, attempt, attempts, wait)
            self._sleep(wait)
        # Raised here, outside any except block, so that no chained exception carries the request.
        raise _last_word(outcome, attempt)

    def close(self) -> None:
        """Let go of the connection; a later `post` opens another."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _attempt(
        self,
        endpoint: str,
        params: Mapping[str, str],
        check: Callable[[bytes], None] | None,
        accept: Callable[[Answer], bool],
    ) -> Answer | SourceError:
        self._wait_for_turn()
        url = self._base + endpoint
        failure: SourceError | None
        try:
            answer = self._ask(url, params)
            failure = classify(answer, url, accept=accept, now=self._now())
            if failure is None and check is not None:
                check(answer.body)
        except SourceError as error:
            failure = error
        if failure is None:
            return answer
        return self._clean(endpoint, failure)

    def _wait_for_turn(self) -> None:
        wait = self._next_turn - self._monotonic()
        if wait > 0:
            self._sleep(wait)
        self._next_turn = self._monotonic() + self._spacing
        self.requests += 1

    def _ask(self, url: str, params: Mapping[str, str]) -> Answer:
        if self._wire is None:
            self._wire = _Wire(self._base, self._timeouts, self._deadline)
        answer = self._wire.post(url, {**params, **self._common})
        # An error reply may echo the key; cleaned here, before any excerpt could cut it in half.
        body = redact(answer.body.decode("latin-1"), self._api_key).encode("latin-1")
        return replace(answer, body=body) if self._api_key else answer

    def _clean(self, endpoint: str, failure: SourceError) -> SourceError:
        # A proxy's address in the environment may hold a password, and a library may quote the address.
        said = without_userinfo(f"PubMed's {endpoint} at {host_of(self._base)}: {failure}")
        text = redact(said, self._api_key)
        if isinstance(failure, Transient):
            return Transient(text, failure.retry_after)
        return type(failure)(text)


def _last_word(failure: SourceError, attempts: int) -> SourceError:
    if not isinstance(failure, Transient):
        return failure
    if (failure.retry_after or 0) > LONGEST_WAIT:
        text = f"{failure}; the server asks to wait {failure.retry_after:.0f} s, which the next run may do"
    else:
        text = f"{failure} (after {attempts} attempt{'' if attempts == 1 else 's'})"
    return Transient(text, failure.retry_after)


def _random() -> float:
    import random

    return random.random()  # noqa: S311  - spreads retries, guards nothing


def _utc_now() -> datetime:
    return datetime.now(UTC)


class _Wire:
    """The connection itself. `requests` is imported with the first one: it costs 80 ms."""

    def __init__(self, base_url: str, timeouts: tuple[float, float], deadline: float) -> None:
        self._timeouts = timeouts
        self._deadline = deadline
        self._sockets: list[socket.socket] = []
        self._session = _open_session(self._sockets)
        # A proxy named in the environment can never reach a server on our own loopback.
        host = urlsplit(base_url).hostname
        self._proxies = {"no_proxy": host} if host in ("127.0.0.1", "::1", "localhost") else None

    def close(self) -> None:
        self._session.close()

    def post(self, url: str, data: Mapping[str, str]) -> Answer:
        """One request, no retry. Raises `Transient` or, where the address is no URL, `SourceError`."""
        import requests
        from urllib3.exceptions import HTTPError

        bad_address = (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            requests.exceptions.MissingSchema,
        )
        failure: SourceError
        with self._watchdog() as barked:
            try:
                answer = self._exchange(url, data)
            except bad_address as error:
                failure = SourceError(f"not an address: {error}")
            except (requests.RequestException, HTTPError, HTTPException, OSError) as error:
                failure = Transient(_root_cause(error))
            else:
                if not barked.is_set():  # a line cut among the headers looks like the end of a whole answer
                    return answer
        self._session.close()  # a connection that failed in the middle is never used again
        raise Transient(f"no whole answer within {self._deadline:g} s") if barked.is_set() else failure

    def _exchange(self, url: str, data: Mapping[str, str]) -> Answer:
        with self._session.post(
            url,
            data=data,
            timeout=self._timeouts,
            proxies=self._proxies,
            stream=True,
            allow_redirects=False,
        ) as response:
            body = b"".join(_capped(response.iter_content(65536)))
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, body)

    @contextmanager
    def _watchdog(self) -> Iterator[threading.Event]:
        """Read time-outs begin anew with every byte; this ends a server that drips for ever."""
        barked = threading.Event()

        def bark() -> None:
            barked.set()
            for line in self._sockets:
                _shut(line)

        timer = threading.Timer(self._deadline, bark)
        timer.daemon = True
        timer.start()
        try:
            yield barked
        finally:
            timer.cancel()


def _capped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BODY:
            raise SourceError(f"the answer is larger than {MAX_BODY >> 20} MB; not read further")
        yield chunk


def _shut(line: socket.socket) -> None:
    with suppress(OSError):  # closed already
        # The plain method also for TLS: SSLSocket.shutdown would pull its state from under the reader.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _root_cause(error: BaseException) -> str:
    """The innermost reason ("Connection refused"), not the library's account of the whole request."""
    seen = {id(error)}
    while (inner := error.__cause__ or error.__context__) is not None and id(inner) not in seen:
        seen.add(id(inner))
        error = inner
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, ValueError | HTTPException):  # a chunk's length or a header that is none
        return "the answer was cut off or garbled"
    return words_of(str(error).encode()) or type(error).__name__


def _open_session(sockets: list[socket.socket]) -> requests.Session:
    """A session that follows no redirect and leaves its open socket in `sockets`."""
    import requests
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            _note_sockets(self.poolmanager, sockets)

        def proxy_manager_for(self, proxy: Any, **kwargs: Any) -> Any:
            return _note_sockets(super().proxy_manager_for(proxy, **kwargs), sockets)

    class Session(requests.Session):
        def get_redirect_target(self, _response: Any) -> None:
            """None: even unfollowed, `requests` would read and judge a redirect's address."""

    session = Session()
    session.auth = _nothing_added  # else requests would send what ~/.netrc knows of the host
    session.headers.update({"User-Agent": "ldn-watch", "Accept-Encoding": "gzip, deflate"})
    for scheme in ("http://", "https://"):
        session.mount(scheme, Adapter())
    return session


def _nothing_added(request: Any) -> Any:
    return request


def _note_sockets(manager: Any, sockets: list[socket.socket]) -> Any:
    """Make `manager` (urllib3's) put each socket it opens into `sockets`, in place of the last."""
    if "noted" in vars(manager):
        return manager
    manager.noted = True
    manager.pool_classes_by_scheme = {
        scheme: type(pool.__name__, (pool,), {"ConnectionCls": _noting(pool.ConnectionCls, sockets)})
        for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


def _noting(kind: Any, sockets: list[socket.socket]) -> Any:
    def connect(self: Any) -> None:
        kind.connect(self)
        sockets[:] = [self.sock]

    return type(kind.__name__, (kind,), {"connect": connect})
