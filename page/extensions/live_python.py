"""Sphinx extension: the code cells of some pages can be run in the page, by Pyodide.

Every code cell of a page that `live_pages` names is live, unless it has the tag `unlive`;
its metadata then says why (`"unlive": "it starts processes"`), and so does the page. What a
page needs lies in `.venv/live`, where tools/pyodide.py puts it; without that the book is
built all the same, without Run. The binary packages come from `live_packages`, an address,
or from the book itself if the environment variable LIVE is `local`.
"""

import json
import os
import shutil
import tempfile
from fnmatch import fnmatch
from html import escape
from pathlib import Path
from urllib.parse import urlparse

from docutils import nodes
from downloads import tool
from sphinx.errors import ConfigError
from sphinx.util import logging
from wheels import lock_entry, write_wheel

log = logging.getLogger(__name__)

SOURCES = Path(__file__).parents[1] / "live"
FILES = ["live.js", "live.css", "points.js", "worker.mjs"]
PARTS = ["core", "editor", "wheels"]  # of what is fetched
ENVIRONMENT = {
    "HOME": "/home/pyodide",
    "KERAS_BACKEND": "numpy",
    "MPLBACKEND": "module://live_python.figures",
    "OMP_NUM_THREADS": "1",
    "COLUMNS": "88",
}

# What stands in for compiled packages that Keras and KerasTuner import; see its sources
STAND_INS = {"optree", "jax", "ml-dtypes", "grpcio"}
STAND_IN = "live-stand-ins"
# Not there, and not missed: files of models, downloads; numbers that the wheels lack
LEFT_OUT = {"h5py", "requests"}
# KerasTuner says that it needs them for one oracle; it imports them always
MORE = {"keras-tuner": {"numpy", "scipy", "scikit-learn", "six"}}
# minituner imports them where it first needs them, and a page loads them then
AT_FIRST_USE = {"minituner": {"numpy", "scipy"}}


def fetched(app):
    """The folder with what tools/pyodide.py has fetched."""
    return Path(app.confdir) / ".venv" / "live"


def choose(app, config):
    """Settings that change every page: whether there is Python, and from where."""
    config.live_ready = all((fetched(app) / part).is_dir() for part in PARTS)
    if os.environ.get("LIVE") == "local":
        if config.live_ready and not (fetched(app) / "packages").is_dir():
            raise ConfigError(
                f"LIVE=local: expected NumPy and the others in {fetched(app)}, where they "
                "are not; run `make .venv/live-packages` with a network, or build without "
                "LIVE=local, so that pages fetch them from where Pyodide publishes them"
            )
        config.live_packages = "packages/"


def is_live(app, docname):
    live = any(fnmatch(docname, pattern) for pattern in app.config.live_pages)
    return app.config.live_ready and live


def add_to_page(app, pagename, templatename, context, doctree):
    if is_live(app, pagename):
        app.add_css_file("live/live.css")
        app.add_js_file("live/live.js", loading_method="defer")
        raws = doctree.findall(nodes.raw) if doctree else ()
        if any(" data-points=" in raw.astext() for raw in raws):
            app.add_js_file("live/points.js", loading_method="defer")


def add_notes(app, doctree, docname):
    """Says below the title what Run or Check does, and at each cell without Run, why."""
    if not is_live(app, docname):
        return
    cells = [node for node in doctree.findall(nodes.container) if is_code(node)]
    for cell in cells:
        if why := cell["cell_metadata"].get("unlive"):
            text = f"This cell does not run in the page: {why}."
            cell += nodes.paragraph("", text, classes=["live-note"])
    raws = [node.astext() for node in doctree.findall(nodes.raw)]
    exercises = any('class="exercise"' in text for text in raws)
    if cells or exercises:
        section = next(doctree.findall(nodes.section))  # the page's; its title comes first
        about = about_text(app, CELLS if cells else EXERCISES)
        section.insert(1, nodes.raw("", about, format="html"))


def is_code(node):
    return node.get("nb_element") == "cell_code"


def about_text(app, kind):
    """What a page says of its Python. kind: CELLS or EXERCISES."""
    lock = read_lock(app)
    ours = {entry["name"]: entry for entry in entries(fetched(app) / "wheels")}
    packages = {**lock["packages"], **ours}
    names = ["numpy", "scipy", "scikit-learn", "matplotlib", "keras-tuner", "keras"]
    versions = ", ".join(f"{name} {packages[name]['version']}" for name in names)
    size = core_size(app) / 1e6
    text = ABOUT.format(
        **kind,
        size=f"{size:.0f}",
        place=escape(place_name(app.config.live_packages)),
        python=lock["info"]["python"].rpartition(".")[0],
        versions=escape(versions),
    )
    return " ".join(text.split())


def place_name(address):
    """Where the binary packages come from, as a reader is told it."""
    host = urlparse(address).hostname
    return f"{host}, where Pyodide publishes them" if host else "this site"


