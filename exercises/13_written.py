# %% exercise
# title: What a search writes
# chapter: 13
# kind: work it out
# difficulty: 2
# importance: 3
# minutes: 8
# objective: compare what is rewritten with what is appended, for a search of any length
# answer: answer
# read: What is written, and when

# %% statement
# A tuner writes its whole state to the disk after each trial. The state takes 100 bytes, plus 20 for each trial that
# has ended so far. Another tuner keeps a journal: 100 bytes once, before the first trial, and 20 bytes after each.
#
# How many bytes does each of them write, in all, in a search of 100 trials? And by what factor does that number grow,
# in each case, if a very long search is made twice as long (the factor that it approaches)?

# %% starter
answer = {
    "state, 100 trials": ...,
    "journal, 100 trials": ...,
    "state, factor": ...,
    "journal, factor": ...,
}

# %% hint
# After the first trial the state takes 120 bytes, after the second 140. What is the sum of a hundred such numbers?

# %% hint
# For a long search, which part of the sum counts? And how does *that* grow with the number of trials?

# %% solution
answer = {
    "state, 100 trials": 111_000,
    "journal, 100 trials": 2_100,
    "state, factor": 4,
    "journal, factor": 2,
}

# %% another solution
def state(n):
    return sum(100 + 20 * ended for ended in range(1, n + 1))


def journal(n):
    return 100 + 20 * n


answer = {}
for function in (state, journal):
    name = function.__name__
    answer[f"{name}, 100 trials"] = function(100)
    answer[f"{name}, factor"] = round(function(20_000) / function(10_000), 1)

# %% check
expect_answer(
    "state, 100 trials",
    111_000,
    "It is a sum of a hundred numbers, from 120 upward.",
    mistakes={
        2_100: "the last state alone",
        12_000: "a state that does not grow",
        210_000: "as if it had been large from the start",
        109_000: "The state is written *after* each trial, and then holds that trial too.",
    },
)
expect_answer(
    "journal, 100 trials",
    2_100,
    "The first 100 bytes are written once, and 20 more with each trial.",
    mistakes={
        12_000: "The 100 bytes are written once, before the first trial, and not with each.",
        111_000: "a journal that is rewritten",
    },
)
expect_answer(
    "state, factor",
    4,
    "In a long search the 100 bytes hardly count. The rest is 20 times a sum: of what?",
    mistakes={2: "thinks of the end and not of the way"},
    tolerance=0.05,
)
expect_answer(
    "journal, factor",
    2,
    "Twice as many lines of the same length: how many bytes is that?",
    mistakes={4: "a square for both"},
    tolerance=0.05,
)

# %% right
# In the end, both hold the same facts. But with a state that is rewritten each time, the bytes written grow with the
# square of the length of the search, and so does the time they take.

# %% wrong: the last state alone
# That is how large the state is in the end. The question is how much was *written*, and it was written a hundred times.
answer = {
    "state, 100 trials": 2_100,
    "journal, 100 trials": 2_100,
    "state, factor": 2,
    "journal, factor": 2,
}

# %% wrong: a state that does not grow
# You count the same number of bytes after every trial. But what is kept of the earlier trials is added to that.
answer = {
    "state, 100 trials": 12_000,
    "journal, 100 trials": 2_100,
    "state, factor": 2,
    "journal, factor": 2,
}

# %% wrong: as if it had been large from the start
# That would be a hundred times the *last* state. The first ones are much smaller; on average it is about half of that.
answer = {
    "state, 100 trials": 210_000,
    "journal, 100 trials": 2_100,
    "state, factor": 4,
    "journal, factor": 2,
}

# %% wrong: a journal that is rewritten
# A journal is never rewritten. Each line is written once, when it is added.
answer = {
    "state, 100 trials": 111_000,
    "journal, 100 trials": 111_000,
    "state, factor": 4,
    "journal, factor": 4,
}

# %% wrong: thinks of the end and not of the way
# The state itself grows like that. But twice as many of these states are written, and they are on average twice as large.
answer = {
    "state, 100 trials": 111_000,
    "journal, 100 trials": 2_100,
    "state, factor": 2,
    "journal, factor": 2,
}

# %% wrong: a square for both
# A line of the journal is as long at the end of a search as at its beginning.
answer = {
    "state, 100 trials": 111_000,
    "journal, 100 trials": 2_100,
    "state, factor": 4,
    "journal, factor": 4,
}
