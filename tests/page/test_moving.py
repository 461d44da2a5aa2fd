"""Figures that move, in a browser: by keyboard and by touch, from disk, and without scripts."""

import json

import pytest
from notebooks import ROOT
from pages import build, wait_until

from demystifying import moving
from demystifying.moving import Axes, Figure, Slider, Steps

pytestmark = pytest.mark.pages
PAGE = "chapters/figures.html"


def bent(power, top):
    x = [n / 20 for n in range(21)]
    return AXES.line(x, [top * v**power for v in x]), f"Power {power}, up to {top}."


AXES = Axes((0, 1), (0, 3), xlabel="x", ylabel="y", xticks=(0, 1), yticks=(0, 3))
FIGURE = Figure(
    "A power of x",
    bent,
    alt="A curve that rises from the left to the right.",
    back=AXES.frame(),
    printed=[{"power": 1}, {"power": 3}],
    power=Slider("power", [1, 2, 3], 2, words=lambda power: f"to the {power}"),
    top=Steps("top", [1, 2, 3]),
)
WALK = Figure(
    "Three steps",
    lambda step: (moving.text(20, 20, f"here {step}"), f"Step {step} & no other."),
    alt="A word.",
    height=40,
    step=Steps("step", [1, 2, 3]),
)

CONFIG = """title: Figures
only_build_toc_files: true
execute: {execute_notebooks: "off"}
sphinx:
  local_extensions: {page_fixes: EXTENSIONS, moving_figures: EXTENSIONS}
"""


def notebook(*figures):
    """The JSON of a notebook that has shown the figures."""
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Figures"}]
    for number, figure in enumerate(figures):
        output = {"output_type": "display_data", "metadata": {}}
        output["data"] = figure._repr_mimebundle_()
        cell = {"cell_type": "code", "id": f"f{number}", "metadata": {}, "source": "f()"}
        cells.append(cell | {"execution_count": number + 1, "outputs": [output]})
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole)


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    """A book of one chapter, built with the extension; its folder."""
    source = tmp_path_factory.mktemp("small")
    (source / "chapters").mkdir()
    extensions = (ROOT / "page" / "extensions").as_posix()
    config = CONFIG.replace("EXTENSIONS", extensions)
    (source / "_config.yml").write_text(config, encoding="utf-8")
    (source / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters: [{file: chapters/figures}]\n"
    )
    (source / "index.md").write_text("# A book\n")
    text = notebook(FIGURE, WALK)
    (source / "chapters" / "figures.ipynb").write_text(text, encoding="utf-8")
    status, said = build(source, source)
    assert status == 0, said
    return source / "_build" / "html"


class Visited:
    """The page in a browser; the first figure, and what was asked for since then."""

    def __init__(self, page, url):
        self.page, self.asked = page, []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.asked.append(f"script error: {error}"))
        page.goto(url)
        self.figure = page.locator("figure.moving").first
        self.slider = self.figure.get_by_role("slider", name="power")

    def frames(self):
        return [url for url in self.asked if "_static/moving/" in url]

    def says(self):
        return self.figure.get_by_role("status").inner_text()

    def wait_until_it_says(self, text):
        self.figure.get_by_role("status").filter(has_text=text).wait_for(timeout=5000)

    def drawn(self):
        return self.figure.locator("svg .frame path").first.get_attribute("d")


@pytest.fixture
def visited(small_book, browser):
    with browser.new_context() as context:
        yield Visited(context.new_page(), (small_book / PAGE).as_uri())


def test_frames_are_loaded_at_the_first_touch_and_not_before(visited):
    visited.page.wait_for_load_state("networkidle")
    assert visited.frames() == []
    assert visited.says() == "Power 2, up to 1."
    visited.slider.focus()
    visited.page.wait_for_load_state("networkidle")
    (address,) = visited.frames()
    assert address.endswith("_static/moving/figures-1.js")


def test_a_pointer_over_the_controls_loads_them_too(visited):
    visited.figure.locator(".controls").hover()
    wait_until(visited.page, "!!document.querySelector('script[src*=\"figures-1\"]')")


def test_arrow_keys_move_the_figure_and_what_it_says(visited):
    before = visited.drawn()
    visited.slider.focus()
    visited.page.keyboard.press("ArrowRight")
    visited.wait_until_it_says("Power 3, up to 1.")
    assert visited.slider.get_attribute("aria-valuetext") == "to the 3"
    assert visited.figure.locator(".value").first.inner_text() == "to the 3"
    third = visited.drawn()
    assert third != before and third in bent(3, 1)[0]
    visited.page.keyboard.press("Home")
    visited.wait_until_it_says("Power 1, up to 1.")
    assert [asked for asked in visited.asked if "script error" in asked] == []


