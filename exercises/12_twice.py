# %% exercise
# title: The letter that came twice
# chapter: 12
# kind: find the bug
# difficulty: 3
# importance: 3
# minutes: 15
# objective: keep a record that is right even if messages come twice, late, or not at all
# answer: merged
# read: Processes that die alone

# %% statement
# Workers report by letter, `(trial, attempt, score)`; a score of `None` says that the worker was taken for dead.
# Letters may come twice and in any order. `merged(letters, attempts)` turns them into a dictionary:
#
# * a trial with a score has the score that came *first*, whatever else the letters say of it;
# * without a score, a trial is `"FAILED"` as soon as all of its `attempts` different attempts have died;
# * a trial that may still be tried again is left out.
#
# Attempts are numbered from 0 to `attempts - 1`, and the list of letters must stay as it is. The code below is wrong in
# two ways. Find both.

# %% starter
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is not None:
            record[trial] = score
        else:
            deaths[trial] = deaths.get(trial, 0) + 1
            if deaths[trial] == attempts and trial not in record:
                record[trial] = "FAILED"
    return record

# %% hint
# Play the postman: which two letters, in which order, would give this code trouble?

# %% hint
# A number cannot say *which* attempts have died. What could?

# %% hint
# What does the first branch in the loop do to a trial that already has a score? And to one recorded as failed?

# %% solution
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        died = deaths.setdefault(trial, set())
        if score is None:
            died.add(attempt)
            if len(died) == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% another solution
def merged(letters, attempts):
    letters = list(letters)
    record = {}
    for trial in dict.fromkeys(trial for trial, _, _ in letters):
        scores = [score for name, _, score in letters if name == trial and score is not None]
        died = {attempt for name, attempt, score in letters if name == trial and score is None}
        if scores:
            record[trial] = scores[0]
        elif len(died) >= attempts:
            record[trial] = "FAILED"
    return record

# %% check
expect(
    'merged([("a", 0, 0.5), ("b", 0, None), ("b", 1, 0.7)], 2)',
    {"a": 0.5, "b": 0.7},
    "Nothing has gone wrong here: a has a score, and b got one on its second attempt.",
)
expect(
    'merged([("a", 0, None), ("b", 0, None), ("b", 1, None)], 2)',
    {"b": "FAILED"},
    "b has died in both attempts, and a may be tried once more.",
    mistakes={lambda got: "a" in got: "gives up too early"},
)
expect(
    'merged([("a", 0, None), ("a", 0, None)], 2)',
    {},
    "counts letters",
)
expect(
    'merged([("a", 0, 0.5), ("a", 0, 0.5), ("a", 1, 0.9)], 2)',
    {"a": 0.5},
    "The oracle has already learned from the first score, so that one stays.",
    mistakes={
        lambda got: got.get("a") == 0.9: "the last word",
        lambda got: got.get("a") != 0.5: "changes the first score",
    },
)
expect(
    'merged([("a", 0, 0.0), ("a", 1, 0.9)], 2)',
    {"a": 0.0},
    "takes 0 for nothing",
)
expect(
    'merged([("a", 1, 0.5), ("a", 0, None), ("a", 1, None)], 2)',
    {"a": 0.5},
    "forgets that it had ended",
)
expect(
    'merged([("a", 0, None), ("a", 1, None), ("a", 0, 0.4)], 2)',
    {"a": 0.4},
    "a score that came too late",
)
expect(
    'merged([("a", 1, 0.9), ("a", 0, 0.5), ("b", 0, 0.3), ("b", 1, 0.6), ("c", 1, 0.2), ("c", 0, 0.8)], 2)',
    {"a": 0.9, "b": 0.3, "c": 0.2},
    "Each of the three gets the score whose letter came first.",
    mistakes={
        lambda got: (got["a"], got["b"], got["c"]) == (0.5, 0.3, 0.8): "puts the letters in order",
        lambda got: (got["a"], got["b"], got["c"]) == (0.5, 0.3, 0.2): "keeps the lowest score",
    },
)
expect(
    'merged([("a", 1, None)], 2)',
    {},
    "takes a number for a count",
)
expect(
    'merged([("a", 0, None), ("b", 1, None)], 2)',
    {},
    "mixes up the trials",
)
expect(
    'merged([("a", 0, None), ("b", 0, None), ("a", 0, None)], 2)',
    {},
    "counts letters",
)
expect(
    'merged([("a", 0, None), ("a", 1, None), ("b", 0, None), ("b", 2, None), ("b", 1, None)], 3)',
    {"b": "FAILED"},
    "Three attempts are allowed here: b has died in all of them, and a has one left.",
    mistakes={lambda got: "a" in got: "is right for two attempts"},
)
expect(
    """
    letters = [("a", 0, 0.5), ("b", 0, None)]
    merged(letters, 2)
    letters
    """,
    [("a", 0, 0.5), ("b", 0, None)],
    "changes the list of letters",
)

