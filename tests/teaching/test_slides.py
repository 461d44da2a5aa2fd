"""Slides say what the chapter says, fit their frame, and ask nothing of another host."""

import functools
import html
import os
import re
from html.parser import HTMLParser

import lesson
import markup
import pytest
import slides

NUMBERS = [one.number for one in lesson.lessons()]
# In a browser two decks, the longest among them; `make teaching-check` looks at all
SHOWN = NUMBERS if os.environ.get("EVERY_CHAPTER") else [4, 6]


class Seen(HTMLParser):
    """What a room sees of a slide: no notes, no markup."""

    def __init__(self, page):
        super().__init__()
        self.text, self.hidden = [], 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.hidden += tag == "aside"

    def handle_endtag(self, tag):
        self.hidden -= tag == "aside"

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


@functools.cache
def deck_of(number):
    return slides.deck(lesson.lesson(number))


def numbers_in(page):
    """The numbers on a slide; MathML has each digit or number in an element of its own."""
    return markup.numbers(" ".join(Seen(page).text))


def numbers_of(one):
    """The numbers that a chapter shows: text, code, and stored outputs."""
    parts = [cell.source for cell in one.notebook.cells]
    parts += [lesson.text_of(cell) for cell in one.notebook.cells]
    return markup.numbers("\n".join(parts)) | {str(one.number)}


def foreign_numbers(one, deck):
    known = numbers_of(one)
    return sorted(number for page in deck for number in numbers_in(page) - known)


@pytest.mark.parametrize("number", NUMBERS)
def test_no_slide_has_a_number_that_its_chapter_does_not_have(number):
    one = lesson.lesson(number)
    assert foreign_numbers(one, deck_of(number)) == []


def test_a_number_from_elsewhere_is_found():
    one = lesson.lesson(4)
    deck = [*deck_of(4), slides.slide("Results", "<p>It took 86421 trials.</p>")]
    assert foreign_numbers(one, deck) == ["86421"]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_prompt_has_its_question_then_its_code_then_its_answer(number):
    one = lesson.lesson(number)
    deck = deck_of(number)
    votes = [n for n, page in enumerate(deck) if page.startswith('<section class="vote"')]
    asked = [n for n in votes if "Before you go" not in deck[n]]
    assert len(asked) == len(one.prompts)
    for n, question in zip(asked, one.prompts.values(), strict=True):
        assert all(markup.inline(o.text) in deck[n] for o in question.options)
        (right,) = [o for o in question.options if o.right]
        after = next(m for m in range(n, len(deck)) if 'class="answer"' in deck[m])
        # nothing of the answer is in sight before the fragment
        before = "".join(Seen(deck[n]).text)
        assert (
            html.unescape(re.sub("<[^>]+>", "", markup.inline(right.feedback)))
            not in before
        )
        assert '<div class="fragment">' in deck[after]
        assert markup.inline(right.feedback) in deck[after]


def test_an_output_is_a_fragment_so_that_it_comes_after_its_code():
    for number in NUMBERS:
        for page in deck_of(number):
            for before in page.split('<pre class="output">')[:-1]:
                assert before.endswith('<div class="fragment">')


def test_the_notes_have_the_misconceptions_and_the_votes():
    one = lesson.lesson(2)
    question = one.prompts["two-counters"]
    pages = [page for page in deck_of(2) if markup.inline(question.options[0].text) in page]
    vote, seen = pages[0], "".join(Seen(pages[0]).text)
    assert "a 45 %" in vote and "45 %" not in seen
    for option in (o for o in question.options if not o.right):
        assert markup.inline(option.why) in vote and option.why not in seen


def test_a_question_comes_with_the_paragraph_before_it_if_there_is_room():
    one = lesson.lesson(17)
    question = one.prompts["run-the-torn-line"]
    assert question.lead.startswith("One test tears a finished journal")
    assert "One test tears a finished journal" in slides.lead_of(question)
    assert slides.lead_of(question._replace(lead="long " * 200)) == ""
    assert slides.lead_of(question._replace(lead="")) == ""


def test_code_is_as_large_as_its_slide_allows():
    assert slides.size_of([["x = 1"]], "") == slides.LARGEST
    wide = slides.size_of([["x" * slides.COLUMNS]], "")
    high = slides.size_of([["x = 1"] * slides.CODE_LINES], "")
    assert 20 <= wide < slides.LARGEST and 20 <= high < slides.LARGEST
    assert slides.size_of([["x = 1"] * slides.CODE_LINES], "<p>Why?</p>") < high


