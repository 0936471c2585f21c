"""The citation, faithful to NLM: lists stay lists, texts are plain and whole.

Days are `datetime.date` in NCBI's own day (US Eastern), as PubMed gives no hour. Import these names
from ldn_watch.model, where all nouns are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PUBMED_PREFIX = "pmid:"


def pmid_of(uid: str) -> str:
    """`pmid:39012345` -> `39012345`."""
    return uid.removeprefix(PUBMED_PREFIX)


def uid_of(pmid: str | int) -> str:
    """`39012345` -> `pmid:39012345`. A PMID never changes and is never reused (PubMed User Guide, PMID)."""
    return f"{PUBMED_PREFIX}{int(pmid)}"


@dataclass(frozen=True, slots=True)
class Author:
    """A person (family, given, initials, suffix) or a collective (then `collective` alone is set)."""

    family: str = ""
    given: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """One AbstractText: its own `label` ("AIM"), NLM's `category` ("OBJECTIVE"), whole text."""

    text: str
    label: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class OtherAbstract:
    """A plain-language summary or a translation: `kind` and ISO 639-2 `language` as NLM gives them."""

    kind: str
    language: str
    sections: tuple[AbstractSection, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """Where it was published; for a book chapter `title` is the book's."""

    title: str = ""
    abbreviation: str = ""  # ISO, else MedlineTA
    issn: str = ""
    nlm_id: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A controlled term with its UI: a publication type (D016449) or a MeSH qualifier (Q000188)."""

    name: str
    ui: str = ""
    major: bool = False


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH descriptor with its qualifiers; `major` if descriptor or any qualifier is starred."""

    name: str
    ui: str
    major: bool
    qualifiers: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Substance:
    """A Chemical: name, MeSH UI, registry number (UNII, CAS or EC; "0" where none)."""

    name: str
    ui: str = ""
    registry_number: str = ""


@dataclass(frozen=True, slots=True)
class CommentCorrection:
    """A CommentsCorrections entry (RefType, RefSource); `uid` is empty where NLM gives no PMID."""

    ref_type: str
    ref_source: str = ""
    uid: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DataBank:
    """A registry or data bank with its accession numbers (ClinicalTrials.gov: NCT...)."""

    name: str
    accessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """NLM's dates (User Guide, date fields); None where the record has none or an impossible one.

    `published` is ISO 8601 and as precise as known ("2024", "2024-03", "2024-03-09");
    `published_as_given` keeps NLM's words ("2013 Nov-Dec"). `electronic` is the ArticleDate.
    """

    entrez: date | None = None  # CRDT: first created in PubMed
    pubmed: date | None = None  # EDAT: set back to publication when added late
    medline: date | None = None  # MHDA: MeSH added
    revised: date | None = None  # LR, searched as mdat
    completed: date | None = None
    published: str = ""
    published_as_given: str = ""
    electronic: date | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One PubMed record. `kind` is "article" or "book". Texts are plain: markup flattened, whole."""

    uid: str
    title: str
    version: int = 1
    kind: str = "article"
    vernacular_title: str = ""
    abstract: tuple[AbstractSection, ...] = ()
    other_abstracts: tuple[OtherAbstract, ...] = ()
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    journal: Journal = Journal()
    languages: tuple[str, ...] = ()
    publication_types: tuple[Term, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    substances: tuple[Substance, ...] = ()
    keywords: tuple[Term, ...] = ()
    dates: Dates = Dates()
    doi: str = ""
    pmc: str = ""  # "PMC6313374"
    other_ids: tuple[tuple[str, str], ...] = ()  # (IdType, value): pii, bookaccession, ...
    data_banks: tuple[DataBank, ...] = ()
    comments_corrections: tuple[CommentCorrection, ...] = ()
    status: str = ""  # MedlineCitation/@Status: Publisher, In-Process, MEDLINE, ...
    publication_status: str = ""  # PubmedData/PublicationStatus: aheadofprint, epublish, ppublish

    @property
    def pmid(self) -> str:
        return pmid_of(self.uid)

    @property
    def is_retracted(self) -> bool:
        """Retracted itself (publication type D016441, or RetractionIn); a retraction notice is not."""
        return any(
            term.ui == "D016441" or term.name == "Retracted Publication" for term in self.publication_types
        ) or any(
            link.ref_type in ("RetractionIn", "RetractedandRepublishedIn")
            for link in self.comments_corrections
        )

    @property
    def is_preprint(self) -> bool:
        return any(term.name == "Preprint" for term in self.publication_types)

    @property
    def is_ahead_of_print(self) -> bool:
        return self.publication_status == "aheadofprint"

    def linked(self, *ref_types: str) -> tuple[CommentCorrection, ...]:
        """The comments/corrections of these RefTypes, in NLM's order."""
        return tuple(link for link in self.comments_corrections if link.ref_type in ref_types)
