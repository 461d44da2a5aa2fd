"""The pictures show the numbers of the search."""

import math

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from kinds import CONDITIONAL, PLAIN, make, score
from loop import ended
from objectives import parabola

from minituner import BayesianOptimization, Hyperband, RandomSearch, plot
from minituner.trial import Trial


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    figure.canvas.draw()  # what cannot be drawn fails here
    plt.close(figure)


def searched(kind=RandomSearch, hypermodel=parabola, **settings):
    settings = {"objective": "loss", "seed": 1, "verbose": 0} | settings
    search = kind(hypermodel, **settings)
    search.search()
    return search


def failing(hp):
    x = hp.Float("x", 0.01, 1.0, sampling="log")
    if x > 0.5:
        raise ArithmeticError
    return math.inf if x < 0.02 else x


def points(line):
    return [tuple(map(float, pair)) for pair in zip(*line.get_data(), strict=True)]


def is_drawn(line):
    """Whether it is a line from point to point, and not only dots."""
    return line.get_marker() == "None"


@pytest.mark.parametrize(("objective", "best"), [("loss", min), ("score", max)])
def test_scores_and_the_best_so_far(ax, objective, best):
    search = searched(objective=objective, max_trials=12)
    plot.scores(search, ax)
    dots, steps = ax.get_lines()
    reached = [trial.score for trial in search.history]
    assert points(dots) == list(enumerate(reached))
    assert points(steps) == [(i, best(reached[: i + 1])) for i in range(12)]
    assert [line.get_label() for line in (dots, steps)] == ["trial", "best so far"]
    assert is_drawn(steps) and not is_drawn(dots)
    assert dots.get_color() != steps.get_color()
    assert steps.get_drawstyle() == "steps-post"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("trial", objective)
    ax.set_xlim(0, 2)
    assert all(float(tick).is_integer() for tick in ax.get_xticks())


def test_failed_trials_are_left_out_and_infinite_scores_are_borne(ax):
    search = searched(hypermodel=failing, max_trials=30, max_consecutive_failed_trials=30)
    completed = search.history.best(search.oracle.objective)
    assert len(completed) < 30 and math.isinf(completed[-1].score)
    plot.scores(search, ax)
    assert len(points(ax.get_lines()[0])) == len(completed)
    ax.cla()
    plot.values(search, "x", ax)
    (dots,) = ax.get_lines()
    assert sorted(points(dots)) == sorted((t.values["x"], t.score) for t in completed)
    assert ax.get_xscale() == "log"


def in_the_space(space):
    """A search of random trials in a space of our own."""
    search = RandomSearch(None, "score", max_trials=20, seed=1, verbose=0)
    for dimension in space:
        search.hyperparameters.space.declare(dimension)
    for number in range(20):
        values = search.oracle.ask(space, search.history).values
        trial = Trial(f"{number:04}", values)
        search.history.record(ended(trial, score(values)))
        if len(search.history) >= 12:
            break
    return search


def test_a_hyperparameter_is_shown_where_it_was_active(ax):
    search = in_the_space(CONDITIONAL)
    plot.values(search, "n", ax)
    (dots,) = ax.get_lines()
    where = [(t.values["n"], t.score) for t in search.history if "n" in t.values]
    assert points(dots) == where and len(where) < len(search.history)
    assert not is_drawn(dots)
    labels = ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()
    assert labels == ("n", "score", "linear")


@pytest.mark.parametrize("space", [PLAIN, CONDITIONAL], ids=["plain", "conditional"])
def test_parallel_coordinates_are_places_in_the_range(ax, space):
    search = in_the_space(space)
    plot.parallel_coordinates(search, ax)
    lines = ax.get_lines()
    assert len(lines) == len(search.history)
    best = search.get_best_trials()[0]
    for place, dimension in zip(lines[-1].get_ydata(), space, strict=True):
        if best.values.get(dimension.name) in dimension:
            assert place == dimension.to_unit(best.values[dimension.name])
        else:
            assert math.isnan(place)
    assert [text.get_text() for text in ax.get_xticklabels()] == [d.name for d in space]
    assert {line.get_marker() for line in lines} == {"o"}
    greys = [float(line.get_color()) for line in lines]  # 0 is black
    assert greys == sorted(greys, reverse=True) and 0.75 < greys[0] < 0.9 > greys[-1] == 0
    assert ax.get_ylabel() == "place in the range" and ax.get_ylim() == (-0.05, 1.05)


