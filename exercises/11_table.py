# %% exercise
# title: Nine curves, one winner
# chapter: 11
# kind: work it out
# difficulty: 1
# importance: 4
# minutes: 6
# objective: play successive halving by hand, and name the look at which the best is lost
# answer: answer
# read: Successive halving

# %% statement
# The losses of nine networks, `"A"` to `"I"`, by the number of epochs for which they were trained:
#
#     epochs    A    B    C    D    E    F    G    H    I
#          1  .50  .55  .60  .70  .72  .75  .80  .85  .90
#          3  .40  .45  .35  .50  .60  .55  .70  .65  .80
#          9  .38  .30  .33  .20  .45  .25  .50  .40  .60
#
# Successive halving with a factor of 3 begins with all nine and one epoch. Which network is trained for 9 epochs? After
# how many epochs is the one that would have ended lowest thrown out? How many epochs does the tournament take if
# promoted networks are trained further, and how many if each rung trains from scratch?

# %% starter
answer = {
    "trained to the end": ...,
    "best is out after": ...,
    "further": ...,
    "from scratch": ...,
}

# %% hint
# With your hand, cover the rows that have not been trained yet.

# %% hint
# A third goes on from each rung, and those that are out do not come back.

# %% hint
# Whoever goes on from the first rung has been trained for an epoch already.

# %% solution
answer = {"trained to the end": "C", "best is out after": 1, "further": 21, "from scratch": 27}

# %% another solution
losses = {
    1: dict(A=0.50, B=0.55, C=0.60, D=0.70, E=0.72, F=0.75, G=0.80, H=0.85, I=0.90),
    3: dict(A=0.40, B=0.45, C=0.35, D=0.50, E=0.60, F=0.55, G=0.70, H=0.65, I=0.80),
    9: dict(A=0.38, B=0.30, C=0.33, D=0.20, E=0.45, F=0.25, G=0.50, H=0.40, I=0.60),
}
best = min(losses[9], key=losses[9].get)
left, answer, before = list("ABCDEFGHI"), {"further": 0, "from scratch": 0}, 0
for epochs, row in losses.items():
    answer["further"] += len(left) * (epochs - before)
    answer["from scratch"] += len(left) * epochs
    before, ranked = epochs, sorted(left, key=row.get)
    if best in left and best not in ranked[: len(left) // 3]:
        answer["best is out after"] = epochs
    left = ranked[: len(left) // 3] or ranked
answer["trained to the end"] = left[0]

# %% check
ROWS = {
    1: (0.50, 0.55, 0.60, 0.70, 0.72, 0.75, 0.80, 0.85, 0.90),
    3: (0.40, 0.45, 0.35, 0.50, 0.60, 0.55, 0.70, 0.65, 0.80),
    9: (0.38, 0.30, 0.33, 0.20, 0.45, 0.25, 0.50, 0.40, 0.60),
}
left, lost, rungs = list("ABCDEFGHI"), None, []
best = "ABCDEFGHI"[ROWS[9].index(min(ROWS[9]))]
for epochs, row in ROWS.items():
    rungs.append((len(left), epochs))
    ranked = sorted(left, key=lambda name: row["ABCDEFGHI".index(name)])
    left = ranked[: max(len(left) // 3, 1)]
    if lost is None and best not in left:
        lost = epochs
anew = sum(number * epochs for number, epochs in rungs)
ends = [0, *ROWS]
further = sum(number * (epochs - ends[i]) for i, (number, epochs) in enumerate(rungs))
expect_answer(
    "trained to the end",
    left[0],
    "Three go on after one epoch, and one of these after three epochs.",
    mistakes={
        best: "it keeps the best",
        "A": "the leader stays the leader",
        "B": "ranks by what nobody has seen",
    },
)
expect_answer(
    "best is out after",
    lost,
    "Which one would end lowest, and on which rung is it seen last?",
    mistakes={3: "one rung too late", 9: "never out"},
)
expect_answer(
    "further",
    further,
    "Each rung adds the epochs that are missing for its candidates.",
    mistakes={anew: "trains from scratch", 81: "all of them to the end", 9: "the epochs of one"},
)
expect_answer(
    "from scratch",
    anew,
    "Each rung costs as many epochs as the first one.",
    mistakes={further: "the same bill twice", 81: "all of them to the end", 13: "adds the epochs alone"},
)

# %% right
# The winner is only the second best of the three that were looked at twice, and two that end lower still were thrown
# out at the first look. In exchange, the tournament saved nearly three quarters of the epochs.

# %% wrong: it keeps the best
# That one would end lowest if it were trained to the end. But after one epoch three others are lower, and nobody looks
# at it again.
answer = {"trained to the end": "D", "best is out after": 1, "further": 21, "from scratch": 27}

# %% wrong: the leader stays the leader
# It leads after one epoch, and is among those who go on. After three epochs another one is lower.
answer = {"trained to the end": "A", "best is out after": 1, "further": 21, "from scratch": 27}

# %% wrong: ranks by what nobody has seen
# True, of the first three it ends lowest. But after three epochs, nobody has seen the last row yet.
answer = {"trained to the end": "B", "best is out after": 1, "further": 21, "from scratch": 27}

# %% wrong: one rung too late
# It is no longer on that rung: look again at which ones go on from the first.
answer = {"trained to the end": "C", "best is out after": 3, "further": 21, "from scratch": 27}

# %% wrong: never out
# Only one is trained that long, and it is a different one.
answer = {"trained to the end": "C", "best is out after": 9, "further": 21, "from scratch": 27}

# %% wrong: trains from scratch
# That is the other bill. The three on the second rung have been trained for an epoch already, and go on from there.
answer = {"trained to the end": "C", "best is out after": 1, "further": 27, "from scratch": 27}

# %% wrong: all of them to the end
# That is the price without a tournament.
answer = {"trained to the end": "C", "best is out after": 1, "further": 81, "from scratch": 81}

# %% wrong: the epochs of one
# That is what the winner alone costs. Those that were thrown out have to be paid for, too.
answer = {"trained to the end": "C", "best is out after": 1, "further": 9, "from scratch": 27}

# %% wrong: the same bill twice
# Without the weights of the rung below, each rung begins at the first epoch again, and pays for it again.
answer = {"trained to the end": "C", "best is out after": 1, "further": 21, "from scratch": 21}

# %% wrong: adds the epochs alone
# One, three and nine are epochs of *each* candidate on a rung. How many are there?
answer = {"trained to the end": "C", "best is out after": 1, "further": 21, "from scratch": 13}
