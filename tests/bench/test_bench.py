"""The benchmark: its problems, its regret, and its page."""

import json
import math
import statistics

import numpy as np
import pytest
from scipy.optimize import minimize

import minituner
from bench import noise, problems, quality, report
from bench.problems import FINITE, FUNCTIONS, LINEAR, MODELS, Reference, regret

EVERY = [*LINEAR, *FUNCTIONS, *MODELS, FINITE]
BY_NAME = {problem.name: problem for problem in EVERY}

# Where the literature says that the optima are, and their values
OPTIMA = {
    "Branin": ([math.pi, 2.275], 0.397887),
    "Hartmann 3": ([0.114614, 0.555649, 0.852547], -3.86278),
    "Hartmann 6": ([0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573], -3.32237),
    "Ackley 5": ([0] * 5, 0),
    "Levy 4": ([1] * 4, 0),
    "Rosenbrock 2": ([1] * 2, 0),
    "Rosenbrock 5": ([1] * 5, 0),
}


def loss(problem, point):
    return problem.build(problems.at({f"x{i}": x for i, x in enumerate(point)}))


@pytest.mark.parametrize("name", OPTIMA)
def test_a_function_has_the_optimum_of_the_literature_where_the_literature_says(name):
    point, value = OPTIMA[name]
    assert loss(BY_NAME[name], point) == pytest.approx(value, abs=1e-5)
    assert BY_NAME[name].optimum == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize("name", OPTIMA)
def test_no_descent_gets_below_the_stated_optimum(name):
    problem = BY_NAME[name]
    start = np.array(OPTIMA[name][0]) + 0.01
    found = minimize(lambda x: loss(problem, x), start, method="Nelder-Mead", tol=1e-12)
    assert found.fun == pytest.approx(problem.optimum, abs=1e-9)
    assert found.fun >= problem.optimum - 1e-12


def test_the_branches_of_the_conditional_space_have_the_stated_optima():
    best = {
        0.15: {"kind": "svm", "c": 10.0, "gamma": 1e-3},
        0.25: {"kind": "forest", "depth": 12, "share": 10**-0.5},
        0.0: {"kind": "network", "layers": 4, "units": 64, "rate": 0.01},
    }
    assert {0.0, *report.OTHER_BRANCHES} == set(best)
    for optimum, values in best.items():
        assert problems.conditional(problems.at(values)) == pytest.approx(optimum)


def test_the_branch_with_the_best_optimum_is_the_worst_at_random():
    generator = np.random.default_rng(0)
    losses = {"svm": [], "forest": [], "network": []}
    for _ in range(3000):
        hp = problems.at_random(generator)
        value = problems.conditional(hp)
        losses[hp.values["kind"]].append(value)
    medians = {kind: statistics.median(found) for kind, found in losses.items()}
    assert max(medians, key=medians.get) == "network"


def test_the_finite_space_has_more_configurations_than_trials():
    space = minituner.discover(problems.finite).space
    configurations = math.prod(dimension.size for dimension in space)
    assert FINITE.trials < configurations == 60


@pytest.mark.parametrize("problem", EVERY, ids=lambda problem: problem.name)
def test_a_problem_means_the_same_to_the_benchmark_and_to_minituner(problem):
    drawn = problems.at_random(np.random.default_rng(3))
    expected = problem.build(drawn)
    hp = minituner.HyperParameters()
    hp.values = dict(drawn.values)
    assert problem.build(hp) == expected
    assert {d.name for d in hp.space if hp.is_active(d)} == set(drawn.values)


def test_the_validation_part_of_the_digits_has_as_many_images_as_the_page_says():
    assert len(quality.digits()[3]) == report.VALIDATED


