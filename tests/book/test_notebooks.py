"""What every chapter keeps, and the figures that the book reproduces.

The figures are read from the stored outputs. nbval has run every cell in the same
`make test`, and has compared what it gives with what is stored.
"""

import re
import subprocess
import sys

import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbval_as_jupyter import picture_difference, pictures
from notebooks import (
    CHAPTERS,
    ROOT,
    code_cells,
    numbers,
    output_of,
    read,
    tags,
    text,
)

TAGS = {"draft", "hide-input", "hide-output", "oracle", "raises-exception", "unlive"}


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return request.param


def number_problems(notebook, number):
    title = notebook.cells[0].source.splitlines()[0]
    if not title.startswith(f"# {number}. "):
        yield f"chapter {number} has the title {title}"


def order_problems(notebook):
    for place, cell in enumerate(code_cells(notebook), start=1):
        if cell.execution_count != place:
            yield f"{cell.id}: run {cell.execution_count}, and is cell {place}"


def tag_problems(notebook):
    for cell in code_cells(notebook):
        for tag in tags(cell):
            if tag not in TAGS and not tag.startswith("package:"):
                yield f"{cell.id}: unknown tag {tag}"


def picture_problems(notebook):
    cells = code_cells(notebook)
    drawing = [cell for cell in cells if pictures(cell.outputs)]
    for cell in drawing:
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        if len(alt.split()) < 15:
            yield f"{cell.id}: its picture needs 15 words, and has {len(alt.split())}"
    style = 'plt.style.use("minituner.book")'
    if drawing and not any(style in cell.source for cell in cells):
        yield "no cell uses the book's style"


def machine_problems(content):
    """What the text of a file tells of the machine that has written it."""
    places = "|".join(map(re.escape, [str(ROOT), "/home/", "/tmp/", "/root/", "/Users/"]))
    return re.findall(rf"{places}|site-packages| at 0x[0-9a-f]{{6}}", content)


def decimal_problems(notebook):
    known = set()
    for cell in code_cells(notebook):
        known |= set(numbers(cell.source)) | set(numbers(text(cell)))
    for cell in notebook.cells:
        for number in decimals(cell.source) if cell.cell_type == "markdown" else []:
            digits = len(number.partition(".")[2])
            if not any(round(k, digits) == float(number) for k in known):
                yield f"{cell.id}: no cell shows {number}"


def test_a_chapter_carries_its_number(chapter):
    assert list(number_problems(read(chapter.stem), int(chapter.stem[:2]))) == []


def test_every_cell_was_run_in_order(chapter):
    assert list(order_problems(read(chapter.stem))) == []


def test_only_known_tags_are_used(chapter):
    assert list(tag_problems(read(chapter.stem))) == []


def test_every_picture_has_a_text_for_those_who_do_not_see_it(chapter):
    assert list(picture_problems(read(chapter.stem))) == []


def test_nothing_of_this_machine_is_stored(chapter):
    assert machine_problems(chapter.read_text(encoding="utf-8")) == []


def test_a_decimal_number_in_the_text_is_one_that_a_cell_shows(chapter):
    assert list(decimal_problems(read(chapter.stem))) == []


# Numbers that are quoted from elsewhere, or are versions
QUOTED = {"0.8": "the bound of the blog post", "1.4.8": "KerasTuner's version"}
VERSIONS = "0.1.2 0.10.2 0.16.0 1.0.12 1.3.1 1.9.1 2.60.0 5.0.0"  # of others' libraries
QUOTED |= dict.fromkeys(VERSIONS.split(), "a version")


def decimals(markdown):
    """The decimal numbers of a text; where its links lead is none of its claims."""
    said = re.sub(r"\]\([^)]*\)", "]", markdown)
    return [n for n in re.findall(r"\d+\.\d[\d.]*\d|\d\.\d", said) if n not in QUOTED]


# The figures of the blog post that the book grew out of


def test_least_squares_on_the_eight_informative_features():
    assert numbers(output_of("05", "ols-8")) == [0.6793, 0.6259]


