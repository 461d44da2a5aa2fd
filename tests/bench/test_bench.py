"""The benchmark: its problems, its regret, and its page."""

import itertools
import json
import math
import statistics
from collections import defaultdict
from string import Formatter

import numpy as np
import pytest
from scipy.optimize import minimize

import minituner
from bench import noise, problems, quality, report
from bench.problems import FINITE, FUNCTIONS, HELD_OUT, LINEAR, MODELS, Reference, regret

EVERY = [*LINEAR, *FUNCTIONS, *MODELS, *HELD_OUT, FINITE]
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
    "Beale 2": ([3, 0.5], 0),
    "Griewank 4": ([0] * 4, 0),
    "Shekel 4": ([4.00075, 3.99951, 4.00075, 3.99951], -10.53644),
    "Michalewicz 5": ([2.202906, 1.570796, 1.284992, 1.923058, 1.720470], -4.687658),
    "Zakharov 8": ([0] * 8, 0),
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
    method = "Nelder-Mead" if len(start) < 7 else "Powell"
    found = minimize(lambda x: loss(problem, x), start, method=method, tol=1e-12)
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


def results(level, seeds=8):
    """Searches that end near `level` of the way to a random point."""
    rows = [
        record(
            problem, seed, [1.0] * 9 + [level * (1 + seed / 1e7)] * (problem.trials - 9), 45
        )
        for problem in EVERY
        for seed in quality.SEEDS[:seeds]
    ]
    rows += [record(quality.HYPERBAND, seed, [0.5, level], epochs=375) for seed in (1, 2)]
    return {(name, seed): fields for name, seed, fields in rows}


REFERENCES = {problem.name: Reference(0.0, 1.0) for problem in EVERY}


@pytest.fixture(scope="module")
def untuned_is_dear():
    """The models without a search are fitted once for all tests of the page."""
    regrets = report.Regrets({}, REFERENCES)
    chosen = [*HELD_OUT, *report.TUNED_ON]
    return report.untuned(regrets, chosen)


@pytest.fixture
def page(monkeypatch, untuned_is_dear):
    monkeypatch.setattr(
        report,
        "untuned",
        lambda regrets, chosen: {p.name: untuned_is_dear[p.name] for p in chosen},
    )

    def render(speed=None, **levels):
        found = {
            method.replace("_", "-"): results(level) for method, level in levels.items()
        }
        return report.render(speed, found, REFERENCES)[0]

    return render


def test_the_page_begins_with_what_was_won_tied_and_lost(page):
    text = page(minituner=0.02, random=0.02, optuna_gp=0.01, optuna_tpe=0.04)
    first = text.splitlines()[2]
    assert "against random 0–9–0, Optuna TPE 9–0–0, Optuna GP 0–0–9 and" in first


def test_a_rival_of_fewer_seeds_than_ours_is_called_so_where_wins_are_counted():
    found = {
        "minituner": results(0.02),
        "random": results(0.04),
        "kerastuner": results(0.04, 5),
    }
    held_out = report.found_on(report.Regrets(found, REFERENCES), HELD_OUT)
    first = report.lead(held_out, {}, None).splitlines()[0]
    assert "against random 9–0–0, Optuna TPE 0–0–0, Optuna GP 0–0–0 and" in first
    assert first.endswith("KerasTuner 9–0–0 (only 5 seeds).")


def test_each_rival_has_its_verdict_and_the_last_row_counts_them(page):
    text = page(minituner=0.02, random=0.04, kerastuner=0.01)
    assert "| 0.04\u00a0▲ | – | – | 0.01\u00a0▼ | 0.02 |" in text
    assert "| *▲–○–▼* |  | 9–0–0 | 0–0–0 | 0–0–0 | 0–0–9 |  |" in text


