# %% exercise
# title: A memory that wears out
# chapter: 2
# kind: write it
# difficulty: 2
# importance: 3
# minutes: 10
# objective: keep two things in the state of a closure, and say when each of them changes
# answer: kept
# read: A function that builds a function

# %% statement
# Write `kept(function, calls)`. It returns a function without arguments that calls `function()` and
# returns its value; the next calls return the *same* value, without calling `function`, until the value
# has been returned `calls` times in all. Then it is forgotten, and everything begins again.
#
# With `calls=3`, nine calls lead to three calls of `function`.

# %% starter
def kept(function, calls):
    def remembering():
        return function()

    return remembering

# %% hint
# Two things have to be remembered: the value, and how often it has been returned.

# %% hint
# Which value could mean "nothing is kept"? It cannot be a value that `function` may return.

# %% solution
def kept(function, calls):
    value, left = None, 0

    def remembering():
        nonlocal value, left
        if left == 0:
            value, left = function(), calls
        left -= 1
        return value

    return remembering

# %% another solution
def kept(function, calls):
    def stream():
        while True:
            value = function()
            for _ in range(calls):
                yield value

    return stream().__next__

# %% check
def counting():
    asked = []

    def function():
        asked.append(len(asked))
        return asked[-1]

    return function, asked


expect(
    """
    function, asked = counting()  # it returns 0, then 1, then 2, ...
    three = kept(function, 3)
    [three() for _ in range(9)]
    """,
    [0, 0, 0, 1, 1, 1, 2, 2, 2],
    "Each value is returned three times, and then comes the next.",
    mistakes={
        (0,) * 9: "never forgets",
        (0, 0, 0, 0, 1, 1, 1, 1, 2): "returns it once too often",
        tuple(range(9)): "It calls `function` each time: nothing is kept.",
        (0, 1, 1, 1, 2, 2, 2, 3, 3): "takes 0 for nothing",
        (0, 0, 0, 3, 3, 3, 6, 6, 6): "calls it all the same",
    },
)
expect(
    """
    function, asked = counting()
    three = kept(function, 3)
    [three() for _ in range(7)]
    asked
    """,
    [0, 1, 2],
    "`function` is called when its value is needed, and not before.",
)
expect(
    """
    one, asked = counting()
    first, second = kept(one, 2), kept(lambda: "other", 2)
    [first(), second(), first(), second()]
    """,
    [0, "other", 0, "other"],
    "one memory for all",
)

# %% right
# This is explanation (a) of chapter 1, a draw that is kept, but not forever. The state is a value
# *and* a count, and both belong to one call of `kept`.

# %% wrong: never forgets
# The first value is returned forever. Something has to count how often it has been returned.
def kept(function, calls):
    value = function()

    def remembering():
        return value

    return remembering

# %% wrong: returns it once too often
# Each value comes four times: the call that makes it counts too.
def kept(function, calls):
    value, left = None, -1

    def remembering():
        nonlocal value, left
        if left < 0:
            value, left = function(), calls
        left -= 1
        return value

    return remembering

# %% wrong: takes 0 for nothing
# The first value is 0, and it was forgotten at once: your code takes 0 to mean "nothing is kept".
# In a condition 0 counts as false, and so do an empty string and an empty list.
def kept(function, calls):
    value, left = None, 0

    def remembering():
        nonlocal value, left
        if not value or left == 0:
            value, left = function(), calls
        left -= 1
        return value

    return remembering

# %% wrong: calls it all the same
# After 0 comes 3: `function` was called each time, and two of its values were thrown away. A discarded
# draw still moves the generator, and a discarded model still costs its minutes.
def kept(function, calls):
    value, left = None, 0

    def remembering():
        nonlocal value, left
        new = function()
        if left == 0:
            value, left = new, calls
        left -= 1
        return value

    return remembering

# %% wrong: one memory for all
# read: One count, or one for each?
# The second function repeats what the first one remembers. A variable outside `kept`, or a default
# argument, exists only once; a variable inside `kept` is made anew at each call.
memory = {}


def kept(function, calls):
    def remembering():
        if memory.get("left", 0) == 0:
            memory["value"], memory["left"] = function(), calls
        memory["left"] -= 1
        return memory["value"]

    return remembering
