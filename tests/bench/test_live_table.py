"""The table of how long a reader waits for Python in a page."""

import pytest

from bench import live
from bench.live import CASES, CELL, CLOSURE, TITLE, live_codes, live_part, live_table


def test_a_ratio_is_one_of_medians():
    case, (other, _, _) = next(iter(CASES.items()))
    seconds = [(1.0, 4.0), (2.0, 4.0), (9.0, 5.0)]
    found = [{"case": case, "page": ours, "against": bare} for ours, bare in seconds]
    (line,) = live_table(found).splitlines()[2:]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    expected = [case, "2.00 (1.00–9.00)", f"4.00 (4.00–5.00), {other}", "0.50"]
    assert cells == expected


def test_what_was_not_measured_has_no_line():
    assert len(live_table([]).splitlines()) == 2


def test_the_part_of_the_page_is_made_of_what_was_measured():
    case = next(iter(CASES))
    part = live_part([{"case": case, "page": 1.0, "against": 4.0}])
    assert part.startswith(TITLE) and "| 0.25 |" in part and live.LITE in part


def test_bare_pyodide_runs_the_cells_that_the_page_runs():
    names = {}
    codes = live_codes(CLOSURE)
    exec("\n".join([codes["build-counter"], codes[CELL]]), names)
    assert "build_counter" in names


def test_a_book_without_packages_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["live", "--book", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"--book: .*LIVE=local.*live-packages"):
        live.main()
