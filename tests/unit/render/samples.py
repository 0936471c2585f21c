"""Made-up citations for the renderer tests (titles of some are real; abstracts are our own)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from ldn_watch.model import (
    AbstractSection,
    Archived,
    Author,
    Citation,
    CommentCorrection,
    DataBank,
    Dates,
    Event,
    EventKind,
    Evidence,
    Journal,
    Labels,
    LedgerLine,
    Look,
    Relevance,
    RunOutcome,
    Tag,
    TagKind,
    Term,
    Verdict,
)
from ldn_watch.render.feed import FeedMeta
from ldn_watch.render.messages.email import DigestMail
from ldn_watch.render.view import to_entry

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LABELS = Labels(
    conditions={
        "fibromyalgia": "Fibromyalgia",
        "crps": "Complex regional pain syndrome",
        "crohn": "Crohn's disease",
        "sjogren": "Sjögren's disease",
        "me-cfs": "ME/CFS",
        "long-covid": "Long COVID",
        "multiple-sclerosis": "Multiple sclerosis",
        "hailey-hailey": "Hailey-Hailey disease",
    },
    groups={
        "chronic-pain": "Chronic pain",
        "gut": "Gut",
        "autoimmune": "Autoimmune and rheumatic",
        "fatigue": "Fatigue and after infection",
        "skin": "Skin",
    },
    study_types={
        "rct": "Randomised trial",
        "case-report": "Case report",
        "review": "Review",
        "other": "Other",
    },
    group_of={
        "fibromyalgia": "chronic-pain",
        "crps": "chronic-pain",
        "crohn": "gut",
        "sjogren": "autoimmune",
        "me-cfs": "fatigue",
        "long-covid": "fatigue",
        "multiple-sclerosis": "autoimmune",
        "hailey-hailey": "skin",
    },
)
META = FeedMeta("all", "LDN Watch: everything", "All that is new", "feeds/all", "https://ldn.example.org")

FATIGUE = Citation(
    uid="pmid:39000001",
    title="Low-dose naltrexone in the treatment of ME/CFS: β-endorphin, p<0.05 & more",
    abstract=(
        AbstractSection("To see whether low-dose naltrexone helps people with ME/CFS.", "AIM"),
        AbstractSection("Of 218 patients, 4.5 mg a day helped most; p<0.05 & stable.", "RESULTS"),
    ),
    authors=(Author("Polo", "Olli", "O"), Author("Pesonen", "Pia", "P"), Author("Tuominen", "Essi", "E")),
    journal=Journal(
        "Fatigue : Biomedicine, Health & Behavior", "Fatigue", volume="7", issue="4", pages="207-217"
    ),
    dates=Dates(published="2019-12", published_as_given="2019 Dec", entrez=date(2019, 12, 9)),
    doi="10.1080/21641846.2019.1692770",
    pmc="PMC7000001",
    data_banks=(DataBank("ClinicalTrials.gov", ("NCT01234567",)),),
)
TOPIC = Verdict(
    Relevance.FOCUS,
    reasons=(
        Evidence("ldn", "title", "Low-dose naltrexone", 0),
        Evidence("ldn", "title", "low-dose naltrexone", 9),
    ),
    tags=(
        Tag("me-cfs", "fatigue", TagKind.TOPIC, (Evidence("me-cfs", "title", "ME/CFS", 40),)),
        Tag(
            "fibromyalgia",
            "chronic-pain",
            TagKind.MENTION,
            (Evidence("fm", "abstract:AIM", "fibromyalgia", 3),),
        ),
    ),
    study_type="rct",
    dose="4.5 mg",
    dose_evidence=(Evidence("dose", "abstract:RESULTS", "4.5 mg", 17),),
)


def to_line(  # noqa: PLR0913 - each test names what it changes
    citation=FATIGUE, verdict=TOPIC, kind=EventKind.NEW, *, at=NOW, seen=NOW, deleted=False, seq=1, **event
):
    archived = Archived(citation, verdict, seen, seen, "f" * 64, deleted)
    return LedgerLine(seq, Event(citation.uid, kind, at, **event), archived)


def entry_of(*args, **kwargs):
    return to_entry(to_line(*args, **kwargs), LABELS)


def titled(title, number=1, **kwargs):
    citation = replace(FATIGUE, uid=f"pmid:{40000000 + number}", title=title)
    return entry_of(citation, at=NOW - timedelta(hours=number), **kwargs)


def tagged(condition, number, title, kind=TagKind.TOPIC, study="rct", **changes):
    proof = (Evidence(condition, "title", LABELS.conditions[condition]),)
    verdict = replace(TOPIC, tags=(Tag(condition, "", kind, proof),), study_type=study)
    event = {name: changes.pop(name) for name in ("kind_", "key", "detail") if name in changes}
    event_kind = event.pop("kind_", EventKind.NEW)
    citation = replace(FATIGUE, uid=f"pmid:{number}", title=title, **changes)
    return entry_of(citation, verdict, event_kind, **event)


def realistic_entries():
    fresh = Dates(published="2026-11", published_as_given="2026 Nov")
    notice = CommentCorrection("RetractionIn", "Pain Med. 2026 Nov;27(11):1204", "pmid:41000900")
    pain = Journal("Pain medicine (Malden, Mass.)", "Pain Med", volume="27", issue="11", pages="1101-1112")
    group = (
        Author("Younger", "Jarred", "J"),
        Author("Noor", "Noorulain", "N"),
        Author(collective="FINAL Study Group"),
    )
    many = tuple(Author(f"Family{n}", "", "AB") for n in range(9))
    return (
        tagged(
            "crps",
            41000001,
            "Low-dose naltrexone for complex regional pain syndrome: two cases and their course",
            study="case-report",
            journal=pain,
            dates=Dates(published="2024-02"),
            kind_=EventKind.RETRACTED,
            detail=notice.ref_source,
            comments_corrections=(notice,),
            authors=many,
        ),
        tagged(
            "fibromyalgia",
            41000002,
            "Naltrexone 6 mg once daily versus placebo in women with fibromyalgia: a double-blind trial",
            dates=fresh,
            journal=replace(pain, title="The Lancet. Rheumatology", volume="8", issue="11"),
            authors=many,
        ),
        tagged(
            "fibromyalgia",
            41000003,
            "Low-dose naltrexone and IFN-γ, TNF-α in fibromyalgia: a pilot study",
            dates=fresh,
            authors=group,
            publication_types=(Term("Preprint"),),
            pmc="",
            journal=Journal("medRxiv : the preprint server for health sciences", "medRxiv"),
        ),
        entry_of(replace(FATIGUE, title="Low-dose naltrexone in the treatment of ME/CFS")),
        tagged(
            "sjogren",
            41000004,
            "Successful treatment of Sjögren's disease with low dose naltrexone: a case report",
            study="case-report",
            dates=fresh,
            publication_status="aheadofprint",
            pmc="",
            journal=Journal("Cureus", "Cureus"),
            authors=(Author("Zashin", "Scott", "S"),),
        ),
        tagged(
            "long-covid",
            41000005,
            "Effect of low-dose naltrexone on symptoms of long COVID",
            dates=fresh,
            kind_=EventKind.CORRECTED,
            key="pmid:41000901",
            detail="Brain Behav Immun Health. 2026 Nov;41:100900",
            comments_corrections=(CommentCorrection("ErratumIn", "x", "pmid:41000901"),),
        ),
    )


def mail_of(entries=None, **changes):
    mail = DigestMail(
        digest="weekly",
        title="LDN weekly",
        number=12,
        composed_at=NOW,
        entries=realistic_entries() if entries is None else tuple(entries),
        watch_title="LDN Watch",
        sender="LDN Watch <watch@example.org>",
        base_url="https://ldn.example.org",
        list_domain="example.org",
        unsubscribe="leave@example.org",
        look=Look(NOW, RunOutcome.NEW, 1503),
        answered=Look(NOW, RunOutcome.NEW, 1503),
        since=NOW - timedelta(days=7),
    )
    return replace(mail, **changes)
