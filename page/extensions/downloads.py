"""Sphinx extension: the book carries its project, and each page links to it.

At the end of a build the folder `project` of the site is made, by tools/carried.py. The
foot of each page leads to it, and the arrow at its head to the chapter's own notebook.

`public_address` says where the site will stand. If that is https://OWNER.github.io/NAME,
where Pages puts a book, the repository is https://github.com/OWNER/NAME: pages lead to it,
and chapters to Colab and Binder.
"""

import re
import sys
from html import escape
from pathlib import Path
from urllib.parse import quote

import nbformat
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.errors import ConfigError

TOOLS = str(Path(__file__).parents[2] / "tools")


def tool():
    """tools/carried.py."""
    if TOOLS not in sys.path:
        sys.path.append(TOOLS)
    import carried

    return carried


# The public address


def addresses(public):
    """Where the site and the repository stand: two addresses without a final slash.

    public: the setting. What is not known is "". Raises ConfigError if it is no address.
    """
    if public and not re.match(r"https?://[\w.-]+", public):
        raise ConfigError(
            "public_address: expected where the book will be, such as "
            f"https://OWNER.github.io/NAME, or nothing; got {public!r}: mend it in "
            "_config.yml"
        )
    site = public.rstrip("/")
    return site, tool().repository(site)


def launch(repository, path):
    """Name -> address, where a notebook of the repository runs with nothing installed."""
    project = repository.removeprefix("https://github.com/")
    return {
        "Colab": f"https://colab.research.google.com/github/{project}/blob/main/{path}",
        "Binder": f"https://mybinder.org/v2/gh/{project}/main?urlpath=lab/tree/{quote(path)}",
    }


# Each page


def carry(app, pagename, templatename, context, doctree):
    """Put the links at head and foot of a page."""
    public = app.config.public_address
    _, repository = addresses(public)
    notebook = f"{pagename}.ipynb" if is_chapter(app, pagename) else ""

    def url(name):
        return context["pathto"](f"{tool().PLACE}/{name}", resource=True)

    own = url(Path(notebook).name) if notebook else ""
    links = {"this notebook": own} if own else {}
    links["everything as a zip"] = url(tool().zip_name())
    links["the package's wheel"] = url(tool().wheel_name())
    if repository and notebook:
        links |= launch(repository, notebook)
    if repository:
        links["repository"] = repository
    context["theme_extra_footer"] = foot(links, how(context)) + (
        context.get("theme_extra_footer") or ""
    )
    if own:
        for button in buttons(context):
            if button.get("label") == "download-source-button":
                button["url"] = own


def is_chapter(app, pagename):
    return Path(app.env.doc2path(pagename)).name in {p.name for p in tool().notebooks()}


def how(context):
    """The address of the page that says how to run it all, if the book has it."""
    return context["pathto"]("get_it") if context["hasdoc"]("get_it") else ""


def buttons(context):
    """All buttons at the head of a page, those in groups too."""
    for button in context.get("header_buttons", []):
        yield from button.get("buttons", [button])


def foot(links, how):
    parts = [f'<a href="{escape(url)}">{escape(name)}</a>' for name, url in links.items()]
    if how:
        parts.append(f'<a href="{escape(how)}">how to run it</a>')
    return f'<p class="carried">Take it with you: {" · ".join(parts)}</p>'


# The page "Get it and run it"


def fill_in(app, docname, source):
    """Names of files, and what differs once there is a public address."""
    if docname != "get_it":
        return
    site, repository = addresses(app.config.public_address)
    kept, gone = ("public", "private") if repository else ("private", "public")
    text = re.sub(rf"(?s)<!-- {gone} -->.*?<!-- end of {gone} -->\n?", "", source[0])
    text = re.sub(rf"<!-- (end of )?{kept} -->\n?", "", text)
    names = {"wheel": tool().wheel_name(), "zip": tool().zip_name(), "site": site}
    names |= {"place": tool().PLACE, "repository": repository}
    names |= {"name": repository.rpartition("/")[2]}
    names |= {"repository | quoted": quote(repository, safe="")}
    chapter, most, median, limit = tool().memory()
    names |= {"memory chapter": str(chapter), "memory": f"{most:.1f}"}
    names |= {"memory median": f"{median:.1f}", "memory limit": str(limit)}
    for name, value in names.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    source[0] = text


class ChapterNeeds(Directive):
    """A table of what each chapter imports, beside the package and Python itself."""

    def run(self):
        rows = [("chapter", "needs, beside the package")]
        # what else this page is made of
        measured = tool().ROOT / "teaching" / "seconds.toml"
        for path in (measured, *tool().notebooks()):
            self.state.document.settings.record_dependencies.add(str(path))
        for path in tool().notebooks():
            notebook = nbformat.read(path, as_version=4)
            wanted, project = tool().needs(tool().code(notebook))
            title = notebook.cells[0].source.splitlines()[0].lstrip("# ").replace("`", "")
            wanted += ["the project's folder (it is in the zip)"] * project
            rows.append((title, ", ".join(wanted)))
        return [table(rows)]


def table(rows):
    """A docutils table; the first row is its head."""
    group = nodes.tgroup(cols=len(rows[0]))
    group += [nodes.colspec(colwidth=1) for _ in rows[0]]
    lines = [nodes.row("", *map(entry, row)) for row in rows]
    group += nodes.thead("", lines[0])
    group += nodes.tbody("", *lines[1:])
    return nodes.table("", group)


def entry(text):
    return nodes.entry("", nodes.paragraph(text=text))


# The end of a build


def make(app, error):
    if error is None and app.builder.format == "html":
        site, _ = addresses(app.config.public_address)
        tool().make(Path(app.outdir) / tool().PLACE, site)


def setup(app):
    if "public_address" not in app.config:  # another extension may have asked for it too
        app.add_config_value("public_address", "", "env")
    app.add_directive("chapter-needs", ChapterNeeds)
    app.connect("source-read", fill_in)
    app.connect("html-page-context", carry, priority=950)
    app.connect("build-finished", make)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
