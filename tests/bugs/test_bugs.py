"""Each bug of the museum is caught by the tests that are said to catch it, and by no decoy."""

import copy
import functools
import random
import re
from types import SimpleNamespace

import pytest
from museum import (
    ROOT,
    Museum,
    catalogue,
    lines_of,
    matrix,
    measure,
    named_tests,
    quick,
    whole,
)
from notebooks import code_cells, read

BUGS = catalogue()
EVERY_BUG = pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)


@pytest.fixture(scope="module")
def museum():
    with Museum() as museum:
        yield museum


@pytest.fixture(scope="module")
def healthy(museum):
    """What becomes of all the tests where there is no bug."""
    named = {test for bug in BUGS.values() for test in bug.caught_by + bug.missed_by}
    return museum.run(sorted(named))


def others(bug):
    """Tests of other bugs: two at most that fail with it too, and three at random.

    Not the contract in any space: where it fails, hypothesis looks for a small example,
    for twenty seconds.
    """
    tests, failed = matrix()
    rest = sorted({*tests} - {*bug.caught_by, *bug.missed_by})
    known = [t for t in rest if t in failed[bug.name] and "in_any_space" not in t][:2]
    drawn = [test for test in rest if test not in failed[bug.name]]
    return known, random.Random(bug.name).sample(drawn, 3)


@pytest.fixture(scope="module")
def found(museum):
    """Name -> what becomes of a bug's tests, and of some others: in one run, kept."""

    @functools.cache
    def run(name):
        known, drawn = others(BUGS[name])
        return museum.run([*BUGS[name].tests, *known, *drawn], BUGS[name])

    return run


@EVERY_BUG
def test_a_bug_is_caught_where_it_is_said_to_be_and_nowhere_else(bug, found, healthy):
    tests = bug.caught_by + bug.missed_by
    if None in map(healthy.get, tests):
        pytest.skip("this system cannot run one of the tests")
    assert {healthy[test] for test in tests} == {""}
    assert unforeseen(bug, {test: found(bug.name)[test] for test in tests}) == {}


def unforeseen(bug, lines):
    """Tests that did not do what the catalogue says; lines: test -> where it failed, or ""."""
    return {
        t: x or "it passed" for t, x in lines.items() if bool(x) != (t in bug.caught_by)
    }


def test_a_catcher_that_passes_and_a_decoy_that_fails_are_found():
    bug = SimpleNamespace(caught_by=["one", "two"], missed_by=["three", "four"])
    lines = {"one": "assert x", "two": "", "three": "assert y", "four": ""}
    assert unforeseen(bug, lines) == {"two": "it passed", "three": "assert y"}


# The map of the chapter: a stored measurement, of which a part is repeated


def test_the_map_is_of_every_bug_and_of_each_quick_test_that_is_named():
    tests, failed = matrix()
    assert tests == quick(named_tests(BUGS))
    assert list(failed) == list(BUGS)


@EVERY_BUG
def test_the_map_and_the_catalogue_agree(bug):
    _, failed = matrix()
    tests = quick(bug.caught_by) + bug.missed_by
    assert unforeseen(bug, {t: "it failed" * (t in failed[bug.name]) for t in tests}) == {}


def whole_problems(tests, failed, bugs):
    """What cannot be true of a count of all failing tests, by file."""
    files = {path.name for path in (ROOT / "tests" / "package").glob("test_*.py")}
    yield from (f"no such file: {file}" for file in sorted({*tests} - files))
    if list(failed) != list(bugs):
        yield f"other bugs: {list(failed)}"
    for bug, counts in failed.items():
        for file, number in counts.items():
            if not 0 < number <= tests.get(file, 0):
                yield f"{bug}: {number} of {tests.get(file, 0)} in {file}"


def test_the_count_of_all_tests_is_of_every_bug_and_of_files_that_are_there():
    assert list(whole_problems(*whole(), BUGS)) == []


@pytest.mark.parametrize(
    ("tests", "failed", "problem"),
    [
        ({"test_gone.py": 3}, {"a": {}}, "no such file: test_gone.py"),
        ({"test_space.py": 3}, {"b": {}}, "other bugs: ['b']"),
        ({"test_space.py": 3}, {"a": {"test_space.py": 4}}, "a: 4 of 3 in test_space.py"),
        ({"test_space.py": 3}, {"a": {"test_trial.py": 1}}, "a: 1 of 0 in test_trial.py"),
    ],
)
def test_a_count_that_cannot_be_is_found(tests, failed, problem):
    assert list(whole_problems(tests, failed, ["a"])) == [problem]


