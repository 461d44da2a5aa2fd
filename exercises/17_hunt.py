# %% exercise
# title: Three bugs of sixteen
# chapter: 17
# kind: write it
# difficulty: 4
# importance: 5
# minutes: 20
# seconds: 40
# objective: write a test that stops real bugs of a tuner, and passes where there are none
# answer: test_mine
# read: Your turn: write the test that catches it

# %% statement
# `catch(test_mine)` calls your test with `minituner` as it is, and once more with each of this chapter's sixteen bugs
# planted in it. It lists the bugs that the test stops; each of the others walks free, with a hint that names no line.
#
# Write `test_mine()`, without arguments. It must pass on the package as it is, and stop at least three of the bugs.
# Import what you need *inside* it: each time, the package is another one. In a page, a round through all sixteen takes
# some seconds.

# %% starter
from demystifying.planted import catch


def test_mine():
    from minituner.dimensions import Float

    values = Float(name="rate", min_value=0.0, max_value=1.0, step=0.25).values
    assert values[-1] == 1.0


print(catch(test_mine))

# %% hint
# One function may ask several things, one after the other. Begin with the bugs whose hint you could carry out in two lines.

# %% hint
# The test of the starter asks in the right place. With which step is the last value hard to reach for a computer?

# %% hint
# Seeds and configs need no search: an oracle tells its `seed`, and a container of hyperparameters its `get_config()`.

# %% solution
def test_mine():
    from minituner import HyperParameters
    from minituner.dimensions import Float
    from minituner.oracles import RandomSearchOracle

    assert Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values[-1] == 1.0
    assert RandomSearchOracle(seed=0).seed == 0
    hp = HyperParameters()
    hp.Float("alpha", 0.001, 1000.0, sampling="log")
    config = hp.get_config()
    HyperParameters.from_config(config)
    assert config == hp.get_config()

# %% another solution
def test_mine():
    import math

    from minituner import Objective, RandomSearch

    try:
        Objective.of("similarity")
    except ValueError:
        pass
    else:
        raise AssertionError("nobody knows which way is better")

    def build(hp):
        return hp.Float("x", 0.0, 1.0, step=0.2)

    class Moody(RandomSearch):
        def run_trial(self, trial):
            x = trial.hyperparameters.get("x")
            return math.nan if x < 0.3 else x

    search = Moody(build, objective="loss", max_trials=20, seed=0, verbose=0)
    search.search()
    tried = {trial.values["x"] for trial in search.history}
    assert tried == {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}
    assert search.oracle.seed == 0
    best = search.get_best_trials(1)[0]
    assert best.values["x"] == 0.4

# %% check
import dis

from demystifying.planted import catch


def stopped(test):
    hunt = catch(test)
    return [name for name in hunt.caught if name not in hunt.free]


def imports_nothing(got):
    lines = dis.get_instructions(test_mine)
    return got == [] and not any(line.opname == "IMPORT_NAME" for line in lines)


def returns_a_verdict(got):
    return got == [] and test_mine() is not None


expect_that(
    "stopped(test_mine)",
    lambda got: len(got) >= 3,
    "the names of three bugs or more",
    "asks one thing",
    mistakes={
        ValueError: "asks for what nobody promised",
        returns_a_verdict: "returns a verdict",
        imports_nothing: "imports outside",
        lambda got: got == []: "stops nothing",
    },
)

# %% right
# Three bugs that people really made would not have passed your test. `print(catch(test_mine))` says which ones still would: there
# are sixteen.

# %% wrong: stops nothing
# Your test passes with all sixteen bugs in turn, so it asks for nothing that any of them changes. What does it compare, and
# could that come out differently?
def test_mine():
    from minituner.dimensions import Float

    values = Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values
    assert all(0.0 <= value <= 1.0 for value in values)

# %% wrong: asks one thing
# That stops a bug, but too few of them: they are in sixteen places, and what you ask looks at one or two. Keep it, and go on to
# another hint.
def test_mine():
    from minituner.dimensions import Float

    assert len(Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values) == 11

# %% wrong: asks for what nobody promised
# read: The right input, and the wrong question
# Your test fails on the package as it is, with no bug in it. Either something that it needs is not imported inside it, or it asks for what
# `minituner` does not promise.
def test_mine():
    from minituner.dimensions import Float

    values = Float(name="rate", min_value=0.0, max_value=1.0, step=0.3).values
    assert values[-1] == 1.0

# %% wrong: returns a verdict
# Your test returned its finding, but nobody reads what a test returns: without an error it has passed.
def test_mine():
    from minituner.dimensions import Float

    return Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values[-1] == 1.0

# %% wrong: imports outside
# What you use was imported before your test was called, so it is the package as it is, whatever has been planted since. Import it
# inside the test.
from minituner.dimensions import Float


def test_mine():
    assert Float(name="rate", min_value=0.0, max_value=1.0, step=0.1).values[-1] == 1.0
