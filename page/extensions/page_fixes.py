"""Sphinx extension: mend what Jupyter Book 1.x and its theme put on every page.

Runs after the theme has filled in a page's context, and changes that. And a build looks for
no garbage.
"""

import gc
from html import escape
from pathlib import Path


def fix_page(app, pagename, templatename, context, doctree):
    # sphinx-thebe asks another host for a script that this book does not use, and
    # declares a constant twice, an error in the console. The lists are changed in
    # place, as Sphinx renders these very objects.
    scripts, styles = context["script_files"], context["css_files"]
    scripts[:] = [script for script in scripts if not _is_thebe(script)]
    styles[:] = [style for style in styles if not _is_thebe(style)]

    # Follow the reader's system until they choose; empty is an error in the console
    context["default_mode"] = "auto"
    # A bar across the page with nothing in it but a second search button
    context["theme_navbar_persistent"] = []


def _is_thebe(asset):
    return "thebe" in f"{asset.filename} {asset.attributes.get('body', '')}".lower()


def write_index(app, error):
    # Jupyter Book leaves an index alone that is there already. Its own is a bare
    # redirect, on which a browser looks for an icon in vain.
    if error is None and app.builder.format == "html":
        page = f"{app.config.root_doc}.html"
        (Path(app.outdir) / "index.html").write_text(
            INDEX.format(title=escape(app.config.html_title), page=page),
            encoding="utf-8",
        )


INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0; url={page}">
<p>The book begins <a href="{page}">here</a>.</p>
</html>
"""


def jupyter_id(heading):
    """The id that JupyterLab gives to a heading. So one link serves page and notebook."""
    return heading.replace(" ", "-")


def setup(app):
    # A build keeps nearly all that it makes until it ends. To look for garbage in it, again
    # and again, took a quarter of its time; without, it takes 0.8 GB instead of 0.3.
    gc.disable()
    app.connect("html-page-context", fix_page, priority=900)
    app.connect("build-finished", write_index, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
