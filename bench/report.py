"""The page of the benchmark, chapters/benchmark.md, out of what was measured.

python -m bench.report
"""

import json
import math
import statistics
from collections import Counter, defaultdict
from typing import NamedTuple

from bench import problems, quality
from bench.problems import CONDITIONAL, FINITE, FUNCTIONS, LINEAR, MODELS
from bench.quality import HYPERBAND, HYPERBAND_SEEDS, METHODS, RESULTS, ROOT, SEEDS
from bench.speed import REPEATS, SLEEP, WORKERS

PAGE = ROOT / "chapters" / "benchmark.md"
NAMES = {
    "minituner": "minituner",
    "kerastuner": "KerasTuner",
    "optuna-gp": "Optuna GP",
    "optuna-tpe": "Optuna TPE",
    "random": "random",
}
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
COLUMNS = ["minituner", "kerastuner", "optuna-gp", "optuna-tpe", "random"]
RIVALS = ["kerastuner", "optuna-gp", "optuna-tpe"]
GOAL_CONDITIONAL = 0.05
GOAL_ACCURACY = 0.9777  # KerasTuner's, as seen before minituner was written
OTHER_BRANCHES = (0.15, 0.25)  # the least losses of the conditional space, but for 0
VALIDATED = 599  # images, for Hyperband
ROWS = [
    ("Ridge and Lasso, 10 trials", LINEAR, 10),
    ("Ridge and Lasso, 20 trials", LINEAR, 20),
    ("seven functions and the conditional space, 50 trials", FUNCTIONS, 50),
    ("the seven functions alone, 50 trials", FUNCTIONS[:-1], 50),
    ("scikit-learn's models on its own data, 30 trials", MODELS, 30),
    ("the conditional space alone, 50 trials", [CONDITIONAL], 50),
]


