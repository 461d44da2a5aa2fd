"""Each page can be used by everyone: by name, by keyboard, on a phone, and on paper.

axe-core looks at a page of each kind, in one setting, and at the next page in the next, so
that each theme and each width is seen; colors, which all pages share and which take it
longest, it sees on one page of each setting. `make test-pages` looks at every page in all
four; and in two of them once more with all folds open.
"""

from itertools import product

import pytest
from accessible import mended
from looks import BLOCKS, axe_finds, open_folds
from notebooks import CHAPTERS
from pages import EVERY_PAGE, pages_to_visit, served, wait_until

THEMES, WIDTHS = ("light", "dark"), (1280, 360)
SETTINGS = list(product(THEMES, WIDTHS))
SHOWN = [  # in each run
    "chapters/introduction.html",
    "chapters/04_a_home_made_mygridsearch.html",
    "chapters/10_bayesian_optimization.html",
    "chapters/api.html",
    "chapters/16_questions_people_ask.html",
    "exercises/04.html",
    "teaching/plans.html",
    "genindex.html",
]
COLORED = 0  # the place, in each setting, of the page whose colors are looked at
OPENED = {"exercises/04.html"}  # in each run, with its hints and solutions
OPENED_IN = {("light", 1280), ("dark", 360)}  # with EVERY_PAGE, where all are


