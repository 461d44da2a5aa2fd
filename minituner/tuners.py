"""The searches, and the tuner of scikit-learn's models, as KerasTuner lists them."""

from minituner import searches, sklearn

BayesianOptimization = searches.BayesianOptimization
GridSearch = searches.GridSearch
Hyperband = searches.Hyperband
RandomSearch = searches.RandomSearch
SklearnTuner = sklearn.SklearnTuner
