"""Slides say what the chapter says, fit their frame, and ask nothing of another host."""

import ast
import base64
import copy
import functools
import html
import io
import re
from html.parser import HTMLParser

import fitting
import lesson
import listing
import markup
import matplotlib.pyplot as plt
import panels
import pytest
import questions
import slides
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from notebooks import EVERY_CHAPTER

NUMBERS = [one.number for one in lesson.lessons()]
# In a browser two decks, the longest among them
SHOWN = NUMBERS if EVERY_CHAPTER else [10, 17]


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


def seen(page):
    return "".join(Seen(page).text)


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
    parts += [line for cell in one.cells.values() for line in listing.folded(cell)]
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


def votes_in(deck):
    """The places of the questions on prompts; the exit ticket does not count."""
    votes = [n for n, page in enumerate(deck) if page.startswith('<section class="vote"')]
    return [n for n in votes if "<h2>Before you go</h2>" not in deck[n]]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_prompt_has_its_question_then_its_code_then_its_answer(number):
    assert list(vote_problems(lesson.lesson(number), deck_of(number))) == []


def vote_problems(one, deck):
    """Votes that are missing, lack an option, tell their answer, or have none."""
    asked = votes_in(deck)
    if len(asked) != len(one.prompts):
        yield f"{len(asked)} votes on {len(one.prompts)} prompts"
    for n, question in zip(asked, one.prompts.values(), strict=False):
        if not all(markup.inline(o.text) in deck[n] for o in question.options):
            yield f"{question.id}: an option is missing"
        (right,) = [o for o in question.options if o.right]
        after = next((page for page in deck[n:] if 'class="answer"' in page), "")
        # nothing of the answer is in sight before the fragment
        feedback = markup.inline(right.feedback)
        if html.unescape(re.sub("<[^>]+>", "", feedback)) in seen(deck[n]):
            yield f"{question.id}: told before the vote"
        if '<div class="fragment">' not in after or feedback not in after:
            yield f"{question.id}: no answer"


def test_a_vote_that_lacks_something_or_tells_its_answer_is_found():
    one, deck = lesson.lesson(4), deck_of(4)
    name, question = next(iter(one.prompts.items()))
    (n, *_) = votes_in(deck)
    first, (right,) = question.options[0], [o for o in question.options if o.right]
    changes = {
        f"{name}: an option is missing": deck[n].replace(markup.inline(first.text), ""),
        f"{name}: told before the vote": f"{deck[n]}<p>{markup.inline(right.feedback)}</p>",
    }
    for problem, page in changes.items():
        assert list(vote_problems(one, [*deck[:n], page, *deck[n + 1 :]])) == [problem]
    place = next(m for m in range(n, len(deck)) if 'class="answer"' in deck[m])
    without = [*deck[:place], *deck[place + 1 :]]
    assert list(vote_problems(one, without)) == [f"{name}: no answer"]
    votes = f"{len(one.prompts) - 1} votes on {len(one.prompts)} prompts"
    assert votes in list(vote_problems(one, [*deck[:n], *deck[n + 1 :]]))


def told_early(page):
    """Whether an output is in sight together with its code, before the click."""
    *before, _ = page.split('<pre class="output">')
    code = '<pre class="code">' in page
    return any(code and not part.endswith('<div class="fragment">') for part in before)


def test_an_output_is_a_fragment_so_that_it_comes_after_its_code():
    assert not any(told_early(page) for number in NUMBERS for page in deck_of(number))
    assert told_early(slides.slide("Both", markup.code("1 + 1") + markup.output("2")))


def seen_before_the_vote(one, deck):
    """The prompts whose output stands on a slide before the class has voted."""
    for n, cell in zip(votes_in(deck), one.prompts, strict=False):
        printed = lesson.text_of(one.cells[cell]).strip()
        before = [text for page in deck[: n + 1] for text in texts_of(page, "output")]
        others = [lesson.text_of(c).strip() for c in one.way if c.id != cell]
        if printed not in others and printed in [text.strip() for text in before]:
            yield cell


@pytest.mark.parametrize("number", NUMBERS)
def test_no_output_is_on_a_slide_before_its_vote(number):
    one, deck = lesson.lesson(number), deck_of(number)
    assert list(seen_before_the_vote(one, deck)) == []
    early = [page for page in deck if texts_of(page, "output")]
    assert list(seen_before_the_vote(one, [*early, *deck]))


def blank(page):
    """Whether a slide is empty but for its heading until somebody clicks."""
    body = re.sub(r"<h2>.*?</h2>|<aside.*?</aside>", "", page, flags=re.S)
    before, fragment, _ = body.partition('<div class="fragment">')
    return bool(fragment) and not seen(before).strip()


