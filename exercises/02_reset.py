# %% exercise
# title: A reset that resets nothing
# chapter: 2
# kind: fix it
# difficulty: 1
# importance: 4
# minutes: 5
# objective: find out which of two functions owns a variable, and let both of them have it
# answer: build_counter
# read: What `nonlocal` is for

# %% statement
# This counter comes with a second function, which should put it back to where it started. No error is
# raised, yet the counter keeps counting. Fix it.

# %% starter
def build_counter(start=0):
    count = start

    def counter(step):
        nonlocal count
        count += step
        return count

    def reset():
        count = start

    return counter, reset

# %% hint
# There are two variables of the name `count` in these lines. Where does each of them live?

# %% hint
# The counter has the line that `reset` is missing.

# %% solution
def build_counter(start=0):
    count = start

    def counter(step):
        nonlocal count
        count += step
        return count

    def reset():
        nonlocal count
        count = start

    return counter, reset

# %% another solution
def build_counter(start=0):
    state = {"count": start}

    def counter(step):
        state["count"] += step
        return state["count"]

    def reset():
        state.update(count=start)

    return counter, reset

# %% check
expect_that(
    """
    counter, reset = build_counter(10)
    [counter(1), reset(), counter(1)]
    """,
    lambda got: got[0] == 11 and got[2] == 11,
    "11 before the reset, and 11 after it",
    "After the reset the counter goes on from 10, as if it had been made anew.",
    mistakes={
        lambda got: got[2] == 1: "resets to 0",
        lambda got: callable(got[1]) or isinstance(got[1], tuple): "makes another counter",
        lambda got: got[2] == 12: "The counter keeps counting: `reset` set a variable of its own.",
    },
)
expect(
    """
    counter, reset = build_counter(10)
    other, reset_other = build_counter(100)
    [counter(1), other(1), reset_other(), counter(1)][::3]
    """,
    [11, 12],
    "one count for all",
)
expect(
    """
    counter, reset = build_counter(10)
    [counter(1), reset(), counter(1), reset(), counter(5)][::2]
    """,
    [11, 11, 15],
    "It works once. After a second reset it should go on from 10 again.",
)

# %% right
# An assignment makes a name local to its whole function unless it is declared otherwise. `reset`
# raised no error and did nothing: the kind of bug that you find last.

# %% wrong: resets to 0
# The counter was made with `start=10`, and goes on from 0.
def build_counter(start=0):
    count = start

    def counter(step):
        nonlocal count
        count += step
        return count

    def reset():
        nonlocal count
        count = 0

    return counter, reset

# %% wrong: makes another counter
# read: One count, or one for each?
# `reset` returns a new counter with a count of its own; the counter in use has not noticed.
def build_counter(start=0):
    count = start

    def counter(step):
        nonlocal count
        count += step
        return count

    def reset():
        return build_counter(start)

    return counter, reset

# %% wrong: one count for all
# read: One count, or one for each?
# A reset of the *other* counter has moved this one. A global variable exists once for the whole
# program; each call of `build_counter` should make a count of its own.
def build_counter(start=0):
    global count
    count = start

    def counter(step):
        global count
        count += step
        return count

    def reset():
        global count
        count = start

    return counter, reset
