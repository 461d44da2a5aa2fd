"""Find a Chromium for the tests: the machine's own, else Playwright's.

    python tests/helpers/browser.py

installs Playwright's if the machine has none.
"""

import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root there is no sandbox; nothing may be asked of any host but this machine
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def installed():
    """The path of the machine's own browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright):
    return playwright.chromium.launch(executable_path=installed(), args=FLAGS)


def main():
    if installed() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(command).returncode:
            sys.exit(
                "The tests open the book in a browser, and found none: install "
                f"Chromium or Chrome so that one of {', '.join(NAMES)} is on the PATH."
            )
    with sync_playwright() as playwright:
        browser = launch(playwright)
        print("browser:", installed() or "Playwright's", browser.version)
        browser.close()


if __name__ == "__main__":
    main()
