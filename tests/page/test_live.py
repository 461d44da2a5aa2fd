"""Python in the pages, in a real browser: what a reader does with a live cell.

Every host but this machine is blocked. What could not be fetched at set-up is not tested,
and each test that is left out says so.
"""

import ast
import re
import shutil
from html import unescape

import pytest
from browser import FLAGS, installed
from live import differences, live_cells, served_with
from looks import BLOCKS, axe_finds, open_folds
from nbformat.v4 import new_code_cell
from notebooks import CHAPTERS, ROOT, code_cells, read, tags, text
from pages import has_live_packages, wait_until
from playwright.sync_api import expect

from demystifying import exercises
from demystifying.judge import SLOW

FETCHED = ROOT / ".venv" / "live"
without_core = not (FETCHED / "core").is_dir()
without_packages = not has_live_packages()

pytestmark = pytest.mark.skipif(
    without_core, reason="PYTHON FOR THE PAGES IS NOT THERE: make .venv/live-core"
)
with_packages = pytest.mark.skipif(
    without_packages, reason="NUMPY FOR THE PAGES IS NOT THERE: make .venv/live-packages"
)

TRICK = "02_the_trick_rebuilt"
RIDGE = "06_ridge_and_lasso"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self'; img-src 'self' data: blob:; font-src 'self'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; base-uri 'self'; form-action 'self'"
)
POLICY_SAYS = "Content Security Policy"


@pytest.fixture(scope="session")
def book(book, tmp_path_factory):
    """A copy of the book of all tests, for pages that are put into it here."""
    return shutil.copytree(book, tmp_path_factory.mktemp("book") / "html")


@pytest.fixture(scope="session")
def home(book):
    with served_with(book) as address:
        yield address


class Reader:
    """Somebody with a page open; and what the page asked of whom."""

    def __init__(self, context, home):
        self.home, self.page = home, context.new_page()
        self.asked, self.problems = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: POLICY_SAYS in said.text and self.hear(said))

    def hear(self, said):
        self.problems.append(said.text)

    def refused(self):
        """What the page's policy has refused so far, which is no problem then."""
        said = [text for text in self.problems if POLICY_SAYS in text]
        self.problems = [text for text in self.problems if text not in said]
        return said

    def open(self, chapter):
        self.page.goto(f"{self.home}/chapters/{chapter}.html")
        self.names = [cell.id for cell in live_in(chapter)]
        self.cells = dict(zip(self.names, live_cells(self.page), strict=True))
        return self.cells

    def fetched(self, part):
        return [url for url in self.asked if part in url]


def live_in(chapter):
    return [cell for cell in code_cells(read(chapter)) if "unlive" not in tags(cell)]


def stored(chapter, name):
    (cell,) = [cell for cell in live_in(chapter) if cell.id == name]
    return text(cell)


@pytest.fixture
def reader(browser, home):
    with browser.new_context() as context:
        reader = Reader(context, home)
        yield reader
        assert reader.problems == []


@pytest.fixture(scope="module")
def lasting(browser, home):
    """A reader of chapter 2 for several tests, with Python loaded: it takes seconds."""
    with browser.new_context() as context:
        reader = Reader(context, home)
        reader.open(TRICK)
        reader.cells["build-counter"].run()
        yield reader
        assert reader.problems == []


@pytest.fixture
def cell(lasting):
    """A cell with an editor, for whatever code; as it was, in the end."""
    cell = lasting.cells["build-counter"]
    yield cell
    if cell.button("Stop").is_visible():
        cell.button("Stop").click()
        cell.wait()
    if cell.button("Reset").is_visible():
        cell.button("Reset").click()


# Starting


def test_nothing_is_fetched_before_the_first_run_and_no_package_that_no_cell_needs(reader):
    cells = reader.open(TRICK)
    reader.page.wait_for_load_state("networkidle")
    before = {url.partition("?")[0].rpartition("/")[2] for url in reader.fetched("/live/")}
    assert before == {"live.js", "live.css"}
    reader.page.evaluate(LISTEN)
    assert cells["two-counters"].run().startswith("Ran here")
    assert any(LOADING.search(text) for text in reader.page.evaluate("statuses"))
    assert reader.fetched("/live/core/pyodide.asm.wasm")
    assert not reader.fetched(".whl") and not reader.fetched("editor.mjs")
    cells["two-counters"].button("Edit").click()
    cells["two-counters"].whole.locator(".cm-content").wait_for()
    assert reader.fetched("editor.mjs")
    assert [url for url in reader.asked if not url.startswith((reader.home, "data:"))] == []


LOADING = re.compile(r"Loading Python, \d+\.\d MB, once")
# All that the lines beside the buttons say
LISTEN = """() => {
    window.statuses = [];
    const hear = () => document.querySelectorAll(".live-bar [role=status]")
        .forEach(it => statuses.push(it.textContent));
    new MutationObserver(hear).observe(document.body, {childList: true, subtree: true});
}"""