def table(head, rows):
    """A table in Markdown. The first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def rounded(x):
    """Two significant digits: more would say nothing."""
    return float(f"{x:.1e}")


def short(x):
    """Two significant digits, as a person would write them."""
    digits, exponent = f"{x:.1e}".split("e")
    if x == 0 or int(exponent) > -4:
        return f"{rounded(x):g}"
    return f"{digits}·10" + str(int(exponent)).translate(RAISED)


# What the tuner itself costs


def per_trial(kind, trials, clock="cpu"):
    """Milliseconds a trial."""
    return lambda results, tool: [
        1000 * result[clock] / trials for result in results[kind, trials, tool]
    ]


def field(kind, trials, name):
    return lambda results, tool: [result[name] for result in results[kind, trials, tool]]


def growth(results, tool):
    """k, where the CPU time of a search of n trials grows like n ** k."""
    small, large = (results["random", n, tool] for n in (1_000, 10_000))
    pairs = zip(small, large, strict=False)
    return [math.log10(after["cpu"] / before["cpu"]) for before, after in pairs]


def share(trials):
    """The time that eight workers would need without a tuner, over what they did."""
    ideal = SLEEP * trials / WORKERS
    return lambda results, tool: [
        ideal / run["wall"] for run in results["workers", trials, tool]
    ]


class Cost(NamedTuple):
    """A row of the first table.

    goal: the most that we should need, on a machine where Optuna needed `seen`; None
    if that does not depend on the machine. tools: what stands in the columns of
    minituner, KerasTuner and Optuna. of: a function of the results and a tool.
    """

    what: str
    unit: str
    goal: float | None
    seen: float | None
    digits: int
    tools: tuple
    of: object

    @property
    def at_least(self):
        return self.unit == "of ideal"

    def goal_here(self, optuna):
        """The goal, scaled by what Optuna needs on this machine."""
        if self.goal is None or self.seen is None or not optuna:
            return self.goal
        return self.goal / self.seen * statistics.median(optuna)

    def reached(self, ours, goal):
        middle = statistics.median(ours)
        return middle >= goal if self.at_least else middle <= goal


MEMORY = ("minituner", None, "optuna")
ALL = ("minituner", "kerastuner", "optuna")
DISK = ("minituner journal", "kerastuner", "optuna journal")
RANDOM, REOPEN = per_trial("random", 1_000), ("reopen", 1_000)
WALL = per_trial("random", 1_000, "wall")
COSTS = [
    Cost("random, 1,000 trials, in memory", "ms", 0.12, 0.12, 3, MEMORY, RANDOM),
    Cost("random, 1,000 trials, on disk", "ms", 0.25, 1.8, 3, DISK, RANDOM),
    Cost("the same, wall time", "ms", None, None, 3, DISK, WALL),
    Cost("growth with n, in memory", "power", 1.05, None, 3, MEMORY, growth),
    Cost("growth with n, on disk", "power", 1.05, None, 3, DISK, growth),
    Cost("1,000 trials opened again", "s", 0.05, 0.07, 3, DISK, field(*REOPEN, "cpu")),
    Cost("their files", "files", 1, None, 0, DISK, field(*REOPEN, "files")),
    Cost("Bayesian, 50 trials", "ms", 8, 63, 1, ALL, per_trial("bayesian", 50)),
    Cost("Bayesian, 200 trials", "ms", 20, 109, 1, ALL, per_trial("bayesian", 200)),
    Cost("Bayesian, 8 threads, 48 trials", "of ideal", 0.9, None, 2, MEMORY, share(48)),
    Cost("Bayesian, 8 threads, 96 trials", "of ideal", 0.9, None, 2, MEMORY, share(96)),
    Cost("import", "s", 0.2, 0.24, 2, ALL, field("import", 0, "cpu")),
]


def cell(values, digits=2):
    """The median, and the smallest and the largest, of a few runs."""
    if not values:
        return "–"
    numbers = statistics.median(values), min(values), max(values)
    middle, low, high = (f"{number:.{digits}f}" for number in numbers)
    return middle if low == high else f"{middle} ({low}–{high})"


def cost_table(results):
    """The table, and sentences on the goals that were missed."""
    by_case = defaultdict(list)
    for result in results:
        by_case[result["kind"], result["trials"], result["tool"]].append(result)
    lines, missed = [], []
    for cost in COSTS:
        values = [cost.of(by_case, tool) if tool else [] for tool in cost.tools]
        cells = [cell(numbers, cost.digits) for numbers in values]
        goal, text = cost.goal_here(values[2]), ""
        if goal is not None:
            text = f"{'≥' if cost.at_least else '≤'}\u00a0{goal:.3g}"
            if not values[0]:
                missed.append(f"{cost.what}: not measured")
            elif not cost.reached(values[0], goal):
                ours = f"{statistics.median(values[0]):.{cost.digits}f} {cost.unit}"
                missed.append(f"{cost.what}: {ours}, and the goal is {text}")
        lines.append([f"{cost.what} [{cost.unit}]", text, *cells])
    return table(["", "goal", "minituner", "KerasTuner", "Optuna"], lines), missed


# What a search finds


class Regrets:
    """The results of quality.py. results: method -> (problem, seed) -> record."""

    def __init__(self, results, references):
        self.results = results
        self.known = {}
        for name, reference in references.items():
            found = [
                min(record["losses"])
                for records in results.values()
                for (problem, _), record in records.items()
                if problem == name
            ]
            best = min([reference.best, *found])
            self.known[name] = problems.Reference(best, reference.median)

    def records(self, method, problem):
        found = self.results.get(method, {}).items()
        return [record for (name, _), record in found if name == problem.name]

    def regrets(self, method, problem, trials):
        known = self.known[problem.name]
        return [
            problems.regret(record["losses"][:trials], known, problem.resolution)
            for record in self.records(method, problem)
        ]

    def seeds(self):
        """How many seeds there are, of each search that was run in a row of the table."""
        rows = [self.row(m, row, n)[1] for m in COLUMNS for _, row, n in ROWS]
        return [number for number in rows if number] or [0]

    def row(self, method, row_problems, trials):
        """Geometric mean over the problems of the medians; and the fewest seeds."""
        all_regrets = [self.regrets(method, p, trials) for p in row_problems]
        seeds = min(map(len, all_regrets))
        if seeds == 0:
            return None, 0
        medians = [statistics.median(regrets) for regrets in all_regrets]
        return statistics.geometric_mean(medians), seeds


def row_table(regrets):
    """The table of rows, and sentences on the goals that were missed."""
    lines, missed = [], []
    for what, row_problems, trials in ROWS:
        found = {m: regrets.row(m, row_problems, trials) for m in COLUMNS}
        cells = [f"{short(r)} ({n})" if n else "–" for r, n in found.values()]
        rivals = [found[m][0] for m in RIVALS if found[m][0] is not None]
        goal = min(rivals, default=math.inf)
        if row_problems == [CONDITIONAL]:
            goal = min(goal, GOAL_CONDITIONAL)
        ours = found["minituner"][0]
        if ours is None:
            missed.append(f"{what}: not measured")
        elif ours > goal:
            missed.append(f"{what}: {short(ours)}, and the goal is {short(goal)}")
        lines.append([what, f"≤\u00a0{short(goal)}", *cells])
    head = ["regret (seeds)", "goal", *(NAMES[m] for m in COLUMNS)]
    return table(head, lines), missed


def problem_table(regrets):
    """The median and the quartiles of each problem; and where a rival does better."""
    lines, behind = [], []
    for problem in [*LINEAR, *MODELS, *FUNCTIONS]:
        found = {m: regrets.regrets(m, problem, problem.trials) for m in COLUMNS}
        cells = [spread(values) for values in found.values()]
        lines.append([f"{problem.name}, {problem.trials} trials", *cells])
        medians = {m: rounded(statistics.median(v)) for m, v in found.items() if v}
        ours = medians.get("minituner", math.inf)
        better = [NAMES[m] for m in RIVALS if medians.get(m, math.inf) < ours]
        if better:
            behind.append(f"{problem.name}: {', '.join(better)}")
    return table(["median (quartiles)", *(NAMES[m] for m in COLUMNS)], lines), behind


def spread(values):
    """The median and the quartiles of regrets."""
    if len(values) < 2:
        return "–"
    quartiles = statistics.quantiles(values, method="inclusive")
    low, middle, high = map(short, quartiles)
    return f"{middle} ({low}–{high})"


def finite_table(regrets):
    """How often a point was tried again, where unseen ones were left."""
    cells = []
    for method in COLUMNS:
        records = regrets.records(method, FINITE)
        repeated = [len(r["losses"]) - r["distinct"] for r in records]
        seeds = f", {len(repeated)} seeds" if repeated else ""
        cells.append(cell(repeated, 0) + seeds)
    head = ["", *(NAMES[m] for m in COLUMNS)]
    return table(head, [["repeated, of 50 (least–most)", *cells]])


def hyperband_table(regrets):
    """Accuracy and epochs of Hyperband in both libraries."""
    lines, medians = [], {}
    for method in quality.HYPERBANDS:
        records = regrets.records(method, HYPERBAND)
        if records:
            found = [1 - min(record["losses"]) for record in records]
            epochs = [record["epochs"] for record in records]
            trials = [len(record["losses"]) for record in records]
            medians[method] = statistics.median(found)
            counts = max(epochs), max(trials), len(found)
            lines.append([NAMES[method], cell(found, 4), *counts])
    head = ["", "accuracy (least–most)", "epochs", "trials", "seeds"]
    missed, ours = [], medians.get("minituner")
    goal = max(medians.get("kerastuner", 0), GOAL_ACCURACY)
    if ours is None:
        missed.append("Hyperband: not measured")
    elif round(ours, 4) < round(goal, 4):
        missed.append(f"Hyperband: {ours:.4f}, and the goal is {goal:.4f}")
    return table(head, lines), missed


PAGE_TEXT = """# The benchmark

