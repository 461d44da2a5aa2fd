"""A page is light, allows nothing foreign, and says what it is; formulas need no script."""

import functools
import io
import re
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import formulas
import light_pages
import pytest
import styles
import yaml
from bs4 import BeautifulSoup
from notebooks import ROOT
from pages import (
    EVERY_PAGE,
    build,
    has_live_packages,
    html_pages,
    pages_to_visit,
    served,
    wait_until,
    weight,
)
from PIL import Image
from sphinx.errors import ConfigError

BEFORE = tomllib.loads(
    (Path(__file__).parent / "weights_of_af14dd2.toml").read_text(encoding="utf-8")
)
SHARE, NEW_PAGE = 0.3, 800_000  # of the bytes of af14dd2; bytes of a page that is new


@pytest.fixture(scope="module")
def home(book):
    with served(book) as address:
        yield address


@pytest.fixture
def page(browser):
    """A page, in a browser that remembers nothing, and what its console said."""
    with browser.new_context() as context:
        page = context.new_page()
        page.said = []
        page.on(
            "console", lambda m: m.type in ("error", "warning") and page.said.append(m.text)
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        yield page


WEIGHED = "introduction", "10"  # of each run; with EVERY_PAGE, all of them are


def names(book):
    pages = [page for page in pages_to_visit(book) if page != "index.html"]
    if not EVERY_PAGE:
        starts = tuple(f"chapters/{name}" for name in WEIGHED)
        pages = [page for page in pages if page.startswith(starts)]
    return [page.removesuffix(".html") for page in pages]


# Weight


def too_heavy(weights):
    limits = {
        name: SHARE * BEFORE[name] if name in BEFORE else NEW_PAGE for name in weights
    }
    return {name: bytes for name, bytes in weights.items() if bytes > limits[name]}


def test_every_page_has_at_most_three_tenths_of_the_bytes_it_had(book, home, browser):
    weights = {name: weight(browser, f"{home}/{name}.html") for name in names(book)}
    assert too_heavy(weights) == {}


def test_a_page_that_has_grown_is_found():
    limit = int(SHARE * BEFORE["chapters/01_the_mysterious_hp"])
    assert too_heavy({"chapters/01_the_mysterious_hp": limit, "new": NEW_PAGE}) == {}
    assert too_heavy({"chapters/01_the_mysterious_hp": limit + 1}) != {}
    assert too_heavy({"new": NEW_PAGE + 1}) != {}


def test_a_byte_more_in_a_page_weighs_a_byte_more(tmp_path, browser):
    text = '<!doctype html><link rel="icon" href="data:,">'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    (tmp_path / "more.html").write_text(text + '<script src="s.js"></script>')
    (tmp_path / "s.js").write_text(" " * 1000)
    with served(tmp_path) as address:
        assert weight(browser, f"{address}/page.html") == len(text)
        assert weight(browser, f"{address}/more.html") == len(text) + 1028


def unsized(html):
    """The pictures of a page that move what is below them when they come."""
    for tag in re.findall(r"<img\b[^>]*>", html):
        sized = " width=" in tag and " height=" in tag
        if "data:" not in tag and not sized:
            yield tag


def test_the_text_below_pictures_does_not_move_when_they_come(book):
    assert in_pages(book, unsized) == {}


def in_pages(book, gate):
    """Page -> what a gate finds in its HTML."""
    found = {p.name: list(gate(p.read_text(encoding="utf-8"))) for p in html_pages(book)}
    assert len(found) > 20
    return {name: problems for name, problems in found.items() if problems}


def test_a_picture_without_its_size_is_found():
    sound = '<img src="a.png" width="3" height="2"><img src="data:,">'
    loose = ['<img src="c.svg">', '<img alt="x" src="d.png" width="3" />']
    assert list(unsized(sound + "".join(loose))) == loose


SHAPES = """async () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const found = [];
    for (const picture of document.querySelectorAll("article img[width][height]")) {
        picture.scrollIntoView();
        await picture.decode();
        const {width, height} = picture.getBoundingClientRect();
        found.push([width / height, picture.naturalWidth / picture.naturalHeight]);
    }
    return found;
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_a_picture_keeps_its_shape_where_it_is_narrower_than_it_was_drawn(
    width, home, page
):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{home}/chapters/10_bayesian_optimization.html")
    shapes = page.evaluate(SHAPES)
    assert len(shapes) > 3
    for shown, drawn in shapes:
        assert shown == pytest.approx(drawn, rel=0.02)


def test_code_keeps_its_text_and_its_colors_and_loses_tags():
    html = (
        '<pre><span></span><span class="kn">from</span><span class="w"> </span>'
        '<span class="nn">os</span> <span class="kn">import</span> <span class="n">sep</span>\n'
        '<span class="nb">print</span><span class="p">(</span><span class="sa">f</span>'
        '<span class="s2">"a</span><span class="si">{</span><span class="mi">1</span></pre>'
    )
    lighter = light_pages.with_plain_code(html)
    assert (
        BeautifulSoup(lighter, "html.parser").text
        == BeautifulSoup(html, "html.parser").text
    )
    assert lighter == (
        '<pre><span class="k">from</span> os <span class="k">import</span> sep\n'
        'print(<span class="s2">f"a{</span><span class="mi">1</span></pre>'
    )
    assert light_pages.with_plain_code(lighter) == lighter


def test_a_picture_gets_its_size_and_all_but_the_first_wait(tmp_path):
    Image.new("RGB", (30, 20)).save(tmp_path / "a.png")
    html = '<img alt="its width" src="a.png" /><img src="a.png"><img src="gone.png">'
    assert light_pages.with_sized_pictures(html, tmp_path) == (
        '<img alt="its width" src="a.png" width="30" height="20" decoding="async" />'
        '<img src="a.png" width="30" height="20" loading="lazy" decoding="async">'
        '<img src="gone.png">'
    )


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ('<svg width="374.4pt" height="230.4pt" viewBox="0 0 374.4 230.4">', (499, 307)),
        ('<svg viewBox="0 0 380 784">', (380, 784)),
        ('<svg width="30" height="20px" viewBox="0 0 3 2">', (30, 20)),
    ],
)
def test_a_drawing_gets_the_size_a_browser_gives_it(tag, size, tmp_path):
    drawing = tag.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"') + "</svg>"
    (tmp_path / "a.svg").write_text(drawing, encoding="utf-8")
    assert light_pages.picture_size(tmp_path / "a.svg") == size


def test_a_picture_whose_colours_would_be_seen_to_change_is_left_alone(tmp_path):
    lines, rainbow = tmp_path / "lines.png", tmp_path / "rainbow.png"
    Image.new("RGBA", (50, 50), "white").save(lines)
    steps = [
        (r, g, b) for r in range(0, 256, 15) for g in range(0, 256, 15) for b in (0, 255)
    ]
    picture = Image.new("RGB", (len(steps), 1))
    picture.putdata(steps)
    picture.resize((len(steps), 4), Image.Resampling.NEAREST).save(rainbow)
    before = rainbow.read_bytes()
    light_pages.SMOOTHING, usual = 3, light_pages.SMOOTHING
    try:
        assert light_pages.lighten_picture(lines)
        assert not light_pages.lighten_picture(rainbow)
    finally:
        light_pages.SMOOTHING = usual
    assert rainbow.read_bytes() == before
    assert Image.open(io.BytesIO(lines.read_bytes())).mode == "P"


# Styles


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("p{color:red}", "p{color:red}"),
        (".used, .gone{color:red}", ".used{color:red}"),
        (".used .gone{color:red}", ""),
        ("#gone{color:red}", ""),
        ("table td{color:red}", ""),
        ("p:hover{color:red}", "p:hover{color:red}"),
        (
            '.used:not(.gone)::after{content:".gone  x"}',
            '.used:not(.gone)::after{content:".gone  x"}',
        ),
        ("@media print{.gone{color:red}}", ""),
        ("@media print{.used{color:red}}", "@media print{.used{color:red}}"),
        ("@font-face{font-family:icons}", ""),
    ],
)
def test_a_rule_that_no_page_can_use_goes_and_no_other(css, left):
    names = styles.names_in_page('<p class="used more">')
    assert styles.purged(css, names) == left


def test_what_a_script_names_is_used():
    assert {"wrong", "right"} <= styles.names_in_script("f('wrong'); g(`a right ${x}`)")


def test_a_variable_that_only_an_unused_one_asks_for_goes_too():
    css = 'p{--a:1;--b:var(--a);--c:url("data:;x");color:var(--d);--d:2}'
    assert styles.without_unused_variables(css) == "p{color:var(--d);--d:2}"
    assert "--a:1;--b" in styles.without_unused_variables(css, {"--b"})


def icons(html):
    named = {
        name
        for classes in re.findall(r'<(?:i|span) class="([^"]*)"', html)
        for name in classes.split()
        if name.startswith("fa-")
    }
    return named - {"fa-solid", "fa-lg"}


def undrawn(style, html):
    """The icons of a page that the style does not have."""
    return {name for name in icons(html) if f".{name} " not in style}


def test_every_icon_is_drawn(book):
    style = (book / "_static" / "style.css").read_text(encoding="utf-8")
    assert in_pages(book, icons) != {}
    assert in_pages(book, functools.partial(undrawn, style)) == {}


def test_an_icon_that_the_style_does_not_have_is_found():
    html = '<i class="fa-solid fa-bars"></i><span class="fa-lg fa-barsx more"></span>'
    assert undrawn(".fa-bars {color: red}", html) == {"fa-barsx"}


# What is allowed


def test_each_page_has_the_policy_and_nothing_that_it_forbids(book):
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    packages = settings["sphinx"]["config"]["live_packages"]
    if has_live_packages():  # then the book has them in it
        packages = ""
    assert in_pages(book, functools.partial(policy_problems, packages)) == {}


def policy_problems(packages, html):
    """What a page allows or has that it should not; packages: where they come from."""
    expected = light_pages.policy(light_pages.inline_scripts(html), packages)
    if f'content="{expected}"' not in html:
        yield "another policy, or none"
    yield from re.findall(r"<style\b|<[^>]+\son[a-z]+=", html)


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("<p>x", []),
        ("<script>x = 1</script>", ["another policy, or none"]),
        ("<style>p { color: red }</style>", ["<style"]),
        ("<img src=x.png onerror='x = 1'>", ["<img src=x.png onerror="]),
    ],
)
def test_what_a_policy_does_not_know_of_is_found(fault, found):
    html = light_pages.with_policy('<meta charset="utf-8"><script>y = 2</script>')
    assert list(policy_problems("", html + fault)) == found


def test_a_page_without_its_policy_or_with_one_that_allows_more_is_found():
    html = light_pages.with_policy('<meta charset="utf-8"><p>x')
    assert list(policy_problems("", html)) == []
    for wrong in (html.replace("default-src 'none'", "default-src *"), "<p>x"):
        assert list(policy_problems("", wrong)) == ["another policy, or none"]


def test_only_the_place_of_binary_packages_is_another_host():
    own, other = light_pages.policy([]), light_pages.policy([], "https://x.org/v1/full/")
    assert "//" not in own
    assert "connect-src 'self' https://x.org;" in other
    assert other.replace(" https://x.org", "") == own


@pytest.mark.parametrize(
    "fault",
    [
        "<script>document.title = 'ran'</script>",
        "<img src=x.png onerror=\"document.title = 'ran'\">",
        "<style>p { color: red }</style>",
    ],
)
def test_the_browser_refuses_what_a_page_did_not_have_when_it_was_built(
    fault, tmp_path, page
):
    html = light_pages.with_policy(
        '<meta charset="utf-8"><link rel="icon" href="data:,"><p>x'
    )
    (tmp_path / "page.html").write_text(html + fault, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert any("Content Security Policy" in text for text in page.said), page.said
    assert page.title() != "ran"
    assert page.eval_on_selector("p", "p => getComputedStyle(p).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("where", ["served", "from disk"])
def test_theme_search_folds_and_print_work_under_the_policy(book, home, page, where):
    place = home if where == "served" else book.as_uri()
    page.add_init_script("window.print = () => { window.printed = true; };")
    page.goto(f"{place}/chapters/01_the_mysterious_hp.html")
    theme = "document.documentElement.dataset.theme"
    before = page.evaluate(theme)
    page.locator(".theme-switch-button").first.click()
    assert page.evaluate(theme) != before
    page.locator("details.hide summary").first.click()
    assert page.locator("details.hide .output").first.is_visible()
    page.get_by_label("Download this page").click()
    page.locator(".btn-download-pdf-button").click()
    assert page.evaluate("window.printed")
    page.keyboard.press("Control+K")
    page.locator("#pst-search-dialog input").fill("MyGridSearch")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li")
    assert page.said == []


# Search


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("hp.Int", "01_the_mysterious_hp"),
        ("MyGridSearch", "04_a_home_made_mygridsearch"),
        ("expected_improvement", "10_bayesian_optimization"),
    ],
)
def test_the_search_finds_the_name_of_a_function(book, page, word, found):
    page.goto(f"{book.as_uri()}/search.html?q={word}")
    page.wait_for_selector("#search-results li")
    said = "!!document.querySelector('.search-summary')?.textContent.match(/\\d/)"
    wait_until(page, said)
    links = page.eval_on_selector_all("#search-results a", "all => all.map(a => a.href)")
    assert any(found in link for link in links), links
    assert page.said == []


def test_what_the_search_shows_of_a_page_is_its_text(home, page):
    page.goto(f"{home}/search.html?q=hyperparameters")
    page.wait_for_selector("#search-results .context")
    page.wait_for_load_state("networkidle")
    shown = page.locator("#search-results .context").all_inner_texts()
    assert [
        text for text in shown if re.search(r"\.(md|ipynb) \.pdf|Contents ", text)
    ] == []


def test_a_page_loads_no_search_index(book):
    html = (book / "chapters" / "01_the_mysterious_hp.html").read_text(encoding="utf-8")
    assert "searchindex" not in html and "searchtools" not in html


# Formulas


def test_a_formula_is_there_without_scripts(book, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((book / "chapters" / "05_data_worth_regularizing.html").as_uri())
        assert page.locator("math").count() > 5
        assert page.locator("math mfrac").first.bounding_box()["height"] > 20


def as_text(html):
    """A page as a browser without styles says it: the texts of its elements in their order."""
    return " ".join(BeautifulSoup(html, "html.parser").text.split())


def misread(html):
    """The formulas of a page that a text browser would read as another number."""
    for found in formulas.MATHS.findall(html):
        tex = BeautifulSoup(found, "html.parser").find("annotation")
        if tex is None or " ".join(tex.text.split()) not in as_text(found):
            yield f"no TeX: {as_text(found)}"
        elif re.search(r"</m\w+><m", found):
            yield f"run together: {as_text(found)}"


def test_a_text_browser_can_read_every_formula(book):
    assert in_pages(book, misread) == {}
    html = (book / "chapters" / "11_hyperband.html").read_text(encoding="utf-8")
    assert "1 − 0.5 1 / n 1 - 0.5^{1/n}" in as_text(html)


def test_a_formula_that_a_text_browser_reads_as_another_number_is_found():
    bare = formulas.LatexToMathML().convert_with_local_state(
        r"\frac{16}{24}", displaystyle=False
    )
    assert list(misread(bare)) == ["no TeX: 1624"]
    sound = formulas.mathml(r"\frac{16}{24}", display=False)
    assert as_text(sound) == r"16 24 \frac{16}{24}" and list(misread(sound)) == []
    glued = sound.replace("> <", "><")
    assert list(misread(glued)) == [r"run together: 1624\frac{16}{24}"]


def test_the_font_has_every_character_of_every_formula(book):
    texts = [path.read_text(encoding="utf-8") for path in html_pages(book)]
    with formulas.TTFont(book / "_static" / formulas.FONT_NAME) as font:
        known = font.getBestCmap()
    letters = {
        c for c in formulas.characters(texts) if not c.isspace() and ord(c) != 0x2061
    }
    assert {"𝑥", "𝛼", "∑"} <= letters
    assert {c for c in letters if ord(c) not in known} == set()


def test_a_formula_with_a_root_has_its_sign_in_the_font(tmp_path):
    letters = formulas.characters(["<math><msqrt><mi>x</mi></msqrt></math>"])
    assert {"√", "𝑥"} <= letters
    formulas.write_font(tmp_path / "part.woff", letters)
    with formulas.TTFont(tmp_path / "part.woff") as font:
        assert {ord(c) for c in letters} <= font.getBestCmap().keys()


CONFIG = f"""title: A small book
execute: {{execute_notebooks: "off"}}
sphinx:
  local_extensions:
    page_fixes: {ROOT}/page/extensions
    formulas: {ROOT}/page/extensions
    light_pages: {ROOT}/page/extensions
    site_files: {ROOT}/page/extensions
    live_python: {ROOT}/page/extensions
  config:
    public_address: "ADDRESS"
    live_packages: https://packages.example/v1/
"""


def small_book(folder, text, address=""):
    """Build a book of one page. Returns the exit status, what was said, and its folder."""
    (folder / "_toc.yml").write_text("format: jb-book\nroot: page\n")
    (folder / "_config.yml").write_text(CONFIG.replace("ADDRESS", address))
    (folder / "page.md").write_text(text)
    status, said = build(folder, folder / "out")
    return status, said, folder / "out" / "_build" / "html"


@pytest.mark.pages
def test_a_formula_that_cannot_be_read_fails_the_build(tmp_path):
    status, said, _ = small_book(tmp_path, "# A page\n\nSee $\\frac{1$ here.")
    assert status != 0
    assert "formula:" in said and "frac" in said


# What a site has beside its pages


@pytest.fixture(scope="module")
def public(tmp_path_factory):
    text = "# A page\n\nIts *first* paragraph says what <it> is about. $x^2$\n\nAnother."
    folder = tmp_path_factory.mktemp("public")
    status, said, built = small_book(folder, text, "https://example.org/book")
    assert status == 0, said
    return built


def test_with_an_address_there_are_a_map_and_a_picture(public):
    root = ElementTree.fromstring((public / "sitemap.xml").read_text(encoding="utf-8"))
    assert [place.text for place in root.iter() if place.tag.endswith("loc")] == [
        "https://example.org/book/page.html"
    ]
    html = (public / "page.html").read_text(encoding="utf-8")
    (picture,) = re.findall(
        r'property="og:image" content="https://example.org/book/([^"]+)"', html
    )
    with Image.open(public / picture) as image:
        assert image.size == (1200, 630)
    assert 'property="og:url" content="https://example.org/book/page.html"' in html
    assert 'rel="canonical" href="https://example.org/book/page.html"' in html


def test_the_policy_allows_the_place_that_the_settings_name_and_no_other(public):
    html = (public / "page.html").read_text(encoding="utf-8")
    assert "connect-src 'self' https://packages.example;" in html
    (allowed,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', html)
    assert re.findall(r"\w+://[^ ;]+", allowed) == ["https://packages.example"]


def test_a_host_of_pages_leaves_no_folder_out(book):
    """GitHub's Pages would, without this file, those whose names begin with "_"."""
    assert (book / "_static").is_dir() and (book / ".nojekyll").is_file()


def test_without_an_address_nothing_claims_one(book):
    html = (book / "chapters" / "introduction.html").read_text(encoding="utf-8")
    assert "og:image" not in html and "og:url" not in html and "canonical" not in html
    assert not (book / "sitemap.xml").exists()


def test_a_page_says_in_its_head_what_its_first_paragraph_says(public, book):
    html = (public / "page.html").read_text(encoding="utf-8")
    assert 'name="description" content="Its first paragraph says what &lt;it&gt; is' in html
    assert in_pages(book, head_problems) == {}


def head_problems(html):
    """What a page does not say of itself."""
    tags = BeautifulSoup(html, "html.parser").select('meta[name="description"]')
    said = [tag["content"] for tag in tags]
    if len(said) != 1 or not 20 < len(said[0]) <= 250:
        yield f"one description of 21 to 250 letters, got {said}"
    if not re.search(r'<html [^>]*lang="en"', html):
        yield "no language"


HEAD = '<html dir="x" lang="en"><meta name="description" content="{}">'


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (HEAD.format("x" * 21), []),
        (HEAD.format("x" * 20), ["one description"]),
        (HEAD.format("x" * 251), ["one description"]),
        (HEAD.format("x" * 99) * 2, ["one description"]),
        ('<html dir="x" lang="en">', ["one description"]),
        (HEAD.format("x" * 99).replace("en", "de", 1), ["no language"]),
    ],
)
def test_a_page_that_does_not_say_what_it_is_is_found(html, found):
    problems = list(head_problems(html))
    assert len(problems) == len(found)
    assert all(map(str.startswith, problems, found))


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org/", "https://"])
def test_an_address_that_is_none_says_what_to_do(address):
    import site_files

    class config:
        public_address = address

    with pytest.raises(ConfigError, match=r"public_address: expected .* mend it"):
        site_files.set_address(None, config)


def test_the_page_for_what_is_not_there_works_at_any_depth(public, book):
    html = (public / "404.html").read_text(encoding="utf-8")
    relative = re.findall(r'(?:href|src|action)="(?!#|/book/|https://|data:)([^"]*)"', html)
    assert relative == [] and 'data-content_root="/book/"' in html
    html = (book / "404.html").read_text(encoding="utf-8")
    assert (
        'href="/chapters/introduction.html"' in html and 'href="/_static/style.css"' in html
    )
