"""A web hook on loopback: takes notes as JSON, or does what a bad one does. `notes` are what came."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Webhook:
    """Use as a context manager. `answer`: a status, "drops" (takes it and hangs up), or "hangs"."""

    def __init__(self) -> None:
        self.notes: list[dict] = []
        self.paths: list[str] = []
        self.answer: int | str = 200
        self.location = ""
        self.closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        """For Apprise: what follows `json://` is a POST of JSON."""
        return f"json://127.0.0.1:{self._http.server_port}/hook"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler(hook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.paths.append(self.path)
            if hook.answer in (200, 204, "drops"):
                hook.notes.append(json.loads(body))
            if hook.answer == "hangs":
                hook.closing.wait()
            elif isinstance(hook.answer, int):
                self.send_response(hook.answer)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.send_header("Content-Length", "0")
                self.end_headers()
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
