"""A search that is killed again and again, and started again until it ends.

python killed.py FOLDER ORACLE WORKERS: each line that it prints is one way to be
killed, the number of kills, the trials at the end, and whether they are those of an
uninterrupted search. Every search runs in a process of its own, a fork of this one.
"""

import io
import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

from kinds import kind_of
from objectives import Found, sometimes
from tqdm import tqdm

from minituner import journal
from minituner.trial import COMPLETED, FAILED, Objective
from minituner.tuner import Tuner

SETTINGS = {
    "GridSearch": dict(max_trials=12),
    "RandomSearch": dict(max_trials=12, seed=5),
    "BayesianOptimization": dict(max_trials=8, seed=5),
    "Hyperband": dict(max_epochs=4, factor=2, seed=5),
    "TPE": dict(max_trials=14, seed=5),
    "ASHA": dict(max_epochs=4, factor=2, max_trials=14, seed=5),
}


def make(name, folder, workers=1):
    limits = dict(max_retries_per_trial=1, max_consecutive_failed_trials=99)
    oracle = kind_of(name)(Objective("loss", "min"), **SETTINGS[name], **limits)
    arguments = dict(directory=folder, max_workers=workers, verbose=0)
    if "found" in folder:
        return Found(oracle, executions_per_trial=2, **arguments)
    return Tuner(oracle, sometimes, **arguments)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


class Killing(io.BufferedRandom):
    """A file whose writer is killed as soon as it has written `budget` bytes."""

    budget = 0

    def write(self, data):
        written = super().write(data[: Killing.budget])
        Killing.budget -= written
        if Killing.budget == 0:
            self.flush()
            die()
        return written


def at_a_byte(tuner, chance):
    Killing.budget = chance.randrange(1, 2000)
    journal.open = lambda path, mode: Killing(io.FileIO(path, "a+"))


def in_a_trial(tuner, chance):
    alone, count = tuner.run_trial, chance.randrange(1, 12)

    def run_trial(*args, **kwargs):
        nonlocal count
        count -= 1
        return alone(*args, **kwargs) if count else die()

    tuner.run_trial = run_trial


def from_outside(tuner, chance):
    alone = tuner.run_trial
    tuner.run_trial = lambda *a, **k: time.sleep(0.002) or alone(*a, **k)


def run(name, folder, workers, kill, chance, kills):
    """Start it once more; say whether it was killed."""
    number = chance.random()
    child = os.fork()
    if child == 0:
        tuner = make(name, folder, workers)
        kill(tuner, random.Random(number))
        tuner.search()
        os._exit(0)
    if kill is from_outside:
        time.sleep(0.002 + 0.002 * number * (10 + kills))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if status and os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit("it failed by itself")
    return status != 0


def records(tuner):
    """The history to the last digit; of a traceback only the end, as we are in it."""
    return json.dumps(
        [
            vars(trial)
            | {"hyperparameters": None, "message": str(trial.message).splitlines()[-1]}
            for trial in tuner.history
        ]
    )


def main(folder, name, workers):
    tqdm.set_lock(threading.RLock())  # its own is shared by forks, also by killed ones
    for space in ("known", "found"):
        whole = make(name, f"{folder}/{space}/whole")
        whole.search()
        for kill in (at_a_byte, in_a_trial, from_outside):
            place, kills = f"{folder}/{space}/{kill.__name__}", 0
            chance = random.Random(place[len(folder) :])
            while run(name, place, workers, kill, chance, kills):
                kills += 1
                if kills == 300:
                    sys.exit("it does not get on")
            tuner = make(name, place, workers)
            same = records(tuner) == records(whole)
            ids = [trial.trial_id for trial in tuner.history]
            complete = ids == [f"{i:04}" for i in range(len(whole.history))]
            complete &= {t.status for t in tuner.history} <= {COMPLETED, FAILED}
            files = [path.name for path in Path(place).rglob("*.*")]
            complete &= files == ["journal.jsonl"]
            print(space, kill.__name__, kills, complete, same)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
