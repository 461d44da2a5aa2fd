"""How good is what a search finds? Runs what is missing, and notes every loss.

    python -m bench.quality                          all that is missing
    python -m bench.quality --methods kerastuner     one method
    python -m bench.quality --seeds 5                the first five seeds only
    python -m bench.quality --problems Hartmann      what has this in its name

Each finished search is one line in bench/results/quality-<method>.jsonl, so this
can be stopped at any time, and goes on where it was.
"""

import argparse
import ast
import copy
import hashlib
import importlib.metadata
import json
import logging
import os
import tempfile
import time
import warnings
from functools import cache
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("KERAS_BACKEND", "jax")

from bench import problems
from bench.problems import FINITE, FUNCTIONS, HELD_OUT, LINEAR, MODELS, Suggested

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "results"
SEEDS = [10007 * i for i in range(1, 21)]  # KerasTuner's 1 and 2 would overlap
HYPERBAND_SEEDS = 10
EPOCHS, FACTOR = 27, 3


def minituner_search(name):
    def search(problem, seed):
        import minituner

        tuner = getattr(minituner, name)(
            problem.build, max_trials=problem.trials, seed=seed, verbose=0
        )
        tuner.search()
        return [(trial.values, trial.score) for trial in tuner.history]

    return search


def kerastuner_search(problem, seed):
    with tempfile.TemporaryDirectory() as folder:
        arguments = dict(max_trials=problem.trials, seed=seed, directory=folder)
        tuner = kerastuner_tuner("BayesianOptimization", problem.build, **arguments)
        tuner.search()
    trials = tuner.oracle.trials.values()
    return [(active(trial.hyperparameters), trial.score) for trial in trials]


def kerastuner_tuner(name, build, **arguments):
    """One of KerasTuner's tuners for a function of hp, whose space it knows."""
    import keras_tuner

    class Tuner(getattr(keras_tuner, name)):
        def run_trial(self, trial):
            return build(trial.hyperparameters)

    known = keras_tuner.HyperParameters()
    build(known)  # so that it starts at random, as the others do
    tuner = Tuner(hyperparameters=known, **arguments)
    tuner.oracle.verbose = 0
    return tuner


def active(hp):
    """The values of KerasTuner's container that count."""
    return {name: value for name, value in hp.values.items() if name in hp}


def optuna_search(name):
    def search(problem, seed):
        import optuna

        def objective(trial):
            return problem.build(optuna_container(trial))

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        sampler = getattr(optuna.samplers, name)(seed=seed)
        study = optuna.create_study(sampler=sampler)
        study.optimize(objective, n_trials=problem.trials)
        return [(trial.params, trial.value) for trial in study.trials]

    return search


def optuna_container(trial):
    def suggest(kind, name, *domain):
        if kind == "Choice":
            return trial.suggest_categorical(name, *domain)
        low, high, sampling = domain
        call = trial.suggest_int if kind == "Int" else trial.suggest_float
        return call(name, low, high, log=sampling == "log")

    return Suggested(suggest)


# Hyperband on a small network, one pass over the data at a time


def network(hp):
    """A network for the digits, of one hidden layer."""
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier(
        hidden_layer_sizes=[hp.Int("units", 8, 128, sampling="log")],
        alpha=hp.Float("alpha", 1e-6, 1.0, sampling="log"),
        learning_rate_init=hp.Float("rate", 1e-4, 1e-1, sampling="log"),
        batch_size=hp.Int("batch", 16, 256, sampling="log"),
        random_state=0,
    )


@cache
def digits():
    from sklearn.model_selection import train_test_split

    x, y = problems.data("digits")
    return train_test_split(x / 16, y, test_size=1 / 3, random_state=0, stratify=y)


class NetworkTrials:
    """`run_trial` for both libraries: it goes on with an earlier trial's network."""

    def run_trial(self, trial):
        x_train, x_val, y_train, y_val = digits()
        values = trial.hyperparameters.values
        model = network(trial.hyperparameters)
        if values.get("tuner/trial_id"):
            model = copy.deepcopy(self.networks[values["tuner/trial_id"]])
        for _ in range(values["tuner/initial_epoch"], values["tuner/epochs"]):
            model.partial_fit(x_train, y_train, classes=range(10))
            self.epochs += 1
        self.networks[trial.trial_id] = model
        accuracy = model.score(x_val, y_val)
        self.losses.append(1 - accuracy)
        return {"accuracy": accuracy}


