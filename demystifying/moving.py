"""Figures that move: the reader turns a control, and sees what the package makes of it.

    axes = Axes(x=(0, 1), y=(0, 1), xlabel="x", ylabel="y")

    def frame(power):
        x = [n / 40 for n in range(41)]
        return axes.line(x, [v**power for v in x]), f"In the middle: {0.5**power:.3f}."

    power = Slider("power", [1, 2, 3], 2)
    Figure("A power", frame, alt="...", back=axes.frame(), power=power)

Python draws all frames when the cell runs; a page, or JupyterLab, only shows one after the
other, by moving.js. So there is no mathematics but the package's. An output is made
of its data alone, without ids and dates, and can be made again from them: `renewed`.

A picture is 480 units wide, and scales. Its colors are classes, c0 (gray) to c4, which
moving.css gives a value in light and in dark.
"""

import itertools
import json
import re
from dataclasses import asdict, dataclass
from functools import cached_property
from html import escape
from pathlib import Path

STATIC = Path(__file__).parent / "static"
WIDTH = 480
MOST = 300_000  # bytes of a figure's frames


# Controls


@dataclass
class Slider:
    """A value that the reader sets. values: all that it can take, in order.

    default: the one to begin with; by default, the first. words: value -> its wording.
    """

    label: str
    values: list
    default: object = None
    words: object = str
    steps = False

    def __post_init__(self):
        self.values = list(self.values)
        self.default = self.values[0] if self.default is None else self.default
        if self.default not in self.values:
            raise ValueError(
                f"default: expected one of {self.values}, got {self.default!r}; "
                f"{self.label!r} starts there"
            )

    @property
    def data(self):
        start = self.values.index(self.default)
        words = [str(self.words(value)) for value in self.values]
        return {"label": self.label, "words": words, "start": start, "steps": self.steps}


class Steps(Slider):
    """A slider that has buttons too, back and next."""

    steps = True


@dataclass
class Points:
    """Places that a reader may add where Python runs in the page, by page/live/points.js.

    module: has `with_points(truth, seen, *controls)`, which returns SVG, a sentence and the
    place that it proposes; the controls are the numbers of their values, without the last
    one, which counts steps. left, width: of the axis in the picture. truth: the score at
    each of its places; seen: the numbers of those to begin with.
    """

    module: str
    left: float
    width: float
    truth: list
    seen: list


# Figures


class Figure:
    """All frames of a figure, and how a notebook shows them.

    frame: called with a value of each control, by name; returns what changes, as SVG, and
    one sentence that says what is seen. back: SVG that stays, below the frame. alt: what
    the picture is, for those who do not see it. printed: values of some controls, a
    dictionary for each frame that is on paper besides the first one. points: what a reader
    may add where Python runs, or None. controls: by name.
    """

    def __init__(
        self, title, frame, *, alt, back="", height=300, printed=(), points=None, **controls
    ):
        self.title, self.frame, self.alt, self.back = title, frame, alt, back
        self.height, self.printed, self.controls = height, list(printed), controls
        self.points = points

    def place(self, values):
        """The number of a frame: like an odometer, the last control turns fastest."""
        number = 0
        for name, control in self.controls.items():
            value = values.get(name, control.default)
            if value not in control.values:
                raise ValueError(
                    f"printed: {name} is one of {control.values}, got {value!r}"
                )
            number = number * len(control.values) + control.values.index(value)
        return number

    def draw(self, values):
        drawn = self.frame(**dict(zip(self.controls, values, strict=True)))
        if not (isinstance(drawn, tuple) and list(map(type, drawn)) == [str, str]):
            raise TypeError(
                f"frame: expected SVG and a sentence, two strings, got {drawn!r}"
            )
        return list(drawn)

    @cached_property
    def data(self):
        """All that the figure is, as JSON has it."""
        all_values = itertools.product(*(c.values for c in self.controls.values()))
        data = {
            "title": self.title,
            "alt": self.alt,
            "height": self.height,
            "controls": [control.data for control in self.controls.values()],
            "start": self.place({}),
            "printed": [self.place(values) for values in self.printed],
            "back": self.back,
            **({"points": asdict(self.points)} if self.points else {}),
            "frames": list(map(self.draw, all_values)),
        }
        size = len(packed(data))
        if size > MOST:
            raise ValueError(
                f"frames: expected at most {MOST} bytes, got {size}; "
                "take fewer values of a control, or fewer points of a curve"
            )
        return data

    def _repr_mimebundle_(self, include=None, exclude=None):
        sentence = self.data["frames"][self.data["start"]][1]
        return {
            "text/html": notebook_html(self.data),
            "text/plain": f"{self.title}: {sentence}",
        }


