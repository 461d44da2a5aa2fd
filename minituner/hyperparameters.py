"""The container into which a model-building function writes its space."""

from contextlib import contextmanager, nullcontext

from minituner.space import (
    Boolean,
    Choice,
    Fixed,
    Float,
    Int,
    dimension_from_config,
)


class HyperParameters:
    """Registers each hyperparameter on its first call, and retrieves it ever after.

    values: a plain dictionary from names to values; write into it to set a value.
    """

    def __init__(self):
        self.values = {}
        self._dimensions = {}  # (name, conditions) -> Dimension, as declared
        self._scopes = {(): None}  # every stack of conditions that was entered
        self._conditions = ()  # the stack that we are in
        self._prefix = ""

    def Int(
        self,
        name,
        min_value,
        max_value,
        step=None,
        sampling="linear",
        default=None,
        parent_name=None,
        parent_values=None,
    ):
        """A whole number from min_value to max_value, both included."""
        arguments = dict(min_value=min_value, max_value=max_value, step=step)
        arguments |= dict(sampling=sampling, default=default)
        return self._retrieve(Int, name, parent_name, parent_values, arguments)

    def Float(
        self,
        name,
        min_value,
        max_value,
        step=None,
        sampling="linear",
        default=None,
        parent_name=None,
        parent_values=None,
    ):
        """A number from min_value to max_value, both included."""
        arguments = dict(min_value=min_value, max_value=max_value, step=step)
        arguments |= dict(sampling=sampling, default=default)
        return self._retrieve(Float, name, parent_name, parent_values, arguments)

    def Choice(
        self,
        name,
        values,
        ordered=None,
        default=None,
        parent_name=None,
        parent_values=None,
    ):
        """One of the values, which are all bool, all int, all float or all str."""
        arguments = dict(values=values, ordered=ordered, default=default)
        return self._retrieve(Choice, name, parent_name, parent_values, arguments)

    def Boolean(self, name, default=False, parent_name=None, parent_values=None):
        """False or True."""
        arguments = dict(default=default)
        return self._retrieve(Boolean, name, parent_name, parent_values, arguments)

    def Fixed(self, name, value, parent_name=None, parent_values=None):
        """A value that is recorded and not tuned."""
        arguments = dict(value=value)
        return self._retrieve(Fixed, name, parent_name, parent_values, arguments)

    def _retrieve(self, kind, name, parent_name, parent_values, arguments):
        with self._parent(parent_name, parent_values):
            name, conditions = self._prefix + name, self._conditions
            dimension = kind(name=name, conditions=conditions, **arguments)
            known = self._dimensions.setdefault((name, conditions), dimension)
            if known != dimension:
                raise ValueError(
                    f"{name}: expected {known}, as it was declared first, got "
                    f"{dimension}; declare it once, or give it another name"
                )
            if not self.is_active(known):
                return None
            value = self.values.setdefault(name, known.default)
            if value not in known:
                raise ValueError(
                    f"{name}: expected a value of {known}, got {value!r}; write "
                    "another value, or give one of two declarations another name"
                )
            return value

    def _parent(self, parent_name, parent_values):
        if parent_name is None:
            return nullcontext()
        return self.conditional_scope(parent_name, parent_values)

    @contextmanager
    def conditional_scope(self, parent_name, parent_values):
        """What is declared inside is active only if the parent has such a value."""
        parent_values = getattr(parent_values, "tolist", lambda: parent_values)()
        if not isinstance(parent_values, (list, tuple)):
            parent_values = (parent_values,)
        parent = self._find(parent_name)
        if not parent_values:
            raise ValueError(
                f"parent_values: expected values that {parent!r} can take, got "
                f"none; leave the scope out"
            )
        for value in parent_values:
            if not any(value in dimension for dimension in self._named(parent)):
                raise ValueError(
                    f"parent_values: expected values that {parent!r} can take, got "
                    f"{value!r}; its values: {self._named(parent)[0].values}"
                )
        outside = self._conditions
        self._conditions = (*outside, (parent, tuple(parent_values)))
        self._scopes[self._conditions] = None
        try:
            yield
        finally:
            self._conditions = outside

    @contextmanager
    def name_scope(self, name):
        """Names declared inside begin with `name/`."""
        outside = self._prefix
        self._prefix = f"{outside}{name}/"
        try:
            yield
        finally:
            self._prefix = outside

    def _named(self, name):
        return [d for (known, _), d in self._dimensions.items() if known == name]

    def _find(self, name):
        """The full name: `name` in this name scope, or else in one around it."""
        prefix = self._prefix
        while True:
            if self._named(prefix + name):
                return prefix + name
            if not prefix:
                known = sorted({known for known, _ in self._dimensions})
                raise KeyError(f"{name}: expected one of {known}; declare it first")
            prefix = prefix[: prefix[:-1].rfind("/") + 1]

    def is_active(self, hyperparameter):
        """Whether all conditions of a name, or of a dimension, hold now."""
        if isinstance(hyperparameter, str):
            return any(self.is_active(d) for d in self._named(hyperparameter))
        return self._holds(hyperparameter.conditions)

    def _holds(self, conditions):
        return all(
            self.is_active(parent) and self.values.get(parent) in values
            for parent, values in conditions
        )

    def get(self, name):
        """The current value. KeyError if unknown, ValueError if inactive."""
        name = self._find(name)
        if not self.is_active(name):
            raise ValueError(f"{name}: its conditions do not hold; ask `in` first")
        active = next(d for d in self._named(name) if self.is_active(d))
        return self.values.get(name, active.default)

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        try:
            return self.is_active(self._find(name))
        except KeyError:
            return False

    @property
    def space(self):
        """The dimensions, active or not, in the order of their declaration."""
        return list(self._dimensions.values())

    def copy(self):
        return HyperParameters.from_config(self.get_config())

    def get_config(self):
        space = [dimension.get_config() for dimension in self.space]
        return {"space": space, "values": dict(self.values)}

    @classmethod
    def from_config(cls, config):
        hp = cls()
        for dimension in map(dimension_from_config, config["space"]):
            hp._dimensions[dimension.name, dimension.conditions] = dimension
            hp._scopes[dimension.conditions] = None
        hp.values = dict(config["values"])
        return hp


def discover(build):
    """Run build(hp) with defaults, and once more for each condition not met so far.

    Returns a container with the whole space, at its defaults. `build` is never
    called with a value that cannot be, nor where conditions contradict each other.
    """
    found, seen = HyperParameters(), set()
    while unseen := [scope for scope in found._scopes if scope not in seen]:
        seen.add(unseen[0])
        found.values = {}
        if _meet(found, unseen[0]):
            build(found)
            seen |= {scope for scope in found._scopes if found._holds(scope)}
    found.values = {}
    for dimension in found.space:
        if found.is_active(dimension):
            found.values.setdefault(dimension.name, dimension.default)
    return found


def _meet(hp, conditions):
    """Write values that make the conditions hold; False if that cannot be done."""
    if not conditions:
        return True
    (parent, values), *rest = conditions
    before = hp.values
    for value in values:
        if before.get(parent, value) == value:
            for dimension in hp._named(parent):
                hp.values = before | {parent: value}
                if value in dimension and _meet(hp, (*dimension.conditions, *rest)):
                    return True
    hp.values = before
    return False
