"""How good is what a search hands back, if scores are noisy? Runs what is missing.

    python -m bench.noise                       all that is missing, then the table
    python -m bench.noise --methods optuna-gp   one method
    python -m bench.noise --report              the table alone
    python -m bench.noise --held-out --seeds 20 the problems that nothing was tuned on

What is compared is the true regret of the configuration that a search hands back:
its loss without noise, minus the best that is known. minituner hands back its model's
choice; all others, the trial with the best score. Each finished search is one line in
bench/results/quality-noise-<method>.jsonl, and belongs to the version that ran it.
"""

import argparse
import json
import math
import os
import tempfile
import warnings
from functools import cache, partial
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from bench.problems import (
    BRANIN_BOX,
    MCCORMICK_BOX,
    UNIT,
    at,
    at_random,
    branin,
    function_of,
    hartmann6,
    mccormick,
    michalewicz,
)
from bench.quality import RESULTS, active, kerastuner_tuner, note, optuna_container, version

SEEDS = range(40)
REDRAWN = 50  # data sets that the truth of a cross-validated score is the mean of


class Noisy(NamedTuple):
    """draw(hp, generator) is a loss with noise; truth(hp), its expectation.

    best: the least truth, where theory knows it.
    """

    name: str
    draw: object
    truth: object
    best: float | None = None
    trials: int = 30


def bowl(x):
    return (x[0] - 0.3) ** 2 + (x[1] - 0.6) ** 2


def with_noise(truth, deviation):
    return lambda hp, generator: truth(hp) + deviation * generator.normal()


def noisy_function(name, function, bounds, best, trials=30):
    """At two levels: 0.15 and 0.5 of the function's own standard deviation."""
    truth = function_of(function, bounds)
    generator = np.random.default_rng(0)
    spread = np.std([truth(at_random(generator)) for _ in range(10_000)])
    for share in (0.15, 0.5):
        draw = with_noise(truth, share * spread)
        yield Noisy(f"{name}, noise {share * spread:.2g}", draw, truth, best, trials)


# Models of scikit-learn, cross-validated in three folds of data that are drawn anew


def linear_data(generator, rows):
    x = generator.normal(size=(rows, 20))
    return x, x[:, :5].sum(axis=1) + 3 * generator.normal(size=rows)


def rings(generator, rows):
    """Two classes: inside and outside of a ring that wobbles, a tenth of them wrong."""
    x = generator.normal(size=(rows, 2))
    inside = np.hypot(*x.T) < 1 + 0.5 * np.sin(3 * np.arctan2(*x.T))
    return x, inside ^ (generator.random(rows) < 0.1)


def elastic_net(hp):
    from sklearn.linear_model import ElasticNet

    alpha = hp.Float("alpha", 1e-3, 10.0, sampling="log")
    return ElasticNet(alpha=alpha, l1_ratio=hp.Float("l1_ratio", 0.01, 1.0))


def waves(generator, rows):
    """A wave along one input, and the product of two others."""
    x = generator.normal(size=(rows, 3))
    return x, np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.5 * generator.normal(size=rows)


def kernel_ridge(hp):
    from sklearn.kernel_ridge import KernelRidge

    alpha = hp.Float("alpha", 1e-3, 1e2, sampling="log")
    gamma = hp.Float("gamma", 1e-3, 1e2, sampling="log")
    return KernelRidge(alpha=alpha, kernel="rbf", gamma=gamma)


def svc(hp):
    from sklearn.svm import SVC

    c = hp.Float("C", 1e-2, 1e3, sampling="log")
    return SVC(C=c, gamma=hp.Float("gamma", 1e-3, 1e2, sampling="log"))


def cross_validated(model, data, rows, hp, generator):
    from sklearn.model_selection import KFold, cross_val_score

    x, y = data(generator, rows)
    scores = cross_val_score(model(hp), x, y, cv=KFold(3))
    return 1 - float(scores.mean())


def expected(draw, hp):
    """The mean over the same data sets, whatever hp is."""
    return float(np.mean([draw(hp, np.random.default_rng((7, i))) for i in range(REDRAWN)]))


def noisy_model(name, model, data):
    for rows in (240, 60):
        draw = partial(cross_validated, model, data, rows)
        yield Noisy(f"{name}, {rows} rows", draw, partial(expected, draw))


@cache
def problems():
    bowl_of = function_of(bowl, [UNIT] * 2)
    return [
        *(
            Noisy(f"bowl, noise {sd}", with_noise(bowl_of, sd), bowl_of, 0.0)
            for sd in (0.03, 0.1)
        ),
        *noisy_function("Branin", branin, BRANIN_BOX, 5 / (4 * math.pi)),
        *noisy_function("Hartmann 6", hartmann6, [UNIT] * 6, -3.322368011415515, 50),
        *noisy_model("elastic net", elastic_net, linear_data),
        *noisy_model("SVC", svc, rings),
    ]


@cache
def held_out():
    """Problems that nothing was tuned on; see problems.HELD_OUT."""
    return [
        *noisy_function("McCormick 2", mccormick, MCCORMICK_BOX, -1.9132229549810367),
        *noisy_function(
            "Michalewicz 2", michalewicz, [(0, math.pi)] * 2, -1.801303410098554
        ),
        *noisy_model("kernel ridge", kernel_ridge, waves),
    ]


# What a search hands back


def of_minituner(name):
    def search(problem, seed):
        import minituner

        generator = np.random.default_rng(10_000 + seed)
        tuner = getattr(minituner, name)(
            lambda hp: problem.draw(hp, generator),
            max_trials=problem.trials,
            seed=seed,
            verbose=0,
        )
        tuner.search()
        if name == "RandomSearch":
            return tuner.get_best_trials()[0].values
        mean, _ = tuner.oracle.posterior(tuner.space, tuner.history)
        return tuner.history[int(mean.argmin())].values

    return search


