"""Glossary, API, index and bibliography have what the chapters and the package need."""

import ast
import inspect
import io
import pkgutil
import posixpath
import re
import sys
import types
from functools import cache

import nbformat
import pybtex.database
import pybtex.richtext
import pytest
import yaml
from docstring_links import set_names
from glossary_links import entries, term_of
from notebooks import CHAPTERS, ROOT
from pages import Links
from sphinx.util.inventory import InventoryFile

import minituner
from minituner import oracles

PAGES = ROOT / "chapters"
INVENTORIES = ROOT / "page" / "extensions" / "inventories"


def markdown(path):
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def prose(text):
    """Markdown without code, formulas, comments, and where its links lead."""
    text = re.sub(r"<!--.*?-->", "", text)
    text = re.sub(r"^(    |```).*$", "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)", " ", text, flags=re.DOTALL)


# The pages that explain terms, in the order in which they are read
TEXTS = {path.stem: prose(markdown(path)) for path in [*CHAPTERS, PAGES / "benchmark.md"]}
GLOSSARY = entries(markdown(PAGES / "glossary.md"))


# The glossary

# Bold for its weight. So is what ends in a mark, and what is longer than three words
NO_TERMS = {"You will", "Time", "You need", "retrieve", "no second place"}
NO_TERMS |= {"set", "build", "fit", "evaluate"}  # the four steps of a loop
# Where an earlier chapter uses the word, and means what everybody means by it
EVERYDAY = {
    ("condition", "02"),  # as in the plain text; chapter 3 says what it will be
    ("condition", "03"),
    ("noise", "04"),  # of rows, not of scores
    ("noise", "05"),
    ("noise", "06"),
    ("factor", "07"),  # a number to multiply by
    ("factor", "10"),
    ("failed", "08"),  # next to *running* and *completed*
    ("Hyperband", "08"),  # named as what is to come
    ("Hyperband", "09"),
    ("replay", "13"),  # of a history
    ("bracket", "10"),  # in a formula
    ("epoch", "09"),  # said in a clause, and needed from chapter 11 on
    ("flattery", "09"),
    ("warm start", "09"),  # named as what is to come
    ("asynchronous successive halving", "12"),
}


def bold_terms(text):
    phrases = [" ".join(p.split()) for p in re.findall(r"\*\*([^*]+)\*\*", text)]
    short = [p for p in phrases if p[-1] not in ".:?)" and len(p.split()) <= 3]
    return {phrase for phrase in short if phrase not in NO_TERMS}


def uses(term, text):
    return re.search(rf"(?<![\w-]){re.escape(term)}(?:e?s)?(?![\w-])", text, re.IGNORECASE)


def glossary_problems(texts, terms, everyday=frozenset()):
    """texts: what each page says, in their order. terms: those of the glossary."""
    problems, explained = [], {term: [] for term in terms}
    for page, text in texts.items():
        for phrase in sorted(bold_terms(text)):
            term = term_of(phrase, terms)
            if term is None:
                problems.append(f"{page}: {phrase} has no entry")
            elif page not in explained[term]:
                explained[term].append(page)
    for term, pages in explained.items():
        if len(pages) != 1:
            problems.append(f"{term} is bold in {pages}")
        for page, text in texts.items():
            if page in pages or not pages:
                break
            use = uses(term, text)
            if use and (term, page[:2]) not in everyday:
                words = " ".join(text[max(0, use.start() - 40) : use.end() + 40].split())
                problems.append(f"{page}: {term} is used before {pages[0]}: … {words} …")
    return problems


def test_every_term_is_explained_once_and_not_used_before():
    problems = glossary_problems(TEXTS, GLOSSARY, EVERYDAY)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("one", "two", "found"),
    [
        ("A plan.", "A **kernel**. **Note:** **all of it is clear**.", None),
        ("A plan.", "Two **kernels**.", None),
        ("A plan.", "The **kernel**, and the **prior**.", "two: prior has no entry"),
        ("A plan.", "A kernel.", "kernel is bold in []"),
        ("A **kernel**.", "The **kernel**.", "kernel is bold in ['one', 'two']"),
        ("Of kernels.", "A **kernel**.", "one: kernel is used before two: … Of kernels. …"),
        ("A KERNEL", "A **kernel**.", "one: kernel is used before two: … A KERNEL …"),
        ("The sub-kernel is no kernelling.", "A **kernel**.", None),
    ],
)
def test_the_glossary_check_finds_a_planted_fault(one, two, found):
    problems = glossary_problems({"one": one, "two": two}, ["kernel"])
    assert problems == ([] if found is None else [found])


