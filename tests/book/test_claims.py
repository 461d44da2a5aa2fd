"""A comparison has its number of runs, its interval, and says when it is a tie.

What can be read without understanding is a count of contests: "the Lasso wins 16 of 20",
"better in 37 of 40". Wherever a cell prints one, or the text says one, it needs 20 runs
or more, and its section needs an interval or an exact test. If a fair coin would fall
so unevenly more than once in twenty times, the section has to call it a tie.

And a verdict that a cell reaches by itself, such as "better", or "a tie", needs 20 runs,
whether or not it says how many there were: `for seed in range(20)`, or more.
"""

import ast
import re

import pytest
from notebooks import CHAPTERS, ROOT, code_cells, read, text
from scipy.stats import binomtest

LEAST = 20
SURE = 0.05
CONTEST = re.compile(r"\b(?:wins?|won|beats?|better|worse|ahead|loses?)\b")
COUNT = re.compile(r"\b(\d+) (?:out )?of (?:the )?(\d+)\b")
EVIDENCE = re.compile(
    r"\binterval\b|\b95 ?%:? (?:from )?\d|\bp(?:-value)? ?[=<] ?0?\.\d|± ?\d|\b(?:sign|exact|permutation) test"
)
TIE = re.compile(r"\bties?\b|\btied\b|\bundecided\b")
VERDICT = re.compile(r"(?:not )?(?:a tie|better|worse|undecided)")
# Asked or offered as an answer, and so not said; comments, and listings
NOT_SAID = re.compile(
    r"^>[^\n]*$|^\* (?:\*\*)?\([a-d]\)[^\n]*$|<!--.*?-->|^```.*?^```", re.M | re.S
)


def counts(line):
    """The contests that a line or sentence tells: pairs of won and run."""
    for verb in CONTEST.finditer(line):
        after = COUNT.search(line, verb.end())
        before = list(COUNT.finditer(line, 0, verb.start()))
        if after or before:
            won, runs = (after or before[-1]).groups()
            yield int(won), int(runs)


def claim_problems(section):
    """What the comparisons of a section lack. section: its text, with its outputs."""
    for line in re.split(r"\n|(?<=[.?!]) ", section):
        for won, runs in counts(line):
            if runs < LEAST:
                yield f"{runs} runs are too few: {line.strip()}"
            if not EVIDENCE.search(section):
                yield f"no interval, and no exact test: {line.strip()}"
            if binomtest(won, runs).pvalue > SURE and not TIE.search(section):
                yield f"a coin could do that, and nobody says tie: {line.strip()}"


def sections(notebook):
    """The text of each section with what its cells print; a heading begins a new one."""
    section = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            section.append(text(cell))
            continue
        for part in re.split(r"(?m)^(?=#)", NOT_SAID.sub("", cell.source)):
            if part.startswith("#"):
                yield "\n".join(section)
                section = []
            section.append(part)
    yield "\n".join(section)


def concludes(tree):
    """Whether a cell chooses between verdicts: strings that are one, and nothing else."""
    strings = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    return any(VERDICT.fullmatch(s) for s in strings if isinstance(s, str))


def handed(node):
    """The whole numbers that a call is given; none of what is not a call."""
    given = node.args if isinstance(node, ast.Call) else []
    return [g.value for g in given if isinstance(g, ast.Constant) and type(g.value) is int]


def runs_of(tree):
    """How often a cell runs what it compares: each n of its `for seed in range(n)`.

    Without such a loop, the largest whole number that it hands to any call.
    """
    loops = [n for n in ast.walk(tree) if isinstance(n, (ast.For, ast.comprehension))]
    seeds = [n for n in loops if isinstance(n.target, ast.Name) and n.target.id == "seed"]
    if found := [number for loop in seeds for number in handed(loop.iter)]:
        return found
    return [max((n for node in ast.walk(tree) for n in handed(node)), default=0)]


def verdict_problems(source):
    """The numbers of runs that are too few for what a cell concludes from them."""
    tree = ast.parse(source)
    if concludes(tree):
        yield from (f"{n} runs are too few" for n in runs_of(tree) if n < LEAST)


def concluding(notebook):
    """The cells that may reach a verdict; a shell's lines in others are not Python."""
    return [cell for cell in code_cells(notebook) if VERDICT.search(cell.source)]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_verdict_that_a_cell_reaches_has_its_runs(chapter):
    cells = concluding(read(chapter.stem))
    found = [f"{cell.id}: {p}" for cell in cells for p in verdict_problems(cell.source)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_a_comparison_has_its_runs_and_its_interval_or_is_a_tie(chapter):
    found = [p for section in sections(read(chapter.stem)) for p in claim_problems(section)]
    assert not found, "\n".join(found)


PAGES = [ROOT / "README.md", *sorted((ROOT / "chapters").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_so_has_one_on_a_page_without_cells(page):
    parts = re.split(r"(?m)^(?=#)", NOT_SAID.sub("", page.read_text(encoding="utf-8")))
    found = [problem for part in parts for problem in claim_problems(part)]
    assert not found, "\n".join(found)


def test_the_check_reads_the_book():
    """It finds the counts where we know that they are."""
    (section,) = [s for s in sections(read("04")) if "### Was that luck?" in s]
    assert list(claim_problems(section)) == []
    assert "no interval" in next(claim_problems(section.replace("interval", "guess")))


@pytest.mark.parametrize(
    ("section", "found"),
    [
        ("It is better in 37 of 40; 95 % interval 80 % to 98 %.", []),
        ("The Lasso wins 20 of 20 (sign test).", []),
        ("In 90 of the 100 searches it was ahead, p = 0.001.", []),
        ("It wins 12 of 20. 95 % interval 36 % to 81 %: a tie.", []),
        ("8 of 50 features count.\nThere is nothing better.", []),
        ("It wins 15 of 15, p < 0.001.", ["15 runs are too few"]),
        ("It wins 19 of 20.", ["no interval"]),
        ("8 of 50 count: the Lasso wins 19 of 20", ["no interval"]),
        ("In 12 of 20 it is better; 95 % interval 36 % to 81 %.", ["a coin could do that"]),
        ("It wins 3 of 5.", ["5 runs", "no interval", "a coin could do that"]),
    ],
)
def test_a_planted_fault_is_found(section, found):
    problems = list(claim_problems(section))
    assert len(problems) == len(found)
    assert all(f in problem for f, problem in zip(found, problems, strict=True))


def test_a_verdict_of_ten_runs_is_found():
    """Chapter 15 once called two searches a tie after ten divisions of the data."""
    cells = {cell.id: cell.source for cell in concluding(read("15"))}
    assert concludes(ast.parse(cells["confirm-measured"]))
    right = cells["worth-it"]
    assert list(verdict_problems(right)) == []
    wrong = right.replace("for seed in range(20)", "for seed in range(10)")
    assert list(verdict_problems(wrong)) == ["10 runs are too few"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gains = f(100)\nprint("better" if gains > 0 else "a tie")', []),
        ('for seed in range(30):\n    run(seed)\nprint("worse")', []),
        ('x = {seed: f(seed, 50) for seed in range(19)}\nprint("a tie")', ["19 runs"]),
        ('print("not a tie" if f(15, seed=20) else "a tie")', ["15 runs"]),
        ('print("a tie" if low < 0 < high else "better")', ["0 runs"]),
        ('for seed in range(3):\n    print("none is better than another")', []),
    ],
)
def test_a_planted_verdict_is_found(source, found):
    problems = list(verdict_problems(source))
    assert [f in p for f, p in zip(found, problems, strict=True)] == [True] * len(found)
