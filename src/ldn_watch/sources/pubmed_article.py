"""One PubmedArticle or PubmedBookArticle element as a `Citation`, every field of it.

Comes in: the element (pubmed_250101.dtd). Goes out: the citation; what the record does not have is
empty. May raise: `ValueError` where there is no PMID of its own: nothing could be told about it.
"""

from __future__ import annotations

from datetime import date

from ldn_watch.model import Author, Citation, Dates, Journal
from ldn_watch.sources import pubmed_fields as fields
from ldn_watch.sources.pubmed_dates import to_day, to_published, to_published_freely
from ldn_watch.sources.pubmed_fields import elements, text_at
from ldn_watch.sources.pubmed_text import Element

NO_TITLE = "[Not Available]"  # NLM's own words for a record without a title


def to_article(root: Element) -> Citation:
    """A PubmedArticle. The ids are the record's own: those of its references are never looked at."""
    medline, data = root.find("MedlineCitation"), root.find("PubmedData")
    if medline is None:
        raise ValueError("no MedlineCitation")
    uid, article = _own_uid(medline), medline.find("Article")
    if article is None:  # kept as a citation it would be judged unrelated, and looked at again weeks later
        raise ValueError("no Article")
    authors = article.find("AuthorList")
    doi, pmc, other_ids = fields.to_ids(elements(data, "ArticleIdList"))
    return Citation(
        uid=uid,
        version=_version(medline),
        title=text_at(article, "ArticleTitle") or NO_TITLE,
        vernacular_title=text_at(article, "VernacularTitle"),
        abstract=fields.to_sections(article.find("Abstract")),
        other_abstracts=fields.to_other_abstracts(medline),
        authors=fields.to_authors(authors),
        authors_complete=fields.is_complete(authors),
        journal=_journal(article, medline.find("MedlineJournalInfo")),
        languages=fields.to_texts(elements(article, "Language")),
        publication_types=fields.to_terms(elements(article, "PublicationTypeList/PublicationType")),
        mesh=fields.to_mesh(medline),
        substances=fields.to_substances(medline),
        keywords=fields.to_terms(medline.iterfind("KeywordList/Keyword")),
        dates=_dates(
            medline, data, _at(article, "Journal/JournalIssue/PubDate"), _at(article, "ArticleDate")
        ),
        doi=doi or _doi_elsewhere(article),
        pmc=pmc,
        other_ids=other_ids,
        data_banks=fields.to_data_banks(article),
        comments_corrections=fields.to_comments_corrections(medline),
        status=medline.get("Status", ""),
        publication_status=text_at(data, "PublicationStatus"),
    )


def to_book(root: Element) -> Citation:
    """A PubmedBookArticle: a chapter, or a whole book where there is no ArticleTitle."""
    chapter, data = root.find("BookDocument"), root.find("PubmedBookData")
    if chapter is None:
        raise ValueError("no BookDocument")
    book = chapter.find("Book")
    doi, pmc, other_ids = fields.to_ids(
        [*chapter.iterfind("ArticleIdList"), *elements(data, "ArticleIdList")]
    )
    authors, complete = _book_authors(chapter, book)
    isbns = tuple(("isbn", isbn) for isbn in fields.to_texts(elements(book, "Isbn")))
    return Citation(
        uid=_own_uid(chapter),
        version=_version(chapter),
        kind="book",
        title=text_at(chapter, "ArticleTitle") or text_at(book, "BookTitle") or NO_TITLE,
        vernacular_title=text_at(chapter, "VernacularTitle"),
        abstract=fields.to_sections(chapter.find("Abstract")),
        authors=authors,
        authors_complete=complete,
        journal=Journal(
            title=text_at(book, "BookTitle"),
            volume=text_at(book, "Volume"),
            pages=_pages(chapter),
            publisher=text_at(book, "Publisher/PublisherName"),
        ),
        languages=fields.to_texts(chapter.iterfind("Language")),
        publication_types=fields.to_terms(chapter.iterfind("PublicationType")),
        keywords=fields.to_terms(chapter.iterfind("KeywordList/Keyword")),
        dates=_dates(chapter, data, _at(book, "PubDate"), None),
        doi=doi or _doi_elsewhere(book),
        pmc=pmc,
        other_ids=other_ids + isbns,
        publication_status=text_at(data, "PublicationStatus"),
    )


def _at(element: Element | None, path: str) -> Element | None:
    return None if element is None else element.find(path)


def _own_uid(record: Element) -> str:
    uid = fields.to_uid(text_at(record, "PMID"))
    if not uid:
        raise ValueError("no PMID of its own")
    return uid


def _version(record: Element) -> int:
    """PMID/@Version: a record may be replaced under its PMID, its version counting up."""
    given: str = record.find("PMID").get("Version", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 1  # noqa: PLR2004


def _journal(article: Element | None, info: Element | None) -> Journal:
    journal = _at(article, "Journal")
    return Journal(
        title=text_at(journal, "Title"),
        abbreviation=text_at(journal, "ISOAbbreviation") or text_at(info, "MedlineTA"),
        issn=text_at(journal, "ISSN") or text_at(info, "ISSNLinking"),
        nlm_id=text_at(info, "NlmUniqueID"),
        volume=text_at(journal, "JournalIssue/Volume"),
        issue=text_at(journal, "JournalIssue/Issue"),
        pages=_pages(article),
    )


def _pages(element: Element | None) -> str:
    whole = text_at(element, "Pagination/MedlinePgn")
    if whole:
        return whole
    ends = (text_at(element, "Pagination/StartPage"), text_at(element, "Pagination/EndPage"))
    return "-".join(page for page in ends if page)


def _doi_elsewhere(element: Element | None) -> str:
    """A DOI may stand in ELocationID only; one marked invalid is not the record's."""
    for location in elements(element, "ELocationID"):
        if location.get("EIdType") == "doi" and location.get("ValidYN") != "N":
            return fields.to_doi(location.text or "")
    return ""


def _book_authors(chapter: Element, book: Element | None) -> tuple[tuple[Author, ...], bool]:
    """The chapter's authors, else the book's, else editors: the first list that names anyone."""
    lists = [*chapter.iterfind("AuthorList"), *elements(book, "AuthorList")]
    lists.sort(key=lambda names: names.get("Type", "authors") != "authors")
    for names in lists:
        if authors := fields.to_authors(names):
            return authors, fields.is_complete(names)
    return (), True


def _dates(record: Element, data: Element | None, pub: Element | None, electronic: Element | None) -> Dates:
    history = {stamp.get("PubStatus"): _day(stamp) for stamp in elements(data, "History/PubMedPubDate")}
    published, as_given = _published(pub)
    return Dates(
        entrez=history.get("entrez"),
        pubmed=history.get("pubmed"),
        medline=history.get("medline"),
        revised=_day(record.find("DateRevised")),
        completed=_day(record.find("DateCompleted")),
        published=published,
        published_as_given=as_given,
        electronic=_day(electronic),
    )


def _day(stamp: Element | None) -> date | None:
    return to_day(text_at(stamp, "Year"), text_at(stamp, "Month"), text_at(stamp, "Day"))


def _published(pub: Element | None) -> tuple[str, str]:
    """PubDate is (Year, ((Month, Day?) | Season)?) or MedlineDate, by the DTD."""
    if pub is None:
        return "", ""
    free = text_at(pub, "MedlineDate")
    if free:
        return to_published_freely(free), free
    year, month, day = (text_at(pub, part) for part in ("Year", "Month", "Day"))
    given = " ".join(part for part in (year, month or text_at(pub, "Season"), day) if part)
    return to_published(year, month, day), given