@pytest.mark.parametrize(("term", "number"), sorted(EVERYDAY))
def test_every_exception_is_needed(term, number):
    (text,) = [text for page, text in TEXTS.items() if page.startswith(number)]
    assert uses(term, text)


def wordy(definition):
    """The sentences that are too long; or all, if they are too many."""
    sentences = re.split(r"(?<=\.) ", definition)
    return [s for s in sentences if len(s.split()) > 25 or len(sentences) > 2]


def test_an_entry_is_one_or_two_short_sentences():
    assert {term: found for term, text in GLOSSARY.items() if (found := wordy(text))} == {}
    assert wordy("One. Two. Three.") and wordy("a " * 25 + "b.") and not wordy("One. Two.")


def test_a_glossary_is_read_with_its_definitions():
    text = (
        "# G\n\n```{glossary}\n:sorted:\n\na b\n  What `it` is.\n  And more.\n```\n\nEnd\n"
    )
    assert entries(text) == {"a b": "What `it` is. And more."}


# The pages

CHAPTER = "11_hyperband"
TWO = CHAPTER, "14_a_neural_network"
FOREIGN = "python", "numpy", "sklearn"


@pytest.fixture(scope="module")
def pages(book):
    """The links and the anchors of each page of the chapters, and of the index."""
    paths = [*(book / "chapters").glob("*.html"), book / "genindex.html"]
    return {path.stem: Links(path) for path in paths}


def addresses(page):
    return {address for tag, address in page.addresses if tag == "a"}


@pytest.mark.parametrize("chapter", TWO)
def test_a_bold_term_leads_to_the_glossary_and_back(pages, chapter):
    terms = {term_of(phrase, GLOSSARY) for phrase in bold_terms(TEXTS[chapter])}
    assert terms & {"rung", "Wilson's interval"}
    ids = {re.sub(r"\W", "-", term) for term in terms}
    assert {f"glossary.html#term-{id}" for id in ids} <= addresses(pages[chapter])
    places = {f"explained-{id.lower()}" for id in ids}
    assert places == {id for id in pages[chapter].anchors if (id or "")[:9] == "explained"}
    assert {f"{chapter}.html#{id}" for id in places} <= addresses(pages["glossary"])


def test_the_index_has_terms_and_names(pages):
    index = addresses(pages["genindex"])
    assert f"chapters/{CHAPTER}.html#explained-rung" in index
    assert {
        f"chapters/glossary.html#term-{t}" for t in ("rung", "Gaussian-process")
    } <= index
    assert "chapters/api.html#minituner.Tuner.search" in index


# The API


def documented(book):
    with open(book / "objects.inv", "rb") as file:
        kinds = InventoryFile.load(file, "", posixpath.join)
    return {name for kind, names in kinds.items() if kind[:3] == "py:" for name in names}


def methods(name, cls):
    """The public methods of a class, as far as they say what they do."""
    kinds = (types.FunctionType, classmethod, property)
    for member, value in vars(cls).items():
        if isinstance(value, kinds) and member[0] != "_" and value.__doc__:
            yield f"{name}.{member}"


def public():
    """The names that the API has to have."""
    for module in (minituner, oracles):
        for name in dir(module):
            value = getattr(module, name)
            alias = module is minituner and getattr(oracles, name, None) is value
            if name[0] != "_" and not inspect.ismodule(value) and not alias:
                yield f"{module.__name__}.{name}"
                if inspect.isclass(value):
                    yield from methods(f"{module.__name__}.{name}", value)
    # these are read, since to import them would import KerasTuner
    for path in [
        ROOT / "minituner" / "plot.py",
        *(ROOT / "minituner" / "bridges").glob("*.py"),
    ]:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name[0] != "_":
                module = path.relative_to(ROOT).with_suffix("").parts
                yield ".".join([*module, node.name])


