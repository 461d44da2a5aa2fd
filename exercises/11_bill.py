# %% exercise
# title: The bill before the first trial
# chapter: 11
# kind: write it
# difficulty: 3
# importance: 5
# minutes: 25
# objective: work out the trials and the epochs of Hyperband from its limit and its factor
# answer: bill
# read: Brackets
# needs: numpy

# %% statement
# Write `bill(R, eta)`. It returns three whole numbers: the trials of one run of Hyperband, its epochs if each rung
# trains from scratch, and its epochs if promoted trials are trained further.
#
# The largest bracket has the number `s_max`, the largest *s* for which `eta**s` is at most `R`. Bracket *s*, from
# `s_max` down to 0, begins with (`s_max` + 1) / (*s* + 1) · `eta`ˢ configurations, rounded up. On its rung *i*, from 0
# to *s*, one in `eta`ⁱ of them is left, rounded down, and a trial there ends at epoch `R` / `eta`ˢ⁻ⁱ, rounded down. A
# trial is one stay on one rung.
#
# Do not use a library.

# %% starter
def bill(R, eta):
    trials = anew = further = 0
    ...
    return trials, anew, further

# %% hint
# Two nested loops: over the brackets, and over the rungs of a bracket.

# %% hint
# A trial that is trained further pays only from the epoch at which the rung below ended. On the first rung that is 0.

# %% hint
# Stay with whole numbers. `math.log(243, 3)` is not 5, and `-(-a // b)` is a / b rounded up.

