"""What does the tuner itself cost? Each measurement runs in a process of its own.

    python -m bench.speed                     all of them, on a machine that is idle
    python -m bench.speed --tools minituner   a look at one library; nothing is kept

The objective costs microseconds, so the CPU time of a search is the tuner's own.
The results go to bench/results/speed.json, with the versions that they belong to.
"""

import argparse
import contextlib
import json
import logging
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("KERAS_BACKEND", "jax")

from bench.problems import FUNCTIONS
from bench.quality import RESULTS, ROOT, SEEDS, kerastuner_tuner, optuna_container

REPEATS = 3
WARM_UP = 17  # trials that are not counted: longer than anyone draws at random
WORKERS, SLEEP = 8, 0.05
ROSENBROCK = next(p.build for p in FUNCTIONS if p.name == "Rosenbrock 5")
PACKAGES = dict(minituner="minituner", kerastuner="keras_tuner", optuna="optuna")


class Case(NamedTuple):
    """What is measured. tools: the libraries; "journal" writes to disk."""

    kind: str
    trials: int
    tools: tuple
    repeats: int = REPEATS


ON_DISK = ("minituner journal", "optuna journal", "kerastuner")
RANDOM = ("minituner", "optuna", *ON_DISK)
CASES = [
    Case("import", 0, tuple(PACKAGES)),
    Case("random", 1_000, RANDOM),
    Case("reopen", 1_000, ON_DISK),
    Case("workers", 6 * WORKERS, ("minituner", "optuna")),
    Case("workers", 12 * WORKERS, ("minituner", "optuna")),
    Case("bayesian", 50, ("minituner", "optuna", "kerastuner")),
    Case("random", 10_000, RANDOM[:-1]),
    Case("random", 10_000, ("kerastuner",), repeats=1),  # minutes
    Case("bayesian", 200, ("minituner", "optuna")),
    Case("bayesian", 200, ("kerastuner",), repeats=1),
    Case("bayesian", 500, ("minituner", "optuna"), repeats=1),
]


def floats(hp):
    return sum(hp.Float(f"x{i}", 0.0, 1.0) for i in range(5))


def sleepy(hp):
    time.sleep(SLEEP)
    return ROSENBROCK(hp)


BUILD = {"random": floats, "bayesian": ROSENBROCK, "workers": sleepy}


# Each opens a search and returns two functions: the one runs it, the other tells
# the best of its trials.


def open_minituner(kind, trials, seed, folder):
    import minituner

    name = "RandomSearch" if kind == "random" else "BayesianOptimization"
    settings = dict(max_trials=trials, seed=seed, directory=folder, verbose=0)
    settings["max_workers"] = WORKERS if kind == "workers" else 1
    tuner = getattr(minituner, name)(BUILD[kind], **settings)
    return tuner.search, tuner.get_best_trials


def open_kerastuner(kind, trials, seed, folder):
    name = "RandomSearch" if kind == "random" else "BayesianOptimization"
    settings = dict(max_trials=trials, seed=seed, directory=folder)
    tuner = kerastuner_tuner(name, BUILD[kind], **settings)
    return tuner.search, tuner.oracle.get_best_trials


def open_optuna(kind, trials, seed, folder):
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    name = "RandomSampler" if kind == "random" else "GPSampler"
    storage = folder and JournalStorage(JournalFileBackend(f"{folder}/journal.log"))
    study = optuna.create_study(
        storage=storage,
        sampler=getattr(optuna.samplers, name)(seed=seed),
        study_name="search",
        load_if_exists=True,
    )

    def search():
        jobs = WORKERS if kind == "workers" else 1
        build = BUILD[kind]
        study.optimize(lambda t: build(optuna_container(t)), trials, n_jobs=jobs)

    return search, lambda: study.best_trial


OPEN = {
    "minituner": open_minituner,
    "kerastuner": open_kerastuner,
    "optuna": open_optuna,
}


def measure(kind, tool, trials, seed, folder):
    """CPU and wall time of one search, or of opening one that is finished."""
    library, _, journal = tool.partition(" ")
    __import__(PACKAGES[library])
    folder = folder if journal or library == "kerastuner" else None
    arguments = trials, seed, folder
    if kind == "reopen":
        return timed(lambda: OPEN[library]("random", *arguments)[1]())
    with tempfile.TemporaryDirectory() as other:
        OPEN[library](kind, WARM_UP, seed + 1, folder and other)[0]()
    return timed(OPEN[library](kind, *arguments)[0])


def timed(function):
    before = time.perf_counter(), time.process_time()
    function()
    after = time.perf_counter(), time.process_time()
    return {"wall": after[0] - before[0], "cpu": after[1] - before[1]}


def import_cost(library):
    """CPU seconds of an import, without those of an empty interpreter."""

    def cost(code):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return {"cpu": cost(f"import {PACKAGES[library]}") - cost("pass")}


def in_a_process(kind, tool, trials, seed, folder):
    """`measure`, in a process of its own."""
    command = [sys.executable, "-m", "bench.speed", "--one"]
    command += [kind, tool, str(trials), str(seed), folder]
    done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def run(case, tool, seed):
    if case.kind == "import":
        return import_cost(tool)
    with tempfile.TemporaryDirectory() as folder:
        if case.kind != "reopen":
            return in_a_process(case.kind, tool, case.trials, seed, folder)
        in_a_process("random", tool, case.trials, seed, folder)
        files = sum(path.is_file() for path in Path(folder).rglob("*"))
        result = in_a_process("reopen", tool, case.trials, seed, folder)
        return {**result, "files": files}


def machine():
    """The machine and the versions, in general terms."""
    packages = ["keras-tuner", "optuna", "torch", "keras", "jax", "numpy"]
    packages += ["scikit-learn"]
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }


def measure_all(tools):
    for repeat in range(REPEATS):
        for case in CASES:
            for tool in case.tools:
                if repeat < case.repeats and tool.partition(" ")[0] in tools:
                    result = run(case, tool, SEEDS[repeat])
                    result |= dict(kind=case.kind, trials=case.trials, tool=tool)
                    print(json.dumps(result), flush=True)
                    yield result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", nargs="+", choices=PACKAGES, default=[*PACKAGES])
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        kind, tool, trials, seed, folder = arguments.one
        logging.disable(logging.WARNING)
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(sys.stderr):
            result = measure(kind, tool, int(trials), int(seed), folder)
        print(json.dumps(result))
        return
    load = os.getloadavg()[0]
    results = list(measure_all(arguments.tools))
    if set(arguments.tools) == set(PACKAGES):
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps({"machine": machine(), "load": load, "results": results})
        (RESULTS / "speed.json").write_text(text)


if __name__ == "__main__":
    main()