def test_no_slide_is_blank_before_the_click():
    assert not any(blank(page) for number in NUMBERS for page in deck_of(number))
    assert blank(slides.slide("Before you go", slides.fragment("<p>(b)</p>"), "Notes."))


@pytest.mark.parametrize("number", NUMBERS)
def test_every_answer_has_its_question_and_the_opening_one_its_answer(number):
    assert list(answer_problems(deck_of(number))) == []


def answer_problems(deck):
    """Answers without their question, and an opening question without its answer."""
    for n, page in enumerate(deck, start=1):
        question = '<div class="ask">' in page.partition('<div class="fragment">')[0]
        if page.startswith('<section class="answer"') and not question:
            yield f"{n}: no question"
    backs = [page for page in deck if page.startswith('<section class="back"')]
    answers = [len(seen(page.partition('<div class="fragment">')[2])) for page in backs]
    if len(answers) != 1 or answers[0] <= 200:
        yield f"back to the question: {answers}"


def test_an_answer_alone_and_an_opening_question_alone_are_found():
    deck = deck_of(4)
    kinds = [page.partition(">")[0] for page in deck]
    alone = kinds.index('<section class="answer"')
    other = [page.replace('<div class="ask">', "<div>") for page in deck]
    assert f"{alone + 1}: no question" in list(answer_problems(other))
    bare = [re.sub('(class="back".*?fragment">).*', r"\1", p, flags=re.S) for p in deck]
    assert list(answer_problems(bare)) == ["back to the question: [0]"]
    gone = [page for page in deck if not page.startswith('<section class="back"')]
    assert list(answer_problems(gone)) == ["back to the question: []"]


# A vote has its subject in sight


def texts_of(page, kind):
    found = re.findall(rf'<pre class="{kind}">(.*?)</pre>', page, flags=re.S)
    return [html.unescape(re.sub("<[^>]+>", "", text)) for text in found]


def unknown(one, deck):
    """The names in a question that no slide has shown, up to the code that it is about."""
    for n, question in zip(votes_in(deck), one.prompts.values(), strict=False):
        shown = " ".join([seen(page) for page in deck[:n]] + texts_of(deck[n + 1], "code"))
        shown += seen(slides.lead_of(question))
        for name in re.findall(
            r"[A-Za-z_]\w+", " ".join(re.findall("`(.+?)`", question.ask))
        ):
            if re.sub(r"_\d+$", "_", name) not in shown:
                yield name


@pytest.mark.parametrize("number", NUMBERS)
def test_the_names_in_a_question_are_on_a_slide_before_it_or_with_it(number):
    one = lesson.lesson(number)
    assert list(unknown(one, deck_of(number))) == []


def test_a_question_about_what_no_slide_shows_is_found():
    one = lesson.lesson(17)
    asked = one.prompts["run-the-torn-line"]._replace(ask="What does `tear_apart` do?")
    other = lesson.Lesson(one.number, one.name, one.notebook, one.plan)
    other.prompts = one.prompts | {"run-the-torn-line": asked}
    assert list(unknown(other, deck_of(17))) == ["tear_apart"]


def test_a_cell_above_a_prompt_that_uses_it_is_on_a_slide():
    assert "build-either" in slides.set_up(lesson.lesson(3))
    assert "def build_either(hp):" in "".join(seen(page) for page in deck_of(3))
    # however long it is
    assert "three-models" in slides.set_up(lesson.lesson(15))
    assert "def neighbors(hp):" in "".join(seen(page) for page in deck_of(15))
    # what is imported does not count
    assert listing.bound("import math\nfrom re import sub") == set()


def test_a_bug_of_the_museum_is_on_a_slide_before_its_vote():
    one, deck = lesson.lesson(17), deck_of(17)
    bugs = [cell.removeprefix("run-") for cell in one.prompts if cell.startswith("run-")]
    assert len(bugs) == 9
    assert late(bugs, deck) == []
    assert late(bugs, deck[::-1]) == bugs
    shows = next(page for page in deck if bugs[0] in "".join(texts_of(page, "code")))
    assert late(bugs, [page for page in deck if page != shows]) == [bugs[0]]


def late(bugs, deck):
    """The bugs that no slide shows before the one that visits them."""
    code = [" ".join(texts_of(page, "code")) for page in deck]

    def place(text):
        return next((n for n, shown in enumerate(code) if text in shown), len(code))

    return [b for b in bugs if place(f'bugs["{b}"]') >= place(f'visit("{b}")')]


