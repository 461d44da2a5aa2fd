# %% exercise
# title: One coefficient, two prices
# chapter: 6
# kind: write it
# difficulty: 4
# importance: 4
# minutes: 20
# objective: derive why one penalty shrinks a coefficient and the other sets it to zero
# answer: ridge, lasso
# read: Two ways to make coefficients expensive

# %% statement
# With a single feature and no intercept, Ridge and Lasso can both be solved by hand. Write `ridge(x, y, alpha)` and
# `lasso(x, y, alpha)`: for lists `x` and `y` of the same length they return the coefficient `b` that minimizes the
# chapter's formula, in scikit-learn's own scaling.
#
# No loop over candidates: a formula for each.

# %% starter
def ridge(x, y, alpha):
    ...


def lasso(x, y, alpha):
    ...

# %% hint
# Ridge: the derivative of the formula with respect to b is a straight line. Where is it zero?

# %% hint
# Lasso: suppose that b is above zero; then |b| is b, and there is a derivative. What if the b that comes out is not
# above zero?

# %% hint
# Both methods need two sums, of x times y and of x squared. In which method does the number of rows appear?

# %% solution
def ridge(x, y, alpha):
    xy = sum(a * b for a, b in zip(x, y, strict=True))
    xx = sum(a * a for a in x)
    return xy / (xx + alpha)


def lasso(x, y, alpha):
    n = len(x)
    xy = sum(a * b for a, b in zip(x, y, strict=True)) / n
    xx = sum(a * a for a in x) / n
    size = max(abs(xy) - alpha, 0.0) / xx
    return size if xy > 0 else -size

# %% another solution
import numpy as np


def ridge(x, y, alpha):
    return np.dot(x, y) / (np.dot(x, x) + alpha)


def lasso(x, y, alpha):
    slope, bend = np.dot(x, y), np.dot(x, x)
    return (slope - np.clip(slope, -alpha * len(x), alpha * len(x))) / bend

# %% check
x, y = [1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 7.0, 8.0]  # x @ y = 61, x @ x = 30
expect(
    "ridge([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 7.0, 8.0], 0.0)",
    61 / 30,
    "With alpha = 0 it is least squares.",
    tolerance=1e-6,
)
expect(
    "ridge([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 7.0, 8.0], 10.0)",
    61 / 40,
    "Set the derivative of (y - xb)² + αb² to zero, and solve for b.",
    mistakes={61 / 70: "divides Ridge's error", 51 / 30: "shifts Ridge"},
    tolerance=1e-6,
)
expect(
    "lasso([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 7.0, 8.0], 0.0)",
    61 / 30,
    "With alpha = 0 it is least squares.",
    tolerance=1e-6,
)
expect(
    "lasso([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 7.0, 8.0], 5.0)",
    41 / 30,
    "The error is divided by 2n, so alpha is compared with a mean.",
    mistakes={
        (61 - 5) / 30: "forgets the 2n",
        (61 - 2.5) / 30: "forgets the 2n",
        61 / 35: "a square in the Lasso",
        61 / 50: "a square in the Lasso",
    },
    tolerance=1e-6,
)
expect(
    "lasso([1.0, 2.0, 3.0, 4.0], [2.0, 3.0, 7.0, 8.0], 100.0)",
    0.0,
    "goes through zero",
    tolerance=1e-6,
)
expect(
    "lasso([1.0, 2.0, 3.0, 4.0], [-2.0, -3.0, -7.0, -8.0], 5.0)",
    -41 / 30,
    "knows one sign",
    tolerance=1e-6,
)

# %% right
# Ridge divides and the Lasso subtracts. A quotient never becomes zero; a difference reaches zero, and the coefficient
# stays there. With many features, the Lasso takes this step for one coefficient after another.

# %% wrong: divides Ridge's error
# You have divided Ridge's error by the number of rows. In scikit-learn only the Lasso's is divided, so the same
# `alpha` means different things for the two.
def ridge(x, y, alpha):
    n = len(x)
    return sum(a * b for a, b in zip(x, y)) / n / (sum(a * a for a in x) / n + alpha)


def lasso(x, y, alpha):
    return ridge(x, y, 0.0)

# %% wrong: shifts Ridge
# Ridge does not subtract a fixed amount: the derivative of αb² is 2αb, which is small for a small b.
def ridge(x, y, alpha):
    return (sum(a * b for a, b in zip(x, y)) - alpha) / sum(a * a for a in x)


def lasso(x, y, alpha):
    return ridge(x, y, alpha)

# %% wrong: forgets the 2n
# The error of the Lasso is divided by 2n. Multiply the whole formula by 2n, and see what becomes of alpha.
def ridge(x, y, alpha):
    return sum(a * b for a, b in zip(x, y)) / (sum(a * a for a in x) + alpha)


def lasso(x, y, alpha):
    xy, xx = sum(a * b for a, b in zip(x, y)), sum(a * a for a in x)
    size = max(abs(xy) - alpha, 0.0) / xx
    return size if xy > 0 else -size

# %% wrong: a square in the Lasso
# That is Ridge's formula once more. The derivative of α|b| is α or −α, however small b is, and does not grow with b.
def ridge(x, y, alpha):
    return sum(a * b for a, b in zip(x, y)) / (sum(a * a for a in x) + alpha)


def lasso(x, y, alpha):
    return ridge(x, y, alpha * len(x))

# %% wrong: goes through zero
# The price pushes b to zero and no farther: beyond zero, b would become more expensive again. So it stays there.
def ridge(x, y, alpha):
    return sum(a * b for a, b in zip(x, y)) / (sum(a * a for a in x) + alpha)


def lasso(x, y, alpha):
    return (sum(a * b for a, b in zip(x, y)) - alpha * len(x)) / sum(a * a for a in x)

# %% wrong: knows one sign
# This coefficient is negative, so the price pushes it up toward zero.
def ridge(x, y, alpha):
    return sum(a * b for a, b in zip(x, y)) / (sum(a * a for a in x) + alpha)


def lasso(x, y, alpha):
    xy, xx = sum(a * b for a, b in zip(x, y)), sum(a * a for a in x)
    return max(xy - alpha * len(x), 0.0) / xx
