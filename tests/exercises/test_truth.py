"""What exercises of chapter 1 say about KerasTuner is what KerasTuner does."""

import keras_tuner
import pytest

from demystifying import exercises as book


def solution(name):
    exercise = book.load(name)
    (answer,) = book.names_of(exercise.solution, exercise)
    return answer


def test_the_four_calls_return_what_the_solution_says():
    hp = keras_tuner.HyperParameters()
    assert hp.Int("units", 64, 512, step=64) == 64
    values = {
        "second": hp.Int("units", 8, 16),
        "third": hp.Int("unit", 8, 16),
        "fourth": hp.Int("units", 64, 512, step=64),
    }
    assert values == solution("01_five_calls")


@pytest.mark.filterwarnings("ignore:currentThread:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:getName:DeprecationWarning")
def test_models_are_built_and_trained_as_often_as_the_solution_says(tmp_path):
    printed, trained = [], []

    def build_model(hp):
        printed.append(hp.Int("units", 32, 512, step=32))
        return printed[-1]

    class Tuner(keras_tuner.RandomSearch):
        def run_trial(self, trial):
            trained.append(self.hypermodel.build(trial.hyperparameters))
            return 0.0

    def tuner(name):
        made = Tuner(build_model, max_trials=5, directory=tmp_path, project_name=name)
        made.oracle.verbose = 0
        return made

    first = tuner("first")
    first.search()
    before = len(trained)
    first.search()
    tuner("second")
    answer = {
        "second search": len(trained) - before,
        "trained": len(trained),
        "printed": len(printed),
    }
    assert answer == solution("01_count_builds")
