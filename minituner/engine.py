"""Our modules by the names that scripts import from KerasTuner's engine."""

import sys
from types import SimpleNamespace

from minituner import hypermodel, hyperparameters, trial, tuner
from minituner.oracles import base

tuner.BaseTuner = tuner.Tuner
STATUSES = {name: getattr(trial, name) for name in ("RUNNING", "COMPLETED", "FAILED")}
trial.TrialStatus = SimpleNamespace(**STATUSES)
PARTS = dict(hypermodel=hypermodel, hyperparameters=hyperparameters, trial=trial)
PARTS |= dict(tuner=tuner, base_tuner=tuner, oracle=base, objective=trial)
for name, part in PARTS.items():
    sys.modules[f"{__name__}.{name}"] = globals()[name] = part
