# %% exercise
# title: An experiment that can fail
# chapter: 1
# kind: write it
# difficulty: 2
# importance: 4
# minutes: 8
# objective: write an experiment that tells two explanations apart
# answer: clue_two
# read: A range that cannot be

# %% statement
# Write clue two as a function, `clue_two(hp)`. It questions a fresh `hp`, one that nobody has asked for
# anything yet. It returns `True` if that `hp` ignores the range for a name that it already knows, and
# `False` if the range makes any difference. An error counts as a difference.
#
# The only part of `hp` that you may use is its method `Int(name, min_value, max_value)`.

# %% starter
def clue_two(hp):
    first = hp.Int("units", 32, 512)
    ...

# %% hint
# Whatever `first` is, ask once more with a range that cannot contain it.

# %% hint
# Which suspects would pass if the second range held the first answer?

# %% hint
# `try` and `except` turn an error into an answer.

# %% solution
def clue_two(hp):
    first = hp.Int("units", 32, 512)
    try:
        return hp.Int("units", 1000, 2000) == first
    except Exception:
        return False

# %% another solution
def clue_two(hp):
    name = "a name"
    before = hp.Int(name, 0, 9)
    after = None
    try:
        after = hp.Int(name, before + 1, before + 5)
    except ValueError:
        pass
    return before == after

# %% check
class Suspect:
    def __init__(self, start=0):
        self.start, self.known = start, {}


class Notes(Suspect):
    def Int(self, name, min_value, max_value):
        return self.known.setdefault(name, min_value + self.start)


class Minimum(Suspect):
    def Int(self, name, min_value, max_value):
        return min_value


class Guarded(Suspect):
    def Int(self, name, min_value, max_value):
        value = self.known.setdefault(name, min_value)
        return min(max(value, min_value), max_value)


class Strict(Suspect):
    def Int(self, name, min_value, max_value):
        value = self.known.setdefault(name, min_value)
        if not min_value <= value <= max_value:
            raise ValueError(f"{name}: {value} is out of range")
        return value


expect(
    "clue_two(Notes())",
    True,
    "The object keeps its answer for each name, so the range makes no difference.",
    called="clue_two(hp), for an hp that keeps its first answer for each name",
)
expect(
    "clue_two(Minimum())",
    False,
    "the same range twice",
    mistakes={True: "the same range twice"},
    called="clue_two(hp), for an hp that answers with the minimum at each call",
)
expect(
    "clue_two(Guarded())",
    False,
    "a range that holds the value",
    mistakes={True: "a range that holds the value"},
    called="clue_two(hp), for an hp that keeps its answer, and moves it into the range if need be",
)
expect(
    "clue_two(Notes(start=7))",
    True,
    "compares with the minimum",
    called="clue_two(hp), for an hp that keeps its first answer, which is not the minimum",
)
expect(
    "clue_two(Strict())",
    False,
    "An hp that refuses a range does look at it.",
    mistakes={ValueError: "lets the error out"},
    called="clue_two(hp), for an hp that raises an error if its value is not in the range",
)

# %% right
# To some questions, all five suspects give the same answer. The more suspects an experiment could have
# ruled out, the more it is worth, even if it ruled out none.

# %% wrong: the same range twice
# This object goes by the range alone, and your test missed it: you asked twice with ranges that
# begin alike, so it had to give the same answer.
def clue_two(hp):
    first = hp.Int("units", 32, 512)
    return hp.Int("units", 32, 512) == first

# %% wrong: a range that holds the value
# This object moves its answer when the range forces it to. Your second range contains the first answer,
# so nothing forced it.
def clue_two(hp):
    first = hp.Int("units", 32, 512)
    return hp.Int("units", 16, 512) == first

# %% wrong: compares with the minimum
# read: The line
# It kept its answer, and the range made no difference; but its answer was not the minimum. Compare the
# second answer with the first, not with what you expect the first to be.
def clue_two(hp):
    hp.Int("units", 32, 512)
    try:
        return hp.Int("units", 0, 1) == 32
    except ValueError:
        return False

# %% wrong: lets the error out
# The object raised an error, and your function passed it on. A careful library might well refuse. That
# answers your question; it does not end the experiment.
def clue_two(hp):
    first = hp.Int("units", 32, 512)
    return hp.Int("units", 0, 1) == first
