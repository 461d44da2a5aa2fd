"""`show` displays the source that is installed."""

import inspect
import re
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from minituner import MyHP, build_counter, dimensions
from minituner.show import show


def piece(thing, **arguments):
    """The only piece that is shown: its place and its code."""
    ((place, code),) = show(thing, **arguments)
    return SimpleNamespace(place=place, code=code)


def test_a_function_is_shown_with_its_file_and_name():
    source = piece(build_counter)
    lines, _ = inspect.getsourcelines(build_counter)
    assert source.place == "minituner/first_steps.py, build_counter"
    assert source.code == "".join(lines).rstrip()


def test_a_method_is_shown_without_its_indentation():
    assert piece(MyHP.pick).code.startswith("def pick(self, name, value):\n    ")
    assert piece(MyHP.pick).place == "minituner/first_steps.py, MyHP.pick"


def test_a_docstring_can_be_left_out_and_the_place_says_so():
    source = piece(MyHP.pick, docstring=False)
    assert '"""' not in source.code
    assert source.code.splitlines()[1] == "    if name not in self.choices:"
    assert source.place.endswith(", docstring left out")


def test_without_a_docstring_nothing_is_left_out():
    code = piece(MyHP.__init__, docstring=False).code
    assert (
        code.splitlines()[1]
        == "    self.choices = {}  # name -> the list of values that it may take"
    )


def test_a_notebook_gets_a_code_block_and_a_terminal_plain_text():
    source, one = show(build_counter), piece(build_counter)
    assert source._repr_markdown_() == f"`{one.place}`\n\n```python\n{one.code}\n```"
    assert repr(source) == f"{one.place}\n\n{one.code}"


def test_another_package_is_cited_with_its_version_and_the_lines():
    place = piece(np.broadcast_to).place
    lines, start = inspect.getsourcelines(np.broadcast_to)
    file, rest = place.split(" ", 1)
    last = start + len(lines) - 1
    assert rest == f"(numpy {version('numpy')}), lines {start}–{last}"
    assert (Path(np.__file__).parents[1] / file).exists()


def test_of_our_own_no_line_and_no_version_is_stored():
    """So that a change somewhere else leaves what a chapter stores as it is."""
    things = dimensions, dimensions.Number, dimensions.Number.values, build_counter
    for place, _ in [*show(*things), *show(dimensions, MyHP, body=False)]:
        assert not re.search(r"\d", place)


def test_the_head_of_a_class_and_of_a_module_can_be_shown_alone():
    head = piece(MyHP, body=False)
    assert head.code.splitlines()[0] == "class MyHP:"
    assert head.code.endswith('"""') and "def " not in head.code
    assert head.place == "minituner/first_steps.py, MyHP, head alone"
    head = piece(dimensions, body=False)
    assert head.place == "minituner/dimensions.py, head alone"
    assert head.code.startswith('"""One dimension') and "@dataclass" not in head.code


def test_a_property_is_shown_as_its_function():
    assert piece(dimensions.Dimension.size).code.startswith("@property\ndef size(self):")


def test_several_things_are_shown_one_after_the_other():
    both, first, second = show(MyHP, build_counter), show(MyHP), show(build_counter)
    assert repr(both) == f"{first!r}\n\n{second!r}"
    markdown = f"{first._repr_markdown_()}\n\n{second._repr_markdown_()}"
    assert both._repr_markdown_() == markdown


@pytest.mark.parametrize("thing", [len, MyHP()])
def test_what_has_no_source_is_refused(thing):
    with pytest.raises(TypeError, match="things: expected a function, method or class"):
        show(thing)
