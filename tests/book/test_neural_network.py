"""What chapter 14 promises: its stored counts, and its class in both libraries."""

import math

import keras_tuner
import pytest
from notebooks import code_cells, numbers, output_of, read

import minituner
from minituner.oracles.hyperband import brackets

pytestmark = [
    pytest.mark.chapter(14),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def cell(cell_id):
    (found,) = [c for c in code_cells(read("14")) if c.id == cell_id]
    return found.source


def defined_in(cell_id, **known):
    """The names that a cell of the chapter defines, given those that it needs."""
    exec(cell(cell_id), known)
    return known


# What is stored


def test_a_width_counts_only_where_its_layer_is():
    *active, last = output_of("14", "active").splitlines()
    assert [line.count("units_") for line in active] == [1, 2, 3]
    assert last == "5 declared"


def test_the_batch_size_is_unknown_before_the_first_fit():
    known, epochs = output_of("14", "random-search").splitlines()
    assert known == "6 known before, 7 after: the new one is batch_size"
    assert epochs == f"{24 * 9} epochs"


def test_adam_is_remembered_only_where_there_is_room_for_it():
    *forgotten, remembered = filter(None, output_of("14", "memory").splitlines())
    said = " ".join(forgotten)
    assert said.startswith("Network 0 Skipping variable loading for optimizer")
    assert remembered == f"Remembering {11 * 1024 // 128}"


def test_hyperband_runs_what_its_table_says():
    theirs = defined_in("tables", keras_tuner=keras_tuner, print=lambda *_: None)["theirs"]
    table = list(theirs(9, 3))
    trials = sum(n for bracket in table for n, _ in bracket)
    networks = sum(bracket[0][0] for bracket in table)
    to_the_end = sum(bracket[-1][0] for bracket in table)
    resumed = sum(
        n * (epochs - (bracket[i - 1][1] if i else 0))
        for bracket in table
        for i, (n, epochs) in enumerate(bracket)
    )
    said = numbers(output_of("14", "hyperband"))
    assert said == [trials, networks, to_the_end, resumed] == [23, 17, 6, 75]


def test_the_stored_intervals_are_wilsons():
    for line in output_of("14", "wilson").splitlines():
        *_, share, low, high = numbers(line)
        n, z = 389, 1.959964
        share = round(share * n) / n
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + (z / n / 2) ** 2)
        assert (low, high) == pytest.approx((middle - half, middle + half), abs=6e-4)


def test_the_question_has_the_numbers_of_the_stored_run():
    few, hyperband = output_of("14", "test").splitlines()[:2]
    question = numbers(read("14").cells[0].source)
    assert {numbers(few)[1], numbers(hyperband)[0], 389} <= set(question)


def prose():
    return " ".join(c.source for c in read("14").cells if c.cell_type == "markdown")


def test_what_the_text_counts_in_words_is_what_is_stored():
    lucky = output_of("14", "random-best").splitlines()[1]
    assert numbers(lucky)[0] == 9 and "nine of the other sixteen" in prose()
    first_nine, slow, _, fast = output_of("14", "slow-starters").splitlines()
    thrown_out = sorted(numbers(first_nine))[:6]
    assert sum(accuracy < 1 / 3 for accuracy in thrown_out) == 3
    assert sum(accuracy >= 1 / 2 for accuracy in thrown_out) == 3
    assert numbers(slow)[0] == 13 and "none of thirteen" in prose()
    assert numbers(fast)[0] == 4 and "all four that began" in prose()


def test_the_medians_of_the_replays_are_two_networks():
    validation, test = (
        [numbers(line)[0] for line in output_of("14", cell_id).splitlines()[:2]]
        for cell_id in ("replayed", "replays-test")
    )
    *two, disagreement = output_of("14", "two-networks").splitlines()
    medians = [list(pair) for pair in zip(validation, test, strict=True)]
    assert [numbers(line)[1:] for line in two] == medians
    (_, mine, _, yours, _), (best, second) = numbers(disagreement), test
    assert (mine, yours) == (9, 3) and "as nine to three" in prose()
    assert mine - yours == round(389 * (best - second)) and "by six of 389" in prose()


def test_most_wins_and_most_draws_come_from_one_network():
    hyperband, _, both = output_of("14", "best-network").splitlines()
    won, drawn, _ = numbers(output_of("14", "replayed").splitlines()[-1])
    found, (both,) = numbers(hyperband)[-1], numbers(both)
    assert f"alone has it {found - both:.0f} times" in prose() and found - both > won / 2
    assert f"Both have it {both:.0f} times" in prose() and both > drawn / 2


def test_what_no_two_processors_need_agree_on_is_asserted_instead():
    ignored = [c for c in code_cells(read("14")) if "NBVAL_IGNORE" in c.source]
    sources = {cell.id: cell.source for cell in code_cells(read("14"))}
    for found in ignored:
        first, second = found.source.splitlines()[:2]
        assert first == "# NBVAL_IGNORE_OUTPUT"  # nbval wants no word after it
        assert second == "# (scores: processors round differently)"
        sure = sources.get(f"{found.id}-sure", "")  # stands below the answer
        assert "assert " in sure + found.source or "plt.show()" in found.source, found.id
    assert len(ignored) < len(code_cells(read("14"))) / 2


# The class that is written once


class Score:
    """In place of a network: what it has learned is the number of its epochs."""

    def __init__(self):
        self.epochs = 0


class FakeDigits(keras_tuner.HyperModel):
    def __init__(self):
        super().__init__()
        self.fits = []

    def build(self, hp):
        hp.Float("learning_rate", 1e-4, 1e-1, sampling="log")
        return Score()

    def fit(self, hp, model, epochs, initial_epoch, **kwargs):
        assert model.epochs == initial_epoch  # it is the earlier trial's own
        self.fits.append(epochs - initial_epoch)
        model.epochs = epochs
        return {"val_accuracy": hp["learning_rate"] + epochs}


@pytest.mark.parametrize("library", [keras_tuner, minituner], ids=lambda lib: lib.__name__)
@pytest.mark.parametrize("limit", [4, 6])
def test_the_class_spends_the_same_epochs_in_both_libraries(library, limit, tmp_path):
    network, kind = FakeDigits(), defined_in("one-class")["digits_tuner"](library)
    settings = {"max_epochs": limit, "factor": limit, "seed": 5, "directory": tmp_path}
    tuner = kind(network, objective="val_accuracy", **settings)
    tuner.oracle.verbose = 0
    tuner.search()
    assert network.fits == [1] * limit + [limit - 1, limit, limit]
    (wide, narrow) = brackets(limit, limit)
    assert (wide, narrow) == ([(limit, 1), (1, limit)], [(2, limit)])


def test_the_stored_search_spent_the_same_epochs_in_both_libraries():
    theirs, ours = (
        numbers(line.split("trials,")[1])
        for line in output_of("14", "both").splitlines()
        if "trials," in line
    )
    assert theirs == ours == [23, 1, 1, 1, 1, 1, 1, 5, 6, 6]


def test_the_tables_agree_only_where_limit_and_factor_are_the_same():
    theirs = defined_in("tables", keras_tuner=keras_tuner, print=lambda *_: None)["theirs"]
    for limit in range(2, 30):
        for factor in range(2, 7):
            same = list(theirs(limit, factor)) == brackets(limit, factor)
            assert same == (limit == factor)