def untested(one, deck):
    """The prompts on an exhibit whose tests are not all on slides before the vote."""
    code = [" ".join(texts_of(page, "code")) for page in deck]
    for n, cell in zip(votes_in(deck), one.prompts, strict=True):
        exhibit = one.cells.get(cell.replace("run-", "see-"))
        if cell.startswith("run-"):
            heads = re.findall(r"^def test_\w+", "\n".join(listing.folded(exhibit)), re.M)
            assert len(heads) >= 3
            yield from (head for head in heads if head not in " ".join(code[:n]))


def test_the_tests_of_an_exhibit_are_on_slides_before_the_vote_on_them():
    one, deck = lesson.lesson(17), deck_of(17)
    assert list(untested(one, deck)) == []
    kind = '<section class="code tests"'
    assert list(untested(one, [page for page in deck if not page.startswith(kind)]))
    # and directly before it, not where the exhibit stands
    (vote,) = [n for n in votes_in(deck) if "The fit is lazy." in deck[n]]
    assert deck[vote - 1].startswith(kind) and "(2/2)</h2>" in deck[vote - 1]


def test_a_fold_without_a_vote_on_it_and_a_cell_without_a_fold_have_no_tests():
    assert listing.folded(new_code_cell("x = 1")) == []
    fold = "<details>\n\n```python\ndef a():\n    pass\n\n\ndef b():\n    pass\n```\n\n"
    shown = new_output("display_data", {"text/markdown": f"{fold}</details>"})
    cell = new_code_cell('bugs["one"]', outputs=[shown])
    assert listing.folded(cell) == ["def a():\n    pass", "def b():\n    pass"]
    assert listing.strings(cell.source) == {"one"}


def without_options(one, deck):
    """The prompts whose code stands neither below the options nor before the vote."""
    for n, question in zip(votes_in(deck), one.prompts.values(), strict=False):
        code = slides.lines_of(question.cell, question)
        before, after = "".join(texts_of(deck[n - 1], "code")), deck[n + 1]
        above = after.partition("<pre")[0]
        there = all(markup.inline(o.text) in above for o in question.options)
        if code and not (there and (texts_of(after, "code") or code[-1] in before)):
            yield question.id


@pytest.mark.parametrize("number", NUMBERS)
def test_the_options_stand_above_the_code_or_the_code_comes_before_the_vote(number):
    one = lesson.lesson(number)
    assert list(without_options(one, deck_of(number))) == []


def test_code_without_the_options_is_found():
    bare = [re.sub('<p class="again.*?</p>', "", page) for page in deck_of(4)]
    one = lesson.lesson(4)
    assert list(without_options(one, bare))
    one, deck = lesson.lesson(10), deck_of(10)
    (vote,) = [n for n in votes_in(deck) if one.prompts["noise"].options[0].text in deck[n]]
    assert "def noisy_search(seed):" in "".join(texts_of(deck[vote - 1], "code"))
    assert list(without_options(one, [*deck[: vote - 1], deck[0], *deck[vote:]]))


def test_an_output_whose_code_came_before_the_vote_waits_for_a_click():
    one = lesson.lesson(10)
    cell, section = one.cells["noise"], one.section_of("noise")
    listed, _, after, _ = slides.prompt_slides(one, cell, section)
    assert "Give them time" in listed
    above, click, shown = after.partition('<div class="fragment">')
    assert click and not texts_of(above, "output") and texts_of(shown, "output")
    assert all(markup.inline(o.text) in above for o in one.prompts["noise"].options)


# The lines of long code that matter


def unmarked(one, deck):
    """The lines that the plan marks, and no slide does; and how many it marks in a cell."""
    found = re.findall("<mark>(.*?)</mark>", "\n".join(deck))
    texts = [html.unescape(re.sub("<[^>]+>", "", line)).strip() for line in found]
    for cell, look in one.plan.get("look", {}).items():
        lines = slides.lines_of(one.cells[cell])
        hit = [line for line in lines if line.strip().startswith(tuple(look))]
        yield from (f"{cell}: {line}" for line in hit if line.strip() not in texts)
        yield from (
            f"{cell}: no line begins with {begin!r}"
            for begin in look
            if not any(line.strip().startswith(begin) for line in lines)
        )
        if len(hit) > len(lines) / 3:
            yield f"{cell}: {len(hit)} of {len(lines)} lines are marked"


@pytest.mark.parametrize("number", NUMBERS)
def test_the_lines_that_a_plan_marks_are_marked_on_a_slide(number):
    assert list(unmarked(lesson.lesson(number), deck_of(number))) == []


