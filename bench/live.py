"""How long does a reader wait for Python in a page? And with Pyodide alone, or JupyterLite?

    python -m bench.live                        five runs of each, then the table
    python -m bench.live --runs 7 --book FOLDER     of a book that was built with LIVE=local

`make bench-live` sets PYTHONPATH, as this needs the browser and the server of the tests.
Each run has a new browser context, so nothing is cached; what is compared is run in turn,
so that whatever else the machine does falls on both. Bare Pyodide gets the same files from
the same server: a page, `loadPyodide()`, the same packages, and one `runPython`. So does
JupyterLite, whose kernel starts as soon as its page is opened; what is measured of both is
the time from there, with a click on Run as soon as there is one.
The results go to bench/results/live.json, and into the last part of the benchmark's page.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pyodide
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

# A click as soon as there is something to click at, to the output of the cell, with those
# that it needs: in seconds since the click, and since the page was opened
CLICK = """async place => {
    const nap = () => new Promise(go => setTimeout(go, 4));
    let bar;
    while (!(bar = document.querySelectorAll('.live-bar')[place])?.firstChild) await nap();
    const began = performance.now();
    bar.firstChild.click();
    const output = bar.closest('.cell').querySelector('.live-output');
    while (!output.querySelector('pre')) await nap();
    const now = performance.now();
    return { clicked: (now - began) / 1000, opened: now / 1000 };
}"""
# From the opening of JupyterLite's page, whose kernel starts with it
SAID = """async () => {
    const nap = () => new Promise(go => setTimeout(go, 4));
    while (!document.querySelector('.jp-OutputArea-output pre')?.textContent) await nap();
    return performance.now() / 1000;
}"""
LITE = "0.8.6"  # of JupyterLite and of its kernel, which do not fit each other otherwise
LINE = "print(6 * 7)"
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


def place_of(cell, chapter):
    return list(live_codes(chapter)).index(cell)


def lite_site(scratch):
    """Build JupyterLite's REPL around the book's own Pyodide; gives the folder of the site.

    Its packages come from pip, in the versions of Pyodide's lock; they are packed in
    another way than Pyodide's, so the copied lock gets their hashes.
    """
    here, wheels, env = scratch / "lite", scratch / "wheels", scratch / "env"
    core = here / "static" / "pyodide"  # where its build looks for one
    left_out = shutil.ignore_patterns("memory.bin")
    shutil.copytree(pyodide.FETCHED / "core", core, ignore=left_out)
    lock = json.loads((core / pyodide.LOCK).read_text(encoding="utf-8"))
    for entry in lock["packages"].values():
        entry["depends"] = [pyodide.normal(name) for name in entry["depends"]]
    needed = pyodide.closure(lock, ["micropip", "ipython", "jedi"]).values()
    versions = [f"{entry['name']}=={entry['version']}" for entry in needed]
    pyodide.download([*versions, "comm==0.2.3"], wheels)
    for entry in needed:
        wheel = wheels / entry["file_name"]
        entry["sha256"] = pyodide.sha256(wheel.read_bytes())
        shutil.move(wheel, core)
    (core / pyodide.LOCK).write_text(json.dumps(lock), encoding="utf-8")
    pyodide.run(sys.executable, "-m", "venv", env)
    lite = [f"jupyterlite-core=={LITE}", f"jupyterlite-pyodide-kernel=={LITE}"]
    pyodide.run(env / "bin" / "python", "-m", "pip", "install", "--quiet", *lite)
    (comm,) = wheels.iterdir()  # the one thing that a kernel would fetch from elsewhere
    built = ["--output-dir", scratch / "site", "--piplite-wheels", comm, "--apps", "repl"]
    command = [env / "bin" / "jupyter", "lite", "build", "--lite-dir", here, *built]
    pyodide.run(*command, cwd=here)
    return scratch / "site"


class Machine:
    """A browser; a book and JupyterLite, served. Each measure returns seconds."""

    def __init__(self, browser, home, lite_home=None):
        self.browser, self.home, self.lite_home = browser, home, lite_home

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
            return page.evaluate(CLICK, place_of(cell, chapter))["clicked"]

    def run(self, code):
        with self.browser.new_context() as context:
            return self.open(context, CLOSURE).evaluate(RUN, code)

    def at_once(self, address, script, *given):
        with self.browser.new_context() as context:
            page = context.new_page()
            page.goto(address, wait_until="commit")
            return page.evaluate(script, *given)

    def two_pages(self, reading):
        """The same line in a first page, and in a second one of the same tab.

        reading: seconds between the moment when the second page is there and the click.
        """
        with self.browser.new_context() as context:
            page = self.open(context, CLOSURE)
            yield page.evaluate(RUN, LINE)
            page.goto(f"{self.home}/chapters/{SECOND}.html", wait_until="load")
            page.wait_for_timeout(1000 * reading)
            yield page.evaluate(RUN, LINE)


def closure(machine):
    ours = machine.click(CLOSURE, CELL)
    return {"page": ours, "against": machine.bare(closure_code())}


def closure_code():
    codes = live_codes(CLOSURE)
    return "\n".join([codes["build-counter"], codes[CELL]])


def lite(machine):
    page = f"{machine.home}/chapters/{CLOSURE}.html"
    asked = urlencode({"kernel": "python", "code": closure_code(), "execute": 1})
    theirs = f"{machine.lite_home}/repl/index.html?{asked}"
    return {
        "page": machine.at_once(page, CLICK, place_of(CELL, CLOSURE))["opened"],
        "against": machine.at_once(theirs, SAID),
    }


def fit(machine):
    return {"page": machine.run(FIT), "against": machine.bare(FIT, ["scikit-learn"])}


def figure(machine):
    against = machine.bare(BARE_FIGURE, ["matplotlib"])
    return {"page": machine.run(FIGURE), "against": against}


def second(machine, reading=2):
    first, again = machine.two_pages(reading)
    return {"page": again, "against": first}


def second_at_once(machine):
    return second(machine, reading=0)


# What -> what it is compared with, the most that the ratio should be, and the measure
CASES = {
    "from click to a closure's output": ("bare Pyodide", 1.15, closure),
    "from opening the page to that output": ("JupyterLite", 0.5, lite),
    "first fit of scikit-learn": ("bare Pyodide", 1.15, fit),
    "first figure": ("bare Pyodide", 1.15, figure),
    "Python in a second page, read for 2 s": ("the first page", 0.6, second),
    "Python in a second page, at once": ("the first page", None, second_at_once),
}


def measured(folder, runs, cases):
    """Each case, `runs` times, all of them in turn: a list of records."""
    (folder / "bare.html").write_text(
        "<!doctype html><title>Bare</title><link rel='icon' href='data:,'>", "utf-8"
    )
    found = []
    with sync_playwright() as playwright, ExitStack() as stack:
        home = stack.enter_context(served_with(folder))
        lite_home = None
        if lite in [CASES[case][2] for case in cases]:
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            lite_home = stack.enter_context(served_with(lite_site(scratch)))
        browser = launch(playwright)
        machine = Machine(browser, home, lite_home)
        for number in range(runs):
            for case in cases:
                found.append({"case": case, **CASES[case][2](machine)})
                print(f"{number + 1} of {runs}: {found[-1]}", flush=True)
        browser.close()
    (folder / "bare.html").unlink()
    return found


TITLE = "\n## Python in the page\n"
TEXT = """
How long a reader waits, beside Pyodide alone and beside JupyterLite {lite} on the same machine: the median of the runs, with the smallest and the largest. Whatever is compared was run in turn, each time in a browser without a cache; only the second page has what the first one fetched.
A page of this book does not start Python from scratch: it loads a copy of the memory of a Python that had started before, which is stored in the site. So its first output comes long before a new Python would be ready. After a first *Run*, Python starts with each page that is opened in the same tab: a second page that has been read for two seconds has it ready, and one whose *Run* is clicked at once has little to gain. JupyterLite starts its kernel as soon as its page is open, and this book at the first *Run*. So whoever begins by reading does not notice JupyterLite's wait, and meets this book's at the first click.
`make bench-live` measures it.

