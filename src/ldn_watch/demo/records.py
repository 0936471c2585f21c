"""One record of the replica: the bytes that EFetch sends, and what ESearch knows of them.

Comes in: the bytes of one PubmedArticle or PubmedBookArticle. Goes out: `Record`s, searchable by
folded words and days. Raises ValueError where the bytes are not such an element: only our own
catalogue and the tests' own records are read here, never an answer from outside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

EDGE = " | "  # between two texts of one field: no phrase reaches over it
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {"winter": 1, "spring": 4, "summer": 7, "fall": 10, "autumn": 10}  # User Guide, dp


@dataclass(frozen=True, slots=True)
class Record:
    """A record and its index. Texts are folded words, fields fenced with ` | `.

    Days are NCBI's: `created` CRDT (PubStatus entrez), `entered` EDAT (pubmed), `revised` MDAT
    (DateRevised; date.min, which no search finds, where there is none), `published` DP, by its first
    day where only a month or a year is known.
    """

    pmid: int
    raw: bytes
    label: str
    journal: str
    title: str
    text: str  # title, abstract, author keywords: what [tiab] searches
    headings: str
    substances: str
    types: str
    authors: str
    created: date
    entered: date
    revised: date
    published: date

    @property
    def anywhere(self) -> str:
        """What an untagged word searches (User Guide: [all] leaves out dates)."""
        return f"{self.text}{self.headings}{self.substances}{self.types}{self.authors}"


def fold(text: str) -> str:
    """Lower-case words without accents, hyphens and marks, as PubMed's index has them."""
    plain = unicodedata.normalize("NFKD", text.lower())
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(re.findall(r"[^\W_]+", letters))


def fenced(texts: Iterable[str]) -> str:
    """Folded texts as one searchable field; " | " where there are none."""
    return EDGE + "".join(fold(text) + EDGE for text in texts if text)


def to_record(raw: bytes) -> Record:
    """Index one PubmedArticle or PubmedBookArticle."""
    try:
        root = ET.fromstring(raw)  # noqa: S314 - our own catalogue
    except ET.ParseError as error:
        raise ValueError(f"not a record: {error}") from error
    pmid = root.findtext(".//PMID", "")
    if not pmid.isdigit():
        raise ValueError(f"a record without PMID: {raw[:80]!r}")
    head = root.find(".//ArticleTitle")
    titles = [_flat(head) if head is not None else "", root.findtext(".//VernacularTitle", "")]
    created = _history(root, "entrez") or _first_day(root)
    return Record(
        pmid=int(pmid),
        raw=raw,
        label=titles[0],
        journal=root.findtext(".//MedlineTA", "") or root.findtext(".//BookTitle", ""),
        title=fenced(titles),
        text=fenced([*titles, *_texts(root, ".//AbstractText"), *_texts(root, ".//Keyword")]),
        headings=fenced(_texts(root, ".//DescriptorName")),
        substances=fenced(_texts(root, ".//NameOfSubstance")),
        types=fenced(_texts(root, ".//PublicationType")),
        authors=fenced([*_authors(root), *_texts(root, ".//MedlineTA"), *_texts(root, ".//Journal/Title")]),
        created=created,
        entered=_history(root, "pubmed") or created,
        revised=_day(root.find(".//DateRevised")) or date.min,
        published=_first_day(root),
    )


def split_records(document: bytes) -> Iterator[bytes]:
    """The elements of a PubmedArticleSet as they stand in it, byte for byte."""
    for match in re.finditer(rb"<Pubmed(Book)?Article>.*?</Pubmed(?:Book)?Article>", document, re.DOTALL):
        yield match.group()


def synthetic_records(count: int, first: int = 1_000_000, step: int = 7) -> list[Record]:
    """Many minimal records that all match naltrexone, for partition tests: PMIDs `step` apart,
    one created every tenth of a day from 1990 on.
    """
    return [_synthetic(first + number * step, number) for number in range(count)]


