"""The toys of chapters 2 to 4: a function that remembers, a container, a search."""


def build_counter(start=0):
    """Return a function that adds to a running count, and returns it."""
    count = start

    def counter(step):
        nonlocal count
        count += step
        return count

    return counter


class MyHP:
    """A container of hyperparameters: register a name once, then retrieve it."""

    def __init__(self):
        self.choices = {}  # name -> the list of values that it may take
        self.current = {}  # name -> the value that it has now

    def Choice(self, name, choices):
        """Register `name` on its first call; return its value on every call."""
        if name not in self.choices:
            if len(choices) == 0:
                raise ValueError(f"{name}: expected one choice or more, got {choices}")
            self.choices[name] = list(choices)
            self.current[name] = self.choices[name][0]
        return self.current[name]

    def pick(self, name, value):
        """Set the value that `Choice(name, …)` returns from now on."""
        if name not in self.choices:
            known = list(self.choices)
            raise KeyError(f"{name}: not registered; call Choice, or use {known}")
        if value not in self.choices[name]:
            known = self.choices[name]
            raise ValueError(f"{name}: expected one of {known}, got {value!r}")
        self.current[name] = value


def combinations(choices):
    """Return every combination as a dictionary; the last name varies fastest."""
    result = [{}]
    for name, values in choices.items():
        result = [{**chosen, name: value} for chosen in result for value in values]
    return result


class MyGridSearch:
    """Try every combination of choices: set, build, fit, evaluate."""

    def __init__(self, build_model):
        self.build_model = build_model
        self.hp = MyHP()
        self.result = []  # the fitted models, in the order they were tried
        self.scores = []  # their scores, in the same order

    def search(self, x, y, validation_data=None):
        """Fit on x and y; score on validation_data, a pair, or else on x and y."""
        x_val, y_val = validation_data or (x, y)
        self.build_model(self.hp)  # the first call registers the hyperparameters
        for combination in combinations(self.hp.choices):
            for name, value in combination.items():
                self.hp.pick(name, value)  # set
            model = self.build_model(self.hp)  # build
            model.fit(x, y)  # fit
            self.result.append(model)
            self.scores.append(model.score(x_val, y_val))  # evaluate

    def best(self):
        """Return the fitted model with the highest score."""
        return self.result[self.scores.index(max(self.scores))]
