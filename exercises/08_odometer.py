# %% exercise
# title: An odometer whose digits come and go
# chapter: 8
# kind: fill the gap
# difficulty: 3
# importance: 3
# minutes: 15
# objective: go from one configuration to the next where the number of names depends on the values
# answer: following
# read: The odometer

# %% statement
# A network has 1 to `most` layers, and each has a width from the list `widths`. A reading is the tuple of its widths.
# Write `following(reading, widths, most)`, which returns the next reading, or `None` after the last one.
#
# The last width turns fastest, as on an odometer. When no digit can turn anymore, the number of layers goes up by
# one. A new digit, or one that begins anew, begins with the first of `widths`.

# %% starter
def following(reading, widths, most):
    digits = list(reading)
    while digits:
        place = widths.index(digits.pop()) + 1  # of the next value of this digit
        ...
    # no digit could turn
    ...

# %% hint
# `digits.pop()` has taken the last digit off. If it can turn, everything to its right begins anew: how many digits
# is that?

# %% hint
# If it cannot turn, the loop goes on with the digit to its left.

# %% hint
# After the loop there is one more layer, and all its digits are new, unless there are `most` layers already.

# %% solution
def following(reading, widths, most):
    digits = list(reading)
    while digits:
        place = widths.index(digits.pop()) + 1
        if place < len(widths):
            anew = len(reading) - len(digits) - 1
            return (*digits, widths[place], *[widths[0]] * anew)
    if len(reading) == most:
        return None
    return (widths[0],) * (len(reading) + 1)

# %% another solution
from itertools import product


def following(reading, widths, most):
    every = [r for layers in range(1, most + 1) for r in product(widths, repeat=layers)]
    return dict(zip(every, every[1:])).get(tuple(reading))

# %% check
expect(
    "following((10, 10), [10, 20], 3)",
    (10, 20),
    "The last digit turns.",
    mistakes={(20, 10): "the first digit turns fastest"},
)
expect(
    "following((10, 20), [10, 20], 3)",
    (20, 10),
    "The last digit is at its end: the one to its left turns, and the last one begins anew.",
    mistakes={(20, 20): "forgets to begin anew", (20,): "loses the digits on the right"},
)
expect(
    "following((10, 30, 20, 30, 30), [10, 20, 30], 5)",
    (10, 30, 30, 10, 10),
    "Two digits begin anew, and nothing happens to the left of the one that turns.",
)
expect(
    "following((20, 20), [10, 20], 3)",
    (10, 10, 10),
    "With two layers this was the last reading, so a layer is added.",
    mistakes={
        None: "ends with the layers that are there",
        (20, 20, 10): "keeps what was there",
        (10, 10): "begins the same layers anew",
    },
)
expect(
    "following((20, 20, 20), [10, 20], 3)",
    None,
    "adds a layer too many",
    mistakes={(10,): "begins from the start"},
)
expect(
    """
    reading, seen = (64,), 0
    while reading is not None and seen < 1000:
        seen, reading = seen + 1, following(reading, [64, 32, 16], 4)
    seen
    """,
    3 + 9 + 27 + 81,
    "From the first reading to the last, every network comes up once.",
)

# %% right
# The next reading follows from the last one, so an oracle that goes through a grid needs no memory of its place: the
# last trial in the history marks the place.

# %% wrong: the first digit turns fastest
# The first digit turned. On an odometer, the one on the right turns with every step.
def following(reading, widths, most):
    digits = list(reading)
    for i, digit in enumerate(digits):
        if digit != widths[-1]:
            digits[i] = widths[widths.index(digit) + 1]
            return (*[widths[0]] * i, *digits[i:])
    return (widths[0],) * (len(reading) + 1) if len(reading) < most else None

# %% wrong: forgets to begin anew
# From 19 an odometer goes to 20, and not to 29: what stands to the right of the digit that turns begins anew.
def following(reading, widths, most):
    digits = list(reading)
    for i in reversed(range(len(digits))):
        if digits[i] != widths[-1]:
            digits[i] = widths[widths.index(digits[i]) + 1]
            return tuple(digits)
    return (widths[0],) * (len(reading) + 1) if len(reading) < most else None

# %% wrong: loses the digits on the right
# A layer has vanished. The digits that were taken off have to be put back, with their first value.
def following(reading, widths, most):
    digits = list(reading)
    while digits:
        place = widths.index(digits.pop()) + 1
        if place < len(widths):
            return (*digits, widths[place])
    return (widths[0],) * (len(reading) + 1) if len(reading) < most else None

# %% wrong: ends with the layers that are there
# read: A third way
# The networks with two layers are done; those with three are not. The number of layers is a digit too, the leftmost
# one.
def following(reading, widths, most):
    digits = list(reading)
    while digits:
        place = widths.index(digits.pop()) + 1
        if place < len(widths):
            return (*digits, widths[place], *[widths[0]] * (len(reading) - len(digits) - 1))
    return None

# %% wrong: keeps what was there
# You put the new layer beside the old widths, which stayed as they were. But the number of layers is the digit that
# turned, and everything to the right of it begins anew, the old widths included.
def following(reading, widths, most):
    digits = list(reading)
    while digits:
        place = widths.index(digits.pop()) + 1
        if place < len(widths):
            return (*digits, widths[place], *[widths[0]] * (len(reading) - len(digits) - 1))
    return (*reading, widths[0]) if len(reading) < most else None

# %% wrong: begins the same layers anew
# That is where the two-layer networks began, so this odometer goes around forever.
def following(reading, widths, most):
    digits = list(reading)
    for i in reversed(range(len(digits))):
        place = (widths.index(digits[i]) + 1) % len(widths)
        digits[i] = widths[place]
        if place:
            break
    return tuple(digits)

# %% wrong: adds a layer too many
# All the networks with three layers have come up, and three is the most. Something has to say that it is over.
def following(reading, widths, most):
    digits = list(reading)
    while digits:
        place = widths.index(digits.pop()) + 1
        if place < len(widths):
            return (*digits, widths[place], *[widths[0]] * (len(reading) - len(digits) - 1))
    return (widths[0],) * (len(reading) + 1)
