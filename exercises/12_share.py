# %% exercise
# title: One parcel for all
# chapter: 12
# kind: fix it
# difficulty: 3
# importance: 4
# minutes: 12
# objective: send large data once, and keep all workers busy
# answer: run_all
# read: The data travel once

# %% statement
# `run_all` runs `function(trial, data)` for each trial on an executor, and returns the results in the order of the
# trials. It works but is slow, for two reasons: it waits for each result before it sends the next trial, and the data
# travel with every trial.
#
# Mend both. If the executor has a method `share`, call it once: `share(data)` returns something small, and where a task
# gets that as an argument, the executor puts the data in its place. Your code must also work with an executor that has
# no `share`. Of the executor, rely on nothing but `submit` and `share`. Leave the list `trials` as it is.

# %% starter
def run_all(function, trials, data, executor):
    results = []
    for trial in trials:
        future = executor.submit(function, trial, data)
        results.append(future.result())
    return results

# %% hint
# `submit` returns at once. It is `result` that waits, so which future should be asked for its result, and when?

# %% hint
# `hasattr(executor, "share")` says whether there is such a method.

# %% solution
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    futures = [executor.submit(function, trial, data) for trial in trials]
    return [future.result() for future in futures]

# %% another solution
def run_all(function, trials, data, executor):
    share = getattr(executor, "share", lambda thing: thing)
    small, sent = share(data), {}
    for place, trial in enumerate(trials):
        sent[place] = executor.submit(function, trial, small)
    return [sent[place].result() for place in sorted(sent)]

# %% check
class Token:
    def __init__(self, data):
        self.data = data


class Future:
    def __init__(self, executor, work):
        self.executor, self.work, self.over = executor, work, False

    def done(self):
        self.result()  # so that nobody who asks again and again waits for ever
        return True

    def result(self, timeout=None):
        if not self.over:
            self.over, self.value = True, self.work()
            self.executor.running -= 1
        return self.value


class Plain:
    """An executor that notes what it is sent, and how many tasks it has at a time."""

    def __init__(self):
        self.running = self.most = self.sent = 0

    def submit(self, function, /, *arguments, **named):
        self.running += 1
        self.most = max(self.most, self.running)
        self.sent += sum(isinstance(each, list) for each in (*arguments, *named.values()))
        opened = map(self.opened, arguments)
        opened_named = {name: self.opened(each) for name, each in named.items()}
        return Future(self, lambda: function(*opened, **opened_named))

    def opened(self, each):
        return each.data if isinstance(each, Token) else each


class Sharing(Plain):
    shared = 0

    def share(self, data):
        self.shared += 1
        self.sent += 1
        return Token(data)


def double(trial, data):
    return trial * sum(data)


def watched(kind, trials=(3, 1, 2)):
    executor = kind()
    return run_all(double, list(trials), [4, 6], executor), executor


expect(
    "watched(Plain)[0]",
    [30, 10, 20],
    "One result for each trial, in the order of the trials.",
    mistakes={
        lambda got: "share" in str(got.error): "takes `share` for granted",
        AttributeError: "An executor has `submit`, what `submit` returns has `result`, and no more is promised.",
        lambda got: "callable" in str(got.error): "`submit` wants the function itself, and its arguments: it is the executor that calls it.",
        lambda got: all(isinstance(each, Future) for each in got): "hands over promises",
        lambda got: sorted(got) == [10, 20, 30]: "The results are all there, but not in trial order.",
    },
    called="run_all(function, [3, 1, 2], data, an executor without `share`)",
)
expect(
    "watched(Plain, range(12))[1].most",
    12,
    "Every trial is sent before the first result is waited for.",
    mistakes={
        0: "No trial was sent to the executor, so its workers have nothing to do.",
        1: "waits in between",
        lambda got: 1 < got < 12: "sends them in batches",
    },
    called="how many of twelve trials the executor had at the same time",
)
expect(
    "watched(Sharing)[0]",
    [30, 10, 20],
    "With `share` the results are the same.",
    mistakes={
        lambda got: "Token" in str(got.error): "The function got what `share` returned. The executor puts the data in its place only where it is an argument of `submit` itself.",
    },
    called="run_all(function, [3, 1, 2], data, an executor with `share`)",
)
expect(
    "watched(Sharing, range(12))[1].most",
    12,
    "waits where it shares",
    mistakes={0: "No trial was sent to this executor, so its workers have nothing to do."},
    called="how many of twelve trials an executor with `share` had at the same time",
)
expect(
    "watched(Sharing)[1].sent",
    1,
    "sends them all the same",
    mistakes={
        lambda got: watched(Sharing)[1].shared == 3: "a parcel for each",
        lambda got: watched(Sharing)[1].shared > 1: "`share` was called more than once, and each time it sends the data.",
        lambda got: got == 4: "shares, and sends all the same",
    },
    called="how often the data were sent to an executor with `share`, for three trials",
)
expect(
    "watched(Plain, [3, 1, 3])[0]",
    [30, 10, 30],
    "one result for two equal trials",
    called="run_all(function, [3, 1, 3], data, an executor)",
)
expect(
    """
    trials = [3, 1, 2]
    run_all(double, trials, [4, 6], Plain())
    trials
    """,
    [3, 1, 2],
    "uses the trials up",
    called="the list `trials` after run_all(function, trials, data, an executor)",
)

