"""The container into which a model-building function writes its space."""

from contextlib import contextmanager

from minituner import dimensions
from minituner.checks import listed, plain, refuse
from minituner.errors import FatalValueError
from minituner.space import Space, current, holds


class HyperParameters:
    """Registers each hyperparameter on its first call, and retrieves it ever after.

    values: a plain dictionary from names to values; write into it to set a value.
    given: a container whose dimensions win over all later declarations of their names.
    when: parent_name and parent_values, as in `conditional_scope`.
    """

    def __init__(self, given=None):
        self.values = dict(given.values) if given else {}
        self.space = given.space.copy() if given else Space()  # as declared
        self._winners = tuple(self.space)
        self._conditions = ()  # the stack that we are in
        self._prefix = ""

    def Int(
        self, name, min_value, max_value, step=None, sampling="linear", default=None, **when
    ):
        """A whole number from min_value to max_value, both included."""
        return self._retrieve(
            dimensions.Int,
            name,
            when,
            min_value=min_value,
            max_value=max_value,
            step=step,
            sampling=sampling,
            default=default,
        )

    def Float(
        self, name, min_value, max_value, step=None, sampling="linear", default=None, **when
    ):
        """A number from min_value to max_value, both included."""
        return self._retrieve(
            dimensions.Float,
            name,
            when,
            min_value=min_value,
            max_value=max_value,
            step=step,
            sampling=sampling,
            default=default,
        )

    def Choice(self, name, values, ordered=None, default=None, **when):
        """One of the values, which are all bool, all int, all float or all str."""
        return self._retrieve(
            dimensions.Choice, name, when, values=values, ordered=ordered, default=default
        )

    def Boolean(self, name, default=False, **when):
        """False or True."""
        return self._retrieve(dimensions.Boolean, name, when, default=default)

    def Fixed(self, name, value, **when):
        """A value that is recorded but not tuned."""
        return self._retrieve(dimensions.Fixed, name, when, value=value)

    def _retrieve(self, kind, name, when, **arguments):
        """Register or recall a hyperparameter. arguments: those of its kind."""
        where = f"{kind.__name__} {name!r}"
        if not isinstance(name, str):
            refuse(where, "a name first, a string", repr(name), "write one")
        with self._scope_of(where, [*arguments], **when):
            arguments |= {"name": self._prefix + name, "conditions": self._conditions}
            return self._recall(self._declare(kind(**arguments)))

    def _scope_of(self, where, known, parent_name=None, parent_values=None, **unknown):
        """The scope that a declaration asks for by its arguments."""
        if unknown or (parent_name is None) != (parent_values is None):
            expected = f"only {known}, and parent_name with parent_values"
            got = [*unknown] or "one of the two"
            refuse(where, expected, got, "spell it so", TypeError)
        if parent_name is None:
            return self._inside()
        return self.conditional_scope(parent_name, parent_values)

    def _recall(self, dimension):
        """Its value now, also kept in `values`; None if it is not active."""
        if dimension.conditions and not self.is_active(dimension):
            return None
        name = dimension.name
        value = current(dimension, self.values)
        if value not in dimension:
            refuse(name, f"a value of {dimension}", repr(value), "write one, or rename it")
        self.values[name] = value
        return value

    def _declare(self, dimension):
        """Register a dimension, or compare it with the one that is known."""
        known = self.space.declare(dimension)
        if known != dimension and known not in self._winners:
            first, remedy = f"{known}, as declared first", "declare it once, or rename it"
            refuse(known.name, first, dimension, remedy, FatalValueError)
        return known

    def conditional_scope(self, parent_name, parent_values):
        """What is declared inside is active only if the parent has one of these values."""
        parent = self._resolve(parent_name)
        parents = self.space.named(parent)
        if not parents:
            self._refuse_unknown(parent_name)
        taken = []
        for value in listed(parent_values) or (parent_values,):
            owners = [dimension for dimension in parents if value in dimension]
            if not owners and parents[0] not in self._winners:
                expected = f"values that {parent!r} can take"
                refuse("parent_values", expected, [value], f"choose from {parents[0]}")
            taken.append(owners[0].own(value) if owners else plain(value))
        conditions = (*self._conditions, (parent, tuple(taken)))
        self.space.scopes.setdefault(conditions)
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

    def _resolve(self, name):
        """The name as it is known: in this name scope, else in the nearest one around."""
        prefix = self._prefix
        full = f"{prefix}{name}"
        while prefix and not self.space.named(full) and full not in self.values:
            prefix = prefix[: prefix.rfind("/", 0, -1) + 1]
            full = f"{prefix}{name}"
        return full

    def _refuse_unknown(self, name):
        known = sorted({dimension.name for dimension in self.space})
        refuse("name", f"one of {known}", repr(name), "declare it first", KeyError)

    @property
    def _active(self):
        """The values of the active dimensions, as `values` is now."""
        return self.space.active(self.values)

    def is_active(self, hyperparameter):
        """Whether all conditions of a name, or of a dimension, hold now."""
        if isinstance(hyperparameter, str):
            return hyperparameter in self._active
        before = self.space.active(self.values, hyperparameter)  # later ones do not matter
        return holds(hyperparameter.conditions, before)

    def get(self, name):
        """The current value. KeyError if unknown, ValueError if inactive."""
        full = self._resolve(name)
        active = self._active
        if full in active:
            return active[full]
        if self.space.named(full):
            raise ValueError(f"{full}: its conditions do not hold; ask `in` first")
        if full not in self.values:
            self._refuse_unknown(name)
        return plain(self.values[full])

    def __getitem__(self, name):
        return self.get(name)

    def __contains__(self, name):
        full = self._resolve(name)
        return full in (self._active if self.space.named(full) else self.values)

    def __repr__(self):
        values = (f"{name}={value!r}" for name, value in self._active.items())
        return f"HyperParameters({', '.join(values)})"

    def copy(self):
        """A separate container with the same dimensions and values."""
        hp = HyperParameters(self)
        hp._winners = self._winners
        return hp

    @classmethod
    def of(cls, values):
        """A container with these values, by name."""
        hp = cls()
        hp.values = values
        return hp

    def merge(self, other):
        """Add the dimensions that only the other container has, and return them."""
        before = len(self.space)
        for dimension in other.space:
            self._declare(dimension)
        return self.space[before:]

    def get_config(self):
        """Plain values that JSON can hold; `from_config` reads them."""
        values = {name: plain(value) for name, value in self.values.items()}
        return {"space": self.space.get_config(), "values": values}

    @classmethod
    def from_config(cls, config):
        """Rebuild a container from its `get_config`, which may have been through JSON."""
        hp = cls.of(dict(config["values"]))
        hp.space = Space.from_config(config["space"])
        return hp
