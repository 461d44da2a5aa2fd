"""The page of the benchmark, chapters/benchmark.md, and its figures: what was measured.

python -m bench.report
"""

import json
import math
import statistics
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from bench import noise, problems, quality
from bench.live import live_part
from bench.problems import FINITE, FUNCTIONS, HELD_OUT, LINEAR, MODELS
from bench.quality import HYPERBAND, HYPERBANDS, METHODS, RESULTS, ROOT
from bench.speed import SLEEP, WORKERS

CHAPTERS = ROOT / "chapters"
PAGE = CHAPTERS / "benchmark.md"
OURS = "minituner"
NAMES = {
    "minituner": "minituner",
    "kerastuner": "KerasTuner",
    "optuna-gp": "Optuna GP",
    "optuna-tpe": "Optuna TPE",
    "random": "random",
}
RIVALS = ["random", "optuna-tpe", "optuna-gp", "kerastuner"]
COLUMNS = [*RIVALS, OURS]
STYLES = ["-", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1)), "--"]  # one a method
LEVEL = 0.05
SOLVED = 1e-6  # regrets below this one count as equal
FEWEST = 4  # seeds: with fewer of a search no test could tell it from ours
BETTER, TIE, WORSE = "▲", "○", "▼"
OTHER_BRANCHES = (0.15, 0.25)  # the least losses of the conditional space, but for 0
VALIDATED = 599  # images, for Hyperband
TUNED_ON = [*LINEAR, *MODELS, *FUNCTIONS]
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def table(head, rows):
    """A table in Markdown. The first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def short(x):
    """Two significant digits, as a person would write them."""
    digits, exponent = f"{x:.1e}".split("e")
    if x == 0 or int(exponent) > -4:
        return f"{float(f'{x:.1e}'):g}"
    return f"{digits}·10" + str(int(exponent)).translate(RAISED)


def listed(words):
    """Words as an English list."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


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

    def regrets(self, method, problem):
        """One for each seed."""
        return [
            self.of(problem, record["losses"]) for record in self.records(method, problem)
        ]

    def of(self, problem, losses):
        known = self.known[problem.name]
        return problems.regret(losses, known, problem.resolution, SOLVED)

    def seeds(self, chosen):
        """method -> the fewest seeds that it has of a problem."""
        return {m: min(len(self.records(m, p)) for p in chosen) for m in METHODS}


def holm(chances):
    """Each p as its share of many: adjusted by Holm's method; (n,)."""
    chances = np.asarray(chances, float)
    order = np.argsort(chances, kind="stable")
    factors = np.arange(len(chances), 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(factors * chances[order]), 1)
    return adjusted[np.argsort(order)]


def verdicts(found):
    """(problem, rival) -> BETTER, TIE or WORSE, for us.

    found: problem -> method -> regrets, one a seed. By the test of Mann and Whitney, of
    both sides, at the level of 5 % for all the comparisons of `found` together.
    """
    from scipy.stats import mannwhitneyu

    chances, signs = {}, {}
    for problem, by_method in found.items():
        ours = np.array(by_method.get(OURS, []))
        for rival in RIVALS:
            theirs = np.array(by_method.get(rival, []))
            if not len(ours) or not len(theirs):
                continue
            lower = np.sign(theirs[:, None] - ours).mean()
            chances[problem, rival] = mannwhitneyu(ours, theirs).pvalue if lower else 1.0
            signs[problem, rival] = BETTER if lower > 0 else WORSE
    adjusted = dict(zip(chances, holm(list(chances.values())), strict=True))
    return {pair: signs[pair] if adjusted[pair] < LEVEL else TIE for pair in signs}


def counts(judged, rival):
    """How many problems are better, tied and worse, as "8–1–0"."""
    marks = [mark for (_, other), mark in judged.items() if other == rival]
    return [marks.count(mark) for mark in (BETTER, TIE, WORSE)]


