# %% exercise
# title: Explain it to a friend
# chapter: 2
# kind: explain it
# difficulty: 2
# importance: 5
# minutes: 8
# objective: explain step by step where the value of hp.Int comes from
# answer: answer
# read: Somebody else writes

# %% statement
# A friend has seen `build_model` say 416 in one trial and 64 in the next, from the same line,
# `hp.Int("units", 32, 512, step=32)`. You want to explain what happens in a trial, in four steps.
#
# Eight sentences are in the starter. Four of them, in their order, are the explanation; each of the other four is
# something that people believe. Write the letters of the four, such as `"AHEF"`. Which of them did you believe before
# chapter 1?

# %% starter
# A  The line draws a number between its minimum and its
#    maximum.
# B  The line looks its name up in the dictionary of the hp
#    that it was given, and finds it.
# C  The line writes its minimum into the dictionary.
# D  Somebody outside writes a value for "units" into the
#    dictionary of an hp.
# E  The line returns what stands there; minimum, maximum and
#    step are not looked at.
# F  The line compares what stands there with minimum and
#    maximum, and returns it if it lies between them.
# G  build_model is called with this hp.
# H  When the model is built, the number of its units is read
#    and written into the dictionary.
answer = ""

# %% hint
# Ask of each sentence which clue of chapter 1 speaks against it. Four of them do not survive.

# %% hint
# A trial says 416 and the next one 64, although the line is the same. So the difference has to be there *before* the
# line runs.

# %% solution
answer = "DGBE"

# %% another solution
steps = [
    ("D", "the value is written, by somebody else"),
    ("G", "the function is called"),
    ("B", "the line looks the name up"),
    ("E", "and returns what it finds"),
]
answer = [letter for letter, _ in steps]

# %% check
if isinstance(answer, str | list | tuple) and all(isinstance(each, str) for each in answer):
    answer = [letter.upper() for each in answer for letter in each if letter.isalpha()]


def has(letter):
    return lambda letters: letter in letters


def later(first, second):
    def test(letters):
        return letters.index(first) > letters.index(second)

    return test


beliefs = {
    has("A"): "the line draws",
    has("H"): "the value comes after the model",
    has("F"): "the range is checked",
    has("C"): "the minimum is written",
}
expect_that(
    "answer",
    lambda letters: isinstance(letters, list) and bool(letters),
    "four letters",
    "Write the letters of the four sentences in their order, as a text.",
)
expect_that(
    "answer",
    lambda letters: not any(test(letters) for test in beliefs),
    "none of the four beliefs",
    "Some of these sentences are beliefs.",
    mistakes=beliefs,
)
expect_that(
    "answer",
    lambda letters: sorted(set(letters)) == sorted(letters) and len(letters) == 4,
    "four sentences, each of them once",
    "No sentence is wrong, but a step is missing, or is there twice.",
    mistakes={lambda letters: letters and "D" not in letters: "nobody has written"},
)
expect_that(
    "answer",
    lambda letters: letters.index("B") < letters.index("E"),
    "an order in which each step needs only those before it",
    "What is returned has to be found first.",
)
expect_that(
    "answer",
    lambda letters: letters.index("G") < letters.index("B"),
    "an order in which each step needs only those before it",
    "The line is inside `build_model`. When does it run?",
)
expect_that(
    "answer",
    lambda letters: letters[0] == "D",
    "an order in which each step needs only those before it",
    "The number is known before anybody asks for it.",
    mistakes={later("D", "G"): "written while the model is built"},
)

# %% right
# That is the whole trick: a dictionary that somebody has filled, and a line that looks into it. Who fills it, and by
# what plan, is the rest of the book.

# %% wrong: the line draws
# That is how the line reads, and clue one speaks against it: five calls in a row gave the same number. Whoever draws,
# it is not this line.
answer = "GAE"

# %% wrong: the value comes after the model
# Then two models in a row would be alike, as nothing would differ before they are built. The 416 had to be known
# before `Dense(416)` could be made.
answer = "GBEH"

# %% wrong: the range is checked
# Clue two speaks against it: asked with another range, the `hp` said the same number, although it lay outside. Nobody
# compares anything.
answer = "DGBF"

# %% wrong: the minimum is written
# That happens only if the name is new, as in a first call with an empty dictionary. In a trial of a search the name is
# there already; and with the minimum, no trial could say 416.
answer = "GCE"

# %% wrong: nobody has written
# Your steps begin with a line that finds a number. How did the number get there?
answer = "GBE"

# %% wrong: written while the model is built
# Who could write it then? `build_model` has been called and is at its first line, which asks for the number at once.
answer = "GDBE"