def test_the_cells_above_that_a_cell_needs_run_first_and_no_others(reader):
    cells = reader.open(TRICK)
    cells["two-counters"].run()
    assert differences(cells["two-counters"].text(), stored(TRICK, "two-counters")) is None
    assert cells["build-counter"].said.startswith("Ran here")
    assert cells["counter-calls"].said.startswith("Ran here")
    assert cells["random"].said == cells["forgetful"].said == ""
    answer = cells["counter-calls"].whole.locator("details")
    assert answer.get_attribute("open") is None  # what is to be guessed stays folded
    cells["two-counters"].run()
    assert cells["two-counters"].text().split() == ["105", "5"]  # its state lives


def test_a_page_of_pure_python_says_what_is_stored(lasting):
    found = {}
    pure = ["sine", "build-counter", "counter-calls", "two-counters", "forgetful"]
    pure += [
        "without-nonlocal",
        "look-inside",
        "change-inside",
        "counter-class",
        "build-int",
    ]
    pure += ["changed-not-replaced", "mystery-solved"]
    for name in pure:
        said = lasting.cells[name].run()
        wrong = differences(lasting.cells[name].text(), stored(TRICK, name))
        if wrong or not said.startswith("Ran here"):
            found[name] = said, wrong
    assert found == {}


WOKEN = """import os, random, sys
'uuid' in sys.modules, os.environ["COLUMNS"], random.random()"""  # memory.mjs imports uuid


def woken(page):
    """Whether Python came out of the stored memory; a setting of ours; a number drawn."""
    done = page.evaluate("code => livePython.run(code)", WOKEN)
    assert done["ok"], done["error"]
    return ast.literal_eval(done["outputs"][-1]["data"])


def test_python_wakes_with_its_settings_and_a_seed_of_its_own(lasting, browser, home):
    with browser.new_context() as context:
        other = Reader(context, home)
        other.open(TRICK)
        found = woken(other.page)
    assert found[:2] == woken(lasting.page)[:2] == (True, "88")
    assert found[2] != woken(lasting.page)[2]


READY = "livePython.ready()"


def test_in_the_tab_of_the_first_run_python_starts_with_the_next_page(reader):
    reader.open(TRICK)["sine"].run()
    del reader.asked[:]
    cells = reader.open("03_a_home_made_myhp")
    wait_until(reader.page, READY)
    assert reader.fetched("/live/worker.mjs") and not reader.fetched(".whl")
    assert {cell.said for cell in cells.values()} == {""}
    other = Reader(reader.page.context, reader.home)  # in another tab, nothing starts
    other.open(TRICK)
    other.page.wait_for_load_state("networkidle")
    assert not other.fetched("/live/worker.mjs")


@pytest.mark.live
@pytest.mark.parametrize("why", ["saves data", "not seen"])
def test_it_does_not_start_for_who_saves_data_and_in_a_page_that_nobody_sees(reader, why):
    reader.open(TRICK)["sine"].run()
    state = {"saves data": "navigator, 'connection', {value: {saveData: true}}"}
    state["not seen"] = "document, 'hidden', {value: true, configurable: true}"
    reader.page.add_init_script(f"Object.defineProperty({state[why]})")
    del reader.asked[:]
    reader.open(TRICK)
    reader.page.wait_for_load_state("networkidle")
    assert not reader.fetched("/live/worker.mjs")
    if why == "not seen":  # and then somebody looks at it
        reader.page.evaluate("delete document.hidden")
        reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        wait_until(reader.page, READY)


@pytest.mark.live
def test_an_early_start_that_fails_says_nothing_and_run_tries_again(reader):
    reader.open(TRICK)["sine"].run()
    context = reader.page.context
    context.route("**/manifest.json", lambda route: route.fulfill(status=503))
    notice = "document.addEventListener('live-reset', () => { window.hasFailed = true; })"
    reader.page.add_init_script(notice)
    cell = reader.open(TRICK)["sine"]
    wait_until(reader.page, "window.hasFailed ?? false")
    assert cell.said == ""
    context.unroute("**/manifest.json")
    assert cell.run().startswith("Ran here")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"status": 404}, marks=pytest.mark.pages),
        pytest.param({"body": "no memory"}, marks=pytest.mark.live),
    ],
)
def test_where_the_memory_cannot_be_had_python_starts_anew(answer, reader):
    reader.page.context.route("**/memory.bin", lambda route: route.fulfill(**answer))
    cells = reader.open(TRICK)
    assert woken(reader.page)[:2] == (False, "88")
    cells["sine"].run()
    assert cells["sine"].text().strip() == "True"


# Editing and running


