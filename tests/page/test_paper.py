"""On paper a page is a reference with all folds open, or a work sheet; and the book is one PDF."""

import io

import pytest
from pages import wait_until
from pypdf import PdfReader

CHAPTER = "chapters/02_the_trick_rebuilt.html"


@pytest.fixture
def sheet(book, browser):
    """Opens the page as it is printed; takes what follows its address."""
    with browser.new_context(viewport={"width": 800, "height": 1000}) as context:
        page = context.new_page()
        page.emulate_media(media="print")

        def opened(query=""):
            page.goto((book / CHAPTER).as_uri() + query, wait_until="networkidle")
            return page

        yield opened


def text_of(page):
    pdf = PdfReader(io.BytesIO(page.pdf()))
    return " ".join(" ".join(part.extract_text() for part in pdf.pages).split())


def test_a_reference_has_each_fold_open(sheet):
    text = text_of(sheet())
    assert "The trick, rebuilt" in text  # the theme hides a title
    assert "0.6369616873214543" in text and "Sees chance in the numbers" in text
    assert "if name not in values" in text and "Show me without guessing" not in text


def test_a_work_sheet_asks_and_does_not_answer(sheet):
    page = sheet("?print=worksheet")
    text = text_of(page)
    assert "Are the two draws equal?" in text and "0.6369616873214543" in text
    assert "Sees chance in the numbers" not in text and "Right." not in text
    assert "if name not in values: values[name]" not in text
    room = (
        "parseFloat(getComputedStyle(document.querySelector('.guess'), '::after').height)"
    )
    assert page.evaluate(room) > 60


@pytest.mark.pages
def test_what_is_printed_is_chosen_in_the_page(sheet):
    page = sheet()
    page.emulate_media(media="screen")
    page.get_by_label("as a work sheet").check()
    page.emulate_media(media="print")
    assert "Sees chance in the numbers" not in text_of(page)
    page.emulate_media(media="screen")
    page.get_by_label("with all answers").check()
    page.emulate_media(media="print")
    assert "Sees chance in the numbers" in text_of(page)


@pytest.mark.parametrize("how", ["button", "theme", "keys"])
def test_what_is_printed_has_all_its_pictures(book, browser, how):
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("window.print = () => { window.printed = true; }")
        page.goto((book / "chapters" / "10_bayesian_optimization.html").as_uri())
        if how == "button":
            page.get_by_role("button", name="Print", exact=True).click()
        elif how == "theme":
            page.locator(".btn-download-pdf-button").dispatch_event("click")
        else:
            page.keyboard.press("Control+p")
        wait_until(page, "window.printed")
        pictures = page.locator("article img")
        assert pictures.count() > 3
        drawn = "all => all.map(picture => picture.complete && picture.naturalWidth > 0)"
        assert all(pictures.evaluate_all(drawn))


INKS = """[...document.querySelectorAll(".moving svg :is(path, text, rect)")].map(it => {
    const {fill, stroke} = getComputedStyle(it);
    return [fill, stroke].join();
})"""


def test_a_figure_that_moves_has_one_ink_on_paper_whatever_the_theme(book, browser):
    inks = []
    for theme in ("light", "dark"):
        with browser.new_context(color_scheme=theme) as context:
            page = context.new_page()
            page.emulate_media(media="print")
            page.goto((book / "chapters/08_trials_and_oracles.html").as_uri())
            inks.append(page.evaluate(INKS))
            frame = "getComputedStyle(document.querySelector('.moving')).breakInside"
            assert page.evaluate(frame) == "auto"  # or half a page is empty before it
    assert inks[0] == inks[1] != []


BOXES = """[...document.querySelectorAll("article :is(pre, .text_html, div.math, table)")].map(it => {
    const {overflowX, backgroundImage, breakInside} = getComputedStyle(it);
    return [overflowX, backgroundImage, breakInside].join();
})"""


def test_what_scrolls_on_a_screen_lies_open_on_paper_and_may_be_torn(book, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((book / "chapters/13_inside_kerastuner.html").as_uri())
        assert any("gradient" in box for box in page.evaluate(BOXES))
        page.emulate_media(media="print")
        assert set(page.evaluate(BOXES)) == {"visible,none,auto"}


@pytest.fixture(scope="module")
def pdf(book, browser):
    """Two chapters as `make pdf` puts them together."""
    import pdf as tool

    tool.BUILT = book
    file = io.BytesIO()
    tool.make(browser, "A title", ["01_the", "02_the"]).write(file)
    return PdfReader(file)


@pytest.mark.pages
def test_the_contents_name_the_page_on_which_a_chapter_begins(pdf):
    lines = pdf.pages[1].extract_text().splitlines()
    for title in ("1. The mysterious hp", "2. The trick, rebuilt"):
        (line,) = [line for line in lines if title in line]
        number = int(line.split()[-1]) if line.split()[-1].isdigit() else None
        if number is None:  # the number stands in a line of its own
            number = int(lines[lines.index(line) + 1])
        page = pdf.pages[number - 1].extract_text()
        assert title.split(". ")[1] in page.replace("\n", " ")


@pytest.mark.pages
def test_each_page_has_its_number_and_its_chapter(pdf):
    for number, page in enumerate(pdf.pages[2:], start=3):
        words = page.extract_text().split()
        assert words[-1] == str(number), number


@pytest.mark.pages
def test_a_pdf_has_bookmarks_and_its_links_stay_inside(pdf):
    part, chapters = pdf.outline
    assert part.title == "The mystery solved"
    assert [chapter.title for chapter in chapters] == [
        "1. The mysterious hp",
        "2. The trick, rebuilt",
    ]
    inside = 0
    for page in pdf.pages:
        for annotation in page.get("/Annots") or []:
            action = annotation.get_object().get("/A", {})
            inside += action.get("/S") == "/GoTo"
    assert inside > len(chapters)  # each in the contents, and one from a chapter at least
