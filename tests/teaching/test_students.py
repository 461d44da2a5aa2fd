"""What students get has no answer in it, and runs; what teachers get has them all."""

import copy
import re
import shutil
import subprocess

import bare
import carried
import lesson
import nbformat
import pytest
import students
from notebooks import EVERY_CHAPTER, teaching_check

import teaching

NUMBERS = [one.number for one in lesson.lessons()]
RUN = NUMBERS if EVERY_CHAPTER else [2]  # those that are executed


def sentences(text):
    """A text as words alone, so that markup and line ends hide nothing."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def answers(one):
    """What a student must not find: verdicts, discussions, key points, solutions."""
    for question in [*one.prompts.values(), *one.questions.values()]:
        for option in question.options:
            yield option.feedback
        yield from re.findall(r"^[A-Z].{40,}$", question.discussion, flags=re.M)
    text = "\n\n".join(c.source for c in one.notebook.cells if c.cell_type == "markdown")
    points = text.partition("## Key points\n")[2].partition("\n## ")[0]
    yield from re.findall(r"^\* (.+)$", points, flags=re.M)
    for cell in one.notebook.cells:
        yield cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        for distractor in cell.metadata.get("parsons", {}).get("distractors", []):
            yield distractor["why"]
    back = text.partition("## Back to the question\n")[2].partition("\n## ")[0]
    for fold in re.findall(r"</summary>(.*?)</details>", back, flags=re.S):
        yield from filter(str.strip, fold.split("\n\n"))
    for exercise in lesson.exercises(one.number).values():
        yield exercise.solution
        yield exercise.another


def written(notebook):
    """All that somebody finds who looks into every cell, its metadata too."""
    return "\n\n".join(f"{cell.source}\n\n{cell.metadata}" for cell in notebook.cells)


def leaks(one, notebook):
    """The answers that a notebook of a student has, and outputs that nobody has cleared."""
    source = sentences(written(notebook))
    for answer in answers(one):
        words = sentences(answer)
        # a few words alone may well be in the text of the chapter
        if len(words.split()) > 7 and words in source:
            yield answer
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count"):
            yield f"an output of {cell.id}"


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("kind", [students.student, students.blank])
def test_a_student_finds_no_answer_in_their_notebook(number, kind):
    one = lesson.lesson(number)
    assert list(leaks(one, kind(one))) == []


def test_an_answer_that_was_left_in_is_found():
    one = lesson.lesson(4)
    assert len(list(leaks(one, one.notebook))) > 40
    notebook = students.student(one)
    key = next(q.options[1].feedback for q in one.prompts.values())
    notebook.cells[3].source += f"\n\n{key}"
    assert list(leaks(one, notebook)) == [key]
    notebook = students.student(one)
    cell = next(c for c in notebook.cells if c.cell_type == "code")
    cell.outputs = [nbformat.v4.new_output("stream", text="five\n")]
    assert list(leaks(one, notebook)) == [f"an output of {cell.id}"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_student_keeps_every_question_and_all_code(number):
    one = lesson.lesson(number)
    notebook = students.student(one)
    assert list(lost(one, notebook)) == []
    nbformat.validate(notebook)


def lost(one, notebook):
    """The options and the code of a chapter that a notebook of a student does not have."""
    text = "\n".join(cell.source for cell in notebook.cells)
    for question in [*one.prompts.values(), *one.questions.values()]:
        for option in question.options:
            if option.text.split("](")[0] not in text:
                yield f"an option of {question.id}: {option.text}"
    kept = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    for cell in one.notebook.cells:
        if cell.cell_type == "code" and kept.get(cell.id) != cell.source:
            yield f"the code of {cell.id}"


def test_an_option_and_code_that_are_lost_are_found():
    one = lesson.lesson(4)
    notebook = students.student(one)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    _, first, second, *_ = code  # behind the one for the set-up
    first.source += "# and more"
    notebook.cells.remove(second)
    name, prompt = list(one.prompts.items())[-1]
    option = prompt.options[0].text
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace(option, "")
    found = list(lost(one, notebook))
    assert f"an option of {name}: {option}" in found
    assert found[-2:] == [f"the code of {first.id}", f"the code of {second.id}"]


def test_the_stored_chapter_is_not_touched():
    one = lesson.lesson(3)
    before = copy.deepcopy(one.notebook)
    students.student(one), students.blank(one), students.instructor(one, "Mine")
    assert one.notebook == before


def test_the_first_cell_checks_the_set_up():
    assert [
        one.number for one in lesson.lessons() if unchecked(students.student(one))
    ] == []


def unchecked(notebook):
    """Whether a notebook begins without a look at what is installed."""
    first = notebook.cells[0]
    return first.cell_type != "code" or "demystifying.ready" not in first.source


def test_a_notebook_without_its_first_cell_or_with_it_as_text_is_found():
    notebook = students.student(lesson.lesson(2))
    first = notebook.cells.pop(0)
    assert unchecked(notebook)
    notebook.cells.insert(0, students.markdown(first.source, "set-up"))
    assert unchecked(notebook)
    notebook.cells[0] = first
    assert not unchecked(notebook)


def test_a_blank_cell_says_what_it_defines_and_the_cells_around_it_stay():
    one = lesson.lesson(2)
    notebook = students.blank(one)
    ids = [cell.id for cell in notebook.cells]
    place = ids.index("build-counter")
    assert "nonlocal" not in notebook.cells[place].source
    assert "It defines `build_counter`." in notebook.cells[place - 1].source
    assert one.typed == ["build-counter"]
    assert (
        notebook.cells[ids.index("counter-calls")].source
        == one.cells["counter-calls"].source
    )


def test_a_blank_cell_that_prints_says_what_it_has_to_print():
    one = lesson.lesson(7)
    cell = one.cells["show" if "show" in one.cells else "draft-linear"]
    said = students.to_type(one, cell)
    printed = lesson.text_of(cell).strip()
    assert said.startswith("**To type.** It defines `from_unit`.")
    assert (printed in said) if printed else "It prints" not in said


def test_every_chapter_that_types_something_has_a_blank_notebook_that_differs():
    typed = [one for one in lesson.lessons() if one.typed]
    assert len(typed) >= 12
    for one in typed:
        blank, full = (
            students.text(students.blank(one)),
            students.text(students.student(one)),
        )
        assert blank != full and blank.count("# Type it here.") == len(one.typed)


def test_the_teacher_finds_every_answer():
    one = lesson.lesson(4)
    notebook = students.instructor(one, "The page")
    assert notebook.cells[0].source == "The page"
    text = sentences(written(notebook))
    assert all(sentences(answer) in text for answer in answers(one))


def test_folds_other_than_listings_are_taken_out_whatever_they_are_called():
    fold = "<details>\n<summary>A surprise</summary>\n\nIt is five.\n\n</details>"
    listing = (
        "<details>\n<summary>The tests, line by line</summary>\n\nassert\n\n</details>"
    )
    assert students.without_answers(fold, "chapter 4") == "Your answer, and why:"
    assert students.without_answers(listing, "chapter 4") == listing
    guess = fold.replace("A surprise", "What happened, and why")
    assert "look it up in chapter 4." in students.without_answers(guess, "chapter 4")


@pytest.mark.parametrize("site", ["", "https://example.org/book"])
def test_a_students_notebook_leads_to_its_page_where_it_has_an_address(monkeypatch, site):
    monkeypatch.setattr(students, "address", lambda: site)
    page = "(https://example.org/book/chapters/04_a_home_made_mygridsearch.html)"
    wanted = (
        f"look it up in [chapter 4 of the book]{page}."
        if site
        else "look it up in chapter 4 of the book."
    )
    found = written(students.student(lesson.lesson(4)))
    assert wanted in found and (page in found) == bool(site)


# What is handed out, where nothing is installed but what the first cells ask for


@pytest.fixture(scope="module")
def python():
    found = bare.python_in(".venv-bare")
    if found is None:
        pytest.skip("no environment to test in: make .venv-bare/ready")
    return found


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """What a student has: the folder out of the pack's zip, and the unpacked wheel of it."""
    place = tmp_path_factory.mktemp("pack")
    teaching.put_all(place / "pack" / "students", students.folder(lesson.lessons()))
    teaching.pack(place / "pack", place / "teaching.zip")
    folder = bare.unpack(place / "teaching.zip", place) / "teaching" / "students"
    (wheel,) = folder.rglob("*.whl")
    return folder, bare.unpack(wheel, place / "installed")