def test_least_squares_on_all_fifty_features():
    assert numbers(output_of("05", "ols-50")) == [0.8230, 0.2871]


def test_the_best_possible_score_is_two_thirds():
    million, training, validation = numbers(output_of("05", "bound"))
    assert million == pytest.approx(2 / 3, abs=0.002)
    assert (training, validation) == (0.655, 0.656)


def test_the_tuned_ridge_and_lasso():
    ridge, ridge_alpha, lasso, lasso_alpha = numbers(output_of("06", "results"))
    assert (ridge, lasso) == (0.48, 0.55)
    assert 30 <= ridge_alpha <= 45
    assert 0.2 <= lasso_alpha <= 0.35


def test_the_dense_grid_of_ridge_and_lasso():
    ridge, ridge_alpha, lasso, lasso_alpha = numbers(output_of("06", "dense-grid"))
    assert (ridge, lasso) == (0.48216, 0.55398)
    assert ridge_alpha == pytest.approx(38.2, rel=0.02)
    assert lasso_alpha == pytest.approx(0.285, rel=0.02)


def test_lasso_wins_on_every_sparse_truth_and_ridge_on_every_dense_one():
    sparse, dense = output_of("06", "duel-results").splitlines()
    assert "Lasso wins 100 of 100" in sparse
    assert "Lasso wins   0 of 100" in dense


# Planted faults


def small(number=3):
    """A chapter of a title, a cell that draws, and a sentence that quotes it."""
    drawn = new_output("display_data", {"image/png": ""})
    printed = new_output("stream", text="R2 is 0.482\n")
    alt = "A line that goes up from left to right, and a point at each of its ends."
    drawing = new_code_cell(
        'plt.style.use("minituner.book")',
        id="draws",
        execution_count=1,
        outputs=[drawn, printed],
        metadata={"mystnb": {"image": {"alt": alt}}, "tags": ["draft", "package:space"]},
    )
    title = new_markdown_cell(f"# {number}. A title", id="title")
    quoting = new_markdown_cell("With 1.4.8 it is 0.48.", id="quotes")
    return new_notebook(cells=[title, drawing, quoting])


GATES = [order_problems, tag_problems, picture_problems, decimal_problems]
GATES.append(lambda notebook: number_problems(notebook, 3))


def problems(notebook):
    return [problem for gate in GATES for problem in gate(notebook)]


FAULTS = {
    "title": (
        lambda title, *_: title.update(source="# 4. A title"),
        "chapter 3 has the title # 4. A title",
    ),
    "order": (
        lambda _, draws, __: draws.update(execution_count=7),
        "draws: run 7, and is cell 1",
    ),
    "not run": (
        lambda _, draws, __: draws.update(execution_count=None),
        "draws: run None, and is cell 1",
    ),
    "tag": (
        lambda _, draws, __: draws.metadata.update(tags=["hide-otput"]),
        "draws: unknown tag hide-otput",
    ),
    "short alt text": (
        lambda _, draws, __: draws.metadata.mystnb.image.update(alt="A line."),
        "draws: its picture needs 15 words, and has 2",
    ),
    "no alt text": (
        lambda _, draws, __: draws.metadata.pop("mystnb"),
        "draws: its picture needs 15 words, and has 0",
    ),
    "style": (
        lambda _, draws, __: draws.update(source="plt.plot([1, 2])"),
        "no cell uses the book's style",
    ),
    "decimal": (
        lambda *cells: cells[-1].update(source="It [is](https://a.org/1.23) 0.49."),
        "quotes: no cell shows 0.49",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_chapter_that_breaks_a_rule_is_found(fault):
    plant, said = FAULTS[fault]
    notebook = small()
    assert problems(notebook) == []
    plant(*notebook.cells)
    assert problems(notebook) == [said]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"{ROOT}/minituner", [str(ROOT)]),
        ("/home/me/book", ["/home/"]),
        ("/Users/me/book", ["/Users/"]),
        ("python3.11/site-packages/keras", ["site-packages"]),
        ("<function f at 0x7f3a2b1c>", [" at 0x7f3a2b"]),
        ("a loss at 0.5, as in /v1/home", []),
    ],
)
def test_what_tells_of_a_machine_is_found(line, found):
    assert machine_problems(line) == found