def test_an_edited_cell_runs_again_and_reset_brings_back_what_the_book_has(lasting):
    cell = lasting.cells["sine"]
    output = cell.whole.locator(".cell_output")
    cell.write("print(6 * 7)\n'seven'.upper()")
    cell.run()
    assert cell.text().split() == ["42", "'SEVEN'"]
    assert not output.is_visible()
    cell.button("Reset").click()
    assert output.is_visible() and output.inner_text().strip() == "True"
    assert cell.output.is_hidden() and cell.whole.locator(".live-editor").count() == 0
    cell.run()
    assert cell.text().strip() == "True"
    cell.button("Reset").click()


def test_an_error_shows_the_readers_own_line(cell):
    cell.write(
        "def outer():\n    return inner(1)\n\ndef inner(n):\n    return n / 0\n\nouter()"
    )
    assert cell.run() == "An error; see below."
    error = cell.output.locator(".live-error").inner_text()
    assert "line 5, in inner" in error and "return n / 0" in error
    assert error.strip().endswith("ZeroDivisionError: division by zero")
    assert "eval_code_async" not in error and "cells.py" not in error


def test_a_mistake_in_the_syntax_is_shown_where_it_is(cell):
    cell.write("x = 1\nif x:\nprint(x)")
    cell.run()
    error = cell.output.locator(".live-error").inner_text()
    assert "line 3" in error and "IndentationError" in error


def test_the_editor_indents_with_tab_and_lets_go_after_escape(cell):
    page = cell.page
    cell.write("")
    focus = "document.activeElement.className"
    page.keyboard.press("Tab")
    page.keyboard.type("1 + 1")
    assert cell.whole.locator(".cm-content").inner_text() == "    1 + 1"
    assert page.evaluate(focus) == "live-editor"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate(focus) != "live-editor"
    assert page.evaluate("document.activeElement.textContent") == "Run"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(focus) == "live-editor"
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(focus) != "live-editor"


def test_a_key_that_the_page_knows_is_typed_all_the_same(cell):
    """Sphinx takes each "/" of a page for its search."""
    cell.write("")
    cell.page.keyboard.type("7 // 2 / 1")
    assert cell.whole.locator(".cm-content").inner_text() == "7 // 2 / 1"


@pytest.mark.parametrize("keys", ["Control+Enter", "Shift+Enter"])
def test_keys_run_what_is_in_the_editor(cell, keys):
    cell.write("print('by keyboard')")
    cell.page.keyboard.press(keys)
    cell.wait()
    assert cell.text().strip() == "by keyboard"
    assert cell.whole.locator(".cm-line").count() == 1  # no new line was typed


# What cells show


HOSTILE = """<table onclick="window.bad = 1"><tr><td style="text-align: right; color: red">7
<img src=x onerror="window.bad = 1"><script>window.bad = 1</script></td>
<td colspan="2"><a href="javascript:window.bad = 1">link</a>
<iframe srcdoc="<script>parent.bad = 1</script>"></iframe>
<svg><script>window.bad = 1</script></svg><style>body { display: none }</style>
<form action="https://elsewhere.invalid"><input name="x"></form></td></tr></table>"""


def test_a_table_that_a_cell_draws_is_shown_and_can_do_nothing(cell, lasting):
    cell.write(
        f"class Evil:\n    def _repr_html_(self):\n        return '''{HOSTILE}'''\nEvil()"
    )
    cell.run()
    table = cell.output.locator(".live-html table")
    assert table.locator("td").count() == 2 and "link" in table.inner_text()
    tags = cell.output.locator(".live-html *").evaluate_all(
        "all => all.map(e => e.tagName)"
    )
    assert set(tags) <= {"TABLE", "TBODY", "TR", "TD"}
    assert table.locator("td").first.get_attribute("style") == "text-align: right;"
    assert cell.page.evaluate("window.bad") is None
    assert lasting.refused()


def test_a_figure_that_moves_is_drawn_anew_and_moves(lasting):
    cell = lasting.cells["moving-boxes"]
    assert cell.run().startswith("Ran here")
    assert differences(cell.text(), stored(TRICK, "moving-boxes")) is None
    figure = cell.output.locator("figure.moving")
    assert figure.locator("svg .frame path").count() > 0
    before = figure.locator(".says").inner_text()
    figure.locator("input").first.focus()
    lasting.page.keyboard.press("ArrowRight")
    assert figure.locator(".says").inner_text() != before
    assert figure.locator("svg .frame path").count() > 0
    cell.button("Reset").click()


HOSTILE_FIGURE = """
from demystifying import moving
bad = "<path d='M0 0h9' onclick='bad = 1'/><script>window.bad = 1</script>"
bad += "<image href='x' onerror='window.bad = 1'/><a href='javascript:bad = 1'><text>a</text></a>"
number = moving.Slider("number", [1, 2])
moving.Figure("T", lambda number: (bad, f"{number} <b>"), alt="A", back=bad, number=number)
"""