def found_on(regrets, chosen):
    """problem -> method -> regrets; a search that was run too seldom has none."""
    seeds = regrets.seeds(chosen)
    return {
        problem.name: {
            method: regrets.regrets(method, problem) if seeds[method] >= FEWEST else []
            for method in METHODS
        }
        for problem in chosen
    }


def untuned(regrets, chosen):
    return {p.name: regrets.of(p, [p.untuned()]) for p in chosen}


def problem_table(found, baselines):
    """The medians of each problem, each rival's with the verdict; below, the counts."""
    judged = verdicts(found)
    rows = []
    for name, by_method in found.items():
        cells = [short(baselines[name])]
        for method in COLUMNS:
            values = by_method.get(method, [])
            mark = judged.get((name, method), "")
            number = short(statistics.median(values)) if values else "–"
            cells.append(f"{number}\u00a0{mark}" if mark else number)
        rows.append([name, *cells])
    totals = ["–".join(map(str, counts(judged, rival))) for rival in RIVALS]
    rows.append([f"*{BETTER}–{TIE}–{WORSE}*", "", *totals, ""])
    head = ["", "untuned", *map(NAMES.get, COLUMNS)]
    return table(head, rows)


def noisy_found(every):
    """As `found_on` and `untuned`, of true regrets; every: method -> noise.results_of."""
    found, baselines = {}, {}
    for problem in noise.held_out():
        losses = {
            method: np.array(
                [loss for (name, _), loss in known.items() if name == problem.name]
            )
            for method, known in every.items()
        }
        losses = {method: values for method, values in losses.items() if len(values)}
        if losses:
            best = noise.best_known(problem, losses)
            regrets = {
                method: (values - best).tolist() for method, values in losses.items()
            }
            found[problem.name] = regrets
            baselines[problem.name] = problem.truth(problems.in_the_middle()) - best
    return found, baselines


def finite_table(regrets):
    """How often a point was tried again, where unseen ones were left."""
    cells = []
    for method in COLUMNS:
        records = regrets.records(method, FINITE)
        repeated = [len(record["losses"]) - record["distinct"] for record in records]
        cells.append(cell(repeated, 0))
    head = ["", *map(NAMES.get, COLUMNS)]
    return table(head, [["repeated, of 50", *cells]])


def hyperband_lines(regrets):
    """Accuracy and epochs of Hyperband in both libraries, and a test."""
    from scipy.stats import mannwhitneyu

    lines, accuracies = [], []
    for method in HYPERBANDS:
        records = regrets.records(method, HYPERBAND)
        if not records:
            return "Not measured."
        accuracies.append([1 - min(record["losses"]) for record in records])
        epochs = listed(sorted({str(record["epochs"]) for record in records}))
        what = f"{cell(accuracies[-1], 4)}, after {epochs} epochs; {len(records)} seeds"
        lines.append(f"* {NAMES[method]}: {what}")
    chance = mannwhitneyu(*accuracies).pvalue
    verdict = "a tie" if chance >= LEVEL else "a difference"
    return "\n".join(lines) + f"\n\nThat is {verdict} (p = {chance:.2f})."


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
    """A row of the table. tools: the columns of minituner, KerasTuner and Optuna.

    of: a function of the results and a tool.
    """

    what: str
    digits: int
    tools: tuple
    of: object


