"""A monitor on loopback: takes heartbeats, or does what a bad one does. `calls` are the paths asked for."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Monitor:
    """Use as a context manager. `answer`: a status, "hangs", or "drips" (header bytes without end)."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.answer: int | str = 200
        self.location = ""
        self.closing = threading.Event()
        self.broken = threading.Event()  # the caller hung up on a drip
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler(monitor: Monitor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            monitor.calls.append(self.path)
            if monitor.answer == "hangs":
                monitor.closing.wait()
            elif monitor.answer == "drips":
                self.drip()
            else:
                self.send_response(monitor.answer)
                if monitor.location:
                    self.send_header("Location", monitor.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def drip(self) -> None:
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not monitor.closing.wait(0.02):
                    self.wfile.write(b"x")
            except OSError:
                monitor.broken.set()

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
