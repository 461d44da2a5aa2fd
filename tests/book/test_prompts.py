"""The questions of the chapters: each can be got wrong, is answered, and gives nothing away."""

import copy
import itertools
import re

import pytest
from minutes import FLOOR
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from notebooks import CHAPTERS, code_cells, read, tags, text
from questions import FOLD, PROMPT, RETRIEVAL_HEADING, lead_of, prompts, retrieval


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return request.param.stem


def computed_problems(notebook):
    """What a prompt foretells, against what its cell printed."""
    for prompt in prompts(notebook):
        printed = text(prompt.cell)
        wrong = [option for option in prompt.options if not option.right and option.shows]
        if not wrong or not all(o.shows for o in prompt.options if o.right):
            yield f"{prompt.id}: the right option and a wrong one need <!-- shows: ... -->"
        for option in prompt.options:
            if option.shows:
                found = bool(re.search(option.shows, printed))
                if found != option.right:
                    yield f"{prompt.id}: ({option.letter}) is {'' if found else 'not '}printed"


def open_answers(notebook):
    """Answers that a reader sees before they have opened a fold."""
    cells = notebook.cells
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if cell.cell_type == "markdown" and cell.source.startswith(FLOOR):
            break
        folded = cell.cell_type == "code" and "hide-output" in tags(cell)
        if folded and after and not after.source.startswith(("<details>", "#")):
            yield f"{cell.id}: open text after a folded output"
    for prompt in prompts(notebook):
        if "hide-output" not in tags(prompt.cell):
            yield f"{prompt.id}: the output is open"
        (before,) = [
            cell for cell, after in itertools.pairwise(cells) if after is prompt.cell
        ]
        (right,) = [option for option in prompt.options if option.right]
        question = PROMPT.split(before.source)[0] + prompt.ask
        if right.shows and re.search(right.shows, question):
            yield f"{prompt.id}: the answer stands in the question's cell"
        if right.feedback.partition(". ")[0] in before.source:
            yield f"{prompt.id}: the discussion stands in the question's cell"
    after_prompt = [b for a, b in itertools.pairwise(cells) if PROMPT.search(a.source)]
    for cell in after_prompt:
        if cell.cell_type == "code" and "hide-output" not in tags(cell):
            yield f"{cell.id}: a guess is asked, and the output is open"


def open_parts(cell):
    """What a reader sees of a cell with every fold shut; of a picture, its alt text."""
    if cell.cell_type == "markdown":
        return [FOLD.sub("", cell.source)]
    parts = [] if "hide-input" in tags(cell) else [cell.source]
    if "hide-output" not in tags(cell):
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        parts += [text(cell), alt]
    return parts


def below(cells, place):
    """What stands after the cell at `place`, up to the next heading: cells, and parts."""
    for cell in cells[place + 1 :]:
        parts = open_parts(cell)
        if cell.cell_type == "markdown" and (heading := HEADING.search(parts[0])):
            yield cell, [parts[0][: heading.start()]]
            return
        yield cell, parts


def told(prompt, words, known):
    """How words give a prompt's answer away: in its output's form, in the option's words,
    or by a number of two digits or more that stands nowhere above, which is `known`.
    """
    (right,) = [option for option in prompt.options if option.right]
    if right.shows and re.search(right.shows, words):
        yield "the right output"
    if len(right.text.split()) > 1 and right.text.lower() in words.lower():
        yield "the right option"
    printed = re.search(right.shows, text(prompt.cell)) if right.shows else None
    for number in numbers_in(printed[0] if printed else "") & numbers_in(words) - known:
        if len(re.sub(r"^[0.]+|[.%]", "", number)) > 1:
            yield f"the number {number}"


def numbers_in(words):
    """The numbers in words as they stand there; "64 %" is "64%", and is not "64"."""
    found = re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)(?: ?%)?", words)
    return {number.replace(" ", "") for number in found}


def answers_below(notebook):
    """Answers, and pictures that may be one, in the open between a fold and a heading."""
    cells = notebook.cells
    for prompt in prompts(notebook):
        place = cells.index(prompt.cell)
        above = [part for cell in cells[: place + 1] for part in open_parts(cell)]
        for cell, parts in below(cells, place):
            for part in parts:
                for how in told(prompt, part, numbers_in("\n".join(above))):
                    yield cell.id, f"{prompt.id}: {how} stands open in {cell.id}"
            shown = cell.cell_type == "code" and "hide-output" not in tags(cell)
            if shown and any("image/png" in o.get("data", {}) for o in cell.outputs):
                yield cell.id, f"{prompt.id}: the picture {cell.id} is open below it"


