"""The problems of the benchmark: each a function of hp that returns a loss."""

import math
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

import numpy as np

from minituner.datasets import make_linear_data


class Problem(NamedTuple):
    """What is to be minimized.

    build: a function of hp. trials: how many a search may run. optimum: the
    smallest loss there is, where theory knows it. resolution: differences of the
    loss below this one mean nothing; half a row, where the loss counts rows.
    model: the model with scikit-learn's own defaults, as a loss: the baseline of who
    does not tune. Without it, that is the middle of each range.
    """

    name: str
    build: object
    trials: int
    optimum: float | None = None
    resolution: float = 0.0
    model: object = None

    def untuned(self):
        return self.model() if self.model else self.build(in_the_middle())


class Suggested:
    """A container such as KerasTuner's that asks `suggest` for each active value.

    suggest: a function of the kind ("Float", "Int" or "Choice"), the name, and the
    bounds and sampling, or the values.
    """

    def __init__(self, suggest):
        self.suggest = suggest
        self.values = {}
        self.active = True

    def Float(self, name, min_value, max_value, sampling="linear"):
        return self.retrieve("Float", name, min_value, max_value, sampling)

    def Int(self, name, min_value, max_value, sampling="linear"):
        return self.retrieve("Int", name, min_value, max_value, sampling)

    def Choice(self, name, values):
        return self.retrieve("Choice", name, values)

    def retrieve(self, kind, name, *domain):
        if self.active:
            self.values[name] = self.suggest(kind, name, *domain)
            return self.values[name]

    @contextmanager
    def conditional_scope(self, parent, values):
        outside = self.active
        self.active = outside and self.values.get(parent) in values
        yield
        self.active = outside


def at(values):
    """A container with these values; KeyError for any other name."""
    return Suggested(lambda kind, name, *domain: values[name])


def at_random(generator):
    """A container that draws each value, uniformly on its scale."""

    def suggest(kind, name, *domain):
        if kind == "Choice":
            return domain[0][generator.integers(len(domain[0]))]
        low, high, sampling = domain
        high += kind == "Int"
        u = generator.random()
        x = low * (high / low) ** u if sampling == "log" else low + u * (high - low)
        return min(int(x), high - 1) if kind == "Int" else x

    return Suggested(suggest)


def in_the_middle():
    """A container whose values are the middle of each range, on its scale; or the first."""

    def suggest(kind, name, *domain):
        if kind == "Choice":
            return domain[0][0]
        low, high, sampling = domain
        x = math.sqrt(low * high) if sampling == "log" else (low + high) / 2
        return int(x) if kind == "Int" else x

    return Suggested(suggest)


# The book's own two, from its chapter on Ridge and Lasso


def linear_model(name):
    def build(hp):
        alpha = hp.Float("alpha", 0.001, 1000.0, sampling="log")
        return 1 - validation_r2(name, alpha)

    return build


@cache
def halves():
    return make_linear_data(np.concatenate([np.ones(8), np.zeros(42)]))


def validation_r2(name, alpha):
    from sklearn import linear_model

    x_train, x_val, y_train, y_val = halves()
    model = getattr(linear_model, name)(alpha=alpha, fit_intercept=False)
    return model.fit(x_train, y_train).score(x_val, y_val)


# Functions with a known optimum. Source: Surjanovic and Bingham, Virtual Library of
# Simulation Experiments. Ackley and Levy are on [-5, 10] as in Eriksson and others,
# TuRBO (2019): in the usual box, the optimum of Ackley would be in the very middle.


def function_of(function, bounds):
    def build(hp):
        x = [hp.Float(f"x{i}", *bound) for i, bound in enumerate(bounds)]
        return float(function(np.array(x)))

    return build


def branin(x):
    x1, x2 = x
    bowl = x2 - 5.1 / (4 * math.pi**2) * x1**2 + 5 / math.pi * x1 - 6
    return bowl**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x1) + 10


HEIGHTS = np.array([1.0, 1.2, 3.0, 3.2])
A3 = np.array([[3, 10, 30], [0.1, 10, 35], [3, 10, 30], [0.1, 10, 35]])
P3 = 1e-4 * np.array(
    [[3689, 1170, 2673], [4699, 4387, 7470], [1091, 8732, 5547], [381, 5743, 8828]]
)
A6 = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
P6 = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def hartmann3(x):
    return -HEIGHTS @ np.exp(-(A3 * (x - P3) ** 2).sum(axis=1))


def hartmann6(x):
    return -HEIGHTS @ np.exp(-(A6 * (x - P6) ** 2).sum(axis=1))