def test_a_mark_that_hits_no_line_or_too_many_is_found():
    one = lesson.lesson(10)
    other = lesson.Lesson(one.number, one.name, one.notebook, copy.deepcopy(one.plan))
    other.plan["look"] = {"noise": ["gone = "], "race": [""]}
    assert len(list(unmarked(other, deck_of(10)))) > 2
    code = ['x = "<a"', "y = x", "z = y"]
    page = slides.marked(markup.code("\n".join(code)), code, ("x", "z"))
    assert texts_of(page, "code") == ["\n".join(code)]
    assert page.count("<mark>") == 2 and "</mark></code></pre>" in page
    assert slides.marked(page, code, ()) == page


@pytest.mark.parametrize("number", NUMBERS)
def test_code_that_comes_before_its_vote_has_its_lines_marked(number):
    assert without_marks(lesson.lesson(number)) == []


def without_marks(one):
    """The prompts whose code comes before the vote, and of which the plan marks no line."""
    long = [q.id for q in one.prompts.values() if slides.comes_first(one.cells[q.id], q)]
    return [cell for cell in long if cell not in one.plan.get("look", {})]


def test_code_without_a_mark_before_its_vote_is_found():
    one = lesson.lesson(10)
    plan = copy.deepcopy(one.plan)
    del plan["look"]["noise"]
    assert without_marks(lesson.Lesson(one.number, one.name, one.notebook, plan)) == [
        "noise"
    ]


# What the plan has for a class to do


def lost_steps(one, deck):
    """The steps of a plan of which neither a slide nor a note says anything."""
    said = "\n".join(deck)
    for step in one.plan["step"]:
        if markup.inline(step["what"]) not in said:
            yield step["section"]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_step_of_a_plan_is_in_the_notes(number):
    assert list(lost_steps(lesson.lesson(number), deck_of(number))) == []


def test_a_step_that_no_note_has_is_found():
    without = [re.sub("<aside.*?</aside>", "", page, flags=re.S) for page in deck_of(1)]
    assert "The line" in list(lost_steps(lesson.lesson(1), without))


def place_of(deck, text, kind=""):
    return next(n for n, p in enumerate(deck) if text in p and f'class="{kind}' in p)


def test_an_exercise_is_on_a_slide_before_its_solution_and_a_vote_of_text_has_its_options():
    deck = deck_of(2)
    task = place_of(deck, "In pairs", "talk")
    assert place_of(deck, "for a new name, it answers", "told") < task
    solution = [
        n for n, p in enumerate(deck) if "def build_int" in "".join(texts_of(p, "code"))
    ]
    assert task < solution[0]
    told = deck_of(1)[place_of(deck_of(1), "A changed program", "told")]
    assert "A formula" in told


def test_what_a_class_is_to_find_out_by_talking_waits_for_a_click():
    page = deck_of(14)[place_of(deck_of(14), "let the room find", "talk")]
    before, click, after = page.partition('<div class="fragment">')
    assert click and "gives a network with weights" in after
    assert "gives a network with weights" not in before


def test_a_text_ends_at_a_fold_or_where_the_slide_does_and_never_with_a_colon():
    assert slides.opening_of("One.\n\nTwo.\n\n<details>\n\nThree.", 9) == "One.\n\nTwo."
    assert slides.opening_of("One.\n\nOpen the fold.", 9) == "One."
    assert slides.opening_of("One.\n\nIt begins with\n\n| a |", 9) == "One."
    assert slides.opening_of("One.\n\n" + "long " * 200, 9) == "One."
    assert slides.opening_of("| a | b |", 9) == ""
    assert slides.plain("$$\\frac{a}{b}$$").count("\n") == 3
    assert slides.plain("so $\\lfloor a \\rfloor$") == "so $ a $"


# What may be left out comes last


def furthered(number, *cells):
    """A lesson with more cells at the end of its notebook."""
    one = lesson.lesson(number)
    notebook = copy.deepcopy(one.notebook)
    notebook.cells += cells
    return lesson.Lesson(one.number, one.name, notebook, one.plan)


def test_going_further_follows_the_key_points_below_a_slide_of_its_own():
    asks = "> **Before you run:** What?\n>\n> * (a) one\n> * (b) two"
    fold = """<details>
<summary>What happened, and why</summary>

* **(a)** *Counts wrong.* There are two. <!-- shows: 1 -->
* **(b)** *Right.* There is one more. <!-- shows: 2 -->

</details>"""
    shown = new_output("stream", text="2\n")
    one = furthered(
        7,
        new_markdown_cell("## Going further\n\n### A last vote"),
        new_markdown_cell(asks),
        new_code_cell("print(1 + 1)", outputs=[shown]),
        new_markdown_cell(fold),
        new_markdown_cell("### A last word\n\nNothing to see."),
    )
    one.notebook.cells = [
        c for c in one.notebook.cells if not c.source.startswith("## The package, line")
    ]
    deck = slides.deck(one)
    before = len(deck) - 4
    assert "<h2>Key points</h2>" in deck[before - 1]
    title, vote, code, answer = deck[before:]
    assert "<h2>Going further</h2>" in title and "The chapter ends before" in title
    assert "A last vote" in title and "A last word" not in title
    assert 'class="vote"' in vote and "print" in code and 'class="answer"' in answer


