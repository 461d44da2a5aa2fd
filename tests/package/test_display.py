"""A table of trials: plain in a terminal, drawn in a notebook, taken by pandas."""

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


def test_an_empty_table_is_drawn_too():
    assert repr(Table()) == "" and "<td" not in Table()._repr_html_()


def test_pandas_takes_a_table():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(Table(ROWS))
    assert list(frame["trial_id"]) == ["0000", "0010"]