def test_brackets_go_on_from_where_a_trial_was():
    figure, ax = plt.subplots()
    search = Hyperband(parabola, "loss", max_epochs=9, seed=1, verbose=0)
    search.search()
    plot.brackets(search, ax)
    assert len(ax.get_lines()) == len(search.history)
    ends = {points(line)[-1] for line in ax.get_lines()}
    assert ends == {(t.plan["epochs"], t.score) for t in search.history}
    begins = {points(line)[0] for line in ax.get_lines()}
    assert begins <= ends
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["bracket 2", "bracket 1", "bracket 0"]
    looks = {(line.get_color(), line.get_marker()) for line in ax.get_lines()}
    colors, shapes = map(set, zip(*looks, strict=True))  # for those who see no colours too
    assert len(looks) == len(colors) == len(shapes) == 3
    assert {line.get_linestyle() for line in ax.get_lines()} == {"-"}
    scale = ax.get_xlabel(), ax.get_ylabel(), ax.get_xscale()
    assert scale == ("epochs", "loss", "log")
    figure.canvas.draw()
    plt.close(figure)


@pytest.mark.parametrize("objective", ["loss", "score"])
def test_the_surrogate_is_in_the_units_of_the_score(objective):
    figure, both = plt.subplots(2)
    sign = -1 if objective == "score" else 1
    search = searched(
        BayesianOptimization,
        lambda hp: 100 + 50 * sign * (hp.Float("x", 0.0, 1.0) - 0.3) ** 2,
        objective=objective,
        max_trials=12,
    )
    plot.surrogate(search, "x", both)
    guess = np.array(points(both[0].get_lines()[0]))
    losses, _ = search.oracle.posterior(search.space, search.history)
    near = [t for t in search.history if sign * t.score <= losses.max() + 1e-9]
    for trial in near:  # a smooth curve; what is far off counts as the worst of these
        there = np.interp(trial.values["x"], *guess.T)
        assert there == pytest.approx(trial.score, abs=0.3)
    assert len(near) >= 3
    assert both[0].get_lines()[0].get_label() == "guess"
    promise = np.array(points(both[1].get_lines()[0]))
    x, mean = guess[place := promise[:, 1].argmax()]
    edges = both[0].collections[0].get_paths()[0].vertices
    low, *_, high = sorted(edges[edges[:, 0] == x, 1])
    assert (low + high) / 2 == pytest.approx(mean)  # the band is as wide below as above
    deviation = (high - low) / 4
    # the expected improvement, by its definition: what is gained, times how likely
    gains = np.linspace(0, 12, 20_001) * deviation
    needed = sign * mean - losses.min() + gains  # a lucky score is not the measure
    density = np.exp(-((needed / deviation) ** 2) / 2) / deviation / math.sqrt(2 * math.pi)
    expected = np.trapezoid(gains * density, gains)
    assert promise[place, 1] == pytest.approx(expected, rel=1e-3) and expected > 1e-6
    assert promise[:, 0] == pytest.approx(np.linspace(0, 1, 401))
    assert (promise[:, 1] >= 0).all() and is_drawn(both[1].get_lines()[0])
    assert both[1].get_xlabel() == "x" and both[1].get_xscale() == "linear"
    figure.canvas.draw()
    plt.close(figure)


PLOTS = {
    "scores": lambda search, both: plot.scores(search, both[0]),
    "values": lambda search, both: plot.values(search, "x", both[0]),
    "parallel_coordinates": lambda search, both: plot.parallel_coordinates(search, both[0]),
    "brackets": lambda search, both: plot.brackets(search, both[0]),
    "surrogate": lambda search, both: plot.surrogate(search, "x", both),
}
EVERY_PLOT = pytest.mark.parametrize("name", PLOTS)