def test_random_points_fill_the_range_and_both_ends_of_an_int():
    generator = np.random.default_rng(0)
    draws = [problems.at_random(generator) for _ in range(300)]
    assert {hp.Int("i", 1, 3) for hp in draws} == {1, 2, 3}
    assert {hp.Choice("c", ["a", "b"]) for hp in draws} == {"a", "b"}
    logs = [math.log10(hp.Float("f", 1e-4, 1.0, sampling="log")) for hp in draws]
    assert statistics.mean(logs) == pytest.approx(-2, abs=0.2)


@pytest.mark.slow
def test_the_dense_search_finds_the_best_alpha_of_the_book():
    alphas = np.logspace(-3, 3, 101)
    for problem, r2 in zip(LINEAR, (0.48216, 0.55398), strict=True):
        best = problems.dense_search(problem.build)
        assert best == pytest.approx(1 - r2, abs=1e-4)
        grid = (problem.build(problems.at({"alpha": a})) for a in alphas)
        assert best <= min(grid) + 1e-9


def test_regret_is_0_at_the_best_1_at_a_random_point_and_has_a_floor():
    known = Reference(best=2.0, median=6.0)
    assert regret([6.0, 8.0], known) == 1.0
    assert regret([8.0, 3.0, 6.0], known) == 0.25
    assert regret([2.0], known) == pytest.approx(1e-12)
    assert regret([2.0], known, resolution=0.4) == pytest.approx(0.1)


# The page


def record(problem, seed, losses, distinct=None, epochs=None):
    return problem.name, seed, dict(losses=losses, distinct=distinct, epochs=epochs)


def results(level):
    """A search that ends at `level` of the way to a random point, with three seeds."""
    rows = [
        record(problem, seed, [1.0] * 9 + [level] * (problem.trials - 9), 45)
        for problem in EVERY
        for seed in quality.SEEDS[:3]
    ]
    rows.append(record(quality.HYPERBAND, 10007, [0.5, level], epochs=375))
    return {(name, seed): fields for name, seed, fields in rows}


def page(ours, theirs, speed=None):
    references = {problem.name: Reference(0.0, 1.0) for problem in EVERY}
    found = {"minituner": results(ours), "kerastuner": results(theirs)}
    return report.render(speed, found, references)


def test_the_page_says_which_goals_are_reached_and_which_are_missed():
    assert page(0.01, 0.02).count("Every goal of this table is reached") == 2
    missed = page(0.03, 0.02)
    assert "* Ridge and Lasso, 20 trials: 0.03, and the goal is 0.02" in missed
    assert "* Hyperband: 0.9700, and the goal is 0.9800" in missed
    assert "the conditional space alone, 50 trials: 0.06" in page(0.06, 0.2)


def test_the_page_counts_seeds_and_repeated_points():
    text = page(0.01, 0.02)
    assert "| Ridge and Lasso, 10 trials | ≤\u00a00.02 | 0.01 (3) | 0.02 (3) | – |" in text
    assert "| repeated, of 50 (least–most) | 5, 3 seeds | 5, 3 seeds | – |" in text


def test_the_page_says_where_a_rival_has_the_better_median():
    assert "has the better median:\n\nNowhere." in page(0.01, 0.02)
    text = page(0.03, 0.02)
    assert "has the better median:\n\n* Ridge: KerasTuner\n* Lasso: KerasTuner\n" in text


def test_a_rival_is_each_search_of_another_library_that_learns():
    references = {problem.name: Reference(0.0, 1.0) for problem in EVERY}
    levels = {"minituner": 0.03, "kerastuner": 0.04, "optuna-gp": 0.02, "optuna-tpe": 0.01}
    found = {method: results(level) for method, level in levels.items()}
    text = report.render(None, found, references)
    assert "* Ridge: Optuna GP, Optuna TPE\n" in text
    assert "* Ridge and Lasso, 20 trials: 0.03, and the goal is 0.01" in text


def test_the_page_says_so_where_seeds_are_missing(monkeypatch):
    assert "Of 20 seeds that were planned, some rows have fewer" in page(0.01, 0.02)
    monkeypatch.setattr(report, "SEEDS", quality.SEEDS[:3])
    assert "that were planned" not in page(0.01, 0.02)


