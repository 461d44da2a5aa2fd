"""The whole space of a model-building function, found by calling it."""

import random

from minituner.hyperparameters import HyperParameters
from minituner.space import holds

DRAWS = 30  # configurations to try where nothing else can be built
STEPS = 10_000  # before conditions are taken to contradict each other


def discover(build, known=None):
    """Run build(hp) with defaults, and once more for each condition not met so far.

    known: a container to begin with. Returns one with the whole space, at its
    defaults. `build` is never called with a value that cannot be, nor where
    conditions contradict each other. Where it fails, what it declared before counts;
    if it fails there and for 30 configurations drawn at random, so does the search.
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

    seen: the stacks that need no more, and those that cannot be met.
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
    """Values of configurations that are drawn at random, the same in each process."""
    generator = random.Random(0)
    for _ in range(DRAWS if space else 0):
        yield space.configuration(lambda d: d.from_unit(generator.random()))


def meet(space, conditions):
    """Values that make the conditions hold, and those of their parents; or None.

    A name that is declared under several conditions leads to a branch for each.
    """
    branches = [(conditions, 0, {})]  # what has to hold; how much does; by which values
    for _ in range(STEPS):
        if not branches:
            break
        conditions, place, allowed = branches.pop()
        if place == len(conditions):
            return {name: values[0] for name, values in allowed.items()}
        parent, taken = conditions[place]
        for dimension in reversed(space.named(parent)):
            values = allowed.get(parent, taken)
            if both := [v for v in values if v in taken and v in dimension]:
                more = tuple(dict.fromkeys(conditions + dimension.conditions))
                branches.append((more, place + 1, allowed | {parent: both}))
    return None
