"""How good four pages are for a phone on a slow network, as Lighthouse measures it.

    python tools/lighthouse.py .venv/lighthouse _build/html

serves the built book on this machine, its texts compressed as every host of pages has
them, and runs Lighthouse, which npm has installed in the first folder, five times for
each page. It prints the medians, and fails if one is below what the book promises.
"""

import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

PAGES = [
    "01_the_mysterious_hp",
    "06_ridge_and_lasso",
    "10_bayesian_optimization",
    "glossary",
]
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100}
RUNS = 5
TEXTS = {".html", ".css", ".js", ".svg", ".json"}
CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Compressing(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXTS or not path.is_file():
            return super().do_GET()
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@functools.cache
def compressed(path):
    return gzip.compress(path.read_bytes())


@contextmanager
def served(folder):
    handler = functools.partial(Compressing, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def report(program, url):
    """What Lighthouse says of a page, as it writes it: a dictionary."""
    flags = "--headless=new --no-sandbox --disable-gpu"
    found = os.environ.get("CHROME_PATH") or next(
        filter(None, map(shutil.which, CHROMES)), ""
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command = [program, url, "--quiet", "--output=json", f"--output-path={path}"]
        command += [f"--chrome-flags={flags}", f"--only-categories={','.join(LEAST)}"]
        subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": found})
        return json.loads(path.read_text(encoding="utf-8"))


def medians(reports):
    """The median of each score, of 100, and of how much the page moved."""
    found = {
        name: statistics.median(100 * r["categories"][name]["score"] for r in reports)
        for name in LEAST
    }
    shifts = [r["audits"]["cumulative-layout-shift"]["numericValue"] for r in reports]
    return found, statistics.median(shifts)


def failed(report):
    """The titles of the audits of accessibility and best practices that a page fails."""
    named = [
        entry["id"]
        for name in ("accessibility", "best-practices")
        for entry in report["categories"][name]["auditRefs"]
    ]
    audits = (report["audits"][name] for name in named)
    return sorted({audit["title"] for audit in audits if audit["score"] == 0})


def main():
    program, folder = Path(sys.argv[1]) / "node_modules/.bin/lighthouse", sys.argv[2]
    sound = True
    print(f"{'page':26}{'performance':>12}{'accessible':>12}{'practices':>11}{'shift':>8}")
    with served(folder) as home:
        for page in PAGES:
            url = f"{home}/chapters/{page}.html"
            reports = [report(program, url) for _ in range(RUNS)]
            scores, shift = medians(reports)
            numbers = "".join(
                f"{score:{width}.0f}"
                for score, width in zip(scores.values(), (12, 12, 11), strict=True)
            )
            print(f"{page:26}{numbers}{shift:8.3f}", flush=True)
            for title in failed(reports[-1]):
                print(f"    {title}")
            sound &= shift == 0 and all(scores[name] >= LEAST[name] for name in LEAST)
    sys.exit(0 if sound else "A page is below what the book promises.")


if __name__ == "__main__":
    main()
