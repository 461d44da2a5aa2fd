# %% exercise
# title: Who has won the races?
# chapter: 10
# kind: write it
# difficulty: 3
# importance: 4
# minutes: 15
# objective: say of a number of races whether one search is better, or whether chance would do as well
# answer: verdict
# read: Where it wins, and where it loses

# %% statement
# Two searches have raced; the first won `wins` of the `races`, and no race was a draw. Write `verdict(wins, races)`. It
# returns `"first"` or `"second"` if that search is better, and `"tie"` if the numbers do not support such a verdict.
#
# They support it if a fair coin would land *as far from one half, on either side*, in fewer than 5 of 100 such series.
# Compute this chance exactly, by counting series of heads and tails, without a normal curve. There may be up to 260
# races.

# %% starter
def verdict(wins, races):
    return "first" if wins > races - wins else "second"

# %% hint
# `math.comb(races, k)` is how many of the `2**races` series have exactly `k` heads.

# %% hint
# Which numbers of heads are at least as far from half of the races as `wins` is? Add up the chances of all of them, on
# both sides.

# %% solution
from math import comb


def verdict(wins, races):
    distance = abs(2 * wins - races)
    extreme = [k for k in range(races + 1) if abs(2 * k - races) >= distance]
    chance = sum(comb(races, k) for k in extreme) / 2**races
    if chance >= 0.05:
        return "tie"
    return "first" if 2 * wins > races else "second"

# %% another solution
def verdict(wins, races):
    chances = [1.0]
    for _ in range(races):  # one more toss of the coin
        chances = [(a + b) / 2 for a, b in zip([0, *chances], [*chances, 0])]
    most = max(wins, races - wins)
    if wins * 2 == races or 2 * sum(chances[most:]) >= 0.05:
        return "tie"
    return {wins: "first"}.get(most, "second")

# %% check
def carried(wins, races, expected, why, mistakes=()):
    expect(f"verdict({wins}, {races})", expected, why, mistakes=mistakes)


def no_tie(got):
    return got in ("first", "second")


carried(33, 40, "first", "33 of 40 is far more than a coin would give.")
carried(
    7,
    40,
    "second",
    "The other one has won nearly all of the races.",
    {"tie": "blind on one side"},
)
carried(22, 40, "tie", "22 of 40 is what a coin does all the time.", {no_tie: "more is better"})
carried(130, 260, "tie", "Half of the races each.", {no_tie: "the chance of exactly that"})
carried(33, 50, "first", "In 50 races 66 % is far from chance.", {"tie": "a fixed share"})
carried(
    58,
    100,
    "tie",
    "A coin is that far from 50, on either side, in 13 of 100 series.",
    {no_tie: "the chance of exactly that, twice"},
)
carried(
    12,
    17,
    "tie",
    "A coin is that far from one half, on either side, in 14 of 100 series.",
    {no_tie: "what is farther off alone"},
)
carried(
    4,
    4,
    "tie",
    "Four heads in a row, or four tails, come once in eight series.",
    {no_tie: "a normal curve for four races"},
)
carried(26, 40, "tie", "A coin is that far from 20, on either side, in 8 of 100 series.", {no_tie: "one side"})
carried(15, 20, "first", "15 of 20, or as far on the other side, comes in 4 of 100 series.")
carried(0, 6, "second", "None of six, or all of them, comes in 3 of 100 series.")

# %% right
# Chapter 10's *p* is this chance, as `scipy.stats.binomtest` computes it. Note how many races it takes: 26 of 40, which
# is nearly two of three, is still a tie.

# %% wrong: more is better
# A fair coin rarely lands at exactly one half, so one of the two nearly always has more. The question is how often
# chance alone would bring as large a lead.
def verdict(wins, races):
    return "tie" if 2 * wins == races else "first" if 2 * wins > races else "second"

# %% wrong: blind on one side
# The second search won 33 of 40, and you call that a tie. Far from one half means far on either side.
from math import comb


def verdict(wins, races):
    chance = sum(comb(races, k) for k in range(wins, races + 1)) / 2**races
    return "first" if chance < 0.025 else "tie"

# %% wrong: the chance of exactly that
# Of 260 tosses *exactly* 130 are heads in fewer than 5 of 100 series, and no other number is more probable. Each single
# outcome is rare; what counts is every outcome that is as far off, or farther.
from math import comb


def verdict(wins, races):
    if comb(races, wins) / 2**races >= 0.05:
        return "tie"
    return "first" if 2 * wins > races else "second"

# %% wrong: a fixed share
# The same share means little in a few races and a great deal in many. No single percentage can be the limit.
def verdict(wins, races):
    share = wins / races
    return "first" if share >= 0.7 else "second" if share <= 0.3 else "tie"

# %% wrong: a normal curve for four races
# A normal curve is no good for four races. The usual interval, the share ± 1.96 deviations, has no width at all here,
# since no race was lost.
def verdict(wins, races):
    share = wins / races
    margin = 1.96 * (share * (1 - share) / races) ** 0.5
    return "tie" if abs(share - 0.5) <= margin else "first" if share > 0.5 else "second"

# %% wrong: one side
# You have added up one side only. Before the races, nobody said who would win, and a coin that far off on the other
# side would have surprised you as much.
from math import comb


def verdict(wins, races):
    most = max(wins, races - wins)
    if 2 * wins == races or sum(comb(races, k) for k in range(most, races + 1)) / 2**races >= 0.05:
        return "tie"
    return "first" if wins == most else "second"

# %% wrong: the chance of exactly that, twice
# You have doubled the chance of *exactly* that many wins. That covers both sides, but only one number on each: results
# farther off surprise even more, and count, too.
from math import comb


def verdict(wins, races):
    if 2 * comb(races, wins) / 2**races >= 0.05:
        return "tie"
    return "first" if 2 * wins > races else "second"

# %% wrong: what is farther off alone
# You have added up the results *farther* from one half than this one, and left out this one itself. *As far* includes
# it; with few races, that makes a great difference.
from math import comb


def verdict(wins, races):
    distance = abs(2 * wins - races)
    extreme = [k for k in range(races + 1) if abs(2 * k - races) > distance]
    if sum(comb(races, k) for k in extreme) / 2**races >= 0.05:
        return "tie"
    return "first" if 2 * wins > races else "second"
