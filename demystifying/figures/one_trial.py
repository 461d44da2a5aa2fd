"""Chapter 13: one trial on its way through KerasTuner's objects."""

from demystifying.moving import Figure, Steps, box, line, text

ROOMS = ("you", "tuner", "oracle", "hp", "trial", "disk")
WIDTH, GAP, FLOOR = 70, 8, 78


def middle(room):
    return 11 + (WIDTH + GAP) * ROOMS.index(room) + WIDTH / 2


def curve(start, end):
    """From above one room to above another, as points of a parabola."""
    high = 26 if abs(end - start) < 100 else 52
    return [
        (start + (end - start) * t, FLOOR - 4 - high * 4 * t * (1 - t))
        for t in (n / 16 for n in range(17))
    ]


def one_trial(steps, watched):
    """The figure. steps: (calls that we are in, (status, score, values), file) of each.

    watched: name of a call -> the room that is called, and what is said to it.
    """
    back = [box(middle(room) - WIDTH / 2, FLOOR, WIDTH, 34, "c0 open", 6) for room in ROOMS]

    def frame(step):
        path, (status, score, values), file = steps[step - 1]
        room, words = watched[path[-1]]
        caller = watched[path[-2]][0] if len(path) > 1 else "you"
        drawn = [box(middle(room) - WIDTH / 2, FLOOR, WIDTH, 34, "c1", 6)]
        for each in ROOMS:
            kind = "paper bold" if each == room else "bold" if each == caller else ""
            drawn.append(text(middle(each), FLOOR + 22, each, f"middle {kind}".strip()))
        apart = 12 if caller == room else 0
        way = curve(middle(caller) - apart, middle(room) + apart)
        x, y = way[-1]
        drawn += [line(way, "c2"), line([(x - 5, y - 8), (x, y), (x + 5, y - 8)], "c2")]
        for depth, call in enumerate(path):
            kind = "bold c1" if depth == len(path) - 1 else ""
            shown = f"{call} {file}" if depth == len(path) - 1 else call
            drawn.append(
                text(11 + 14 * depth, 140 + 18 * depth, shown, f"code {kind}".strip())
            )
        known = {n: v if isinstance(v, str) else f"{v:.3g}" for n, v in values.items()}
        facts = [f"trial: {status or 'none yet'}"]
        facts += [f"score: {'none' if score is None else f'{score:.3f}'}"] * bool(status)
        facts += [f"{n} = {v}" for n, v in known.items()]
        for row, fact in enumerate(facts):
            drawn.append(text(468, 140 + 18 * row, fact, "end"))
        speaker, listener = ("" if r in ("you", "hp") else "the " for r in (caller, room))
        to = "itself" if caller == room else listener + room
        return "".join(drawn), (
            f"Step {step} of {len(steps)}. From {speaker}{caller} to {to}: “{words}”"
            + (f" It goes into {file}." if file else "")
        )

    deepest = max(max(len(path), 2 + len(state[2])) for path, state, _ in steps)
    return Figure(
        "One trial, step by step",
        frame,
        alt=(
            "Six rooms in a row: you, tuner, oracle, hp, trial, disk. An arrow leads from "
            "who calls to who is called. Below, on the left, the calls that we are in; on "
            "the right, what is known of the trial at that moment."
        ),
        back="".join(back),
        height=140 + 18 * deepest,
        printed=[{"step": n} for n in (4, len(steps) // 2, len(steps))],
        step=Steps("step", range(1, len(steps) + 1)),
    )
