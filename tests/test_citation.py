"""CITATION.cff is what its format allows, and says where the book stands once that is known."""

import re
import zipfile

import carried
import pytest
import yaml
from notebooks import ROOT


def words(text):
    return set(re.findall(r"[\w-]+", text))


# Version 1.2.0 of the format: schema.json of citation-file-format, at the top and of authors
KEYS = words("""abstract authors cff-version commit contact date-released doi identifiers
keywords license license-url message preferred-citation references repository
repository-artifact repository-code title type url version""")
REQUIRED = {"authors", "cff-version", "message", "title"}
OF_PERSON = words("""address affiliation alias city country email family-names fax given-names
name-particle name-suffix orcid post-code region tel website""")
OF_ENTITY = words("""address alias city country date-end date-start email fax location name
orcid post-code region tel website""")
FORMS = {
    "cff-version": r"1\.2\.0",
    "date-released": r"\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])",
    "type": "dataset|software",
    "message": "(?s).+",
    "title": "(?s).+",
} | dict.fromkeys(
    ["url", "license-url", "repository", "repository-artifact", "repository-code"],
    r"(https?|s?ftp)://.+",
)


def problems(text):
    """What the format does not allow in a citation file, in words."""
    found = yaml.safe_load(text)
    yield from (f"no such key: {key}" for key in sorted(found.keys() - KEYS))
    yield from (f"missing: {key}" for key in sorted(REQUIRED - found.keys()))
    for key, form in FORMS.items():
        value = found.get(key)
        if key in found and not (isinstance(value, str) and re.fullmatch(form, value)):
            yield f"{key}: {value!r}"
    for key in ("authors", "keywords"):
        if key in found and not (isinstance(found[key], list) and found[key]):
            yield f"{key}: expected a list"
    for author in found.get("authors") or []:
        if not (author.keys() <= OF_PERSON or "name" in author.keys() <= OF_ENTITY):
            yield f"an author: {author}"


STORED = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
ADDRESSES = {
    "": {},
    "https://example.org/book": {"url": "https://example.org/book"},
    "https://someone.github.io/book": {
        "url": "https://someone.github.io/book",
        "repository-code": "https://github.com/someone/book",
    },
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_citation_is_valid_and_says_where_the_book_stands_if_that_is_known(address):
    made = carried.citation(address).decode()
    assert list(problems(made)) == []
    assert yaml.safe_load(made) == yaml.safe_load(STORED) | ADDRESSES[address]


def test_the_stored_citation_knows_no_address():
    assert not {"url", "repository-code"} & yaml.safe_load(STORED).keys()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("license:", "licences:", "no such key: licences"),
        ("message:", "massage:", "no such key: massage"),
        ("message: ", "abstract: ", "missing: message"),
        ("cff-version: 1.2.0", "cff-version: 1.3.0", "cff-version: '1.3.0'"),
        ("type: software", "type: book", "type: 'book'"),
        ('"2026-', '"26-', "date-released: '26-"),
        ("  - name: ", "  - nom: ", "an author: {'nom'"),
        ("keywords: [", "keywords: hyperparameter # [", "keywords: expected a list"),
        ("version: 0", "url: example.org\nversion: 0", "url: 'example.org'"),
    ],
)
def test_what_the_format_does_not_allow_is_found(old, new, found):
    assert old in STORED
    assert any(
        problem.startswith(found) for problem in problems(STORED.replace(old, new, 1))
    )


def test_the_copy_that_is_carried_says_where_the_book_stands(tmp_path, monkeypatch):
    monkeypatch.setattr(carried, "make_wheel", lambda folder: None)
    monkeypatch.setattr(carried, "notebooks", list)
    for address, known in ADDRESSES.items():
        carried.make(tmp_path, address)
        with zipfile.ZipFile(tmp_path / carried.zip_name()) as archive:
            (name,) = [n for n in archive.namelist() if n.endswith("/CITATION.cff")]
            text = archive.read(name).decode()
        assert yaml.safe_load(text) == yaml.safe_load(STORED) | known
