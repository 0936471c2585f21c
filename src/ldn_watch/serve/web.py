"""The WSGI application: public files, and the way to subscribe, confirm, change, leave and be forgotten.

In: requests, a `Store`, the key's `Tokens`, a clock. Out: responses. Raises nothing: a database that cannot
be asked is a 503, a bug a 500 with nothing of it shown.

A GET changes nothing: mail scanners follow every link. Who may do what is in the link (signed, for one
purpose, for a time), never in a cookie, so that no other site can act for anybody. No link is made of the
Host that a client names.
"""

from __future__ import annotations

import ipaddress
import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from ldn_watch import subscriber
from ldn_watch.errors import StoreError
from ldn_watch.model import Labels, RunOutcome
from ldn_watch.ports import Store
from ldn_watch.render.choice import HOW_OFTEN
from ldn_watch.render.pages import serve as pages
from ldn_watch.render.pages.frame import Frame
from ldn_watch.serve.files import OPAQUE, TYPES, PublicFiles
from ldn_watch.serve.forms import CHOSEN, EVERYTHING, Filled, read_choice, read_subscription
from ldn_watch.stages.roll import CONSENT, to_download
from ldn_watch.subscriber import Choice, Limits, Subscriber, SubscriberState
from ldn_watch.tokens import PAGES, Purpose, Tokens

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

LOG = logging.getLogger("ldn_watch.serve")
LARGEST_FORM = 64 << 10  # bytes; three hundred conditions are 10 KiB
MOST_FIELDS = 1_000
DEEPEST = 9  # folders; a page that repeats its way up for a path of slashes would be far larger than the path
READING = ("GET", "HEAD")
FRONT = ("/", "/index.html")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Content-Security-Policy": pages.POLICY}

SENT = (
    "Look into your mailbox",
    """If mail can be sent to that address, a message is on its way. Open the link in it: nothing is sent to
    anybody who has not confirmed. Nothing there after some minutes? Look into the spam folder, then try
    again.""",
)
NO_LONGER = (
    "This link is no longer good",
    """It has been used, has been replaced by a newer one, or is too old. Each of our mails has a fresh link;
    or fill in the form again, and you get one.""",
)
LEFT = ("You are unsubscribed", "No more mails will come. Thank you for reading.")
FORGOTTEN = (
    "You are forgotten",
    """Your address and your choice are deleted. What is kept is a scrambled mark that does not tell your
    address, so that nobody adds you again by mistake.""",
)
TOO_MANY = ("Too many requests", "No more are taken within this hour. Please try again later.")
STALE_FORM = ("Please send the form again", "It was open for too long, or came from another site.")
CHANGED = "Your choice is kept. It counts for what comes from now on."
SUBSCRIBED = ("You are subscribed", "There is nothing more to do.")
UNREADABLE = "The request could not be read."
NOT_NOW = ("Not now", "The archive cannot be asked at the moment. Please try again in a minute.")
OUR_FAULT = ("Something went wrong", "It was our fault. It has been noted.")
READ_ONLY = ("Not possible", "This page can only be read.")
NOT_YET = ("There are no pages yet", "They come with the next look into PubMed.")
NO_PAGE = ("There is no such page", "It may have moved: begin at the front page.")


class SmallRequest(Request):
    """A form and nothing larger."""

    max_content_length = LARGEST_FORM
    max_form_memory_size = LARGEST_FORM
    max_form_parts = MOST_FIELDS


