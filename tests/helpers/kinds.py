"""Every kind of oracle: how a test makes one, and spaces to ask it with."""

import importlib
import json
from functools import cache
from pathlib import Path

import numpy

from minituner.dimensions import Boolean, Choice, Fixed, Float, Int
from minituner.trial import Objective

# name -> the chapter that builds it, and its arguments
KINDS = {
    "GridSearch": (8, dict(max_trials=60)),
    "RandomSearch": (8, dict(max_trials=60)),
    "BayesianOptimization": (10, dict(max_trials=25)),
    "Hyperband": (11, dict(max_epochs=9)),
    "TPE": (15, dict(max_trials=60)),
    "ASHA": (15, dict(max_epochs=9, max_trials=60)),
}
MODULES = {"GridSearch": "grid", "RandomSearch": "random", "Hyperband": "hyperband"}


@cache
def typed_in(chapter):
    """The names of the cells that a chapter's notebook marks as an oracle's."""
    (path,) = (Path(__file__).parents[2] / "chapters").glob(f"{chapter}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    names = {"np": numpy}
    for cell in cells:
        if "oracle" in cell["metadata"].get("tags", []):
            exec("".join(cell["source"]), names)
    return names


def kind_of(name):
    """The class of an oracle, which a test before its chapter does not import."""
    if KINDS[name][0] == 15:
        return typed_in(15)[f"{name}Oracle"]
    module = f"minituner.oracles.{MODULES.get(name, 'bayesian')}"
    return getattr(importlib.import_module(module), f"{name}Oracle")


def make(name, direction="min", **arguments):
    arguments = {"seed": 3, **KINDS[name][1], **arguments}
    return kind_of(name)(Objective("score", direction), **arguments)


PLAIN = [
    Int(name="n", min_value=1, max_value=9),
    Float(name="x", min_value=0.0, max_value=1.0),
    Float(name="rate", min_value=1e-4, max_value=0.1, sampling="log"),
    Choice(name="kind", values=["a", "b", "c"]),
    Boolean(name="on"),
]
FINITE = [Choice(name="a", values=[1, 2, 3, 4]), Boolean(name="b")]
A, B = (("kind", ("a",)),), (("kind", ("b", "c")),)
CONDITIONAL = [
    Choice(name="kind", values=["a", "b", "c"], default="b"),
    Float(name="x", min_value=0.0, max_value=1.0, step=0.5, conditions=A),
    Int(name="n", min_value=1, max_value=2, conditions=B),
    Boolean(name="on", conditions=(*B, ("n", (2,)))),
    Choice(name="twice", values=[10, 20], conditions=A),
    Choice(name="twice", values=[30], conditions=B),
    Fixed(name="constant", value="c"),
]
# By hand: for a, 3 x times 2 twice; for b and c, n = 1, and n = 2 with 2 on
IN_CONDITIONAL = 6 + 2 * (1 + 2)
SPACES = {"plain": PLAIN, "finite": FINITE, "conditional": CONDITIONAL}


def score(values):
    """Some number for any values."""
    return sum(float(v) if not isinstance(v, str) else len(v) for v in values.values())
