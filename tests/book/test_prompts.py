"""The questions of the chapters: each can be got wrong, is answered, and gives nothing away."""

import ast
import copy
import itertools
import re

import pytest
from minutes import FLOOR
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebooks import CHAPTERS, code_cells, read, tags, text
from questions import (
    FOLD,
    PROMPT,
    RETRIEVAL_HEADING,
    Option,
    Question,
    lead_of,
    prompts,
    retrieval,
)


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


def too_few(numbers):
    """Chapters with too few prompts that have options, and a book with too few."""
    yield from (f"{name} has {n}, and not 6" for name, n in numbers.items() if n < 6)
    if sum(numbers.values()) < 100:
        yield f"the book has {sum(numbers.values())}, and not 100"


def test_a_chapter_has_six_prompts_with_options_and_the_book_a_hundred():
    numbers = {path.stem: len(prompts(read(path.stem))) for path in CHAPTERS}
    assert list(too_few(numbers)) == []


def test_running_the_cell_gives_the_right_option_and_no_other(chapter):
    assert list(computed_problems(read(chapter))) == []


def test_no_answer_is_open_before_its_fold(chapter):
    assert list(open_answers(read(chapter))) == []


def test_no_answer_is_open_below_its_fold(chapter):
    listed = {cell for number, cell in OPEN if number == chapter[:2]}
    found = list(answers_below(read(chapter)))
    assert [problem for cell, problem in found if cell not in listed] == []
    assert listed <= {cell for cell, _ in found}, "listed, and no longer open"


def fold_problems(notebook):
    """Cells that fold in the book and not in JupyterLab, or the other way round."""
    kept = {"hide-output": "outputs_hidden", "hide-input": "source_hidden"}
    for cell in code_cells(notebook):
        folded = cell.metadata.get("jupyter", {})
        for tag, name in kept.items():
            if folded.get(name, False) != (tag in tags(cell)):
                yield f"{cell.id}: {tag} and {name} differ"


def test_what_folds_in_the_book_folds_in_jupyterlab(chapter):
    assert list(fold_problems(read(chapter))) == []


CLOSING = ["## Back to the question", "## Key points", RETRIEVAL_HEADING]


def closing_problems(notebook, number):
    """What is wrong with how chapter `number` ends."""
    asked = retrieval(notebook)
    ids = [question.id for question in asked]
    if ids != [f"question-{n}" for n in range(1, 6)]:
        yield f"{len(ids)} questions: {ids}"
    earlier = [question.chapter for question in asked if question.chapter]
    if number > 1 and (len(earlier) != 2 or max(earlier) >= number):
        yield f"two questions come from earlier chapters, got {earlier}"
    source = "\n".join(cell.source for cell in notebook.cells)
    headings = re.findall(r"^## .+$", source, flags=re.M)
    last = [heading for heading in headings if heading in CLOSING]
    if last != CLOSING:
        yield f"it ends with {last}"


def test_a_chapter_ends_with_its_question_and_five_more(chapter):
    assert list(closing_problems(read(chapter), int(chapter[:2]))) == []


def favorites(rights):
    """Letters that are right so often, or so seldom, that a reader may count on it."""
    return [a for a in "abc" if not 0.15 < rights.count(a) / len(rights) < 0.5]


def test_nobody_wins_by_always_choosing_one_letter():
    rights = [
        option.letter
        for path in CHAPTERS
        for question in [*prompts(read(path.stem)), *retrieval(read(path.stem))]
        for option in question.options
        if option.right
    ]
    assert favorites(rights) == []


REASON = re.compile(r": |\b(since|because)\b|, as\b")
FORMS = {
    "the shortest": lambda texts: [len(text) == min(map(len, texts)) for text in texts],
    "the longest": lambda texts: [len(text) == max(map(len, texts)) for text in texts],
    "one that gives no reason": lambda texts: [not REASON.search(text) for text in texts],
    "one that gives a reason": lambda texts: [bool(REASON.search(t)) for t in texts],
}


def share_won(questions, rule):
    """How often a reader is right who looks at the form of the options alone."""
    won = 0
    for question in questions:
        chosen = FORMS[rule]([re.sub("`.*?`", "x", o.text) for o in question.options])
        pool = [o for o, one in zip(question.options, chosen, strict=True) if one]
        pool = pool or question.options
        won += sum(option.right for option in pool) / len(pool)
    return won / len(questions)


@pytest.mark.parametrize("rule", FORMS)
def test_nobody_wins_by_the_form_of_an_option(rule):
    questions = [q for p in CHAPTERS for k in (prompts, retrieval) for q in k(read(p.stem))]
    assert share_won(questions, rule) < 0.42  # by chance, one in three


