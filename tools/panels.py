"""A figure as slides show it: whole, or panel by panel where its letters would be small.

Nothing is drawn anew. A panel is cut out of the picture that the notebook stores, where the
next one's title begins: titles stand at the left, one below another, as the book's style
has it. If the panels share the axis below the last one, each gets that axis, and what is
below it, such as a legend. The cell's code says how many panels there are; a picture in
which another number is found is left whole.
"""

import ast
import base64
import io
import itertools
from typing import NamedTuple

import numpy as np
from PIL import Image

LETTER = 11 * 200 / 72  # pixels in a picture: font.size and figure.dpi of the book's style
TITLE = 1.5 * LETTER  # a title is no higher, and axes are
BESIDE = 5  # pixels: letters do not begin at the same place in their box
MARGIN = 8  # pixels left above a panel


class Band(NamedTuple):
    """Rows with something in them: the first, the one after, and the first column."""

    top: int
    end: int
    left: int


def opened(picture):
    """A picture, as base64, as an image."""
    return Image.open(io.BytesIO(base64.b64decode(picture)))


def letters_of(image, frame):
    """How high letters are in pixels if an image fills a frame: its width and height."""
    return LETTER * min(wide / own for wide, own in zip(frame, image.size, strict=True))


def parts(picture, source):
    """The panels of a picture, both as base64; [] if it has one, or they are not found.

    source: the code that drew it.
    """
    rows, shared = grid_of(source)
    image = opened(picture)
    found = bands(image)
    pairs = enumerate(itertools.pairwise(found))
    titles = [n for n, (band, after) in pairs if is_title(band, after, found[0].left)]
    if rows < 2 or len(titles) != rows:
        return []
    return [encoded(panel) for panel in cut(image, found, titles, shared)]


def grid_of(source):
    """How many panels a cell draws one below another, and whether they share an axis."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "subplots":
            numbers = [getattr(each, "value", None) for each in node.args]
            shared = any(k.arg == "sharex" for k in node.keywords)
            if len(numbers) == 2 and numbers[1] == 1:
                return numbers[0], shared
    return 1, False


def bands(image):
    """What a picture has one below another, with empty rows between."""
    pixels = np.asarray(image.convert("L"))
    ink = pixels < 250
    filled = np.flatnonzero(ink.any(axis=1))
    found = np.split(filled, np.flatnonzero(np.diff(filled) > 1) + 1)
    lefts = [np.flatnonzero(ink[rows[0] : rows[-1] + 1].any(axis=0))[0] for rows in found]
    return [
        Band(int(rows[0]), int(rows[-1]) + 1, int(left))
        for rows, left in zip(found, lefts, strict=True)
    ]


def is_title(band, after, left):
    """Whether a band is a line that begins at the left given, above something high."""
    begins = abs(band.left - left) <= BESIDE
    return begins and band.end - band.top <= TITLE < after.end - after.top


def cut(image, found, titles, shared):
    """The panels of an image, as images; found: its bands; titles: where panels begin."""
    width, height = image.size
    tops = [max(0, found[n].top - MARGIN) for n in titles]
    panels = [
        image.crop((0, top, width, end))
        for top, end in zip(tops, [*tops[1:], height], strict=True)
    ]
    last = found[titles[-1] :]
    if shared and len(last) > 2:  # below a title and the axes
        foot = image.crop((0, last[1].end, width, height))
        ends = [found[n + 1].end for n in titles[:-1]]
        upper = [
            joined(image.crop((0, top, width, end)), foot)
            for top, end in zip(tops, ends, strict=False)
        ]
        panels = [*upper, panels[-1]]
    return panels


def joined(upper, lower):
    """One image below another, in the same colors."""
    size = upper.width, upper.height + lower.height
    image = Image.new(upper.mode, size)
    if upper.mode == "P":
        image.putpalette(upper.getpalette())
    image.paste(upper, (0, 0))
    image.paste(lower, (0, upper.height))
    return image


def encoded(image):
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")