def test_a_verdict_is_the_test_of_mann_and_whitney_and_many_are_adjusted():
    generator = np.random.default_rng(3)
    tie, other = generator.normal(size=(2, 20))
    found = {"p": {"minituner": tie, "random": other, "optuna-gp": tie + 9}}
    assert report.verdicts(found) == {
        ("p", "optuna-gp"): report.BETTER,
        ("p", "random"): report.TIE,
    }
    # a test at 5 % alone would call this one, and not among twenty
    near = {"minituner": [1, 2, 3, 4, 5, 6], "random": [4.5, 5.5, 6.5, 7, 8, 9]}
    alone = report.verdicts({"near": near})
    assert alone["near", "random"] == report.BETTER
    equal = {"minituner": [1.0, 2.0] * 3, "random": [1.0, 2.0] * 3}
    among = report.verdicts({"near": near, **{f"p{i}": equal for i in range(19)}})
    assert among["near", "random"] == report.TIE


def test_the_adjustment_is_holms():
    assert report.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert report.holm([0.5, 0.9]) == pytest.approx([1, 1])


def test_what_the_data_cannot_tell_apart_is_equal():
    (wine,) = (p for p in HELD_OUT if p.name.endswith("wine"))
    regrets = report.Regrets({}, {wine.name: Reference(0.0, 1.0)})
    assert regrets.of(wine, [0.0002]) == regrets.of(wine, [0.0009]) == 0.001
    assert regrets.of(wine, [0.002]) == 0.002


def test_the_page_counts_seeds_and_repeated_points(page):
    text = page(minituner=0.01, random=0.02)
    assert "8 of minituner and random and none of Optuna TPE, Optuna GP" in text
    assert "| repeated, of 50 | 5 | – | – | – | 5 |" in text


def test_a_search_that_was_run_too_seldom_is_left_out():
    found = {"minituner": results(0.02), "random": results(0.04, report.FEWEST - 1)}
    regrets = report.Regrets(found, REFERENCES)
    shown = report.found_on(regrets, HELD_OUT)[HELD_OUT[0].name]
    assert len(shown["minituner"]) == 8 and shown["random"] == []


def test_what_is_untuned_is_scikit_learns_default_or_the_middle(untuned_is_dear):
    from sklearn.tree import DecisionTreeClassifier

    data = problems.data("breast_cancer")
    default = problems.cross_validated(DecisionTreeClassifier(random_state=0), *data)
    assert untuned_is_dear["decision tree on breast cancer"] == pytest.approx(default)
    assert BY_NAME["Shekel 4"].untuned() == loss(BY_NAME["Shekel 4"], [5.0] * 4)


def test_the_page_says_what_the_other_branches_are_worth(page):
    said = "in one of the other two branches is 0.15, and in the other 0.25."
    assert said in page(minituner=0.01)


def test_no_line_of_the_prose_breaks_a_sentence(page):
    lines = page(minituner=0.01, kerastuner=0.02).splitlines()
    prose = [line for line in lines if line and line[0] not in "|#*`:"]
    assert [line for line in prose if line[-1] not in ".:?"] == []


def test_the_best_known_is_the_best_that_anyone_found():
    regrets = report.Regrets(
        {"optuna-tpe": {("Ridge", 1): {"losses": [0.5, 0.4]}}},
        {"Ridge": Reference(0.45, 1.0), "Lasso": Reference(0.3, 1.0)},
    )
    assert regrets.known == {"Ridge": (0.4, 1.0), "Lasso": (0.3, 1.0)}


def test_the_page_names_the_versions_and_the_machine(page):
    machine = dict(system="Linux x86_64", cores=2, python="3.11")
    machine["versions"] = {"optuna": "5.0.0"}
    text = page(dict(machine=machine, results=[]), minituner=0.01)
    assert "| machine | Linux x86_64, 2 cores;" in text
    assert "| optuna | 5.0.0 |" in text


def test_small_numbers_are_written_as_powers_of_ten():
    written = [report.short(x) for x in (1.0, 0.123, 0.00123, 0.000123, 1e-12, 0)]
    assert written == ["1", "0.12", "0.0012", "1.2·10⁻⁴", "1.0·10⁻¹²", "0"]


def measured(cpu, trials=1_000, kind="random", tool="minituner"):
    return dict(kind=kind, trials=trials, tool=tool, cpu=cpu, wall=cpu)


