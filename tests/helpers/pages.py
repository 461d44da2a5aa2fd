"""Build a book; look at a page as a browser does, and at its links; say what is wrong."""

import functools
import http.server
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

from notebooks import ROOT

# Formulas are MathML when a page comes; what is none, or shows TeX, was not understood
UNRENDERED_MATHS = r"""[...document.querySelectorAll('.math')]
    .filter(f => {
        const shown = f.cloneNode(true);
        shown.querySelectorAll('annotation').forEach(tex => tex.remove());
        return !shown.querySelector('math') || shown.querySelector('merror') || /[\\$]/.test(shown.textContent);
    })
    .map(f => f.textContent.slice(0, 80))"""


THEME = "document.documentElement.dataset.theme"

# What moves by itself in a page that comes: how much of the window that is, and where
WATCH_SHIFTS = """{
    const seen = [];
    const add = entries => seen.push(...entries.filter(entry => !entry.hadRecentInput));
    const watch = new PerformanceObserver(list => add(list.getEntries()));
    watch.observe({type: "layout-shift", buffered: true});
    const place = ({sources: [first]}) => first?.node?.parentElement?.outerHTML.slice(0, 80) ?? "";
    window.shifts = () => {
        add(watch.takeRecords());
        return seen.map(entry => [entry.value, place(entry)]);
    };
}"""
UNSEEN = 0.03  # so little may move: the columns of a long table, whose rows come one by one


def build(source, output):
    """Build as `make book` does. Returns the exit status and what was said."""
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [str(jupyter_book), "build", str(source)]
    command += ["--path-output", str(output), "-W", "-n", "--keep-going"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def html_pages(folder):
    """The pages of a built book; below `_static` lie templates, which are none."""
    found = sorted(folder.rglob("*.html"))
    return [path for path in found if "_static" not in path.relative_to(folder).parts]


def has_live_packages():
    """Whether set-up has fetched NumPy and the others for live Python."""
    return (ROOT / ".venv" / "live" / "packages").is_dir()


EVERY_PAGE = os.environ.get("EVERY_PAGE") == "1"  # `make test-pages`

# Of pages that are made alike, one is looked at in a browser in each run, and all of them
# with `make test-pages`
ALIKE = {"exercises": {"04.html"}, "teaching": {"chapters_1_to_6.html", "plans.html"}}


def pages_to_visit(folder):
    """The pages of a built book that a run opens in a browser, from the book's folder."""
    pages = [path.relative_to(folder) for path in html_pages(folder)]
    return [
        page.as_posix()
        for page in pages
        if EVERY_PAGE or page.name in ALIKE.get(page.parts[0], {page.name})
    ]


@contextmanager
def served(folder):
    """Serve a folder on this machine alone; gives its address, without a slash."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Visit:
    """A page that is open in a browser, and what was wrong with it so far."""

    page: object
    home: str
    problems: list = field(default_factory=list)

    def __post_init__(self):
        add = self.problems.append
        on = self.page.on
        on(
            "request",
            lambda r: self._is_foreign(r.url) and add(f"foreign request: {r.url}"),
        )
        on("requestfailed", lambda r: add(f"failed: {r.url} {r.failure}"))
        on("response", lambda r: r.status >= 400 and add(f"{r.status}: {r.url}"))
        on("console", lambda m: m.type == "error" and add(f"console: {m.text}"))
        on("pageerror", lambda error: add(f"script error: {error}"))

    def _is_foreign(self, url):
        return not url.startswith((self.home, "data:", "blob:"))

    def end(self):
        """Wait until the page is quiet; look at its formulas, and at what has moved."""
        self.page.wait_for_load_state("networkidle")
        shifts = self.page.evaluate("shifts()")
        if sum(share for share, _ in shifts) > UNSEEN:
            self.problems.append(f"moves by itself: {shifts[:3]}")
        found = self.page.evaluate(UNRENDERED_MATHS)
        self.problems += [f"unrendered maths: {formula}" for formula in found]


def weight(browser, url):
    """The bytes that a browser with an empty cache loads for a page, without scrolling."""
    sizes = []
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.on("response", lambda r: sizes.append(int(r.headers["content-length"])))
        page.goto(url)
        page.wait_for_load_state("networkidle")
    return sum(sizes)


TABS = 2  # at once: while one page is quiet, which takes half a second, others load


def visits(browser, urls, home, width=1280):
    """Open each page; gives its address and its Visit, once all is there.

    home: what an address that belongs to the book starts with. The pages have their
    problems listed: foreign requests, failures, errors, unrendered maths, and what moves
    by itself while the page comes.
    """
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size, color_scheme="light") as context:
        context.add_init_script(WATCH_SHIFTS)
        for some in batched(urls, TABS):
            open_now = {url: Visit(context.new_page(), home) for url in some}
            for url, visit in open_now.items():
                visit.page.goto(url, wait_until="commit")
            for url, visit in open_now.items():
                visit.end()
                yield url, visit
                visit.page.close()


def batched(things, number):
    """Lists of so many things, as itertools.batched has them from Python 3.12 on."""
    things = list(things)
    return [things[i : i + number] for i in range(0, len(things), number)]


def wait_until(page, expression, arg=None, seconds=30):
    """Wait until an expression, or a function of `arg`, is true in the page.

    Playwright's own `wait_for_function` evaluates text inside the page, which the pages'
    policy forbids.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(expression, arg):
        if time.monotonic() > end:
            raise TimeoutError(f"not true within {seconds} s: {expression}")
        page.wait_for_timeout(50)


def widths(page):
    """How wide the page is in a light and in a dark theme."""
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        wait_until(page, f"{THEME} == '{theme}'")
        found[theme] = page.evaluate("document.documentElement.scrollWidth")
    return found


class Links(HTMLParser):
    """The addresses that a page names, and the anchors that it has."""

    def __init__(self, path):
        super().__init__()
        self.addresses, self.anchors = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes.get("id"), attributes.get("name")}
        for name in ("href", "src"):
            if attributes.get(name):
                self.addresses.append((tag, attributes[name]))


def link_problems(folder):
    """List the links of all pages in `folder` that lead nowhere, or load from afar."""
    pages = {path.resolve(): Links(path) for path in html_pages(folder)}
    problems = []
    for path, links in pages.items():
        for tag, address in links.addresses:
            if urlparse(address).scheme or address.startswith("//"):
                if tag != "a" and not address.startswith("data:"):
                    problems.append(f"{path.name}: <{tag}> loads {address}")
                continue
            address, anchor = urldefrag(address)
            folder_of = folder if address.startswith("/") else path.parent
            place = unquote(urlparse(address).path).lstrip("/")
            target = folder_of / place if address else path
            target = target.resolve()
            if not target.is_file():
                problems.append(f"{path.name}: no such file: {address}")
            elif anchor and target in pages and anchor not in pages[target].anchors:
                problems.append(f"{path.name}: no such place: {address}#{anchor}")
    return problems