# %% solution
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = further = 0
    for s in range(s_max, -1, -1):
        n = -(-(s_max + 1) * eta**s // (s + 1))
        before = 0
        for i in range(s + 1):
            number, epochs = n // eta**i, R // eta ** (s - i)
            trials += number
            anew += number * epochs
            further += number * (epochs - before)
            before = epochs
    return trials, anew, further

# %% another solution
from fractions import Fraction
from math import ceil


def bill(R, eta):
    limits = [R]  # of the rungs, from the last one down
    while limits[-1] >= eta:
        limits.append(limits[-1] // eta)
    rungs = []
    for s in range(len(limits)):
        start = ceil(Fraction(len(limits), s + 1) * eta**s)
        ends = [*limits[s::-1]]
        rungs += [(start // eta**i, e, e - ([0, *ends])[i]) for i, e in enumerate(ends)]
    counts, epochs, rest = zip(*rungs, strict=True)
    return (
        sum(counts),
        sum(map(int.__mul__, counts, epochs)),
        sum(map(int.__mul__, counts, rest)),
    )

# %% check
from minituner.oracles.hyperband import brackets


def expected(R, eta, anew=True):
    trials = epochs = further = 0
    for rungs in brackets(R, eta):
        before = 0
        for number, end in rungs:
            trials += number
            epochs += number * end
            further += number * (end - before)
            before = end
    return trials, epochs, further


def compare(R, eta, why, mistakes=()):
    expect(f"bill({R}, {eta})", expected(R, eta), why, mistakes=mistakes)


compare(
    9,
    3,
    "Rungs: 9 trials for 1 epoch, 3 for 3, 1 for 9; then 5 for 3, 1 for 9; then 3 for 9.",
    {
        lambda got: got[0] == 17: "a configuration is no trial",
        lambda got: got[0] == 13: "one bracket",
        lambda got: got[0] in (20, 24): "The quotient (`s_max` + 1) / (*s* + 1) was rounded before it was multiplied: "
        "round the whole product.",
        lambda got: got[0] == 19: "no last bracket",
        lambda got: got[0] == 21 and got[1] < 78: "rounds the first rung down",
        lambda got: got[0] == 22 and got[1] == got[2]: "nobody is trained further",
        lambda got: got[0] == 22 and got[1] == 78 and got[2] < 69: "two rungs back",
    },
)
compare(
    100,
    3,
    "100 is no power of 3, so epochs have to be rounded.",
    {lambda got: any(value != int(value) for value in got): "parts of an epoch"},
)
compare(81, 3, "Five brackets, from 81 for 1 epoch to 5 for 81.")
compare(16, 4, "Another factor, and three brackets.")
compare(243, 3, "243 is 3 to the power of 5, so there are six brackets.", {
    lambda got: got[0] < 300: "a logarithm that is nearly five"})
compare(1, 3, "One epoch, one bracket, and one trial.")

# %% right
# The package prints this bill before its first trial. Look up Table 1 of the paper: it has fewer trials than the
# paper's own algorithm, because it rounds differently.

# %% wrong: a configuration is no trial
# read: How many trials will it run?
# You have counted configurations. One that climbs two rungs is a trial on each of them.
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = further = 0
    for s in range(s_max, -1, -1):
        n = -(-(s_max + 1) * eta**s // (s + 1))
        trials += n
        before = 0
        for i in range(s + 1):
            epochs = R // eta ** (s - i)
            anew += n // eta**i * epochs
            further += n // eta**i * (epochs - before)
            before = epochs
    return trials, anew, further

# %% wrong: one bracket
# That is one tournament, the one with the earliest look. Hyperband hedges, and runs the others as well.
def bill(R, eta):
    s = 0
    while eta ** (s + 1) <= R:
        s += 1
    trials = anew = further = before = 0
    for i in range(s + 1):
        number, epochs = eta ** (s - i), R // eta ** (s - i)
        trials += number
        anew += number * epochs
        further += number * (epochs - before)
        before = epochs
    return trials, anew, further

# %% wrong: no last bracket
# A bracket is missing: number 0, in which nobody is thrown out. Where does your `range` end?
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = further = 0
    for s in range(s_max, 0, -1):
        n = -(-(s_max + 1) * eta**s // (s + 1))
        before = 0
        for i in range(s + 1):
            number, epochs = n // eta**i, R // eta ** (s - i)
            trials += number
            anew += number * epochs
            further += number * (epochs - before)
            before = epochs
    return trials, anew, further

# %% wrong: rounds the first rung down
# Bracket 1 begins with four and a half configurations. Round that *up*; only on the rungs above do you round down. (You
# are in good company: the paper's Table 1 does the same.)
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = further = 0
    for s in range(s_max, -1, -1):
        n = (s_max + 1) * eta**s // (s + 1)
        before = 0
        for i in range(s + 1):
            number, epochs = n // eta**i, R // eta ** (s - i)
            trials += number
            anew += number * epochs
            further += number * (epochs - before)
            before = epochs
    return trials, anew, further

# %% wrong: nobody is trained further
# Your two bills have the same epochs. A trial that is trained further has paid for its first epochs on the rung below.
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = 0
    for s in range(s_max, -1, -1):
        n = -(-(s_max + 1) * eta**s // (s + 1))
        for i in range(s + 1):
            trials += n // eta**i
            anew += n // eta**i * (R // eta ** (s - i))
    return trials, anew, anew

# %% wrong: two rungs back
# Your second number of epochs is too small: you subtracted the epochs of *all* the rungs below. A trial on the second
# rung ended at epoch 3 in all, not at 1 plus 3.
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = further = 0
    for s in range(s_max, -1, -1):
        n = -(-(s_max + 1) * eta**s // (s + 1))
        before = 0
        for i in range(s + 1):
            number, epochs = n // eta**i, R // eta ** (s - i)
            trials += number
            anew += number * epochs
            further += number * (epochs - before)
            before += epochs
    return trials, anew, further

# %% wrong: parts of an epoch
# There is no third of an epoch. Round each rung's limit down, and then multiply.
def bill(R, eta):
    s_max = 0
    while eta ** (s_max + 1) <= R:
        s_max += 1
    trials = anew = further = 0
    for s in range(s_max, -1, -1):
        n = -(-(s_max + 1) * eta**s // (s + 1))
        before = 0
        for i in range(s + 1):
            number, epochs = n // eta**i, R / eta ** (s - i)
            trials += number
            anew += number * epochs
            further += number * (epochs - before)
            before = epochs
    return trials, anew, further

# %% wrong: a logarithm that is nearly five
# The widest bracket is missing. To the machine, `log(243) / log(3)` is 4.999…, which rounds down to 4. A bill that is
# right for 9, 81 and 100 can be wrong for 243.
from math import ceil, floor, log


def bill(R, eta):
    s_max = floor(log(R) / log(eta))
    trials = anew = further = 0
    for s in range(s_max, -1, -1):
        n, before = ceil((s_max + 1) / (s + 1) * eta**s), 0
        for i in range(s + 1):
            number, epochs = n // eta**i, R // eta ** (s - i)
            trials += number
            anew += number * epochs
            further += number * (epochs - before)
            before = epochs
    return trials, anew, further
