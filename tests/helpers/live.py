"""Run the live cells of a page, as a reader does, and compare what they say."""

import functools
import http.server
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass

from pages import wait_until
from serve import Handler

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


@contextmanager
def served_with(folder, headers=()):
    """Serve a folder as `make serve` does, with more headers; gives its address."""

    class Quiet(Handler):
        def log_message(self, *args):
            pass

        def end_headers(self):
            for name, value in dict(headers).items():
                self.send_header(name, value)
            super().end_headers()

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@dataclass
class Cell:
    """A live cell in an open page: its place among those that are live, from 0 on."""

    page: object
    place: int

    @property
    def bar(self):
        return self.page.locator(".live-bar").nth(self.place)

    @property
    def whole(self):
        return self.bar.locator("xpath=ancestor::div[contains(@class, 'cell ')][1]")

    @property
    def output(self):
        return self.whole.locator(".live-output")

    @property
    def said(self):
        return self.bar.get_by_role("status").inner_text()

    def button(self, name):
        return self.bar.get_by_role("button", name=name)

    def show(self):
        """Show the solution of lines to put in order, if the cell is one."""
        if not self.bar.is_visible():
            self.page.get_by_role("button", name="Show the solution").click()

    def run(self, seconds=180):
        """Press Run, and wait until it is over; returns the status line."""
        self.show()
        self.button("Run").click()
        return self.wait(seconds)

    def wait(self, seconds=180):
        place = (
            "place => !document.querySelectorAll('.live-bar')[place].firstChild.disabled"
        )
        wait_until(self.page, place, self.place, seconds)
        return self.said

    def text(self):
        """All that it has printed and shown as text in this page."""
        said = self.output.locator("pre").all_text_contents()
        for figure in self.output.locator("figure.moving").all():
            parts = figure.locator("figcaption, .says").all_text_contents()
            said.append(": ".join(parts))
        return "\n".join(said)

    def write(self, code):
        """Open the editor, and replace what is in it."""
        self.button("Edit").click()
        content = self.whole.locator(".cm-content")
        content.wait_for()
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(code)


def live_cells(page):
    return [Cell(page, place) for place in range(page.locator(".live-bar").count())]


def differences(said, stored, tolerance=1e-6):
    """How two texts differ: words must be the same, and numbers near each other.

    The spaces between words do not count. A number may differ by one in its last printed
    digit, as one that lies on the edge is rounded to either side.
    """
    if words(said) != words(stored):
        return f"said {said!r}, stored {stored!r}"
    pairs = zip(NUMBER.findall(said), NUMBER.findall(stored), strict=True)
    far = [(a, b) for a, b in pairs if abs(float(a) - float(b)) > slack(b, tolerance)]
    return f"numbers differ: {far[:5]}" if far else None


def words(text):
    return NUMBER.sub("#", text).split()


def slack(number, tolerance):
    """What a printed number may be off by: a whole number nothing, a rounded one a digit."""
    digits = number.partition(".")[2]
    digit = 0.0
    if digits and "e" not in number.lower():
        digit = 1.001 * 10.0 ** -len(digits)
    whole = digits == "" and "e" not in number.lower()
    return 0.0 if whole else max(digit, tolerance * abs(float(number)))