def test_the_page_says_what_the_other_branches_are_worth():
    assert "end at regrets of 0.15 and 0.25." in page(0.01, 0.02)


def test_no_line_of_the_prose_breaks_a_sentence_or_is_very_long():
    lines = [
        line for line in page(0.01, 0.02).splitlines() if line and line[0] not in "|#*"
    ]
    assert [line for line in lines if line[-1] not in ".:?"] == []
    assert max(map(len, lines)) <= 140


def test_the_row_is_the_geometric_mean_of_the_medians():
    references = {problem.name: Reference(0.0, 1.0) for problem in LINEAR}
    rows = [record(LINEAR[0], seed, [loss]) for seed, loss in enumerate((1.0, 0.25, 0.1))]
    rows += [record(LINEAR[1], seed, [0.01]) for seed in range(2)]
    found = {"minituner": {(name, seed): fields for name, seed, fields in rows}}
    regrets = report.Regrets(found, {**references, LINEAR[0].name: Reference(0.0, 1.0)})
    regrets.known[LINEAR[1].name] = Reference(0.0, 1.0)
    row, seeds = regrets.row("minituner", LINEAR, 20)
    assert seeds == 2
    assert row == pytest.approx(math.sqrt(0.25 * 0.01))


def test_the_best_known_is_the_best_that_anyone_found():
    regrets = report.Regrets(
        {"optuna-tpe": {("Ridge", 1): {"losses": [0.5, 0.4]}}},
        {"Ridge": Reference(0.45, 1.0), "Lasso": Reference(0.3, 1.0)},
    )
    assert regrets.known == {"Ridge": (0.4, 1.0), "Lasso": (0.3, 1.0)}


def test_the_page_names_the_versions_and_the_machine():
    machine = dict(system="Linux x86_64", cores=2, python="3.11")
    machine["versions"] = {"optuna": "5.0.0"}
    text = page(0.01, 0.02, dict(machine=machine, results=[]))
    assert "| machine | Linux x86_64, 2 cores;" in text
    assert "| optuna | 5.0.0 |" in text


def test_small_numbers_are_written_as_powers_of_ten():
    written = [report.short(x) for x in (1.0, 0.123, 0.00123, 0.000123, 1e-12, 0)]
    assert written == ["1", "0.12", "0.0012", "1.2·10⁻⁴", "1.0·10⁻¹²", "0"]


def test_costs_are_medians_in_milliseconds_a_trial_beside_their_goal():
    runs = [("random", 1_000, cpu) for cpu in (0.1, 0.3, 0.2)]
    runs += [("random", 10_000, cpu) for cpu in (1.0, 3.0, 2.0)]
    measured = [
        dict(kind=kind, trials=trials, tool="minituner", cpu=cpu, wall=cpu)
        for kind, trials, cpu in runs
    ]
    text, missed = report.cost_table(measured)
    assert "in memory [ms] | ≤\u00a00.12 | 0.200 (0.100–0.300) | – | – |" in text
    assert "growth with n, in memory [power] | ≤\u00a01.05 | 1.000 |" in text
    what = "random, 1,000 trials, in memory"
    assert missed[0] == f"{what}: 0.200 ms, and the goal is ≤\u00a00.12"
    assert "import: not measured" in missed


def test_a_goal_for_a_time_moves_with_the_machine():
    (cost,) = (c for c in report.COSTS if c.what == "Bayesian, 50 trials")
    assert cost.goal_here([]) == 8
    assert cost.goal_here([2 * 63, 2 * 63, 1]) == pytest.approx(16)
    assert cost.reached([15, 1, 17], 16) and not cost.reached([17, 1, 18], 16)


