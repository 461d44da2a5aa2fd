# %% exercise
# title: Confirm the finalists
# chapter: 15
# kind: write it
# difficulty: 3
# importance: 4
# minutes: 12
# objective: choose among lucky winners by scores that were measured afterwards
# answer: confirmed
# read: Noise: repeat, or explore?

# %% statement
# A search has ended. `scores` maps the name of each configuration to the one noisy loss that was seen (lower is
# better), and `run(name)` trains that configuration again and returns another loss.
#
# Write `confirmed(scores, run, finalists, executions)`: it takes the `finalists` best configurations by the losses that
# were seen, runs each of them `executions` more times, and returns a pair: the name whose *new* losses have the lowest
# mean, and that mean. Leave `scores` as it is.

# %% starter
def confirmed(scores, run, finalists, executions):
    winner = min(scores, key=scores.get)
    return winner, scores[winner]

# %% hint
# `sorted(scores, key=scores.get)` gives the names, best first.

# %% hint
# The old losses have done their work once the finalists are chosen. What would they bring into the mean?

# %% solution
def confirmed(scores, run, finalists, executions):
    means = {}
    for name in sorted(scores, key=scores.get)[:finalists]:
        means[name] = sum(run(name) for _ in range(executions)) / executions
    winner = min(means, key=means.get)
    return winner, means[winner]

# %% another solution
from heapq import nsmallest
from statistics import fmean


def confirmed(scores, run, finalists, executions):
    def again(name):
        return fmean([run(name) for _ in range(executions)]), name

    loss, name = min(map(again, nsmallest(finalists, scores, key=lambda each: scores[each])))
    return name, loss

# %% check
SEEN = {"a": 0.50, "b": 0.10, "c": 0.20, "d": 0.15, "e": 0.90}
NEW = {"a": [0.0, 0.0], "b": [0.40, 0.60], "c": [0.36, 0.40], "d": [0.30, 0.70], "e": [0.0, 0.0]}
runs = []


def run(name):
    runs.append(name)
    return NEW[name][(runs.count(name) - 1) % 2]


def again(finalists, executions, scores=SEEN):
    runs.clear()
    return confirmed(dict(scores), run, finalists, executions)


expect(
    """
    again(3, 2)
    {name: runs.count(name) for name in sorted(set(runs))}
    """,
    {"b": 2, "c": 2, "d": 2},
    "Each finalist is run as often as `executions` says.",
    mistakes={
        lambda got: got == {}: "runs nothing again",
        lambda got: len(got) == 5: "runs everybody",
        lambda got: "e" in got: "takes the worst for the best",
        lambda got: set(got) != {"b", "c", "d"}: "Those are not the three configurations with the lowest losses.",
        lambda got: set(got.values()) == {1}: "They were run once each, and `executions` was 2.",
    },
    called="how often each configuration was run: confirmed({a: 0.5, b: 0.1, c: 0.2, d: 0.15, e: 0.9}, run, 3, 2)",
)
expect(
    "again(3, 2)",
    ("c", 0.38),
    "The name with the lowest mean of the new losses comes first, and then that mean.",
    mistakes={
        lambda got: got[0] == "d" and abs(got[1] - 0.30) < 1e-6: "the luckiest run",
        lambda got: got[0] == "b" and abs(got[1] - 0.50) < 1e-6: "the old winner wins",
        lambda got: abs(got[1] - (0.20 + 0.36 + 0.40) / 3) < 1e-6: "keeps the lucky loss",
        lambda got: abs(got[1] - (0.10 + 0.40 + 0.60) / 3) < 1e-6: "keeps the lucky loss",
        lambda got: got[0] == "b": "reports the old loss",
    },
    called="confirmed({a: 0.5, b: 0.1, c: 0.2, d: 0.15, e: 0.9}, run, 3, 2); the new losses are b 0.4, 0.6, c 0.36, 0.4, d 0.3, 0.7",
)
expect(
    "again(1, 3)",
    ("b", 1.4 / 3),
    "With one finalist there is nothing to choose, but its loss is still measured anew, three times.",
    mistakes={
        lambda got: abs(got[1] - 0.4) < 1e-6: "the one in the middle",
        lambda got: abs(got[1] - 0.5) < 1e-6: "always two runs",
    },
    called="confirmed({a: 0.5, b: 0.1, c: 0.2, d: 0.15, e: 0.9}, run, 1, 3); the new losses of b are 0.4, 0.6, 0.4",
)
expect(
    """
    scores = dict(SEEN)
    confirmed(scores, run, 3, 2)
    scores
    """,
    SEEN,
    "changes the scores",
    called="the dictionary `scores` after confirmed(scores, run, 3, 2)",
)

