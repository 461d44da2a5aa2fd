"""Moving figures as data: what a figure draws and says, how it is stored and compared."""

import copy
import re
import subprocess
import sys

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbval_as_jupyter import figure_problems
from notebooks import CHAPTERS, ROOT, code_cells, read
from renew_figures import figures

from demystifying import moving
from demystifying.figures import surrogate
from demystifying.moving import Axes, Figure, Slider, Steps


def parabola(**changes):
    """A figure of two controls and six frames."""
    axes = Axes((0, 1), (0, 3), xlabel="x", ylabel="y", xticks=(0, 1), yticks=(0, 3))
    x = [n / 20 for n in range(21)]

    def frame(power, top):
        return axes.line(x, [top * v**power for v in x]), f"power {power} & {top} high"

    settings = {
        "alt": "A curve from 0 to 1.",
        "back": axes.frame(),
        "printed": [{"power": 3}],
        "power": Slider("power", [1, 2, 3], 2, words=lambda power: f"to the {power}"),
        "top": Steps("top", [1, 3]),
    }
    return Figure("A <power>", frame, **(settings | changes))


# What a figure is


def test_the_last_control_turns_fastest():
    said = [sentence for _, sentence in parabola().data["frames"]]
    assert said[:3] == ["power 1 & 1 high", "power 1 & 3 high", "power 2 & 1 high"]
    assert said[parabola().data["start"]] == "power 2 & 1 high"
    assert [said[number] for number in parabola().data["printed"]] == ["power 3 & 1 high"]


def test_a_notebook_gets_all_frames_with_style_script_and_a_sentence_in_plain_text():
    output = parabola()._repr_mimebundle_()
    assert output["text/plain"] == "A <power>: power 2 & 1 high"
    assert moving.unpacked(output["text/html"]) == parabola().data
    assert "<style>" in output["text/html"] and "DOMParser" in output["text/html"]
    assert "A &lt;power&gt;" in output["text/html"]


def test_a_page_gets_one_frame_those_on_paper_and_where_the_others_are():
    html = moving.page_html(parabola().data, "../_static/moving/x-1.js")
    assert 'data-frames="../_static/moving/x-1.js"' in html
    assert html.count("<svg") == 2  # the first frame, and one on paper
    assert "<script" not in html and "<style" not in html and "style=" not in html


def test_frames_cannot_end_the_script_that_they_stand_in():
    figure = Figure(
        "x", lambda n: ("</script><b>", "</script>"), alt="x", n=Slider("n", [1])
    )
    html = moving.notebook_html(figure.data)
    assert moving.unpacked(html)["frames"] == [["</script><b>", "</script>"]]
    assert "&lt;/script&gt;" in html  # the sentence that is shown


def test_steps_are_there_in_words_too():
    def frame(n):
        return "", f"step {n}"

    steps = Figure("x", frame, alt="x", n=Steps("step", [1, 2, 3]))
    html = moving.page_html(steps.data, "x.js")
    assert re.findall(r"<li>(.*?)</li>", html) == ["step 1", "step 2", "step 3"]
    slides = Figure("x", frame, alt="x", n=Slider("step", [1, 2, 3]))
    assert "<li>" not in moving.page_html(slides.data, "x.js")


def test_other_html_is_no_figure():
    assert moving.unpacked("<p>A figure class=moving.</p>") is None
    assert moving.unpacked('<script type="application/json">{}</script>') is None


# Bad input


def test_a_default_that_is_no_value_is_refused():
    with pytest.raises(ValueError, match=r"default: expected one of \[1, 2\], got 3"):
        Slider("n", [1, 2], 3)


def test_a_frame_on_paper_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match=r"printed: power is one of \[1, 2, 3\], got 4"):
        _ = parabola(printed=[{"power": 4}]).data


def test_a_frame_without_a_sentence_is_refused():
    with pytest.raises(TypeError, match="frame: expected SVG and a sentence"):
        _ = Figure("x", lambda n: "<path/>", alt="x", n=Slider("n", [1])).data


