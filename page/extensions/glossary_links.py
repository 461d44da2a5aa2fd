"""Sphinx extension: the bold terms of the chapters lead to the glossary, and back.

A chapter is plain Markdown, and has a term in bold where it explains it. On its page
that term becomes a link to the glossary and an entry of the index. In the glossary, each
entry ends with a link to the page that explains it.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

GLOSSARY = "chapters/glossary"
BLOCK = re.compile(r"^```\{glossary\}$(.*?)^```$", re.MULTILINE | re.DOTALL)


def entries(text):
    """The terms of a glossary, given as Markdown, and what it says of each."""
    (block,) = BLOCK.findall(text)
    pairs = re.findall(r"^(\w.*)\n((?:  .+\n)+)", block, re.MULTILINE)
    return {term: " ".join(definition.split()) for term, definition in pairs}


def term_of(phrase, terms):
    """The term that a bold phrase is, perhaps in the plural; None if it is none."""
    known = {term.lower(): term for term in terms}
    words = " ".join(phrase.lower().split())
    return known.get(words) or known.get(words.removesuffix("s"))


class LinkTerms(SphinxTransform):
    """The first time that a page has a term in bold, this is where it is explained."""

    default_priority = 400  # before the index is collected

    def apply(self):
        if self.env.docname == GLOSSARY:
            return
        self.env.note_dependency(self.env.doc2path(GLOSSARY))
        here = explained(self.env)[self.env.docname] = {}
        for strong in list(self.document.findall(nodes.strong)):
            term = term_of(strong.astext(), self.env.glossary_terms)
            if term and (key := nodes.make_id(term)) not in here:
                here[key] = place = f"explained-{key}"
                self.link(strong, term, place)

    def link(self, strong, term, place):
        strong["ids"].append(place)
        index = addnodes.index(entries=[("single", term, place, "main", None)])
        strong.parent.insert(strong.parent.index(strong), index)
        target = dict(refdomain="std", reftype="term", reftarget=term, refexplicit=True)
        target |= dict(refdoc=self.env.docname, refwarn=True)
        link = addnodes.pending_xref("", *strong.children, **target)
        strong[:] = [link]


def explained(env):
    """For each page, its terms and the places where it explains them."""
    if not hasattr(env, "explained_terms"):
        env.explained_terms = {}
    return env.explained_terms


def read_terms(app):
    text = Path(app.env.doc2path(GLOSSARY)).read_text(encoding="utf-8")
    app.env.glossary_terms = list(entries(text))


def forget(app, env, docname):
    explained(env).pop(docname, None)


def merge(app, env, docnames, other):
    explained(env).update({n: t for n, t in explained(other).items() if n in docnames})


def glossary_again(app, env):
    return [GLOSSARY]  # its links depend on all the other pages


def link_back(app, doctree, docname):
    if docname != GLOSSARY:
        return
    for term in doctree.findall(nodes.term):
        key = term["ids"][0].lower().removeprefix("term-")
        for page, terms in sorted(explained(app.env).items()):
            if key in terms:
                place = f"{app.builder.get_relative_uri(docname, page)}#{terms[key]}"
                title = app.env.titles[page].astext().replace(". ", ".\N{NO-BREAK SPACE}")
                link = nodes.reference("", title, internal=True, refuri=place)
                term.parent[-1][-1] += [nodes.Text(" → "), link]


def setup(app):
    app.add_transform(LinkTerms)
    app.connect("builder-inited", read_terms)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", glossary_again)
    app.connect("doctree-resolved", link_back)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