# %% right
# A letter that comes twice changes nothing now. Such a rule is called *idempotent*, and it is what lets a cluster repeat
# whatever it is not sure of.

# %% wrong: counts letters
# One attempt died, and its letter came twice, so you counted two deaths. Count different attempts, not letters.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, _, score in letters:
        if score is None:
            deaths[trial] = deaths.get(trial, 0) + 1
            if deaths[trial] == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: the last word
# A second score has replaced the first. But the first may already have been used: the next trials were chosen with it.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is not None:
            record[trial] = score
        else:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts:
                record.setdefault(trial, "FAILED")
    return record

# %% wrong: gives up too early
# A trial that has died once is called failed, although it has another attempt. It is neither failed nor done: leave it out.
def merged(letters, attempts):
    record = {}
    for trial, _, score in letters:
        if score is None:
            record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: takes 0 for nothing
# The first score is 0, and your code takes it for no score at all: in a condition 0 counts as false. Ask for `None`.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts and not record.get(trial):
                record[trial] = "FAILED"
        elif not record.get(trial) or record[trial] == "FAILED":
            record[trial] = score
    return record

# %% wrong: forgets that it had ended
# This trial had a score, and then came bad news about attempts that nobody needed anymore. Such news does not undo a
# result.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts:
                record[trial] = "FAILED"
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: a score that came too late
# The score came after the trial had been given up, and you threw it away. Somebody paid for it; had the letters come in
# another order, you would have kept it.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts:
                record.setdefault(trial, "FAILED")
        else:
            record.setdefault(trial, score)
    return record

# %% wrong: changes the first score
# Two letters brought a score, and yours is neither: it is made from both. The first should stay as it came.
def merged(letters, attempts):
    scores, deaths = {}, {}
    for trial, attempt, score in letters:
        kind = deaths if score is None else scores
        kind.setdefault(trial, {})[attempt] = score
    record = {trial: "FAILED" for trial, died in deaths.items() if len(died) >= attempts}
    return record | {trial: sum(found.values()) / len(found) for trial, found in scores.items()}

# %% wrong: puts the letters in order
# *First* means the letter that came first, not the attempt that began first. For two of these trials the second attempt
# was quicker, and by the time the other score came, the oracle had learned from the quicker one.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in sorted(letters, key=lambda letter: letter[1]):
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: keeps the lowest score
# You choose among the scores as if the best one counted. What counts is the one that came first, better or not.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
        else:
            record[trial] = min(record[trial], score)
    return record

# %% wrong: takes a number for a count
# Only the letter about the second attempt came: one attempt has died, and nobody has heard from the first. An attempt's
# number does not say how many have died.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is None:
            deaths[trial] = max(deaths.get(trial, 0), attempt + 1)
            if deaths[trial] == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: mixes up the trials
# Two trials have died once each, and you counted their deaths together. Each trial has attempts of its own.
def merged(letters, attempts):
    record, died = {}, set()
    for trial, attempt, score in letters:
        if score is None:
            died.add(attempt)
            if len(died) == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: is right for two attempts
# This trial has died twice and is called failed, although three attempts were allowed: `attempts` says how many.
def merged(letters, attempts):
    record, deaths = {}, {}
    for trial, attempt, score in letters:
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == 2:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record

# %% wrong: changes the list of letters
# Your call changed the list of letters. Read it, but leave it as it was: without its letters, a record cannot be made
# again.
def merged(letters, attempts):
    record, deaths = {}, {}
    while letters:
        trial, attempt, score = letters.pop(0)
        if score is None:
            deaths.setdefault(trial, set()).add(attempt)
            if len(deaths[trial]) == attempts:
                record.setdefault(trial, "FAILED")
        elif record.get(trial, "FAILED") == "FAILED":
            record[trial] = score
    return record
