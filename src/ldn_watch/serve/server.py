"""`ldn-watch serve`: the application on waitress, and the postman beside it.

In: the configuration. Out: it serves until SIGTERM or Ctrl-C, then returns. Raises `UserError` where there is
no [serve] section or the address cannot be listened at, and `StoreError`.

The postman answers requests and sends their letters, in a thread of its own with its own watch: a mail server
that is slow makes no page slow. What it does not get done, the next run does.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ldn_watch.app import Watch, open_watch
from ldn_watch.config.sections import Config, ServeConfig
from ldn_watch.config.values import parse_listen
from ldn_watch.errors import LdnWatchError, UserError
from ldn_watch.parts import needs_serve
from ldn_watch.serve.files import PublicFiles
from ldn_watch.serve.web import LARGEST_FORM, Web

LOG = logging.getLogger("ldn_watch.serve")
ROUND = 30.0  # seconds between two looks of the postman that nobody asked for
THREADS = 8
SILENCE = 30  # seconds after which a client that says nothing is let go
MOST_CONNECTIONS = 400
LARGEST_HEADERS = 16 << 10


@dataclass
class Postman:
    """Answers and sends when woken, and now and then; whatever fails is logged and tried again."""

    config: Config
    bell: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Until `end`; one look at a time, so that a burst of requests is one round."""
        while not self.ended.is_set():
            self.bell.clear()
            self.go_round()
            self.bell.wait(ROUND)

    def go_round(self) -> None:
        try:
            with open_watch(self.config, stop=self.ended) as watch:
                report = watch.post_letters()
        except LdnWatchError as error:
            LOG.warning("letters wait: %s", error)
        except Exception:  # the pages go on; the next round tries again
            LOG.exception("letters wait: a bug in ldn-watch")
        else:
            for failure in report.failures:
                LOG.warning("%s", failure)

    def wake(self) -> None:
        self.bell.set()

    def end(self) -> None:
        self.ended.set()
        self.bell.set()


def run_server(config: Config, said: Callable[[str], None], listen: str = "") -> None:
    """Serve until it is told to stop; `said` is called with the address, once it listens."""
    serve = at_another(config.serve, listen)
    if serve is None:
        raise UserError(f"{config.path}: there is no [serve] section: take away the # before it")
    postman = Postman(config)
    thread = threading.Thread(target=postman.run, name="postman", daemon=True)
    with open_watch(config) as watch:
        server = listening(config, serve, to_web(watch, serve, postman.wake))
        said(f"http://{serve.host}:{server.effective_port}")
        if serve.subscribe:
            thread.start()
        try:
            server.run()
        finally:
            postman.end()
            server.close()
    if thread.is_alive():
        thread.join(timeout=8)


def at_another(serve: ServeConfig | None, listen: str) -> ServeConfig | None:
    """The section with another address to listen at; "" leaves it as it is."""
    if serve is None or not listen:
        return serve
    try:
        host, port = parse_listen(listen)
    except ValueError as error:
        raise UserError(f"--listen {error}") from None
    return replace(serve, host=host, port=port)


def to_web(watch: Watch, serve: ServeConfig, wake: Callable[[], None]) -> Web:
    """The application over an open watch."""
    config = watch.config
    if watch.links is None:
        raise UserError(f"{config.path}: there is no [serve] section")
    return Web(
        store=watch.store,
        tokens=watch.links.tokens,
        labels=watch.labels,
        files=PublicFiles(config.watch.public_dir),
        now=watch.now,
        title=config.watch.title,
        base_url=config.watch.base_url,
        limits=serve.limits,
        subscribing=serve.subscribe,
        wake=wake,
    )


def listening(config: Config, serve: ServeConfig, web: Web):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """The server, bound to its address."""
    try:
        from waitress.server import create_server
    except ModuleNotFoundError as error:
        raise needs_serve(config, error) from None
    proxied = {
        "trusted_proxy": "*",
        "trusted_proxy_count": serve.proxies,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }
    try:
        return create_server(
            web,
            host=serve.host,
            port=serve.port,
            threads=THREADS,
            ident=None,
            channel_timeout=SILENCE,
            connection_limit=MOST_CONNECTIONS,
            max_request_body_size=LARGEST_FORM,
            max_request_header_size=LARGEST_HEADERS,
            clear_untrusted_proxy_headers=True,
            expose_tracebacks=False,
            **(proxied if serve.proxies else {}),
        )
    except OSError as error:
        where = f"{serve.host}:{serve.port}"
        raise UserError(f"{config.path}: [serve] listen: {where}: {error.strerror or error}") from None
