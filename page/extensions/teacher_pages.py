"""Sphinx extension: the pages for teachers, out of `teaching/` and the chapters.

`tools/teaching.py` fills them in. The pack that `make teaching` has made is put into the
built book, and offered on the page; a book that is built without it does not offer it.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = "teaching"  # of the built book

OFFER = (
    '<a href="{name}"><strong>The teaching pack</strong></a> ({size:.0f} MB) has all of it '
    "in one zip: notebooks for students, blank ones to type into, your own with the "
    "answers, slides with notes, work sheets and keys to print, and the questions as "
    "quizzes for Moodle."
)
NO_OFFER = (
    "All of it in one zip, with slides, students' notebooks, work sheets and quizzes, is "
    "made by `make teaching` in the project's folder. A book that is built after that "
    "offers the zip here."
)


def tools():
    """The module that makes the pack; it lies beside the other tools."""
    if str(ROOT / "tools") not in sys.path:
        sys.path.insert(0, str(ROOT / "tools"))
    import teaching

    return teaching


def fill(app, docname, source):
    """Put Markdown where a page asks for it."""
    if not docname.startswith("teaching/"):
        return
    # What a page is made of is more than its file
    for path in (*ROOT.glob("teaching/**/*.toml"), *ROOT.glob("chapters/[0-9]*.ipynb")):
        app.env.note_dependency(str(path))
    archive = tools().archive_path()
    if "<!-- teaching: offer -->" in source[0]:
        # whether it is there or not is looked at in each build
        app.env.note_dependency(str(archive))
    source[0] = tools().filled(source[0], offer(archive), app.config.public_address)


def offer(archive):
    if not archive.exists():
        return NO_OFFER
    return OFFER.format(name=archive.name, size=archive.stat().st_size / 1e6)


def carry(app, error):
    """Put the pack beside the pages."""
    archive = tools().archive_path()
    if error is None and app.builder.format == "html" and archive.exists():
        target = Path(app.outdir) / FOLDER
        target.mkdir(exist_ok=True)
        shutil.copyfile(archive, target / archive.name)


def setup(app):
    if "public_address" not in app.config:  # another extension may have asked for it too
        app.add_config_value("public_address", "", "env")
    app.connect("source-read", fill)
    app.connect("build-finished", carry)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
