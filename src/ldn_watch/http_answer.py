"""What an HTTP answer means and whether to ask again: decided purely, before anything is done.

Comes in: an `Answer`, or a failure and how often it was tried. Goes out: what is wrong with it as a
`SourceError` value (returned, not raised), seconds to wait, or the server's own words for a person.
May raise: nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote, quote_plus, urljoin, urlsplit

from ldn_watch.errors import Blocked, SourceError, Transient

LONGEST_WAIT = 120.0  # seconds; when more is asked for, the next run is the better retry
FIRST_WAIT = 0.5  # seconds, doubled at each further attempt
BLOCK_HOST = "misuse.ncbi.nlm.nih.gov"

# The words of a 400 that a later attempt may not meet again: a back end failed, not the request.
PASSING = re.compile(
    r"external viewer error|search backend|backend|proxy_stream|failed to connect|time(d )?[ -]?out|"
    r"temporarily|unavailable|bad.gateway|server.error|try again|error.reading|cannot.process|"
    r"can't run|can't fetch|error forwarding|unable to obtain|unable to route",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply: status, headers by lower-case name, body unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_ok(answer: Answer) -> bool:
    """Whether the status is 200; the body may still hold an error."""
    return answer.status == HTTPStatus.OK


def classify(
    answer: Answer, url: str, *, accept: Callable[[Answer], bool] = is_ok, now: datetime | None = None
) -> SourceError | None:
    """What is wrong with this answer of `url`, or None where it is one that the caller accepts.

    `now` (aware UTC) is the fallback clock for a Retry-After given as a date.
    """
    if is_block_page(answer.body):
        return _blocked()
    if answer.status in range(300, 400):
        return _redirected(url, answer.headers.get("location", ""))
    if answer.body.lstrip()[:1] == b"{" and "api key invalid" in words_of(answer.body).casefold():
        return SourceError(
            "PubMed refuses the API key: correct or unset the environment variable "
            "that [pubmed] api_key_env names"
        )
    if accept(answer):
        return None
    return _failed(answer, words_of(answer.body), now)


def plan_retry(failure: SourceError, attempt: int, attempts: int, jitter: float) -> float | None:
    """Seconds to wait before the next attempt, or None to give up.

    `attempt` counts from 1, `jitter` is in [0, 1): many clients that failed together must not come
    back together. A server's own Retry-After (RFC 9110, 10.2.3) is never undercut.
    """
    if not isinstance(failure, Transient) or attempt >= attempts:
        return None
    asked = failure.retry_after or 0.0
    if asked > LONGEST_WAIT:
        return None
    return float(max(FIRST_WAIT * 2 ** (attempt - 1), asked)) + jitter * FIRST_WAIT


def retry_after_of(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Retry-After in seconds, from either of its forms; None where absent or unreadable.

    A date is compared with the reply's own Date, so that a wrong clock here does no harm.
    """
    given = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", given):
        return float(given)
    until, date = _http_date(given), _http_date(headers.get("date", "")) or now
    return max(0.0, (until - date).total_seconds()) if until and date else None


def is_block_page(body: bytes) -> bool:
    """Whether this is NCBI's page for a blocked address, which comes with HTTP 200."""
    titled = re.search(rb"<title[^>]*>[^<]*Blocked Diagnostic", body[:20_000], re.IGNORECASE)
    return titled is not None or (is_html(body) and BLOCK_HOST.encode() in body)


def is_html(body: bytes) -> bool:
    """Whether this is a web page, whatever its Content-Type says."""
    return (
        re.match(
            rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+)?html",
            body[:4096],
            re.IGNORECASE | re.DOTALL,
        )
        is not None
    )


def words_of(body: bytes, limit: int = 200) -> str:
    """The server's own words for a person: an error element, a JSON error, a page's title, else the
    text; one line, no control characters, at most `limit` characters.
    """
    text = body[:20_000].decode("utf-8", "replace")
    for pattern in (
        r"<ERROR[^>]*>(.*?)</ERROR",
        r'"error"\s*:\s*"((?:[^"\\]|\\.)*)',
        r"<title[^>]*>(.*?)</title",
    ):
        found = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
        if found and found[1].strip():
            text = found[1]
            break
    text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:limit]


def redact(text: str, secret: str) -> str:
    """`text` without the secret, plain, URL-encoded or HTML-escaped."""
    if not secret:
        return text
    shapes = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret)}
    pattern = "|".join(re.escape(shape) for shape in sorted(shapes, key=len, reverse=True))
    return re.sub(pattern, "***", text, flags=re.IGNORECASE)


def host_of(url: str) -> str:
    """The host and port of an address, and never the name and password that may stand before them."""
    return urlsplit(url).netloc.rpartition("@")[2]


def without_userinfo(text: str) -> str:
    """`text` with *** in place of what stands before the host in any address."""
    return re.sub(r"//\S*@", "//***@", text)


def _http_date(text: str) -> datetime | None:
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when


def _failed(answer: Answer, words: str, now: datetime | None) -> SourceError:
    status = answer.status
    text = f"HTTP {status}: {words}" if words else f"HTTP {status}"
    if status == HTTPStatus.REQUEST_URI_TOO_LONG:
        return SourceError(f"{text} (the request is too long: shorten [pubmed] query)")
    passes = status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
    if passes or status not in range(400, 500) or PASSING.search(words):
        return Transient(text, retry_after_of(answer.headers, now))
    return SourceError(text)


def _blocked() -> Blocked:
    return Blocked(
        f"NCBI has blocked this address ({BLOCK_HOST}): stop, register [pubmed] tool and email with "
        "eutilities@ncbi.nlm.nih.gov, and ask for the block to be lifted"
    )


def _redirected(url: str, location: str) -> SourceError:
    try:
        target = urlsplit(urljoin(url, location))
        host = target.hostname or ""
    except ValueError:
        return SourceError("redirected to an address that is none; check [pubmed] base_url")
    if host == BLOCK_HOST:
        return _blocked()
    where = f"{target.scheme}://{host_of(target.geturl())}{target.path}"
    return SourceError(f"redirected to {where}, not followed; check [pubmed] base_url")