HEADING = re.compile(r"^#{1,6} ", re.M)
# What stands open below a fold all the same. These do not answer:
OPEN = {
    ("06", "coefficients-picture"): "whoever wants the number of zeros has to count dots",
    ("13", "draw-writes"): "kilobytes, where the number of lines was asked for",
    ("14", "test-figure"): "intervals; the trap is to read the test off their overlap",
    ("14", "curves"): "whoever wants the number of networks has to count curves",
    ("17", "map-figure"): "whoever wants the number of rare bugs has to count squares",
}


def test_a_chapter_has_six_prompts_with_options(chapter):
    assert len(prompts(read(chapter))) >= 6


def test_the_book_has_a_hundred_prompts_with_options():
    assert sum(len(prompts(read(path.stem))) for path in CHAPTERS) >= 100


def test_running_the_cell_gives_the_right_option_and_no_other(chapter):
    assert list(computed_problems(read(chapter))) == []


def test_no_answer_is_open_before_its_fold(chapter):
    assert list(open_answers(read(chapter))) == []


def test_no_answer_is_open_below_its_fold(chapter):
    listed = {cell for number, cell in OPEN if number == chapter[:2]}
    found = list(answers_below(read(chapter)))
    assert [problem for cell, problem in found if cell not in listed] == []
    assert listed <= {cell for cell, _ in found}, "listed, and no longer open"


def test_what_folds_in_the_book_folds_in_jupyterlab(chapter):
    for cell in code_cells(read(chapter)):
        folded = cell.metadata.get("jupyter", {})
        assert folded.get("outputs_hidden", False) == ("hide-output" in tags(cell)), cell.id
        assert folded.get("source_hidden", False) == ("hide-input" in tags(cell)), cell.id


def test_a_chapter_ends_with_its_question_and_five_more(chapter):
    number = int(chapter[:2])
    notebook = read(chapter)
    asked = retrieval(notebook)
    assert [question.id for question in asked] == [f"question-{n}" for n in range(1, 6)]
    earlier = [question.chapter for question in asked if question.chapter]
    assert number == 1 or (len(earlier) == 2 and all(n < number for n in earlier))
    headings = re.findall(
        r"^## .+$", "\n".join(c.source for c in notebook.cells), flags=re.M
    )
    last = ["## Back to the question", "## Key points", RETRIEVAL_HEADING]
    assert [heading for heading in headings if heading in last] == last


def test_nobody_wins_by_always_choosing_one_letter():
    rights = [
        option.letter
        for path in CHAPTERS
        for question in [*prompts(read(path.stem)), *retrieval(read(path.stem))]
        for option in question.options
        if option.right
    ]
    for letter in "abc":
        assert 0.15 < rights.count(letter) / len(rights) < 0.5, letter


def test_every_wrong_option_explains_itself(chapter):
    notebook = read(chapter)
    for question in [*prompts(notebook), *retrieval(notebook)]:
        for option in question.options:
            assert len(option.feedback.split()) >= 5, (question.id, option.letter)
            assert option.right or len(option.why.split()) >= 2, (
                question.id,
                option.letter,
            )


# Planted faults


def first_with_prompts():
    (path, *_) = [path for path in CHAPTERS if prompts(read(path.stem))]
    return copy.deepcopy(read(path.stem))


def cells_of_first_prompt(notebook):
    place = notebook.cells.index(prompts(notebook)[0].cell)
    return notebook.cells[place - 1 : place + 2]


def test_an_option_without_its_verdict_is_found():
    notebook = first_with_prompts()
    *_, fold = cells_of_first_prompt(notebook)
    fold.source = re.sub(r"(?m)^\* \*\*\(a\)\*\*.*\n", "", fold.source)
    with pytest.raises(ValueError, match="need a verdict each"):
        prompts(notebook)


def test_two_right_options_are_found():
    notebook = first_with_prompts()
    *_, fold = cells_of_first_prompt(notebook)
    fold.source = re.sub(r"(?m)^(\* \*\*\(\w\)\*\* )\*[^*]+\*", r"\1*Right.*", fold.source)
    with pytest.raises(ValueError, match=r"one verdict must be \*Right"):
        prompts(notebook)


def test_a_prompt_without_options_in_its_fold_or_without_a_fold_is_found():
    notebook = first_with_prompts()
    *_, fold = cells_of_first_prompt(notebook)
    fold.source = "It is so because " + FOLD.sub("", fold.source)
    with pytest.raises(ValueError, match="must begin with <details>"):
        prompts(notebook)