def test_a_figure_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match=r"at most 300000 bytes, got 3\d{5}"):
        _ = Figure(
            "x", lambda n: ("x" * 3000, "."), alt="x", n=Slider("n", range(101))
        ).data


# Drawing


def test_numbers_have_one_decimal_and_are_short():
    values = (0, -0.04, -0.5, 0.55, 10, 10.04, -10.5, 0.96)
    assert list(map(moving.number, values)) == [
        "0",
        "0",
        "-.5",
        ".6",
        "10",
        "10",
        "-10.5",
        "1",
    ]


def test_steps_of_a_path_add_up_to_where_it_ends():
    points = [(n / 3, n / 7) for n in range(100)]
    start, steps = moving.path(points).removeprefix("M").split("l")
    x, y = map(float, start.split())
    numbers = list(map(float, re.findall(r"-?[\d.]+", steps)))
    assert x + sum(numbers[::2]) == pytest.approx(33, abs=0.05)
    assert y + sum(numbers[1::2]) == pytest.approx(99 / 7, abs=0.06)


def test_axes_put_a_value_where_it_belongs_and_what_is_outside_at_the_edge():
    axes = Axes((0, 10), (-1, 1), (40, 20, 400, 200))
    assert axes.at(0, -1) == (40, 220)
    assert axes.at(10, 1) == (440, 20)
    assert axes.at(5, 0) == (240, 120)
    assert axes.at(20, -5) == (440, 220)


def test_words_in_a_picture_are_escaped():
    assert "&lt;x&gt; &amp; y" in moving.text(0, 0, "<x> & y")


# What the chapters store

STORED = [
    (path.stem, number, data)
    for path in CHAPTERS
    for number, data in enumerate(figures(read(path.stem)), start=1)
]
NAMES = [f"{chapter[:2]}-{number}" for chapter, number, _ in STORED]
FIRST = {1: 1, 2: 1, 5: 1, 6: 1, 7: 1, 8: 2, 9: 1, 10: 1, 11: 2, 13: 1}


def test_the_chapters_have_their_figures():
    chapters = [int(chapter[:2]) for chapter, *_ in STORED]
    assert {n: chapters.count(n) for n in chapters} == FIRST


@pytest.fixture(params=STORED, ids=NAMES)
def html(request):
    return request.param[2]["text/html"]


def stored_problems(html):
    """What is wrong with a figure as a notebook stores it."""
    if moving.renewed(html) != html:
        yield "another style or script: run python tools/renew_figures.py"
    data = moving.unpacked(html)
    if (size := len(moving.packed(data).encode())) > moving.MOST:
        yield f"{size} bytes, of {moving.MOST}"
    if (words := len(data["alt"].split())) < 15:
        yield f"its alt text has {words} words"
    if not 1 <= (pages := len(data["printed"])) <= 4:
        yield f"{pages} frames on paper"
    if not all(words for control in data["controls"] for words in control["words"]):
        yield "a control has no words"
    sentences = [sentence for _, sentence in data["frames"]]
    yield from (f"no sentence: {s}" for s in sentences if s.rstrip("”")[-1] not in ".?")
    if len(sentences) < 2:
        yield "it does not move"
    drawn = "".join(source for source, _ in data["frames"])
    if found := re.findall(r"\bid=|\bstyle=|#[0-9a-f]{3}|\b20\d\d-", drawn):
        yield f"ids or colors of its own: {found}"


def test_a_stored_figure_is_of_today_is_small_and_says_what_it_shows(html):
    assert list(stored_problems(html)) == []


def sound(change=lambda data: None):
    """The HTML of a figure of two frames with nothing wrong, or with one change."""
    alt = (
        "A line from the left to the right, and a sentence below it that counts the frames."
    )
    figure = Figure(
        "x",
        lambda n: (moving.line([(0, n), (9, n)]), f"Frame {n}."),
        alt=alt,
        printed=[{"n": 1}],
        n=Slider("n", [1, 2]),
    )
    data = copy.deepcopy(figure.data)
    change(data)
    return moving.notebook_html(data)