def ackley(x):
    hill = -20 * math.exp(-0.2 * math.sqrt(np.mean(x**2)))
    return hill - math.exp(np.mean(np.cos(2 * math.pi * x))) + 20 + math.e


def levy(x):
    w = 1 + (x - 1) / 4
    inner = (w[:-1] - 1) ** 2 * (1 + 10 * np.sin(math.pi * w[:-1] + 1) ** 2)
    last = (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)
    return math.sin(math.pi * w[0]) ** 2 + inner.sum() + last


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


# A space with branches. Each is a bowl in the logarithms, and no two have the same
# floor; the branch with the deepest floor has the steepest walls, so that most of
# its points are worse than most of the others.


def conditional(hp):
    kind = hp.Choice("kind", ["svm", "forest", "network"])
    with hp.conditional_scope("kind", ["svm"]):
        c = hp.Float("c", 1e-3, 1e3, sampling="log")
        gamma = hp.Float("gamma", 1e-5, 1e1, sampling="log")
    with hp.conditional_scope("kind", ["forest"]):
        depth = hp.Int("depth", 1, 30)
        share = hp.Float("share", 1e-2, 1.0, sampling="log")
    with hp.conditional_scope("kind", ["network"]):
        layers = hp.Int("layers", 1, 6)
        units = hp.Int("units", 8, 512, sampling="log")
        rate = hp.Float("rate", 1e-5, 1.0, sampling="log")
    if kind == "svm":
        return 0.15 + bowl(math.log10(c) - 1, math.log10(gamma) + 3) / 10
    if kind == "forest":
        return 0.25 + bowl((depth - 12) / 10, math.log10(share) + 0.5) / 5
    steps = layers - 4, math.log2(units / 64), math.log10(rate) + 2
    return bowl(*steps) / 4


def bowl(*x):
    return sum(v**2 for v in x) + sum(x) ** 2 / len(x)


def finite(hp):
    """60 configurations, of which 50 are asked for."""
    kind = hp.Choice("kind", ["p", "q", "r"])
    i, j = hp.Int("i", 0, 4), hp.Int("j", 0, 3)
    return (i - 3) ** 2 + (j - 1) ** 2 + {"p": 2.0, "q": 0.0, "r": 1.0}[kind]


# Models of scikit-learn on its own data, cross-validated in three folds

FOLDS = 3
DIGITS = 500  # rows that the support vector machine gets, for speed


@cache
def data(name):
    from sklearn import datasets

    return getattr(datasets, f"load_{name}")(return_X_y=True)


def cross_validated(model, x, y):
    """One minus the mean of the model's own score over the folds."""
    from sklearn.model_selection import KFold, cross_val_score

    folds = KFold(FOLDS, shuffle=True, random_state=0)
    return 1 - float(cross_val_score(model, x, y, cv=folds).mean())


def svc_on_digits(hp):
    from sklearn.svm import SVC

    c = hp.Float("C", 1e-3, 1e3, sampling="log")
    gamma = hp.Float("gamma", 1e-6, 1.0, sampling="log")
    x, y = data("digits")
    return cross_validated(SVC(C=c, gamma=gamma), x[:DIGITS], y[:DIGITS])


def boosting_on_diabetes(hp):
    from sklearn.ensemble import GradientBoostingRegressor

    model = GradientBoostingRegressor(
        learning_rate=hp.Float("learning_rate", 1e-3, 1.0, sampling="log"),
        n_estimators=hp.Int("n_estimators", 10, 100, sampling="log"),
        max_depth=hp.Int("max_depth", 1, 6),
        subsample=hp.Float("subsample", 0.3, 1.0),
        random_state=0,
    )
    return cross_validated(model, *data("diabetes"))


def elastic_net_on_diabetes(hp):
    from sklearn.linear_model import ElasticNet

    alpha = hp.Float("alpha", 1e-4, 10.0, sampling="log")
    model = ElasticNet(alpha=alpha, l1_ratio=hp.Float("l1_ratio", 0.01, 1.0))
    return cross_validated(model, *data("diabetes"))


def models_on_cancer(hp):
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    kind = hp.Choice("model", ["neighbours", "logistic", "svc"])
    with hp.conditional_scope("model", ["neighbours"]):
        number = hp.Int("neighbours", 1, 100, sampling="log")
    with hp.conditional_scope("model", ["logistic"]):
        strength = hp.Float("strength", 1e-4, 1e4, sampling="log")
    with hp.conditional_scope("model", ["svc"]):
        c = hp.Float("C", 1e-3, 1e3, sampling="log")
        gamma = hp.Float("gamma", 1e-6, 1.0, sampling="log")
    if kind == "neighbours":
        model = KNeighborsClassifier(number)
    elif kind == "logistic":
        model = LogisticRegression(C=strength, max_iter=1000)
    else:
        model = SVC(C=c, gamma=gamma)
    return cross_validated(make_pipeline(StandardScaler(), model), *data("breast_cancer"))


