# %% exercise
# title: Draws that meet again
# chapter: 8
# kind: work it out
# difficulty: 2
# importance: 4
# minutes: 10
# objective: compute how much of a finite space independent draws leave out
# answer: answer
# read: At random, but nothing twice

# %% statement
# A space has 18 configurations. Each draw takes one of them at random, and forgets what was drawn before.
#
# How many *different* ones are among 18 draws, on average? What is the chance that 100 draws miss one particular
# configuration? And how many draws does it take, on average, until each of the 18 has come up?
#
# Answers within one percent count as right; for the chance, within 0.0005.

# %% starter
answer = {
    "different in 18 draws": ...,
    "missed by 100 draws": ...,
    "draws until all have come": ...,
}

# %% hint
# Look at one configuration: what is the chance that a single draw misses it? And that all the draws do?

# %% hint
# The average number that come up is the sum of the chances of each.

# %% hint
# If some are still missing, how many draws does it take on average until one of *these* comes up? Sum over the number
# missing.

# %% solution
answer = {
    "different in 18 draws": 18 * (1 - (17 / 18) ** 18),
    "missed by 100 draws": (17 / 18) ** 100,
    "draws until all have come": sum(18 / missing for missing in range(1, 19)),
}

# %% another solution
chances = [0.0] * 18  # that so many draws have found 1, 2, ... different ones
chances[0], waited, after_18 = 1.0, 1.0, 0.0
for draws in range(1, 3000):
    if draws == 18:
        after_18 = sum((n + 1) * chance for n, chance in enumerate(chances))
    waited += 1 - chances[17]
    old, chances = chances, [0.0] * 18
    for n, chance in enumerate(old):
        chances[n] += chance * (n + 1) / 18
        if n < 17:
            chances[n + 1] += chance * (17 - n) / 18
answer = {
    "different in 18 draws": after_18,
    "missed by 100 draws": (1 - 1 / 18) ** 100,
    "draws until all have come": waited,
}

# %% check
def near(key, value, why, mistakes, tolerance=None):
    expect_answer(key, value, why, mistakes=mistakes, tolerance=tolerance or value / 100)


near(
    "different in 18 draws",
    18 * (1 - (17 / 18) ** 18),
    "What is the chance that all 18 draws miss a particular one?",
    {18: "draws that take turns", 9: "half of them", 17: "one repetition"},
)
near(
    "missed by 100 draws",
    (17 / 18) ** 100,
    "Every single one of the draws has to miss it.",
    {
        0: "more draws than configurations",
        lambda got: abs(got - 100 * (17 / 18) ** 100) < 0.05: "That looks like percent. A chance is a number from 0 to 1.",
        lambda got: abs(got - (1 - 1 / 18 * 100)) < 0.01: "adds the chances",
        lambda got: abs(got - (1 - (17 / 18) ** 100)) < 0.001: "the chance that it comes",
    },
    tolerance=0.0005,
)
near(
    "draws until all have come",
    sum(18 / missing for missing in range(1, 19)),
    "The last one that is missing takes as many draws as there are configurations, on average.",
    {18: "draws that take turns", 36: "twice as many", 18 * 18: "each one anew"},
)

# %% right
# So a random search over a small space should look at its history. When KerasTuner's meets a configuration that was
# tried, it draws again, a limited number of times, and may stop with some left; ours looks for what is left.

# %% wrong: draws that take turns
# The draws do not take turns: each forgets what came before, and some configurations come up three times before
# others come up at all.
answer = {"different in 18 draws": 18, "missed by 100 draws": 0.0033, "draws until all have come": 18}

# %% wrong: half of them
# Half is too few: the first draws are nearly all new, and only later do repetitions become common.
answer = {"different in 18 draws": 9, "missed by 100 draws": 0.0033, "draws until all have come": 62.9}

# %% wrong: one repetition
# One repetition would be very lucky. By the end most configurations have come up, and then most draws repeat one.
answer = {"different in 18 draws": 17, "missed by 100 draws": 0.0033, "draws until all have come": 62.9}

# %% wrong: more draws than configurations
# There are more draws than configurations, and still none of the draws has to take *this* one.
answer = {"different in 18 draws": 11.57, "missed by 100 draws": 0, "draws until all have come": 62.9}

# %% wrong: adds the chances
# Your chance is below zero: chances of things that can happen together must not be added. For what has to
# happen every time, multiply.
answer = {
    "different in 18 draws": 11.57,
    "missed by 100 draws": 1 - 100 / 18,
    "draws until all have come": 62.9,
}

# %% wrong: the chance that it comes
# That is the chance that it *does* come up. The task asks for the rest.
answer = {
    "different in 18 draws": 11.57,
    "missed by 100 draws": 1 - (17 / 18) ** 100,
    "draws until all have come": 62.9,
}

# %% wrong: twice as many
# Twice would do if the draws became no worse. But the fewer are missing, the longer it takes until one of them
# comes up.
answer = {"different in 18 draws": 11.57, "missed by 100 draws": 0.0033, "draws until all have come": 36}

# %% wrong: each one anew
# While you wait for one configuration the others come up too, so these waits must not be added.
answer = {"different in 18 draws": 11.57, "missed by 100 draws": 0.0033, "draws until all have come": 324}
