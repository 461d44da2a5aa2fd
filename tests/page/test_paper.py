"""On paper a page is a reference with all folds open, or a work sheet; and the book is one PDF."""

import io
import re

import pytest
from pages import wait_until
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link

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
    assert SCREEN.findall(text) == []


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


def test_on_paper_a_question_for_a_number_has_its_options(book, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((book / "chapters" / "04_a_home_made_mygridsearch.html").as_uri())
        options = page.locator(".guess .options[hidden]")
        assert options.count() > 0 and not options.first.is_visible()
        page.emulate_media(media="print")
        assert all(one.is_visible() for one in options.all())


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
    """Two chapters, exercises and a page with downloads as `make pdf` puts them together."""
    import pdf as tool

    tool.BUILT = book
    file = io.BytesIO()
    wanted = ["01_the", "02_the", "exercises/02", "get_it"]
    tool.make(browser, "A title", wanted).write(file)
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
    part, (one, two, below), *_ = pdf.outline
    assert part.title == "The mystery solved"
    assert [one.title, two.title] == ["1. The mysterious hp", "2. The trick, rebuilt"]
    assert [page.title for page in below] == ["Exercises: The trick, rebuilt"]
    contents = pdf.pages[1].extract_text()
    assert "Exercises" not in contents
    first = {n: "Exercises: The trick" in p.extract_text() for n, p in enumerate(pdf.pages)}
    assert first[pdf.get_destination_page_number(below[0])]
    inside = [action.get("/S") == "/GoTo" for action in actions(pdf)]
    assert sum(inside) > 3  # each in the contents, and one from a chapter at least


def actions(pdf):
    """What each link of a PDF does."""
    links = [link for page in pdf.pages for link in page.get("/Annots") or []]
    return [link.get_object().get("/A", {}) for link in links]


def of_this_machine(pdf):
    """The links of a PDF that lead into a folder of the machine that made it."""
    addresses = [str(action.get("/URI", "")) for action in actions(pdf)]
    return [address for address in addresses if address.startswith("file:")]


@pytest.mark.pages
def test_no_link_of_a_pdf_names_a_folder_of_the_machine_that_made_it(pdf):
    assert of_this_machine(pdf) == []
    assert any("wheel" in page.extract_text() for page in pdf.pages)  # where it had one


@pytest.mark.pages
def test_nothing_in_a_pdf_speaks_of_what_only_a_screen_can_do(pdf):
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "The trick, rebuilt" in text and SCREEN.findall(text) == []


SCREEN = re.compile(r"cannot start|This cell does not run in the page")


def one_page(*links):
    """A PDF of one page with a link to each address."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for address in links:
        writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url=address))
    return writer


@pytest.mark.parametrize("public", ["", "https://example.org/book/"])
def test_a_link_to_another_file_of_the_site_leads_to_the_site_or_nowhere(
    public, tmp_path, monkeypatch
):
    import pdf as tool

    monkeypatch.setattr(tool, "BUILT", tmp_path)
    here, other = (tmp_path / name for name in ("a.html", "project/b c.zip"))
    elsewhere = "https://example.org/else"
    writer = one_page(
        here.as_uri(), other.as_uri(), (tmp_path.parent / "x").as_uri(), elsewhere
    )
    printed = PdfReader(io.BytesIO(written(writer)))
    assert len(of_this_machine(printed)) == 3
    parts = [tool.Part(here, "A", "", False, printed)]
    tool.lead_inside(writer, parts, [0], public)
    mended = PdfReader(io.BytesIO(written(writer)))
    assert of_this_machine(mended) == []
    led = [f"{public}project/b%20c.zip"] * bool(public)
    uris = [str(a["/URI"]) for a in actions(mended) if "/URI" in a]
    assert uris == [*led, elsewhere] and actions(mended)[0]["/S"] == "/GoTo"


def written(writer):
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
