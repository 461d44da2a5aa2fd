"""The Bayesian oracle: where it goes, where it never goes, and when it stops."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from loop import ended, play

from minituner.dimensions import Boolean, Choice, Fixed, Float, Int
from minituner.gaussian_process import GaussianProcess
from minituner.oracles import (
    IDLE,
    STOPPED,
    BayesianOptimizationOracle,
    RandomSearchOracle,
)
from minituner.oracles.bayesian import (
    FITTED,
    candidates,
    log_improvement,
    spread,
    uphill,
    without_outliers,
)
from minituner.space import Space
from minituner.trial import COMPLETED, RUNNING, History, Objective, Trial

pytestmark = pytest.mark.chapter(10)
LINE = Space([Float(name="x", min_value=0.0, max_value=1.0)])
PLANE = Space(Float(name=name, min_value=0.0, max_value=1.0) for name in "xy")
MODEL = Choice(name="model", values=("net", "tree"))
BRANCHES = Space(
    [
        MODEL,
        Float(
            name="rate",
            min_value=1e-4,
            max_value=1.0,
            sampling="log",
            conditions=(("model", ("net",)),),
        ),
        Int(name="depth", min_value=1, max_value=9, conditions=(("model", ("tree",)),)),
    ]
)


def oracle(direction="min", **arguments):
    arguments = {"max_trials": None, "seed": 0} | arguments
    return BayesianOptimizationOracle(Objective("score", direction), **arguments)


def search(asked, space, score, number, history=None):
    """Run `number` trials; score(values) is a number, or None for a failure."""

    def end(trial):
        return ended(trial, score(trial.values))

    most = number + len(history or ())
    return play(asked, space, end, most, history=history)[0]


def column(history, name="x"):
    return [trial.values[name] for trial in history]


def bowl(values):
    return sum((x - 0.3) ** 2 for x in values.values())


# What it finds


@pytest.mark.parametrize("direction", ["min", "max"])
def test_it_finds_the_bottom_of_a_bowl_or_the_top_of_a_hill(direction):
    sign = 1 if direction == "min" else -1
    history = search(oracle(direction), PLANE, lambda v: sign * bowl(v), 15)
    assert min(map(bowl, (t.values for t in history))) < 1e-4


def test_it_beats_random_search_over_20_seeds():
    wins = 0
    for seed in range(20):
        ours = search(oracle(seed=seed), PLANE, bowl, 12)
        random = RandomSearchOracle(Objective("score", "min"), seed=seed)
        theirs = search(random, PLANE, bowl, 12)
        wins += min(t.score for t in ours) < min(t.score for t in theirs)
    assert wins >= 19


@pytest.mark.long
def test_it_finds_the_branch_that_is_better_and_the_best_of_it():
    def score(values):
        if values["model"] == "net":
            return (math.log10(values["rate"]) + 2) ** 2
        return 1 + (values["depth"] - 7) ** 2 / 10

    for seed in range(5):
        history = search(oracle(seed=seed), BRANCHES, score, 25)
        assert min(t.score for t in history) < 1e-3


def test_it_learns_which_category_is_best_without_an_order_between_them():
    letters = tuple("abcdefgh")
    space = [Choice(name="letter", values=letters), *LINE]
    cost = dict(zip(letters, (5, 0, 7, 6, 5, 7, 6, 5), strict=True))
    history = search(oracle(), space, lambda v: cost[v["letter"]] + v["x"], 30)
    assert column(history, "letter")[-10:].count("b") >= 5
    assert min(t.score for t in history) < 1e-3


def test_a_noisy_score_does_not_lead_it_astray():
    rng = np.random.default_rng(0)
    noisy = lambda v: (v["x"] - 0.3) ** 2 + 0.01 * rng.normal()  # noqa: E731
    history = search(oracle(), LINE, noisy, 40)
    assert abs(np.median(column(history)[20:]) - 0.3) < 0.15


# What attracts it, and what does not


def tempting(values):
    """KerasTuner takes inf for 0, which is better than any finite score here."""
    return math.inf if values["x"] < 0.5 else 1 + (values["x"] - 0.8) ** 2


@pytest.mark.parametrize("seed", range(3))
def test_infinite_scores_never_attract(seed):
    history = search(oracle(seed=seed), LINE, tempting, 15)
    assert sum(x < 0.5 for x in column(history)[3:]) <= 3
    assert sum(x < 0.5 for x in column(history)[10:]) <= 1
    assert min(t.score for t in history) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_failures_never_attract(seed):
    def fails(values):
        return None if values["x"] < 0.5 else 1 + (values["x"] - 0.8) ** 2

    history = search(oracle(seed=seed), LINE, fails, 15)
    assert sum(x < 0.5 for x in column(history)[3:]) <= 3
    assert sum(x < 0.5 for x in column(history)[10:]) <= 1


@pytest.mark.parametrize("direction", ["min", "max"])
@pytest.mark.parametrize("score", [math.inf, -math.inf, 1e300, -1e300, 1e-300])
def test_an_infinite_or_huge_score_in_either_direction_breaks_nothing(direction, score):
    def strange(values):
        return score if values["x"] < 0.3 else values["x"]

    history = search(oracle(direction), PLANE, strange, 20)
    assert len(history) == 20
    assert len({tuple(t.values.items()) for t in history}) == 20


def answers_where_a_third_is(bad, scale=1.0):
    """What it tries, if the score is `bad` in a third of the line."""

    def score(values):
        return bad if values["x"] < 0.3 else scale * (values["x"] - 0.7) ** 2

    return column(search(oracle(), LINE, score, 10))


@pytest.mark.parametrize("penalty", [10.0, 1e6, 1e200, 1e300, None])
def test_a_penalty_counts_as_an_infinite_score(penalty):
    assert answers_where_a_third_is(penalty) == answers_where_a_third_is(math.inf)


def test_penalties_that_differ_count_as_infinite_too():
    rng = np.random.default_rng(0)
    losses = np.append(rng.random(20), 30 + rng.random(9))
    rng.shuffle(losses)
    kept = without_outliers(losses)
    assert np.array_equal(kept[losses < 1], losses[losses < 1])
    assert np.isinf(kept[losses > 1]).all()


def test_the_scores_of_a_smooth_function_are_no_outliers_however_good_the_best_ones():
    """They come ever nearer to the optimum, and no gap opens above a first one."""
    history = search(oracle(), LINE, bowl, 20)
    losses = np.array([trial.score for trial in history])
    assert losses.max() > 1e6 * np.median(losses)
    np.testing.assert_array_equal(without_outliers(losses), losses)


@pytest.mark.parametrize("scale", [2.0**660, 2.0**-660], ids=["huge", "tiny"])
def test_tiny_and_huge_scores_are_seen_as_well_as_others(scale):
    assert answers_where_a_third_is(None, scale) == answers_where_a_third_is(None)


@pytest.mark.parametrize("score", [None, math.inf, -math.inf])
def test_while_no_score_is_finite_it_still_spreads(score):
    history = search(oracle(), LINE, lambda v: score, 12)
    x = np.sort(column(history))
    assert np.diff(x, prepend=0, append=1).max() < 0.25


def test_equal_scores_do_not_stop_it():
    history = search(oracle(), PLANE, lambda v: 0.1, 12)
    assert len({tuple(t.values.items()) for t in history}) == 12


def test_the_scale_and_the_shift_of_the_score_do_not_matter():
    plain = search(oracle(), PLANE, bowl, 10)
    scaled = search(oracle(), PLANE, lambda v: 1e6 * bowl(v) - 5e6, 10)
    np.testing.assert_allclose(column(plain), column(scaled), atol=1e-2)


# Finite spaces


@pytest.mark.parametrize("seed", range(3))
def test_in_a_finite_space_nothing_is_repeated_and_it_stops_exactly(seed):
    space = [
        Int(name="n", min_value=1, max_value=4),
        Choice(name="c", values=("p", "q", "r")),
        Boolean(name="b", conditions=(("c", ("q",)),)),
    ]
    asked = oracle(seed=seed)
    history = search(asked, space, lambda v: v["n"], 50)
    tried = {tuple(t.values.items()) for t in history}
    assert len(history) == len(tried) == 4 * 2 + 4 * 2
    assert asked.ask(space, history) == STOPPED


@pytest.mark.parametrize(
    ("space", "number"),
    [
        ([], 1),
        ([Fixed(name="f", value=3)], 1),
        ([Float(name="x", min_value=2.0, max_value=2.0)], 1),
        ([Boolean(name="b")], 2),
        ([Fixed(name="f", value=3), Int(name="n", min_value=1, max_value=3)], 3),
    ],
)
def test_a_space_of_few_points_is_tried_to_its_end(space, number):
    asked = oracle(num_initial_points=1)
    history = search(asked, space, lambda v: 1.0, 9)
    assert len(history) == number
    assert asked.ask(space, history) == STOPPED


def test_while_the_last_point_runs_it_is_idle():
    space = [Boolean(name="b")]
    history = search(oracle(), space, lambda v: 1.0, 1)
    history.record(Trial("1", oracle().ask(space, history).values))
    assert oracle().ask(space, history) == IDLE


def test_it_stops_at_max_trials():
    assert len(search(oracle(max_trials=7), PLANE, bowl, 20)) == 7
    assert BayesianOptimizationOracle("loss").max_trials == 10


# Parallel asks


def started(history, space, number, asked):
    """`number` more trials that run, none of them finished."""
    for _ in range(number):
        trial_id = str(len(history))
        history.record(Trial(trial_id, asked.ask(space, history).values))
    return history


@pytest.mark.parametrize("number", [0, 12])
def test_parallel_asks_are_distinct_and_spread(number):
    asked = oracle()
    history = started(search(asked, LINE, bowl, number), LINE, 8, asked)
    x = np.sort([t.values["x"] for t in history if t.status == RUNNING])
    assert np.diff(x).min() > (1e-9 if number else 1e-2)
    assert np.ptp(x) > (1e-4 if number else 0.5)


def test_a_running_trial_does_not_hide_what_the_others_tell():
    asked = oracle()
    history = started(search(asked, LINE, bowl, 12), LINE, 1, asked)
    assert abs(asked.ask(LINE, history).values["x"] - 0.3) < 0.3


def test_a_trial_that_runs_from_the_start_does_not_hinder_the_rest():
    history = History([Trial("0", {"x": 0.9})])
    history = search(oracle(), LINE, bowl, 14, history)
    assert min(t.score for t in history if t.score is not None) < 1e-4


# A function of space and history


def test_the_same_history_gives_the_same_answer_in_a_new_oracle():
    asked = oracle(seed=3)
    history = search(asked, BRANCHES, lambda v: len(v["model"]), 20)
    started(history, BRANCHES, 2, asked)
    assert oracle(seed=3).ask(BRANCHES, history) == asked.ask(BRANCHES, history)


def test_an_oracle_that_has_seen_another_search_answers_the_same():
    used = oracle(seed=3)
    search(used, LINE, lambda v: -v["x"], 12)
    search(used, PLANE, lambda v: -v["x"], 12)
    history = search(oracle(seed=3), LINE, bowl, 12)
    assert used.ask(LINE, history) == oracle(seed=3).ask(LINE, history)


def test_seed_0_is_a_seed_and_neighbours_differ():
    first, again, other = (search(oracle(seed=seed), PLANE, bowl, 8) for seed in (0, 0, 1))
    assert column(first) == column(again)
    assert not set(column(first)) & set(column(other))


def test_ask_leaves_the_history_alone():
    history = search(oracle(), PLANE, bowl, 8)
    before = list(history)
    oracle().ask(PLANE, history)
    assert list(history) == before


# Conditions


def test_only_active_values_are_suggested_and_all_are_in_range():
    history = search(oracle(), BRANCHES, lambda v: v.get("rate", 0.5), 30)
    for trial in history:
        expected = {"model", "rate" if trial.values["model"] == "net" else "depth"}
        assert set(trial.values) == expected
        assert trial.values.get("depth", 1) in range(1, 10)
        assert 1e-4 <= trial.values.get("rate", 0.1) <= 1
    assert {t.values["model"] for t in history} == {"net", "tree"}


def test_one_name_under_two_conditions():
    def units(low, high, model):
        conditions = (("model", (model,)),)
        return Int(name="units", min_value=low, max_value=high, conditions=conditions)

    space = [MODEL, units(1, 5, "net"), units(10, 15, "tree")]
    history = search(oracle(), space, lambda v: float(v["units"]), 30)
    assert len(history) == 11
    for trial in history:
        assert (trial.values["units"] <= 5) == (trial.values["model"] == "net")


def test_trials_from_before_a_hyperparameter_was_known_still_count():
    history = search(oracle(), LINE, bowl, 6)
    history = search(oracle(), PLANE, bowl, 10, history)
    assert min(t.score for t in history if "y" in t.values) < 1e-2


def test_points_and_values_are_each_others_inverse():
    rng = np.random.default_rng(0)
    for _ in range(50):
        values = BRANCHES.configuration(lambda d: d.from_unit(rng.random()))
        point = BRANCHES.to_point(values)
        back = BRANCHES.to_values(point)
        assert back["model"] == values["model"]
        assert back.get("depth") == values.get("depth")
        assert back.get("rate", 0) == pytest.approx(values.get("rate", 0))
        inactive = 2 if values["model"] == "net" else 1
        assert [math.isnan(u) for u in point] == [j == inactive for j in range(3)]


# Its parts


@pytest.mark.parametrize("d", [1, 2, 5])
def test_the_first_points_fill_the_cube_more_evenly_than_random_ones(d):
    def gap(points):
        """The longest way from anywhere to the nearest point, maximum norm."""
        anywhere = np.random.default_rng(1).random((500, d))
        return np.abs(anywhere[:, None] - points).max(axis=2).min(axis=1).max()

    ours, theirs = [], []
    for seed in range(20):
        ours.append(gap(np.array([spread(d, seed, n) for n in range(24)])))
        theirs.append(gap(np.random.default_rng(seed).random((24, d))))
    assert np.mean(ours) < np.mean(theirs) * (0.99 if d == 5 else 0.85)


def test_in_one_dimension_the_first_points_follow_the_golden_ratio():
    steps = np.diff([spread(1, 7, n)[0] for n in range(9)]) % 1
    np.testing.assert_allclose(steps, (5**0.5 - 1) / 2)


@pytest.mark.parametrize("number", [None, 1, 5])
def test_the_first_points_do_not_depend_on_the_scores(number):
    up = search(oracle(num_initial_points=number), PLANE, lambda v: v["x"], 8)
    down = search(oracle(num_initial_points=number), PLANE, lambda v: -v["x"], 8)
    same = [a == b for a, b in zip(column(up), column(down), strict=True)]
    assert same.index(False) == {None: 3, 1: 2, 5: 5}[number]


class Normal:
    """A model that expects `mean` with `deviation`, wherever it is asked."""

    def __init__(self, mean, deviation, best):
        self.fitted = np.array([best + 3, best])
        self.predict = lambda x: (np.array(mean), np.array(deviation))


def test_log_improvement_is_that_of_the_textbook():
    """Against expected improvement itself: a smaller mean is better."""
    from scipy.stats import norm

    z, deviation = np.array([-6.0, -2.0, 0.0, 1.0, 4.0]), 0.7 * np.ones(5)
    expected = np.log(deviation * (norm.pdf(z) + z * norm.cdf(z)))
    value = log_improvement(Normal(1.5 - z * 0.7, deviation, 1.5), None)
    np.testing.assert_allclose(value, expected, atol=1e-6)


def test_log_improvement_has_no_seam_and_no_end():
    from scipy.special import log_ndtr

    z = np.array([-24.999999, -25.000001, -40.0, -1e3, -1e8])
    value = log_improvement(Normal(-z, np.ones(5), 0.0), None)
    assert value[0] - value[1] == pytest.approx(25 * 2e-6, rel=0.2)
    far = z[2]  # pdf - |z| cdf, the cdf by SciPy's logarithm
    log_pdf = -(far**2) / 2 - math.log(2 * math.pi) / 2
    exact = log_pdf + math.log1p(far * math.exp(log_ndtr(far) - log_pdf))
    assert value[2] == pytest.approx(exact, abs=0.01)
    assert np.isfinite(value).all() and (np.diff(value) < 0).all()


def test_uphill_is_where_more_is_promised():
    history = search(oracle(), PLANE, bowl, 8)
    model = oracle().model(PLANE, history, oracle().losses(history))
    x = np.random.default_rng(0).random((6, 2))
    slope = uphill(model, x)
    factors = []
    for j in (0, 1):
        step = 1e-4 * np.eye(2)[j]
        change = log_improvement(model, x + step) - log_improvement(model, x - step)
        factors.append(slope[:, j] / change)
    # the gradient but for a factor, which is positive and differs from point to point
    assert (factors[0] > 0).all()
    np.testing.assert_allclose(*factors, rtol=1e-3)


def test_the_posterior_is_in_the_units_of_the_score():
    """Without noise it meets the scores; its doubt is small there, and grows away."""
    for sign, direction in ((1, "min"), (-1, "max")):
        asked = oracle(direction)
        history = search(asked, PLANE, lambda v, sign=sign: sign * (40 * bowl(v) + 7), 25)
        mean, deviation = asked.posterior(PLANE, history)
        scores = [trial.score for trial in history]
        np.testing.assert_allclose(asked.objective.loss(mean), scores, atol=0.1)
        assert deviation.max() < 0.2
        far = asked.posterior(PLANE, history, [[0.999, 0.001]])
        assert far[0] == pytest.approx(40 * (0.7**2 + 0.3**2) + 7, abs=5)
        assert far[1] > deviation.max()


def test_the_posterior_is_not_deceived_by_one_lucky_score():
    rng = np.random.default_rng(3)
    history = History()
    for i, x in enumerate(rng.random(30)):
        score = (x - 0.3) ** 2 + 0.02 * rng.normal()
        history.record(Trial(str(i), {"x": x}, status=COMPLETED, score=score))
    history.record(Trial("lucky", {"x": 0.55}, status=COMPLETED, score=-0.05))
    mean, _ = oracle().posterior(LINE, history)
    assert min(history, key=lambda t: t.score).trial_id == "lucky"
    assert abs(column(history)[mean.argmin()] - 0.3) < 0.2


def test_there_is_no_posterior_without_a_finite_score():
    history = search(oracle(), LINE, lambda v: math.inf, 3)
    with pytest.raises(ValueError, match="history"):
        oracle().posterior(LINE, history)


def test_the_best_so_far_is_the_lowest_mean_and_not_the_luckiest_score():
    x = np.append(np.linspace(0, 1, 21), 0.9)[:, None]
    y = np.append((x[:-1, 0] - 0.3) ** 2, -0.5)
    model = GaussianProcess(x, y - y.mean(), np.log([1, 0.5, 0.3]), np.array([False]))
    assert x[model.fitted.argmin()] == pytest.approx(0.3, abs=0.11)
    np.testing.assert_allclose(model.fitted, model.predict(x)[0], atol=1e-9)


# What an ask costs


def sizes(number, monkeypatch):
    """How many points the covariances have that are inverted in the last ask."""
    found = []
    inverse = np.linalg.inv
    monkeypatch.setattr(np.linalg, "inv", lambda m: found.append(len(m)) or inverse(m))
    asked = oracle()
    rng = np.random.default_rng(0)
    trials = [
        Trial(str(i), {"x": u, "y": v}, status=COMPLETED, score=u + v**2)
        for i, (u, v) in enumerate(rng.random((number, 2)))
    ]
    asked.ask(PLANE, History(trials[:-1]))
    before = len(found)
    asked.ask(PLANE, History(trials))
    model = asked.model(PLANE, History(trials), asked.losses(trials))
    return found[:before], found[before:], model


def test_from_one_ask_to_the_next_nothing_is_inverted(monkeypatch):
    """The root grows by a row, which takes n ** 2 operations where all take n ** 3."""
    before, after, _ = sizes(90, monkeypatch)
    assert max(before) >= 70 and after == []


@pytest.mark.long
def test_a_fit_sees_a_part_of_many_trials_and_the_model_all_of_them(monkeypatch):
    before, after, model = sizes(650, monkeypatch)
    assert sorted(before)[-2] <= FITTED and after == []
    assert len(model.x) == 650


def test_a_model_that_grew_is_the_one_that_was_made_at_once():
    asked, history = oracle(), search(oracle(), BRANCHES, lambda v: len(v["model"]), 40)
    for number in (30, 34, 40):
        grown = asked.model(BRANCHES, part := History(history[:number]), asked.losses(part))
        new = oracle().model(BRANCHES, part, asked.losses(part))
        assert np.array_equal(grown.root, new.root)
        at_once = GaussianProcess(new.x, new.y, new.theta, new.categorical)
        np.testing.assert_allclose(grown.root, at_once.root, atol=1e-6 / new.noise**0.5)


def test_the_model_is_fitted_anew_when_there_are_a_quarter_more_scores():
    """After 1.25 ** k of them: 14.6 and 18.2 lie between these numbers."""
    asked = oracle()
    history = list(search(asked, PLANE, bowl, 19))
    fits = []
    for number in (14, 15, 16, 17, 18, 19):
        part = History(history[:number])
        fits.append(tuple(asked.model(PLANE, part, asked.losses(part)).scales))
    assert len(set(fits[1:5])) == 1 and len(set(fits)) == 3


@pytest.mark.parametrize(("place", "counts"), [(34, True), (35, True), (36, False)])
def test_of_40_scores_the_first_36_were_there_at_the_last_fit(place, counts):
    """1.25 ** 16 is 35.5, and 1.25 ** 17 is 44.4."""
    drawn = RandomSearchOracle(Objective("score", "min"), max_trials=40, seed=1)
    history = search(drawn, PLANE, bowl, 40)
    asked = oracle()
    before = asked.model(PLANE, history, asked.losses(history)).scales
    history.record(replace(history[place], score=99.0))
    after = asked.model(PLANE, history, asked.losses(history)).scales
    assert (tuple(before) != tuple(after)) == counts


def test_words_and_booleans_have_no_order_to_the_model():
    kinds = [
        (Choice(name="a", values=("x", "y", "z")), True),
        (Choice(name="b", values=(1, 10, 100)), False),
        (Choice(name="c", values=(1, 10, 100), ordered=False), True),
        (Int(name="d", min_value=1, max_value=3), False),
        (LINE[0], False),
    ]
    space = [dimension for dimension, _ in kinds]
    asked = oracle()
    history = search(asked, space, lambda v: v["x"], 8)
    model = asked.model(space, history, asked.losses(history))
    assert model.categorical.tolist() == [expected for _, expected in kinds]


@pytest.mark.parametrize("seed", range(3))
def test_the_first_in_rank_promises_more_than_whatever_was_drawn(seed):
    asked = oracle(seed=seed)
    history = search(asked, PLANE, bowl, 9)
    model = asked.model(PLANE, history, asked.losses(history))
    best = model.x[np.argsort(model.y, kind="stable")][:4]
    drawn = np.vstack(candidates(best, np.random.default_rng(7)))
    ranked = asked.rank(PLANE, model, np.random.default_rng(7))
    promised = log_improvement(model, np.vstack([ranked[:1], drawn]))
    assert promised[0] > promised[1:].max() + 1e-6
    assert ranked.min() >= 0 and ranked.max() <= 1


def test_candidates_are_anywhere_and_near_the_best():
    best = np.array([[0.2, 0.7], [0.3, np.nan]])
    far, near = candidates(best, np.random.default_rng(0))
    assert far.shape == near.shape and np.ptp(far, axis=0).min() > 0.8
    assert ((near >= 0) & (near <= 1)).all()
    of_first, of_second = near[::2], near[1::2]
    assert 0.3 < np.mean(of_first == [0.2, 0.7]) < 0.7
    moved = np.abs(of_first - [0.2, 0.7])
    assert np.mean(moved[moved > 0] < 0.05) > 0.3 and moved.max() > 0.2
    both = moved[(moved > 0).all(axis=1)]
    assert len(both) > 2 and (np.abs(both[:, 0] - both[:, 1]) > 1e-6).all()
    assert np.ptp(of_second[:, 1]) > 0.7


def test_alpha_is_the_least_noise():
    """Where every score is noisy to it, it does not dig as deep at the best one."""

    def digs(alpha):
        history = search(oracle(alpha=alpha), LINE, bowl, 15)
        return np.median(np.abs(np.array(column(history)[8:]) - 0.3))

    assert digs(1e-8) < digs(0.5) / 10
    assert oracle().alpha == 1e-8


def test_wrong_counts_are_refused():
    with pytest.raises(ValueError, match="num_initial_points: expected a whole number, 1"):
        oracle(num_initial_points=0)


@pytest.mark.parametrize("direction", ["min", "max"])
def test_the_picture_of_the_surrogate_goes_through_the_trials(direction):
    import matplotlib.pyplot as plt

    from minituner import plot

    sign = 1 if direction == "min" else -1
    asked = oracle(direction)
    history = search(asked, LINE, lambda v: sign * (bowl(v) + 7), 9)
    tuner = SimpleNamespace(oracle=asked, space=LINE, history=history)
    _, (upper, lower) = plt.subplots(2)
    plot.surrogate(tuner, "x", (upper, lower))
    x, guess = max((line.get_data() for line in upper.lines), key=lambda d: len(d[0]))
    for trial in history:
        assert np.interp(trial.values["x"], x, guess) == pytest.approx(
            trial.score, abs=1e-3
        )
    (band,) = upper.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.min() < guess.min() and heights.max() > guess.max()
    promise = lower.lines[0].get_ydata()
    assert promise.min() >= 0 and promise.max() > 0
    assert (lower.get_xlabel(), upper.get_ylabel()) == ("x", "score")
    plt.close("all")


def test_scores_that_hardly_differ_and_then_differ_hugely_are_survived():
    line = [Int(name="n", min_value=0, max_value=89)]
    history, asked = History(), oracle("min")
    for number, score in enumerate((0.0, 9e-147, None, 2.6e8, 1.0)):
        trial = Trial(f"{number:04}", *asked.ask(line, history))
        if score is not None:
            trial = replace(trial, status="COMPLETED", score=score)
        history.record(trial)
    assert asked.ask(line, history).values not in history
