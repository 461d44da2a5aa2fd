"""The pages of exercises are complete without Python; with it, a check answers in the page.

Python in the page is live.js's; here a small stand-in of its interface hands over verdicts
that the real judge gave, to see what the page does with them.
"""

import json
import re

import pytest
import yaml
from notebooks import CHAPTERS, ROOT
from pages import build, link_problems, wait_until

from demystifying import exercises as book

CONFIG = f"""
execute: {{execute_notebooks: "off"}}
only_build_toc_files: true
sphinx:
  local_extensions:
    page_fixes: {ROOT / "page" / "extensions"}
    exercise_pages: {ROOT / "page" / "extensions"}
  config:
    html_static_path: [{ROOT / "page" / "static"}]
"""
TOC = """
format: jb-book
root: index
chapters:
  - file: chapters/02_the_trick_rebuilt
    sections:
      - file: exercises/02
        title: Exercises
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A book of one chapter and its exercises, built."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "chapters").mkdir()
    (folder / "exercises").mkdir()
    (folder / "exercises" / "17.md").write_text("# Of a chapter that is not in the book\n")
    files = {"_config.yml": CONFIG, "_toc.yml": TOC, "index.md": "# A book\n"}
    files["chapters/02_the_trick_rebuilt.md"] = (
        "# 2. The trick, rebuilt\n\n## Five questions\n"
    )
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    status, said = build(folder, folder)
    assert status == 0, said
    return folder


def html(small, page):
    return (small / "_build" / "html" / page).read_text(encoding="utf-8")


def test_each_exercise_of_the_chapter_is_on_its_page_from_easy_to_hard(small):
    found = re.findall(r'data-name="(\w+)"', html(small, "exercises/02.html"))
    assert set(found) == set(book.exercises(2))
    hard = [book.load(name).difficulty for name in found]
    assert hard == sorted(hard)
    assert link_problems(small / "_build" / "html") == []


def test_the_chapter_ends_with_a_link_to_its_exercises(small):
    page = html(small, "chapters/02_the_trick_rebuilt.html")
    assert page.index("Five questions") < page.index('id="Exercises"')
    assert 'href="../exercises/02.html"' in page[page.index('id="Exercises"') :]


def test_a_page_that_nobody_needs_is_removed(small):
    assert [path.name for path in (small / "exercises").iterdir()] == ["02.md"]


def test_the_script_is_on_the_pages_of_exercises_alone(small):
    assert 'src="../_static/exercises.js' in html(small, "exercises/02.html")
    assert "exercises.js" not in html(small, "index.html")


def listed(toc):
    """Chapter -> the pages below it, in a _toc.yml."""
    entries = [each for part in toc["parts"] for each in part["chapters"]]
    return {
        int(each["file"].split("/")[1][:2]): [s["file"] for s in each.get("sections", [])]
        for each in entries
        if re.match(r"chapters/\d\d_", each["file"])
    }


def missing(toc):
    """Chapters whose exercises are not in the table of contents, or are there for nothing."""
    chapters = {int(path.stem[:2]) for path in CHAPTERS}
    needed = {n: [f"exercises/{n:02d}"] if book.exercises(n) else [] for n in chapters}
    return sorted(n for n, pages in listed(toc).items() if pages != needed[n])


def test_every_page_of_exercises_is_in_the_table_of_contents():
    assert missing(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))) == []


def test_a_page_that_the_table_of_contents_forgets_is_found():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    del toc["parts"][0]["chapters"][1]["sections"]
    toc["parts"][2]["chapters"][-1]["sections"] = [{"file": "exercises/16"}]
    assert missing(toc) == [2, 17]


# In a browser

STAND_IN = """
window.asked = [];
window.livePython = {
  cannot: null,
  editor: async (element, code, { label }) => {
    const area = document.createElement("textarea");
    area.value = code;
    area.setAttribute("aria-label", label);
    element.append(area);
    return { get code() { return area.value; }, focus() { area.focus(); } };
  },
  run: async (code, settings) => {
    window.asked.push([code, settings.name, settings.fresh]);
    return window.answers.shift();
  },
  stop: () => { window.stopped = true; },
};
"""


def answer(wrong=None, before=""):
    """What live Python says when a check has run: the verdict on a program of 02_reset."""
    exercise = book.load("02_reset")
    code = exercise.wrong[wrong].code if wrong else exercise.solution
    said = book.as_json("02_reset", *book.names_of(code, exercise))
    text = f"{before}\u001e{said}\n"
    return {"ok": True, "error": None, "outputs": [{"stream": "stdout", "text": text}]}


@pytest.fixture
def opened(small, browser):
    """A function: opens the page, with what live Python will answer; None: there is none."""
    context = browser.new_context()

    def open_page(*answers, scripts=STAND_IN):
        page = context.new_page()
        if scripts:
            page.add_init_script(f"window.answers = {json.dumps(answers)};{scripts}")
        page.goto((small / "_build" / "html" / "exercises" / "02.html").as_uri())
        page.wait_for_load_state("load")
        return page, page.locator('.exercise[data-name="02_reset"]')

    yield open_page
    context.close()


def press(exercise, name):
    exercise.get_by_role("button", name=name).click()


def test_without_python_there_are_folds_and_hints_come_one_by_one(opened):
    _, exercise = opened(scripts=None)
    hints = exercise.locator("details.hint")
    assert [hint.is_visible() for hint in hints.all()] == [True, False]
    hints.first.locator("summary").click()
    hints.nth(1).wait_for(timeout=5000)  # a fold tells of its opening a moment later
    assert "Hint 2 of 2" in hints.nth(1).inner_text()
    exercise.locator("details.solution summary").click()
    assert "nonlocal count" in exercise.locator("details.solution").inner_text()
    assert exercise.get_by_role("button", name="Check it").count() == 0


def test_without_scripts_every_hint_and_the_solution_are_there(small, browser):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((small / "_build" / "html" / "exercises" / "02.html").as_uri())
        exercise = page.locator('.exercise[data-name="02_reset"]')
        assert all(fold.is_visible() for fold in exercise.locator("details").all())


def test_on_paper_all_folds_are_open(opened):
    page, exercise = opened(answer())
    assert not exercise.locator("details.solution").is_visible()
    page.emulate_media(media="print")
    assert not exercise.locator(".wait").is_visible()
    for text in ("nonlocal count", "Where does each of them live?"):
        assert exercise.get_by_text(text).first.is_visible()


def test_a_check_runs_the_answer_in_names_of_its_own(opened):
    page, exercise = opened(answer())
    press(exercise, "Write your answer")
    area = exercise.locator("textarea")
    assert area.input_value() == book.load("02_reset").starter.rstrip("\n")
    area.fill("build_counter = 1")
    press(exercise, "Check it")
    exercise.locator(".verdict").wait_for()
    ((code, name, fresh),) = page.evaluate("window.asked")
    assert code.startswith("build_counter = 1\n") and fresh and name == "your answer"
    assert code.endswith('as_json("02_reset", build_counter))')
    compile(code, "page", "exec")


def test_a_verdict_says_what_came_why_and_where_to_read(opened):
    _, exercise = opened(answer("resets to 0", before="a line of the answer's own"))
    press(exercise, "Write your answer")
    press(exercise, "Check it")
    said = exercise.locator(".verdict")
    text = said.inner_text()
    assert "Not yet." in text and "[11, None, 1]" in text and "goes on from 0" in text
    assert said.locator("code").first.inner_text() == "start=10"
    link = said.locator("a").get_attribute("href")
    assert link == "../chapters/02_the_trick_rebuilt.html#What-nonlocal-is-for"
    assert "a line of the answer's own" in exercise.inner_text()


def test_the_solution_opens_after_three_attempts_and_stays_open(opened):
    page, exercise = opened(*[answer("resets to 0")] * 3)
    solution = exercise.locator("details.solution")
    press(exercise, "Write your answer")
    for left in ("3 more attempts", "2 more attempts", "1 more attempt"):
        assert not solution.is_visible()
        assert f"after {left}" in exercise.inner_text()
        press(exercise, "Check it")
        wait_until(page, "!!document.querySelector('.verdict')")
    assert solution.is_visible()
    page.reload()
    assert solution.is_visible()


def test_the_solution_opens_after_a_success(opened):
    _, exercise = opened(answer())
    press(exercise, "Write your answer")
    press(exercise, "Check it")
    assert "Right." in exercise.locator(".verdict.passed").inner_text()
    assert exercise.locator("details.solution").is_visible()


def test_an_error_of_the_answer_is_no_attempt(opened):
    error = {"ok": False, "error": "SyntaxError: '(' was never closed", "outputs": []}
    _, exercise = opened(error)
    press(exercise, "Write your answer")
    press(exercise, "Check it")
    exercise.locator("pre.error").wait_for()
    assert "was never closed" in exercise.locator("pre.error").inner_text()
    assert "after 3 more attempts" in exercise.inner_text()


def test_what_an_answer_prints_is_text_and_nothing_else(opened):
    sly = "<img src=x onerror=window.sly=1>"
    page, exercise = opened(answer(before=sly))
    press(exercise, "Write your answer")
    press(exercise, "Check it")
    exercise.locator(".verdict").wait_for()
    assert sly in exercise.inner_text() and page.evaluate("window.sly") is None


def test_an_answer_can_be_begun_again(opened):
    _, exercise = opened()
    press(exercise, "Write your answer")
    exercise.locator("textarea").fill("x")
    press(exercise, "Start again")
    assert exercise.locator("textarea").count() == 0
    press(exercise, "Write your answer")
    assert "def build_counter" in exercise.locator("textarea").input_value()