# HTML, made of the data alone


def packed(data):
    """The data as JSON that may stand inside <script>; the frames last, a line for each."""
    frames = [json.dumps(frame, ensure_ascii=False) for frame in data["frames"]]
    head = json.dumps(data | {"frames": []}, ensure_ascii=False)
    return (head[:-2] + "\n" + ",\n".join(frames) + "]}").replace("</", r"<\/")


DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.S)


def unpacked(html):
    """The data of a figure's output, or None if it is not one."""
    found = '<figure class="moving"' in html and DATA.search(html)
    return json.loads(found[1]) if found else None


def notebook_html(data):
    """For JupyterLab: with frames, style and script, since an output stands alone."""
    style = (STATIC / "moving.css").read_text(encoding="utf-8")
    script = (STATIC / "moving.js").read_text(encoding="utf-8")
    more = f'<script type="application/json">{packed(data)}</script>\n'
    return figure_html(data, more + f"<style>{style}</style>\n<script>{script}</script>\n")


def page_html(data, address):
    """For the book, which has style and script; the frames are fetched from the address."""
    return figure_html(data, address=address)


def frames_script(data):
    """What stands at that address: a script, since that can be loaded from a disk too."""
    return f"movingFrames({packed({'frames': data['frames']})});\n"


def renewed(html):
    """The same output with today's style and script."""
    return notebook_html(unpacked(html))


def figure_html(data, more="", address=""):
    sentence = data["frames"][data["start"]][1]
    fetched = f' data-frames="{escape(address)}"' if address else ""
    if address and data.get("points"):  # a notebook has Python of its own
        fetched += f' data-points="{escape(json.dumps(data["points"]))}"'
    parts = [
        f'<figure class="moving" data-start="{data["start"]}"{fetched}>',
        f"<figcaption>{escape(data['title'])}</figcaption>",
        svg(data, data["start"]),
        f'<p class="says" role="status">{escape(sentence)}</p>',
        '<div class="controls">',
        *(control_html(control) for control in data["controls"]),
        "</div>",
        '<div class="others">',  # on paper, and where no script runs
        *(still_html(data, number) for number in data["printed"]),
        "</div>",
        words_html(data),
    ]
    return "\n".join(parts) + f"\n{more}</figure>"


def svg(data, number):
    drawn = data["frames"][number][0]
    return (
        f'<svg viewBox="0 0 {WIDTH} {data["height"]}" role="img" '
        f'aria-label="{escape(data["alt"])}">'
        f'<g class="back">{data["back"]}</g><g class="frame">{drawn}</g></svg>'
    )


def still_html(data, number):
    sentence = escape(data["frames"][number][1])
    return f"<div>{svg(data, number)}<p>{sentence}</p></div>"


def words_html(data):
    """What a step-by-step figure says: a list in a fold, for any reader."""
    if [control["steps"] for control in data["controls"]] != [True]:
        return ""
    said = "".join(f"<li>{escape(sentence)}</li>" for _, sentence in data["frames"])
    summary = f"All {len(data['frames'])} steps in words"
    inside = f"<summary>{summary}</summary><ol>{said}</ol>"
    return f'<details class="words">{inside}</details>'


