"""Answers that students gave: right ones that a check refused, wrong ones with a wrong message."""

import pytest

from demystifying import exercises as book
from demystifying.judge import judge


def verdict(name, code):
    exercise = book.load(name)
    return judge(exercise, book.names_of(code, exercise))


RANDOM = """
import numpy as np
from minituner.first_steps import MyGridSearch, combinations

class MyRandomSearch(MyGridSearch):
    def __init__(self, build_model, number, seed):
        super().__init__(build_model)
        self.number, self.seed = number, seed

    def search(self, x, y, validation_data=None):
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)
        every = combinations(self.hp.choices)
        for place in PLACES:
            for name, value in every[place].items():
                self.hp.pick(name, value)
            self.result.append(self.build_model(self.hp).fit(x, y))
            self.scores.append(self.result[-1].score(x_val, y_val))
"""
SHUFFLED = "np.random.RandomState(self.seed).permutation(len(every))[: self.number]"
SURVIVES = book.load("04_survives").solution

RIGHT = {
    "widths declared from the last to the first": (
        "07_scopes",
        """
def build(hp):
    layers, widths = hp.Int("layers", 1, 4), {}
    for i in (3, 2, 1, 0):
        with hp.conditional_scope("layers", list(range(i + 1, 5))):
            widths[i] = hp.Choice(f"units_{i}", [16, 32, 64])
    return tuple(widths[i] for i in range(layers))
""",
    ),
    "a draw whose trials are made in the order of the grid": (
        "04_random",
        RANDOM.replace("PLACES", f"sorted({SHUFFLED})"),
    ),
    "a draw with NumPy's old generator": (
        "04_random",
        RANDOM.replace("PLACES", SHUFFLED),
    ),
    "an interrupt that is looked at, and passed on": (
        "04_survives",
        SURVIVES.replace(
            "            except Exception as error:",
            "            except KeyboardInterrupt:\n"
            "                raise\n"
            "            except BaseException as error:",
        ),
    ),
    "a walk with exact fractions": (
        "10_races",
        """
from fractions import Fraction

def verdict(wins, races):
    chances = {0: Fraction(1)}
    for _ in range(races):
        after = {}
        for heads, chance in chances.items():
            for more in (0, 1):
                after[heads + more] = after.get(heads + more, 0) + chance / 2
        chances = after
    far = abs(2 * wins - races)
    if sum(c for k, c in chances.items() if abs(2 * k - races) >= far) >= Fraction(1, 20):
        return "tie"
    return "first" if 2 * wins > races else "second"
""",
    ),
    "a list of all values": (
        "02_draw",
        """
def build_int():
    values, lists = {}, {}

    def Int(name, min_value, max_value, step=1):
        if name not in values:
            values[name] = min_value
            lists[name] = [v for v in range(min_value, max_value + 1) if (v - min_value) % step == 0]
        return values[name]

    def draw(rng):
        for name, every in lists.items():
            values[name] = every[int(rng.random() * len(every))]

    return Int, values, draw
""",
    ),
    "scores that are fractions": (
        "04_counterexample",
        """
from fractions import Fraction

tenths = {(1, 0): 3, (2, 0): 5, (3, 0): 4, (1, 1): 9, (2, 1): 6, (3, 1): 2}
scores = {pair: Fraction(score, 10) for pair, score in tenths.items()}
""",
    ),
    "a tie on the way, of which the smaller value is taken": (
        "04_counterexample",
        "scores = {(1, 0): 3, (2, 0): 3, (3, 0): 1, (1, 1): 1, (2, 1): 9, (3, 1): 2}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", RIGHT)
def test_a_right_answer_passes(what):
    said = verdict(*RIGHT[what])
    assert said.passed, said


TOLD = {
    "a seed that knows two searches": (
        "04_random",
        RANDOM.replace(
            "PLACES",
            "np.random.default_rng(self.seed % 2).permutation(len(every))[: self.number]",
        ),
        "a few lists only",
    ),
    "a fixed shuffle that is turned": (
        "04_random",
        RANDOM.replace(
            "PLACES",
            "np.roll(np.random.default_rng(0).permutation(len(every)), self.seed)[: self.number]",
        ),
        "a few lists only",
    ),
    "errors of two kinds": (
        "04_survives",
        SURVIVES.replace("except Exception", "except (ValueError, ArithmeticError, TypeError)"),
        "catches one kind of error",
    ),
    "the loops of a list that is rounded to its maximum": (
        "02_draw",
        book.load("02_draw")
        .wrong["the ends come half as often"]
        .code.replace(
            "steps = (high - low) // step\n",
            "top = high - (high - low) % step\n",
        )
        .replace(
            "low + step * round(rng.random() * steps)",
            "min(top, low + step * round(rng.random() * (high - low) / step))",
        ),
        "the ends come half as often",
    ),
    "means of hundred tournaments of another seed": (
        "04_flattered",
        book.load("04_flattered").solution.partition("def gap")[0]
        + 'answer = {"gap for k = 1": -0.0105, "gap for k = 25": 0.0417}',
        "other tournaments",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TOLD)
def test_a_wrong_answer_is_told_its_mistake(what):
    name, code, label = TOLD[what]
    said = verdict(name, code)
    assert said.label == label, said