def test_a_figure_that_a_cell_draws_can_do_nothing_in_any_frame(cell, lasting):
    cell.write(HOSTILE_FIGURE)
    cell.run()
    figure = cell.output.locator("figure.moving")
    for says in ("1 <b>", "2 <b>"):
        assert figure.locator(".says").inner_text() == says
        inside = figure.locator("svg *").evaluate_all(
            "all => all.map(e => [e.tagName, ...e.getAttributeNames()].join(' '))"
        )
        assert set(inside) == {"g class", "path d"}
        figure.locator("input").focus()
        cell.page.keyboard.press("ArrowRight")
    assert cell.page.evaluate("window.bad") is None
    assert lasting.refused()


# What Python could have drawn for a figure to which a reader adds points
DRAWN = """<path d='M0 0h9' onclick='bad = 1'/><script>window.bad = 1</script>
<image href='x' onerror='window.bad = 1'/>"""
STUB = """drawn => {
    const text = JSON.stringify([drawn, "says <b>", 7]);
    livePython.run = async () => ({ok: true, outputs: [{stream: "stdout", text}]});
}"""


def test_what_python_draws_for_a_figure_with_points_can_do_nothing(reader):
    reader.page.goto(f"{reader.home}/chapters/10_bayesian_optimization.html")
    reader.page.evaluate(STUB, DRAWN)
    figure = reader.page.locator(".moving[data-points]")
    figure.get_by_role("button", name="Add points yourself").click()
    figure.get_by_text("says <b>").wait_for()
    drawn = figure.locator("svg *").evaluate_all(
        "all => all.flatMap(e => [e.tagName, ...e.getAttributeNames()])"
    )
    assert "path" in drawn and figure.locator("svg [d='M0 0h9']").count() == 1
    assert not {"script", "image", "onclick", "onerror"} & set(drawn)
    assert reader.page.evaluate("window.bad") is None
    assert reader.refused()


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAA"
    "SUVORK5CYII="
)


def test_a_picture_that_a_cell_draws_can_be_enlarged_on_a_phone(reader):
    page = reader.page
    page.set_viewport_size({"width": 390, "height": 800})
    cell = reader.open(TRICK)["sine"]
    output = {"kind": "image/png", "data": PIXEL}
    cell.output.evaluate("(it, output) => livePython.show(it, output)", output)
    cell.output.evaluate("it => it.hidden = false")
    cell.output.get_by_role("button", name="Enlarge the picture").click()
    page.locator("dialog.enlarged[open] img").wait_for()


def test_a_bar_moves_in_its_line_and_both_streams_are_shown(cell):
    code = "import sys\nfor n in (5, 50, 100):\n    print(f'\\r{n:3} %', end='', file=sys.stderr)\n"
    cell.write(code + "print('out')\nprint('err', file=sys.stderr)")
    cell.run()
    assert cell.output.locator("pre").all_text_contents() == ["100 %", "out\n", "err\n"]


def test_a_flood_of_output_is_cut(cell):
    cell.write("for n in range(200_000):\n    print('x' * 50)\nprint('end')")
    assert cell.run().startswith("Ran here")
    assert "a run shows 200000 characters at most" in cell.text()
    assert len(cell.text()) < 250_000 and "end" not in cell.text()


def test_display_shows_things_in_their_order(cell):
    cell.write("display([1], 'two')\nprint('three')\n4")
    cell.run()
    assert cell.text().split() == ["[1]", "'two'", "three", "4"]


# Ending


def test_stop_ends_a_loop_that_never_ends_and_the_next_run_starts_anew(reader):
    cells = reader.open(TRICK)
    cells["counter-calls"].run()
    cell = cells["sine"]
    cell.write("print('begun')\nwhile True:\n    pass")
    cell.button("Run").click()
    cell.output.get_by_text("begun").wait_for()
    cell.button("Stop").click()
    assert cell.wait().startswith("Stopped.")
    assert cells["counter-calls"].said == "From a session that has ended."
    cells["two-counters"].run()
    assert differences(cells["two-counters"].text(), stored(TRICK, "two-counters")) is None


def test_a_lost_network_leaves_the_page_and_one_line_and_run_tries_again(reader):
    cell = reader.open(TRICK)["sine"]
    reader.page.context.set_offline(True)
    cell.run()
    assert "There is no network. The page is complete without it" in cell.text()
    cell.button("Edit").click()
    cell.bar.get_by_text("The editor could not be fetched").wait_for()
    reader.page.context.set_offline(False)
    cell.run()
    assert cell.text().strip() == "True"


@pytest.mark.pages
def test_once_python_has_run_it_starts_again_without_a_network(book, browser, tmp_path):
    kept = {"Cache-Control": "max-age=600"}  # as GitHub's Pages have it
    # A window that is to leave nothing behind keeps no large file; so this one is no such
    lasting = browser.browser_type.launch_persistent_context
    with (
        served_with(book, kept) as address,
        lasting(tmp_path, executable_path=installed(), args=FLAGS) as context,
    ):
        reader = Reader(context, address)
        cells = reader.open(TRICK)
        loop = cells["sine"]
        loop.write("print('begun')\nwhile True:\n    pass")
        loop.button("Run").click()
        loop.output.get_by_text("begun").wait_for(timeout=60_000)
        context.set_offline(True)
        loop.button("Stop").click()
        assert loop.wait().startswith("Stopped.")
        cell = cells["two-counters"]
        assert cell.run(60).startswith("Ran here"), cell.text()
        assert differences(cell.text(), stored(TRICK, "two-counters")) is None
        assert reader.problems == []