@pytest.mark.parametrize("number", RUN)
def test_a_student_can_run_the_notebook_from_the_top(number, python, handed_out, tmp_path):
    folder, installed = handed_out
    notebook = bare.read(folder / "chapters" / f"{lesson.lesson(number).name}.ipynb")
    wrong, done = bare.run(python, notebook, folder / "chapters", tmp_path, [installed])
    assert done, wrong
    ran = [c for c in done.cells if c.cell_type == "code" and c.source.strip()]
    assert all(cell.execution_count for cell in ran)
    assert "Everything is here" in lesson.text_of(done.cells[0])


def beginning(folder, last):
    """The notebook of chapter 17 up to a cell."""
    notebook = bare.read(folder / "chapters" / f"{lesson.lesson(17).name}.ipynb")
    del notebook.cells[[cell.id for cell in notebook.cells].index(last) + 1 :]
    return notebook


@teaching_check
def test_the_museum_of_chapter_17_opens_for_a_student(python, handed_out, tmp_path):
    folder, installed = handed_out
    notebook = beginning(folder, "run-the-lost-maximum")
    wrong, done = bare.run(python, notebook, folder / "chapters", tmp_path, [installed])
    assert done, wrong
    assert "FAILS" in lesson.text_of(done.cells[-1])


def test_without_the_museum_the_notebook_says_to_take_the_zip(python, handed_out, tmp_path):
    folder, installed = handed_out
    notebook = beginning(folder, "set-up")
    wrong, _ = bare.run(python, notebook, tmp_path, tmp_path, [installed])
    assert "take the zip" in wrong


