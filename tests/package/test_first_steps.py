"""The toys of chapters 2 to 4 keep their promises."""

import itertools

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import ElasticNet, Lasso
from sklearn.utils.validation import check_is_fitted

from minituner.first_steps import MyGridSearch, MyHP, build_counter, combinations

pytestmark = pytest.mark.chapter(4)
ALPHAS = [0.1, 2.0, 10.0]


def test_a_counter_remembers():
    counter = build_counter()
    assert [counter(1), counter(1), counter(1)] == [1, 2, 3]


def test_a_counter_starts_where_it_is_told_and_takes_any_step():
    counter = build_counter(start=100)
    assert [counter(5), counter(-10), counter(0)] == [105, 95, 95]


def test_two_counters_share_nothing():
    first, second = build_counter(), build_counter()
    first(10)
    assert second(1) == 1


def test_the_first_choice_is_the_default():
    assert MyHP().Choice("alpha", ALPHAS) == 0.1


def test_a_picked_value_is_retrieved_until_the_next_pick():
    hp = MyHP()
    hp.Choice("alpha", ALPHAS)
    for value in (2.0, 10.0, 0.1):
        hp.pick("alpha", value)
        assert [hp.Choice("alpha", ALPHAS) for _ in range(2)] == [value, value]


def test_the_first_declaration_wins():
    hp = MyHP()
    hp.Choice("alpha", ALPHAS)
    assert hp.Choice("alpha", [500]) == 0.1
    assert hp.choices == {"alpha": ALPHAS}


def test_a_list_that_changes_later_does_not_change_the_choices():
    hp, values = MyHP(), [1, 2]
    hp.Choice("n", values)
    values.clear()
    assert hp.choices["n"] == [1, 2]


def test_an_array_of_choices_is_accepted():
    assert MyHP().Choice("alpha", np.array(ALPHAS)) == 0.1


def test_an_empty_list_is_refused_and_nothing_is_registered():
    hp = MyHP()
    with pytest.raises(ValueError, match=r"alpha: expected one choice or more, got \[\]"):
        hp.Choice("alpha", [])
    assert hp.choices == hp.current == {}


def test_an_unknown_name_is_refused_with_the_known_ones():
    hp = MyHP()
    hp.Choice("alpha", ALPHAS)
    with pytest.raises(KeyError, match=r"alhpa: not registered; .* \['alpha'\]"):
        hp.pick("alhpa", 2.0)
    assert hp.current == {"alpha": 0.1}


def test_a_value_outside_the_list_is_refused_with_the_list():
    hp = MyHP()
    hp.Choice("alpha", ALPHAS)
    with pytest.raises(ValueError, match=r"alpha: expected one of \[0.1, .*, got 5.0"):
        hp.pick("alpha", 5.0)
    assert hp.current == {"alpha": 0.1}


@pytest.mark.parametrize("sizes", [(), (3,), (3, 2), (2, 1, 4), (2, 0)])
def test_combinations_are_the_product_in_its_order(sizes):
    choices = {f"h{i}": list(range(size)) for i, size in enumerate(sizes)}
    expected = [
        dict(zip(choices, values, strict=True))
        for values in itertools.product(*choices.values())
    ]
    assert combinations(choices) == expected


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    return rng.standard_normal((100, 10)), rng.standard_normal((100, 1))


def build_lasso(hp):
    return Lasso(alpha=hp.Choice("alpha", ALPHAS))


def build_elastic_net(hp):
    return ElasticNet(
        alpha=hp.Choice("alpha", ALPHAS), l1_ratio=hp.Choice("l1_ratio", [0.2, 0.8])
    )


def test_a_search_fits_one_model_for_each_choice(data):
    tuner = MyGridSearch(build_lasso)
    tuner.search(*data)
    expected = "[Lasso(alpha=0.1), Lasso(alpha=2.0), Lasso(alpha=10.0)]"
    assert repr(tuner.result) == expected
    for model in tuner.result:
        check_is_fitted(model)
    with pytest.raises(NotFittedError):  # the check can fail
        check_is_fitted(Lasso())


def test_a_search_over_two_hyperparameters_fits_the_product(data):
    tuner = MyGridSearch(build_elastic_net)
    tuner.search(*data)
    tried = [(model.alpha, model.l1_ratio) for model in tuner.result]
    assert tried == list(itertools.product(ALPHAS, [0.2, 0.8]))


def test_a_model_without_hyperparameters_is_fitted_once(data):
    tuner = MyGridSearch(lambda hp: Lasso())
    tuner.search(*data)
    assert len(tuner.result) == 1


def test_scores_come_from_the_validation_data(data):
    x, y = data
    tuner = MyGridSearch(build_lasso)
    tuner.search(x[:50], y[:50], validation_data=(x[50:], y[50:]))
    assert tuner.scores == [model.score(x[50:], y[50:]) for model in tuner.result]


def test_without_validation_data_the_freest_model_wins(data):
    tuner = MyGridSearch(build_lasso)
    tuner.search(*data)
    assert tuner.best().alpha == 0.1


def test_best_is_the_first_model_with_the_highest_score():
    tuner = MyGridSearch(build_lasso)
    tuner.result, tuner.scores = ["a", "b", "c"], [0.1, 0.5, 0.5]
    assert tuner.best() == "b"