@pytest.mark.pages
def test_a_part_of_python_that_does_not_come_is_said_and_not_waited_for(reader):
    cell = reader.open(TRICK)["sine"]
    context = reader.page.context
    context.route("**/pyodide.asm.wasm", lambda route: route.abort())
    cell.run(60)
    assert "could not be loaded: Failed to fetch. The page is complete" in cell.text()
    context.unroute("**/pyodide.asm.wasm")
    assert cell.run().startswith("Ran here")


def test_the_solution_of_lines_to_put_in_order_is_no_cell_until_it_is_shown(reader):
    cells = reader.open(TRICK)
    (name,) = [cell.id for cell in live_in(TRICK) if "parsons" in cell.metadata]
    assert not cells[name].bar.is_visible()
    cells[name].show()
    assert cells[name].bar.is_visible()


def test_what_runs_has_columns_where_the_stored_output_has_some(reader):
    reader.open("08_trials_and_oracles")
    stored = reader.page.locator(".cell:has(.output.aligned) .live-output")
    assert stored.count() == reader.page.locator(".live-output.aligned").count() > 0
    text = "<pre class='live-text'>a</pre>"
    stored.first.evaluate(f'output => output.innerHTML = "{text}"')
    space = "output => getComputedStyle(output.firstChild).whiteSpace"
    assert stored.first.evaluate(space) == "pre"


@pytest.mark.live
def test_two_tabs_have_a_python_each_and_a_reload_brings_back_what_is_stored(reader):
    cells = reader.open(TRICK)
    other = Reader(reader.page.context, reader.home)
    others = other.open(TRICK)
    cells["counter-calls"].run()
    others["counter-calls"].run()
    assert others["counter-calls"].text() == cells["counter-calls"].text()
    other.page.reload()
    assert other.page.locator(".live-output:visible").count() == 0
    assert other.page.locator(".cell_output").first.inner_text().strip() == "True"