def test_costs_are_medians_in_milliseconds_a_trial():
    runs = [measured(cpu) for cpu in (0.1, 0.3, 0.2)]
    runs += [measured(cpu, 10_000) for cpu in (1.0, 3.0, 2.0)]
    runs += [measured(0.6, 200, "bayesian", "kerastuner")]
    text = report.cost_table(runs)
    assert "in memory: ms a trial | 0.200 (0.100–0.300) | – | – |" in text
    assert "10ᵏ times as much | 1.00 | – | – |" in text
    assert "Bayesian, 200 trials: ms a trial | – | 3.0 (once) | – |" in text


def test_a_ratio_of_costs_is_one_of_medians():
    runs = [measured(cpu, 50, "bayesian") for cpu in (1.0, 9.0, 2.0)]
    assert report.times_as_much(runs, 50, "optuna") is None
    runs += [measured(cpu, 50, "bayesian", "optuna") for cpu in (40.0, 1.0, 99.0)]
    assert report.times_as_much(runs, 50, "optuna") == 20


def test_the_share_of_eight_threads_is_what_is_left_of_the_ideal():
    (cost,) = (c for c in report.COSTS if "48 trials" in c.what)
    runs = [dict(kind="workers", trials=48, tool="minituner", wall=w) for w in (0.3, 0.6)]
    shares = cost.of({("workers", 48, "minituner"): runs}, "minituner")
    assert shares == pytest.approx([1, 0.5])


@pytest.mark.long
def test_the_figures_show_every_search_and_are_the_same_twice(tmp_path, monkeypatch, page):
    monkeypatch.setattr(report, "CHAPTERS", tmp_path)
    found = {method: results(0.1, 3) for method in quality.METHODS}
    runs = [measured(cpu, 50, "bayesian") for cpu in (1.0, 9.0, 2.0)]
    speed = dict(machine=defaultdict(dict), results=runs)
    _, regret, cost = report.render(speed, found, REFERENCES)
    texts = []
    for _ in range(2):
        report.drawn(regret, "regret", (5.2, 9.6))
        report.drawn(cost, "cost", (5.2, 3.2))
        texts.append((tmp_path / "benchmark_regret.svg").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    assert all(f">{name}<" in texts[0] for name in report.NAMES.values())
    assert all(problem.name.split(" regression")[0] in texts[0] for problem in HELD_OUT)


def test_the_page_in_the_book_is_what_the_script_writes_today():
    """Its words at least; the numbers need the results, which stay with who measured."""
    assert list(written_otherwise(report.PAGE.read_text(encoding="utf-8"))) == []


def written_otherwise(text):
    """What the script writes between two values and a page does not have there."""
    place = 0
    for piece, *_ in Formatter().parse(report.PAGE_TEXT):
        if (found := text.find(piece, place)) < 0:
            lines = piece.splitlines()
            yield from [line for line in lines if line not in text] or lines
            return
        place = found + len(piece)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Hyperband", "## Hyper-band"),
        ("so one of them counts", "so one counts"),
        ("## In a finite space", "One more sentence.\n\n## In a finite space"),
        ("* The functions are the usual ones", "* The functions are"),
    ],
)
def test_a_page_that_the_script_does_not_write_is_found(old, new):
    text = report.PAGE.read_text(encoding="utf-8")
    problems = list(written_otherwise(text.replace(old, new)))
    assert any(old in line for line in problems), problems


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


def test_the_tree_has_four_leaves_with_their_floors():
    floors = {}
    for first, second in itertools.product((0, 1), repeat=2):
        turn = {"x1": first, "x3" if first else "x2": second, f"r{8 + first}": 0.0}
        values = {**turn, f"x{4 + 2 * first + second}": 0.0}
        floors[first, second] = problems.tree(problems.at(values))
    assert floors == pytest.approx({(0, 0): 0.1, (0, 1): 0.2, (1, 0): 0.3, (1, 1): 0.4})


# With noise


@pytest.mark.parametrize("model", [noise.elastic_net, noise.svc, noise.kernel_ridge])
def test_a_noisy_score_is_right_on_average_and_differs_each_time(model, monkeypatch):
    monkeypatch.setattr(noise, "REDRAWN", 20)
    data = {
        noise.elastic_net: noise.linear_data,
        noise.svc: noise.rings,
        noise.kernel_ridge: noise.waves,
    }[model]
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