def drawn_as(source):
    return lambda data: data["frames"][0].__setitem__(0, source)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (drawn_as("x" * 300_001), "bytes, of 300000"),
        (lambda data: data.update(alt="A line."), "its alt text has 2 words"),
        (lambda data: data.update(printed=[0, 1, 0, 1, 0]), "5 frames on paper"),
        (lambda data: data.update(printed=[]), "0 frames on paper"),
        (lambda data: data["controls"][0].update(words=["", "2"]), "no words"),
        (lambda data: data["frames"][1].__setitem__(1, "Frame 2"), "no sentence: Frame 2"),
        (lambda data: data["frames"].pop(), "it does not move"),
        (drawn_as("<path id='a'/>"), "['id=']"),
        (drawn_as("<path style='fill: red'/>"), "['style=']"),
        (drawn_as("<path fill='#fa0'/>"), "['#fa0']"),
        (drawn_as("<!-- 2026-11-28 -->"), "['2026-']"),
    ],
)
def test_a_figure_that_should_not_be_stored_is_found(change, found):
    (problem,) = stored_problems(sound(change))
    assert found in problem


def test_a_figure_with_the_style_of_yesterday_is_found():
    assert list(stored_problems(sound())) == []
    (problem,) = stored_problems(sound().replace("<style>", "<style>p {}", 1))
    assert "another style" in problem


def long_cells(notebook):
    """The cells that draw a figure in more than eight lines."""
    for cell in code_cells(notebook):
        html = "".join(o.get("data", {}).get("text/html", "") for o in cell.outputs)
        if '<figure class="moving"' in html and len(cell.source.splitlines()) > 8:
            yield cell.id


@pytest.mark.parametrize("chapter", [path.stem for path in CHAPTERS])
def test_a_cell_that_draws_a_figure_is_short(chapter):
    assert list(long_cells(read(chapter))) == []


def test_a_cell_that_draws_in_nine_lines_is_found():
    shown = new_output("execute_result", {"text/html": sound()})
    cells = [
        new_code_cell("x = 1\n" * 8, id="short", outputs=[shown]),
        new_code_cell("x = 1\n" * 9, id="long", outputs=[shown]),
        new_code_cell("x = 1\n" * 9, id="other"),
    ]
    assert list(long_cells(new_notebook(cells=cells))) == ["long"]


# Comparison


def outputs(html):
    return [{"output_type": "execute_result", "data": {"text/html": html}}]


def compared(change):
    data = copy.deepcopy(parabola().data)
    change(data)
    old, new = moving.notebook_html(parabola().data), moving.notebook_html(data)
    problems, others = figure_problems(outputs(new), outputs(old))
    assert others == outputs(old)  # what is left to compare is equal
    return problems


def moved(by):
    def change(data):
        source, sentence = data["frames"][3]
        data["frames"][3] = [
            re.sub(r"M(\d+)", lambda m: f"M{int(m[1]) + by:g}", source),
            sentence,
        ]

    return change


def test_a_tenth_of_a_unit_makes_no_other_figure():
    assert compared(lambda data: None) == []
    assert compared(moved(0.1)) == []


def test_another_drawing_sentence_or_control_is_found():
    assert compared(moved(3)) == ["frame 3 is drawn otherwise"]

    def lie(data):
        data["frames"][1][1] = "power 1 & 4 high"

    (said,) = compared(lie)
    assert said.startswith("frame 1 says 'power 1 & 4 high'")

    def rename(data):
        data["controls"][0]["label"] = "exponent"

    (said,) = compared(rename)
    assert said.startswith("controls is")
    assert compared(lambda data: data["frames"].pop()) == ["5 frames, and 6 are stored"]
    assert compared(lambda data: data.update(back="<path/>")) == [
        "another background is stored"
    ]