# %% right
# The loss that you now report was chosen from three means, not from a hundred single runs, so little flattery is left.
# `tuner.confirm` does this and adds an interval.

# %% wrong: runs nothing again
# No configuration was run again, so nothing new is known: the lowest loss that was seen is the luckiest one.
def confirmed(scores, run, finalists, executions):
    winner = min(scores, key=scores.get)
    return winner, scores[winner]

# %% wrong: runs everybody
# All five were run again. That is sound, but it costs a second search; the point of finalists is that most
# configurations are out of the question already.
def confirmed(scores, run, finalists, executions):
    means = {name: sum(run(name) for _ in range(executions)) / executions for name in scores}
    winner = min(means, key=means.get)
    return winner, means[winner]

# %% wrong: takes the worst for the best
# The configuration with the highest loss is among your finalists. Here lower is better.
def confirmed(scores, run, finalists, executions):
    best = sorted(scores, key=scores.get, reverse=True)[:finalists]
    means = {name: sum(run(name) for _ in range(executions)) / executions for name in best}
    winner = min(means, key=means.get)
    return winner, means[winner]

# %% wrong: the luckiest run
# You took the lowest single run. The minimum of several noisy numbers is flattered, and flattery is what you wanted to
# get rid of.
def confirmed(scores, run, finalists, executions):
    best = sorted(scores, key=scores.get)[:finalists]
    lowest = {name: min(run(name) for _ in range(executions)) for name in best}
    winner = min(lowest, key=lowest.get)
    return winner, lowest[winner]

# %% wrong: the old winner wins
# The losses are new, but the winner is still the one that the search named. Among the new means, another is lowest.
def confirmed(scores, run, finalists, executions):
    best = sorted(scores, key=scores.get)[:finalists]
    means = {name: sum(run(name) for _ in range(executions)) / executions for name in best}
    return best[0], means[best[0]]

# %% wrong: keeps the lucky loss
# The loss that was seen in the search is part of your mean. It is low *because* it was chosen for being low, so it pulls the
# mean of every finalist down.
def confirmed(scores, run, finalists, executions):
    means = {}
    for name in sorted(scores, key=scores.get)[:finalists]:
        losses = [scores[name], *(run(name) for _ in range(executions))]
        means[name] = sum(losses) / len(losses)
    winner = min(means, key=means.get)
    return winner, means[winner]

# %% wrong: reports the old loss
# You ran the finalists but report an old loss all the same. A report without flattery rests on the new runs.
def confirmed(scores, run, finalists, executions):
    best = sorted(scores, key=scores.get)[:finalists]
    for name in best:
        for _ in range(executions):
            run(name)
    return best[0], scores[best[0]]

# %% wrong: the one in the middle
# These losses were 0.4, 0.6 and 0.4, and you report the one in the middle. A mean was asked for; only for two numbers
# is it always the same.
from statistics import median


def confirmed(scores, run, finalists, executions):
    middle = {}
    for name in sorted(scores, key=scores.get)[:finalists]:
        middle[name] = median(run(name) for _ in range(executions))
    winner = min(middle, key=middle.get)
    return winner, middle[winner]

# %% wrong: always two runs
# That is the mean of two runs, and `executions` was 3.
def confirmed(scores, run, finalists, executions):
    best = sorted(scores, key=scores.get)[:finalists]
    means = {name: (run(name) + run(name)) / 2 for name in best}
    winner = min(means, key=means.get)
    return winner, means[winner]

# %% wrong: changes the scores
# Your call changed `scores`, which is the record of the search: it says what was seen and will still be needed.
def confirmed(scores, run, finalists, executions):
    means = {}
    for _ in range(finalists):
        name = min(scores, key=scores.get)
        del scores[name]
        means[name] = sum(run(name) for _ in range(executions)) / executions
    winner = min(means, key=means.get)
    return winner, means[winner]