{table}"""  # noqa: E501


def live_part(found):
    """The last part of the benchmark's page."""
    return TITLE + TEXT.format(lite=LITE, table=live_table(found))


def live_table(found):
    """The medians and their ratio in Markdown, with the smallest and the largest."""
    lines = ["| seconds | in the page | against | ratio |", "|---|---:|---:|---:|"]
    for case, (other, _, _) in CASES.items():
        ours, theirs = pairs(found, case)
        if ours:
            cells = f"{spread(ours)} | {spread(theirs)}, {other} | {ratio(found, case):.2f}"
            lines.append(f"| {case} | {cells} |")
    return "\n".join(lines) + "\n"


def pairs(found, case):
    """The seconds of a case: ours, and those of what it is compared with."""
    records = [record for record in found if record["case"] == case]
    return [[record[key] for record in records] for key in ("page", "against")]


def ratio(found, case):
    ours, theirs = map(statistics.median, pairs(found, case))
    return ours / theirs


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
    page = ROOT / "chapters" / "benchmark.md"
    before = page.read_text(encoding="utf-8").partition(TITLE)[0]
    page.write_text(before + live_part(found), encoding="utf-8")
    print(live_table(found))
    for case in {record["case"]: None for record in found}:
        goal = CASES[case][1]
        aimed_at = f", and at most {goal} is our goal" if goal else ""
        print(f"{case}: {ratio(found, case):.2f}{aimed_at}")


if __name__ == "__main__":
    main()
