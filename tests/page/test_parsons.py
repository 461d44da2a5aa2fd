"""The lines of a cell are put in order by keyboard, finger and mouse; its own code is right."""

import copy

import pytest
from notebooks import CHAPTERS, code_cells, read
from parsons import check

PROBLEMS = {
    path.stem: cell
    for path in CHAPTERS
    for cell in code_cells(read(path.stem))
    if "parsons" in cell.metadata
}
CHAPTER = "02_the_trick_rebuilt"


def test_three_chapters_have_lines_to_put_in_order():
    assert [name[:2] for name in PROBLEMS] == ["02", "04", "11"]


@pytest.mark.parametrize("chapter", PROBLEMS)
def test_a_problem_says_what_does_not_belong_and_why(chapter):
    cell = PROBLEMS[chapter]
    assert check(cell.metadata.parsons, cell.source) is None
    assert "hide-input" in cell.metadata.tags


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: p["distractors"].pop(), "at least two"),
        (lambda p: p["distractors"][0].pop("why"), "a line and a why"),
        (
            lambda p: p["distractors"][0].update(line="return Int, values"),
            "not a distractor",
        ),
        (lambda p: p.update(first="nowhere"), "no line of the cell begins"),
        (lambda p: p.update(either=[["a", "b"]]), "is no line of the cell"),
        (lambda p: p.update(lines=3), "unknown ['lines']"),
    ],
)
def test_a_wrong_problem_is_refused(change, said):
    cell = PROBLEMS[CHAPTER]
    problem = copy.deepcopy(cell.metadata.parsons)
    change(problem)
    assert said in check(problem, cell.source)