# Held out: written down before we ran anything on them, run once, and used for no
# decision; the page says which of them a reader had tried, and which share their data with
# others. The functions' source is the one above; Zakharov's has more dimensions than any of
# those. The tree is the synthetic problem of Jenatton and others, Bayesian
# Optimization with Tree-structured Dependencies (2017).


def griewank(x):
    return 1 + x @ x / 4000 - np.prod(np.cos(x / np.sqrt(np.arange(1, len(x) + 1))))


def michalewicz(x):
    i = np.arange(1, len(x) + 1)
    return -np.sum(np.sin(x) * np.sin(i * x**2 / math.pi) ** 20)


C10 = np.array([[4, 1, 8, 6, 3, 2, 5, 8, 6, 7], [4, 1, 8, 6, 7, 9, 3, 1, 2, 3.6]] * 2).T
BETA = np.array([1, 2, 2, 4, 4, 6, 3, 7, 5, 5]) / 10


def shekel(x):
    return -np.sum(1 / (((x - C10) ** 2).sum(axis=1) + BETA))


def beale(x):
    a, b = x
    return sum((c - a * (1 - b**i)) ** 2 for i, c in enumerate((1.5, 2.25, 2.625), 1))


def zakharov(x):
    ramp = np.arange(1, len(x) + 1) @ x / 2
    return x @ x + ramp**2 + ramp**4


def mccormick(x):
    a, b = x
    return math.sin(a + b) + (a - b) ** 2 - 1.5 * a + 2.5 * b + 1


def tree(hp):
    """Four leaves: each a parabola, a floor of its own, and a number shared by two."""
    first = hp.Choice("x1", [0, 1])
    second = "x3" if first else "x2"
    for side, name in enumerate(("x2", "x3")):
        with hp.conditional_scope("x1", [side]):
            shared = hp.Float(f"r{8 + side}", 0.0, 1.0)
            turn = hp.Choice(name, [0, 1])
            for leaf in (0, 1):
                with hp.conditional_scope(name, [leaf]):
                    x = hp.Float(f"x{4 + 2 * side + leaf}", -1.0, 1.0)
                    if name == second and turn == leaf:
                        loss = x**2 + (1 + 2 * side + leaf) / 10 + shared
    return loss


def kernel_ridge_on_diabetes(hp):
    from sklearn.kernel_ridge import KernelRidge

    alpha = hp.Float("alpha", 1e-4, 1e2, sampling="log")
    gamma = hp.Float("gamma", 1e-3, 1e3, sampling="log")
    return centred(KernelRidge(kernel="rbf", alpha=alpha, gamma=gamma))


def centred(model):
    """Cross-validated on the diabetes data. A kernel ridge has no intercept."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.preprocessing import StandardScaler

    model = TransformedTargetRegressor(model, transformer=StandardScaler())
    return cross_validated(model, *data("diabetes"))


def kernel_ridge_untuned():
    from sklearn.kernel_ridge import KernelRidge

    return centred(KernelRidge(kernel="rbf"))


def tree_on_cancer(hp):
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(
        max_depth=hp.Int("max_depth", 1, 20),
        min_samples_leaf=hp.Int("min_samples_leaf", 1, 50, sampling="log"),
        max_features=hp.Float("max_features", 0.05, 1.0),
        ccp_alpha=hp.Float("ccp_alpha", 1e-5, 1e-1, sampling="log"),
        random_state=0,
    )
    return cross_validated(model, *data("breast_cancer"))


def tree_untuned():
    from sklearn.tree import DecisionTreeClassifier

    return cross_validated(DecisionTreeClassifier(random_state=0), *data("breast_cancer"))


def logistic_on_wine(hp):
    """The log loss, which counts no rows, of principal components and a classifier."""
    number = hp.Int("components", 1, 13)
    strength = hp.Float("strength", 1e-4, 1e4, sampling="log")
    return log_loss_on_wine(number, strength)


def log_loss_on_wine(number=None, strength=1.0):
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    classifier = LogisticRegression(C=strength, max_iter=1000)
    model = make_pipeline(StandardScaler(), PCA(number), classifier)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    x, y = data("wine")
    return -float(cross_val_score(model, x, y, cv=folds, scoring="neg_log_loss").mean())


def boosting_untuned():
    from sklearn.ensemble import GradientBoostingRegressor

    return cross_validated(GradientBoostingRegressor(random_state=0), *data("diabetes"))


def elastic_net_untuned():
    from sklearn.linear_model import ElasticNet

    return cross_validated(ElasticNet(), *data("diabetes"))


def svc_untuned(name, rows=None):
    """With scaled inputs, as where it is tuned; but the digits are as they are."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    x, y = data(name)
    model = SVC() if name == "digits" else make_pipeline(StandardScaler(), SVC())
    return cross_validated(model, x[:rows], y[:rows])