# %% right
# Without `share` the data still travel with every trial; the loop cannot help that. It asks what the executor *can* do,
# not what it is called, so even an executor that nobody knew of fits in.

# %% wrong: takes `share` for granted
# Not every executor has `share`: those in Python's library do not. Look first, and do without it if need be.
def run_all(function, trials, data, executor):
    small = executor.share(data)
    futures = [executor.submit(function, trial, small) for trial in trials]
    return [future.result() for future in futures]

# %% wrong: hands over promises
# You return what `submit` returned. Those are promises of results; the caller wants the results themselves.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    return [executor.submit(function, trial, data) for trial in trials]

# %% wrong: waits in between
# Each trial was sent only after the one before had ended, so one worker works while the others look on. Send them all,
# then wait.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    return [executor.submit(function, trial, data).result() for trial in trials]

# %% wrong: sends them all the same
# This executor has a `share`, and nobody called it.
def run_all(function, trials, data, executor):
    futures = [executor.submit(function, trial, data) for trial in trials]
    return [future.result() for future in futures]

# %% wrong: a parcel for each
# `share` was called for every trial, and it sends the data each time. What it returned the first time is good for all.
def run_all(function, trials, data, executor):
    futures = []
    for trial in trials:
        small = executor.share(data) if hasattr(executor, "share") else data
        futures.append(executor.submit(function, trial, small))
    return [future.result() for future in futures]

# %% wrong: shares, and sends all the same
# You share the data but then hand the data themselves to `submit`. What `share` returned should go in their place.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        executor.share(data)
    futures = [executor.submit(function, trial, data) for trial in trials]
    return [future.result() for future in futures]

# %% wrong: sends them in batches
# Some trials were sent only when others had ended. An executor has a queue: it takes as many trials as there are, and knows
# best when a worker is free.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    results = []
    for start in range(0, len(trials), 4):
        futures = [executor.submit(function, trial, data) for trial in trials[start : start + 4]]
        results += [future.result() for future in futures]
    return results

# %% wrong: waits where it shares
# With a plain executor you send all trials at once. With one that has `share` you wait for each of them, yet its
# workers should be kept busy, too.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        small = executor.share(data)
        return [executor.submit(function, trial, small).result() for trial in trials]
    futures = [executor.submit(function, trial, data) for trial in trials]
    return [future.result() for future in futures]

# %% wrong: one result for two equal trials
# Two of these trials are equal, but they are still two trials. Keep results by place: a dictionary has one entry for
# equal keys.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    futures = {trial: executor.submit(function, trial, data) for trial in trials}
    return [future.result() for future in futures.values()]

# %% wrong: uses the trials up
# The caller still needs that list of trials, and you took trials out of it.
def run_all(function, trials, data, executor):
    if hasattr(executor, "share"):
        data = executor.share(data)
    futures = []
    while trials:
        futures.append(executor.submit(function, trials.pop(0), data))
    return [future.result() for future in futures]