def wanted(cell):
    """The lines to put in order, as (text, depth), told from the notebook and not the page."""
    lines = cell.source.splitlines()
    first = cell.metadata.parsons.get("first", "")
    (start, *_) = [n for n, line in enumerate(lines) if line.strip().startswith(first)]
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = start
    while end < len(lines):
        inside = len(lines[end]) - len(lines[end].lstrip()) >= depth
        if lines[end].strip() and not inside:
            break
        end += 1
    return [
        (line.split("  #")[0].strip(), (len(line) - len(line.lstrip())) // 4)
        for line in lines[start:end]
        if line.strip()
    ]


class Board:
    """A problem in an open page."""

    def __init__(self, page):
        self.page = page
        self.box = page.locator(".parsons")
        self.fold = page.locator(".parsons + div.cell details.hide")
        self.said = self.box.locator("[role=status]")

    def line(self, text):
        return (
            self.box.locator("button.line")
            .filter(has_text=text)
            .filter(has=self.page.locator(f"xpath=self::*[text()={quoted(text)}]"))
        )

    def texts(self):
        return self.box.locator("button.line").all_text_contents()

    def press(self, keys, times=1):
        for _ in range(times):
            self.page.keyboard.press(keys)

    def solve(self, lines, base):
        """By the keyboard alone."""
        for place, (text, depth) in enumerate(lines):
            self.line(text).focus()
            self.press("Alt+ArrowUp", self.texts().index(text) - place)
            self.press("Alt+ArrowRight", depth - base)
        for text in self.texts()[len(lines) :]:
            self.line(text).focus()
            self.press("Delete")

    def check(self):
        self.box.get_by_role("button", name="Check").press("Enter")
        return self.said.inner_text()


def quoted(text):
    """As a string of XPath, which has no escapes."""
    return f"'{text}'" if "'" not in text else f'"{text}"'


@pytest.fixture
def board(book, browser):
    """Opens the page of a chapter."""
    contexts = []

    def opened(chapter=CHAPTER, **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.goto((book / "chapters" / f"{chapter}.html").as_uri())
        return Board(page)

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("chapter", PROBLEMS)
def test_it_is_solved_by_keyboard_and_the_cell_is_the_solution(board, chapter):
    board, lines = board(chapter), wanted(PROBLEMS[chapter])
    assert board.texts() != [text for text, _ in lines]
    assert not board.fold.is_visible()
    board.solve(lines, lines[0][1])
    assert board.check().startswith("Right.")
    assert board.fold.is_visible()


def test_a_line_that_does_not_belong_says_why(board):
    board = board()
    for distractor in PROBLEMS[CHAPTER].metadata.parsons.distractors:
        said = board.check()
        assert any(d.why in said for d in PROBLEMS[CHAPTER].metadata.parsons.distractors)
        board.line(distractor.line).focus()
        board.press("Delete")
    assert "stands in a wrong place" in board.check()
    assert not board.fold.is_visible()


def test_indentation_counts_and_a_line_that_is_missing_is_missed(board):
    board, lines = board(), wanted(PROBLEMS[CHAPTER])
    board.solve(lines, 0)
    board.line("return Int, values").focus()
    board.press("Alt+ArrowLeft")
    assert "indented too little" in board.check()
    board.line("return Int, values").focus()
    board.press("Alt+ArrowRight")
    board.press("Delete")
    assert "1 of the lines that you left out is needed" in board.check()


def test_lines_that_may_change_places_may(board):
    board, lines = (
        board("04_a_home_made_mygridsearch"),
        wanted(PROBLEMS["04_a_home_made_mygridsearch"]),
    )
    fit = next(n for n, (text, _) in enumerate(lines) if text == "model.fit(x, y)")
    lines[fit], lines[fit + 1] = lines[fit + 1], lines[fit]
    board.solve(lines, lines[0][1])
    assert board.check().startswith("Right.")


def test_a_finger_moves_a_line_by_the_buttons(board):
    board = board(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 800})
    text = board.texts()[0]
    board.line(text).tap()
    board.box.get_by_role("button", name="Down").tap()
    board.box.get_by_role("button", name="Indent more").tap()
    assert board.texts()[1] == text
    assert "indented 4 spaces" in board.line(text).get_attribute("aria-label")


def test_on_a_phone_the_line_and_the_buttons_that_move_it_are_seen_together(board):
    phone = {"width": 360, "height": 640}
    board = board("11_hyperband", has_touch=True, is_mobile=True, viewport=phone)
    lines, down = board.texts(), board.box.get_by_role("button", name="Down")
    board.box.evaluate("box => box.scrollIntoView()")
    assert board.box.bounding_box()["height"] > phone["height"]
    for place in range(1, len(lines)):
        down.tap()
        line, bar = board.line(lines[0]).bounding_box(), down.bounding_box()
        assert board.texts()[place] == lines[0]
        assert 0 < line["y"] < line["y"] + line["height"] <= bar["y"] < phone["height"]


def test_a_mouse_drags_a_line(board):
    board = board(viewport={"width": 1280, "height": 1600})
    board.box.scroll_into_view_if_needed()
    first, third = (board.box.locator("button.line").nth(n) for n in (0, 2))
    text = first.text_content()
    start, end = first.bounding_box(), third.bounding_box()
    mouse = board.page.mouse
    mouse.move(start["x"] + 30, start["y"] + 10)
    mouse.down()
    mouse.move(end["x"] + 30, end["y"] + 10, steps=8)
    mouse.up()
    assert board.texts()[2] == text


def test_a_finger_that_scrolls_over_the_lines_moves_none(board):
    board = board(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 800})
    before = board.texts()
    board.box.scroll_into_view_if_needed()
    first, third = (board.box.locator("button.line").nth(n) for n in (0, 2))
    assert first.evaluate("line => getComputedStyle(line).touchAction") == "auto"
    place = third.bounding_box()
    at = {"clientX": place["x"] + 20, "clientY": place["y"] + 5, "pointerType": "touch"}
    first.dispatch_event("pointerdown", at | {"pointerId": 7})
    first.dispatch_event("pointermove", at | {"pointerId": 7})
    assert board.texts() == before


def test_the_solution_can_be_shown_and_without_scripts_it_is_in_a_fold(
    board, book, browser
):
    shown = board()
    shown.box.get_by_role("button", name="Show the solution").click()
    assert "if name not in values" in shown.fold.inner_text()
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((book / "chapters" / f"{CHAPTER}.html").as_uri())
        assert page.locator(".parsons").count() == 0
        fold = page.locator("div.cell:has-text('def build_int') details.hide").first
        fold.locator("summary").click()
        assert "if name not in values" in fold.inner_text()