def control_html(control):
    label, words, start = escape(control["label"]), control["words"], control["start"]
    buttons = ""
    if control["steps"]:
        buttons = (
            '<span class="buttons">'
            '<button type="button" data-step="-1" disabled>back</button>'
            '<button type="button" data-step="1" disabled>next</button></span>'
        )
    return (
        f'<div class="control"><label><span>{label}</span>'
        f'<input type="range" min="0" max="{len(words) - 1}" step="1" value="{start}" '
        f'aria-label="{label}" aria-valuetext="{escape(words[start])}" '
        f'data-words="{escape(json.dumps(words, ensure_ascii=False))}" '
        f'autocomplete="off" disabled></label>'
        f'<span class="value" aria-hidden="true">{escape(words[start])}</span>'
        f"{buttons}</div>"
    )


# SVG, and words


def signed(value, digits=1):
    """A number as it is printed: with a minus, not a hyphen, and with none before 0.00."""
    return f"{value:z.{digits}f}".replace("-", "\N{MINUS SIGN}")


def number(value):
    """With one decimal, as short as SVG allows: .5 and not 0.5."""
    text = f"{value:z.1f}".removesuffix(".0")
    return re.sub(r"^(-?)0\.", r"\1.", text)


def path(points, closed=False):
    """The d of a path: the first point, then steps from each to the next, in tenths."""
    tenths = [(round(10 * float(x)), round(10 * float(y))) for x, y in points]
    steps = [(x - a, y - b) for (a, b), (x, y) in itertools.pairwise(tenths)]
    x, y = tenths[0]
    text = f"M{number(x / 10)} {number(y / 10)}l"
    text += " ".join(f"{number(x / 10)} {number(y / 10)}" for x, y in steps)
    return text.replace(" -", "-") + "z" * closed


def line(points, kind="c1"):
    """points: pairs, in units of the picture."""
    return f"<path class='line {kind}' d='{path(points)}'/>"


def area(points, kind="c1"):
    return f"<path class='area {kind}' d='{path(points, closed=True)}'/>"


def box(x, y, width, height, kind="c1", round=0):
    at = (
        f"x='{number(x)}' y='{number(y)}' width='{number(width)}' height='{number(height)}'"
    )
    corner = f" rx='{number(round)}'" if round else ""
    return f"<rect class='box {kind}' {at}{corner}/>"


def dots(points, kind="c1", size=4):
    """Round dots with a narrow edge: lines of no length, with round ends."""
    at = "".join(f"M{number(x)} {number(y)}h0" for x, y in points).replace(" -", "-")
    edge = f"<path class='dots paper' stroke-width='{number(2 * size + 2)}' d='{at}'/>"
    return edge + f"<path class='dots {kind}' stroke-width='{number(2 * size)}' d='{at}'/>"


def text(x, y, words, kind=""):
    """kind: middle or end, where (x, y) is not its start; bold, small, code; a color."""
    kind = f" class='{kind}'" if kind else ""
    at = f"x='{number(x)}' y='{number(y)}'"
    return f"<text{kind} {at}>{escape(str(words), quote=False)}</text>"


