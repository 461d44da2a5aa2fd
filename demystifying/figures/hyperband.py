"""Chapter 11: the brackets of Hyperband, and who is thrown out at a look."""

from demystifying.moving import Axes, Figure, Slider, Steps, box, line, text

LEFT, TOP, WIDTH, HEIGHT = 28, 42, 448, 300  # of the table's cells


def table_of_brackets(ours, theirs, max_epochs=(9, 27, 50, 81, 100), factors=(2, 3, 4)):
    """The figure. ours, theirs: (max_epochs, factor) -> brackets, of (trials, epochs)."""
    rules = {"Algorithm 1": ours, "KerasTuner": theirs}

    def frame(max_epochs, factor, rule):
        table = rules[rule](max_epochs, factor)
        widest, rungs = table[0][0][0], len(table)
        cell, row = min(WIDTH / rungs, 112), min(HEIGHT / rungs, 74)
        most = min(cell - 32, row - 10)  # the side of the largest square
        drawn = [text(4, 14, "epochs of a rung", "small")]
        for number, bracket in enumerate(table):
            middle = TOP + row * (number + 0.5)
            drawn.append(text(4, middle + 4, f"{number + 1}.", "bold"))
            for place, (trials, epochs) in enumerate(bracket, start=rungs - len(bracket)):
                left, side = LEFT + cell * place, most * (trials / widest) ** 0.5
                side = max(side, 2)
                if number == 0:
                    drawn.append(text(left + most / 2, 34, f"{epochs:g}", "middle bold"))
                kind = "c2" if place == rungs - 1 else "c1"
                corner = left + (most - side) / 2, middle - side / 2
                drawn.append(box(*corner, side, side, kind))
                drawn.append(text(left + (most + side) / 2 + 4, middle + 4, trials))
            bottom = middle + row / 2
            drawn.append(line([(4, bottom), (476, bottom)], "grid"))
        trials = sum(n for bracket in table for n, _ in bracket)
        drawn_anew = sum(bracket[0][0] for bracket in table)
        to_the_end = sum(bracket[-1][0] for bracket in table)
        epochs = sum(n * r for bracket in table for n, r in bracket)
        return "".join(drawn), (
            f"max_epochs {max_epochs} and factor {factor}, rounded as {rule} does: "
            f"{len(table)} brackets, {trials} trials of {drawn_anew} configurations, and "
            f"{to_the_end} trials to the end. If each rung trains from scratch, that is "
            f"{epochs:g} epochs."
        )

    return Figure(
        "Brackets, and what they cost",
        frame,
        alt=(
            "A table with a row for each bracket and a column for each number of epochs. "
            "In a cell a square stands for the trials of a rung, its area is their number, "
            "which stands beside it; the last column, to the end, is orange."
        ),
        height=TOP + HEIGHT + 4,
        printed=[{"max_epochs": 100}, {"max_epochs": 100, "rule": "KerasTuner"}],
        max_epochs=Slider("max_epochs", max_epochs, 27),
        factor=Slider("factor", factors, 3),
        rule=Slider("rounded as", rules, "Algorithm 1"),
    )


def look_now(loss, candidates, last=27):
    """The figure. loss: (epochs, *candidate) -> a loss; candidates: of a tournament."""
    axes = Axes((1, last), (0, 1), (44, 26, 400, 236), "epochs", "loss")
    axes.xticks = (1, 3, 9, 15, 21, 27)
    axes.yticks = (0, 0.25, 0.5, 0.75, 1)
    epochs = range(1, last + 1)
    curves = {c: [loss(e, *c) for e in epochs] for c in candidates}
    winner = min(candidates, key=lambda c: curves[c][-1])
    keep = len(candidates) // 3

    def frame(look):
        ranking = sorted(candidates, key=lambda c: curves[c][look - 1])
        place = ranking.index(winner) + 1
        drawn = []
        for number, c in reversed(list(enumerate(ranking))):
            kind = "c2" if c == winner else "c1 thin" if number < keep else "c0 thin"
            until = last if number < keep else look
            if until > 1:
                drawn.append(axes.line(epochs[:until], curves[c][:until], kind))
        ends = [curves[c][look - 1] for c in ranking[keep:]]
        drawn.append(axes.dots([look] * len(ends), ends, "c0", 3))
        if place > keep:
            drawn.append(axes.dots([look], [curves[winner][look - 1]], "c2", 4))
        drawn.append(axes.upright(look, "c3 dashed"))
        fate = (
            f"is number {place}, and goes on"
            if place <= keep
            else (f"is only number {place}, and is thrown out")
        )
        lost = curves[ranking[0]][-1] - curves[winner][-1]
        leads = "is that one" if ranking[0] == winner else f"ends {lost:.2f} above it"
        return "".join(drawn), (
            f"Look after {look} epoch{'s' * (look > 1)}: {keep} of {len(candidates)} go "
            f"on. The candidate that ends lowest, the orange one, {fate}. The one that "
            f"leads now {leads}. So far {look * len(candidates)} epochs were spent."
        )

    return Figure(
        "Look now: who is thrown out?",
        frame,
        alt=(
            "The losses of 27 candidates over 27 epochs. At the dashed line the nine "
            "lowest go on, in blue, and all others end there with a dot, in gray; the "
            "candidate that would end lowest is orange."
        ),
        back=axes.frame(),
        height=302,
        printed=[{"look": 3}, {"look": 9}, {"look": 27}],
        look=Steps("look after epoch", epochs, 1),
    )
