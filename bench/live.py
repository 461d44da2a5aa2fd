"""How long does a reader wait for Python in a page, and how long with Pyodide alone?

    python -m bench.live                        five runs of each, then the table
    python -m bench.live --runs 7 --book FOLDER     of a book that was built with LIVE=local

`make bench-live` sets PYTHONPATH, as this needs the browser and the server of the tests.
Each run has a new browser context, so nothing is cached; what is compared is run in turn,
so that whatever else the machine does falls on both. Bare Pyodide gets the same files from
the same server: a page, `loadPyodide()`, the same packages, and one `runPython`.
The results go to bench/results/live.json.
"""

import argparse
import json
import os
import statistics
import tempfile
from pathlib import Path

from browser import launch
from live import served_with
from notebooks import ROOT, code_cells, read, tags
from pages import build
from playwright.sync_api import sync_playwright

RESULTS = ROOT / "bench" / "results"
RUNS = 5
CLOSURE, SECOND = "02_the_trick_rebuilt", "03_a_home_made_myhp"
CELL = "counter-calls"  # the first in the book that calls a closure
FIT = """from sklearn.linear_model import Lasso
print(Lasso(0.1).fit([[0.0], [1.0], [2.0]], [0.0, 1.0, 2.0]).coef_)"""
FIGURE = """import matplotlib.pyplot as plt
plt.plot([1, 4, 9])
plt.show()"""
# Without a page there is no place to show a figure: it is drawn, and no more
BARE_FIGURE = """import io
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
plt.plot([1, 4, 9])
picture = io.BytesIO()
plt.savefig(picture, format="png", bbox_inches="tight")
print(len(picture.getvalue()))"""

# From the click to the output of a cell, with those that it needs
CLICK = """async place => {
    const bar = document.querySelectorAll('.live-bar')[place];
    const output = bar.closest('.cell').querySelector('.live-output');
    const began = performance.now();
    bar.firstChild.click();
    while (!output.querySelector('pre')) await new Promise(go => setTimeout(go, 4));
    return (performance.now() - began) / 1000;
}"""
RUN = """async code => {
    const began = performance.now();
    const done = await livePython.run(code);
    if (!done.ok || !done.outputs.length) throw new Error(done.error ?? 'it said nothing');
    return (performance.now() - began) / 1000;
}"""
# Some pure wheels come with the book, and not with Pyodide's packages
BARE = """async ({code, packages, base}) => {
    const began = performance.now();
    const { loadPyodide } = await import(`${base}core/pyodide.mjs`);
    const settings = { indexURL: `${base}core/` };
    if (packages.length) {
        const get = async name => (await fetch(base + name)).json();
        const [lock, manifest] = await Promise.all(
            [get('core/pyodide-lock.json'), get('manifest.json')]);
        for (const wheel of manifest.wheels)
            if (wheel.name in lock.packages)
                lock.packages[wheel.name] = { ...wheel, file_name: base + wheel.file_name };
        settings.lockFileContents = JSON.stringify(lock);
        settings.packageBaseUrl = `${base}packages/`;
    }
    const python = await loadPyodide(settings);
    let said = '';
    python.setStdout({ batched: line => { said += line; } });
    if (packages.length) await python.loadPackage(packages);
    python.runPython(code);
    if (!said) throw new Error('it said nothing');
    return (performance.now() - began) / 1000;
}"""


def live_codes(chapter):
    """The live cells of a chapter: id -> code, in their order."""
    cells = [cell for cell in code_cells(read(chapter)) if "unlive" not in tags(cell)]
    return {cell.id: cell.source for cell in cells}