def test_buttons_go_back_and_on_and_stop_at_the_ends(visited):
    back, on = (visited.figure.get_by_role("button", name=n) for n in ("back", "next"))
    assert back.get_attribute("aria-disabled") == "true"
    on.focus()
    visited.page.keyboard.press("Enter")
    visited.wait_until_it_says("Power 2, up to 2.")
    visited.page.keyboard.press("Enter")
    visited.page.keyboard.press("Enter")
    visited.wait_until_it_says("Power 2, up to 3.")
    assert on.get_attribute("aria-disabled") == "true"
    assert visited.page.evaluate("document.activeElement.textContent") == "next"
    back.click()
    visited.wait_until_it_says("Power 2, up to 2.")


def test_each_control_has_a_name_and_each_picture_a_text(visited):
    sliders = visited.page.get_by_role("slider")
    names = [sliders.nth(n).get_attribute("aria-label") for n in range(sliders.count())]
    assert names == ["power", "top", "step"]
    pictures = visited.page.locator("figure.moving svg")
    for number in range(pictures.count()):
        assert pictures.nth(number).get_attribute("role") == "img"
        assert pictures.nth(number).get_attribute("aria-label")


def test_figures_of_one_page_do_not_disturb_each_other(visited):
    second = visited.page.locator("figure.moving").nth(1)
    second.get_by_role("button", name="next").click()
    second.get_by_role("status").filter(has_text="Step 2 & no other.").wait_for()
    assert second.locator("svg .frame text").text_content() == "here 2"
    assert visited.says() == "Power 2, up to 1."
    assert len(visited.frames()) == 1


def test_frames_that_cannot_be_had_are_said_and_asked_for_again(visited, small_book):
    file = small_book / "_static" / "moving" / "figures-1.js"
    away = file.rename(file.with_suffix(".away"))
    try:
        visited.slider.focus()
        visited.wait_until_it_says("could not be loaded")
    finally:
        away.rename(file)
    visited.page.keyboard.press("ArrowRight")
    visited.wait_until_it_says("Power 3, up to 1.")


def test_without_scripts_there_are_pictures_sentences_and_no_dead_controls(
    small_book, browser
):
    with browser.new_context(java_script_enabled=False) as context:
        visited = Visited(context.new_page(), (small_book / PAGE).as_uri())
        assert visited.says() == "Power 2, up to 1."
        assert not visited.figure.locator(".controls").is_visible()
        others = visited.figure.locator(".others p")
        assert others.all_inner_texts() == ["Power 1, up to 1.", "Power 3, up to 1."]
        assert visited.figure.locator(".others svg").first.is_visible()
        words = visited.page.locator("figure.moving .words")
        words.locator("summary").click()
        assert words.locator("li").all_inner_texts()[2] == "Step 3 & no other."


def test_on_paper_are_a_few_frames_and_no_controls(visited):
    assert not visited.figure.locator(".others").is_visible()
    visited.page.emulate_media(media="print")
    assert visited.figure.locator(".others svg").count() == 2
    assert visited.figure.locator(".others").is_visible()
    assert not visited.figure.locator(".controls").is_visible()


def test_a_page_of_the_book_keeps_no_script_or_style_of_a_figure_inside(small_book):
    html = (small_book / PAGE).read_text(encoding="utf-8")
    figures = html.partition('<figure class="moving"')[2].rpartition("</figure>")[0]
    assert "<script" not in figures and "<style" not in figures and "style=" not in figures
    assert "moving.js" in html and "moving.css" in html
    other = (small_book / "index.html").read_text(encoding="utf-8")
    assert "moving.js" not in other


def test_an_output_works_by_itself_as_in_jupyterlab(tmp_path, browser):
    (tmp_path / "output.html").write_text(
        f"<!doctype html><meta charset='utf-8'>{FIGURE._repr_mimebundle_()['text/html']}",
        encoding="utf-8",
    )
    with browser.new_context() as context:
        visited = Visited(context.new_page(), (tmp_path / "output.html").as_uri())
        visited.slider.focus()
        visited.page.keyboard.press("ArrowLeft")
        visited.wait_until_it_says("Power 1, up to 1.")
        assert visited.asked == [(tmp_path / "output.html").as_uri()]


def test_a_sentence_is_never_read_as_html(tmp_path, browser):
    figure = Figure(
        "<img src=x onerror=alert(1)>",
        lambda n: (moving.text(9, 9, "<b>"), f"<img src=y{n} onerror=alert({n})>"),
        alt='"><b>',
        n=Slider("<b>", [1, 2], words=lambda n: f"<b>{n}"),
    )
    html = f"<!doctype html>{figure._repr_mimebundle_()['text/html']}"
    (tmp_path / "output.html").write_text(html, encoding="utf-8")
    with browser.new_context() as context:
        visited = Visited(context.new_page(), (tmp_path / "output.html").as_uri())
        visited.figure.get_by_role("slider").focus()
        visited.page.keyboard.press("ArrowRight")
        visited.wait_until_it_says("<img src=y2")
        assert visited.page.locator("img, b").count() == 0
