"""Build it yourself: a gap that is empty fails its tests, one that is filled passes them.

Each chapter is judged as a reader does it: in an interpreter of its own, with the
package's own lines up to the chapter before, and gaps in all that comes after.
"""

import ast
import os
import shutil

import build_it
import pytest
from notebooks import ROOT
from weave import definitions, source_of

GAPS = build_it.gaps()
CHAPTERS = sorted({gap.chapter for gap in GAPS})
EVERY_CHAPTER = bool(os.environ.get("EVERY_CHAPTER"))
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


@pytest.mark.skipif(not EVERY_CHAPTER, reason="`make teaching-check` runs it")
def test_with_all_gaps_filled_each_test_passes(tmp_path):
    verdicts, said = build_it.ask(folder_after(max(CHAPTERS), tmp_path / "mine"), EVERY)
    assert verdicts == dict.fromkeys(EVERY, ""), said


def test_with_all_gaps_empty_each_test_fails_for_a_gap(tmp_path):
    verdicts, said = build_it.ask(folder_after(0, tmp_path / "mine"), EVERY)
    assert sorted(verdicts) == EVERY, said
    assert {test for test, why in verdicts.items() if not why} == set()
    # where a property is broken in several ways, hypothesis says how many, and no more
    others = {why for why in verdicts.values() if build_it.EMPTY not in why}
    assert {why for why in others if "Hypothesis found" not in why} == set()


def test_no_solution_is_in_a_readers_folder(tmp_path):
    build_it.make(tmp_path / "mine")
    kept = {path.relative_to(tmp_path / "mine") for path in (tmp_path / "mine").rglob("*")}
    for gap in GAPS:
        source = (ROOT / "minituner" / gap.file).read_text(encoding="utf-8")
        first, last = gap.lines_in(source)
        gone = [line for line in source.splitlines()[first - 1 : last] if len(line) > 40]
        there = (tmp_path / "mine" / "minituner" / gap.file).read_text(encoding="utf-8")
        once = [line for line in gone if source.splitlines().count(line) == 1]
        assert not [line for line in once if line in there.splitlines()], gap.name
        assert gap.task.split(".")[0][:40] in there
    kinds = {path.suffix for path in kept}
    assert kinds == {"", ".py", ".md", ".mplstyle", ".txt"}


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


def test_the_gaps_fade_from_a_line_to_whole_functions():
    """The share of a function that goes never shrinks much from one chapter to the next."""
    whole = {
        c: [g.go is None and g.stay == 0 for g in GAPS if g.chapter == c] for c in CHAPTERS
    }
    assert not any(whole[2]) and not any(whole[3])
    assert all(all(whole[chapter]) for chapter in (8, 9, 10, 11))


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