How much time does a tuner itself take, and how good is what it finds?
This page is made by a script, out of what it has measured: `make bench` in the repository measures all of it again.
The two other libraries are installed for it alone, in a folder of its own.

| | |
|---|---|
| machine | {system}, {cores} cores; one thread for linear algebra (`OMP_NUM_THREADS=1`) |
| Python | {python} |
{versions}

## What the tuner costs

{runs}
Times in ms are for one trial, those in s for the whole. They are CPU times, where the row does not say wall time.
The objective takes a few millionths of a second, so nearly all of it is the tuner's own.
What a first short search loads is not counted. There are five hyperparameters, all of them floats.

On disk, minituner and Optuna write a journal. Optuna's Bayesian search is here its `GPSampler`, which runs on torch.
The eight threads sleep 50 ms in each trial; the ideal is a tuner that takes no time.
A dash is what there is not: KerasTuner has no search in memory, and no threads.

Compare the numbers of a row with each other: on another machine all of them are different.
So a goal for a time is a part of Optuna's time in the same run.
We chose these parts, and have not changed them since the benchmark was written:

{ratios}

{costs}
{cost_goals}

KerasTuner's import has Keras and JAX in it.

## What a search finds

The regret of a search is what it has missed: the loss of its best trial minus the best known loss.
We divide it by the same difference for a random point, the median of 1,000 of them.
So 1 is what one random point gives, and 0 is the best.
Each cell below is a geometric mean over the problems of its row, of medians over seeds. The number of seeds is in brackets.
All searches run with their default settings. *Random* is minituner's random search.

{fewer}The table per problem shows the quartiles.
A geometric mean is moved most by problems that are solved to many digits, such as the conditional space.
So the functions stand in a row without it, too.

The goal of a row is the best of KerasTuner's search and Optuna's two, and for the conditional space at most {conditional} as well.
The priors of our search are from a paper and from Optuna.
How many candidates it draws, and how often it refines them, was compared on these very problems.
So problems of your own are the fairer judge.

{rows}
{row_goals}

