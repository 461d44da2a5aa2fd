"""Build it yourself: a gap that is empty fails its tests, one that is filled passes them.

Each chapter is judged as a reader does it: in an interpreter of its own, with the
package's own lines up to the chapter before, and gaps in all that comes after.
"""

import ast
import dataclasses
import shutil
from collections import Counter, defaultdict

import build_it
import pytest
from notebooks import EVERY_CHAPTER, ROOT, teaching_check
from weave import definitions, source_of

GAPS = build_it.gaps()
CHAPTERS = sorted({gap.chapter for gap in GAPS})
ALONE = CHAPTERS if EVERY_CHAPTER else [2]


def folder_after(chapter, place):
    """A reader's folder in which the gaps up to a chapter are filled, and no others."""
    build_it.make(place)
    files = {gap.file for gap in GAPS}
    for file in files:
        later = [gap for gap in GAPS if gap.file == file and gap.chapter > chapter]
        source = (ROOT / "minituner" / file).read_text(encoding="utf-8")
        text = build_it.with_gaps(source, later)
        (place / "minituner" / file).write_text(text, encoding="utf-8")
    return place


def judged(folder, chapter):
    said = []
    held = build_it.check(folder, chapter, said.append)
    return held, "\n".join(said)


@pytest.mark.parametrize("chapter", ALONE)  # and below, all at once
def test_a_chapter_that_is_filled_holds_though_the_later_ones_are_empty(chapter, tmp_path):
    held, said = judged(folder_after(chapter, tmp_path / "mine"), chapter)
    assert held, said


@pytest.mark.parametrize("chapter", ALONE)
def test_a_chapter_that_is_empty_holds_nowhere_and_says_what_to_write(chapter, tmp_path):
    before = max([c for c in CHAPTERS if c < chapter], default=0)
    held, said = judged(folder_after(before, tmp_path / "mine"), chapter)
    own = [gap for gap in GAPS if gap.chapter == chapter]
    assert not held and f"0 of {len(own)} hold." in said
    for gap in own:
        assert f"  no  {gap.place}" in said
    assert any(f"Still empty. {gap.task}" in said for gap in own)


EVERY = sorted({test for gap in GAPS for test in gap.tests})


def test_with_all_gaps_filled_it_is_the_package(tmp_path):
    """Whose tests are run as they are: to run them here too would be to run them twice."""
    folder = folder_after(max(CHAPTERS), tmp_path / "mine")
    mine, ours = (
        {path.relative_to(place): path.read_text("utf-8") for path in place.rglob("*.py")}
        for place in (folder / "minituner", ROOT / "minituner")
    )
    assert mine == ours


@teaching_check
def test_with_all_gaps_filled_each_test_passes(tmp_path):
    verdicts, said = build_it.ask(folder_after(max(CHAPTERS), tmp_path / "mine"), EVERY)
    assert verdicts == dict.fromkeys(EVERY, ""), said


@teaching_check
def test_with_all_gaps_empty_each_test_fails_for_a_gap(tmp_path):
    verdicts, said = build_it.ask(folder_after(0, tmp_path / "mine"), EVERY)
    assert sorted(verdicts) == EVERY, said
    assert {test for test, why in verdicts.items() if not why} == set()
    # where a property is broken in several ways, hypothesis says how many, and no more
    others = {why for why in verdicts.values() if build_it.EMPTY not in why}
    assert {why for why in others if "Hypothesis found" not in why} == set()


IN_FILE = defaultdict(list)
for gap in GAPS:
    IN_FILE[gap.file].append(gap)


def left_over(source, there, some):
    """Lines of gaps that are still in a reader's file, as often as they are."""
    lines = source.splitlines()
    pieces = [slice(gap.lines_in(source)[0] - 1, gap.lines_in(source)[1]) for gap in some]
    gone = Counter(line for piece in pieces for line in lines[piece] if line.strip())
    kept = Counter(lines) - gone  # a line may stand in two places, and go from one
    return [line for line in gone if there.splitlines().count(line) > kept[line]]


def test_no_solution_is_in_a_readers_folder(tmp_path):
    build_it.make(tmp_path / "mine")
    for file, some in IN_FILE.items():
        source = (ROOT / "minituner" / file).read_text(encoding="utf-8")
        there = (tmp_path / "mine" / "minituner" / file).read_text(encoding="utf-8")
        assert left_over(source, there, some) == [], file
        assert [gap.name for gap in some if gap.task.split(".")[0][:40] not in there] == []
    kinds = {path.suffix for path in (tmp_path / "mine").rglob("*")}
    assert kinds == {"", ".py", ".md", ".mplstyle", ".txt"}


@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.name)
def test_any_line_of_a_solution_that_stays_is_found(gap):
    source = (ROOT / "minituner" / gap.file).read_text(encoding="utf-8")
    some = IN_FILE[gap.file]
    there = build_it.with_gaps(source, some)
    assert left_over(source, there, some) == []
    first, last = gap.lines_in(source)
    for line in filter(str.strip, source.splitlines()[first - 1 : last]):
        assert left_over(source, f"{there}{line}\n", some) == [line]


def test_what_has_gaps_is_python_and_has_the_same_names(tmp_path):
    build_it.make(tmp_path / "mine")
    for file in {gap.file for gap in GAPS}:
        there = (tmp_path / "mine" / "minituner" / file).read_text(encoding="utf-8")
        ours = source_of(file.with_suffix("").as_posix()).read_text(encoding="utf-8")
        gone = {gap.function for gap in GAPS if gap.file == file}
        expected = {
            name
            for name, _ in definitions(ast.parse(ours))
            if not any(name.startswith(f"{function}.") for function in gone)
        }
        assert expected <= {name for name, _ in definitions(ast.parse(there))}