def test_every_public_name_is_documented(book):
    found = documented(book)
    assert set(public()) - found == set()
    known = {"Tuner.search", "plot.scores", "bridges.processes.ProcessExecutor"}
    assert {f"minituner.{name}" for name in known} <= set(public())
    assert set(public()) - (found - {"minituner.discover"}) == {"minituner.discover"}


def test_a_docstring_of_plain_prose_gets_its_links():
    lines = ["Of a search.", "", "seed: a number, or", "None. directory, project_name: a"]
    lines += ["folder: as in `Tuner`, or a Keras `History`. KeyError, if `a in b`."]
    set_names(None, "class", "", object, {}, lines)
    assert lines == [
        "Of a search.",
        "",
        "``seed``: a number, or None. ``directory``, ``project_name``: a folder: as in "
        ":py:obj:`Tuner <Tuner>`, or a Keras ``History``. :py:obj:`KeyError <KeyError>`, "
        "if ``a in b``.",
    ]


def inventory(text):
    """What it knows of another library: name -> address, without the host."""
    kinds = InventoryFile.load(io.BytesIO(text.encode()), "", posixpath.join)
    return {name: found[2] for names in kinds.values() for name, found in names.items()}


@pytest.mark.parametrize("library", FOREIGN)
def test_the_inventories_have_what_is_linked_and_nothing_else(pages, library):
    text = (INVENTORIES / f"{library}.txt").read_text(encoding="utf-8")
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    host, _ = config["sphinx"]["config"]["intersphinx_mapping"][library]
    linked = {a for page in pages.values() for a in addresses(page)}
    assert linked_otherwise(linked, host, text) == set()
    # one address that the inventory lacks, and one that no page has
    lost = min(address for address in linked if address.startswith(host))
    assert linked_otherwise(linked - {lost}, host, text) == {lost}
    assert linked_otherwise(linked | {f"{host}new"}, host, text) == {f"{host}new"}


def linked_otherwise(linked, host, text):
    """The addresses of a host that pages have and its inventory lacks, or the other way."""
    of_host = {address for address in linked if address.startswith(host)}
    return of_host ^ {host + address for address in inventory(text).values()}


@pytest.mark.parametrize("library", FOREIGN)
def test_every_name_of_an_inventory_exists(library):
    text = (INVENTORIES / f"{library}.txt").read_text(encoding="utf-8")
    assert [name for name in inventory(text) if not exists(name)] == []
    assert not exists("numpy.random.defalt_rng") and not exists("strr")


def exists(name):
    try:
        pkgutil.resolve_name(name if "." in name else f"builtins.{name}")
    except (ImportError, AttributeError):
        return name in sys.stdlib_module_names
    return True


# The bibliography

BIBLIOGRAPHY = pybtex.database.parse_file(PAGES / "references.bib").entries
SURNAME = r"[A-Z][\w’'-]+"
# "Li and others (2018)", "Bergstra and Bengio made this argument in 2012",
# "Source: Roberts, The Unreasonable Effectiveness of Quasirandom Sequences (2018)"
AUTHORS = re.compile(
    rf"({SURNAME})(?:, {SURNAME})* and (?:others|{SURNAME})|(?<=Source: )({SURNAME}),"
)
SOURCE = re.compile(r"Sources?(?: of [a-z ]+)?: ((?:[^.\n]|\.(?=\w)|\n(?!\n))+)")


@cache
def plain(latex):
    return pybtex.richtext.Text.from_latex(latex).render_as("text")


def first_author(entry):
    return plain(" ".join(entry.persons["author"][0].last_names))


def citation_problems(text, entries):
    """What a text cites, by authors and a year or as a source, and `entries` lack."""
    text = re.sub(r"[ \t]*\n[ \t]*(?:# )?(?=\S)", " ", text)
    known = {(first_author(entry), entry.fields["year"]) for entry in entries.values()}
    cited = set()
    for year in re.finditer(r"\b(?:19|20)\d\d\b", text):
        sentence = re.split("[.;]", text[max(0, year.start() - 140) : year.start()])[-1]
        cited |= {(a or b, year[0]) for a, b in AUTHORS.findall(sentence)[-1:]}
    problems = [f"{name} {year}" for name, year in cited - known]
    names = [first_author(entry) for entry in entries.values()]
    names += [plain(e.fields["title"]) for e in entries.values() if e.type == "misc"]
    names += ["Optuna", "equations"]  # by its title, and of a source that is named before
    for source in SOURCE.findall(text):
        if not any(name in source for name in names):
            problems.append(f"Source: {source}")
    return sorted(problems)


