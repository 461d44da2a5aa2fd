"""A table of trials: plain in a terminal, drawn in a notebook, taken by pandas."""

import re

import pytest

from minituner.display import Table

ROWS = [
    {"trial_id": "0000", "score": 0.123456789, "kind": "a<b>", "on": True},
    {"trial_id": "0010", "score": None, "kind": "c", "rate": 1e-5},
]


def test_a_table_is_the_list_of_its_rows():
    table = Table(iter(ROWS))
    assert table == ROWS and table[1]["rate"] == 1e-5


def test_a_terminal_gets_columns_in_the_order_in_which_they_came_up():
    lines = repr(Table(ROWS)).splitlines()
    assert lines[0].split() == ["trial_id", "score", "kind", "on", "rate"]
    assert lines[1].split() == ["0000", "0.1235", "a<b>", "True"]
    assert lines[2].split() == ["0010", "c", "1e-05"]


def test_a_notebook_gets_a_table_in_which_a_value_is_no_markup():
    html = Table(ROWS)._repr_html_()
    assert html.count("<tr>") == 3 and html.count("</td>") == 10
    assert "a&lt;b&gt;" in html and "0.1235" in html and "0010" in html


STRINGS = ["1.10", "1e5", "0x1", "nan", "inf", "True", "1_000", "-0", "+1", "007", "1e999"]


@pytest.mark.parametrize("text", STRINGS)
@pytest.mark.parametrize("other", ["relu", "2.50", "10", None, 0.25])
def test_a_string_is_shown_as_it_is(text, other):
    table = Table([{"kind": text, "x": 1.0}, {"kind": other, "x": 0.123456789}])
    first, second = repr(table).splitlines()[1:]
    assert first.split() == [text, "1"]
    assert second.split() == [*([] if other is None else [str(other)]), "0.1235"]
    assert re.search(rf">\s*{re.escape(text)}\s*<", table._repr_html_())


def test_numbers_are_aligned_and_rounded_and_so_are_the_ids():
    rows = [{"trial_id": "0000", "score": 12.0, "units": 64, "big": 123456.0}]
    rows += [{"trial_id": "0001", "score": 0.123456, "units": 8, "big": 1e-7}]
    lines = repr(Table(rows)).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["0000", "12", "64", "1.235e+05"],
        ["0001", "0.1235", "8", "1e-07"],
    ]
    places = [line.index(mark) for line, mark in zip(lines[1:], ("12 ", "0."), strict=True)]
    assert places[1] == places[0] + 1  # the decimal points are below each other
    html = Table(rows)._repr_html_()
    assert html.count('<td style="text-align: right;">') == 8


def test_a_name_of_a_column_is_no_markup_and_no_number():
    table = Table([{"a<b>": "<i>", "1.10": 2}])
    assert repr(table).split() == ["a<b>", "1.10", "<i>", "2"]
    assert "<b>" not in table._repr_html_() and "<i>" not in table._repr_html_()


def test_an_empty_table_is_drawn_too():
    assert repr(Table()) == "" and "<td" not in Table()._repr_html_()


def test_pandas_takes_a_table():
    import pandas

    frame = pandas.DataFrame(Table(ROWS))
    assert list(frame["trial_id"]) == ["0000", "0010"]