def test_the_share_of_eight_threads_is_to_be_large():
    (cost,) = (c for c in report.COSTS if c.what.endswith("48 trials"))
    runs = [dict(kind="workers", trials=48, tool="minituner", wall=w) for w in (0.3, 0.6)]
    assert cost.of({("workers", 48, "minituner"): runs}, "minituner") == pytest.approx(
        [1, 0.5]
    )
    assert cost.reached([0.95], 0.9) and not cost.reached([0.85], 0.9)


# What is run, and kept


def test_what_is_missing_is_run_seed_by_seed_and_only_that(tmp_path, monkeypatch):
    monkeypatch.setattr(quality, "RESULTS", tmp_path)
    monkeypatch.setattr(quality, "version", lambda method: "1")
    every = list(quality.missing(["minituner", "random"], 2))
    assert len(every) == 2 * (2 * len(EVERY) + 1)
    assert [seed for _, _, seed in every] == sorted(seed for _, _, seed in every)
    method, problem, seed = every[0]
    quality.note(dict(method=method, problem=problem.name, seed=seed, version="1"))
    assert list(quality.missing(["minituner", "random"], 2)) == every[1:]
    quality.note(dict(method=method, problem=every[2][1].name, seed=seed, version="0"))
    assert list(quality.missing(["minituner", "random"], 2)) == every[1:]


def test_results_belong_to_the_code_and_not_to_what_it_says_of_itself():
    before = 'def f(x):\n    """Doc."""\n    return x + 1  # why\n'
    assert quality.code_of(before) == quality.code_of("def f(x): return (x + 1)")
    assert quality.code_of(before) != quality.code_of("def f(x): return x + 2")


def test_a_line_that_was_cut_off_is_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr(quality, "RESULTS", tmp_path)
    file = tmp_path / "quality-random.jsonl"
    file.write_text('{"whole": 1}\n{"torn"')
    quality.note({"method": "random"})
    assert list(map(json.loads, file.read_text().splitlines())) == [
        {"whole": 1},
        {"method": "random"},
    ]


def test_a_search_of_ours_keeps_every_loss():
    kept = quality.run("random", FINITE, 1)
    assert len(kept["losses"]) == kept["distinct"] == 50
    assert min(kept["losses"]) >= 0


# With noise


@pytest.mark.parametrize("model", [noise.elastic_net, noise.svc])
def test_a_noisy_score_is_right_on_average_and_differs_each_time(model, monkeypatch):
    monkeypatch.setattr(noise, "REDRAWN", 20)
    data = {noise.elastic_net: noise.linear_data, noise.svc: noise.rings}[model]
    _, problem = noise.noisy_model("model", model, data)
    hp = problems.at_random(np.random.default_rng(4))
    model(hp)
    fixed, generator = problems.at(hp.values), np.random.default_rng(1)
    drawn = np.array([problem.draw(fixed, generator) for _ in range(20)])
    error = drawn.std() * (2 / 20) ** 0.5
    assert abs(drawn.mean() - problem.truth(fixed)) < 4 * error
    assert len(set(drawn)) > 5


def test_the_goal_is_the_geometric_mean_of_ratios_of_medians_to_the_best_rival():
    regrets = np.ones((5, 2, 3)) * [
        [[1, 2, 9]],
        [[4, 9, 2]],
        [[3, 5, 5]],
        [[9, 9, 9]],
        [[1, 1, 1]],
    ]
    ours, rival = np.median([1, 4, 3, 9, 1]), min(5, 5)
    assert noise.ratio(regrets) == pytest.approx(ours / rival)
    regrets[:, 1, 0] *= 4
    assert noise.ratio(regrets) == pytest.approx(ours / rival * 2)


def test_an_interval_holds_what_is_known_and_shrinks_with_the_sample():
    generator = np.random.default_rng(5)
    widths = []
    for size in (25, 400):
        low, high = noise.interval(generator.normal(1, 1, size), lambda d: d.mean(axis=1))
        assert low < 1 < high
        widths.append(high - low)
    assert widths[0] == pytest.approx(4 * widths[1], rel=0.4)
