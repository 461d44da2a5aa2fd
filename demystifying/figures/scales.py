"""Chapter 7: one u, and the value that three scales make of it."""

from demystifying.moving import Axes, Figure, Slider, line, text
from minituner.dimensions import SAMPLINGS, Float

UNITS = [n / 20 for n in range(21)]
TOP, APART = 92, 76


def three_scales(low=1, high=100):
    """The figure, for a Float from low to high."""
    scales = {
        s: Float(name="x", min_value=low, max_value=high, sampling=s) for s in SAMPLINGS
    }
    units = Axes((0, 1), (0, 1), (24, 20, 432, 20))
    rows = {
        name: Axes((low, high), (0, 1), (24, TOP + APART * row, 432, 22))
        for row, name in enumerate(scales)
    }

    def ruler(axes, at, words):
        left, top, width, height = axes.place
        bottom = top + height
        ticks = [
            line([(axes.at(v, 0)[0], bottom), (axes.at(v, 0)[0], bottom - 8)], "axis")
            for v in at
        ]
        named = [
            text(axes.at(v, 0)[0], bottom + 15, word, "middle") for v, word in words.items()
        ]
        return line([(left, bottom), (left + width, bottom)], "axis") + "".join(
            ticks + named
        )

    tenths = [n / 10 for n in range(11)]
    back = [text(4, 14, "u"), ruler(units, tenths, {0: "0", 0.5: "0.5", 1: "1"})]
    for name, axes in rows.items():
        at = [scales[name].from_unit(u) for u in tenths]
        back.append(text(4, axes.place[1] - 4, name, "bold"))
        back.append(ruler(axes, at, {v: f"{v}" for v in (low, 25, 50, 75, high)}))

    def frame(u):
        drawn = [units.dots([u], [0], "c2", 6)]
        values = {name: scale.from_unit(u) for name, scale in scales.items()}
        for name, value in values.items():
            axes = rows[name]
            drawn.append(axes.dots([value], [0], "c1", 6))
            drawn.append(text(476, axes.place[1] - 4, f"{value:.1f}", "end bold c1"))
        said = ", ".join(f"{name} {value:.1f}" for name, value in values.items())
        return "".join(drawn), f"u = {u:.2f} becomes: {said}."

    return Figure(
        "One u, three scales",
        frame,
        alt=(
            "Four rulers. On the uppermost is u, from 0 to 1 with a tick at each tenth. "
            "Below, for each scale, a ruler of values from 1 to 100 with a tick wherever a "
            "tenth of u leads: evenly, crowded at the lower end, and crowded at the upper "
            "end."
        ),
        back="".join(back),
        height=TOP + APART * 2 + 48,
        printed=[{"u": 0.1}, {"u": 0.9}],
        u=Slider("u", UNITS, 0.5, words="{:.2f}".format),
    )
