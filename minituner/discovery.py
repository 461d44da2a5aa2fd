"""The whole space of a model-building function, found by calling it."""

import random

from minituner.hyperparameters import HyperParameters
from minituner.space import holds

DRAWS = 30  # random configurations to try if none could be built so far


def discover(build, known=None):
    """Run build(hp) with defaults, and once more for each condition not met so far.

    known: a container to begin with. Returns one with the whole space, at its
    defaults. `build` is never called with an impossible value, nor where
    conditions contradict each other. Where it fails, what it had declared by then
    counts; if it fails every time, and for 30 configurations drawn at random too, so
    does the search.
    """
    found = known.copy() if known else HyperParameters()
    errors, seen = [], set()

    def builds(values):
        found.values = values
        try:
            build(found)
        except Exception as error:
            errors.append(error)
            return False
        return True

    if not any([builds(values) for values in unmet(found, seen)]):
        if not any(map(builds, drawn(found.space))):
            errors[0].add_note(f"build: none of {len(errors)} configurations works")
            raise errors[0]
        working = dict(found.values)
        for values in unmet(found, seen):
            builds(working | values)
    found.values = found.space.active({})
    return found


def unmet(found, seen):
    """Values for each stack of conditions that no values so far have met.

    seen: the stacks that have been met, and those that cannot be.
    """
    scopes = found.space.scopes
    while unseen := [scope for scope in scopes if scope not in seen]:
        seen.add(unseen[0])
        values = meet(found.space, unseen[0])
        if values is not None:
            yield values
            active = found.space.active(found.values)
            seen |= {scope for scope in scopes if holds(scope, active)}


def drawn(space):
    """Values of configurations drawn at random, the same in each process."""
    generator = random.Random(0)
    for _ in range(DRAWS if space else 0):
        yield space.configuration(lambda d: d.from_unit(generator.random()))


def meet(space, conditions):
    """Values that make the conditions hold, and those of their parents; or None.

    If a name is declared under several conditions, the first that may hold counts.
    """
    needed, wanted = list(conditions), {}  # wanted: values by name
    for parent, taken in needed:  # which grows as it is read
        wanted[parent] = [v for v in wanted.get(parent, taken) if v in taken]
        for dimension in space.named(parent):
            pairs = [(wanted.get(p, t), t) for p, t in dimension.conditions]
            if not any(set(left).isdisjoint(taken) for left, taken in pairs):
                needed += [c for c in dimension.conditions if c not in needed]
                break
    values = {name: left[0] for name, left in wanted.items() if left}
    return values if holds(conditions, space.active(values)) else None