@pytest.fixture(scope="module", params=SETTINGS, ids=lambda s: f"{s[0]}-{s[1]}")
def looked_at(request, book, browser):
    """(width, page -> what axe finds, page -> what is wrong with its blocks)."""
    theme, width = request.param
    axe, blocks = {}, {}
    size = {"width": width, "height": 900}
    # axe is put into the page, which the page's own policy would forbid
    options = {"viewport": size, "color_scheme": theme, "bypass_csp": True}
    with served(book) as address, browser.new_context(**options) as context:
        page = context.new_page()
        for number, name in enumerate(pages_for(request.param, book)):
            page.goto(f"{address}/{name}")
            page.wait_for_selector("html[data-scrolls=measured]", state="attached")
            axe[name] = axe_finds(page, colors=EVERY_PAGE or number == COLORED)
            blocks[name] = page.evaluate(BLOCKS)
            open_folds(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            blocks[f"{name}, opened"] = page.evaluate(BLOCKS)
            if wide > width:
                blocks[f"{name}, opened"].append(f"{wide} px wide")
            if name in OPENED or (EVERY_PAGE and request.param in OPENED_IN):
                axe[f"{name}, opened"] = axe_finds(page, colors=EVERY_PAGE)
    return width, axe, blocks


def pages_for(setting, book):
    """Those that are looked at in this setting."""
    if EVERY_PAGE:  # but the one that leads on at once
        return [page for page in pages_to_visit(book) if page != "index.html"]
    return SHOWN[SETTINGS.index(setting) :: len(SETTINGS)]


def test_each_kind_of_page_is_looked_at_in_some_setting(book):
    seen = {page for setting in SETTINGS for page in pages_for(setting, book)}
    assert set(SHOWN) <= seen and all((book / page).exists() for page in SHOWN)
    folders = {page.parent.name for page in book.glob("[a-z]*/*.html")}
    assert folders == {page.partition("/")[0] for page in seen if "/" in page}
    assert not EVERY_PAGE or {f"chapters/{path.stem}.html" for path in CHAPTERS} <= seen


def test_axe_finds_nothing_on_any_page(looked_at):
    _, found, _ = looked_at
    assert {page: problems for page, problems in found.items() if problems} == {}


def test_nothing_is_cut_without_a_hint_and_code_can_be_read(looked_at):
    _, _, found = looked_at
    assert {page: problems for page, problems in found.items() if problems} == {}


def test_axe_finds_a_planted_fault(browser):
    page = browser.new_page()
    page.set_content(
        "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>"
        "<details><summary aria-label='Toggle'>Show the output</summary>1</details>"
        "<p style='color: #aaa; background: #fff'>pale</p></main>"
    )
    found = {problem.split(":")[0] for problem in axe_finds(page)}
    page.close()
    assert found == {"label-content-name-mismatch", "color-contrast"}


def test_a_block_that_is_cut_is_found(browser):
    page = browser.new_page(viewport={"width": 360, "height": 600})
    page.set_content(
        f"<article><p>Text.</p><pre style='font-size: 12px; overflow: hidden'>{'x' * 200}"
    )
    found = {problem.split(":")[0] for problem in page.evaluate(BLOCKS)}
    page.close()
    assert found == {"small, 12px", "cut", "no edge", "not by keyboard"}


def test_code_in_a_text_that_is_too_small_to_read_is_found(blank):
    blank.set_content(
        "<article><p style='font-size: 16px'>A <code style='font-size: 13.9px'>name</code>"
        "<code style='font-size: 14px'>x</code> <code style='display: none'>y</code>"
        "<details><summary>More</summary><code style='font-size: 9px'>fold</code></details>"
    )
    blank.evaluate("document.documentElement.dataset.scrolls = 'measured'")
    assert blank.evaluate(BLOCKS) == ["small, 13.9px: name"]
    open_folds(blank)
    assert blank.evaluate(BLOCKS) == ["small, 13.9px: name", "small, 9px: fold"]


def test_a_name_that_lies_over_the_next_column_is_found(blank):
    row = "<td style='max-width: 5em'><code style='font-size: 14px'>{}</code><td>next"
    blank.set_content(
        "<article><p style='font-size: 16px'>x<table>"
        f"<tr>{row.format('BayesianOptimization')}<tr>{row.format('Bayesian<wbr>Op')}"
    )
    assert blank.evaluate(BLOCKS) == ["lies over the next column: BayesianOptimization"]


def test_columns_that_are_torn_are_found(browser):
    page = browser.new_page()
    page.set_content(
        "<article><p>Text.</p><style>p, pre { font-size: 16px; white-space: pre-wrap }"
        "</style><div class='output stream aligned'><pre>a   b\nc   d</pre></div>"
    )
    found = page.evaluate(BLOCKS)
    page.close()
    assert found == ["torn columns: a   b\nc   d"]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_a_table_that_a_cell_made_has_the_colors_of_the_page(book, browser, theme, medium):
    with browser.new_context(color_scheme=theme) as context:
        page = context.new_page()
        page.emulate_media(media=medium)
        page.goto((book / "chapters/13_inside_kerastuner.html").as_uri())
        assert page.evaluate(COLORS) == []


COLORS = """() => {
    const style = it => getComputedStyle(document.querySelector(it));
    const table = style("article .cell_output .text_html"), found = [];
    if (table.backgroundColor !== style("body").backgroundColor) found.push(`ground: ${table.backgroundColor}`);
    if (table.color !== style("article p").color) found.push(`ink: ${table.color}`);
    return found;
}"""


@pytest.mark.parametrize(
    ("style", "found"),
    [
        ("background: rgb(0, 0, 0)", []),
        ("background: rgb(255, 255, 255)", ["ground: rgb(255, 255, 255)"]),
        ("background: rgb(0, 0, 0); color: rgb(9, 9, 9)", ["ink: rgb(9, 9, 9)"]),
    ],
)
def test_a_table_with_colors_of_its_own_is_found(blank, style, found):
    blank.set_content(
        "<body style='background: rgb(0, 0, 0); color: rgb(255, 255, 255)'><article><p>x"
        f"<div class=cell_output><div class=text_html style='{style}'>1</div></div>"
    )
    assert blank.evaluate(COLORS) == found


# What is mended, on the smallest page that needs it

WIDE = "alpha  score\n" + f"{'0.1':>5}  {'0.25':>40}\n"
FILLED = "OLS, all 50  zeros: 0 of the 42 useless\nLasso, tuned zeros: 21 of the 42\n"
NAMES = """the lost maximum
    test_space.py::test_the_end_of_a_range_is_there
    test_oracles.py::test_any_point_is_in_the_range
"""
SENTENCE = f"{'One sentence: ':{60}}1\n"
PRINTED = '<div class="output {}"><pre>{}</pre></div>'

FAULTS = {
    "a fold's name": (
        '<details><summary aria-label="Toggle hidden content">Show</summary></details>',
        "<details><summary>Show</summary></details>",
    ),
    "a head without headings": (
        "<table><thead><tr><th></th></tr></thead><tbody></tbody></table>",
        "<table><tbody></tbody></table>",
    ),
    "an empty corner": (
        "<table><thead><tr><th></th><th>a</th></tr></thead></table>",
        "<table><thead><tr><td></td><th>a</th></tr></thead></table>",
    ),
    "parameters without terms": (
        '<dl><dt class="sig"><dl><dd>x</dd></dl></dt></dl>',
        '<dl><dt class="sig"><span class="parameters"><span class="parameter">x</span></span></dt></dl>',
    ),
    "a reference": (
        '<div role="list"><div role="doc-biblioentry"><span role="doc-backlink"></span></div></div>',
        '<div role="list"><div role="listitem"><span></span></div></div>',
    ),
    "a chapter's opening": (
        "<article><h1>7. Spaces</h1><p><strong>Time</strong> 9 minutes</p></article>",
        '<article><h1><span class="chapter-number">7<span>.</span></span> Spaces</h1>'
        '<p class="chapter-facts"><strong>Time</strong> 9 minutes</p></article>',
    ),
    "columns": (
        PRINTED.format("stream", WIDE),
        PRINTED.format("stream aligned", WIDE),
    ),
    "columns, one of which is filled up": (
        PRINTED.format("stream", FILLED),
        PRINTED.format("stream aligned", FILLED),
    ),
    "no columns": (PRINTED.format("stream", SENTENCE),) * 2,
    "names that a phone would tear": (
        PRINTED.format("stream", NAMES),
        PRINTED.format("stream aligned", NAMES),
    ),
    "one such name": (PRINTED.format("stream", NAMES.splitlines()[1]),) * 2,
    "a long name in the table of an output": (
        '<div class="cell_output"><table><tr><td>oracles.grid.of</td><td>a sentence</td></tr></table></div>',
        '<div class="cell_output"><table><tr><td>oracles.<wbr/>grid.<wbr/>of</td><td>a sentence</td></tr></table></div>',
    ),
    "columns for a phone": (PRINTED.format("stream", "a   b\nc   d\n"),) * 2,
    "columns of code": (PRINTED.format("traceback", WIDE),) * 2,
    "a long name": (
        '<table><tr><td><code><span class="pre">oracles.grid.of(0.25)</span></code></td></tr></table>',
        '<table><tr><td><code><span class="pre">oracles.<wbr/>grid.<wbr/>of(0.25)</span></code></td></tr></table>',
    ),
    "a name that is longer than a column": (
        '<table><tr><td><code><span class="pre">tuners.BayesianOptimization</span></code></td>'
        '<td><code><span class="pre">RandomSearch</span></code></td></tr></table>',
        '<table><tr><td><code><span class="pre">tuners.<wbr/>Bayesian<wbr/>Optimization</span></code></td>'
        '<td><code><span class="pre">RandomSearch</span></code></td></tr></table>',
    ),
    "a percent sign and a full stop that a line may begin with": (
        '<article><p>95 % of <span class="math">y</span>. So 5 % are left.</p></article>',
        "<article><p>95\N{NO-BREAK SPACE}% of "
        '<span class="unbroken"><span class="math">y</span>.</span>'
        " So 5\N{NO-BREAK SPACE}% are left.</p></article>",
    ),
    "a percent sign in code": (
        "<article><p><code>95 % 2</code></p><pre>7 % 2</pre></article>",
    )
    * 2,
    "nothing": ("<article><h1>Glossary</h1></article>",) * 2,
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_is_mended_once_and_for_all(fault):
    before, after = FAULTS[fault]
    assert mended(before) == after
    assert mended(after) == after


# By keyboard, and for whoever is troubled by motion

CHAPTER = "chapters/02_the_trick_rebuilt.html"
FOCUS = """() => {
    const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
    return {name: it.outerHTML.slice(0, 100), width: parseFloat(style.outlineWidth), line: style.outlineStyle,
        seen: box.width > 0 && box.height > 0, body: it === document.body};
}"""


@pytest.fixture
def blank(browser):
    """A page for faults that are planted."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def opened(book, browser):
    with browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto((book / CHAPTER).as_uri())
        yield page


def tabbed(page, times):
    """Where the keyboard is after each press of Tab; FOCUS says what is told of it."""
    found = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUS))
    return [now for now in found if not now["body"]]


def unseen(found):
    """What had the focus, and nobody could see it."""
    return [
        now["name"]
        for now in found
        if now["width"] < 2 or now["line"] == "none" or not now["seen"]
    ]


def test_where_the_keyboard_is_is_seen(opened):
    found = tabbed(opened, 60)
    assert len({now["name"] for now in found}) > 40
    assert unseen(found) == []


# What a keyboard reaches in the text; each of them has the focus once
REACHED = "article :is(a[href], button, input, summary, [tabindex='0'])"
FOCUS_EACH = f"""reached => {{
    const found = [];
    for (const it of document.querySelectorAll(reached)) {{
        it.focus();
        if (document.activeElement === it) found.push(({FOCUS})());
    }}
    return found;
}}"""


@pytest.mark.parametrize(
    ("name", "buttons"),
    [
        (CHAPTER, ["Run cell 1", "Edit cell 1", ">Up<", "Start again"]),
        ("exercises/02.html", ["Check", "Forget"]),
    ],
)
def test_where_the_keyboard_is_is_seen_where_code_runs(name, buttons, book, browser):
    with served(book) as address, browser.new_context(reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{address}/{name}")
        wait_until(page, "document.documentElement.dataset.scrolls === 'measured'")
        if name != CHAPTER:
            page.get_by_role("button", name="Write your answer").first.click()
            page.locator(".cm-content").wait_for()
        page.keyboard.press("Tab")  # from now on the focus is a keyboard's
        found = page.evaluate(FOCUS_EACH, REACHED)
    assert len(found) > 20
    text = " ".join(now["name"] for now in found)
    assert [button for button in buttons if button not in text] == []
    assert unseen(found) == []


def test_a_focus_that_nobody_sees_is_found(blank):
    styles = {
        "seen": "",
        "off": "outline: none",
        "thin": "outline-width: 1px",
        "flat": "height: 0; padding: 0; border: 0; overflow: hidden",
    }
    buttons = [
        f"<button id={name} style='{css}'>x</button>" for name, css in styles.items()
    ]
    blank.set_content(f"<style>:focus {{ outline: 3px solid }}</style>{''.join(buttons)}")
    found = tabbed(blank, len(styles))
    assert [name.split('"')[1] for name in unseen(found)] == ["off", "thin", "flat"]


def skip_problems(page):
    """Whether Tab, Enter, Tab leads into the text."""
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    if first != "#main-content":
        yield f"the first press of Tab leads to {first}"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    if not page.evaluate("document.activeElement.closest('main') !== null"):
        yield OUTSIDE


def test_one_can_skip_to_the_text(opened):
    assert list(skip_problems(opened)) == []


LINKS = "<nav><a href='#a'>a</a></nav>"
TEXT = "<main id='main-content'><a href='#b'>b</a></main>"
SKIP = "<a href='#main-content'>Skip</a>"
OUTSIDE = "after it, the keyboard is outside of the text"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (SKIP + LINKS + TEXT, []),
        (LINKS + SKIP + TEXT, ["the first press of Tab leads to #a", OUTSIDE]),
        (SKIP + LINKS + TEXT.replace("id=", "class="), [OUTSIDE]),
    ],
)
def test_a_page_whose_text_one_cannot_skip_to_is_found(blank, body, found):
    blank.set_content(body)
    assert list(skip_problems(blank)) == found


def test_a_button_that_has_copied_keeps_the_focus(opened):
    button = opened.locator("button.copybtn").nth(3)
    button.focus()
    opened.keyboard.press("Enter")
    wait_until(opened, "!!document.querySelector('.copybtn.success')")
    wait_until(opened, "document.activeElement.matches('.copybtn.success')", seconds=3)


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_a_menu_that_is_closed_gives_the_focus_back(book, browser, side):
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto((book / "chapters" / "02_the_trick_rebuilt.html").as_uri())
        toggle = page.locator(f".{side}-toggle:visible").first
        toggle.focus()
        page.keyboard.press("Enter")
        page.locator(f"#pst-{side}-sidebar-modal[open]").wait_for()
        page.keyboard.press("Escape")
        focused = f"document.activeElement.matches('.{side}-toggle')"
        wait_until(page, focused, seconds=5)


def test_a_picture_is_enlarged_on_a_phone_and_gives_the_focus_back(book, browser):
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto((book / "chapters" / "03_a_home_made_myhp.html").as_uri())
        shown = page.evaluate(
            """() => {
            for (const fold of document.querySelectorAll("article details")) fold.open = true;
            return document.querySelector("article .cell_output img").clientWidth;
        }"""
        )
        button = page.get_by_role("button", name="Enlarge the picture").first
        button.focus()
        page.keyboard.press("Enter")
        large = page.locator("dialog.enlarged[open] img")
        large.wait_for()
        assert large.evaluate("it => it.clientWidth") > 1.8 * shown
        assert large.get_attribute("alt")
        assert page.evaluate("document.activeElement.textContent") == "Close"
        page.keyboard.press("Escape")
        wait_until(page, "document.activeElement.matches('.enlarge')", seconds=5)
        assert page.locator("dialog.enlarged").count() == 0
        page.set_viewport_size({"width": 1280, "height": 800})
        assert not button.is_visible()


def test_the_names_of_rows_stay_where_a_table_scrolls(book, browser):
    with browser.new_context(viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto((book / "chapters" / "benchmark.html").as_uri())
        moved = page.evaluate(
            """() => {
            const table = document.querySelector(".pst-scrollable-table-container");
            const [name, value] = table.querySelectorAll("tbody td");
            const places = () => [name, value].map(it => it.getBoundingClientRect().left);
            const before = places();
            table.scrollLeft = 60;
            return places().map((left, n) => before[n] - left);
        }"""
        )
    name, value = moved
    assert name < 1 and value == 60  # it gives way by its edge


MOVES = """[...document.querySelectorAll("*")].filter(it => {
    const {animationName, transitionProperty} = getComputedStyle(it);
    return animationName !== "none" || transitionProperty !== "none";
}).map(it => it.outerHTML.slice(0, 80))"""


def test_nothing_moves_for_whoever_asked_for_that(opened):
    assert opened.evaluate(MOVES) == []


def test_what_moves_all_the_same_is_found(blank):
    blank.set_content(
        "<style>* { transition: none }</style><p>still</p>"
        "<p style='animation: turn 1s'>turns</p><p style='transition: color 1s'>fades</p>"
    )
    found = [said.partition(">")[2] for said in blank.evaluate(MOVES)]
    assert found == ["turns</p>", "fades</p>"]