MEMORY = ("minituner", None, "optuna")
ALL = ("minituner", "kerastuner", "optuna")
DISK = ("minituner journal", "kerastuner", "optuna journal")
REOPEN = ("reopen", 1_000)
COSTS = [
    Cost(
        "random, 1,000 trials in memory: ms a trial", 3, MEMORY, per_trial("random", 1_000)
    ),
    Cost("the same on disk: ms a trial", 3, DISK, per_trial("random", 1_000)),
    Cost("the same on disk: ms of wall time", 3, DISK, per_trial("random", 1_000, "wall")),
    Cost(
        "in memory: k, where 10 times the trials cost 10ᵏ times as much", 2, MEMORY, growth
    ),
    Cost("on disk: k", 2, DISK, growth),
    Cost("opening 1,000 finished trials again: s", 3, DISK, field(*REOPEN, "cpu")),
    Cost("how many files they are", 0, DISK, field(*REOPEN, "files")),
    Cost("Bayesian, 50 trials: ms a trial", 1, ALL, per_trial("bayesian", 50)),
    Cost("Bayesian, 200 trials: ms a trial", 1, ALL, per_trial("bayesian", 200)),
    Cost("Bayesian, 500 trials: ms a trial", 1, ALL, per_trial("bayesian", 500)),
    Cost("Bayesian, 8 threads, 48 trials: share of the ideal", 2, MEMORY, share(48)),
    Cost("Bayesian, 8 threads, 96 trials: share of the ideal", 2, MEMORY, share(96)),
    Cost("import: s", 2, ALL, field("import", 0, "cpu")),
]


def cell(values, digits=2):
    """The median, and the smallest and the largest; how many, if there is one alone."""
    if not values:
        return "–"
    numbers = statistics.median(values), min(values), max(values)
    middle, low, high = (f"{number:.{digits}f}" for number in numbers)
    if len(values) == 1:
        return f"{middle} (once)"
    return middle if low == high else f"{middle} ({low}–{high})"


def by_case(results):
    found = defaultdict(list)
    for result in results:
        found[result["kind"], result["trials"], result["tool"]].append(result)
    return found


def cost_table(results):
    found = by_case(results)
    rows = []
    for cost in COSTS:
        values = [cost.of(found, tool) if tool else [] for tool in cost.tools]
        rows.append([cost.what, *(cell(numbers, cost.digits) for numbers in values)])
    return table(["", "minituner", "KerasTuner", "Optuna"], rows)


def times_as_much(results, trials, tool):
    """How many times our cost of a Bayesian trial another tool's is."""
    found = by_case(results)
    ours, theirs = (found["bayesian", trials, one] for one in (OURS, tool))
    if not ours or not theirs:
        return None
    ours, theirs = (statistics.median(r["cpu"] for r in runs) for runs in (ours, theirs))
    return theirs / ours


# The figures


def drawn(draw, name, size):
    """A figure as SVG beside the page: the same numbers give the same file."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    settings = {"svg.hashsalt": name, "svg.fonttype": "none", "font.size": 8}
    with pyplot.rc_context(settings):
        figure = pyplot.figure(figsize=size, layout="constrained")
        draw(figure)
        file = CHAPTERS / f"benchmark_{name}.svg"
        figure.savefig(file, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def curves(regrets, method, problem):
    """Regret after each trial: (seeds, trials)."""
    trials = range(1, problem.trials + 1)
    runs = [record["losses"] for record in regrets.records(method, problem)]
    return np.array([[regrets.of(problem, losses[:n]) for n in trials] for losses in runs])


def draw_regrets(regrets, baselines):
    def draw(figure):
        axes = figure.subplots((len(HELD_OUT) + 1) // 2, 2).flat
        for problem, axis in zip(HELD_OUT, axes, strict=False):
            for (method, name), style in zip(NAMES.items(), STYLES, strict=True):
                runs = curves(regrets, method, problem)
                if not len(runs):
                    continue
                low, middle, high = np.quantile(runs, [0.25, 0.5, 0.75], axis=0)
                x = np.arange(1, problem.trials + 1)
                (line,) = axis.plot(x, middle, linestyle=style, lw=1.4, label=name)
                axis.fill_between(x, low, high, color=line.get_color(), alpha=0.13, lw=0)
            label = "untuned"
            axis.axhline(baselines[problem.name], color="gray", lw=0.8, label=label)
            axis.set_yscale("log")
            axis.set_title(problem.name.replace(" regression", ""), fontsize=8)
        for axis in list(axes):
            axis.axis("off")
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.axes[len(HELD_OUT)].legend(handles, labels, loc="center", frameon=False)
        figure.axes[len(HELD_OUT)].axis("off")
        figure.supxlabel("trials", fontsize=8)
        figure.supylabel("regret: 1 is a random point, 0 the best", fontsize=8)

    return draw


def draw_costs(results):
    found = by_case(results)

    def draw(figure):
        axis = figure.subplots()
        tools = {
            "minituner": "minituner",
            "kerastuner": "KerasTuner",
            "optuna": "Optuna GP",
        }
        for (tool, name), style in zip(tools.items(), STYLES, strict=False):
            points = [
                (trials, 1000 * np.array([run["cpu"] for run in runs]) / trials)
                for (kind, trials, other), runs in sorted(found.items())
                if kind == "bayesian" and other == tool
            ]
            if not points:
                continue
            x = [trials for trials, _ in points]
            y = np.array([np.quantile(times, [0.5, 0, 1]) for _, times in points])
            spread = [y[:, 0] - y[:, 1], y[:, 2] - y[:, 0]]
            axis.errorbar(x, y[:, 0], spread, fmt="o", linestyle=style, ms=4, label=name)
        axis.set(xscale="log", yscale="log", xticks=[50, 200, 500])
        axis.set_xticklabels(["50", "200", "500"])
        axis.minorticks_off()
        axis.set_xlabel("trials in the search")
        axis.set_ylabel("CPU time of the tuner, ms a trial")
        axis.legend(frameon=False)
        axis.grid(axis="y", alpha=0.3)

    return draw


# The page

PAGE_TEXT = """# The benchmark

