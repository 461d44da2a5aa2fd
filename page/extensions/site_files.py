"""Sphinx extension: what a site has beside its pages, and what others show of it.

A page for what is not there, a description for each page, and, once the book has a public
address (`public_address` in _config.yml), a map of the site and the picture that a link to
it shows. None of this is kept in the repository.
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import quote, urljoin, urlparse
from xml.sax.saxutils import escape as escape_xml

from docutils import nodes
from sphinx.errors import ConfigError

LENGTH = 160  # of a description: what a search engine shows
PREVIEW = "_static/preview.png"
ADDRESS = re.compile(r'\b(href|src|action)="(?!#|/|[a-z]+:)([^"]*)"')
ABOUT = "KerasTuner explained, by building a tuner of which you have seen every line."
NOT_HERE = """<section id="not-here"><h1>There is no such page</h1>
<p>It may have been renamed. All pages are in the list beside this text, or on a
phone behind the first button; the <a href="genindex.html">index</a> has all names, and
the <a href="search.html">search</a> knows every word.</p>
</section>"""


def set_address(app, config):
    """The one setting, with or without its last slash, becomes Sphinx's own."""
    address = config.public_address
    if not address:
        return
    place = urlparse(address)
    if place.scheme not in ("http", "https") or not place.netloc:
        raise ConfigError(
            "public_address: expected where the book will be, such as "
            f"https://example.org/book/, or nothing; got {address!r}; "
            "mend it in _config.yml"
        )
    config.html_baseurl = address.rstrip("/") + "/"


def not_here(app):
    if app.builder.name == "html":
        yield "404", {"title": "There is no such page", "body": NOT_HERE}, "page.html"


def describe(app, pagename, templatename, context, doctree):
    """Add what a search engine and a link's preview show."""
    title = re.sub(r"<[^>]*>", "", context.get("title", ""))
    text = first_paragraph(doctree) or ABOUT
    context["metatags"] = context.get("metatags", "") + tags(
        title, text, app.config.html_title, app.config.html_baseurl, f"{pagename}.html"
    )


def tags(title, text, book, address, page):
    """The lines of a page's head that say what it is. address: the site's, or ""."""
    named = {"og:type": "article", "og:site_name": book, "og:title": title}
    named["og:description"] = text
    if address:
        named["og:url"] = urljoin(address, quote(page))
        named["og:image"] = urljoin(address, PREVIEW)
        named["og:image:alt"] = f"{book}: {ABOUT}"
    lines = [f'<meta name="description" content="{escape(text)}">']
    lines += [
        f'<meta property="{name}" content="{escape(v)}">' for name, v in named.items()
    ]
    if address:
        lines.append('<meta name="twitter:card" content="summary_large_image">')
    return "\n    ".join(["", *lines, ""])


def first_paragraph(doctree):
    """The beginning of a page's first paragraph, in whole words; "" if it has none."""
    paragraph = doctree and next(iter(doctree.findall(nodes.paragraph)), None)
    words = " ".join(paragraph.astext().split()) if paragraph else ""
    if len(words) <= LENGTH:
        return words
    return words[: LENGTH - 1].rpartition(" ")[0] + "…"


def write_files(app, error):
    if error is not None or app.builder.name != "html":
        return
    folder, address = Path(app.outdir), app.config.html_baseurl
    absolute(folder / "404.html", urlparse(address).path or "/")
    describe_index(folder / "index.html", app.config.html_title, address)
    # GitHub's Pages leave out each folder whose name begins with "_", unless this is there
    (folder / ".nojekyll").touch()
    if address:
        (folder / "sitemap.xml").write_text(sitemap(app.env, address), encoding="utf-8")
        draw_preview(folder / PREVIEW, app.config.html_title)


def describe_index(path, book, address):
    """The page that only leads to the first one is what is sent around, and shown."""
    text = path.read_text(encoding="utf-8")
    if "og:title" not in text:
        lines = tags(book, ABOUT, book, address, "index.html")
        text = text.replace("<title>", f"{lines.strip()}\n<title>", 1)
        path.write_text(text, encoding="utf-8")


def absolute(path, root):
    """Make a page's addresses begin at the site's root: it is shown at any depth."""
    text = path.read_text(encoding="utf-8")
    if f'data-content_root="{root}"' in text:
        return
    text = ADDRESS.sub(lambda found: f'{found[1]}="{root}{found[2]}"', text)
    path.write_text(text.replace('="./"', f'="{root}"', 1), encoding="utf-8")


def sitemap(env, address):
    places = sorted(urljoin(address, quote(f"{page}.html")) for page in env.found_docs)
    urls = "".join(f"<url><loc>{escape_xml(place)}</loc></url>\n" for place in places)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def draw_preview(path, title):
    """Draw what a link to the book shows: a Gaussian process, and what it has seen."""
    import matplotlib.pyplot as plt
    import numpy as np

    from minituner.gaussian_process import GaussianProcess, fit

    seen = np.array([[0.05], [0.3], [0.5], [0.72], [0.95]])
    losses = np.sin(6 * seen[:, 0]) + seen[:, 0]
    y = (losses - losses.mean()) / losses.std()
    numbers = np.array([False])
    process = GaussianProcess(seen, y, fit(seen, y, numbers, 1e-6), numbers)
    x = np.linspace(0, 1, 300)
    mean, deviation = process.predict(x[:, None])
    with plt.style.context("minituner.book"):
        figure = plt.figure(figsize=(12, 6.3), dpi=100, layout="none")
        axes = figure.add_axes((0, 0, 1, 0.62), frameon=False, xticks=[], yticks=[])
        axes.fill_between(x, mean - 2 * deviation, mean + 2 * deviation, alpha=0.2)
        axes.plot(x, mean, linewidth=4)
        axes.plot(seen[:, 0], y, "o", color="black", markersize=14)
        axes.margins(0, 0.08)
        figure.text(0.05, 0.8, title, fontsize=54, weight="bold")
        figure.text(0.05, 0.7, ABOUT, fontsize=19)
        figure.savefig(path)
    plt.close(figure)


def setup(app):
    if "public_address" not in app.config:  # whichever extension asks first
        app.add_config_value("public_address", "", "html")
    app.connect("config-inited", set_address, priority=900)
    app.connect("html-collect-pages", not_here)
    app.connect("html-page-context", describe, priority=900)
    app.connect("build-finished", write_files, priority=950)  # after the pages are light
    return {"parallel_read_safe": True, "parallel_write_safe": True}