RUN = """
import copy, sys
from pathlib import Path

import nbclient, nbformat, pytest

folder = Path(sys.argv[1])
sources = ["print(6 * 7)", sys.argv[2], "6 * 7;", *sys.argv[4:]]
notebook = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_code_cell(source) for source in sources],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
)
nbclient.NotebookClient(notebook).execute()
copies = {name: copy.deepcopy(notebook) for name in ("fresh", "stale", "picture", "kept")}
copies["stale"].cells[0].outputs[0].text = "43\\n"
copies["picture"].cells[1].source = sources[1].replace("0.48", "0.49")
copies["kept"].cells[2].source = "6 * 7"
for cell in copies["kept"].cells[3:]:
    cell.source = cell.source.replace("clear_output(", "print(")
for name, changed in copies.items():
    nbformat.write(changed, folder / f"{name}.ipynb")
settings = ["-p", "conftest", "-p", "no:cacheprovider", "-c", sys.argv[3]]
settings += ["--rootdir", str(folder), "--override-ini", "addopts=--nbval -rA"]
sys.exit(pytest.main([*settings, str(folder)]) != 1)
"""
CLEAR = """from IPython.display import clear_output
print("one")
clear_output()
print("two")"""
CLEAR_LATER = """print("one")
clear_output(wait=True)
print("two")
clear_output(wait=True)"""
PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('R2 = 0.48')\nplt.show()"


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What nbval says of a notebook as it was run, and as it was changed afterwards."""
    folder = tmp_path_factory.mktemp("gate")
    command = [sys.executable, "-c", RUN, str(folder), PLOT, str(ROOT / "pyproject.toml")]
    command += [CLEAR, CLEAR_LATER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(
        r"^(PASSED|FAILED) \S*?(\w+)\.ipynb::Cell (\d)", done.stdout, flags=re.M
    )
    return {(name, int(cell)): verdict for verdict, name, cell in found}


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        (("fresh", 0), "PASSED"),
        (("stale", 0), "FAILED"),
        (("fresh", 1), "PASSED"),
        (("picture", 1), "FAILED"),
        (("fresh", 2), "PASSED"),
        (("kept", 2), "FAILED"),
        (("fresh", 3), "PASSED"),
        (("kept", 3), "FAILED"),
        (("fresh", 4), "PASSED"),
        (("kept", 4), "FAILED"),
    ],
    ids=[
        "as run",
        "a changed number",
        "a fresh picture",
        "a stale picture",
        "a semicolon",
        "a missing semicolon",
        "cleared",
        "not cleared",
        "cleared by the next output",
        "not cleared by the next output",
    ],
)
def test_nbval_fails_on_a_stale_output(verdicts, cell, verdict):
    assert verdicts[cell] == verdict


def test_nbval_fails_on_nothing_else(verdicts):
    assert verdicts["stale", 1] == verdicts["picture", 0] == "PASSED"


def draw(path, title="slope 1.03", shift=0.0):
    figure = Figure(dpi=160)
    figure.subplots().plot([1 + shift, 2, 3])
    figure.suptitle(title)
    figure.savefig(path)
    return path.read_bytes()


def test_a_picture_is_stale_if_one_digit_of_it_changed(tmp_path):
    stored = draw(tmp_path / "stored.png")
    assert picture_difference(draw(tmp_path / "a.png"), stored) is None
    assert picture_difference(draw(tmp_path / "b.png", shift=1e-9), stored) is None
    assert picture_difference(draw(tmp_path / "c.png", shift=0.1), stored)
    assert picture_difference(draw(tmp_path / "d.png", title="slope 1.04"), stored)
