"""The container into which a model-building function writes its space."""

from contextlib import contextmanager, nullcontext

from minituner import dimensions
from minituner.checks import refuse
from minituner.space import Space, holds


class HyperParameters:
    """Registers each hyperparameter on its first call, and retrieves it ever after.

    values: a plain dictionary from names to values; write into it to set a value.
    when: parent_name and parent_values, as of `conditional_scope`.
    """

    def __init__(self):
        self.values = {}
        self.space = Space()  # the dimensions, active or not, as declared
        self._scopes = {(): None}  # every stack of conditions that was entered
        self._conditions = ()  # the stack that we are in
        self._prefix = ""
        self._overriding = ()  # the dimensions that win over later declarations

    def Int(
        self, name, min_value, max_value, step=None, sampling="linear", default=None, **when
    ):
        """A whole number from min_value to max_value, both included."""
        numbers = dict(
            min_value=min_value, max_value=max_value, step=step, sampling=sampling
        )
        return self._retrieve(dimensions.Int, name, when, default=default, **numbers)

    def Float(
        self, name, min_value, max_value, step=None, sampling="linear", default=None, **when
    ):
        """A number from min_value to max_value, both included."""
        numbers = dict(
            min_value=min_value, max_value=max_value, step=step, sampling=sampling
        )
        return self._retrieve(dimensions.Float, name, when, default=default, **numbers)

    def Choice(self, name, values, ordered=None, default=None, **when):
        """One of the values, which are all bool, all int, all float or all str."""
        choice = dict(values=values, ordered=ordered, default=default)
        return self._retrieve(dimensions.Choice, name, when, **choice)

    def Boolean(self, name, default=False, **when):
        """False or True."""
        return self._retrieve(dimensions.Boolean, name, when, default=default)

    def Fixed(self, name, value, **when):
        """A value that is recorded and not tuned."""
        return self._retrieve(dimensions.Fixed, name, when, value=value)

    def _retrieve(self, kind, name, when, **arguments):
        """Register or recall. arguments: of the kind."""
        if unknown := when.keys() - {"parent_name", "parent_values"}:
            raise TypeError(
                f"{kind.__name__} {name!r}: unknown arguments {sorted(unknown)}"
            )
        name = self._prefix + name
        with self.conditional_scope(**when) if when else nullcontext():
            dimension = kind(name=name, conditions=self._conditions, **arguments)
            known = self._declare(dimension)
            if not self.is_active(known):
                return None
            value = self.values.setdefault(name, known.default)
            if value not in known:
                remedy = "write another, or give one of two declarations another name"
                refuse(name, f"a value of {known}", repr(value), remedy)
            return value

    def _declare(self, dimension):
        """Register a dimension, or compare it with the one that is known."""
        known = self.space.declare(dimension)
        self._scopes.setdefault(dimension.conditions)
        if known != dimension and known not in self._overriding:
            first = f"{known}, as it was declared first"
            refuse(known.name, first, dimension, "declare it once, or rename it")
        return known

    def conditional_scope(self, parent_name, parent_values):
        """What is declared inside is active only if the parent has such a value."""
        parent_values = getattr(parent_values, "tolist", lambda: parent_values)()
        if not isinstance(parent_values, (list, tuple)):
            parent_values = (parent_values,)
        parent = self._find(parent_name)
        parents = self.space.named(parent)
        foreign = [v for v in parent_values if not any(v in d for d in parents)]
        if foreign or not parent_values:
            expected = f"values that {parent!r} can take"
            remedy = f"choose from {parents[0].values}"
            refuse("parent_values", expected, foreign or "none", remedy)
        conditions = (*self._conditions, (parent, tuple(parent_values)))
        self._scopes[conditions] = None
        return self._inside(_conditions=conditions)

    def name_scope(self, name):
        """Names declared inside begin with `name/`."""
        return self._inside(_prefix=f"{self._prefix}{name}/")

    @contextmanager
    def _inside(self, **inside):
        outside = {attribute: getattr(self, attribute) for attribute in inside}
        vars(self).update(inside)
        try:
            yield
        finally:
            vars(self).update(outside)

    def _full(self, name):
        """The name as it is known: in this name scope, else in the nearest one around."""
        scopes = self._prefix.split("/")[:-1]
        while scopes and not self.space.named("/".join([*scopes, name])):
            scopes.pop()
        return "/".join([*scopes, name])

    def _find(self, name):
        """The same, of a name that has to be known."""
        full = self._full(name)
        if not self.space.named(full):
            known = sorted({dimension.name for dimension in self.space})
            remedy = "declare it first"
            refuse("name", f"one of {known}", repr(name), remedy, KeyError)
        return full

    def is_active(self, hyperparameter):
        """Whether all conditions of a name, or of a dimension, hold now."""
        active = self.space.active(self.values)
        if isinstance(hyperparameter, str):
            return hyperparameter in active
        return holds(hyperparameter.conditions, active)

    def get(self, name):
        """The current value. KeyError if unknown, ValueError if inactive."""
        name = self._find(name)
        active = self.space.active(self.values)
        if name not in active:
            raise ValueError(f"{name}: its conditions do not hold; ask `in` first")
        return active[name]

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        return self.is_active(self._full(name))

    def copy(self):
        """A container of its own, with the same dimensions and values."""
        hp = HyperParameters()
        hp.values = dict(self.values)
        hp.space = Space(self.space)
        hp._scopes = dict(self._scopes)
        hp._overriding = self._overriding
        return hp

    @classmethod
    def of(cls, values):
        """A container with these values, by name."""
        hp = cls()
        hp.values = values
        return hp

    @classmethod
    def overriding(cls, given):
        """A copy that keeps what is given, whatever a model declares later."""
        hp = cls() if given is None else given.copy()
        hp._overriding = tuple(hp.space)
        return hp

    def merge(self, other):
        """Add the dimensions that only the other container has, and return them."""
        before = len(self.space)
        for dimension in other.space:
            self._declare(dimension)
        return self.space[before:]

    def get_config(self):
        return {"space": self.space.get_config(), "values": dict(self.values)}

    @classmethod
    def from_config(cls, config):
        hp = cls()
        for dimension in Space.from_config(config["space"]):
            hp._declare(dimension)
        hp.values = dict(config["values"])
        return hp