# Too much for a slide

LINES = [f"first_{n} = {n}" for n in range(5)]


def test_long_code_goes_on_over_a_second_slide_and_no_further():
    short, longer = LINES * 3, LINES * 6
    assert slides.split(short) == [short]
    first, second = slides.split(longer)
    assert first + second == longer
    pages = slides.split(LINES * 20)
    assert len(pages) == 2 and pages[1][-1] == "# … the rest is in the notebook"
    assert max(map(len, pages)) <= slides.CODE_LINES


def test_code_is_parted_where_a_statement_begins():
    body = ["    x = 1"] * 9
    first, second = slides.split(["def f():", *body, "def g():", *body])
    assert second[0] == "def g():" and len(first) == 10


def test_a_long_line_is_folded_and_loses_nothing():
    line = "    print(" + ", ".join(f"value_{n}" for n in range(30)) + ")"
    folded = slides.wrapped([line])
    assert max(map(len, folded)) <= slides.COLUMNS
    assert "".join("".join(folded).split()) == "".join(line.split())


# In a browser

OVERFLOWS = """() => {
    const found = [], slides = [...document.querySelectorAll('.slides > section')];
    slides.forEach((slide, n) => {
        Reveal.slide(n);
        slide.querySelectorAll('.fragment').forEach(f => f.classList.add('visible'));
        const name = `${n + 1} ${slide.querySelector('h2').innerText}`;
        if (slide.scrollHeight > slide.clientHeight + 1) found.push(`${name}: too high`);
        for (const part of [slide, ...slide.querySelectorAll('pre, p, li')])
            if (part.scrollWidth > part.clientWidth + 1) found.push(`${name}: too wide`);
        for (const image of slide.querySelectorAll('img'))
            if (!image.naturalWidth) found.push(`${name}: no picture`);
    });
    return [slides.length, found];
}"""


def looked_at(browser, folder, name):
    """How many slides a deck has, what does not fit, and what it asked of another host."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    asked, errors = [], []
    page.on(
        "request", lambda r: r.url.startswith(("file:", "data:")) or asked.append(r.url)
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda m: m.type == "error" and errors.append(m.text))
    page.goto((folder / f"{name}.html").as_uri())
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    number, found = page.evaluate(OVERFLOWS)
    page.close()
    return number, [*found, *asked, *errors]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    slides.write([lesson.lesson(number) for number in SHOWN], folder)
    return folder


@pytest.mark.parametrize("number", SHOWN)
def test_every_slide_fits_its_frame_and_asks_nothing_of_another_host(
    browser, folder, number
):
    one = lesson.lesson(number)
    shown, problems = looked_at(browser, folder, one.name)
    assert problems == []
    assert shown == len(deck_of(number))


def test_code_that_goes_on_over_a_second_slide_is_colored_as_one():
    first, second = markup.code_in_parts(
        [['"""A text', "that goes on"], ['here."""', "x = 1"]]
    )
    assert 'class="sd">here' in second and '<span class="n">x</span>' in second
    assert first.count("<span") == first.count("</span>")
    assert markup.code("x = 1\n\ny = 2").count("\n") == 2


def test_a_slide_that_does_not_fit_is_found(browser, folder):
    too_high = slides.slide("High", markup.code("\n".join(LINES * 9)))
    too_wide = slides.slide("Wide", markup.output("x" * 200))
    body = slides.PAGE.format(title="Faults", slides=too_high + too_wide)
    (folder / "faults.html").write_text(body, encoding="utf-8")
    _, problems = looked_at(browser, folder, "faults")
    assert "1 High: too high" in problems and "2 Wide: too wide" in problems


def test_a_deck_that_asks_another_host_is_found(browser, folder):
    foreign = slides.slide("Far", '<img src="http://far.example/x.png" alt="">')
    body = slides.PAGE.format(title="Faults", slides=foreign)
    (folder / "foreign.html").write_text(body, encoding="utf-8")
    _, problems = looked_at(browser, folder, "foreign")
    assert "http://far.example/x.png" in problems


def test_without_reveal_it_is_said_how_to_fetch_it(monkeypatch, tmp_path):
    monkeypatch.setattr("reveal.FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match=r"run: python tools/reveal\.py"):
        slides.write([], tmp_path / "slides")
