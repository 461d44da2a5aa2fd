"""How much code and output a slide holds, and how large their letters are there.

Letters of code are 20 pixels high or more. Code and output share a slide if they then fit,
if need be without the imports at the top, and for a line or two without its blank lines;
else the output has the next slide. Code that is too long goes on over a second slide. What
is longer than that, and output that is longer than a slide, is cut, and the slide says so.
Lines of output are never folded, since many are tables: their letters shrink to 16 pixels,
and what is wider still is cut.
"""

import html
import math
import re
import textwrap

import listing

COLUMNS = 94  # letters of code in one line
REST = 3  # so few lines are no page of their own; for fewer, blank lines are left out
# What slides.css leaves for code, in pixels: the frame, and what is around a block; then
# how large letters may be, and how small those of a wide output. A line and a letter are
# so many times as high and as wide as the letters are large.
WIDTH, HEIGHT, AROUND, LARGEST, SMALLEST, TABLE = 1190, 616, 40, 28, 20, 16
LINE, LETTER = 1.3, 0.603
# A question above code, and two ways to put the options there once more: how many letters
# are in a line, and how high it is; then what is below a paragraph
QUESTION, BELOW = (86, 33), 14
AGAIN = {"again": (86, 33), "again small": (103, 27)}


def paged(code, printed, asked):
    """What goes on each slide: lines of code, and lines of output; one may be empty."""
    limit, shared = room_for(asked), room_for(asked, 2)
    whole = tighter(code, shared - len(printed))
    parts = split(code, limit) if whole is None else [whole]
    pages = [(part, []) for part in parts if part]
    if pages and printed and len(parts[-1]) + len(printed) <= shared:
        return [*pages[:-1], (parts[-1], printed)]
    printed = cut(printed, limit, "… the rest is in the notebook")
    return [*pages, ([], printed)] if printed else pages


def tighter(code, room):
    """Code that fits into so many lines, or None.

    If need be it loses the imports that it begins with; and then, for the sake of a line or
    two, its blank lines.
    """
    bare = listing.without_imports(code) if code else []
    dense = [line for line in bare if line] if len(bare) - room < REST else bare
    return next((lines for lines in (code, bare, dense) if len(lines) <= room), None)


def height_of(above):
    """How high the text above code is, in pixels: an estimate, and rather too much."""
    high = 0
    for kind, text in re.findall(r'<p(?: class="(.*?)")?>(.*?)</p>', above, flags=re.S):
        wide, line = AGAIN.get(kind, QUESTION)
        letters = len(html.unescape(re.sub("<[^>]+>", "", text)))
        high += BELOW + line * math.ceil(letters / wide)
    return high


def room_for(above, blocks=1):
    """How many lines of the smallest letters fit below a text, in so many blocks."""
    return int((HEIGHT - blocks * AROUND - height_of(above)) / LINE / SMALLEST)


def sizes_of(code, printed, above):
    """The size of the letters of code and output, in pixels: as large as all fits."""
    blocks = bool(code) + bool(printed)
    room = HEIGHT - blocks * AROUND - height_of(above)
    high = min(LARGEST, room / len(code + printed) / LINE)
    longest = [max(map(len, lines), default=0) or 1 for lines in (code, printed)]
    return [int(min(high, WIDTH / letters / LETTER)) for letters in longest]


def narrowed(lines):
    """Lines of output; those that no slide is wide enough for are cut, and it says so."""
    widest = int(WIDTH / TABLE / LETTER)
    if max(map(len, lines), default=0) <= widest:
        return lines
    short = [line if len(line) <= widest else f"{line[: widest - 2]} …" for line in lines]
    return [*short, "… the whole width is in the notebook"]


def wrapped(lines):
    """Lines that are too long for a slide, folded as an editor would fold them."""
    return [part for line in lines for part in fold(line)]


def fold(line):
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    made = textwrap.wrap(
        line,
        COLUMNS,
        subsequent_indent=indent,
        drop_whitespace=False,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return [part.rstrip() for part in made] or [""]


def split(lines, limit):
    """Two pages at most, the first one to end where a statement ends, if it can."""
    if (whole := tighter(lines, limit)) is not None:
        return [whole]
    lines = listing.without_imports(lines)
    starts = listing.statements(lines)

    def cost(n):
        return len(lines) - n > limit, starts.get(n, math.inf), -n

    last = min(limit, len(lines) - REST - 1)
    end = min(range(min(2 * REST, last), last + 1), key=cost)
    first, rest = ("\n".join(part).strip("\n") for part in (lines[:end], lines[end:]))
    rest = cut(rest.splitlines(), limit, "# … the rest is in the notebook")
    return [first.splitlines(), rest]


def cut(lines, limit, mark):
    return lines if len(lines) <= limit else [*lines[: limit - 1], mark]
