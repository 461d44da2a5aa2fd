"""Chapters 1 and 2: one call to several `hp`, with the lid shut, and with it open."""

from demystifying.moving import Figure, Slider, Steps, box, line, text

SHUT_ALT = (
    "Three boxes with their lids shut. The same call goes into each of them from above, "
    "and an answer comes out below: {names}."
)
OPEN_ALT = (
    "Two boxes, left and right, and in each the dictionary that it remembers. The same "
    "call goes into both from above, and an answer comes out of each below."
)


def called(name, low, high, step=None):
    """A call as it is typed."""
    more = "" if step is None else f", step={step}"
    return f'Int("{name}", {low}, {high}{more})'


def arrow(x, top, bottom):
    head = [(x - 5, bottom - 7), (x, bottom), (x + 5, bottom - 7)]
    return line([(x, top), (x, bottom)], "c0") + line(head, "c0")


def shut(boxes, calls):
    """The figure of chapter 1. boxes: name -> an `hp`; calls: the arguments of `Int`."""
    width, gap = 144, 16
    lefts = [8 + n * (width + gap) for n in range(len(boxes))]
    back = []
    for left, name in zip(lefts, boxes, strict=True):
        middle = left + width / 2
        back.append(arrow(middle, 44, 76))
        back.append(box(left, 82, width, 90, "c0 pale", 6))
        back.append(box(left - 3, 78, width + 6, 16, "c0", 4))
        back.append(text(middle, 132, "hp", "middle bold code"))
        back.append(text(middle, 156, name, "middle"))
        back.append(arrow(middle, 176, 206))

    def frame(call):
        answers = [hp.Int(*call) for hp in boxes.values()]
        drawn = [text(240, 30, f"hp.{called(*call)}", "middle code bold")]
        for left, answer in zip(lefts, answers, strict=True):
            drawn.append(text(left + width / 2, 230, answer, "middle bold c2 big"))
        said = [f"{name} {answer}" for name, answer in zip(boxes, answers, strict=True)]
        return "".join(drawn), f"To hp.{called(*call)} they say: {', '.join(said)}."

    return Figure(
        "Three boxes, one call",
        frame,
        alt=SHUT_ALT.format(names=", ".join(boxes)),
        back="".join(back),
        height=240,
        printed=[{"call": call} for call in calls[1:]],
        call=Steps("call", calls, words=lambda call: called(*call)),
    )


def opened(build_int, notes, calls):
    """The figure of chapter 2. build_int: makes an `Int` and its dictionary.

    notes: what may stand in a dictionary before the call; calls: arguments of `Int`.
    """
    width, lefts = 216, (12, 252)

    def half(left, note, call):
        Int, values = build_int()
        values.update(note)
        answer = Int(*call)
        middle = left + width / 2
        parts = [arrow(middle, 44, 66), arrow(middle, 184, 208)]
        parts.append(box(left, 72, width, 108, "c0 open", 6))
        parts.append(text(left + 12, 92, "values = {", "code"))
        for row, (name, value) in enumerate(values.items()):
            kind = "c1" if name in note else "c3"
            used = "bold" if name == call[0] else ""
            mark = "" if name in note else "  # new"
            entry = f'"{name}": {value}{mark}'
            parts.append(text(left + 26, 114 + 20 * row, entry, f"code {kind} {used}"))
        parts.append(text(left + 12, 114 + 20 * len(values), "}", "code"))
        parts.append(text(middle, 232, answer, "middle bold c2 big"))
        return "".join(parts), answer, call[0] in note

    def frame(left, right, call):
        drawn = [text(240, 30, called(*call), "middle code bold")]
        sides = [
            half(*place) for place in zip(lefts, (left, right), (call, call), strict=True)
        ]
        (_, one, _), (_, other, _) = sides
        why = [
            f"the {side} one {'found it in' if found else 'wrote the minimum into'} "
            "its dictionary"
            for side, (_, _, found) in zip(("left", "right"), sides, strict=True)
        ]
        drawn += [part for part, _, _ in sides]
        return "".join(drawn), (
            f"{called(*call)}: the left one says {one}, the right one {other}. "
            f"{why[0].capitalize()}, {why[1]}."
        )

    def words(note):
        return ", ".join(f"{name}: {value}" for name, value in note.items()) or "empty"

    return Figure(
        "The same boxes, open",
        frame,
        alt=OPEN_ALT,
        height=242,
        printed=[{"call": calls[1]}, {"left": notes[0]}],
        left=Slider("in the left one", notes, notes[1], words),
        right=Slider("in the right one", notes, notes[2], words),
        call=Slider("call", calls, words=lambda call: called(*call)),
    )
