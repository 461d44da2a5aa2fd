# %% exercise
# title: What a grid costs
# chapter: 4
# kind: work it out
# difficulty: 2
# importance: 4
# minutes: 6
# objective: say what a search will cost before it is started
# answer: answer
# read: The price of the product

# %% statement
# Three hyperparameters have 5, 3 and 4 choices, and each fit takes one minute.
#
# How many minutes does a grid take? How many fits does `FirstGridSearch`, the broken loop, make, and how many
# *different* combinations does it see? And how many minutes does the grid take if somebody adds a hyperparameter with
# the choices `True` and `False`, and has each combination scored by 5-fold cross-validation, that is, five fits?

# %% starter
answer = {"grid": ..., "broken loop": ..., "different": ..., "folds and a Boolean": ...}

# %% hint
# Nested loops multiply. In the broken class, how does the loop over one name's choices relate to the
# loop over the next name's?

# %% hint
# Draw the path of the broken loop, as the chapter does. At its corners it stands still for one fit.

# %% solution
answer = {"grid": 60, "broken loop": 12, "different": 10, "folds and a Boolean": 600}

# %% another solution
from math import prod

sizes = [5, 3, 4]
answer = {
    "grid": prod(sizes),
    "broken loop": sum(sizes),
    "different": sum(sizes) - (len(sizes) - 1),
    "folds and a Boolean": prod([*sizes, 2]) * 5,
}

# %% check
from minituner.first_steps import combinations

choices = {"a": [1, 2, 3, 4, 5], "b": [1, 2, 3], "c": [1, 2, 3, 4]}


def broken_loop():
    current, fits = {name: values[0] for name, values in choices.items()}, []
    for name, values in choices.items():
        for value in values:
            current[name] = value
            fits.append(tuple(current.items()))
    return fits


grid = len(combinations(choices))
more = len(combinations({**choices, "d": [True, False]}))
expect_answer(
    "grid",
    grid,
    "Each choice of one name goes with each choice of the others.",
    mistakes={sum(map(len, choices.values())): "adds for the grid"},
)
expect_answer(
    "broken loop",
    len(broken_loop()),
    "loops over something else",
    mistakes={grid: "multiplies for the loop"},
)
expect_answer(
    "different",
    len(set(broken_loop())),
    "Each new loop begins with the values that were in place.",
    mistakes={
        len(broken_loop()): "forgets the corners",
        len(broken_loop()) - 3: "counts a corner too many",
    },
)
expect_answer(
    "folds and a Boolean",
    more * 5,
    "Two more things that multiply.",
    mistakes={
        more: "forgets the folds",
        grid * 5: "forgets the Boolean",
        (grid + 2) * 5: "adds the Boolean",
    },
)

# %% right
# One Boolean doubles the bill, and five folds multiply it by five: the hour has become ten. It is cheaper to work
# that out beforehand than to find out by waiting.

# %% wrong: adds for the grid
# That is what one loop after another costs. In a grid, each choice of the first name is tried with each of
# the second, and so on.
answer = {"grid": 12, "broken loop": 12, "different": 10, "folds and a Boolean": 600}

# %% wrong: multiplies for the loop
# read: A second hyperparameter
# You took the two loops for a product. The outer one goes over the *names*: it works through one list, then the next.
answer = {"grid": 60, "broken loop": 60, "different": 60, "folds and a Boolean": 600}

# %% wrong: loops over something else
# read: A second hyperparameter
# The broken class goes from name to name, and once through the choices of each. It makes one fit for each choice, no
# more and no fewer.
answer = {"grid": 60, "broken loop": 14, "different": 10, "folds and a Boolean": 600}

# %% wrong: forgets the corners
# read: As a picture
# Some of these fits repeat the one before: a new loop begins with the value that is already in place.
answer = {"grid": 60, "broken loop": 12, "different": 12, "folds and a Boolean": 600}

# %% wrong: counts a corner too many
# read: As a picture
# The path turns a corner between two loops, and there is none before the first.
answer = {"grid": 60, "broken loop": 12, "different": 9, "folds and a Boolean": 600}

# %% wrong: forgets the folds
# Each combination is fitted once for each fold, on different rows each time.
answer = {"grid": 60, "broken loop": 12, "different": 10, "folds and a Boolean": 120}

# %% wrong: forgets the Boolean
# A Boolean has two choices, so it doubles whatever there was.
answer = {"grid": 60, "broken loop": 12, "different": 10, "folds and a Boolean": 300}

# %% wrong: adds the Boolean
# You added two combinations. But each of the old ones now comes twice, with `True` and with `False`.
answer = {"grid": 60, "broken loop": 12, "different": 10, "folds and a Boolean": 310}
