# %% exercise
# title: Refuse to guess
# chapter: 16
# kind: fix it
# difficulty: 2
# importance: 4
# minutes: 10
# objective: replace a guess by a rule that refuses what it does not know
# answer: direction
# read: Why does a search for f1_score return the worst one?

# %% statement
# `direction(name, higher, lower)` says whether to maximize or minimize a metric. `higher` and `lower` are lists of
# names. A name may begin with `val_`; it then means the same metric on validation rows.
#
# The code below minimizes whatever it does not know, so a search for `f1_score` returns the worst model. Mend it:
# return `"max"` for names on the first list, `"min"` for names on the second, and for the rest raise a `ValueError`
# whose message contains the name. Leave the lists as they are. Then look at the first line again: it is wrong, too.

# %% starter
def direction(name, higher, lower):
    name = name.lstrip("val_")
    return "max" if name in higher else "min"

# %% hint
# Try `"val_accuracy".lstrip("val_")`. What does `lstrip` take its argument for?

# %% hint
# Strings have a method that takes away a whole prefix, once.

# %% solution
def direction(name, higher, lower):
    metric = name.removeprefix("val_")
    if metric in higher:
        return "max"
    if metric in lower:
        return "min"
    raise ValueError(f"{name}: expected one of {higher} or {lower}; say the direction yourself")

# %% another solution
def direction(name, higher, lower):
    known = dict.fromkeys(lower, "min") | dict.fromkeys(higher, "max")
    known |= {f"val_{metric}": way for metric, way in known.items()}
    if name not in known:
        raise ValueError("no direction is known for " + name)
    return known[name]

# %% check
def strips():
    """Does the answer find what `lstrip` leaves of the name?"""
    return direction("val_accuracy", ["ccuracy"], ["loss"]) == "max"


expect(
    'direction("mse", ["accuracy", "auc"], ["loss", "mse"])',
    "min",
    "It is on the list of metrics to minimize.",
    mistakes={"max": "The two directions are the wrong way round."},
)
expect(
    'direction("val_accuracy", ["accuracy", "auc"], ["loss", "mse"])',
    "max",
    "On validation rows it is the same metric.",
    mistakes={
        lambda got: strips(): "strips letters",
        ValueError: "forgets the validation rows",
        "min": "forgets the validation rows",
    },
)
expect_error(
    'direction("f1_score", ["accuracy", "auc"], ["loss", "mse"])',
    ValueError,
    "guesses",
    words=["f1_score"],
    mistakes={
        ValueError: "Whoever reads the message wants to know which name was refused.",
        KeyError: "A `KeyError` looks like a mistake in your code, and not in the call.",
        lambda got: isinstance(got, ValueError): "You return the error. It is an object like any other until somebody raises it.",
        lambda got: got is None or got not in ("max", "min") and isinstance(got, str): "No error was raised. Whoever called goes on, and nobody has been told.",
    },
)
expect_error(
    'direction("accuracy_loss_ratio", ["accuracy", "auc"], ["loss", "mse"])',
    ValueError,
    "looks for a part of the name",
)
expect_error(
    'direction("balanced_accuracy", ["accuracy", "auc"], ["loss", "mse"])',
    ValueError,
    "looks for a part of the name",
)
expect(
    'direction("interval_score", ["accuracy", "interval_score"], ["loss", "mse"])',
    "max",
    "takes it out of the middle",
    mistakes={ValueError: "takes it out of the middle"},
)
expect(
    'direction("validity", ["accuracy", "validity"], ["loss", "mse"])',
    "max",
    "takes four letters away",
    mistakes={ValueError: "takes four letters away"},
)
expect(
    'direction("MSE", ["R2"], ["MSE"])',
    "min",
    "has lists of its own",
    mistakes={ValueError: "has lists of its own"},
)
expect(
    'direction("val_MSE", ["R2"], ["MSE"])',
    "min",
    "validates one side",
    mistakes={ValueError: "validates one side"},
)
expect(
    """
    higher, lower = ["auc"], ["loss"]
    direction("val_auc", higher, lower)
    higher, lower
    """,
    (["auc"], ["loss"]),
    "changes the lists",
)
expect_error(
    'direction("val_f1_score", ["accuracy", "auc"], ["loss", "mse"])',
    ValueError,
    "A direction was returned, for a name that is on neither list.",
    words=["val_f1_score"],
    mistakes={ValueError: "The name that was asked for belongs in the message, as it was written."},
)

# %% right
# A refusal is loud and comes once, before the search; a guess is silent and costs the whole search.

# %% wrong: strips letters
# `lstrip` takes a *set of letters*, and takes them away for as long as one of them comes first. All it leaves of this
# name is `ccuracy`, which is on no list.
def direction(name, higher, lower):
    metric = name.lstrip("val_")
    if metric in higher:
        return "max"
    if metric in lower:
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: forgets the validation rows
# With `val_` in front it is the same metric, but you look for the whole name on the lists.
def direction(name, higher, lower):
    if name in higher:
        return "max"
    if name in lower:
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: guesses
# Nobody has said which way this one goes, yet you return a direction all the same. A wrong guess hands over the worst
# model of the search without a word.
def direction(name, higher, lower):
    metric = name.removeprefix("val_")
    return "max" if metric in higher else "min"

# %% wrong: looks for a part of the name
# You look for a known name *inside* this one. What has an accuracy in its name need not be one.
def direction(name, higher, lower):
    if any(metric in name for metric in higher):
        return "max"
    if any(metric in name for metric in lower):
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: takes it out of the middle
# You have cut `val_` out of the middle of a name, and what is left is on no list. `val_` means something only at the
# beginning.
def direction(name, higher, lower):
    metric = name.replace("val_", "")
    if metric in higher:
        return "max"
    if metric in lower:
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: takes four letters away
# You take `val_` for granted where a name begins with `val`, and so cut off part of this one.
def direction(name, higher, lower):
    metric = name[4:] if name.startswith("val") else name
    if metric in higher:
        return "max"
    if metric in lower:
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: has lists of its own
# This call comes with other lists, and the name is on one of them, spelled just like that. Your code looked on lists of
# its own, or for a name that it had changed.
def direction(name, higher, lower):
    metric = name.removeprefix("val_")
    if metric in higher:
        return "max"
    if metric in ("loss", "mse", "mae"):
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: validates one side
# Metrics to minimize may be measured on validation rows, too. You take the prefix away for only one of the lists.
def direction(name, higher, lower):
    if name.removeprefix("val_") in higher:
        return "max"
    if name in lower:
        return "min"
    raise ValueError(f"{name} is on neither list")

# %% wrong: changes the lists
# Your call made the lists longer, and they are the caller's: in Python, `+=` changes a list and does not make a new
# one.
def direction(name, higher, lower):
    higher += ["val_" + metric for metric in higher]
    lower += ["val_" + metric for metric in lower]
    if name in higher:
        return "max"
    if name in lower:
        return "min"
    raise ValueError(f"{name} is on neither list")
