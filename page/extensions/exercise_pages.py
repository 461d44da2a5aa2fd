"""Sphinx extension: a page of exercises for each chapter that has some.

The pages are written out of the files in exercises/ before Sphinx looks for pages, beside
those files, and git ignores them. `_toc.yml` lists them; the end of each chapter links to
its own. Each exercise is complete without a script: hints and solution are folds. With
page/static/exercises.js and live Python it can be worked on in the page.
"""

import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes

from demystifying import exercises as book
from demystifying.judge import SLOW

# How much longer a check may take in a page, where it cannot stop itself: imports are in it
SLOWER = 6
IMPORTED_AS = {"numpy": "numpy", "scikit-learn": "sklearn", "keras-tuner": "keras_tuner"}


def write_pages(app, config):
    """Write the pages of all chapters, and remove those that nobody needs anymore."""
    folder = Path(app.srcdir) / "exercises"
    pages = {f"{chapter:02d}.md": page(app, chapter) for chapter in chapters(app)}
    for old in folder.glob("[0-9][0-9].md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            folder.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")


def chapters(app):
    """The numbers of the chapters that are in the book and have exercises."""
    numbers = sorted({int(name[:2]) for name in book.exercises()})
    return [number for number in numbers if file_of(app, number)]


def exercises_of(chapter):
    """The exercises of a chapter, from easy to hard."""
    found = [book.load(name) for name in book.exercises(chapter)]
    return sorted(found, key=lambda each: (each.difficulty, each.minutes))


def file_of(app, chapter):
    found = sorted((Path(app.srcdir) / "chapters").glob(f"{chapter:02d}_*"))
    return next((path for path in found if path.suffix in (".ipynb", ".md")), None)


def title_of(path):
    """The first heading of a chapter, without its number."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "".join(json.loads(text)["cells"][0]["source"])
    return re.search(r"^# (?:\d+\. )?(.+)$", text, flags=re.M)[1]


def page(app, chapter):
    path = file_of(app, chapter)
    found = exercises_of(chapter)
    head = f"# Exercises: {title_of(path)}\n\n{summary(found)} They belong to "
    head += f"[chapter {chapter}](../chapters/{path.name})."
    how = [HOW] if chapter == chapters(app)[0] else []
    return "\n\n".join([head, *how, *(block(each, path) for each in found), ""])


HOW = """In a notebook, an exercise is worked on with four functions:

```python
from demystifying.exercises import check, exercise, hint, solution
```

`exercise("02_draw")` shows what is asked, `check("02_draw", build_int)` judges what you
wrote, `hint("02_draw")` gives one hint at a time, `hint("02_draw", 1)` shows the first
again, and `solution("02_draw")` opens after a success or three attempts."""


def summary(found):
    """How many exercises there are, and how long they take."""
    minutes = sum(each.minutes for each in found)
    return f"{len(found)} exercises, {minutes} minutes in all, from easy to hard."


def block(found, path):
    """An exercise in Markdown, in an element that the script can find."""
    modules = [IMPORTED_AS[each] for each in re.split(r", *", found.needs) if each]
    data = {
        "name": found.name,
        "answer": ", ".join(found.answer),
        "imports": " ".join(modules),
        "chapter": f"../chapters/{path.stem}.html",
        "seconds": f"{SLOWER * found.seconds}",
        "slow": SLOW,
    }
    attributes = " ".join(f'data-{key}="{escape(text)}"' for key, text in data.items())
    number = len(found.hints)
    hints = [
        fold("hint", f"Hint {n} of {number}", hint)
        for n, hint in enumerate(found.hints, start=1)
    ]
    solutions = f"{book.fence(found.solution)}\n\nOr, written differently:\n\n"
    solutions += book.fence(found.another)
    call = f'check("{found.name}", {", ".join(found.answer)})'
    return "\n\n".join(
        [
            f"## {found.title}",
            f'<div class="exercise" {attributes}>',
            f"*{book.facts(found)}*",
            book.aim(found),
            found.statement,
            f'<div class="starter">\n\n{book.fence(found.starter)}\n\n</div>',
            f"In a notebook: `{call}`",
            *hints,
            fold("solution", "A solution, and another one", solutions),
            "</div>",
        ]
    )


def fold(kind, title, text):
    return f'<details class="{kind}">\n<summary>{title}</summary>\n\n{text}\n\n</details>'


def link_from_chapter(app, doctree):
    """Put a section at the end of a chapter that leads to its exercises."""
    match = re.fullmatch(r"chapters/(\d\d)_\w+", app.env.docname)
    if not match or int(match[1]) not in chapters(app):
        return
    found = exercises_of(int(match[1]))
    last = doctree.next_node(nodes.section)
    section = nodes.section(ids=["Exercises"], names=["exercises"])
    section += nodes.title("", "Exercises")
    link = addnodes.pending_xref(
        "",
        nodes.inline("", f"{len(found)} exercises"),
        refdomain="std",
        reftype="doc",
        reftarget=f"/exercises/{match[1]}",
        refdoc=app.env.docname,
        refexplicit=True,
        refwarn=True,
    )
    minutes = sum(each.minutes for each in found)
    names = ", ".join(f"“{each.title}”" for each in found)
    text = f", {minutes} minutes in all, with a check that says what came and why: {names}."
    section += nodes.paragraph("", "", link, *with_code(text))
    last += section


def with_code(text):
    """The nodes of a text; its `code` is code, as in the titles of exercises."""
    for number, part in enumerate(text.split("`")):
        yield nodes.literal("", part) if number % 2 else nodes.Text(part)


def add_to_page(app, pagename, templatename, context, doctree):
    if pagename.startswith("exercises/"):
        app.add_css_file("exercises.css")
        app.add_js_file("exercises.js", loading_method="defer")


def setup(app):
    # Before the table of contents is read, which names the pages
    app.connect("config-inited", write_pages, priority=100)
    # Before the titles and the local contents are collected
    app.connect("doctree-read", link_from_chapter, priority=100)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