@pytest.mark.parametrize("number", NUMBERS)
def test_a_deck_ends_its_way_before_what_may_be_left_out(number):
    assert list(way_problems(deck_of(number))) == []


def way_problems(deck):
    """What is wrong with where a deck ends, and with what may be left out behind it."""
    ends = [n for n, page in enumerate(deck) if "<h2>Key points</h2>" in page]
    if len(ends) != 1:
        yield f"{len(ends)} ends"
        return
    further = deck[ends[0] + 1 :]
    if further and "<h2>Going further</h2>" not in further[0]:
        yield "what follows the end has no slide of its own"
    if len(further) == 1:
        yield "nothing to go further with"
    if "Before you go" in "".join(map(seen, further)):
        yield "the exit ticket comes too late"


def test_a_deck_that_ends_elsewhere_is_found():
    key, go, last = (
        slides.slide(heading, "<p>Text.</p>")
        for heading in ("Key points", "Going further", "Before you go")
    )
    one = slides.slide("A thing", "<p>Text.</p>")
    assert list(way_problems([one, last, key, go, one])) == []
    assert list(way_problems([one, last, key])) == []
    assert list(way_problems([one, last])) == ["0 ends"]
    assert list(way_problems([key, one, one])) == [
        "what follows the end has no slide of its own"
    ]
    assert list(way_problems([key, go])) == ["nothing to go further with"]
    assert list(way_problems([key, go, last])) == ["the exit ticket comes too late"]


# Figures


SIZES = re.compile(r'data:image/png;base64,([^"]+)"')


def small_figures(deck):
    """Figures with letters below 20 pixels, other than a whole that follows its panels."""
    for n, page in enumerate(deck):
        found = SIZES.search(page)
        if found and letters_on(page, found[1]) < fitting.SMALLEST:
            whole = "figure tall" in page and re.search(r"\(\d/\d\)</h2>", deck[n - 1])
            yield from () if whole else [n + 1]


def letters_on(page, picture):
    frame = slides.TALL if "figure tall" in page else slides.ROOMY
    return panels.letters_of(panels.opened(picture), frame)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_letters_of_a_figure_can_be_read_from_the_last_row(number):
    deck = deck_of(number)
    places = list(small_figures(deck))
    # one panel, higher than wide: it has the whole height, and cannot have more
    assert [seen(deck[n - 1]).strip() for n in places] == ["The map"] * (number == 17)
    assert all("figure tall" in deck[n - 1] for n in places)


def test_a_figure_with_small_letters_is_found():
    picture = lesson.picture_of(lesson.lesson(10).cells["steps"]).strip()
    assert list(small_figures([slides.figure("Steps", picture, "")])) == [1]


@functools.cache
def drawn(rows, source, **options):
    """A figure of panels in the book's style, as a cell that shows it."""
    with plt.style.context("minituner.book"):
        figure, axes = plt.subplots(rows, 1, figsize=(6, 2.8 * rows), **options)
        for n, ax in enumerate(axes):
            ax.plot([0, 1], [n, 1], label="a line")
            ax.set_title(f"panel {n}")
        axes[-1].set_xlabel("x")
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center")
        file = io.BytesIO()
        figure.savefig(file, format="png")
        plt.close(figure)
    picture = base64.b64encode(file.getvalue()).decode("ascii")
    data = {"image/png": picture, "text/plain": "<Figure size 1 with 1 Axes>"}
    return new_code_cell(source, outputs=[new_output("display_data", data)])


SHARED = "fig, axes = plt.subplots(3, 1, sharex=True)"


def test_a_high_figure_of_panels_has_each_of_them_on_a_slide_and_then_the_whole():
    cell = drawn(3, SHARED, sharex=True)
    section = lesson.lesson(10).sections[1]
    *parts, whole = slides.figure_slides(cell, section)
    assert [re.search(r"\(\d/\d\)", part)[0] for part in parts] == [
        "(1/3)",
        "(2/3)",
        "(3/3)",
    ]
    assert "figure tall" in whole and SIZES.search(whole)[1] == lesson.picture_of(cell)
    assert not list(small_figures([*parts, whole]))