def test_from_a_file_one_line_says_why_there_is_no_run(book, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((book / "chapters" / f"{TRICK}.html").as_uri())
        assert "make serve" in page.locator(".live-cannot").inner_text()
        assert page.locator(".live-bar").count() == 0
        assert not page.locator(".live-about").is_visible()


def test_from_a_file_a_page_of_exercises_says_why_there_is_no_check(book, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((book / "exercises" / "02.html").as_uri())
        said = page.locator(".live-cannot").inner_text()
        assert said.startswith("Check cannot start from a file") and "make serve" in said
        assert page.get_by_role("button", name="Write your answer").count() == 0


def test_a_page_of_exercises_says_how_much_it_fetches_before_the_first_check(reader):
    reader.page.goto(f"{reader.home}/exercises/02.html")
    about = reader.page.locator(".live-about")
    about.locator("summary").click()
    said = about.inner_text()
    assert "Check it" in said and re.search(r"Python is \d+ MB", said)
    assert "kept in this browser alone" in reader.page.locator(".guesses").inner_text()
    assert not reader.fetched("/live/worker.mjs")


NOTE = re.compile(r'<p class="live-note">(.*?)</p>', re.DOTALL)


def notes_problems(html, cells):
    """Where a page does not say why a cell has no Run, or says it of another one."""
    said = [unescape(re.sub(r"<[^>]*>", "", note)) for note in NOTE.findall(html)]
    unlive = [cell.metadata.unlive for cell in cells if "unlive" in tags(cell)]
    due = [f"This cell does not run in the page: {why}." for why in unlive]
    if said != due:
        yield f"said {said}, due {due}"
    if html.count('class="live-about"') != 1:
        yield "what Run does is said once"


def test_a_page_says_what_run_does_and_at_each_cell_without_it_why(book):
    found, notes = {}, 0
    for chapter in LIVE:
        html = (book / "chapters" / f"{chapter}.html").read_text(encoding="utf-8")
        found[chapter] = list(notes_problems(html, code_cells(read(chapter))))
        notes += len(NOTE.findall(html))
    assert notes > 5 and {name: said for name, said in found.items() if said} == {}


def test_a_note_that_is_missing_or_says_something_else_is_found():
    cell = new_code_cell("1", metadata={"tags": ["unlive"], "unlive": "it waits"})
    about = '<details class="live-about">'
    note = '<p class="live-note">This cell does not run in the page: it waits.</p>'
    assert list(notes_problems(about + note, [cell])) == []
    for wrong in (about, note, about + note * 2, about + note.replace("waits", "runs")):
        assert len(list(notes_problems(wrong, [cell]))) == 1


def test_the_text_does_not_move_when_the_line_about_live_code_comes(home, browser):
    tops = {}
    for blocked in (True, False):
        with browser.new_context(viewport={"width": 412, "height": 823}) as context:
            page = context.new_page()
            if blocked:
                page.route("**/live/live.js*", lambda route: route.abort())
            page.goto(f"{home}/chapters/{TRICK}.html")
            page.wait_for_load_state("networkidle")
            assert page.locator(".live-about").is_visible() is not blocked
            tops[blocked] = page.locator("article blockquote").first.bounding_box()["y"]
    assert tops[True] == tops[False]


def test_without_webassembly_one_line_says_so(home, browser):
    with browser.new_context() as context:
        context.add_init_script("delete window.WebAssembly")
        page = context.new_page()
        page.goto(f"{home}/chapters/{TRICK}.html")
        assert "no WebAssembly" in page.locator(".live-cannot:visible").inner_text()
        assert page.locator(".live-bar").count() == 0


def test_without_scripts_the_outputs_are_there_and_nothing_speaks_of_run(home, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{home}/chapters/{TRICK}.html")
        assert page.locator(".cell_output").first.inner_text().strip() == "True"
        assert not page.locator(".live-about").is_visible()


# What other scripts use, below the strictest policy that the book has


STRICT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Strict</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="_static/live/live.css">
<script src="_static/live/live.js" defer></script>
<div id="editor" class="live-editor"></div><div id="shown"></div></html>"""


@pytest.fixture(scope="module")
def strict(book, browser):
    (book / "strict.html").write_text(STRICT, encoding="utf-8")
    strictly = served_with(book, {"Content-Security-Policy": POLICY})
    with strictly as address, browser.new_context() as context:
        page = context.new_page()
        broken = []
        page.on("console", lambda said: said.type == "error" and broken.append(said.text))
        page.goto(f"{address}/strict.html")
        yield page
        assert broken == []
    (book / "strict.html").unlink()


def test_other_scripts_run_code_below_a_strict_policy(strict):
    said = strict.evaluate(
        """async () => {
            const heard = [];
            const onText = ({text}) => heard.push(text);
            const run = (code, more) => livePython.run(code, {name: "exercise", onText, ...more});
            const idle = livePython.ready();
            const first = await run("x = 6\\nprint(x)\\nx * 7");
            const again = await run("x + 1");
            const fresh = await run("x", {fresh: true});
            const ready = livePython.ready();
            const loop = run("while True: pass");
            setTimeout(livePython.stop, 500);
            const stopped = await loop;
            return {idle, ready, first, again, fresh, stopped, heard};
        }"""
    )
    assert said["idle"] is False and said["ready"] is True
    assert said["first"]["ok"] and "".join(said["heard"]) == "6\n"
    assert said["first"]["outputs"][-1]["data"] == "42"
    assert said["again"]["outputs"][-1]["data"] == "7"
    assert not said["fresh"]["ok"] and "NameError" in said["fresh"]["error"]
    assert '"<exercise>", line 1' in said["fresh"]["error"]
    assert said["stopped"]["error"] == "Stopped." and not said["stopped"]["ok"]


def test_an_editor_and_what_is_shown_break_no_strict_policy(strict):
    code = strict.evaluate(
        """async () => {
            const place = document.getElementById("editor");
            window.box = await livePython.editor(place, "a = 1", {label: "Yours"});
            livePython.show(document.getElementById("shown"), {stream: "stdout", text: "said"});
            box.focus();
            return box.code;
        }"""
    )
    assert code == "a = 1" and strict.locator("#shown").inner_text() == "said"
    content = strict.locator("#editor .cm-content")
    assert content.get_attribute("aria-label") == "Yours"
    assert content.evaluate("e => getComputedStyle(e).whiteSpace").startswith(
        "pre"
    )  # its styles
    strict.keyboard.press("ControlOrMeta+End")
    strict.keyboard.type("0")
    assert strict.evaluate("box.code") == "a = 10"


def test_a_policy_that_is_broken_is_noticed(book, browser):
    page = "<!doctype html><link rel='icon' href='data:,'><script>1</script>"
    (book / "broken.html").write_text(page, encoding="utf-8")
    with served_with(book, {"Content-Security-Policy": POLICY}) as address:
        page, broken = browser.new_page(), []
        page.on("console", lambda said: said.type == "error" and broken.append(said.text))
        page.goto(f"{address}/broken.html")
        page.close()
    (book / "broken.html").unlink()
    assert "Content Security Policy" in broken[0]


# NumPy and the others


@with_packages
def test_a_changed_package_is_refused(reader):
    def spoil(route):
        route.fulfill(body=b"not what it was", content_type="application/zip")

    cell = reader.open(TRICK)["random"]
    reader.page.context.route("**/numpy-*.whl", spoil)
    assert cell.run() == "An error; see below."
    assert "A package could not be loaded" in cell.text() and "NumPy" not in cell.text()


@with_packages
def test_a_package_that_cannot_be_fetched_is_said_once(reader):
    cell = reader.open(TRICK)["random"]
    reader.page.context.route("**/numpy-*.whl", lambda route: route.abort())
    assert cell.run() == "An error; see below."
    assert cell.text().count("while loading numpy") == 1
    assert "Is there a network?" in cell.text()


@pytest.mark.live  # a minute
@with_packages
def test_keras_tuner_searches_in_chapter_6(reader):
    cells = reader.open(RIDGE)
    cell = cells["results"]
    assert cell.run(300).startswith("Ran here")
    assert differences(cell.text(), stored(RIDGE, "results")) is None
    picture = cells["trials-picture"]
    assert picture.run().startswith("Ran here")
    images = picture.output.locator("img")
    assert images.count() == 1 and images.first.get_attribute("alt").startswith(
        "Two panels"
    )


@pytest.mark.live  # as the other figure is drawn anew in each run
@with_packages
def test_a_reader_adds_points_to_a_figure_that_moves(reader):
    reader.page.goto(f"{reader.home}/chapters/10_bayesian_optimization.html")
    figure = reader.page.locator(".moving[data-points]")
    says = figure.locator(".says")

    def after(points):
        expect(says).to_contain_text(f"After {points} points", timeout=60_000)
        expect(figure.locator(".live-status")).to_have_text("", timeout=60_000)
        return says.inner_text()

    first = says.inner_text()
    figure.get_by_role("button", name="next").click()
    search = says.inner_text()
    figure.get_by_role("button", name="back").click()
    assert not reader.fetched("pyodide")
    figure.get_by_role("button", name="Add points yourself").press("Enter")
    assert after(3) == first
    figure.get_by_role("button", name="See the promised one").press("Enter")
    assert after(4) == search
    place = figure.get_by_label("place u")
    place.fill("400")
    assert place.get_attribute("aria-valuetext") == "u = 1.00"
    figure.get_by_role("button", name="See this place").press("Enter")
    after_all = after(5)
    figure.get_by_role("button", name="See this place").press("Enter")
    assert "seen already" in figure.locator(".live-status").inner_text()
    figure.locator("svg").first.click(position={"x": 400, "y": 60})
    after(6)
    figure.get_by_label("length scale").fill("0")
    after(6)
    figure.get_by_role("button", name="Begin again").press("Enter")
    after(3)
    assert says.inner_text() != first and after_all != first
    figure.get_by_role("button", name="next").click()
    after(4)
    figure.get_by_label("place u").fill("0")
    figure.get_by_role("button", name="See this place").press("Enter")
    expect(says).not_to_have_text(search, timeout=60_000)
    assert after(4) != search  # its three first points, and this one


# Exercises


@pytest.fixture
def exercise(reader):
    """The first exercise of chapter 2 in its page, with an editor; its source, too."""
    return opened(reader, exercises.exercises(2)[0])


def opened(reader, name):
    reader.page.goto(f"{reader.home}/exercises/{name[:2]}.html")
    place = reader.page.locator(f'.exercise[data-name="{name}"]')
    place.get_by_role("button", name="Write your answer").click()
    return Exercise(place, exercises.load(name))


class Exercise:
    def __init__(self, place, source):
        self.place, self.source = place, source
        self.content = place.locator(".cm-content")
        self.content.wait_for()
        self.starter = self.content.inner_text()

    def write(self, code):
        self.content.click()
        self.place.page.keyboard.press("ControlOrMeta+A")
        self.place.page.keyboard.insert_text(code)

    def check(self):
        """Press Check; returns what is said: a verdict, or an error."""
        self.place.get_by_role("button", name="Check it").click()
        said = self.place.locator(".verdict, pre.error")
        said.wait_for(timeout=120_000)
        return " ".join(said.inner_text().split())


def test_an_exercise_judges_what_is_written_in_its_page(exercise):
    judges_what_is_written(exercise)


@pytest.mark.live  # as it imports the package some two hundred times
@with_packages
def test_the_museums_bugs_are_planted_in_the_page(reader):
    judges_what_is_written(opened(reader, "17_hunt"))


def test_each_exercise_begins_with_its_starter_whatever_code_stands_before_it(reader):
    begun = {}
    for page in sorted({name[:2] for name in exercises.exercises()}):
        reader.page.goto(f"{reader.home}/exercises/{page}.html")
        begun |= reader.page.evaluate(BEGIN_ALL)
    starters = {name: exercises.load(name).starter.strip() for name in begun}
    assert set(begun) == set(exercises.exercises()) and begun == starters


# The code that each exercise gives to its editor, with an editor that is there at once
BEGIN_ALL = """async () => {
    const begun = {};
    for (const place of document.querySelectorAll(".exercise")) {
        livePython.editor = async (_, code) => {
            begun[place.dataset.name] = code.trim();
            return {focus() {}};
        };
        place.querySelector(".actions button").click();
        await null;
    }
    return begun;
}"""


def judges_what_is_written(exercise):
    source = exercise.source
    assert exercise.starter.split() == source.starter.split()
    assert not exercise.check().startswith("Right.")
    for wrong in source.wrong.values():
        exercise.write(wrong.code)
        said = exercise.check()
        why = " ".join(re.sub("[`*]", "", wrong.why).split())
        assert said.startswith("Not yet.") and why in said
    exercise.write(source.solution)
    assert exercise.check().startswith("Right.")
    assert exercise.place.locator("details.solution").is_visible()


@pytest.mark.live  # as Stop of a cell is in each run
def test_stop_ends_an_answer_that_never_ends_and_the_next_check_starts_anew(exercise):
    exercise.write("while True:\n    pass")
    exercise.place.get_by_role("button", name="Check it").click()
    exercise.place.get_by_text("Running …").wait_for(timeout=60_000)
    exercise.place.get_by_role("button", name="Stop").click()
    exercise.place.get_by_text("Stopped.").wait_for()
    assert exercise.place.locator(".verdict").count() == 0
    exercise.write(exercise.source.solution)
    assert exercise.check().startswith("Right.")


@pytest.mark.live  # as it waits until the time is over
def test_an_answer_that_never_ends_is_judged_when_its_time_is_over(exercise):
    exercise.place.evaluate("it => it.dataset.seconds = 4")
    exercise.write("while True:\n    pass")
    exercise.place.get_by_role("button", name="Check it").click()
    exercise.place.locator(".verdict").wait_for(timeout=60_000)
    said = exercise.place.locator(".verdict").inner_text()
    assert "still running after 4 seconds" in said and SLOW in said
    left = exercise.place.locator(".wait").inner_text()
    assert "after 2 more attempts" in left  # it was one
    exercise.write(exercise.source.solution)
    assert exercise.check().startswith("Right.")


# What axe-core says once a reader has been there


@pytest.mark.pages
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_on_a_page_that_has_been_used(theme, width, home, browser):
    size = {"width": width, "height": 900}
    options = {"viewport": size, "color_scheme": theme, "bypass_csp": True}
    with browser.new_context(**options) as context:
        reader = Reader(context, home)
        cells = reader.open(TRICK)
        reader.page.locator("fieldset.guess input").first.click()
        cells["two-counters"].run()
        cells["random"].write("1 / 0")
        cells["random"].run()
        assert reader.page.locator(".live-error").is_visible()
        open_folds(reader.page)
        chapter = axe_finds(reader.page), reader.page.evaluate(BLOCKS)
        answer = opened(reader, exercises.exercises(2)[0])
        assert answer.check().startswith("Not yet.")
        exercise = axe_finds(reader.page), reader.page.evaluate(BLOCKS)
    assert chapter == exercise == ([], [])


# Every live cell: make test-live

LIVE = [path.stem for path in CHAPTERS if 2 <= int(path.stem[:2]) <= 11]
# Cells whose text is another one in a page, and why
DIFFERENT = {
    # KerasTuner takes the values of a range without a step out of a set of floats, and the
    # order of a set follows hashes, which have 32 bits in a page
    ("07", "differs-values-run"),
}


@pytest.mark.live
@with_packages
@pytest.mark.parametrize("chapter", LIVE)
def test_every_live_cell_says_what_is_stored(chapter, reader):
    cells = reader.open(chapter)
    wrong, different = {}, {}
    for name, cell, of_book in zip(cells, cells.values(), live_in(chapter), strict=True):
        said = cell.run(300)
        pictures = sum("image/png" in output.get("data", {}) for output in of_book.outputs)
        expected = "" if pictures else text(of_book)
        if (
            not said.startswith("Ran here")
            or cell.output.locator("img").count() != pictures
        ):
            wrong[name] = said, cell.text()[-500:]
        elif how := differences(cell.text(), expected):
            different[name] = how
    assert wrong == {}
    assert different.keys() == {
        name for number, name in DIFFERENT if chapter.startswith(number)
    }


# Each comparison can fail


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("R2 = 0.48 at 39", True),
        ("R2 = 0.49 at 39", True),  # one in the last digit: rounded to the other side
        ("R2  =  0.48\nat 39", True),
        ("R2 = 0.50 at 39", False),
        ("R2 = 0.48 at 40", False),
        ("R2 = 0.48 at", False),
        ("r2 = 0.48 at 39", False),
        ("", False),
    ],
)
def test_a_text_that_differs_is_noticed(said, same):
    assert (differences(said, "R2 = 0.48 at 39") is None) == same


def test_a_long_number_may_differ_in_its_last_digits_alone():
    assert differences("0.6369616873214543", "0.6369616873214541") is None
    assert differences("0.6369616873214543", "0.6369610873214543") is None
    assert differences("0.6369616873214543", "0.6360616873214543") is not None
    assert re.search("numbers differ", differences("1e-05", "2e-05"))
