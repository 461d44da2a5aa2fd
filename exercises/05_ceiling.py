# %% exercise
# title: No method beats this
# chapter: 5
# kind: write it
# difficulty: 2
# importance: 5
# minutes: 8
# objective: say before any fit how good any method can be
# answer: ceiling
# read: The best that is possible

# %% statement
# Write `ceiling(beta, sigma)`: the highest R² that any method can reach, on average over fresh rows, on data
# from `make_linear_data(beta, sigma)`. Features and noise are drawn from the Laplace distribution at scale 1, and
# the noise is multiplied by `sigma`.
#
# `beta` is a list of any coefficients, not only ones and zeros.

# %% starter
def ceiling(beta, sigma):
    ...

# %% hint
# What is left of `y` for somebody who knows `beta`? And how much of the variance of `y` is that?

# %% hint
# Variances of independent terms add up. What does a factor do to a variance?

# %% solution
def ceiling(beta, sigma):
    signal = sum(2 * b**2 for b in beta)
    noise = 2 * sigma**2
    return signal / (signal + noise)

# %% another solution
def ceiling(beta, sigma):
    squares = [b * b for b in beta]
    return 1 - sigma**2 / (sum(squares) + sigma**2)

# %% check
expect(
    "ceiling([1.0] * 8 + [0.0] * 42, 2.0)",
    2 / 3,
    "The signal has variance 16 and the noise 8.",
    mistakes={
        0.8: "the blog's slip",
        0.5: "forgets the variance of the features",
        1 / 3: "the share of the noise",
        lambda got: got > 1: "An R² is never above 1. Is it a share of the variance of `y`?",
    },
    tolerance=1e-6,
)
expect(
    "ceiling([2.0, -1.0], 1.0)",
    5 / 6,
    "does not square the coefficients",
    mistakes={0.5: "does not square the coefficients", 0.75: "does not square the coefficients"},
    tolerance=1e-6,
)
expect("ceiling([1.0, 3.0], 0.0)", 1.0, "Without noise the truth is never wrong.")

# %% right
# With one line of arithmetic you know that whoever reports 0.9 on such data has made a mistake; you need not
# look for it.

# %% wrong: the blog's slip
# You took `sigma**2` for the variance of the noise. A Laplace draw at scale 1 has variance 2, whatever it is
# multiplied by afterwards. The blog post that this book grew out of made the same slip.
def ceiling(beta, sigma):
    signal = sum(2 * b**2 for b in beta)
    return signal / (signal + sigma**2)

# %% wrong: forgets the variance of the features
# read: A distribution with long tails
# You gave the noise its 2, but not the features: they are Laplace draws, too.
def ceiling(beta, sigma):
    signal = sum(b**2 for b in beta)
    return signal / (signal + 2 * sigma**2)

# %% wrong: the share of the noise
# That is the share that nobody can explain. R² is the rest.
def ceiling(beta, sigma):
    signal = sum(2 * b**2 for b in beta)
    noise = 2 * sigma**2
    return noise / (signal + noise)

# %% wrong: does not square the coefficients
# With coefficients of 1 it does not show. A factor multiplies the standard deviation by its size and the
# variance by its square, so the sign does not count either.
def ceiling(beta, sigma):
    signal = sum(2 * abs(b) for b in beta)
    noise = 2 * sigma**2
    return signal / (signal + noise)
