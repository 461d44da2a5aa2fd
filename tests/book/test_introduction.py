"""The first page says of the book what is so: titles, order, paths, and the self-test."""

import ast
import html
import re

import pytest
from minutes import PATHS
from notebooks import CHAPTERS, ROOT, code_cells, output_of, read

INTRODUCTION = (ROOT / "chapters" / "introduction.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = (ROOT / "page" / "static" / "map.svg").read_text(encoding="utf-8")
ALT = re.search(r"^:alt: (.+)$", INTRODUCTION, flags=re.M)[1]
TITLES = {
    int(path.stem[:2]): read(path.stem).cells[0].source.splitlines()[0].partition(". ")[2]
    for path in CHAPTERS
}


def plain(title):
    """A title as a map has it: without code, and with a typographer's apostrophe."""
    return title.replace("`", "").replace("'", "’")


def table_problems(text):
    """Where the table of chapters has other files or titles than the book."""
    rows = re.findall(r"^\| \[(\d+) (.+?)\]\(chapters/(\w+)\.ipynb\) \|", text, flags=re.M)
    listed = [file for _, _, file in rows]
    expected = [path.stem for path in CHAPTERS]
    if listed != expected:
        yield f"files: {listed}, expected {expected}"
    for number, title, _ in rows:
        # the title of a chapter may say more than its row
        if not TITLES.get(int(number), title).startswith(title):
            yield f"{number}: {title}"


def map_problems(text, paths):
    """Where titles or marks of the map are not those of the chapters and the paths."""
    words = [html.unescape(w) for w in re.findall(r"<text[^>]*>([^<]+)</text>", text)]
    said = " ".join(words)
    numbers = [int(word) for word in words if word.isdigit()]
    if numbers != sorted(paths["I build tuners"]):
        yield f"numbers: {numbers}"
    for number, title in TITLES.items():
        short = plain(title).removesuffix(" with the real KerasTuner")
        if f"{number} {short}" not in said:
            yield f"{number}: {short}"
    heights = re.findall(r'<text x="\d+" y="([\d.]+)"[^>]*>(\d+)</text>', text)
    of = {int(number): float(y) - 5.5 for y, number in heights}
    circles = r'<circle cx="24" cy="([\d.]+)"', "the mystery"
    diamonds = r'<path d="M76 ([\d.]+)l', "I build tuners"  # its y is 9 above the middle
    squares = r'<rect x="43" y="([\d.]+)" width="14" height="14"', "I tune models"
    for (mark, path), shift in ((circles, 0), (diamonds, 9), (squares, 7)):
        marked = {float(y) + shift for y in re.findall(mark, text)}
        due = {of[number] for number in paths[path] if number in of}
        if not due <= marked or len(marked - due) > 1:  # one stands in the legend
            yield f"marks of {path}"
    halves = {
        float(y) + 7 for y in re.findall(r'<rect x="43" y="([\d.]+)" .*height="7"', text)
    }
    if halves != {of[n] for n, share in paths["I tune models"].items() if share < 1}:
        yield "halves"


def test_the_table_has_each_chapter_with_its_title_in_order():
    assert list(table_problems(README)) == []


def test_the_map_has_each_chapter_and_each_path():
    assert list(map_problems(MAP, PATHS)) == []


def untold(alt):
    """The chapters and the paths of the map that its alt text does not name."""
    for number, title in TITLES.items():
        short = plain(title).removesuffix(" with the real KerasTuner")
        if f"{number}, {short}" not in alt:
            yield short
    yield from (name for name in PATHS if name.casefold() not in alt.casefold())


def test_whoever_does_not_see_the_map_is_told_what_is_on_it():
    assert list(untold(ALT)) == []
    assert list(untold(ALT.replace(plain(TITLES[9]), ""))) == [plain(TITLES[9])]
    assert list(untold(ALT.replace("build tuners", ""))) == ["I build tuners"]


def test_a_planted_fault_in_table_or_map_is_found():
    first, second = list(TITLES)[:2]
    assert list(table_problems(README.replace(f"[{second} ", f"[{first} ", 1)))
    assert list(table_problems(README.replace(TITLES[second], "Another title")))
    assert list(table_problems(re.sub(rf"(?m)^\| \[{second} .*\n", "", README)))
    assert list(map_problems(MAP.replace(plain(TITLES[second]), "Another title"), PATHS))
    assert list(map_problems(MAP.replace("<circle", "<square", 3), PATHS))
    other = PATHS | {"I tune models": PATHS["I tune models"] | {13: 1.0}}
    assert list(map_problems(MAP, other)) == ["marks of I tune models"]
    other = PATHS | {"I tune models": PATHS["I tune models"] | {10: 1.0}}
    assert list(map_problems(MAP, other)) == ["halves"]


def test_the_mystery_on_the_first_page_is_what_chapter_1_prints():
    shown = re.search(
        r"^>>> (hp\.Int\(.+\))\n(\d+)\n>>> \1\n```$", INTRODUCTION, flags=re.M
    )
    assert shown[2] == output_of("01", "first-call")
    (cell,) = [c for c in code_cells(read("01")) if c.id == "first-call"]
    assert arguments(shown[1]) == arguments(cell.source.splitlines()[-1])


def arguments(line):
    """Name -> value of a call of `Int`, whether by position or by keyword."""
    call = ast.parse(line, mode="eval").body
    names = ["name", "min_value", "max_value"]
    given = dict(zip(names, call.args, strict=False))
    given |= {word.arg: word.value for word in call.keywords}
    return {name: ast.literal_eval(value) for name, value in given.items()}


LINES = dict(re.findall(r"^\| (\d) \| `([^`]+)`", INTRODUCTION, flags=re.M))
ANSWERS = dict(re.findall(r"^(\d)\. `([^`]+)`", INTRODUCTION, flags=re.M))


def test_the_self_test_has_five_lines_and_five_answers():
    assert sorted(LINES) == sorted(ANSWERS | {"5": ""}) == list("12345")


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_a_line_of_the_self_test_gives_its_answer(number):
    assert eval(LINES[number]) == ast.literal_eval(ANSWERS[number])


def test_the_cells_that_are_run_and_not_compared_are_as_the_introduction_says():
    found = [
        (path.stem[:2], "assert " in cell.source)
        for path in CHAPTERS
        for cell in code_cells(read(path.stem))
        if cell.source.startswith("# NBVAL_IGNORE_OUTPUT")
    ]
    assert list(uncompared_problems(found)) == []
    assert "nearly all of them stand in chapters 12 and 14" in INTRODUCTION
    assert "most assert what the text says about them" in INTRODUCTION


def uncompared_problems(cells):
    """What the introduction would say in vain; cells: pairs of chapter, and does it assert?"""
    if sum(number in ("12", "14") for number, _ in cells) < 0.9 * len(cells):
        yield "too many stand elsewhere"
    if sum(asserts for _, asserts in cells) <= 0.5 * len(cells):
        yield "too few assert something"


def test_cells_that_are_not_compared_and_stand_elsewhere_or_assert_nothing_are_found():
    good = [("12", True), ("14", False)] * 9 + [("12", True)]
    assert list(uncompared_problems(good)) == []
    assert list(uncompared_problems([*good, *[("09", True)] * 3])) == [
        "too many stand elsewhere"
    ]
    assert list(uncompared_problems(good[:-1])) == ["too few assert something"]
