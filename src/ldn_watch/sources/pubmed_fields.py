"""The parts that journal citations and book chapters share: from elements to the nouns of model.py.

Comes in: elements as pubmed_250101.dtd describes them; any may be absent, unknown ones are ignored.
Goes out: tuples of nouns, empty where there is nothing. May raise: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ldn_watch.model import (
    AbstractSection,
    Author,
    CommentCorrection,
    DataBank,
    MeshHeading,
    OtherAbstract,
    Substance,
    Term,
    uid_of,
)
from ldn_watch.sources.pubmed_text import Element, whole_text

_OWN = frozenset({"doi", "pmc", "pubmed"})  # ids that have a field of their own
_DOI = re.compile(r"10\.\S+", re.DOTALL)
_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])$")


def text_at(element: Element | None, path: str) -> str:
    """The whole text of the element at `path`, "" where there is none."""
    return "" if element is None else whole_text(element.find(path))


def elements(element: Element | None, path: str) -> Iterable[Element]:
    """The elements at `path`; none where `element` is None."""
    return () if element is None else element.iterfind(path)


def to_sections(abstract: Element | None) -> tuple[AbstractSection, ...]:
    """Every AbstractText that has text, in order, with its Label and NlmCategory."""
    return tuple(
        AbstractSection(text, section.get("Label", "").strip(), section.get("NlmCategory", ""))
        for section in elements(abstract, "AbstractText")
        if (text := whole_text(section))
    )


def to_other_abstracts(medline: Element) -> tuple[OtherAbstract, ...]:
    """Plain-language summaries and translations."""
    return tuple(
        OtherAbstract(other.get("Type", ""), other.get("Language", ""), to_sections(other))
        for other in medline.iterfind("OtherAbstract")
    )


def to_authors(author_list: Element | None) -> tuple[Author, ...]:
    """People and collectives, in order. Names that NLM marks as invalid (ValidYN="N": kept for the
    search only, the corrected name stands beside them) are left out.
    """
    return tuple(
        author
        for element in elements(author_list, "Author")
        if element.get("ValidYN") != "N" and (author := _author(element)) != Author()
    )


def is_complete(author_list: Element | None) -> bool:
    """AuthorList/@CompleteYN: "N" prints "et al."."""
    return author_list is None or author_list.get("CompleteYN") != "N"


def to_terms(terms: Iterable[Element]) -> tuple[Term, ...]:
    """Publication types, keywords or qualifiers: name, UI, major topic."""
    return tuple(
        Term(name, term.get("UI", ""), term.get("MajorTopicYN") == "Y")
        for term in terms
        if (name := whole_text(term))
    )


def to_texts(found: Iterable[Element]) -> tuple[str, ...]:
    """The texts of these elements that have any."""
    return tuple(text for element in found if (text := whole_text(element)))


def to_mesh(medline: Element) -> tuple[MeshHeading, ...]:
    """Headings with qualifiers. The star stood on the qualifier until the 2010s; a heading is major
    when either is starred.
    """
    headings = []
    for heading in medline.iterfind("MeshHeadingList/MeshHeading"):
        descriptor = heading.find("DescriptorName")
        if descriptor is None or not (name := whole_text(descriptor)):
            continue
        qualifiers = to_terms(heading.iterfind("QualifierName"))
        major = descriptor.get("MajorTopicYN") == "Y" or any(term.major for term in qualifiers)
        headings.append(MeshHeading(name, descriptor.get("UI", ""), major, qualifiers))
    return tuple(headings)


def to_substances(medline: Element) -> tuple[Substance, ...]:
    """The ChemicalList."""
    return tuple(
        Substance(name, chemical.find("NameOfSubstance").get("UI", ""), text_at(chemical, "RegistryNumber"))
        for chemical in medline.iterfind("ChemicalList/Chemical")
        if (name := text_at(chemical, "NameOfSubstance"))
    )


def to_data_banks(article: Element | None) -> tuple[DataBank, ...]:
    """Trial registries and data banks, also those without accession numbers."""
    return tuple(
        DataBank(name, to_texts(bank.iterfind("AccessionNumberList/AccessionNumber")))
        for bank in elements(article, "DataBankList/DataBank")
        if (name := text_at(bank, "DataBankName"))
    )


def to_comments_corrections(medline: Element) -> tuple[CommentCorrection, ...]:
    """Retractions, errata, updates, comments; PMIDs as uids ("" where NLM gives none)."""
    return tuple(
        CommentCorrection(
            link.get("RefType", ""),
            text_at(link, "RefSource"),
            to_uid(text_at(link, "PMID")),
            text_at(link, "Note"),
        )
        for link in medline.iterfind("CommentsCorrectionsList/CommentsCorrections")
    )


def to_uid(pmid: str) -> str:
    """`pmid:N`, or "" where this is no PMID (1 to 8 digits by the User Guide; 9 allowed for the future)."""
    return uid_of(pmid) if re.fullmatch(r"[0-9]{1,9}", pmid) and int(pmid) else ""


def to_ids(id_lists: Iterable[Element | None]) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """(DOI, PMC id, other ids) of a record's own ArticleIdLists, the first of each kind first."""
    own = {"doi": "", "pmc": ""}
    others: dict[tuple[str, str], None] = {}
    for article_id in (found for ids in id_lists for found in elements(ids, "ArticleId")):
        kind, value = article_id.get("IdType", "pubmed"), whole_text(article_id)
        if kind in own and not own[kind]:
            own[kind] = to_doi(value) if kind == "doi" else to_pmc(value)
        elif kind not in _OWN and value:
            others[kind, value] = None
    return own["doi"], own["pmc"], tuple(others)


def to_doi(text: str) -> str:
    """The bare DOI ("10.1000/182"), also out of a URL; "" where there is none (an URL of another kind)."""
    found = _DOI.search(text.strip())
    return found[0] if found and found.end() == len(text.strip()) else ""  # cut short it would be another's


def to_pmc(text: str) -> str:
    """PMC6313374 for "6313374" or "PMC6313374"; "" for anything else."""
    found = re.fullmatch(r"(?:PMC)?([0-9]+)(?:\.[0-9]+)?", text, re.IGNORECASE)
    return f"PMC{found[1]}" if found else ""


def _author(element: Element) -> Author:
    collective = text_at(element, "CollectiveName")
    if collective:
        return Author(collective=collective)
    return Author(
        family=text_at(element, "LastName"),
        given=text_at(element, "ForeName"),
        initials=text_at(element, "Initials"),
        suffix=text_at(element, "Suffix"),
        orcid=_orcid(element),
    )


def _orcid(element: Element) -> str:
    """Bare and with hyphens, from any of the shapes seen (URL, bare, digits only)."""
    for identifier in element.iterfind("Identifier"):
        found = _ORCID.search(whole_text(identifier)) if identifier.get("Source") == "ORCID" else None
        if found:
            return "-".join(found.groups()).upper()
    return ""