{lead}

```{{figure}} benchmark_regret.svg
:alt: {regret_alt}
:name: figure-regret

What a search has missed after each trial, on the nine held-out problems. The line is the median over seeds, the band the middle half of them. The scale is logarithmic, and lower is better.
```

```{{figure}} benchmark_cost.svg
:alt: {cost_alt}
:name: figure-cost

CPU time that a Bayesian search itself takes for one trial of five floats; the objective costs nothing here. The bars reach from the smallest to the largest run.
```

This page is made by a script out of what it has measured, and `make bench` in the repository measures all of it again.

## Problems that nothing was tuned on

The number of candidates of our search, its priors and its rule for outliers were chosen by comparing them on problems of the next section.
So that section flatters us, as every score flatters the winner of a search ([chapter 15](15_which_tuner.ipynb)).
The problems below were written down before we ran anything on them, were run once, and nothing has been changed in response to them.
Not all of it is new: a reader had tried the tuner on two of the functions, Michalewicz and, in another range, Griewank; and two of the three models are fitted to data of the next section, diabetes and breast cancer.

A search has 50 trials on a function or a tree, and 30 on a model; in the next section, Ridge and Lasso have 20.
Its *regret* is what it has missed: the loss of its best trial minus the best known loss, divided by what the median of 1,000 random points misses.
So 1 is one random point, and 0 the best. *Untuned* is what nobody's search finds: scikit-learn's own defaults, and for a function the middle of each range. *Random* is random search, minituner's.

{held_out}

The numbers are medians over seeds: {held_out_seeds}.
KerasTuner computes for more than a second a trial, and was run less often, so a tie with it says little.
Behind each stands what a test says of minituner against that search: {better} better, {tie} a tie, {worse} worse. The last row counts them.
It is the two-sided test of Mann and Whitney, at 5 % for all comparisons of the table together, by Holm's method.
What the data cannot tell apart counts as equal: half a misclassified row, where the score is an accuracy; 0.001 in R² or in log loss; and a regret of 10⁻⁶.

What the start has to do with it: before their models begin, Optuna's two searches draw 10 points at random, KerasTuner's three for each dimension, and ours takes one more than there are dimensions, spread evenly.
So a third of Optuna's 30 trials on a model are random search, and a fifth of its 50 on a function, whatever its own model is worth.

### With noise

The same objective now returns another score each time, at two levels of noise.
What counts is the *true* loss of the configuration that a search hands back, minus the best known one; here it is not divided by anything.
minituner hands back the choice of its model, all others the trial with the best score.

{noisy}
## Problems that it was tuned on

