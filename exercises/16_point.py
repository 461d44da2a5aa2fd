# %% exercise
# title: Point at the line
# chapter: 16
# kind: explain it
# difficulty: 3
# importance: 5
# minutes: 12
# objective: lead a stranger's surprise back to the statement that causes it
# answer: answer
# read: All questions

# %% statement
# Five people are surprised. Which of the eight statements from KerasTuner 1.4.8 below, A to H (slightly shortened), is
# the cause in each case?
#
# * `stops`: with 18 combinations and a thousand trials allowed, a random search stops after 14, with no error.
# * `diverges`: losses lie between 1 and 5, or are infinite; Bayesian search likes the infinite ones best.
# * `ends`: half of the losses are NaN. After twenty trials the whole search ends with an error.
# * `epochs`: `epochs=50` was passed to Hyperband's `search`, yet its first trials train for two.
# * `nothing`: a callback collects numbers in a list of its own, and afterwards the list is empty.
#
# The cause is the statement without which *that* would not have happened. Answer with a letter.

# %% starter
# A  return int((high - low) // step + 1)
# B  self.seed = seed or random.randint(1, 10000)
# C  if collisions > self._max_collisions:
#        return None
# D  y = np.nan_to_num(y, posinf=0, neginf=0)
# E  if np.isnan(trial.score):
#        trial.status = "INVALID"
# F  if failures_in_a_row == limit:
#        raise RuntimeError(...)
# G  fit_kwargs["epochs"] = hp.values["tuner/epochs"]
# H  callbacks = copy.deepcopy(callbacks)
answer = {
    "stops": ...,
    "diverges": ...,
    "ends": ...,
    "epochs": ...,
    "nothing": ...,
}

# %% hint
# Three statements are not needed. Two of them stand close to a cause.

# %% hint
# Ask of each candidate: if this statement were not there, would the surprise be gone? What would happen instead?

# %% hint
# A failed trial and the end of a search are two different things, and two statements handle them.

# %% solution
answer = {"stops": "C", "diverges": "D", "ends": "F", "epochs": "G", "nothing": "H"}

# %% another solution
causes = {
    "stops": "a draw that is known already is drawn again, 20 times: C",
    "diverges": "0 is better than any loss from 1 to 5: D",
    "ends": "three in a row, by chance: F",
    "epochs": "the plan of the brackets replaces what was passed: G",
    "nothing": "each fit has callbacks of its own: H",
}
answer = {surprise: cause[-1] for surprise, cause in causes.items()}

# %% check
if isinstance(answer, dict):  # a small letter is as good
    answer = {
        key: letter.strip().upper() if isinstance(letter, str) else letter
        for key, letter in answer.items()
    }

expect_answer(
    "stops",
    "C",
    "What does a random search do with a combination that it has met before? And how often?",
    mistakes={
        "A": "counts, and does not draw",
        "F": "an end without an error",
        "B": "blames the seed",
    },
)
expect_answer(
    "diverges",
    "D",
    "What does the Gaussian process see in place of infinity?",
    mistakes={"E": "takes infinity for NaN"},
)
expect_answer(
    "ends",
    "F",
    "Which statement ends a search, and when?",
    mistakes={"E": "one step too early", "C": "an end without an error"},
)
expect_answer(
    "epochs",
    "G",
    "Who decides how long a trial of Hyperband trains?",
    mistakes={"A": "counts, and does not draw", "H": "the callbacks stop it"},
)
expect_answer(
    "nothing",
    "H",
    "Whose list was it that collected something?",
    mistakes={"G": "never trained", "E": "never trained"},
)

# %% right
# A surprise is explained when somebody can point at a line, and say what would happen without it.

# %% wrong: counts, and does not draw
# That statement counts the values of *one* range with a step. It can lose a value at the end of the range, but it does
# not end a search and has nothing to do with epochs.
answer = {"stops": "A", "diverges": "D", "ends": "F", "epochs": "G", "nothing": "H"}

# %% wrong: blames the seed
# read: There are 18 combinations. Why only 14 trials?
# Another seed gives other draws, and sometimes more trials: 16, or all 18. Yet whatever the seed, something gives up;
# look for that.
answer = {"stops": "B", "diverges": "D", "ends": "F", "epochs": "G", "nothing": "H"}

# %% wrong: takes infinity for NaN
# read: Why does Bayesian search go where the loss is infinite?
# That statement asks about NaN, but infinity is a number: it can be compared, and is larger than every other. So the
# trial is completed, and its score goes on to the Gaussian process.
answer = {"stops": "C", "diverges": "E", "ends": "F", "epochs": "G", "nothing": "H"}

# %% wrong: one step too early
# read: Some losses are NaN. Why does the whole search end?
# That is why a *trial* fails. Ten of twenty had failed by then, and the search had gone on; something else ended it, at
# a moment chosen by counting.
answer = {"stops": "C", "diverges": "D", "ends": "E", "epochs": "G", "nothing": "H"}

# %% wrong: an end without an error
# Look at how it ended, with an error or without. One statement raises, and the other lets a search end in silence.
answer = {"stops": "F", "diverges": "D", "ends": "C", "epochs": "G", "nothing": "H"}

# %% wrong: the callbacks stop it
# read: I passed epochs=50. Why does Hyperband stop after 2?
# A callback could stop a training early, but here `fit` is told from the start to train for two epochs.
answer = {"stops": "C", "diverges": "D", "ends": "F", "epochs": "H", "nothing": "H"}

# %% wrong: never trained
# read: Why has my callback collected nothing?
# Each trial was trained, and a callback was called; it collected its numbers, too. The list that you are looking at is
# a different one.
answer = {"stops": "C", "diverges": "D", "ends": "F", "epochs": "G", "nothing": "G"}