@dataclass
class Axes:
    """A place in the picture where data are drawn. x, y: the least and the greatest.

    place: left, top, width and height in units of the picture. xticks, yticks: the values
    to mark, or a dictionary of value -> words.
    """

    x: tuple
    y: tuple
    place: tuple = (44, 24, 424, 220)
    xlabel: str = ""
    ylabel: str = ""
    xticks: object = ()
    yticks: object = ()

    def at(self, x, y):
        """Where a value is in the picture; what is outside is at the edge."""
        left, top, width, height = self.place
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        across, up = (min(max(float(v), 0), 1) for v in (across, up))
        return left + width * across, top + height * (1 - up)

    def points(self, x, y):
        return [self.at(*pair) for pair in zip(x, y, strict=True)]

    def line(self, x, y, kind="c1"):
        return line(self.points(x, y), kind)

    def band(self, x, low, high, kind="c1"):
        return area(self.points(x, high) + self.points(x, low)[::-1], kind)

    def dots(self, x, y, kind="c1", size=4):
        return dots(self.points(x, y), kind, size)

    def upright(self, x, kind="c1"):
        """A line across the whole height."""
        return line([self.at(x, self.y[0]), self.at(x, self.y[1])], kind)

    def level(self, y, kind="c1"):
        """A line across the whole width."""
        return line([self.at(self.x[0], y), self.at(self.x[1], y)], kind)

    def bar(self, x, y, width, kind="c1"):
        """From 0 to y; width in units of the picture."""
        (middle, top), (_, bottom) = self.at(x, y), self.at(x, 0)
        top, bottom = sorted((top, bottom))
        return box(middle - width / 2, top, width, bottom - top, kind)

    def text(self, x, y, words, kind=""):
        return text(*self.at(x, y), words, kind)

    def frame(self):
        """The axes, with their ticks and names."""
        left, top, width, height = self.place
        bottom = top + height
        parts = [line([(left, bottom), (left + width, bottom)], "axis")]
        for value, words in ticks(self.xticks):
            across, _ = self.at(value, self.y[0])
            parts.append(line([(across, bottom), (across, bottom + 4)], "axis"))
            parts.append(text(across, bottom + 17, words, "middle"))
        for value, words in ticks(self.yticks):
            _, up = self.at(self.x[0], value)
            parts.append(line([(left, up), (left + width, up)], "grid"))
            parts.append(text(left - 6, up + 4, words, "end"))
        if self.xlabel:
            parts.append(text(left + width, bottom + 34, self.xlabel, "end"))
        if self.ylabel:
            parts.append(text(4, top - 10, self.ylabel))
        return "".join(parts)


def ticks(given):
    return given.items() if isinstance(given, dict) else [(v, f"{v:g}") for v in given]


# Comparison


PARTS = re.compile(r"-?\d*\.?\d+|[^-\d.]+|.", re.S)


def alike(new, stored, tolerance=0.35):
    """Whether two drawings are the same to the eye: numbers to a tolerance, in units.

    Two machines may round a tenth to different sides, and a step between two points is
    the difference of two such numbers.
    """
    new, stored = ([p for p in PARTS.findall(s) if p.strip()] for s in (new, stored))
    return len(new) == len(stored) and all(
        a == b or (is_number(a) and is_number(b) and abs(float(a) - float(b)) <= tolerance)
        for a, b in zip(new, stored, strict=True)
    )


def is_number(text):
    return text[-1].isdigit()


def difference(new, stored):
    """Say how the data of two figures differ; None if they do not."""
    for key in stored.keys() | new.keys():
        if key in ("back", "frames", "points"):
            continue
        if new.get(key) != stored.get(key):
            return f"{key} is {new.get(key)}, and {stored.get(key)} is stored"
    if not alike(new["back"], stored["back"]):
        return "another background is stored"
    if not same_points(new.get("points"), stored.get("points")):
        return "other points are stored"
    if len(new["frames"]) != len(stored["frames"]):
        return f"{len(new['frames'])} frames, and {len(stored['frames'])} are stored"
    for n, (one, other) in enumerate(zip(new["frames"], stored["frames"], strict=True)):
        if one[1] != other[1]:
            return f"frame {n} says {one[1]!r}, and {other[1]!r} is stored"
        if not alike(one[0], other[0]):
            return f"frame {n} is drawn otherwise"
    return None


def same_points(new, stored, tolerance=2e-4):
    """Whether two `Points`, as dictionaries, are the same but for rounding."""
    if new is None or stored is None:
        return new is stored
    pairs = zip(new["truth"], stored["truth"], strict=False)
    return (
        new | {"truth": 0} == stored | {"truth": 0}
        and len(new["truth"]) == len(stored["truth"])
        and all(abs(a - b) <= tolerance for a, b in pairs)
    )