@EVERY_BUG
def test_tests_of_other_bugs_do_what_the_map_says(bug, museum, found):
    known, drawn = others(bug)
    failed = [test for test in known + drawn if found(bug.name)[test]]
    if failed != known:  # a busy machine may have failed one that should have passed
        failed = measure(museum, known + drawn, bug)
    assert failed == known


@EVERY_BUG
def test_a_bug_changes_its_file_and_leaves_the_packages_own_alone(bug, museum):
    text = (ROOT / "minituner" / bug.file).read_text(encoding="utf-8")
    assert bug.planted_in(text) != text
    assert bug.missed_by and len(set(bug.caught_by + bug.missed_by)) >= 3
    assert not museum.folder.is_relative_to(ROOT)
    copy = museum.folder / "minituner" / bug.file
    assert copy.read_text(encoding="utf-8") == text


def chapter_problems(chapter, bugs):
    """Bugs that a chapter does not visit once or whose source it does not name; and visits
    to what is no bug."""
    code = "\n".join(cell.source for cell in code_cells(chapter))
    told = "\n".join(c.source for c in chapter.cells if c.cell_type == "markdown")
    visits = re.findall(r'^visit\("(.*)"\)', code, flags=re.M)
    for name, bug in bugs.items():
        if (times := visits.count(name)) != 1:
            yield f"{name} is visited {times} times"
        if bug.source not in told and not bug.source.startswith("this project"):
            yield f"{name}: {bug.source} is not named"
    yield from (f"no such bug: {name}" for name in visits if name not in bugs)


def test_each_bug_is_in_the_chapter_with_its_source_and_no_other_is():
    assert list(chapter_problems(read("17"), BUGS)) == []


@pytest.mark.parametrize(
    ("old", "new", "problems"),
    [
        ('visit("the-lost-maximum")', "", ["the-lost-maximum is visited 0 times"]),
        (
            'visit("the-lost-maximum")',
            'visit("the-lost-minimum")',
            ["the-lost-maximum is visited 0 times", "no such bug: the-lost-minimum"],
        ),
        (
            'visit("the-lost-maximum")',
            'visit("the-lost-maximum")\nvisit("the-lost-maximum")',
            ["the-lost-maximum is visited 2 times"],
        ),
        (
            BUGS["the-lost-maximum"].source,
            "https://example.org",
            [f"the-lost-maximum: {BUGS['the-lost-maximum'].source} is not named"],
        ),
    ],
)
def test_a_bug_that_the_chapter_does_not_visit_or_trace_is_found(old, new, problems):
    chapter = copy.deepcopy(read("17"))
    for cell in chapter.cells:
        cell.source = cell.source.replace(old, new)
    assert list(chapter_problems(chapter, BUGS)) == problems


# A catalogue that is out of date says so


@EVERY_BUG
@pytest.mark.parametrize("times", [0, 2])
def test_a_bug_whose_lines_are_gone_or_doubled_is_refused(bug, times):
    text = (ROOT / "minituner" / bug.file).read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=f"{bug.name}: expected once .* {times} times"):
        bug.planted_in(text * times)


def test_lines_count_as_whole_lines():
    bug = BUGS["the-line-in-the-buffer"]
    text = (ROOT / "minituner" / bug.file).read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="got 0 times"):
        bug.planted_in(text.replace("        self._file.flush", "    self._file.flush"))


@EVERY_BUG
def test_the_lines_of_its_tests_are_shown_with_a_bug(bug):
    shown = bug._repr_markdown_()
    assert shown.count("<details>") == 1
    for test in bug.tests:
        name = test.partition("::")[2].partition("[")[0]
        assert f"def {name}(" in lines_of(test)
        assert lines_of(test) in shown


def test_a_test_that_is_gone_is_missed(museum):
    gone = "test_space.py::test_that_nobody_wrote"
    with pytest.raises(RuntimeError, match=rf"no verdict on \['{gone}'\]"):
        museum.run([gone])


def test_tests_that_never_end_are_given_up():
    with Museum() as museum, pytest.raises(RuntimeError, match="has ended, within 0 s"):
        museum.run(["test_space.py::test_a_float_reaches_its_maximum"], seconds=0)