def test_panels_that_share_an_axis_all_have_it_and_others_have_their_own():
    cell = drawn(3, SHARED, sharex=True)
    picture = lesson.picture_of(cell)
    first, _, third = map(panels.opened, panels.parts(picture, cell.source))
    foot = 90  # ticks, the word below them, and the legend
    assert abs(first.height - third.height) <= 2
    assert first.crop((0, first.height - foot, first.width, first.height)).tobytes() == (
        third.crop((0, third.height - foot, third.width, third.height)).tobytes()
    )
    apart = panels.parts(picture, SHARED.replace(", sharex=True", ""))
    first, second, third = map(panels.opened, apart)
    assert first.height + second.height + third.height <= panels.opened(picture).height
    assert third.height > first.height + foot


def test_a_picture_with_another_number_of_panels_than_its_code_is_left_whole():
    picture = lesson.picture_of(drawn(3, SHARED, sharex=True))
    assert panels.parts(picture, "plt.subplots(2, 1)") == []
    assert panels.parts(picture, "plt.subplots(1, 3)") == []
    assert panels.parts(picture, "plt.subplots()") == []
    assert len(panels.parts(picture, "plt.subplots(3, 1)")) == 3


def test_letters_are_as_high_as_the_style_of_the_book_says():
    with plt.style.context("minituner.book"):
        high = plt.rcParams["font.size"] * plt.rcParams["figure.dpi"] / 72
    assert high == panels.LETTER


# Words that mean nothing on a slide

PAGE = re.compile(
    r"\b(folded|open the fold|(next|previous|last) cells?|cell (above|below)"
    r"|top of the page|(this|the) notebook"
    r"|(above|below)(?! (\W?\d|(the|that|a|it|one|zero|all|what|half|n)\b)))\b",
    re.I,
)
MEANT_OTHERWISE = {
    "This is the question at the top of the page": 4,
    "The class is the one above": 4,
    "The cell that does so is folded": 5,
    "near the best of above": 6,
    "and 1 and 3 below": 11,  # rungs
}


def words_of_the_page(page, number):
    text = seen(re.sub("<pre.*?</pre>", "", page, flags=re.S))
    for phrase, chapter in MEANT_OTHERWISE.items():
        text = text.replace(phrase, "") if chapter == number else text
    return [text[max(0, m.start() - 30) : m.end()] for m in PAGE.finditer(text)]


@pytest.mark.parametrize("number", NUMBERS)
def test_no_slide_speaks_of_another_place_on_the_page(number):
    pages = deck_of(number)
    assert [words for page in pages for words in words_of_the_page(page, number)] == []


def test_a_word_of_the_page_is_found():
    for text in ("As the next cell shows.", "The table above says so.", "Open the fold."):
        assert len(words_of_the_page(slides.slide("A", f"<p>{text}</p>"), 1)) == 1
    assert words_of_the_page(slides.slide("A", "<p>Above 250, or below zero.</p>"), 1) == []


def test_the_notes_have_the_misconceptions_and_the_votes():
    one = lesson.lesson(2)
    question = one.prompts["two-counters"]
    pages = [page for page in deck_of(2) if markup.inline(question.options[0].text) in page]
    vote, seen = pages[0], "".join(Seen(pages[0]).text)
    assert "a 45 %" in vote and "45 %" not in seen
    for option in (o for o in question.options if not o.right):
        assert markup.inline(option.why) in vote and option.why not in seen


def test_code_in_the_paragraphs_before_a_question_stays_code():
    lead = questions.lead_of("It reads:\n\n    for each:  ask\n    again\n\nThen we wait.")
    assert "\n\n    for each:" in lead
    told = slides.lead_of(lesson.lesson(2).prompts["two-counters"]._replace(lead=lead))
    assert 'class="lead small"' in told and "<pre><code>for each:  ask\nagain" in told


def test_words_to_a_reader_who_has_the_page_are_not_before_a_question():
    question = lesson.lesson(2).prompts["two-counters"]
    lead = "It counts.\n\nOurs is folded away. Open it.\n\nFive folds, one after the other."
    told = slides.lead_of(question._replace(lead=lead))
    assert "It counts." in told and "Five folds" in told and "Open it" not in told


def test_a_long_heading_is_set_smaller_so_that_it_has_one_line():
    assert '<h2 class="long">' in slides.slide("word " * 12, "<p>A</p>")
    assert "<h2>" in slides.slide("word", "<p>A</p>")
    assert "<h2>" in slides.slide("word " * 12, "<p>A</p>", kind="title")


def test_a_question_comes_with_the_paragraph_before_it_if_there_is_room():
    one = lesson.lesson(17)
    question = one.prompts["run-the-torn-line"]
    assert "One test tears a finished journal" in question.lead
    assert "One test tears a finished journal" in slides.lead_of(question)
    assert slides.lead_of(question._replace(lead="long " * 200)) == ""
    assert slides.lead_of(question._replace(lead="")) == ""
    other = "Asked in [7](https://a.example/7), by two. We count."
    assert "two" not in slides.lead_of(question._replace(lead=other))


