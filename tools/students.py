"""A chapter as notebooks for a class: students' ones, blank ones, and the teacher's.

student      no outputs, no discussion, no key points; a first cell that checks the set-up,
             and the exercises at the end
blank        the same, and the cells that the plan wants typed are empty; each says what it
             defines, and what it prints where that is no answer
instructor   as stored, with the teacher's page before it and the solutions after it

`folder` has the first two and all that they need, so that it can be handed out alone.
"""

import ast
import copy
import re
import tempfile
from pathlib import Path

import carried
import nbformat
import yaml
from lesson import TEACHING, code, exercise_part, markdown, text_of

FOLD = re.compile(r"<details>\s*<summary>(.*?)</summary>.*?</details>", re.S)
KEPT = {"The tests, line by line"}  # a listing, and no answer
AFTER_A_GUESS = (
    "*Compare with your guess. Say to your neighbor why each of the others is wrong; then "
    "look it up in {page}.*"
)
# What a figure shows, and which lines of a problem are wrong, and why
IN_PAGES_ALONE = {"mystnb", "parsons"}
KEY_POINTS = re.compile(r"(^## Key points\n).*?(?=^## |\Z)", re.S | re.M)
THREE = "\nWrite down what you want to keep. The book's own are in {page}.\n\n"
ARCHIVE = "students.zip"  # what a teacher makes of the folder
PAGES = re.compile(r"\[([^\]]+)\]\((?:\.\./)?[\w/]+\.(?:md|html)[^)]*\)")


def folder(lessons):
    """The folder to hand out, name -> bytes: notebooks, blank ones, and what they need."""
    contents = carried.set_up_files() | {"README.md": readme().encode()}
    for path in carried.files_of(carried.TESTED):
        contents[path.relative_to(carried.ROOT).as_posix()] = path.read_bytes()
    for one in lessons:
        contents[f"chapters/{one.name}.ipynb"] = text(student(one)).encode()
        if one.typed:
            contents[f"chapters/blank/{one.name}.ipynb"] = text(blank(one)).encode()
    with tempfile.TemporaryDirectory() as place:
        carried.make_wheel(place)
        wheel = Path(place, carried.wheel_name()).read_bytes()
    return contents | {f"chapters/{carried.wheel_name()}": wheel}


def readme():
    """What is in the folder, and the steps of the page "Get it and run it"."""
    page = (TEACHING / "students.md").read_text(encoding="utf-8")
    page = page.replace("{{ version }}", carried.release()[0])
    return page.replace("{{ steps }}", carried.steps(ARCHIVE))


def student(lesson, wheel=None):
    """The notebook to hand out; wheel: its path from there, by default beside it."""
    notebook, page = copy.deepcopy(lesson.notebook), page_of(lesson)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            for name in IN_PAGES_ALONE & cell.metadata.keys():
                del cell.metadata[name]
        else:
            cell.source = without_answers(cell.source, page)
    source = set_up(lesson, wheel or carried.wheel_name())
    notebook.cells.insert(0, code(source, "set-up"))
    notebook.cells += exercise_part(lesson.number, solutions=False)
    return notebook


def page_of(lesson):
    """Where the answers are, in Markdown: a link, if the book has a public address."""
    name, site = f"chapter {lesson.number} of the book", address()
    return f"[{name}]({site}/chapters/{lesson.name}.html)" if site else name


def address():
    """Where the book is, without a final slash, or nothing."""
    config = yaml.safe_load((carried.ROOT / "_config.yml").read_text(encoding="utf-8"))
    return config["sphinx"]["config"]["public_address"].rstrip("/")


def without_answers(source, page):
    """Markdown without what was folded, and without the key points, which are in `page`."""
    source = FOLD.sub(lambda fold: instead(fold, page), source)
    source = KEY_POINTS.sub(lambda part: part[1] + THREE.format(page=page), source)
    return PAGES.sub(r"\1", source).rstrip("\n")


def instead(fold, page):
    """What stands in a student's notebook in the place of a fold; page leads to it."""
    if fold[1] in KEPT:
        return fold[0]
    if fold[1] == "What happened, and why":
        return AFTER_A_GUESS.format(page=page)
    return "Your answer, and why:"


def set_up(lesson, wheel):
    """The source of the first cell, as in the book's downloads; the wheel is there."""
    said = (
        f'Do what README.md says, or run  %pip install "{wheel}[chapters]"  in a new '
        "cell, and restart the kernel."
    )
    return carried.check_cell(*carried.needs(carried.code(lesson.notebook)), said)


def blank(lesson):
    """The student's notebook with the typed cells empty."""
    notebook, cells = student(lesson, f"../{carried.wheel_name()}"), []
    for cell in notebook.cells:
        if cell.id in lesson.typed:
            cells.append(markdown(to_type(lesson, cell), f"about-{cell.id}"[:64]))
            cell.source = "# Type it here.\n"
        cells.append(cell)
    notebook.cells = cells
    return notebook


def to_type(lesson, cell):
    """What a cell to type has to define or to print, in Markdown."""
    names = ", ".join(f"`{name}`" for name in defined(cell.source))
    said = f"**To type.** It defines {names}." if names else "**To type.**"
    output = text_of(lesson.cells[cell.id]).strip()
    if output and cell.id not in lesson.prompts:
        said += f" It prints:\n\n```text\n{output}\n```"
    return said


def defined(source):
    """The functions and classes that a source defines; else the names that it assigns."""
    tree = ast.parse(source).body
    kinds = ast.FunctionDef | ast.ClassDef
    found = [node.name for node in tree if isinstance(node, kinds)]
    if found:
        return found
    targets = [t for node in tree if isinstance(node, ast.Assign) for t in node.targets]
    names = [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return list(dict.fromkeys(names))


def instructor(lesson, page):
    """The notebook as stored; `page` is the teacher's page, in Markdown."""
    notebook = copy.deepcopy(lesson.notebook)
    notebook.cells.insert(0, markdown(page, "for-teachers"))
    notebook.cells += exercise_part(lesson.number, solutions=True)
    return notebook


def text(notebook):
    """A notebook as the text of its file; the same each time."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"
