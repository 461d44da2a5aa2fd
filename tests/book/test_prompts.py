"""The questions of the chapters: each can be got wrong, is answered, and gives nothing away."""

import copy
import itertools
import re

import pytest
from minutes import FLOOR
from nbformat.v4 import new_code_cell, new_markdown_cell
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


def test_a_chapter_has_six_prompts_with_options(chapter):
    assert len(prompts(read(chapter))) >= 6


def test_the_book_has_a_hundred_prompts_with_options():
    assert sum(len(prompts(read(path.stem))) for path in CHAPTERS) >= 100


def test_running_the_cell_gives_the_right_option_and_no_other(chapter):
    assert list(computed_problems(read(chapter))) == []


def test_no_answer_is_open_before_its_fold(chapter):
    assert list(open_answers(read(chapter))) == []


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


def test_a_retrieval_question_without_its_answer_is_found():
    notebook = first_with_prompts()
    (last,) = [cell for cell in notebook.cells if RETRIEVAL_HEADING in cell.source]
    last.source = FOLD.sub("", last.source, count=1)
    with pytest.raises(ValueError, match="needs options, and <details>"):
        retrieval(notebook)
