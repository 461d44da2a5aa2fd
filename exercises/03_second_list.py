# %% exercise
# title: Two lists under one name
# chapter: 3
# kind: fix it
# difficulty: 2
# importance: 4
# minutes: 10
# objective: make a silent mistake loud, without making a right use of it an error
# answer: CarefulHP
# read: What ours leaves out

# %% statement
# Two places in a `build` use the name `alpha` with two different lists, and `MyHP` ignores the second
# list without a word. Write `CarefulHP`, whose `Choice` raises a `ValueError` in that case. The message
# contains the name, and the container stays unchanged.
#
# The same values in the same order are no mistake: every trial asks for them again.

# %% starter
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        return super().Choice(name, choices)

# %% hint
# `self.choices` has the list of the first call. When is the name in it?

# %% hint
# A tuple with the same values is no mistake either, so compare like with like.

# %% hint
# First compare, then register. What goes wrong the other way around?

# %% solution
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        known = self.choices.get(name)
        if known is not None and known != list(choices):
            raise ValueError(f"{name}: registered with {known}, asked for with {choices}")
        return super().Choice(name, choices)

# %% another solution
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        value = super().Choice(name, choices)
        pairs = zip(self.choices[name], choices)
        if len(choices) != len(self.choices[name]) or any(a != b for a, b in pairs):
            raise ValueError("two lists for " + name)
        return value

# %% check
expect(
    """
    hp = CarefulHP()
    [hp.Choice("alpha", [0.1, 1.0]), hp.Choice("alpha", [0.1, 1.0])]
    """,
    [0.1, 0.1],
    "The same list again is what every trial asks for.",
    mistakes={ValueError: "refuses every second call"},
)
expect_error(
    """
    hp = CarefulHP()
    hp.Choice("alpha", [0.1, 1.0, 10.0])
    hp.Choice("alpha", [500, 600])
    """,
    ValueError,
    "The second list is different, and it was accepted without a word.",
    words=["alpha"],
)
expect_error(
    """
    hp = CarefulHP()
    hp.Choice("alpha", [0.1, 1.0])
    hp.Choice("alpha", [500, 600])
    """,
    ValueError,
    "compares the lengths",
    words=["alpha"],
)
expect(
    """
    hp = CarefulHP()
    hp.Choice("alpha", [0.1, 1.0])
    hp.pick("alpha", 1.0)
    try:
        hp.Choice("alpha", [500, 600])
    except ValueError:
        pass
    [hp.choices, hp.current]
    """,
    [{"alpha": [0.1, 1.0]}, {"alpha": 1.0}],
    "writes before it refuses",
)
expect_error(
    """
    hp = CarefulHP()
    hp.Choice("alpha", [0.1, 1.0])
    hp.Choice("alpha", [1.0, 0.1])
    """,
    ValueError,
    "forgets the order",
)
expect(
    """
    hp = CarefulHP()
    [hp.Choice("alpha", [0.1, 1.0]), hp.Choice("alpha", (0.1, 1.0))]
    """,
    [0.1, 0.1],
    "takes a tuple for another list",
    mistakes={ValueError: "takes a tuple for another list"},
)

# %% right
# Chapter 7's container does this for ranges and conditions too. The hard part was not refusing; it was
# letting through what every trial does.

# %% wrong: refuses every second call
# You refuse the same list when it is asked for again. In a search `build` is called again for each
# trial, and says the same each time.
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        if name in self.choices:
            raise ValueError(f"{name} is registered already")
        return super().Choice(name, choices)

# %% wrong: compares the lengths
# The two lists have no value in common, but the same length; you compared only the lengths.
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        if len(self.choices.get(name, choices)) != len(choices):
            raise ValueError(f"{name}: two lists")
        return super().Choice(name, choices)

# %% wrong: writes before it refuses
# read: Somebody has to write
# The call was refused, yet the container has changed. Whoever catches the error continues with a list
# that was never accepted.
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        before = self.choices.pop(name, None)
        value = super().Choice(name, choices)
        if before not in (None, list(choices)):
            raise ValueError(f"{name}: two lists")
        return value

# %% wrong: forgets the order
# read: Register or retrieve
# The same values in another order were accepted. But the first value of the list is the default, so the
# order says something.
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        if set(self.choices.get(name, choices)) != set(choices):
            raise ValueError(f"{name}: two lists")
        return super().Choice(name, choices)

# %% wrong: takes a tuple for another list
# The same values came as a tuple, and were refused: in Python `[1] == (1,)` is false. The container
# keeps a list, whatever it was given.
from minituner import MyHP


class CarefulHP(MyHP):
    def Choice(self, name, choices):
        if self.choices.get(name, choices) != choices:
            raise ValueError(f"{name}: two lists")
        return super().Choice(name, choices)
