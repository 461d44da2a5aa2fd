# %% exercise
# title: Four calls, one object
# chapter: 1
# kind: work it out
# difficulty: 1
# importance: 4
# minutes: 3
# objective: predict what `hp.Int` returns for a name that it knows, and for one that it does not
# answer: answer
# read: A range that cannot be

# %% statement
# A fresh `hp`, made by hand, is asked four times, in this order:
#
#     hp = keras_tuner.HyperParameters()
#     hp.Int("units", 64, 512, step=64)    # first: 64
#     hp.Int("units", 8, 16)               # second
#     hp.Int("unit", 8, 16)                # third
#     hp.Int("units", 64, 512, step=64)    # fourth
#
# What do the last three return? Do not run them. Replace each `...` with a number.

# %% starter
answer = {"second": ..., "third": ..., "fourth": ...}

# %% hint
# Two of the clues are about this. Which one covers names that the object has answered before, and
# which one covers new names?

# %% hint
# Read the names letter by letter.

# %% solution
answer = {"second": 64, "third": 8, "fourth": 64}

# %% another solution
def ask(known, name, minimum):
    return known.setdefault(name, minimum)


known = {}
ask(known, "units", 64)
names = {"second": ("units", 8), "third": ("unit", 8), "fourth": ("units", 64)}
answer = {place: ask(known, *call) for place, call in names.items()}

# %% check
expect_answer(
    "second",
    64,
    "`hp` was asked for this name before. What did clue two say about the range of such a name?",
    mistakes={8: "the arguments decide", 16: "the range guards the value"},
)
expect_answer(
    "third",
    8,
    "Clue three says what a new name gets.",
    mistakes={64: "reads what was meant"},
)
expect_answer(
    "fourth",
    64,
    "It is the first call again, to the letter, on the same object.",
    mistakes={128: "a step further each time", 8: "the latest range wins"},
)

# %% right
# The third call is the dangerous one. A typo in a name raises no error: it makes a second
# hyperparameter that nobody meant, and the search tunes it.

# %% wrong: the arguments decide
# You let the range decide at each call. It does for a new name, but `"units"` was answered one line earlier.
answer = {"second": 8, "third": 8, "fourth": 64}

# %% wrong: the range guards the value
# You expected the value to be moved into the range. But nothing compares the two: in the chapter, a
# range from 0 to 1 was answered with 192.
answer = {"second": 16, "third": 8, "fourth": 64}

# %% wrong: reads what was meant
# read: A name that it has never heard
# Look at the name in the third call: one letter is missing. To the object, that is a different name.
answer = {"second": 64, "third": 64, "fourth": 64}

# %% wrong: a step further each time
# read: The line
# You took the line for a counter. `step` says how far apart the allowed values lie, not how far to
# move from one call to the next.
answer = {"second": 64, "third": 8, "fourth": 128}

# %% wrong: the latest range wins
# read: Three clues
# The second call did not change what the object says for `"units"`. If nothing is written, nothing
# can be overwritten.
answer = {"second": 64, "third": 8, "fourth": 8}