@pytest.fixture
def both():
    figure, both = plt.subplots(2)
    yield both
    figure.canvas.draw()
    plt.close(figure)


def of(name, hypermodel, **settings):
    """A search that this plot can show."""
    if name == "brackets":
        settings = {"max_epochs": 2, "factor": 2, "seed": 3}
        return Hyperband(lambda hp: NoModel(hypermodel(hp)), "loss", verbose=0, **settings)
    kind = BayesianOptimization if name == "surrogate" else RandomSearch
    return kind(hypermodel, "loss", seed=1, verbose=0, **settings)


class NoModel:
    def __init__(self, loss):
        self.loss = loss

    def fit(self, epochs):
        return self.loss


@EVERY_PLOT
def test_before_there_is_a_score_a_plot_says_so(name, both):
    with pytest.raises(RuntimeError, match="no trial was completed; call search first"):
        PLOTS[name](of(name, parabola), both)

    search = of(name, parabola)

    def failing(trial, **kwargs):
        raise ArithmeticError

    search.run_trial = failing
    with pytest.raises(RuntimeError, match="in a row"):
        search.search()
    with pytest.raises(RuntimeError, match="no trial was completed"):
        PLOTS[name](search, both)
    assert not any(ax.has_data() for ax in both)


@EVERY_PLOT
@pytest.mark.parametrize("trials", [1, 3])
def test_a_few_trials_with_one_score_are_a_flat_picture(name, trials, both):
    def flat(hp):
        hp.Float("x", 0.0, 1.0)
        return 2.0

    search = of(name, flat, max_trials=trials)
    search.search()
    PLOTS[name](search, both)
    drawn = [line.get_ydata() for line in both[0].get_lines()]
    if name != "parallel_coordinates":
        assert {float(y) for ys in drawn for y in ys} == {2.0}


@EVERY_PLOT
@pytest.mark.parametrize("infinite", [math.inf, -math.inf])
def test_infinite_scores_are_borne_by_every_plot(name, infinite, both):
    def sometimes(hp):
        x = hp.Float("x", 0.0, 1.0)
        return infinite if x > 0.5 else x

    search = of(name, sometimes, max_trials=8)
    search.search()
    scores = [trial.score for trial in search.history]
    assert infinite in scores and min(map(abs, scores)) < 1
    PLOTS[name](search, both)
    if name == "scores":
        reached = both[0].get_lines()[1].get_ydata()
        finite = [score for score in scores if math.isfinite(score)]
        assert reached[-1] == min(finite)


def test_a_surrogate_of_no_finite_score_is_refused(both):
    search = of("surrogate", lambda hp: hp.Float("x", 0.0, 1.0) + math.inf, max_trials=3)
    search.search()
    with pytest.raises(ValueError, match="finite score"):
        plot.surrogate(search, "x", both)


@pytest.mark.parametrize("name", ["values", "surrogate"])
def test_a_name_that_is_not_there_is_answered_with_those_that_are(name, both):
    search = of(name, lambda hp: hp.Float("rate", 0.0, 1.0) + hp.Int("n", 0, 3))
    search.search()
    with pytest.raises(ValueError, match=r"name: expected one of \['n', 'rate'\], got 'x'"):
        PLOTS[name](search, both)
    assert not any(ax.has_data() for ax in both)


@pytest.mark.parametrize("name", ["values", "surrogate", "parallel_coordinates"])
def test_a_name_of_words_is_drawn_too(name, both):
    words = {"relu": 1.0, "tanh": 0.5, "1.10": 2.0}
    search = of(name, lambda hp: words[hp.Choice("x", list(words))] + hp.Float("y", 0, 1))
    search.search()
    PLOTS[name](search, both)
    assert both[0].has_data()


def test_brackets_are_those_of_hyperband(both):
    with pytest.raises(ValueError, match="tuner: expected a search by Hyperband"):
        plot.brackets(searched(), both[0])


def test_an_oracle_without_a_model_cannot_show_one():
    search = searched()
    with pytest.raises(ValueError, match="tuner: expected a search with a model"):
        plot.surrogate(search, "x", [None, None])
    assert make("RandomSearch").max_trials == 60
