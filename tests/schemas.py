"""A watch in full swing in the database of each released schema, as SQL text in tests/data/schemas/.

`python -m tests.schemas` plays the days of such a watch with the program as it is and writes down its
database; `python -m tests.schemas SRC` does it with another version, whose `src` folder that is. A new
migration needs a new file: test_migrations.py asks for it.
"""

from __future__ import annotations

import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from ldn_watch.demo import faults
from ldn_watch.demo.mailbox import Mailbox
from ldn_watch.demo.records import make_record
from ldn_watch.demo.replica import Replica
from tests.system.service import Service, open_service, today

FOLDER = Path(__file__).parent / "data/schemas"
DUMPS = sorted(FOLDER.glob("*.sql"))
DIGESTS = """
[[digest]]
id = "weekly"
schedule = "weekly monday 07:00"
to = ["wim@example.org"]
[[digest]]
id = "more"
to = ["cy@example.org"]
"""
TOPICS = ("fibromyalgia", "Crohn's disease", "multiple sclerosis", "long COVID")
UNREADABLE, WITHHELD = 120, 121


def record(pmid: int, **more) -> bytes:
    """The same in every year: what PubMed has of it may not change between the dump and a test."""
    if pmid == 103:
        more["title"] = "Naltrexone in alcohol use disorder"
    title = f"Low-dose naltrexone in {TOPICS[pmid % len(TOPICS)]}: trial {pmid}"
    return make_record(pmid, title=more.pop("title", title), entrez=date(2026, 10, 20), **more)


def retracted(pmid: int) -> bytes:
    types = ("Journal Article", "Retracted Publication")
    return record(pmid, types=types, revised=today(), links=[("RetractionIn", 999)])


def configure(service: Service, max_new: int = 100) -> None:
    service.configure(pubmed=f"max_new = {max_new}", digest=DIGESTS)


# --- the days -------------------------------------------------------------------------------------------


def open_past(folder: Path) -> tuple[Service, Replica, Mailbox]:
    """The service with PubMed as it was at the end of the days, and every reader well again."""
    replica, mailbox = open_service(folder, *map(record, (101, 102, 103)))
    return Service(folder, replica, mailbox), replica, mailbox


def play(service: Service) -> None:
    """Everything that a database can hold: see `expected` in test_migrations.py."""
    replica, mailbox = service.replica, service.mailbox
    configure(service)
    service.run_once()  # what is there is no news
    for reader in ("sue", "sam"):
        service.run("subscribers", "add", f"{reader}@example.org", "--frequency", "monthly")
    service.run("subscribers", "remove", "sam@example.org")
    replica.put(record(104), record(105))
    mailbox.refuses["cy@example.org"] = "550 5.1.1 No such user"
    service.run_once()  # told to ann and ben; cy is suppressed; weekly waits
    replica.put(record(106), retracted(104))
    mailbox.refuses["ben@example.org"] = "450 4.2.0 greylisted"
    service.run_once()  # ann is told, ben's mail is deferred
    replica.put(record(107), record(108), record(UNREADABLE), record(WITHHELD))
    withhold(replica)
    configure(service, max_new=1)
    service.run_once()  # held by the flood brake; one record unreadable, one missing
    replica.put(record(109))
    configure(service)
    service.run_and_kill(lambda kill: setattr(mailbox, "on_data", lambda _: kill()))  # ann's mail: in doubt


def withhold(replica: Replica) -> None:
    """PubMed lists two records: one of them cannot be read, the other does not come."""

    poisoned, missing = (
        faults.poisoned_record(UNREADABLE, "control_characters"),
        faults.missing_records(WITHHELD),
    )

    def spoiled(reply, request):
        return missing(poisoned(reply, request), request)

    replica.fail_always("efetch", spoiled)


# --- SQL text -------------------------------------------------------------------------------------------


def dump(database: Path) -> str:
    """The whole database as SQL that any SQLite reads: tables, rows, then what is made of them."""
    with closing(sqlite3.connect(database)) as conn:
        text = "\n".join(_statements(conn)) + "\n"
    return text.replace(socket.gethostname(), "old-host")


def _statements(conn: sqlite3.Connection) -> Iterator[str]:
    parts = conn.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    virtual = [name for _, name, sql in parts if sql.startswith("CREATE VIRTUAL")]
    shadows = tuple(f"{name}_" for name in virtual)
    parts = [part for part in parts if not part[1].startswith((*shadows, "sqlite_"))]
    yield f"PRAGMA application_id = {conn.execute('PRAGMA application_id').fetchone()[0]};"
    yield "BEGIN;"
    tables = [(name, sql) for kind, name, sql in parts if kind == "table" and name not in virtual]
    for name, sql in tables:
        yield f"{sql};"
        if name != "lease":  # a process of the machine that played the days
            yield from _rows(conn, name)
    yield "DELETE FROM sqlite_sequence;"
    yield from _rows(conn, "sqlite_sequence")
    for kind, name, sql in parts:
        if name in virtual:
            yield f"{sql};\nINSERT INTO {name}({name}) VALUES ('rebuild');"
        elif kind != "table" and not name.startswith(shadows):
            yield f"{sql};"
    yield "COMMIT;"


def _rows(conn: sqlite3.Connection, table: str) -> Iterator[str]:
    names = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
    quoted = " || ', ' || ".join(f"quote({name})" for name in names)
    for (values,) in conn.execute(f"SELECT {quoted} FROM {table}"):  # noqa: S608
        yield f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values});"  # noqa: S608


def load(text: str, database: Path) -> None:
    """Make the database again."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as conn:
        conn.executescript(text)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        service, replica, mailbox = open_past(Path(folder))
        if sys.argv[1:]:
            service.environ["PYTHONPATH"] = str(Path(sys.argv[1]).resolve())
        with replica, mailbox:
            play(service)
        database = Path(folder) / "state/ldn-watch.sqlite3"
        with closing(sqlite3.connect(database)) as conn:
            ((revision,),) = conn.execute("SELECT version_num FROM alembic_version")
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{revision}.sql").write_text(dump(database), encoding="utf-8")


if __name__ == "__main__":
    main()