{tuned_on}

The seeds: {tuned_on_seeds}. The signs and the test are those of the first table.

* Ridge and Lasso are the two searches of [chapter 6](06_ridge_and_lasso.ipynb): one `alpha` from 0.001 to 1000, on a log scale.
* The functions are the usual ones, in 2 to 6 floats; Ackley, Levy and Rosenbrock on [-5, 10].
* The conditional space is home-made: a choice of three branches, with two or three hyperparameters each, where most points of the best branch are bad.{branches}
  It rewards a search for knowing conditions. The models on breast cancer are a real choice between three kinds of model.
* The models are cross-validated in three folds; the support vector machine sees 500 rows of the digits.

What these tables do not show: more than eight dimensions, more than 50 trials, trials that run side by side, and functions that jump.

## What the tuner itself costs

| | |
|---|---|
| machine | {system}, {cores} cores; one thread for linear algebra (`OMP_NUM_THREADS=1`) |
| Python | {python} |
{versions}

{costs}

Compare the numbers of a row with each other: on another machine all of them are different.
A number is the median of {repeats} runs, with the smallest and the largest in brackets; without brackets, all runs gave the same. What was run once says so.
They are CPU times of the whole process, where the row does not say wall time; there are five floats, and what a first short search loads is not counted.
On disk, minituner and Optuna write a journal. Optuna's Bayesian search here is its `GPSampler`, which runs on torch.
The eight threads sleep 50 ms in each trial; the ideal is a tuner that takes no time.
A dash means that the library has no such thing, or that it was not measured: KerasTuner has no search in memory, and no threads. Its import has Keras and JAX in it; minituner's loads each part when it is asked for.

## In a finite space

Of 60 configurations, 50 are tried. How many of the 50 had been tried before?

{finite}

Where the score is noisy, trying one again is no waste, and Optuna repeats on purpose. Where it is not, as here, a repetition tells nothing.

## Hyperband

A small neural network for the digits is trained with `partial_fit`, for at most 27 epochs, with factor 3.
The rule is the same in both libraries, up to rounding: KerasTuner rounds up, and trains a few more epochs. Only the two are compared, so neither a random search nor an untuned network stands beside it. Optuna's Hyperband is a pruner, which works differently, and is not compared here. The best validation accuracy of a search:

{hyperband}