The best known loss is the optimum, where theory knows it.
Else it is the best of a dense search, or of the 1,000 random points, and of every search here.
A regret counts as no less than 10⁻¹². Where the loss counts rows that are classified wrongly, it counts as no less than half a row.
Everything is a minimization: where there is a score, the loss is 1 minus it.

Per problem:

{problems}
Where one of the three other searches has the better median:

{behind}

What the problems are:

* Ridge and Lasso are the two searches of [chapter 6](06_ridge_and_lasso.ipynb): one `alpha` from 0.001 to 1000, on a log scale.
* The functions are the usual ones, in 2 to 6 floats; Ackley, Levy and Rosenbrock on [-5, 10].
* The conditional space is a choice of three branches, with two or three hyperparameters each, floats on log scales and ints.
  The branch with the best optimum is the one where most points are bad.{branches}
* The models are cross-validated in three folds; the support vector machine sees 500 rows of the digits.

## In a finite space

Of 60 configurations, 50 are tried. None need be tried twice. How many were?

{finite}

## Hyperband

A small neural network for the digits is trained with `partial_fit`, for at most 27 epochs, with factor 3.
The best validation accuracy over the whole search, as a median of {hyperband_seeds} seeds at most:

{hyperband}
{hyperband_goals}

The goal is KerasTuner's median here, and {accuracy} at least.
The validation part has {validated} images, so one of them counts {image:.4f}.
A smaller difference is a tie, and {hyperband_seeds} seeds would not settle it.
"""  # noqa: E501


def goals(missed):
    """What is to be said below a table."""
    if not missed:
        return "Every goal of this table is reached."
    return "Goals that are not reached:\n\n" + "\n".join(f"* {line}" for line in missed)


def branches_of(known):
    """What is to be had in the other branches of the conditional space."""
    low, high = (problems.regret([x], known) for x in OTHER_BRANCHES)
    return f"""
  The two others end at regrets of {short(low)} and {short(high)}.
  A search that stays in one of them cannot do better, however well it searches there."""


def fewer_of(counts):
    """What is to be said where a search has fewer seeds than were planned."""
    if min(counts) == len(SEEDS):
        return ""
    return (
        f"Of {len(SEEDS)} seeds that were planned, some rows have fewer: the run was "
        "stopped before its end.\n"
        "With few seeds a median is rough, and so is a comparison of two.\n"
    )


def runs_of(results):
    """How often each case was measured: fewer times than planned, if it was stopped."""
    counts = Counter((r["kind"], r["trials"], r["tool"]) for r in results)
    repeats = max(counts.values(), default=0)
    if repeats < 2:
        return f"Each number was measured once; {REPEATS} times were planned."
    return (
        f"Each number is the median of {repeats} runs, with the smallest and the largest "
        "of them in brackets.\nA number without brackets was run once, or never changed."
    )


def render(speed, results, references):
    """The page. speed: what speed.py wrote, or None; the others: see Regrets."""
    regrets = Regrets(results, references)
    costs, cost_missed = cost_table(speed["results"] if speed else [])
    rows, row_missed = row_table(regrets)
    problem_rows, behind = problem_table(regrets)
    hyperband, hyperband_missed = hyperband_table(regrets)
    machine = speed["machine"] if speed else defaultdict(lambda: "not measured")
    versions = machine["versions"].items() if speed else []
    return PAGE_TEXT.format(
        system=machine["system"],
        cores=machine["cores"],
        python=machine["python"],
        versions="\n".join(f"| {name} | {number} |" for name, number in versions),
        runs=runs_of(speed["results"] if speed else []),
        costs=costs,
        ratios="\n".join(
            f"* {c.what}: {c.goal / c.seen:.2f}" for c in COSTS if c.seen is not None
        ),
        cost_goals=goals(cost_missed),
        fewer=fewer_of(regrets.seeds()),
        conditional=GOAL_CONDITIONAL,
        rows=rows,
        row_goals=goals(row_missed),
        problems=problem_rows,
        behind="\n".join(f"* {line}" for line in behind) or "Nowhere.",
        branches=branches_of(regrets.known[CONDITIONAL.name]),
        finite=finite_table(regrets),
        hyperband_seeds=HYPERBAND_SEEDS,
        hyperband=hyperband,
        hyperband_goals=goals(hyperband_missed),
        accuracy=GOAL_ACCURACY,
        validated=VALIDATED,
        image=1 / VALIDATED,
    )


def main():
    file = RESULTS / "speed.json"
    speed = json.loads(file.read_text()) if file.exists() else None
    results = {method: quality.results_of(method) for method in METHODS}
    page = render(speed, results, quality.references())
    PAGE.write_text(page, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")


if __name__ == "__main__":
    main()