# A few hundred rows tell no two models apart that differ by less in R² or log loss.
FINE = 0.001


def linear_problem(name):
    def untuned():
        return 1 - validation_r2(name, 1.0)

    return Problem(name, linear_model(name), 20, None, FINE, untuned)


def on(bounds, function, optimum, trials=50, name=None):
    name = name or f"{function.__name__.capitalize()} {len(bounds)}"
    return Problem(name, function_of(function, bounds), trials, optimum)


LINEAR = [linear_problem("Ridge"), linear_problem("Lasso")]
CONDITIONAL = Problem("conditional space", conditional, 50, 0.0)
BRANIN_BOX, WIDE, UNIT = [(-5.0, 10.0), (0.0, 15.0)], (-5.0, 10.0), (0.0, 1.0)
FUNCTIONS = [
    on(BRANIN_BOX, branin, 5 / (4 * math.pi), name="Branin"),
    on([UNIT] * 3, hartmann3, -3.862779787332663, name="Hartmann 3"),
    on([UNIT] * 6, hartmann6, -3.322368011415515, name="Hartmann 6"),
    on([WIDE] * 5, ackley, 0.0),
    on([WIDE] * 4, levy, 0.0),
    on([WIDE] * 2, rosenbrock, 0.0),
    on([WIDE] * 5, rosenbrock, 0.0),
    CONDITIONAL,
]
MODELS = [
    Problem(
        "SVC on digits",
        svc_on_digits,
        30,
        None,
        0.5 / DIGITS,
        lambda: svc_untuned("digits", DIGITS),
    ),
    Problem(
        "gradient boosting on diabetes",
        boosting_on_diabetes,
        30,
        None,
        FINE,
        boosting_untuned,
    ),
    Problem(
        "elastic net on diabetes",
        elastic_net_on_diabetes,
        30,
        None,
        FINE,
        elastic_net_untuned,
    ),
    Problem(
        "three models on breast cancer",
        models_on_cancer,
        30,
        None,
        0.5 / 569,
        lambda: svc_untuned("breast_cancer"),
    ),
]
MCCORMICK_BOX = [(-1.5, 4.0), (-3.0, 4.0)]
HELD_OUT = [
    on([(-4.5, 4.5)] * 2, beale, 0.0),
    on([WIDE] * 4, griewank, 0.0),
    on([(0.0, 10.0)] * 4, shekel, -10.536443153483528),
    on([(0.0, math.pi)] * 5, michalewicz, -4.68765817908815),
    on([WIDE] * 8, zakharov, 0.0),
    Problem("tree of Jenatton", tree, 50, 0.1),
    Problem(
        "kernel ridge on diabetes",
        kernel_ridge_on_diabetes,
        30,
        None,
        FINE,
        kernel_ridge_untuned,
    ),
    Problem(
        "decision tree on breast cancer",
        tree_on_cancer,
        30,
        None,
        0.5 / 569,
        tree_untuned,
    ),
    Problem(
        "components and logistic regression on wine",
        logistic_on_wine,
        30,
        None,
        FINE,
        log_loss_on_wine,
    ),
]
FINITE = Problem("finite space", finite, 50, 0.0)


class Reference(NamedTuple):
    """Between what a regret is measured: 0 at `best`, 1 at `median`."""

    best: float
    median: float


def reference(problem, points=1000):
    """The best known loss, and the median loss of random points, both computed."""
    generator = np.random.default_rng(2)
    losses = [problem.build(at_random(generator)) for _ in range(points)]
    best = min(losses)
    if problem in LINEAR:
        best = dense_search(problem.build)
    if problem.optimum is not None:
        best = problem.optimum
    return Reference(best, float(np.median(losses)))


def dense_search(build):
    """The smallest loss over alpha: a grid, and again around its best point."""
    low, high = -3.0, 3.0
    for _ in range(12):
        grid = np.linspace(low, high, 201)
        losses = [build(at({"alpha": 10**u})) for u in grid]
        place = int(np.argmin(losses))
        low, high = grid[max(place - 1, 0)], grid[min(place + 1, 200)]
        if high - low < 1e-9:
            break
    return min(losses)


def regret(losses, known, resolution=0.0, floor=1e-12):
    """The best loss, as a part of the way from the best known to a random point."""
    span = known.median - known.best
    return max(min(losses) - known.best, resolution, floor * span) / span