def folder_problems(folder):
    """What a student's folder lacks: files that its steps name, and its own wheel."""
    steps = (folder / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"[\w.\\/-]+\.(?:txt|whl|py)\b", steps):
        if not (folder / name.replace("\\", "/")).is_file():
            yield f"README.md: {name}"
    for path in sorted(folder.rglob("*.ipynb")):
        first = bare.read(path).cells[0].source
        (wheel,) = re.findall(r'pip install "(.+?)\[chapters\]"', first)
        if not (path.parent / wheel).is_file():
            yield f"{path.parent.name}/{path.name}: {wheel}"


def test_a_students_folder_has_all_that_its_steps_and_first_cells_name(handed_out):
    folder, _ = handed_out
    assert list(folder_problems(folder)) == []
    assert len(list(folder.rglob("blank/*.ipynb"))) >= 12


def test_a_folder_without_its_check_or_its_wheel_is_found(handed_out, tmp_path):
    folder = shutil.copytree(handed_out[0], tmp_path / "students")
    (folder / "check_setup.py").unlink()
    (wheel,) = folder.rglob("*.whl")
    wheel.rename(folder / wheel.name)
    found = set(folder_problems(folder))
    assert "README.md: check_setup.py" in found
    assert f"README.md: chapters/{wheel.name}" in found
    name = f"{lesson.lesson(2).name}.ipynb"
    assert f"chapters/{name}: {wheel.name}" in found
    assert f"blank/{name}: ../{wheel.name}" in found


def test_the_check_finds_the_wheel_in_the_students_folder(python, handed_out):
    folder, _ = handed_out
    command = [python, "-I", folder / "check_setup.py"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "minituner is missing: run" in done.stdout
    assert next(folder.rglob("*.whl")).name in done.stdout


def solutions_in(folder):
    """The exercises whose solution can be read in a file of a folder."""
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".toml", ".md")]
    texts = [p.read_text(encoding="utf-8") for p in files]
    for one in lesson.lessons():
        for name, exercise in lesson.exercises(one.number).items():
            answers = exercise.solution.strip(), exercise.another.strip()
            if any(a in text for a in answers if a.count("\n") > 1 for text in texts):
                yield name


def test_no_solution_lies_open_in_a_students_folder(handed_out, tmp_path):
    folder, _ = handed_out
    assert list(solutions_in(folder)) == []
    planted = lesson.exercises(2)["02_draw"].another
    (tmp_path / "answer.py").write_text(f"import random\n\n\n{planted}")
    assert list(solutions_in(tmp_path)) == ["02_draw"]


# Blank notebooks


@pytest.mark.parametrize("number", [one.number for one in lesson.lessons() if one.typed])
def test_a_blank_notebook_with_its_cells_typed_is_the_students(number):
    one = lesson.lesson(number)
    notebook = students.blank(one)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell in cells:
        carried.imported(cell.source)  # which parses it
    empty = [cell for cell in cells if cell.source == "# Type it here.\n"]
    assert {cell.id for cell in empty} == set(one.typed)
    for cell in empty:
        cell.source = one.cells[cell.id].source
    whole = [c for c in students.student(one).cells if c.cell_type == "code"]
    assert [(c.id, c.source) for c in cells[1:]] == [(c.id, c.source) for c in whole[1:]]
