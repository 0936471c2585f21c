"""Full-text search, guards that keep the ledger append-only, views for readers.

Comes in: the tables of 0001. Goes out: the index of `citation_text` with the triggers that keep it in
step, the ledger's guards, the documented views. May raise what the database raises.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

TEXTS = "title, abstract, authors, journal, keywords, mesh"

# External content, as SQLite's FTS5 documentation (4.4.3) has it: the text stands once, in
# citation_text, and the triggers give FTS5 the old words, without which it cannot forget them.
SEARCH = f"""
CREATE VIRTUAL TABLE citation_fts USING fts5(
    {TEXTS}, content="citation_text", content_rowid="pmid",
    tokenize="porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER citation_text_added AFTER INSERT ON citation_text BEGIN
    INSERT INTO citation_fts(rowid, {TEXTS})
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
CREATE TRIGGER citation_text_removed AFTER DELETE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, {TEXTS})
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
END;
CREATE TRIGGER citation_text_changed AFTER UPDATE ON citation_text BEGIN
    INSERT INTO citation_fts(citation_fts, rowid, {TEXTS})
    VALUES ('delete', old.pmid, old.title, old.abstract, old.authors, old.journal, old.keywords, old.mesh);
    INSERT INTO citation_fts(rowid, {TEXTS})
    VALUES (new.pmid, new.title, new.abstract, new.authors, new.journal, new.keywords, new.mesh);
END;
"""  # noqa: S608

GUARDS = """
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER event_undeleted BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
"""

VIEWS = """
CREATE VIEW citations AS
SELECT c.pmid, c.title, c.journal, c.published, c.doi, c.relevance, c.study_type, c.is_retracted,
       c.is_deleted, c.first_seen, c.fetched_at, 'https://pubmed.ncbi.nlm.nih.gov/' || c.pmid || '/' AS url
FROM citation c;

CREATE VIEW citation_conditions AS
SELECT t.pmid, t.condition_id, t.group_id, t.kind, t.field, t.words, c.title, c.relevance, c.study_type,
       c.first_seen
FROM tag t JOIN citation c ON c.pmid = t.pmid;

CREATE VIEW events AS
SELECT e.seq, e.at, e.kind, e.pmid, c.title, e.detail, e.key, e.quiet, c.relevance, c.study_type
FROM event e JOIN citation c ON c.pmid = e.pmid;

CREATE VIEW deliveries AS
SELECT d.id, d.digest, d.number, i.composed_at, i.channel, d.state, d.attempt, d.in_doubt, d.next_try,
       d.settled_at,
       (SELECT count(*) FROM outbox o WHERE o.digest = d.digest AND o.number = d.number) AS entries
FROM delivery d JOIN issue i ON i.digest = d.digest AND i.number = d.number;

CREATE VIEW runs AS
SELECT r.id, r.started, r.finished, r.outcome, r.matched, r.new, r.error, r.report FROM run r;
"""


def upgrade() -> None:
    """FTS5 and RAISE are SQLite's own; another database gets its own search and guards here."""
    if op.get_bind().dialect.name == "sqlite":
        for script in (SEARCH, GUARDS):
            for statement in _statements(script):
                op.execute(statement)
    for statement in _statements(VIEWS):
        op.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script: each ends with `;` at a line's end, a trigger with its `END;`."""
    found, statement = list[str](), ""
    for line in script.strip().splitlines():
        statement += line + "\n"
        inside = "TRIGGER" in statement and not line.startswith("END;")
        if line.endswith(";") and not inside:
            found.append(statement.strip())
            statement = ""
    return found