The validation part has {validated} images, so one of them counts {image:.4f}.
{live}"""  # noqa: E501


def lead(held_out, tuned_on, speed):
    """Three sentences: what it finds, what it costs, and where it makes no difference."""
    judged = verdicts(held_out)
    against = []
    for rival in RIVALS:
        better, tied, worse = counts(judged, rival)
        seeds = fewest(held_out, rival)
        few = f" (only {seeds} seeds)" if 0 < seeds < fewest(held_out, OURS) else ""
        against.append(f"{NAMES[rival]} {better}–{tied}–{worse}{few}")
    first = (
        f"On {len(held_out)} problems that it was never tuned on, minituner's Bayesian "
        f"search wins, ties and loses like this: against {listed(against)}."
    )
    measured = speed["results"] if speed else []
    ratios = {
        name: times_as_much(measured, 50, tool)
        for tool, name in (("optuna", "Optuna's `GPSampler`"), ("kerastuner", "KerasTuner"))
    }
    told = [f"{name} takes {x:.0f} times" for name, x in ratios.items() if x]
    second = ""
    if told:
        took = statistics.median(per_trial("bayesian", 50)(by_case(measured), OURS))
        second = (
            f"In a search of 50 trials it computes for {took:.1f} ms a trial; "
            f"{listed(told)} as long."
        )
    judged |= verdicts(tuned_on)
    models = [p.name for p in [*HELD_OUT, *MODELS] if p.resolution]
    equal = sum(judged.get((name, "random"), TIE) == TIE for name in models)
    third = (
        f"On {equal} of {len(models)} searches for a model of scikit-learn, Ridge and "
        "Lasso aside, the test cannot tell it from random search."
    )
    return "\n".join(filter(None, [first, second, third]))


def fewest(found, method):
    """The fewest seeds that a search has of these problems."""
    return min(len(by_method.get(method, [])) for by_method in found.values())


def seeds_of(found):
    """How many seeds each search has of these problems, as a part of a sentence."""
    groups = defaultdict(list)
    for method in METHODS:
        groups[fewest(found, method)].append(NAMES[method])
    return listed(
        [
            f"{number or 'none'} of {listed(names)}"
            for number, names in sorted(groups.items(), reverse=True)
        ]
    )


def noisy_part(every):
    """The table of the noisy problems, and its seeds."""
    found, baselines = noisy_found(every)
    if not found:
        return "Not measured.\n"
    seeds = f"The seeds: {seeds_of(found)}. The signs and the test are those above."
    marks = list(verdicts(found).values())
    decided = len(marks) - marks.count(TIE)
    told = f"Of the {len(marks)} comparisons, {decided or 'none'} are decided by the test."
    return f"{problem_table(found, baselines)}\n{seeds} {told}\n"


def branches_of(known):
    """What is to be had in the other branches of the conditional space."""
    low, high = (problems.regret([x], known) for x in OTHER_BRANCHES)
    low, high = short(low), short(high)
    told = f"The best regret in one of the other two branches is {low}"
    return f"\n  {told}, and in the other {high}."


def render(speed, results, references, noisy=None, live=None):
    """The page, and its two figures as functions that draw them.

    speed: what speed.py wrote, or None; results, references: see Regrets; noisy: method
    -> as noise.results_of; live: what live.py wrote, or None.
    """
    regrets = Regrets(results, references)
    machine = speed["machine"] if speed else defaultdict(lambda: "not measured")
    measured = speed["results"] if speed else []
    versions = machine["versions"].items() if speed else []
    held_out, tuned_on = found_on(regrets, HELD_OUT), found_on(regrets, TUNED_ON)
    baselines = untuned(regrets, HELD_OUT)
    page = PAGE_TEXT.format(
        lead=lead(held_out, tuned_on, speed),
        regret_alt=(
            "Nine small panels, one a held-out problem: the median regret of five searches "
            "by the number of trials, on a logarithmic scale, and the untuned baseline as "
            "a line. The table below has the values at the end."
        ),
        cost_alt=(
            "CPU milliseconds a trial by the length of the search, both on logarithmic "
            "scales, of minituner, KerasTuner and Optuna's Gaussian process. The table "
            "of costs has the values."
        ),
        better=BETTER,
        tie=TIE,
        worse=WORSE,
        held_out=problem_table(held_out, baselines),
        held_out_seeds=seeds_of(held_out),
        noisy=noisy_part(noisy or {}),
        tuned_on=problem_table(tuned_on, untuned(regrets, TUNED_ON)),
        tuned_on_seeds=seeds_of(tuned_on),
        branches=branches_of(regrets.known["conditional space"]),
        system=machine["system"],
        cores=machine["cores"],
        python=machine["python"],
        versions="\n".join(f"| {name} | {number} |" for name, number in versions),
        costs=cost_table(measured),
        repeats=max(map(len, by_case(measured).values()), default=0),
        finite=finite_table(regrets),
        hyperband=hyperband_lines(regrets),
        validated=VALIDATED,
        image=1 / VALIDATED,
        live=live_part(live) if live else "",
    )
    return page, draw_regrets(regrets, baselines), draw_costs(measured)


def kept(name):
    file = RESULTS / name
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def main():
    results = {method: quality.results_of(method) for method in METHODS}
    noisy = {method: noise.results_of(method) for method in METHODS}
    page, regret, cost = render(
        kept("speed.json"), results, quality.references(), noisy, kept("live.json")
    )
    drawn(regret, "regret", (5.2, 9.6))
    drawn(cost, "cost", (5.2, 3.2))
    PAGE.write_text(page, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} is written")


if __name__ == "__main__":
    main()