def _synthetic(pmid: int, number: int) -> Record:
    day = date.fromordinal(date(1990, 1, 1).toordinal() + number // 10)
    title = f"Low-dose naltrexone, synthetic record {number}"
    words = fenced([title])
    return Record(
        pmid, make_record(pmid, title=title, entrez=day), title, "", words, words, EDGE, EDGE, EDGE, EDGE,
        day, day, date.min, day,
    )  # fmt: skip


def _texts(root: ET.Element, path: str) -> list[str]:
    return [_flat(element) for element in root.iterfind(path)]


def _flat(element: ET.Element) -> str:
    return "".join(element.itertext())


def _authors(root: ET.Element) -> Iterator[str]:
    for author in root.iterfind(".//Author"):
        yield author.findtext("CollectiveName") or " ".join(
            filter(None, (author.findtext("LastName"), author.findtext("Initials")))
        )


def _history(root: ET.Element, status: str) -> date | None:
    return _day(root.find(f".//PubMedPubDate[@PubStatus='{status}']"))


def _day(element: ET.Element | None) -> date | None:
    if element is None:
        return None
    year, month, day = (int(element.findtext(part, "1")) for part in ("Year", "Month", "Day"))
    return date(year, month, day)


def _first_day(root: ET.Element) -> date:
    pub = root.find(".//PubDate")
    text = "" if pub is None else " ".join(_texts(pub, "*"))
    year = re.search(r"\b(1[89]|20)\d\d\b", text)
    if year is None:
        return date(1900, 1, 1)
    words = re.findall(r"[a-z]+", text.lower())
    month = next((_month(word) for word in words if _month(word)), 0)
    numbers = [int(number) for number in re.findall(r"\b\d{1,2}\b", text)]
    if not month and numbers:
        month = numbers.pop(0)
    return date(int(year.group()), month or 1, numbers[0] if numbers else 1)


def _month(word: str) -> int:
    return _SEASONS.get(word) or (_MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0)


# --- minimal records for tests ---------------------------------------------------------------------


def make_record(  # noqa: PLR0913 - each is one element of the record
    pmid: int,
    *,
    title: str = "Low-dose naltrexone: a made-up record",
    abstract: str | Iterable[tuple[str, str]] = "",
    doi: str = "",
    journal: str = "Demonstration Records of ldn-watch",
    entrez: date = date(2026, 11, 2),
    pubmed: date | None = None,
    revised: date | None = None,
    published: str = "",
    types: Iterable[str] = ("Journal Article",),
    mesh: Iterable[tuple[str, str]] = (),
    substances: Iterable[str] = (),
    keywords: Iterable[str] = (),
    authors: Iterable[str] = ("Example Ann",),
    links: Iterable[tuple[str, int]] = (),
    status: str = "MEDLINE",
    publication_status: str = "ppublish",
) -> bytes:
    """One PubmedArticle, valid by pubmed_250101.dtd. All texts are escaped here.

    `abstract` is a text or (label, text) pairs; `published` a year (default: that of `entrez`);
    `revised` is left out unless given; `mesh` (name, UI) pairs; `authors` "Family Given" or, with a
    leading "=", a collective; `links` (RefType, PMID) pairs of CommentsCorrections.
    """
    year = published or str(entrez.year)
    article = (
        f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>{year}</Year>'
        f"</PubDate></JournalIssue><Title>{escape(journal)}</Title></Journal>"
        f"<ArticleTitle>{escape(title)}</ArticleTitle><Pagination><MedlinePgn/></Pagination>"
        f"{_abstract(abstract)}{_wrap('AuthorList', map(_author, authors))}<Language>eng</Language>"
        f"{_wrap('PublicationTypeList', map(_type, types))}"
        "</Article>"
    )
    citation = (
        f'<MedlineCitation Status="{status}" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        f"{_wrap('DateRevised', [_date(revised)] if revised else [])}{article}"
        f"<MedlineJournalInfo><MedlineTA>{escape(journal)}</MedlineTA></MedlineJournalInfo>"
        f"{_wrap('ChemicalList', map(_substance, substances))}"
        f"{_wrap('CommentsCorrectionsList', (_link(*link) for link in links))}"
        f"{_wrap('MeshHeadingList', (_heading(*heading) for heading in mesh))}"
        f"{_wrap('KeywordList', map(_keyword, keywords))}</MedlineCitation>"
    )
    history = f"{_pub_date('pubmed', pubmed or entrez)}{_pub_date('entrez', entrez)}"
    ids = f'<ArticleId IdType="pubmed">{pmid}</ArticleId>'
    ids += f'<ArticleId IdType="doi">{escape(doi)}</ArticleId>' if doi else ""
    return (
        f"<PubmedArticle>{citation}<PubmedData><History>{history}</History>"
        f"<PublicationStatus>{publication_status}</PublicationStatus><ArticleIdList>{ids}</ArticleIdList>"
        "</PubmedData></PubmedArticle>"
    ).encode()


def _wrap(tag: str, parts: Iterable[str]) -> str:
    inside = "".join(parts)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def _abstract(abstract: str | Iterable[tuple[str, str]]) -> str:
    if isinstance(abstract, str):
        return f"<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract>" if abstract else ""
    return _wrap(
        "Abstract",
        (f'<AbstractText Label="{escape(label)}">{escape(text)}</AbstractText>' for label, text in abstract),
    )


def _author(name: str) -> str:
    if name.startswith("="):
        return f"<Author><CollectiveName>{escape(name[1:])}</CollectiveName></Author>"
    family, _, given = name.partition(" ")
    return f"<Author><LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName></Author>"


def _type(name: str) -> str:
    return f'<PublicationType UI="">{escape(name)}</PublicationType>'


def _substance(name: str) -> str:
    return (
        "<Chemical><RegistryNumber>0</RegistryNumber>"
        f'<NameOfSubstance UI="">{escape(name)}</NameOfSubstance></Chemical>'
    )


def _link(ref_type: str, pmid: int) -> str:
    return (
        f'<CommentsCorrections RefType="{ref_type}"><RefSource>{ref_type} {pmid}</RefSource>'
        f'<PMID Version="1">{pmid}</PMID></CommentsCorrections>'
    )


def _heading(name: str, ui: str) -> str:
    inside = f'<DescriptorName UI="{ui}" MajorTopicYN="N">{escape(name)}</DescriptorName>'
    return f"<MeshHeading>{inside}</MeshHeading>"


def _keyword(word: str) -> str:
    return f'<Keyword MajorTopicYN="N">{escape(word)}</Keyword>'


def _pub_date(status: str, day: date) -> str:
    return f'<PubMedPubDate PubStatus="{status}">{_date(day)}</PubMedPubDate>'


def _date(day: date) -> str:
    return f"<Year>{day.year}</Year><Month>{day.month:02}</Month><Day>{day.day:02}</Day>"
