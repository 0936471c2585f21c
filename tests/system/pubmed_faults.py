"""Every fault of PubMed that this program has met or read of, and what a run must make of it.

Goes out: `ROWS`, one fault each, for test_pubmed_faults.py and for the printed table (fault_table.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from ldn_watch.demo import faults
from ldn_watch.demo.answers import Reply
from ldn_watch.demo.replica import Request
from tests.system.play import FIRST, LAST, NEWS
from tests.system.service import Service, record

Break = Callable[[Service], object]


@dataclass(frozen=True)
class Row:
    """A fault and what is expected of the run that meets it. `news` are in PubMed since it began.

    `arrived` of them are archived and told in that run, `troubled` are named. `deadline` and `silence`, in
    seconds, hold for the hurt run alone: no busy machine fails the healed one. `asked` is the most requests
    that it may cost. `wait`: the next run must send nothing until a person has had `check` ask.
    """

    name: str
    hurts: Break
    exit: int = 3
    arrived: int = 0
    troubled: int = 0
    raw: bool = False  # the troubled are kept with their bytes
    words: str = ""  # in the one line of the failure, or in the trouble's error
    news: range = NEWS
    deadline: float = 300
    silence: float = 20
    asked: int = 12
    wait: bool = False
    untold: tuple[int, ...] = ()  # archived as it came: without a title, it is about nothing


def always(endpoint: str, fault: faults.Fault) -> Break:
    return lambda service: service.replica.fail_always(endpoint, fault)


def once(endpoint: str, *fault: faults.Fault) -> Break:
    return lambda service: service.replica.fail_next(endpoint, *fault)


def _nobody_listens(service: Service) -> None:
    service.configure(pubmed="max_new = 1000", url="http://127.0.0.1:9/entrez/eutils/")


def _spoils_its_batch(fault: faults.Fault, pmid: int = 250) -> Break:
    return lambda service: service.replica.fail_always(
        "efetch", fault, lambda request: str(pmid) in request.params["id"].split(",")
    )


def _as_a_date(seconds: int) -> Break:
    def broken(service: Service) -> None:
        service.replica.fail_next(
            "esearch", faults.too_many_requests(datetime.now(UTC) + timedelta(seconds=seconds))
        )

    return broken


def _no_utf8(reply: Reply, _: Request) -> Reply:
    return replace(reply, body=reply.content.replace(b"trial 203", b"trial \xff\xc3 203"))


# What an answer can be, in every attempt: nobody may take it for "nothing new". The session reads both
# endpoints' answers; those in BOTH are also judged by what reads the one and the other.
ANYWHERE: dict[str, tuple[faults.Fault, str]] = {
    "connection reset": (faults.reset(), "reset"),
    "dropped before the body": (faults.drop_after(0), "cut off"),
    "dropped after 1 byte": (faults.drop_after(1), "cut off"),
    "dropped after 200 bytes": (faults.drop_after(200), "cut off"),
    "HTTP 500": (faults.status(500), "HTTP 500"),
    "HTTP 502": (faults.status(502), "HTTP 502"),
    "HTTP 503": (faults.status(503), "HTTP 503"),
    "HTTP 504": (faults.status(504), "HTTP 504"),
    "414": (faults.uri_too_large_414(), "HTTP 414"),
    "ERROR in a 200, XML": (faults.error_in_200_xml(), "Search Backend failed"),
    "ERROR in a 200, JSON": (faults.error_in_200_json(), "Search Backend failed"),
    "ERROR in a 200, invalid JSON": (faults.invalid_json(), "retstart"),
    "error forwarding request": (faults.error_forwarding(), "error forwarding request"),
    "the gateway's own words": (faults.unable_to_route(), "Unable to route"),
    "maintenance page with HTTP 200": (faults.html_page(), "Maintenance"),
    "empty body": (faults.empty_body(), "empty answer"),
    "cut XML, Content-Length agrees": (faults.cut_xml(), "PubMed's e"),
    "Content-Length 100 too large": (faults.wrong_content_length(100), "cut off"),
    "Content-Length 100 too small": (faults.wrong_content_length(-100), "PubMed's e"),
    "gzip that is none": (faults.bad_gzip(), "PubMed's e"),
    "cut gzip": (faults.cut_gzip(), "PubMed's e"),
}
BOTH = {
    "connection reset",
    "dropped after 200 bytes",
    "HTTP 503",
    "ERROR in a 200, XML",
    "maintenance page with HTTP 200",
    "empty body",
    "cut XML, Content-Length agrees",
    "Content-Length 100 too small",
    "cut gzip",
}
BLOCKS = {
    "block page behind a redirect": faults.block_redirect(),
    "block page with HTTP 200": faults.block_page(),
}
BATCH = range(FIRST, LAST + 1)
UNTITLED = {"no_title", "unknown_tag"}
HARMLESS = UNTITLED | {"absurd_date"}  # poisons that the reader can read

ROWS = [
    Row("connection refused", _nobody_listens, words="refused"),
    *(
        Row(f"{name} ({endpoint})", always(endpoint, fault), words=words)
        for endpoint in ("esearch", "efetch")
        for name, (fault, words) in ANYWHERE.items()
        if endpoint == "esearch" or name in BOTH
    ),
    *(
        Row(f"drip without end ({where})", always(where, faults.drip()), deadline=1, words="whole answer")
        for where in ("esearch", "efetch")
    ),
    *(
        Row(f"silence ({where})", always(where, faults.hang()), silence=0.5, words="timed out")
        for where in ("esearch", "efetch")
    ),
    # what passes is passed over in the same run
    Row("reset, once", once("esearch", faults.reset()), exit=0, arrived=5),
    Row("dropped in the middle, once", once("efetch", faults.drop_after(300)), exit=0, arrived=5),
    Row("429, Retry-After in seconds", once("efetch", faults.too_many_requests(1)), exit=0, arrived=5),
    Row("429, Retry-After as a date", _as_a_date(2), exit=0, arrived=5),
    Row("429, no Retry-After", once("esearch", faults.too_many_requests(None)), exit=0, arrived=5),
    Row("400 External viewer error, once", once("efetch", faults.external_viewer_400()), exit=0, arrived=5),
    Row("gzip as it should be", always("efetch", faults.good_gzip()), exit=0, arrived=5),
    # what does not
    Row("429 for ever", always("esearch", faults.too_many_requests(0)), words="429", asked=2),
    Row("429, an hour", always("efetch", faults.too_many_requests(3600)), words="3600 s", asked=3, wait=True),
    *(
        Row(f"{name} ({where})", always(where, fault), words="blocked", asked=3, wait=True)
        for where in ("esearch", "efetch")
        for name, fault in BLOCKS.items()
    ),
    Row("400 External viewer error for ever", always("efetch", faults.external_viewer_400()), words="viewer"),
    Row(
        "400 ID list is empty",
        always("efetch", faults.id_list_empty_400()),
        troubled=5,
        words="returned not one of them",
        asked=4,  # the census, what changed, and the list twice: never a third time
    ),
    Row("WebEnv expired", always("esearch", faults.expired_webenv()), words="Unable to obtain query"),
    Row("bad UTF-8 (esearch)", always("esearch", faults.bad_utf8()), words="PubMed's esearch"),
    Row("bad UTF-8 between records (efetch)", always("efetch", faults.bad_utf8()), exit=0, arrived=5),
    Row("bad UTF-8 in one record", always("efetch", _no_utf8), exit=0, arrived=4, troubled=1, raw=True),
    # numbers that do not add up
    Row("Count larger than the ids", always("esearch", faults.count_mismatch(1)), words="Count says"),
    Row("Count smaller than the ids", always("esearch", faults.count_mismatch(-1)), words="Count says"),
    Row("an empty census", always("esearch", faults.empty_census()), words="no citation matches"),
    Row("ids twice", always("esearch", faults.duplicate_ids()), words="twice"),
    Row("ids in another order", always("esearch", faults.reordered()), exit=0, arrived=5),
    Row("records in another order", always("efetch", faults.reordered()), exit=0, arrived=5),
    Row("every record twice", always("efetch", faults.repeated_records()), exit=0, arrived=5),
    Row("a record nobody asked for", always("efetch", faults.unasked_record(record(999))), exit=0, arrived=5),
    Row(
        "a record that is not returned",
        always("efetch", faults.missing_records(203)),
        exit=0,
        arrived=4,
        troubled=1,
    ),
    # one among 200
    *(
        Row(
            f"one of 200 spoils its batch: {name}",
            _spoils_its_batch(fault),
            exit=0,
            arrived=199,
            troubled=1,
            words="PubMed's efetch.fcgi",
            news=BATCH,
            asked=40,
        )
        for name, fault in (
            ("External viewer error", faults.external_viewer_400()),
            ("cut XML", faults.cut_xml()),
            ("HTTP 500", faults.status(500)),
        )
    ),
    *(
        Row(
            f"one of 200 poisoned: {how}",
            always("efetch", faults.poisoned_record(250, how)),
            exit=0,
            arrived=200 if how in HARMLESS else 199,
            troubled=how not in HARMLESS,
            raw=how != "empty",  # <PubmedArticle/> has nothing to keep
            news=BATCH,
            untold=(250,) if how in UNTITLED else (),
        )
        for how in faults.POISONS
    ),
]
