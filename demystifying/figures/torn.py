"""Chapter 9: a journal that is torn at a byte, and what a search makes of the rest."""

import json

from demystifying.moving import Figure, Slider, box, text

LEFT, ROW, TOP, SCALE = 12, 40, 34, 456


def story(line):
    """What a line of the journal says, in a few words."""
    event = json.loads(line)
    if "trial" not in event:
        return "what search it is"
    trial = event["trial"]
    score = "" if trial["score"] is None else f", score {trial['score']:.3f}"
    return f"trial {trial['trial_id']} {trial['status']}{score}"


def torn(written, resume):
    """The figure. written: the bytes of a journal; resume: content -> (found, ran, same).

    found: trials in it; ran: how many the search then ran; same: does it end the same?
    """
    lines = written.splitlines(keepends=True)
    starts = [sum(map(len, lines[:n])) for n in range(len(lines) + 1)]
    longest = max(map(len, lines))
    cuts = sorted(
        {
            start + len(line) * part // 6
            for start, line in zip(starts, lines, strict=False)
            for part in range(6)
        }
        | {start - 1 for start in starts[1:]}
        | {len(written)}
    )
    words = list(map(story, lines))

    def frame(cut):
        found, ran, same = resume(written[:cut])
        drawn, whole = [], 0
        for n, (line, start, said) in enumerate(zip(lines, starts, words, strict=False)):
            left = min(max(cut - start, 0), len(line))
            there, up = left == len(line), TOP + ROW * n
            whole += there
            kind = "c1" if there else "c2"
            faint = "" if left else " faint"
            drawn.append(box(LEFT, up, SCALE * len(line) / longest, 10, "c0 pale", 2))
            if left:
                drawn.append(box(LEFT, up, SCALE * left / longest, 10, kind, 2))
            drawn.append(
                text(LEFT, up - 5, said, f"{faint} {'bold' if there else ''}".strip())
            )
        half = cut - starts[whole] if whole < len(lines) else 0
        rest = (
            f"{half} bytes of a line are cut off, as if they had never been. "
            if half
            else ""
        )
        after = "the same history as undisturbed" if same else "another history"
        return "".join(drawn), (
            f"Torn after {cut} of {len(written)} bytes: {whole} whole lines are left. "
            f"{rest}The next session finds {found} trial{'s' * (found != 1)}, runs {ran}, "
            f"and ends with {after}."
        )

    default = next(c for c in cuts if c > len(written) * 0.62)
    return Figure(
        "Tear it anywhere",
        frame,
        alt=(
            f"The {len(lines)} lines of a journal as bars, one below the other, each as "
            "long as it has bytes, with what it says. Up to the place where the file is "
            "torn the bars are filled: blue where the whole line is there, orange where "
            "only a part is."
        ),
        height=TOP + ROW * len(lines) - 20,
        printed=[{"cut": 0}, {"cut": cuts[len(cuts) // 3]}, {"cut": len(written)}],
        cut=Slider("torn after byte", cuts, default),
    )
