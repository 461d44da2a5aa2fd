"""The concept test: ten questions before the course and after it, and how to read the two.

    python concept_test.py before.csv after.csv

Each file has a line for each student: a name or a number that is the same in both files,
and ten letters. Only students who are in both files count. The key is read from `key.txt`
beside this file.

Printed are, for each question, how many students had it right before and after, and the
exact McNemar test: of the students whose answer changed between right and wrong, how many
changed for the better? If the course did nothing, each of them tosses a coin. And for the
whole test, the share of what could be gained that was gained, (after − before) divided by
(all − before) over the class, with an interval of 95 % that comes from redrawing students.
"""

import csv
import random
import sys
from math import comb
from pathlib import Path

REDRAWN = 10_000


def mcnemar(better, worse):
    """The two-sided p of the exact test, from the numbers of students who changed."""
    changed, fewer = better + worse, min(better, worse)
    tail = sum(comb(changed, k) for k in range(fewer + 1)) / 2**changed
    return min(1.0, 2 * tail)


def gain(pairs, questions):
    """The normalized gain of a class.

    pairs: for each student how many answers were right before, and after; questions: how
    many there are. None if nothing was left to gain.
    """
    before, after = (sum(column) for column in zip(*pairs, strict=True))
    left = questions * len(pairs) - before
    return (after - before) / left if left else None


def interval(pairs, questions, seed=0):
    """Where the gain lies in 95 of 100 redrawn classes; None for a single student."""
    if len(pairs) < 2:
        return None
    rng = random.Random(seed)
    drawn = (gain(rng.choices(pairs, k=len(pairs)), questions) for _ in range(REDRAWN))
    found = sorted(each for each in drawn if each is not None)
    if not found:
        return None
    return found[round(0.025 * len(found))], found[round(0.975 * len(found)) - 1]


def answers(path, questions):
    """student -> letters; ValueError says which line is not as it should be."""
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            if not row:
                continue
            student, letters = row[0].strip(), [cell.strip().lower() for cell in row[1:]]
            if len(letters) != questions or not set(letters) <= set("abcd") | {""}:
                raise ValueError(
                    f"{path}, line {number}: expected a student and {questions} letters "
                    f"from a to d, or nothing where there is no answer; got {row[1:]}"
                )
            if student in found:
                raise ValueError(f"{path}, line {number}: {student!r} stands there twice")
            found[student] = letters
    return found


def report(before, after, key):
    """The lines that are printed; before and after: student -> letters."""
    both = sorted(before.keys() & after.keys())
    if not both:
        raise ValueError("no student is in both files: use the same names in both")
    alone = len(before.keys() ^ after.keys())
    yield f"{len(both)} students in both files, {alone} in one only"
    right = [
        [(before[s][n] == letter, after[s][n] == letter) for s in both]
        for n, letter in enumerate(key)
    ]
    yield "question  before  after  better  worse      p"
    for number, column in enumerate(right, start=1):
        better, worse = column.count((False, True)), column.count((True, False))
        first, second = (sum(each) for each in zip(*column, strict=True))
        p = mcnemar(better, worse)
        yield f"{number:8}  {first:6}  {second:5}  {better:6}  {worse:5}  {p:5.3f}"
    pairs = [tuple(map(sum, zip(*row, strict=True))) for row in zip(*right, strict=True)]
    found, limits = gain(pairs, len(key)), interval(pairs, len(key))
    if found is None or limits is None:
        yield "normalized gain: cannot be said of this class"
    else:
        yield f"normalized gain: {found:.2f}, 95 % from {limits[0]:.2f} to {limits[1]:.2f}"


def main(before, after):
    key = Path(__file__).with_name("key.txt").read_text(encoding="utf-8").split()
    try:
        for line in report(answers(before, len(key)), answers(after, len(key)), key):
            print(line)
    except (ValueError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
