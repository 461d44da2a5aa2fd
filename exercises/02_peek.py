# %% exercise
# title: Put the state back
# chapter: 2
# kind: write it
# difficulty: 4
# importance: 3
# minutes: 15
# objective: show that a closure is a function of its arguments and of a state that can be put back
# answer: peek
# read: Where the state is

# %% statement
# Write `peek(closure, step)`. It returns what `closure(step)` would return, and leaves the closure as
# it was: whoever calls it afterwards must not notice that somebody looked.
#
# Assume nothing about the inside of the closure, except that its state is in variables of the function
# around it and that these hold numbers. It need not be a counter.

# %% starter
from minituner.first_steps import build_counter


def peek(closure, step):
    return closure(step)

# %% hint
# Save the state, call, put the state back: the chapter did this to NumPy's generator.

# %% hint
# `closure.__closure__` holds one box for each variable. How many are there?

# %% hint
# The value has to be kept somewhere while the state is put back, and only then returned.

# %% solution
def peek(closure, step):
    saved = [cell.cell_contents for cell in closure.__closure__]
    value = closure(step)
    for cell, contents in zip(closure.__closure__, saved, strict=True):
        cell.cell_contents = contents
    return value

# %% another solution
import types


def peek(closure, step):
    cells = tuple(types.CellType(cell.cell_contents) for cell in closure.__closure__)
    twin = types.FunctionType(
        closure.__code__, closure.__globals__, "twin", closure.__defaults__, cells
    )
    return twin(step)

# %% check
from minituner.first_steps import build_counter


def build_product(start):
    product = start

    def times(factor):
        nonlocal product
        product *= factor
        return product

    return times


def build_mean():
    number, total = 0, 0.0

    def mean(value):
        nonlocal number, total
        number += 1
        total += value
        return total / number

    return mean


expect(
    """
    counter = build_counter(10)
    [peek(counter, 5), peek(counter, 5), counter(1)]
    """,
    [15, 15, 11],
    "`peek` returns what the call would return, and nobody notices.",
    mistakes={
        (15, 20, 21): "does not put it back",
        (10, 10, 11): "shows the state",
        lambda got: got[0] is None: "Where is the value, once the state is back? It is not returned.",
    },
)
expect(
    """
    double = build_product(3)  # it multiplies: double(2) is 6, then 12
    [peek(double, 2), double(2)]
    """,
    [6, 6],
    "takes back by subtracting",
    mistakes={(5, 6): "computes it itself"},
)
expect(
    """
    mean = build_mean()  # the mean of all values so far; it keeps their number and their sum
    [mean(4.0), peek(mean, 100.0), mean(6.0)]
    """,
    [4.0, 52.0, 5.0],
    "puts back one variable",
)

# %% right
# You need not know what a stateful function does in order to set it back, only where it keeps its state.
# KerasTuner's `hp` keeps all of it in one dictionary, and a tuner's journal can put a search back.

# %% wrong: does not put it back
# The second look sees something different from the first, because each of them moved the counter.
def peek(closure, step):
    return closure(step)

# %% wrong: shows the state
# That is the count as it stands. The task asks for what the next call *would* return.
def peek(closure, step):
    return closure.__closure__[0].cell_contents

# %% wrong: takes back by subtracting
# This closure multiplies, and a call with the opposite sign does not undo that. To undo a call you
# need to know what it did; to put a saved state back you do not.
def peek(closure, step):
    value = closure(step)
    closure(-step)
    return value

# %% wrong: computes it itself
# This closure multiplies, but you added. You know what a counter would do; let the closure do it.
def peek(closure, step):
    return closure.__closure__[0].cell_contents + step

# %% wrong: puts back one variable
# This closure keeps two numbers, how many values it has seen and their sum, and only one of them is
# back where it was.
def peek(closure, step):
    box = closure.__closure__[0]
    saved = box.cell_contents
    value = closure(step)
    box.cell_contents = saved
    return value