@dataclass
class Web:
    """The application. `wake` says that there is a request to answer."""

    store: Store
    tokens: Tokens
    labels: Labels
    files: PublicFiles
    now: Callable[[], datetime]
    title: str = "LDN watch"
    base_url: str = ""
    limits: Limits = field(default_factory=Limits)
    subscribing: bool = True
    wake: Callable[[], None] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = SmallRequest(environ)
        response = self.respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        """The answer; whatever goes wrong is one too, and tells nothing of it."""
        self.strip_prefix(request)
        try:
            return self.route(request)
        except HTTPException as error:  # 413, 400: werkzeug's own words hold nothing of ours
            return self.say(request, error.code or 400, (error.name, UNREADABLE))
        except StoreError as error:
            LOG.warning("%s", error)
            return self.say(request, 503, NOT_NOW)
        except Exception:
            LOG.exception("a bug in ldn-watch serve")
            return self.say(request, 500, OUR_FAULT)

    def strip_prefix(self, request: Request) -> None:
        """The site may stand below a path, whether the proxy takes that away or not."""
        prefix = urlsplit(self.base_url).path
        if prefix and request.path.startswith(f"{prefix}/"):
            request.environ["PATH_INFO"] = request.environ["PATH_INFO"][len(prefix.encode()) :]
            request.path = request.path[len(prefix) :]

    def route(self, request: Request) -> Response:
        head, _, rest = request.path[1:].partition("/")
        if head == "healthz" and not rest:
            return self.health(request)
        if self.subscribing and head == "subscribe" and not rest:
            return self.subscribe(request)
        if self.subscribing and rest and head in PAGES.values():
            return self.with_link(request, head, rest)
        if request.method not in READING:
            return self.say(request, 405, READ_ONLY)
        return self.files.answer(request) or self.asset(request) or self.nothing(request)

    # --- what can be read ------------------------------------------------------------------------

    def health(self, request: Request) -> Response:
        """For proxies and monitors: 200 where the archive can be asked, and when PubMed last answered."""
        last, answered = self.store.last_look(), self.store.last_look(succeeded=True)
        found = {
            "ok": True,
            "last_run": last.at.isoformat() if last else None,
            "last_success": answered.at.isoformat() if answered else None,
            "source_answers": bool(last and last.outcome is not RunOutcome.COULD_NOT_LOOK),
        }
        made = Response(json.dumps(found) + "\n", content_type="application/json")
        made.headers["Cache-Control"] = "no-store"
        return made.make_conditional(request.environ)

    def asset(self, request: Request) -> Response | None:
        """A file that our pages are made with, from the package; None where it is none."""
        body = pages.packaged(request.path[1:])
        if body is None:
            return None
        made = Response(body, content_type=TYPES.get(PurePosixPath(request.path).suffix, OPAQUE))
        made.headers["Cache-Control"] = "public, max-age=300"
        made.add_etag()
        return made.make_conditional(request.environ)

    def nothing(self, request: Request) -> Response:
        """No such page; before the first is published there is no front page to lead to."""
        return self.say(request, 404, NOT_YET if request.path in FRONT else NO_PAGE)

    # --- to subscribe ----------------------------------------------------------------------------

    def subscribe(self, request: Request) -> Response:
        """The form, and what was written into it."""
        if request.method in READING:
            chosen = read_choice(request.args, self.labels)
            return self.form(request, chosen)
        if request.method != "POST" or not self.is_own(request):
            return self.say(request, 403, STALE_FORM, ask=True)
        filled = read_subscription(request.form, self.labels)
        if filled.errors:
            return self.form(request, filled, 422)
        if not filled.is_bot and not self.take(request, filled):
            return self.say(request, 429, TOO_MANY)
        return self.say(request, 200, SENT)

    def take(self, request: Request, filled: Filled) -> bool:
        """Keep the request and wake whoever answers it: the same for every address."""
        asked = subscriber.Request(filled.address, filled.choice, self.now(), CONSENT)
        taken = self.store.take_request(asked, to_client(request.remote_addr or ""), self.limits)
        if taken:
            self.wake()
        return taken

    def form(self, request: Request, filled: Filled, status: int = 200) -> Response:
        token = self.tokens.sign(Purpose.FORM, "subscribe", self.now())
        errors = filled.errors if status != 200 else {}  # noqa: PLR2004 - a form that nobody has sent yet
        form = pages.Form("subscribe", token, filled.typed, filled.scope, filled.choice, errors)
        return self.page(pages.subscribe_page(self.frame(request), self.labels, form), status)

    def is_own(self, request: Request) -> bool:
        """Sent from a form of ours, not long ago: another site can neither read nor make its token."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        return self.tokens.read(Purpose.FORM, request.form.get("form", ""), self.now()) == "subscribe"

    # --- by a link -------------------------------------------------------------------------------

    def with_link(self, request: Request, head: str, token: str) -> Response:
        """A page of somebody's own, by the link in a mail. A forged link is told the same as an old one."""
        purpose = next(one for one, page in PAGES.items() if page == head)
        about = self.tokens.read(purpose, token, self.now())
        name, _, nonce = about.partition(".")
        one = self.store.subscriber(name) if name else None
        if one is None or request.method not in (*READING, "POST"):
            return self.say(request, 404, NO_LONGER, ask=True)
        acts = request.method == "POST"
        if purpose is Purpose.CONFIRM:
            return self.confirm(request, one, nonce, acts=acts)
        if purpose is Purpose.LEAVE:
            return self.leave(request, one, acts=acts)
        return self.manage(request, one, acts=acts)

    def confirm(self, request: Request, one: Subscriber, nonce: str, *, acts: bool) -> Response:
        if acts and self.store.confirm(one.id, nonce, self.now()):
            often = HOW_OFTEN[one.choice.frequency]
            done = ("You are subscribed", f"From now on you hear of what is new, {often}.")
            return self.say(request, 200, done)
        if one.state is SubscriberState.ACTIVE:
            return self.say(request, 200, SUBSCRIBED)
        if acts or one.state is not SubscriberState.PENDING or one.nonce != nonce:
            return self.say(request, 404, NO_LONGER, ask=True)
        return self.page(pages.confirm_page(self.frame(request), self.labels, one.choice))

    def leave(self, request: Request, one: Subscriber, *, acts: bool) -> Response:
        """One POST, from a mail program (RFC 8058) or by the button."""
        if not acts:
            return self.page(pages.leave_page(self.frame(request)))
        self.store.leave(one.id, self.now())
        return self.say(request, 200, LEFT, ask=True)

    def manage(self, request: Request, one: Subscriber, *, acts: bool) -> Response:
        if one.state is not SubscriberState.ACTIVE:
            return self.say(request, 404, NO_LONGER, ask=True)
        wanted = request.form.get("do", "") if acts else ""
        if wanted == "leave":
            return self.leave(request, one, acts=True)
        if wanted == "forget":
            self.store.forget(one.address, self.now())
            return self.say(request, 200, FORGOTTEN)
        if wanted == "download":
            return self.download(one)
        if wanted == "change":
            return self.change(request, one)
        return self.settings(request, one, to_filled(one.choice))

    def change(self, request: Request, one: Subscriber) -> Response:
        filled = read_choice(request.form, self.labels)
        if filled.errors:
            return self.settings(request, one, filled, status=422)
        self.store.change_choice(one.id, filled.choice)
        return self.settings(request, one, filled, CHANGED)

    def settings(
        self, request: Request, one: Subscriber, filled: Filled, said: str = "", status: int = 200
    ) -> Response:
        form = pages.Form("", "", "", filled.scope, filled.choice, filled.errors)
        page = pages.manage_page(self.frame(request), self.labels, form, one.address, said)
        return self.page(page, status)

    def download(self, one: Subscriber) -> Response:
        made = Response(to_download(self.store.dossier(one.address)), content_type="application/json")
        made.headers.update(PRIVATE)
        made.headers["Content-Disposition"] = 'attachment; filename="ldn-watch-my-data.json"'
        return made

    # --- pages -----------------------------------------------------------------------------------

    def frame(self, request: Request) -> Frame:
        """The site's frame around the page at this path. It has no address: a link of somebody's own is
        nothing to name to search engines.
        """
        path = request.path[1:]
        made = Frame(self.title, "", path if path.count("/") <= DEEPEST else "")
        return replace(made, subscribe=f"{made.root}subscribe") if self.subscribing else made

    def say(self, request: Request, status: int, words: tuple[str, str], *, ask: bool = False) -> Response:
        page = pages.message_page(self.frame(request), *words, ask=ask and self.subscribing)
        return self.page(page, status)

    def page(self, body: bytes, status: int = 200) -> Response:
        return Response(body, status, headers=PRIVATE, content_type="text/html; charset=utf-8")


def to_filled(choice: Choice) -> Filled:
    """What is kept, as the form shows it."""
    return replace(Filled(choice=choice), scope=EVERYTHING if choice.is_everything else CHOSEN)


def to_client(address: str) -> str:
    """Who is counted as one: an IPv4 address, or an IPv6 network of 64 bits, which is one customer's."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)
