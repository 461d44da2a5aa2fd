"""A stand-in, in a page: trees of lists, tuples and dictionaries, as keras.tree walks them.

The real optree is compiled. These are the functions that Keras calls, in plain Python.
"""

from collections import OrderedDict, defaultdict, deque
from typing import NamedTuple

from optree import utils  # noqa: F401

__version__ = "0.0.0"
registered = {}  # a class -> how its instances are taken apart, and put together


def register_pytree_node_class(cls, *, namespace=None):
    registered[cls] = (lambda node: node.tree_flatten()), cls.tree_unflatten
    return cls


def register_pytree_node(cls, flatten, unflatten, *, namespace=None):
    registered[cls] = flatten, unflatten
    return cls


class Node(NamedTuple):
    """A node of a tree: its children, their keys, and a function that puts it together."""

    children: list
    keys: list
    build: object


def in_order(keys):
    keys = list(keys)
    try:
        return sorted(keys)
    except TypeError:
        return sorted(keys, key=lambda key: (type(key).__name__, str(key)))


def of_keys(tree, keys, build):
    def rebuild(parts):
        return build(zip(keys, parts, strict=True))

    return Node([tree[key] for key in keys], keys, rebuild)


def of_registered(tree):
    flatten, unflatten = registered[type(tree)]
    children, data, *keys = flatten(tree)
    children = list(children)
    keys = list(keys[0]) if keys and keys[0] is not None else list(range(len(children)))
    return Node(children, keys, lambda parts: unflatten(data, parts))


def node_of(tree, none_is_leaf):
    """The node that a tree is; None if it is a leaf."""
    kind = type(tree)
    if tree is None:
        return None if none_is_leaf else Node([], [], lambda parts: None)
    if kind in registered:
        return of_registered(tree)
    if kind is dict:
        order = dict.fromkeys(tree)  # as it was, whatever the order of the walk
        return of_keys(tree, in_order(tree), lambda pairs: {**order, **dict(pairs)})
    if kind is OrderedDict:
        return of_keys(tree, list(tree), OrderedDict)
    if kind is defaultdict:
        factory = tree.default_factory
        return of_keys(tree, in_order(tree), lambda pairs: defaultdict(factory, pairs))
    keys = list(range(len(tree))) if isinstance(tree, (list, tuple, deque)) else []
    if kind in (list, tuple):
        return Node(list(tree), keys, kind)
    if kind is deque:
        return Node(list(tree), keys, lambda parts: deque(parts, tree.maxlen))
    if isinstance(tree, tuple) and hasattr(kind, "_fields"):
        return Node(list(tree), keys, lambda parts: kind(*parts))
    return None


class PyTreeSpec(NamedTuple):
    """A tree without its leaves; build is None where a leaf was."""

    build: object
    parts: list

    @property
    def num_leaves(self):
        return 1 if self.build is None else sum(part.num_leaves for part in self.parts)

    @property
    def num_nodes(self):
        return 1 + sum(part.num_nodes for part in self.parts)

    def fill(self, leaves):
        if self.build is None:
            return next(leaves)
        return self.build([part.fill(leaves) for part in self.parts])


def tree_flatten_with_path(tree, is_leaf=None, *, none_is_leaf=False, namespace=""):
    paths, leaves = [], []

    def walk(tree, path):
        node = None if is_leaf and is_leaf(tree) else node_of(tree, none_is_leaf)
        if node is None:
            paths.append(path)
            leaves.append(tree)
            return PyTreeSpec(None, [])
        pairs = zip(node.children, node.keys, strict=True)
        return PyTreeSpec(node.build, [walk(child, (*path, key)) for child, key in pairs])

    spec = walk(tree, ())
    return paths, leaves, spec


def tree_flatten(tree, is_leaf=None, *, none_is_leaf=False, namespace=""):
    return tree_flatten_with_path(tree, is_leaf, none_is_leaf=none_is_leaf)[1:]


def tree_paths(tree, is_leaf=None, *, none_is_leaf=False, namespace=""):
    return tree_flatten_with_path(tree, is_leaf, none_is_leaf=none_is_leaf)[0]


def tree_leaves(tree, is_leaf=None, *, none_is_leaf=False, namespace=""):
    return tree_flatten_with_path(tree, is_leaf, none_is_leaf=none_is_leaf)[1]


def tree_unflatten(spec, leaves):
    leaves = list(leaves)
    if len(leaves) != spec.num_leaves:
        raise ValueError(f"leaves: expected {spec.num_leaves}, got {len(leaves)}")
    return spec.fill(iter(leaves))


def tree_is_leaf(tree, is_leaf=None, *, none_is_leaf=False, namespace=""):
    return bool(is_leaf and is_leaf(tree)) or node_of(tree, none_is_leaf) is None


def tree_map(function, tree, *others, is_leaf=None, none_is_leaf=False, namespace=""):
    node = None if is_leaf and is_leaf(tree) else node_of(tree, none_is_leaf)
    if node is None:
        return function(tree, *others)
    nodes = [node_of(other, none_is_leaf) for other in others]
    if any(other is None or other.keys != node.keys for other in nodes):
        raise ValueError(f"others: expected trees of the form of {tree!r}, got {others!r}")
    columns = zip(node.children, *(other.children for other in nodes), strict=True)
    settings = dict(is_leaf=is_leaf, none_is_leaf=none_is_leaf)
    return node.build([tree_map(function, *column, **settings) for column in columns])