# Code


def test_code_is_as_large_as_its_slide_allows():
    assert fitting.sizes_of(["x = 1"], [], "")[0] == fitting.LARGEST
    wide, _ = fitting.sizes_of(["x" * fitting.COLUMNS], [], "")
    high, _ = fitting.sizes_of(["x = 1"] * 17, [], "")
    assert 20 <= wide < fitting.LARGEST and 20 <= high < fitting.LARGEST
    assert fitting.sizes_of(["x = 1"] * 17, [], "<p>Why?</p>")[0] < high


def too_small(page):
    """Whether code is smaller than 20 pixels, or an output than 16."""
    code, output = map(int, re.findall(r"--(?:code|output): (\d+)px", page) or (99, 99))
    return (bool(texts_of(page, "code")) and code < 20) or output < 16


@pytest.mark.parametrize("number", NUMBERS)
def test_code_can_be_read_from_the_last_row(number):
    assert not any(map(too_small, deck_of(number)))
    code = markup.code("x = 1")
    assert too_small(slides.slide("Small", code, sizes=(19, 20)))
    assert too_small(slides.slide("Small", markup.output("1"), sizes=(20, 15)))


def asserted(page):
    """Whether code on a slide asserts something, other than in a test that it shows."""
    return any("assert " in c and "def test_" not in c for c in texts_of(page, "code"))


@pytest.mark.parametrize("number", NUMBERS)
def test_no_assert_tells_the_answer_before_the_output(number):
    assert not any(map(asserted, deck_of(number)))
    assert asserted(slides.slide("Told", markup.code("assert answer == 42")))
    for cell in lesson.lesson(number).way:
        if cell.cell_type == "code":
            ast.parse("\n".join(listing.listed(cell.source)))  # still a program


def test_an_assert_is_left_out_and_what_is_there_for_it_alone():
    source = """\
# NBVAL_IGNORE_OUTPUT
total = sum(found)


print(total)
for one in found:
    expected = one == 7
    assert expected, (
        "all of them"
    )
assert total == 42
"""
    assert listing.listed(source) == ["total = sum(found)", "", "print(total)"]
    assert listing.listed("assert total == 42") == []
    text = 'said = """\nassert nothing\n"""'
    assert listing.listed(text) == text.splitlines()
    test = "def test_it():\n    assert it() == 1"
    assert listing.listed(test) == test.splitlines()


def test_an_assert_that_makes_a_call_that_prints_leaves_the_call():
    source = "def say(x):\n    print(x)\n    return x\n\nassert say(3) == 3"
    assert listing.listed(source)[-1] == "say(3)"


def test_a_cell_of_asserts_alone_has_no_code_on_a_slide():
    cell = lesson.lesson(4).cells["first-search"].copy()
    cell.source, cell.outputs = "assert total == 42", []
    assert slides.code_slides(lesson.lesson(4), cell, "Nothing") == []


# Too much for a slide

LINES = [f"first_{n} = {n}" for n in range(5)]


def test_long_code_goes_on_over_a_second_slide_and_no_further():
    short, longer = LINES * 3, LINES * 6
    assert fitting.split(short, 17) == [short]
    first, second = fitting.split(longer, 17)
    assert first + second == longer
    pages = fitting.split(LINES * 20, 17)
    assert len(pages) == 2 and pages[1][-1] == "# … the rest is in the notebook"
    assert max(map(len, pages)) <= 17


def test_code_is_parted_where_a_statement_begins_and_not_for_a_line_or_two():
    body = ["    x = 1"] * 9
    first, second = fitting.split(["def f():", *body, "", "def g():", *body], 17)
    assert second[0] == "def g():" and len(first) == 10
    loop = ["for n in range(9):", *["    x = 1"] * 16]
    assert [len(part) for part in fitting.split(loop + ["y = 1"] * 2, 17)] == [15, 4]
    imports = ["import math", "", *["x = 1"] * 16]
    assert fitting.split(imports, 17) == [["x = 1"] * 16]
    blank = ["def f():", *["    x = 1"] * 7, "", "def g():", *["    x = 1"] * 7, "", "f()"]
    assert fitting.split(blank, 17) == [[line for line in blank if line]]
    assert fitting.split(blank, 19) == [blank]
    assert len(fitting.split(blank * 2, 34)) == 2  # for more than a line or two they stay