def hyperband_search(library):
    def search(problem, seed):
        module = __import__(library)

        class Tuner(NetworkTrials, module.Hyperband):
            networks, losses, epochs = {}, [], 0

        known = module.HyperParameters()
        network(known)
        arguments = dict(max_epochs=EPOCHS, factor=FACTOR, hyperparameters=known)
        arguments |= dict(objective=module.Objective("accuracy", "max"), seed=seed)
        with tempfile.TemporaryDirectory() as folder:
            if library == "keras_tuner":  # it has no search in memory
                arguments["directory"] = folder
            tuner = Tuner(**arguments)
            tuner.oracle.verbose = 0
            tuner.search()
        return [({"epochs": tuner.epochs}, loss) for loss in tuner.losses]

    return search


METHODS = {
    "minituner": minituner_search("BayesianOptimization"),
    "random": minituner_search("RandomSearch"),
    "optuna-tpe": optuna_search("TPESampler"),
    "optuna-gp": optuna_search("GPSampler"),
    "kerastuner": kerastuner_search,
}
HYPERBANDS = {
    "minituner": hyperband_search("minituner"),
    "kerastuner": hyperband_search("keras_tuner"),
}
OUR_CODE = {"random": ["space", "oracles/base", "oracles/random", "oracles/grid"]}
OUR_CODE["minituner"] = [*OUR_CODE["random"], "gaussian_process"]
OUR_CODE["minituner"] += ["oracles/bayesian", "oracles/hyperband"]
HYPERBAND = problems.Problem("Hyperband on digits", network, 70)
ORDER = [*LINEAR, *MODELS, *FUNCTIONS, *HELD_OUT, FINITE]


@cache  # the code that was loaded, whatever is written to the files meanwhile
def version(method):
    """What results belong to: a peer's version, or our own code, without its comments."""
    if method in OUR_CODE:
        files = [ROOT / "minituner" / f"{name}.py" for name in OUR_CODE[method]]
        code = "".join(code_of(file.read_text(encoding="utf-8")) for file in files)
        return hashlib.sha256(code.encode()).hexdigest()[:12]
    peer = {"kerastuner": "keras-tuner"}.get(method, "optuna")
    return importlib.metadata.version(peer)


def code_of(source):
    """What Python runs of a source: its comments, layout and docstrings left out."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return ast.dump(tree)


def results_of(method):
    """The results that hold for the present version: (problem, seed) -> record."""
    file = RESULTS / f"quality-{method}.jsonl"
    lines = file.read_text().splitlines() if file.exists() else []
    records = map(json.loads, lines)
    return {
        (record["problem"], record["seed"]): record
        for record in records
        if record["version"] == version(method)
    }


def run(method, problem, seed):
    """One search, and what is kept of it."""
    searches = HYPERBANDS if problem is HYPERBAND else METHODS
    before, cpu = time.perf_counter(), time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Gaussian processes, about their fits
        trials = searches[method](problem, seed)
    return {
        "method": method,
        "version": version(method),
        "problem": problem.name,
        "seed": seed,
        "losses": [float(loss) for _, loss in trials],
        "distinct": len({tuple(sorted(values.items())) for values, _ in trials}),
        "epochs": trials[0][0].get("epochs"),
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - before,
    }


def note(record):
    """Append one line. A line that was cut off by a stop is removed first."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"quality-{record['method']}.jsonl"
    text = file.read_text() if file.exists() else ""
    if text and not text.endswith("\n"):
        file.write_text(text[: text.rfind("\n") + 1])
    with file.open("a") as stream:
        stream.write(json.dumps(record) + "\n")


def missing(methods, seeds, named=""):
    """What to run, seed by seed, so that an early stop leaves all cells alike."""
    known = {method: results_of(method) for method in methods}
    for number, seed in enumerate(SEEDS[:seeds]):
        hyperband = [HYPERBAND] if number < HYPERBAND_SEEDS else []
        for problem in [*ORDER, *hyperband]:
            for method in methods:
                possible = problem is not HYPERBAND or method in HYPERBANDS
                possible = possible and named in problem.name
                if possible and (problem.name, seed) not in known[method]:
                    yield method, problem, seed


def references():
    """Of each problem: the best known loss, and the median of random points."""
    file = RESULTS / "references.json"
    known = json.loads(file.read_text()) if file.exists() else {}
    for problem in ORDER:
        if problem.name not in known:
            known[problem.name] = problems.reference(problem)
            RESULTS.mkdir(exist_ok=True)
            file.write_text(json.dumps(known))
    return {name: problems.Reference(*pair) for name, pair in known.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=[*METHODS])
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--problems", default="", help="a part of their names")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    chosen = arguments.methods, arguments.seeds, arguments.problems
    for method, problem, seed in missing(*chosen):
        record = run(method, problem, seed)
        note(record)
        best, cpu = min(record["losses"]), record["cpu"]
        what = f"{method:12} {problem.name:32} {seed:7}"
        print(f"{what} {best:12.5g} {cpu:7.1f} s", flush=True)
    references()


if __name__ == "__main__":
    main()