def fading_problems(gaps):
    """Whole functions in chapters 2 and 3, and parts of one from chapter 8 on."""
    for gap in gaps:
        whole = gap.go is None and gap.stay == 0
        if whole and gap.chapter < 4:
            yield f"{gap.name}, in chapter {gap.chapter}, is a whole function"
        if not whole and gap.chapter > 7:
            yield f"{gap.name}, in chapter {gap.chapter}, is a part of a function"


def test_the_gaps_fade_from_a_line_to_whole_functions():
    assert list(fading_problems(GAPS)) == []
    assert {2, 3, 8, 9, 10, 11} <= set(CHAPTERS)


@pytest.mark.parametrize(
    ("chapter", "changes", "found"),
    [
        (3, {"stay": 0, "go": None}, "a whole function"),
        (8, {"stay": 1}, "a part of a function"),
        (11, {"go": 2}, "a part of a function"),
    ],
)
def test_a_gap_that_is_too_large_or_too_small_for_its_chapter_is_found(
    chapter, changes, found
):
    (gap, *_) = (gap for gap in GAPS if gap.chapter == chapter)
    (problem,) = fading_problems([dataclasses.replace(gap, **changes)])
    assert problem == f"{gap.name}, in chapter {chapter}, is {found}"


def test_one_chapter_alone_has_gaps_in_it_and_nowhere_else(tmp_path):
    number = build_it.make(tmp_path / "mine", chapter=8)
    assert number == len([gap for gap in GAPS if gap.chapter == 8])
    there = (tmp_path / "mine" / "minituner" / "first_steps.py").read_text(encoding="utf-8")
    assert build_it.EMPTY not in there


def test_a_readers_own_design_is_judged_through_the_adapters(tmp_path):
    folder = folder_after(0, tmp_path / "mine")
    (folder / "counters.py").write_text(
        "class Counter:\n"
        "    def __init__(self, start=0):\n"
        "        self.count = start\n"
        "    def __call__(self, step):\n"
        "        self.count += step\n"
        "        return self.count\n",
        encoding="utf-8",
    )
    yours = 'YOURS = {"first_steps.build_counter": "counters.Counter"}\n'
    (folder / "adapters.py").write_text(yours, encoding="utf-8")
    held, said = judged(folder, 2)
    assert held, said


# What may go wrong, and what is said then


def test_a_wrong_answer_is_told_by_its_test(tmp_path):
    folder = folder_after(4, tmp_path / "mine")
    path = folder / "minituner" / "first_steps.py"
    wrong = path.read_text(encoding="utf-8").replace("index(max(", "index(min(")
    path.write_text(wrong, encoding="utf-8")
    held, said = judged(folder, 4)
    assert not held and "test_best_is_the_first_model" in said and "assert" in said


def test_a_loop_that_never_ends_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(build_it, "SECONDS", 12)
    folder = folder_after(2, tmp_path / "mine")
    path = folder / "minituner" / "first_steps.py"
    endless = path.read_text(encoding="utf-8").replace("count += step", "while True: pass")
    path.write_text(endless, encoding="utf-8")
    held, said = judged(folder, 2)
    assert not held and "within 12 s" in said


def test_a_file_that_is_no_python_is_named(tmp_path):
    folder = folder_after(2, tmp_path / "mine")
    path = folder / "minituner" / "first_steps.py"
    path.write_text(path.read_text(encoding="utf-8") + "def (\n", encoding="utf-8")
    held, said = judged(folder, 2)
    assert not held and "SyntaxError" in said and "first_steps.py" in said


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    shutil.copytree(ROOT / "findings", tmp_path / "mine")
    before = sorted(path.name for path in (tmp_path / "mine").iterdir())
    with pytest.raises(SystemExit, match="nothing was changed"):
        build_it.make(tmp_path / "mine")
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == before


@pytest.mark.parametrize("call", [build_it.make, build_it.check])
def test_a_chapter_without_gaps_is_answered_with_those_that_have_some(call, tmp_path):
    (tmp_path / "minituner").mkdir()
    place = tmp_path / "new" if call is build_it.make else tmp_path
    with pytest.raises(SystemExit, match="CHAPTER: expected one of"):
        call(place, 6)


# On the command line: make build-it-yourself, make check


def test_the_commands_make_a_folder_and_say_by_their_status_whether_it_holds(
    tmp_path, monkeypatch, capsys
):
    folder, why = str(tmp_path / "mine"), {}
    monkeypatch.setattr(
        build_it, "ask", lambda _, tests: ({t: why.get(t, "") for t in tests}, "")
    )
    build_it.main(["make", folder, "--chapter", "4"])
    assert (
        f"{len([g for g in GAPS if g.chapter == 4])} gaps are in" in capsys.readouterr().out
    )
    with pytest.raises(SystemExit) as ended:
        build_it.main(["check", folder, "4"])
    assert ended.value.code == 0
    (gap, *_) = (gap for gap in GAPS if gap.chapter == 4)
    why[gap.tests[0]] = f"{build_it.EMPTY}: {gap.name}"
    with pytest.raises(SystemExit) as ended:
        build_it.main(["check", folder, "4"])
    assert ended.value.code == 1
    assert f"  no  {gap.place}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "nowhere.function"}, "no module of ours"),
        ({"name": "first_steps.nothing"}, "none of that name"),
        ({"stay": 9}, "more than 9 statements"),
    ],
)
def test_a_gap_that_is_none_is_refused(change, message):
    gap = build_it.Gap(**vars(GAPS[0]) | change)
    with pytest.raises(ValueError, match=message):
        source = (ROOT / "minituner" / gap.file).read_text(encoding="utf-8")
        gap.lines_in(source)