def test_a_question_without_a_capital_is_found_as_it_has_to_stand_alone():
    notebook = first_with_prompts()
    asking, *_ = cells_of_first_prompt(notebook)
    before, mark, asked = asking.source.rpartition(":** ")
    asking.source = f"{before}{mark}{asked[0].lower()}{asked[1:]}"
    with pytest.raises(ValueError, match="begins with a capital"):
        prompts(notebook)


def test_the_text_before_a_question_is_kept_if_it_is_prose_and_short():
    assert lead_of("Old.\n\n## A heading\n\nOne.\n\n(Aside.)\n\nTwo.\n\n") == "One.\n\nTwo."
    long = "word " * 120
    assert lead_of(f"{long}\n\nOne.\n\nTwo.") == "One.\n\nTwo."
    assert lead_of(f"One.\n\n{long}") == long.strip()
    assert lead_of("`run` is **new**.") == "`run` is **new**."
    assert [lead_of(text) for text in ("# A heading", "* a list", "(Aside.)", "")] == [
        ""
    ] * 4


def test_a_question_that_stands_alone_in_its_cell_has_the_text_above_the_code():
    notebook = first_with_prompts()
    asking, cell, after = cells_of_first_prompt(notebook)
    asking.source = asking.source[asking.source.index("> **Before") :]
    above = new_markdown_cell("## Here\n\nThis function is new.")
    notebook.cells = [above, new_code_cell("x = 1"), asking, cell, after]
    assert prompts(notebook)[0].lead == "This function is new."
    above.source = "<details>\n<summary>S</summary>\nFolded.\n</details>"
    assert prompts(notebook)[0].lead == ""


def test_an_answer_that_the_cell_does_not_print_is_found():
    notebook = first_with_prompts()
    _, cell, _ = cells_of_first_prompt(notebook)
    cell.outputs = []
    assert any("is not printed" in problem for problem in computed_problems(notebook))


def test_open_text_after_a_folded_output_is_found():
    notebook = first_with_prompts()
    asking, cell, _ = cells_of_first_prompt(notebook)
    (right,) = [option for option in prompts(notebook)[0].options if option.right]
    asking.source = f"{right.feedback}\n\n{asking.source}"
    cell.metadata.tags = []
    found = "\n".join(open_answers(notebook))
    assert "the discussion stands in the question's cell" in found
    assert "the output is open" in found


def test_an_answer_below_its_fold_is_found_up_to_the_next_heading():
    notebook = first_with_prompts()
    _, cell, fold = cells_of_first_prompt(notebook)
    (right,) = [option for option in prompts(notebook)[0].options if option.right]
    place = notebook.cells.index(fold) + 1
    again, picture = copy.deepcopy(cell), new_code_cell("draw()")
    again.id, again.metadata.tags = "again", []
    picture.outputs = [new_output("display_data", {"image/png": ""})]
    option = new_markdown_cell(f"So it is {right.text}.")
    notebook.cells[place:place] = [option, again, picture]
    found = dict(answers_below(notebook))
    assert "the right option stands open" in found[option.id]
    assert "the right output stands open" in found[again.id]
    assert "is open below it" in found[picture.id]
    notebook.cells.insert(place, new_markdown_cell("## The next one"))
    assert {option.id, again.id, picture.id}.isdisjoint(dict(answers_below(notebook)))


def test_a_number_of_a_folded_output_is_found_in_a_sentence_and_in_an_alt_text():
    notebook = first_with_prompts()
    asking, cell, fold = cells_of_first_prompt(notebook)
    cell.outputs = [new_output("stream", name="stdout", text="it is 4711\n")]
    fold.source = re.sub(r"<!-- shows: .*? -->", "<!-- shows: it is .* -->", fold.source)
    place = notebook.cells.index(fold) + 1
    sentence = new_markdown_cell("One sees 4711 of them.")
    picture = new_code_cell("draw()", metadata={"tags": ["hide-input"]})
    picture.metadata["mystnb"] = {"image": {"alt": "A curve that ends at 4711."}}
    notebook.cells[place:place] = [sentence, picture]
    found = dict(answers_below(notebook))
    assert "the number 4711" in found[sentence.id]
    assert "the number 4711" in found[picture.id]
    asking.source = f"There are 4711.\n\n{asking.source}"
    assert {sentence.id, picture.id}.isdisjoint(dict(answers_below(notebook)))


def test_a_retrieval_question_without_its_answer_is_found():
    notebook = first_with_prompts()
    (last,) = [cell for cell in notebook.cells if RETRIEVAL_HEADING in cell.source]
    last.source = FOLD.sub("", last.source, count=1)
    with pytest.raises(ValueError, match="needs options, and <details>"):
        retrieval(notebook)