def test_a_figure_beside_none_is_left_to_nbval():
    html = moving.notebook_html(parabola().data)
    assert figure_problems(outputs(html), []) == ([], outputs(html))
    assert figure_problems(outputs(html), outputs("<p>")) == ([], outputs(html))


RUN = """
import copy, sys
from pathlib import Path

import nbclient, nbformat, pytest

source = '''from demystifying.moving import Figure, Slider, line
Figure("x", lambda n: (line([(0, n), (9, n)]), f"{n}."), alt="x", n=Slider("n", [1, 2]))'''
notebook = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_code_cell(source)],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
)
nbclient.NotebookClient(notebook).execute()
folder = Path(sys.argv[1])
changes = {"fresh": "M0 2", "near": "M0 2.1", "stale": "M0 7"}
for name, start in changes.items():
    changed = copy.deepcopy(notebook)
    data = changed.cells[0].outputs[0].data
    data["text/html"] = data["text/html"].replace("M0 2", start)
    nbformat.write(changed, folder / f"{name}.ipynb")
settings = ["-p", "conftest", "-p", "no:cacheprovider", "-c", sys.argv[2]]
settings += ["--rootdir", str(folder), "--override-ini", "addopts=--nbval -rA"]
pytest.main([*settings, str(folder)])
"""


def test_nbval_compares_a_figure_to_a_tolerance(tmp_path):
    command = [sys.executable, "-c", RUN, str(tmp_path), str(ROOT / "pyproject.toml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    found = {
        name: verdict
        for verdict, name in re.findall(
            r"^(PASSED|FAILED) \S*?(\w+)\.ipynb", done.stdout, re.M
        )
    }
    assert found == {"fresh": "PASSED", "near": "PASSED", "stale": "FAILED"}, done.stdout
    assert "stale figure: frame 1 is drawn otherwise" in done.stdout


# Points of the reader's own


def lasso_like():
    """A figure of chapter 10 on a curve that is cheap, and the curve."""
    u = np.linspace(0, 1, 401)
    truth = np.round(0.5 * np.exp(-20 * (u - 0.4) ** 2), 4)
    return surrogate.surrogate(u, truth, [0.5, 0.15, 0.85]), truth.tolist()


def test_the_readers_points_give_what_the_search_gives_with_the_same_ones():
    figure, truth = lasso_like()
    start = figure.place({})
    drawn, sentence, _ = surrogate.with_points(truth, [200, 60, 340], 2, 0)
    assert sentence == figure.data["frames"][start][1]
    assert moving.alike(drawn, figure.data["frames"][start][0])
    _, _, proposed = surrogate.with_points(truth, [200, 60, 340], 2, 0)
    following = surrogate.with_points(truth, [200, 60, 340, proposed], 2, 0)[1]
    assert following == figure.data["frames"][start + 1][1]
    other = surrogate.with_points(truth, [200, 60, 340, 399], 2, 0)[1]
    assert other.startswith("After 4 points") and other != following


def test_a_page_has_the_places_and_a_notebook_does_not():
    figure, truth = lasso_like()
    data = figure.data
    assert " data-points=" in moving.page_html(data, "frames.js")
    assert " data-points=" not in moving.notebook_html(data)
    assert data["points"]["truth"] == truth and data["points"]["seen"] == [200, 60, 340]
    assert moving.unpacked(moving.notebook_html(data)) == data


def test_points_that_differ_by_more_than_rounding_are_told():
    data = lasso_like()[0].data
    assert moving.difference(data, copy.deepcopy(data)) is None
    for change, told in ((0.0001, None), (0.01, "other points are stored")):
        other = copy.deepcopy(data)
        other["points"]["truth"][7] += change
        assert moving.difference(data, other) == told
    other = copy.deepcopy(data)
    del other["points"]
    assert moving.difference(data, other) == "other points are stored"