def test_slides_of_one_cell_are_numbered_and_have_the_question():
    one = lesson.lesson(10)
    cell, question = one.cells["noise"], one.prompts["noise"]
    first, second = slides.code_slides(one, cell, "A lucky score", question)
    assert "(1/2)</h2>" in first and "(2/2)</h2>" in second
    assert slides.ask_of(question) in first and slides.ask_of(question) in second


def test_an_output_stands_below_its_code_or_else_fills_a_slide():
    code, asked = ["x = 1"] * 10, "<p>Why?</p>"
    assert fitting.paged(code, ["1"] * 5, asked) == [(code, ["1"] * 5)]
    full = fitting.room_for(asked, 2) - 5
    assert fitting.paged(["import x", *["x = 1"] * full], ["1"] * 5, asked) == [
        (["x = 1"] * full, ["1"] * 5)
    ]
    first, (no_code, printed) = fitting.paged(code, ["1"] * 30, asked)
    assert first == (code, []) and no_code == []
    assert len(printed) == fitting.room_for(asked) and "the rest" in printed[-1]


def test_a_wide_table_is_set_smaller_and_then_cut_but_never_folded():
    wide, wider = ["x" * 115, "y"], ["x" * 200, "y"]
    assert fitting.narrowed(wide) == wide
    code, output = fitting.sizes_of(["x = 1"], wide, "")
    assert code == fitting.LARGEST and 16 <= output < 20
    first, second, mark = fitting.narrowed(wider)
    assert first.endswith("x …") and second == "y" and "whole width" in mark
    assert fitting.sizes_of([], [first], "")[1] == 16


def test_a_long_line_is_folded_and_loses_nothing():
    line = "    print(" + ", ".join(f"value_{n}" for n in range(30)) + ")"
    folded = fitting.wrapped([line])
    assert max(map(len, folded)) <= fitting.COLUMNS
    assert "".join("".join(folded).split()) == "".join(line.split())


# In a browser

OVERFLOWS = """() => {
    Reveal.slide(0);
    const found = [];
    const number = document.querySelector('.slide-number').getBoundingClientRect();
    for (const arrow of document.querySelectorAll('.controls .enabled')) {
        const box = arrow.getBoundingClientRect();
        if (box.right > number.left && box.bottom > number.top && box.top < number.bottom)
            found.push('an arrow is on the number');
    }
    const slides = [...document.querySelectorAll('.slides > section')];
    slides.forEach((slide, n) => {
        Reveal.slide(n);
        slide.querySelectorAll('.fragment').forEach(f => f.classList.add('visible'));
        const name = `${n + 1} ${slide.querySelector('h2').innerText}`;
        if (slide.scrollHeight > slide.clientHeight + 1) found.push(`${name}: too high`);
        for (const part of [slide, ...slide.querySelectorAll('pre, p, li')])
            if (part.scrollWidth > part.clientWidth + 1) found.push(`${name}: too wide`);
        for (const image of slide.querySelectorAll('img')) {
            if (!image.naturalWidth) found.push(`${name}: no picture`);
            if (image.offsetHeight < 0.85 * slide.clientHeight)
                found.push(`${name}: picture too small`);
            const [seen, head] = [image, slide.querySelector('h2')].map(
                part => part.getBoundingClientRect());
            if (head.bottom > seen.top && head.left < seen.right)
                found.push(`${name}: picture on its heading`);
        }
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
    small = slides.slide("Small", '<img src="data:," alt="">', kind="figures")
    picture = lesson.picture_of(lesson.lesson(10).cells["steps"]).strip()
    heading = "A very long heading " * 3
    figure = slides.figure(heading, picture, "", "figure tall")
    wide = figure.replace("<img", '<img style="min-width: 1200px"')
    pages = too_high + too_wide + small + figure + wide
    body = slides.PAGE.format(title="Faults", slides=pages)
    (folder / "faults.html").write_text(body, encoding="utf-8")
    _, problems = looked_at(browser, folder, "faults")
    assert "1 High: too high" in problems and "2 Wide: too wide" in problems
    assert "3 Small: picture too small" in problems
    on_it = [each for each in problems if "picture on its heading" in each]
    assert len(on_it) == 1 and on_it[0].startswith("5 ")


def test_an_arrow_on_the_number_of_a_slide_is_found(browser, tmp_path):
    slides.write([], tmp_path)
    body = slides.PAGE.format(title="Faults", slides="<section><h2>A</h2></section>" * 2)
    arrows = "<script>Reveal.configure({ controls: true })</script>\n</body>"
    (tmp_path / "arrows.html").write_text(body.replace("</body>", arrows), encoding="utf-8")
    _, problems = looked_at(browser, tmp_path, "arrows")
    assert problems == ["an arrow is on the number"]


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
