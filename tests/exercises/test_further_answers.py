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
    "data that are sent under their name": (
        "12_share",
        book.load("12_share").solution.replace("trial, data)", "trial, data=data)"),
    ),
    "results that are looked for until all are there": (
        "12_share",
        book.load("12_share").solution.replace(
            "    return", "    while not all(future.done() for future in futures):\n        pass\n    return"
        ),
    ),
    "attempts that there are none of, left out": (
        "12_twice",
        """
def merged(letters, attempts):
    record, died = {}, {}
    for trial, attempt, score in letters:
        if attempt >= attempts:
            continue
        if score is not None:
            if record.get(trial) in (None, "FAILED"):
                record[trial] = score
            continue
        died.setdefault(trial, set()).add(attempt)
        if died[trial] == set(range(attempts)) and trial not in record:
            record[trial] = "FAILED"
    return record
""",
    ),
    "small letters": (
        "16_point",
        'answer = dict(zip("stops diverges ends epochs nothing".split(), "cdfgh"))',
    ),
    "steps of an eleventh": (
        "17_range",
        """
def test_the_range(values):
    for low, high, parts in [(0.0, 1.0, 11), (0.0, 1.0, 7), (1.0, 3.0, 13)]:
        step = (high - low) / parts
        got = values(low, high, step)
        assert len(got) == parts + 1
        for n, value in enumerate(got):
            assert abs(value - (low + n * step)) < 1e-6
        assert len(values(low, high - step / 2, step)) == parts
""",
    ),
    "a maximum that is a sum": (
        "17_range",
        """
def test_the_range(values):
    for low in (0.0, 0.1, 0.7):
        for step in (0.1, 0.3, 0.7):
            for n in range(1, 40):
                got = values(low, low + n * step, step)
                assert [round(each - low - k * step, 6) for k, each in enumerate(got)] == [0] * (n + 1)
                assert len(values(low, low + (n + 0.5) * step, step)) == n + 1
""",
    ),
    "small letters, and several of them": (
        "17_which",
        'answer = {"bug 1": "b", "bug 2": "a", "bug 3": "d", "bug 4": "abc"}',
    ),
    "letters in another order": (
        "17_which",
        'answer = {"bug 1": "B", "bug 2": "A", "bug 3": "D", "bug 4": "C, B, A"}',
    ),
    "lists of letters": (
        "17_which",
        'answer = {"bug 1": ["B"], "bug 2": ["A"], "bug 3": ["D"], "bug 4": ["A", "B", "C"]}',
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
    "one trial first, and then all others": (
        "12_share",
        """
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    first = executor.submit(function, trials[0], data).result()
    futures = [executor.submit(function, trial, data) for trial in trials[1:]]
    return [first, *(future.result() for future in futures)]
""",
        "sends them in batches",
    ),
    "a letter that is compared with the one before": (
        "12_twice",
        """
def merged(letters, attempts):
    record, deaths, last = {}, {}, None
    for letter in letters:
        trial, attempt, score = letter
        if letter != last and score is None:
            deaths[trial] = deaths.get(trial, 0) + 1
            if deaths[trial] == attempts:
                record.setdefault(trial, "FAILED")
        elif score is not None and record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
        last = letter
    return record
""",
        "counts letters",
    ),
    "a best plan": (
        "12_wall_clock",
        """
from itertools import product

def wall_clock(durations, workers):
    best = sum(durations)
    for plan in product(range(workers), repeat=len(durations)):
        loads = [0] * workers
        for worker, duration in zip(plan, durations):
            loads[worker] += duration
        best = min(best, max(loads))
    return best
""",
        "sorts the trials",
    ),
    "a history without scores": (
        "13_adapter",
        book.load("13_adapter")
        .wrong["hands over the values alone"]
        .code.replace('{"values":', '{"status": trials[name]["status"], "values":'),
        "hands over the values alone",
    ),
    "files that are taken out": (
        "13_run_again",
        """
def to_run_again(files, listed):
    for trial in list(files):
        if files[trial] in ("COMPLETED", "FAILED"):
            del files[trial]
            listed = [each for each in listed if each != trial]
    return sorted({*files, *listed})
""",
        "changes what it reads",
    ),
    "a recipe that gets a key": (
        "14_epochs",
        book.load("14_epochs").wrong["changes the recipe"].code.replace(".pop", ".setdefault"),
        "changes the recipe",
    ),
    "a middle that is rounded to the nearest": (
        "14_paired",
        book.load("14_paired")
        .wrong["a middle that is rounded"]
        .code.replace("(a + b) // 2", "round((a + b) / 2)"),
        "a middle that is rounded",
    ),
    "scores that are written over": (
        "15_confirm",
        """
def confirmed(scores, run, finalists, executions):
    best = sorted(scores, key=scores.get)[:finalists]
    for name in best:
        scores[name] = sum(run(name) for _ in range(executions)) / executions
    winner = min(best, key=scores.get)
    return winner, scores[winner]
""",
        "changes the scores",
    ),
    "parts that are compared by value": (
        "15_nested",
        book.load("15_nested")
        .wrong["leaves out what looks alike"]
        .code.replace("[row for row in rows if row not in part]", "[row for other in parts if other != part for row in other]"),
        "leaves out what looks alike",
    ),
    "a loop that takes one step more": (
        "15_trials_needed",
        """
def trials_needed(share, certainty):
    n, missed = 0, 1.0
    while missed >= 1 - certainty:
        n += 1
        missed *= 1 - share
    return n
""",
        "wants more than was promised",
    ),
    "the end of a name": (
        "16_direction",
        book.load("16_direction")
        .wrong["looks for a part of the name"]
        .code.replace("metric in name", "name.endswith(metric)"),
        "looks for a part of the name",
    ),
    "a name in small letters": (
        "16_direction",
        book.load("16_direction").solution.replace('("val_")', '("val_").lower()'),
        "has lists of its own",
    ),
    "a shift that is odd": (
        "16_neighbors",
        """
def in_common(one, other, trials, names):
    shift = abs(one - other)
    return max(trials - shift // names, 0) if shift % 2 == 0 else 0
""",
        "is right for two hyperparameters",
    ),
    "numbers of values, and one first value": (
        "17_range",
        """
def test_the_range(values):
    assert len(values(0.0, 1.0, 0.2)) == 6
    assert len(values(0.5, 2.0, 0.4)) == 4
    assert values(0.5, 2.0, 0.4)[0] == 0.5
""",
        "looks at the ends alone",
    ),
    "the largest value, and the smallest": (
        "17_range",
        """
def test_the_range(values):
    assert max(values(0.0, 1.0, 0.2)) > 1 - 1e-9
    got = values(0.5, 2.0, 0.4)
    assert min(got) == 0.5 and max(got) <= 2.0
""",
        "looks at the ends alone",
    ),
    "the second number of one seed, and the first of the next": (
        "17_seeds",
        """
def test_seeds(draws):
    for seed in range(4):
        assert draws(seed, 10) == draws(seed, 10)
        assert draws(seed, 2)[1] != draws(seed + 1, 1)[0]
        assert draws(seed, 1)[0] != draws(seed + 1, 1)[0]
""",
        "knows the places",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TOLD)
def test_a_wrong_answer_is_told_its_mistake(what):
    name, code, label = TOLD[what]
    said = verdict(name, code)
    assert said.label == label, said
