"""Sphinx extension: each page can be used by everyone; what axe-core finds is mended here.

It works on a page as the theme has rendered it, before it is written, and changes names,
roles and elements, never a word that is seen. What it does to a page once, it does again
without harm. Beside that it marks a chapter's number, its facts, and
outputs in columns, for book.css.
"""

import re

from bs4 import BeautifulSoup
from light_pages import with_plain_code
from sphinx.jinja2glue import BuiltinTemplateLoader

NUMBER = re.compile(r"\s*(\d+)\.\s+")
GAP = re.compile(r"\S {2,}\S")  # between two columns


class Pages(BuiltinTemplateLoader):
    """Sphinx' own templates; a page that they make is mended."""

    def render(self, template, context):
        html = super().render(template, context)
        return mended(with_plain_code(html)) if "</body>" in html else html


def mended(html):
    """The HTML of a page, with each of MENDS applied to it.

    They look for elements by name: matching selectors took a quarter of the whole build.
    """
    page = BeautifulSoup(html, "html.parser")
    for mend in MENDS:
        mend(page)
    return str(page)


def has_class(element, name):
    return name in element.get("class", ())


def name_folds_by_their_text(page):
    for summary in page.find_all("summary"):
        # All were called "Toggle hidden content", whatever stands on them
        del summary["aria-label"]
        # Beside a chapter in the list of pages there is an arrow, and no text
        if summary.find(class_="toctree-toggle", recursive=False):
            chapter = summary.find_parent("li").find("a").get_text(" ", strip=True)
            summary["aria-label"] = f"Pages of {chapter}"


def name_buttons_by_their_text(page):
    for button in page.find_all("button"):
        if button.has_attr("aria-label") and button.find("kbd"):
            del button["aria-label"]
            del button["title"]
        for keys in button.find_all(class_="search-button__kbd-shortcut"):
            keys["aria-hidden"] = "true"
        for icon in button.find_all(class_="theme-switch", title=True):
            del icon["title"]
            icon["aria-hidden"] = "true"


def put_all_in_a_landmark(page):
    for item in page.find_all("div"):
        if not has_class(item, "sidebar-primary-item"):
            continue
        if item.find("a", class_="navbar-brand", recursive=False):
            item.attrs |= {"role": "navigation", "aria-label": "Home"}
        if item.find(class_="search-button-field", recursive=False):
            item["role"] = "search"


def head_tables(page):
    """A table without headings has no head, and an empty corner is no heading."""
    for head in page.find_all("thead"):
        if not head.get_text(strip=True):
            head.decompose()
    for cell in page.find_all("th"):
        if not cell.get_text(strip=True):
            cell.name = "td"


def list_parameters_as_text(page):
    # Sphinx sets the parameters of a long signature as a list without terms
    signatures = [term for term in page.find_all("dt") if has_class(term, "sig")]
    for parameters in [found for term in signatures for found in term.find_all("dl")]:
        parameters.name, parameters["class"] = "span", "parameters"
        for parameter in parameters.find_all("dd"):
            parameter.name, parameter["class"] = "span", "parameter"


def list_references_as_items(page):
    for reference in page.find_all("div", role="doc-biblioentry"):
        reference["role"] = "listitem"
    for back in page.find_all(["a", "span"], role="doc-backlink"):
        del back["role"]


def mark_the_opening(page):
    """The number before a chapter's title, and the line on minutes and prerequisites."""
    article = page.find("article")
    title = article and article.find("h1")
    start = title and title.find(string=True)
    number = start and NUMBER.match(start)
    if not number or title.find(class_="chapter-number"):
        return
    tile = page.new_tag("span", attrs={"class": "chapter-number"})
    tile.string = number[1]
    tile.append(page.new_tag("span", string="."))
    start.replace_with(tile, " " + start[number.end() :])
    for line in article.find_all("p"):
        first = line.find(True, recursive=False)
        if first and first.name == "strong" and first.get_text() == "Time":
            line["class"] = "chapter-facts"
            return


def break_long_names(page):
    """In a table a long name may break: behind a dot, and a long part between words."""
    for cell in page.find_all("td"):
        names = cell.find_all("span", class_="pre")
        if cell.find_parent(class_="cell_output") and cell.string:
            names = [cell]  # the table of an output, which has no marks of code
        for name in names:
            if name.string:
                first, *others = pieces(name.string)
                name.string = first
                for part in others:
                    name.extend([page.new_tag("wbr"), part])


LONG = 16  # letters of code, which the narrowest column has room for


def pieces(name):
    for part in re.split(r"(?<=\w\.)(?=[^\W\d])", name):
        words = r"(?<=[^\W_]_)(?=\w)|(?<=[a-z])(?=[A-Z])" if len(part) > LONG else "$^"
        yield from re.split(words, part)


def keep_together(page):
    """A number and its percent sign, a formula and its full stop stay on one line."""
    article = page.find("article")
    if article is None:
        return
    for text in article.find_all(string=re.compile(r"\d %")):
        if not text.find_parent(["pre", "code", "script", "style", "math"]):
            text.replace_with(re.sub(r"(?<=\d) (?=%)", "\N{NO-BREAK SPACE}", text))
    for formula in article.find_all("span", class_="math"):
        after = formula.next_sibling
        stop = isinstance(after, str) and re.match(r"[.,;:)]+", after)
        if stop and "unbroken" not in formula.parent.get("class", []):
            whole = page.new_tag("span", attrs={"class": "unbroken"})
            formula.wrap(whole)
            whole.append(stop[0])
            after.replace_with(after[stop.end() :])


# As many letters of a printed line as a phone shows
PHONE = 36


def starts(line):
    """Where the words of a line begin, the first left out."""
    return {found.start() for found in re.finditer(r"(?<= )\S", line)}


def has_columns(lines):
    """Whether lines have wide gaps; or one has, and its words stand below a neighbor's."""
    wide = [GAP.search(line) is not None for line in lines]
    return sum(wide) > 1 or any(
        (wide[n] or wide[n + 1]) and len(starts(line) & starts(lines[n + 1])) > 1
        for n, line in enumerate(lines[:-1])
    )


def has_long_names(lines):
    """Whether two lines or more have a word, indented, that a phone's line cannot hold."""
    needed = [
        len(line) - len(line.lstrip()) + max(map(len, line.split()), default=0)
        for line in lines
    ]
    return sum(letters > PHONE - 4 for letters in needed) > 1


def mark_columns(page):
    """What is printed in columns, or in long names, that a phone would tear."""
    for pre in page.find_all("pre"):
        output = pre.find_parent("div", class_="output")
        if output is None or not {"stream", "text_plain"} & set(output["class"]):
            continue
        lines = [line.rstrip() for line in pre.get_text().splitlines()]
        torn = has_columns(lines) or has_long_names(lines)
        if torn and max(map(len, lines)) > PHONE:
            output["class"] = list(dict.fromkeys([*output["class"], "aligned"]))


MENDS = [
    name_folds_by_their_text,
    name_buttons_by_their_text,
    put_all_in_a_landmark,
    head_tables,
    list_parameters_as_text,
    list_references_as_items,
    mark_the_opening,
    mark_columns,
    break_long_names,
    keep_together,
]


def use_these_pages(app, config):
    config.template_bridge = f"{__name__}.{Pages.__name__}"


def setup(app):
    app.connect("config-inited", use_these_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
