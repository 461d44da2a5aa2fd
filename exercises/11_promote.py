# %% exercise
# title: Sure to be among the best
# chapter: 11
# kind: fix it
# difficulty: 3
# importance: 3
# minutes: 15
# objective: promote a trial as soon as no trial that still runs can take its place
# answer: sure
# read: Promoted while others run

# %% statement
# On a rung, some trials have ended and others are still running. `sure(losses, running, places)` returns the names of
# those that may go on *now*, best first: those that will be among the best `places` whatever the running ones bring.
#
# `losses` maps the name of each trial that has ended to its loss, where lower is better and `None` stands for a
# failure; `running` is how many are still running. A failed trial never goes on, but it has ended, so it takes nobody's
# place.
#
# The starter fills the places with whoever came first.

# %% starter
def sure(losses, running, places):
    ranked = sorted(losses, key=losses.get)
    return ranked[:places]

# %% hint
# Suppose that every trial still running turns out better than all the others. Which of those that have ended are still
# among the best?

# %% hint
# A trial's place can only get worse. By how much at most?

# %% hint
# `None` cannot be compared with a number. A failed trial need not be ranked at all.

# %% solution
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    ranked = sorted(ended, key=ended.get)
    return ranked[: max(places - running, 0)]

# %% another solution
from math import inf


def sure(losses, running, places):
    future = [(-inf, "")] * running  # the worst that can happen
    future += [(loss, name) for name, loss in losses.items() if loss is not None]
    future.sort(key=lambda pair: pair[0])
    return [name for _, name in future[:places] if name]

# %% check
NINE = "dict(a=0.5, b=0.2, c=0.9, d=0.4, e=0.8, f=0.7, g=0.6, h=0.3, i=0.1)"
expect(
    f"sure({NINE}, 0, 3)",
    ["i", "b", "h"],
    "All nine have ended, and the three with the lowest loss go on.",
    mistakes={("c", "e", "f"): "the highest loss", ("b", "h", "i"): "The best comes first."},
)
expect(
    "sure(dict(a=0.5, b=0.2, c=0.9), 6, 3)",
    [],
    "Six still run. If all of them are better than these three, none of the three goes on.",
    mistakes={
        ("b", "a", "c"): "the first three take the places",
        ("b",): "a share of those that have ended",
    },
)
expect(
    "sure(dict(a=0.5, b=0.2, c=0.9, d=0.4, e=0.8, f=0.7, g=0.6, h=0.3), 1, 3)",
    ["b", "h"],
    "One still runs, and can push nobody down by more than one place.",
    mistakes={
        (): "waits for everybody",
        ("b", "h", "d"): "one place too many",
        ("b",): "one place too few",
    },
)
expect(
    "sure(dict(a=0.5, b=0.2, c=0.9, d=0.4, e=0.8, f=0.7), 3, 3)",
    [],
    "Three still run, and there are three places.",
    mistakes={("b",): "one place too many", ("b", "d"): "a share of those that have ended"},
)
expect(
    "sure(dict(a=0.5, b=None, c=0.2, d=None), 0, 3)",
    ["c", "a"],
    "Two have failed, and a place stays empty.",
    mistakes={
        TypeError: "ranks a failure",
        lambda got: len(got) == 3: "promotes a failure",
        ("c",): "a failure that keeps a place",
    },
)
expect(
    "sure(dict(a=None, b=0.2, c=0.4), 2, 3)",
    ["b"],
    "Two still run, so one place is sure.",
    mistakes={
        (): "a failure that keeps a place",
        ("b", "c"): "one place too many",
    },
)

# %% right
# The same trials go on as if you had waited for all of them, only sooner. ASHA goes further: it promotes whoever is
# among the best third *so far*, and accepts that some of them should not have been.

# %% wrong: the highest loss
# The three with the highest loss were chosen. A loss is better the lower it is.
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    return sorted(ended, key=ended.get, reverse=True)[: max(places - running, 0)]

# %% wrong: the first three take the places
# These three ended first, and that is all we know of them. Those still running may all be better, and by then the
# places are gone.
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    return sorted(ended, key=ended.get)[:places]

# %% wrong: a share of those that have ended
# read: What ours leaves out
# Promoting the best third of those that have ended is ASHA's rule, which is quicker and sometimes wrong. Here, only
# those that are sure go on.
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    number = len(losses) * places // (len(losses) + running) if running else places
    return sorted(ended, key=ended.get)[: max(number, 1)]

# %% wrong: waits for everybody
# That is safe but slower than it need be: whatever the last one brings, it cannot push the first two out. Meanwhile,
# workers stand idle.
def sure(losses, running, places):
    if running:
        return []
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    return sorted(ended, key=ended.get)[:places]

# %% wrong: one place too many
# The last one on your list is only just among the best: if those still running turn out better, it is out. Each of them
# may take a place.
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    number = places - running + (running > 0)
    return sorted(ended, key=ended.get)[: max(number, 0)]

# %% wrong: one place too few
# The second one is sure, too: the one still running can push it down to third place at worst, and that is still a
# place.
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    number = places - running - (running > 0)
    return sorted(ended, key=ended.get)[: max(number, 0)]

# %% wrong: ranks a failure
# You compare `None` with a number, which Python refuses. A failed trial has no place in a ranking.
def sure(losses, running, places):
    return sorted(losses, key=losses.get)[: max(places - running, 0)]

# %% wrong: promotes a failure
# A failed trial was promoted because a place was left. It has nothing that could be trained further.
from math import inf


def sure(losses, running, places):
    ranked = sorted(losses, key=lambda name: inf if losses[name] is None else losses[name])
    return ranked[: max(places - running, 0)]

# %% wrong: a failure that keeps a place
# A failure was counted as if it were still running or stood above the others. It has ended, and takes nobody's place.
def sure(losses, running, places):
    ended = {name: loss for name, loss in losses.items() if loss is not None}
    failed = len(losses) - len(ended)
    return sorted(ended, key=ended.get)[: max(places - running - failed, 0)]