def test_a_form_that_wins_is_found():
    def asked(*texts):
        lettered = zip("abc", texts, strict=True)
        options = [Option(n, text, n == "a", "", "", None) for n, text in lettered]
        return Question("", "", options, "", None, None)

    told = [asked("five", "ten: twice as many", "none, since nothing ran")] * 3
    assert share_won(told, "the shortest") == 1
    assert share_won(told, "one that gives no reason") == 1
    assert share_won(told, "the longest") == 0


def unexplained(notebook):
    """Options whose verdict is too short to name a mistake and to explain it."""
    for question in [*prompts(notebook), *retrieval(notebook)]:
        for option in question.options:
            if len(option.feedback.split()) < 5:
                yield f"{question.id}: ({option.letter}) is explained in a word or two"
            if not option.right and len(option.why.split()) < 2:
                yield f"{question.id}: ({option.letter}) names no mistake"


def test_every_wrong_option_explains_itself(chapter):
    assert list(unexplained(read(chapter))) == []


def asserted_below(notebook):
    """Prompts whose own cell asserts at its end, and in open sight, what will come out."""
    for prompt in prompts(notebook):
        if any(isinstance(line, ast.Assert) for line in ast.parse(prompt.cell.source).body):
            yield f"{prompt.id}: asserts its answer; do it in a cell below the fold"


def test_no_assertion_tells_the_answer_below_its_prompt(chapter):
    assert list(asserted_below(read(chapter))) == []


# Planted faults


def first_with_prompts():
    (path, *_) = [path for path in CHAPTERS if prompts(read(path.stem))]
    return copy.deepcopy(read(path.stem))


def cells_of_first_prompt(notebook):
    place = notebook.cells.index(prompts(notebook)[0].cell)
    return notebook.cells[place - 1 : place + 2]


def test_an_assertion_below_a_prompt_is_found():
    notebook = first_with_prompts()
    prompts(notebook)[0].cell.source += "\nassert True"
    assert len(list(asserted_below(notebook))) == 1


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


def last_with_questions():
    """The last chapter, and its cell of five questions."""
    notebook = copy.deepcopy(read(CHAPTERS[-1].stem))
    (last,) = [cell for cell in notebook.cells if RETRIEVAL_HEADING in cell.source]
    return notebook, last


def test_too_few_prompts_are_found():
    assert list(too_few({"01": 6, "02": 94})) == []
    assert list(too_few({"01": 5, "02": 95})) == ["01 has 5, and not 6"]
    assert list(too_few({"01": 6, "02": 93})) == ["the book has 99, and not 100"]


@pytest.mark.parametrize("name", ["outputs_hidden", "source_hidden"])
@pytest.mark.parametrize("folded", [True, False])
def test_what_folds_in_one_place_alone_is_found(name, folded):
    tag = "hide-output" if name == "outputs_hidden" else "hide-input"
    cell = new_code_cell("1", id="here", metadata={"jupyter": {name: not folded}})
    cell.metadata["tags"] = [tag] if folded else []
    notebook = new_notebook(cells=[cell])
    assert list(fold_problems(notebook)) == [f"here: {tag} and {name} differ"]
    cell.metadata["jupyter"] = {name: folded}
    assert list(fold_problems(notebook)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda text: text.partition("**5.**")[0], "4 questions"),
        (lambda text: text.replace("**5.**", "**6.**"), "'question-6'"),
        (lambda text: re.sub(r" \(chapter \d+\)", "", text, count=1), "earlier chapters"),
        (
            lambda text: re.sub(r"\(chapter \d+\)", "(chapter 17)", text, count=1),
            "earlier chapters",
        ),
        (lambda text: f"{text}\n\n## Key points\n\n* One.", "it ends with"),
    ],
)
def test_a_chapter_that_ends_otherwise_is_found(change, found):
    notebook, last = last_with_questions()
    assert list(closing_problems(notebook, 17)) == []
    last.source = change(last.source)
    assert found in "; ".join(closing_problems(notebook, 17))


def test_a_letter_that_is_right_too_often_or_too_seldom_is_found():
    assert favorites("abc" * 3) == []
    assert favorites("aaabbc") == ["a"]
    assert favorites("aaaabbbbcd") == ["c"]


def test_an_option_that_does_not_explain_itself_is_found():
    notebook, last = last_with_questions()
    verdict = r"(?m)^\* \*\*\((\w)\)\*\* \*(?!Right)[^*]+\*.+$"
    last.source = re.sub(verdict, r"* **(\1)** *Wrong.* It is not.", last.source, count=1)
    explained, named = unexplained(notebook)
    assert re.fullmatch(r"question-1: \(\w\) is explained in a word or two", explained)
    assert re.fullmatch(r"question-1: \(\w\) names no mistake", named)


def test_a_retrieval_question_without_its_answer_is_found():
    notebook, last = last_with_questions()
    last.source = FOLD.sub("", last.source, count=1)
    with pytest.raises(ValueError, match="needs options, and <details>"):
        retrieval(notebook)
