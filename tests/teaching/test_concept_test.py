"""The ten questions, and the arithmetic that compares before and after."""

import random
import subprocess
import sys

import concept_test
import pytest
from lesson import lesson, read_toml
from notebooks import ROOT
from scipy.stats import binomtest

import teaching

ASKED = read_toml(ROOT / "teaching" / "concept_test.toml")["ask"]


def ask_problems(asked):
    """Ten different questions that exist, on six objectives or more."""
    places = [(a["chapter"], a.get("prompt", a.get("question"))) for a in asked]
    if len(set(places)) != 10:
        yield f"{len(set(places))} different questions, expected 10"
    if len({a["objective"] for a in asked}) < 6:
        yield "fewer than six objectives"
    for entry, (chapter, place) in zip(asked, places, strict=True):
        one = lesson(chapter)
        if place not in {*one.prompts, *one.questions}:
            yield f"chapter {chapter} has no question {place!r}"
        if not {*entry.get("code", [])} <= one.cells.keys():
            yield f"chapter {chapter} has no cell {entry['code']}"
        if (
            place in one.questions
            and one.plan["questions"][place - 1] != entry["objective"]
        ):
            yield f"chapter {chapter}, {place}: not {entry['objective']}"


def test_the_ten_questions_are_there_and_have_their_objectives():
    assert list(ask_problems(ASKED)) == []


def test_a_question_that_is_not_there_or_asked_twice_is_found():
    twice = [*ASKED[:9], ASKED[0]]
    assert "9 different questions, expected 10" in list(ask_problems(twice))
    lost = [*ASKED[:9], {"chapter": 2, "question": 9, "objective": "O1"}]
    assert "chapter 2 has no question 9" in list(ask_problems(lost))
    assert "fewer than six objectives" in list(ask_problems(lost))
    other = [*ASKED[:9], {**ASKED[9], "objective": "O2"}]
    assert "chapter 17, 1: not O2" in list(ask_problems(other))


def test_the_right_letters_are_not_in_a_pattern():
    assert not patterned(teaching.concept_key())
    assert patterned("abcaabacaa") and not patterned("abcabcabaa")


def patterned(key):
    """Whether one letter is right more than five times of ten."""
    return max(key.count(letter) for letter in "abc") > 5


@pytest.mark.parametrize("better", [0, 1, 3, 8, 15])
@pytest.mark.parametrize("worse", [0, 2, 5, 15])
def test_the_exact_test_is_that_of_a_binomial_with_one_half(better, worse):
    if better + worse:
        expected = binomtest(better, better + worse).pvalue
        assert concept_test.mcnemar(better, worse) == pytest.approx(expected)
    else:
        assert concept_test.mcnemar(0, 0) == 1


def test_by_hand_six_better_and_none_worse():
    assert concept_test.mcnemar(6, 0) == pytest.approx(2 / 64)


def test_the_gain_is_the_share_of_what_was_left_to_gain():
    assert concept_test.gain([(4, 7), (6, 7)], 10) == pytest.approx(4 / 10)
    assert concept_test.gain([(10, 10)], 10) is None
    assert concept_test.gain([(5, 5)], 10) == 0


def class_of(students, rng):
    """A class before and after; its true gain is 0.4."""
    for _ in range(students):
        before = sum(rng.random() < 0.45 for _ in range(10))
        yield before, before + sum(rng.random() < 0.4 for _ in range(10 - before))


def test_the_interval_holds_the_truth_about_as_often_as_it_says(monkeypatch):
    monkeypatch.setattr(concept_test, "REDRAWN", 200)
    rng, held = random.Random(1), 0
    for seed in range(200):
        low, high = concept_test.interval(list(class_of(40, rng)), 10, seed)
        held += low <= 0.4 <= high
    # 95 % of 200 is 190; with 99.9 % a binomial of 0.92 to 0.96 stays within these
    assert 172 <= held <= 199


def write(path, rows):
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_two_files_become_a_report(tmp_path):
    key = list("abcabcabca")
    before = {"ann": list("a") * 10, "bob": list("b") * 10, "eve": key}
    after = {"ann": key, "bob": [*"abc", *"bbbbbbb"]}
    lines = list(concept_test.report(before, after, key))
    assert lines[0] == "2 students in both files, 1 in one only"
    assert lines[2].split() == ["1", "1", "2", "1", "0", "1.000"]
    assert lines[3].split() == ["2", "1", "2", "1", "0", "1.000"]
    # 4 and 3 of 10 were right before; 10 and 5 after: 8 of the 13 that were left
    assert lines[-1].startswith("normalized gain: 0.62, 95 % from")


def test_it_runs_beside_its_key_alone(tmp_path):
    source = ROOT / "tools" / "concept_test.py"
    (tmp_path / "concept_test.py").write_text(
        source.read_text(encoding="utf-8"), encoding="utf-8"
    )
    write(tmp_path / "key.txt", [" ".join(teaching.concept_key())])
    right = ",".join(teaching.concept_key())
    files = [
        write(tmp_path / "b.csv", ["1" + "," * 10, f"2,{right}"]),
        write(tmp_path / "a.csv", [f"1,{right}", f"2,{right}"]),
    ]
    command = [sys.executable, "-I", str(tmp_path / "concept_test.py"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0 and "normalized gain: 1.00" in done.stdout


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["ann,a,b"], "line 1: expected a student and 10 letters"),
        (["ann" + ",e" * 10], "line 1: expected a student and 10 letters"),
        (["ann" + ",a" * 10] * 2, "line 2: 'ann' stands there twice"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused_with_its_line(tmp_path, rows, said):
    with pytest.raises(ValueError, match=said):
        concept_test.answers(write(tmp_path / "x.csv", rows), 10)


def test_two_files_without_a_common_student_are_refused():
    with pytest.raises(ValueError, match="no student is in both files"):
        list(concept_test.report({"a": []}, {"b": []}, []))
