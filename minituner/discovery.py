"""The whole space of a model-building function, found by calling it."""

from minituner.hyperparameters import HyperParameters
from minituner.space import holds


def discover(build, known=None):
    """Run build(hp) with defaults, and once more for each condition not met so far.

    known: a container to begin with. Returns one with the whole space, at its
    defaults. `build` is never called with a value that cannot be, nor where
    conditions contradict each other.
    """
    found, seen = known.copy() if known else HyperParameters(), set()
    while unseen := [scope for scope in found._scopes if scope not in seen]:
        seen.add(unseen[0])
        found.values = {}
        if _meet(found, unseen[0]):
            build(found)
            active = found.space.active(found.values)
            seen |= {scope for scope in found._scopes if holds(scope, active)}
    found.values = found.space.active({})
    return found


def _meet(hp, conditions):
    """Write values that make the conditions hold; False if that cannot be done."""
    if not conditions:
        return True
    (parent, values), *rest = conditions
    before = hp.values
    for value in values:
        if before.get(parent, value) == value:
            for dimension in hp.space.named(parent):
                hp.values = before | {parent: value}
                if value in dimension and _meet(hp, (*dimension.conditions, *rest)):
                    return True
    hp.values = before
    return False