def of_optuna(name):
    def search(problem, seed):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        generator = np.random.default_rng(10_000 + seed)
        study = optuna.create_study(sampler=getattr(optuna.samplers, name)(seed=seed))
        study.optimize(
            lambda trial: problem.draw(optuna_container(trial), generator),
            n_trials=problem.trials,
        )
        return study.best_params

    return search


def of_kerastuner(problem, seed):
    generator = np.random.default_rng(10_000 + seed)
    with tempfile.TemporaryDirectory() as folder:
        tuner = kerastuner_tuner(
            "BayesianOptimization",
            lambda hp: problem.draw(hp, generator),
            max_trials=problem.trials,
            seed=10_007 * (1 + seed),  # KerasTuner's 1 and 2 would overlap
            directory=folder,
        )
        tuner.search()
    return active(tuner.oracle.get_best_trials()[0].hyperparameters)


# What the table compares; the held-out problems are KerasTuner's, too
METHODS = {
    "minituner": of_minituner("BayesianOptimization"),
    "random": of_minituner("RandomSearch"),
    "optuna-tpe": of_optuna("TPESampler"),
    "optuna-gp": of_optuna("GPSampler"),
}


WITH_KERASTUNER = METHODS | {"kerastuner": of_kerastuner}


def results_of(method):
    """(problem, seed) -> the true loss of what was handed back."""
    file = RESULTS / f"quality-noise-{method}.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    records = map(json.loads, lines)
    return {
        (record["problem"], record["seed"]): record["truth"]
        for record in records
        if record["version"] == version(method)
    }


def run_missing(methods, seeds, chosen):
    known = {method: results_of(method) for method in methods}
    for seed in seeds:
        for problem in chosen:
            for method in methods:
                if (problem.name, seed) not in known[method]:
                    values = WITH_KERASTUNER[method](problem, seed)
                    record = dict(problem=problem.name, seed=seed, values=values)
                    record |= dict(truth=problem.truth(at(values)))
                    record |= dict(method=f"noise-{method}", version=version(method))
                    note(record)
        print(f"seed {seed}: done", flush=True)


# The table


def best_known(problem, found, points=60):
    """The optimum, or the least expectation that anyone found; random points too."""
    if problem.best is not None:
        return problem.best
    file = RESULTS / "noise-references.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    if problem.name not in known:
        generator = np.random.default_rng(2)
        known[problem.name] = min(
            problem.truth(at(drawn_for(problem, generator))) for _ in range(points)
        )
        file.write_text(json.dumps(known))
    return min(known[problem.name], *(np.min(losses) for losses in found.values()))


def drawn_for(problem, generator):
    """Values at random: what the problem asks for, once each."""
    hp = at_random(generator)
    problem.draw(hp, np.random.default_rng(0))
    return hp.values


def interval(sample, statistic, times=10_000):
    """The middle 95 % of what the statistic is of samples drawn from the sample."""
    generator = np.random.default_rng(0)
    drawn = generator.integers(len(sample), size=(times, len(sample)))
    return np.quantile(statistic(sample[drawn]), [0.025, 0.975])


def ratio(regrets):
    """Geometric mean over problems of our median regret by the least of the others'.

    regrets: (..., seeds, problems, methods), ours the first of the methods.
    """
    medians = np.median(regrets, axis=-3)
    return np.exp(np.mean(np.log(medians[..., 0] / medians[..., 1:].min(axis=-1)), axis=-1))


def table():
    every = {method: results_of(method) for method in METHODS}
    seeds = [
        seed
        for seed in SEEDS
        if all((p.name, seed) in every[m] for p in problems() for m in METHODS)
    ]
    yield f"Median true regret over {len(seeds)} seeds; in brackets the upper quartile.\n"
    yield "| problem | " + " | ".join(METHODS) + " | worse than its best rival by (95 %) |"
    yield "|---" * (len(METHODS) + 2) + "|"
    columns = []
    for problem in problems():
        found = {m: np.array([every[m][problem.name, s] for s in seeds]) for m in METHODS}
        best = best_known(problem, found)
        regrets = np.maximum(np.transpose([found[m] - best for m in METHODS]), 1e-9)
        columns.append(regrets)
        rival = 1 + np.median(regrets, axis=0)[1:].argmin()
        pairs = regrets[:, [0, rival]]
        low, high = interval(pairs, lambda drawn: np.subtract(*np.median(drawn, axis=1).T))
        cells = [f"{np.median(r):.2g} ({np.quantile(r, 0.75):.2g})" for r in regrets.T]
        verdict = "worse" if low > 0 else "better" if high < 0 else "–"
        cells.append(f"{low:.2g} to {high:.2g}: {verdict}")
        yield f"| {problem.name} | " + " | ".join(cells) + " |"
    regrets = np.stack(columns, axis=1)
    low, high = interval(regrets, ratio, 2000)
    yield f"\nGeometric mean of medians, ours by the best rival's: {ratio(regrets):.2f}"
    yield f"(95 %: {low:.2f} to {high:.2f}; the goal is at most 0.7)."


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--methods", nargs="+", choices=WITH_KERASTUNER)
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--report", action="store_true", help="run nothing")
    arguments = parser.parse_args()
    if not arguments.report:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Gaussian processes, about their fits
            every = WITH_KERASTUNER if arguments.held_out else METHODS
            chosen = held_out() if arguments.held_out else problems()
            run_missing(arguments.methods or every, SEEDS[: arguments.seeds], chosen)
    if not arguments.held_out:
        print("\n".join(table()))


if __name__ == "__main__":
    main()