CELLS = {
    "button": "Run",
    "title": "The code of this page can run in this page",
    "how": """<strong>Run</strong> under a cell starts Python in this tab, and runs the
cell, after those above that it needs.""",
    "more": """<strong>Edit</strong> lets you change a cell, <strong>Reset</strong> brings
back what the book has, and <strong>Stop</strong> ends Python and all that it knows; so does
a reload, and another tab has a Python of its own.""",
}
EXERCISES = {
    "button": "Check",
    "title": "The exercises of this page can be solved in this page",
    "how": """<strong>Write your answer</strong> opens an editor, and <strong>Check
it</strong> starts Python in this tab and judges what you wrote.""",
    "more": """<strong>Start again</strong> brings back what the book has, and
<strong>Stop</strong> ends Python. A reload forgets what you wrote.""",
}
# Hidden until the script shows it: without the script there is no Run. From a file, what is
# said in its place is there before the text below it is seen, which would move otherwise.
ABOUT = """
<details class="live-about" data-button="{button}" hidden>
<summary>{title}</summary>
<p>{how} Python is {size} MB, which are fetched once from this site. NumPy and the others
come from {place}, when they are imported, and the line beside the button says how much.
Once Python has run, it starts by itself with each page that you open in this tab, out of
what your browser has kept, unless it saves data. Nothing that you write or do here is sent
anywhere. {more}</p>
<p>It is another machine than the one that made the outputs you see: Python {python} on
WebAssembly, with {versions}. The last digits of a number may differ. Whole numbers of NumPy
have 32 bits there unless you ask for more, so a large sum can overflow in silence. A set of
floats has another order there; so KerasTuner lists the values of a range without a step in
another one. scikit-learn is a version older, and its Gaussian process tunes no kernel that
you have not named. There are no processes, and no Keras training: JAX, optree, ml_dtypes
and grpc have stand-ins, a few lines each, with which the real KerasTuner and Keras can be
imported.</p>
</details>
<p class="live-cannot" hidden>{button} cannot start from a file, as browsers start no worker
there. To run it, serve the book: <code>make serve</code> in the project’s folder, or
<code>python -m http.server</code> in the folder of the pages, puts it at
http://127.0.0.1:8000. Everything else on this page works here, too.</p>
<script>
if (location.protocol === "file:") {{
document.querySelector(".live-about").remove();
document.querySelector(".live-cannot").hidden = false;
}}
</script>
"""


def read_lock(app):
    path = fetched(app) / "core" / "pyodide-lock.json"
    return json.loads(path.read_text(encoding="utf-8"))


def core_size(app):
    return sum(path.stat().st_size for path in (fetched(app) / "core").iterdir())


def entries(folder):
    """What a lock says of the wheels in a folder; what cannot be had is left out of it."""
    for wheel in sorted(folder.glob("*.whl")):
        entry = lock_entry(wheel)
        needs = [STAND_IN if name in STAND_INS else name for name in entry["depends"]]
        needs = set(needs) | MORE.get(entry["name"], set())
        later = AT_FIRST_USE.get(entry["name"], set())
        entry["depends"] = sorted(needs - LEFT_OUT - later)
        yield entry


def stand_ins(folder):
    sources = SOURCES / "stand_ins"
    files = {
        p.relative_to(sources).as_posix(): p.read_bytes() for p in sources.rglob("*.py")
    }
    return write_wheel(folder, STAND_IN.replace("-", "_"), "1", files)


def wheels_into(app, folder):
    """Put the wheels of the book into a folder, each below its hash; yields entries."""
    with tempfile.TemporaryDirectory() as scratch:
        for wheel in (fetched(app) / "wheels").glob("*.whl"):
            shutil.copy(wheel, scratch)
        tool().make_wheel(scratch)  # of this very tree
        stand_ins(scratch)
        shutil.rmtree(folder, ignore_errors=True)
        for entry in entries(Path(scratch)):
            name, key = entry["file_name"], entry["sha256"][:8]
            (folder / key).mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(scratch, name), folder / key)
            yield {**entry, "file_name": f"{folder.name}/{key}/{name}"}


def place(app):
    out = Path(app.outdir) / "_static" / "live"
    out.mkdir(parents=True, exist_ok=True)
    return out


def write_scripts(app):
    """Before the pages are written, as they name each script with a sum of its bytes."""
    if app.builder.format == "html" and app.config.live_ready:
        for name in FILES:
            shutil.copy(SOURCES / name, place(app))
        shutil.copy(fetched(app) / "editor" / "editor.mjs", place(app))


def write_python(app, error):
    """Once the pages are there: Python, and all that it may import."""
    if error or app.builder.format != "html":
        return
    if not app.config.live_ready:
        log.info("The pages have no Run: nothing in %s; see tools/pyodide.py", fetched(app))
        return
    out = place(app)
    folders = ["core", "packages"] if os.environ.get("LIVE") == "local" else ["core"]
    shutil.rmtree(out / "packages", ignore_errors=True)
    for name in folders:
        shutil.copytree(fetched(app) / name, out / name, dirs_exist_ok=True)
    python = sorted((SOURCES / "python").glob("*.py"))
    manifest = {
        "size": core_size(app),
        "packages": app.config.live_packages,
        "environment": ENVIRONMENT,
        "wheels": list(wheels_into(app, out / "wheels")),
        "python": {path.name: path.read_text("utf-8") for path in python},
    }
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def setup(app):
    app.add_config_value("live_pages", [], "html")
    app.add_config_value("live_packages", "packages/", "")
    app.add_config_value("live_ready", False, "html")
    app.connect("config-inited", choose)
    app.connect("doctree-resolved", add_notes)
    app.connect("html-page-context", add_to_page)
    app.connect("builder-inited", write_scripts)
    app.connect("build-finished", write_python)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