class Machine:
    """A browser and a served book; each measure returns seconds."""

    def __init__(self, browser, home):
        self.browser, self.home = browser, home

    def bare(self, code, packages=()):
        base = f"{self.home}/_static/live/"
        given = {"code": code, "packages": list(packages), "base": base}
        with self.browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{self.home}/bare.html")
            return page.evaluate(BARE, given)

    def open(self, context, chapter):
        page = context.new_page()
        page.goto(f"{self.home}/chapters/{chapter}.html")
        page.wait_for_load_state("networkidle")
        return page

    def click(self, chapter, cell):
        with self.browser.new_context() as context:
            page = self.open(context, chapter)
            return page.evaluate(CLICK, list(live_codes(chapter)).index(cell))

    def run(self, code):
        with self.browser.new_context() as context:
            return self.open(context, CLOSURE).evaluate(RUN, code)

    def two_pages(self):
        """The same line in a first page, and in a second one of the same browser."""
        with self.browser.new_context() as context:
            for chapter in (CLOSURE, SECOND):
                page = self.open(context, chapter)
                yield page.evaluate(RUN, "print(6 * 7)")
                page.close()


def closure(machine):
    codes = live_codes(CLOSURE)
    code = "\n".join([codes["build-counter"], codes[CELL]])
    return {"page": machine.click(CLOSURE, CELL), "against": machine.bare(code)}


def fit(machine):
    return {"page": machine.run(FIT), "against": machine.bare(FIT, ["scikit-learn"])}


def figure(machine):
    against = machine.bare(BARE_FIGURE, ["matplotlib"])
    return {"page": machine.run(FIGURE), "against": against}


def second(machine):
    first, again = machine.two_pages()
    return {"page": again, "against": first}


# What -> what it is compared with, the most that the ratio should be, and the measure
CASES = {
    "from click to a closure's output": ("bare Pyodide", 1.15, closure),
    "first fit of scikit-learn": ("bare Pyodide", 1.15, fit),
    "first figure": ("bare Pyodide", 1.15, figure),
    "Python in a second page": ("the first page", 0.6, second),
}


def measured(folder, runs, cases):
    """Each case, `runs` times, all of them in turn: a list of records."""
    (folder / "bare.html").write_text(
        "<!doctype html><title>Bare</title><link rel='icon' href='data:,'>", "utf-8"
    )
    found = []
    with sync_playwright() as playwright, served_with(folder) as home:
        browser = launch(playwright)
        machine = Machine(browser, home)
        for number in range(runs):
            for case in cases:
                found.append({"case": case, **CASES[case][2](machine)})
                print(f"{number + 1} of {runs}: {found[-1]}", flush=True)
        browser.close()
    (folder / "bare.html").unlink()
    return found


def live_table(found):
    """The medians and their ratio in Markdown, with the smallest and the largest."""
    lines = ["| seconds | in the page | against | ratio | goal |"]
    lines.append("|---|---:|---:|---:|---:|")
    for case, (other, goal, _) in CASES.items():
        records = [record for record in found if record["case"] == case]
        if records:
            ours, theirs = ([r[key] for r in records] for key in ("page", "against"))
            ratio = statistics.median(ours) / statistics.median(theirs)
            cells = f"{spread(ours)} | {spread(theirs)}, {other} | {ratio:.2f} | ≤ {goal}"
            lines.append(f"| {case} | {cells} |")
    return "\n".join(lines) + "\n"


def spread(numbers):
    middle = statistics.median(numbers)
    return f"{middle:.2f} ({min(numbers):.2f}–{max(numbers):.2f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--book", type=Path, help="the pages of a built book")
    parser.add_argument("--cases", type=int, default=len(CASES), help="the first so many")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.book is None:
            os.environ["LIVE"] = "local"
            status, said = build(ROOT, Path(folder))
            if status:
                raise SystemExit(said)
        pages = arguments.book or Path(folder) / "_build" / "html"
        if not (pages / "_static" / "live" / "packages").is_dir():
            raise SystemExit(
                f"--book: expected a book that was built with LIVE=local, got {pages}, "
                "which has no packages; run: make .venv/live-packages, then build it"
            )
        found = measured(pages, arguments.runs, list(CASES)[: arguments.cases])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "live.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(live_table(found))


if __name__ == "__main__":
    main()
