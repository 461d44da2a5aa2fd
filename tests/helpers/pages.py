"""Build a book; look at a page as a browser does, and at its links; say what is wrong."""

import functools
import http.server
import subprocess
import sys
import threading
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

UNRENDERED_MATHS = """async () => {
    const formulas = [...document.querySelectorAll('.math')];
    if (formulas.length) await MathJax.startup.promise;
    return formulas
        .filter(f => !f.querySelector('mjx-container') || f.querySelector('mjx-merror'))
        .concat([...document.querySelectorAll('mjx-container [data-mml-node=merror]')])
        .map(f => f.textContent.slice(0, 80));
}"""


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


def page_problems(browser, url, home):
    """Open `url`; list foreign requests, failures, errors and unrendered maths.

    home: what an address that belongs to the book starts with.
    """
    problems = []
    page = browser.new_page()
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((home, "data:", "blob:"))
            else problems.append(f"foreign request: {request.url}")
        ),
    )
    page.on("requestfailed", lambda r: problems.append(f"failed: {r.url} {r.failure}"))
    page.on(
        "response",
        lambda r: r.status >= 400 and problems.append(f"{r.status}: {r.url}"),
    )
    page.on(
        "console",
        lambda m: m.type == "error" and problems.append(f"console: {m.text}"),
    )
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.goto(url, wait_until="networkidle")
    problems += [f"unrendered maths: {m}" for m in page.evaluate(UNRENDERED_MATHS)]
    page.close()
    return problems


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
            target = path.parent / unquote(urlparse(address).path) if address else path
            target = target.resolve()
            if not target.is_file():
                problems.append(f"{path.name}: no such file: {address}")
            elif anchor and target in pages and anchor not in pages[target].anchors:
                problems.append(f"{path.name}: no such place: {address}#{anchor}")
    return problems
