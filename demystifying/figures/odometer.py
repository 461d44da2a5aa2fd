"""Chapter 8: the odometer, whose digits come and go."""

from demystifying.moving import Figure, Steps, box, text
from minituner.oracles.grid import configurations

WHEEL, GAP, ROW = 96, 18, 30


def odometer(space):
    """The figure. space: dimensions with few values."""
    readings = list(configurations(space))
    names = [dimension.name for dimension in space]
    most = max(len(dimension.values) for dimension in space)
    lefts = {name: 20 + n * (WHEEL + GAP) for n, name in enumerate(names)}

    def frame(reading):
        now = readings[reading - 1]
        before = readings[reading - 2] if reading > 1 else {}
        drawn = []
        for dimension in space:
            name, left = dimension.name, lefts[dimension.name]
            exists = name in now
            moved = exists and reading > 1 and now[name] != before.get(name)
            faint = "" if exists else " faint"
            drawn.append(text(left + WHEEL / 2, 20, name, f"middle code{faint}"))
            kind = "c2 open" if moved else "c0 open"
            drawn.append(box(left, 30, WHEEL, ROW * most + 8, kind + faint, 8))
            for row, value in enumerate(dimension.values):
                here = exists and now[name] == value
                middle, up = left + WHEEL / 2, 34 + ROW * row
                if here:
                    drawn.append(box(left + 6, up + 1, WHEEL - 12, ROW - 2, "c1", 5))
                    drawn.append(text(middle, up + 20, value, "middle bold paper"))
                else:
                    drawn.append(text(middle, up + 20, value, f"middle{faint}"))
        said = ", ".join(f"{name}={value}" for name, value in now.items())
        absent = [name for name in names if name not in now]
        gone = f" There is no {' and no '.join(absent)}." if absent else ""
        turned = [name for name in now if reading > 1 and now[name] != before.get(name)]
        what = f" What has moved: {', '.join(turned)}." if turned else ""
        return "".join(drawn), f"Reading {reading} of {len(readings)}: {said}.{gone}{what}"

    return Figure(
        "An odometer whose digits come and go",
        frame,
        alt=(
            f"A wheel for each of {', '.join(names)}, from left to right, with its values "
            "one below the other. The value that is read is on blue; a wheel that does "
            "not exist in this reading is faint, and one that has moved has an orange "
            "edge."
        ),
        height=50 + ROW * most,
        printed=[{"reading": n} for n in (2, 3, len(readings))],
        reading=Steps("reading", range(1, len(readings) + 1)),
    )