def citing():
    """All that may cite: the chapters, the package, and what was measured with it."""
    chapters = {path.name: markdown(path) for path in [*CHAPTERS, *PAGES.glob("*.md")]}
    files = [p for f in ("minituner", "bench") for p in (ROOT / f).rglob("*.py")]
    return chapters | {path.name: path.read_text(encoding="utf-8") for path in files}


def test_what_is_cited_is_in_the_bibliography():
    problems = {
        name: citation_problems(text, BIBLIOGRAPHY) for name, text in citing().items()
    }
    assert {name: found for name, found in problems.items() if found} == {}


def test_the_citations_are_found():
    """The check reads them where we know that they are."""
    without = dict(BIBLIOGRAPHY)
    del without["li2018"], without["bergstra2012"], without["igel2000"]
    texts = citing()
    assert citation_problems(texts[f"{CHAPTER}.ipynb"], without) == ["Li 2018"]
    assert citation_problems(texts["08_trials_and_oracles.ipynb"], without) == [
        "Bergstra 2012"
    ]
    assert "Igel 2000" in citation_problems(texts["gaussian_process.py"], without)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We ask Li and others (2018).", []),
        ("We ask Li and others (2019).", ["Li 2019"]),
        ("([Nobody and Noone, 2016](https://x.org))", ["Nobody 2016"]),
        (
            "    Source: Nobody, A\n    Title (2012).",
            ["Nobody 2012", "Source: Nobody, A Title (2012)"],
        ),
        ("Source: KerasTuner 1.4.8, hp_types/numerical.py.", []),
        ("Source: Another 1.4.8, types.py.", ["Source: Another 1.4.8, types.py"]),
        ("Source: equations 5.8 and 5.9.", []),
        ("As Ackley and Levy are used by Li and others, 2018.", []),
        ("Nobody and others wrote it. In 2012 it rained.", []),
    ],
)
def test_the_citation_check_finds_a_planted_fault(text, found):
    assert citation_problems(text, BIBLIOGRAPHY) == found


def test_every_reference_can_be_found_and_is_used():
    fields = {key: entry.fields for key, entry in BIBLIOGRAPHY.items()}
    assert list(reference_problems(markdown(PAGES / "bibliography.md"), fields)) == []


def reference_problems(text, references):
    """References that the page does not use or that nobody finds; key -> its fields."""
    used = set(re.findall(r"\{cite:t\}`(\w+)`", text))
    yield from (f"not used: {key}" for key in sorted(references.keys() - used))
    yield from (f"no reference: {key}" for key in sorted(used - references.keys()))
    for key, fields in references.items():
        if not {"doi", "url", "isbn"} & set(fields):
            yield f"found nowhere: {key}"
        if not re.fullmatch(r"10\.\d{4,}/\S+", fields.get("doi", "10.1234/x")):
            yield f"no DOI: {key}"
        if not fields.get("url", "https://").startswith("https://"):
            yield f"no https: {key}"


def test_a_reference_that_is_not_used_or_not_found_is_found():
    references = {
        "good2001": {"doi": "10.1000/182"},
        "idle2002": {"isbn": "978"},
        "nowhere2003": {"title": "A title"},
        "wrong2004": {"doi": "https://doi.org/10.1000/182"},
        "old2005": {"url": "http://example.org"},
    }
    keys = [key for key in references if key != "idle2002"] + ["gone2006"]
    text = " ".join(f"{{cite:t}}`{key}`" for key in keys)
    assert list(reference_problems(text, references)) == [
        "not used: idle2002",
        "no reference: gone2006",
        "found nowhere: nowhere2003",
        "no DOI: wrong2004",
        "no https: old2005",
    ]
