"""A plain static file server on loopback, as anybody might have one: Python's own."""

from __future__ import annotations

from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self


class StaticServer:
    """Serves `folder`, which may be set to another at any time; `answers` are (path, status) in order.

    Feeds are `application/xml`: so a browser lays them out, where `application/rss+xml` is shown as text.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: list[tuple[str, int]] = []
        server = self

        class Handler(SimpleHTTPRequestHandler):
            extensions_map = SimpleHTTPRequestHandler.extensions_map | {
                ".rss": "application/xml; charset=utf-8",
                ".atom": "application/xml; charset=utf-8",
            }

            def __init__(self, *args, **kwargs):
                super().__init__(*args, directory=str(server.folder), **kwargs)

            def log_request(self, code="-", size="-"):
                server.answers.append((self.path, int(code)))

            def log_message(self, format, *args):  # noqa: A002 - the base class's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
