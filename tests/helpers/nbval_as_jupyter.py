"""nbval, made to run and compare notebooks as Jupyter does, by being imported.

By itself it looks at no picture, prints the value of a cell that ends in a semicolon,
compares what `clear_output` has cleared, and finds another moving figure where a machine
rounds a tenth of a unit to the other side.
"""

import base64
import copy
import functools
import io
import itertools

import nbval.kernel
import nbval.plugin
import numpy as np
from PIL import Image

# Two machines may smooth an edge a little differently; a moved line or another
# digit changes many pixels by much.
LEVELS = 64  # of 255: less is smoothing
PIXELS = 25


def picture_difference(new, stored):
    """Say how two PNG files (bytes) differ to the eye; None if they do not."""
    new, stored = (
        np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=int)
        for png in (new, stored)
    )
    if new.shape != stored.shape:
        return f"the size is {new.shape[1::-1]}, and {stored.shape[1::-1]} is stored"
    changed = np.count_nonzero(np.abs(new - stored).max(axis=2) > LEVELS)
    return f"{changed} pixels changed" if changed > PIXELS else None


def pictures(outputs):
    return [
        base64.b64decode(output["data"]["image/png"])
        for output in outputs
        if "image/png" in output.get("data", {})
    ]


def figure_problems(new, stored):
    """How the moving figures of two lists of outputs differ to the eye; and the new list
    with the stored HTML of each, so that what is compared next is all that is left."""
    from demystifying import moving  # a copy of the package alone has none

    problems, outputs = [], []
    for output, kept in itertools.zip_longest(new, stored, fillvalue={}):
        html = [o.get("data", {}).get("text/html", "") for o in (output, kept)]
        data = [moving.unpacked(text) for text in html]
        if None not in data:
            problems.append(moving.difference(*data))
            output = copy.deepcopy(output)
            output["data"]["text/html"] = html[1]
        outputs.append(output)
    return [problem for problem in problems if problem], outputs[: len(new)]


def compare_pictures_too(self, test, ref, skip_compare=None):
    stale, others = figure_problems(test, ref)
    if not compare_the_rest(self, others, ref, skip_compare):
        return False
    self.comparison_traceback += [f"stale figure: {problem}" for problem in stale]
    if stale:
        return False
    new, stored = pictures(test), pictures(ref)
    if len(new) != len(stored):
        problems = [f"{len(new)} pictures, and {len(stored)} are stored"]
    else:
        problems = list(map(picture_difference, new, stored))
    problems = [problem for problem in problems if problem]
    self.comparison_traceback += [f"stale picture: {problem}" for problem in problems]
    return not problems


def execute_with_history(self, cell_input, allow_stdin=None):
    """IPython looks for the final semicolon in its history; nbval asks it to keep none."""
    self.asked = self.kc.execute(cell_input, allow_stdin=allow_stdin, stop_on_error=False)
    return self.asked


OUTPUTS = {"display_data", "error", "execute_result", "stream"}


def run_and_clear(self):
    """Run a cell, and forget what it has put out when it says `clear_output`."""
    file = self.parent
    next_message, waiting = file.get_kernel_message, False

    def message_of_a_notebook(timeout=None, stream="iopub"):
        nonlocal waiting
        message = next_message(timeout, stream)
        if message["parent_header"].get("msg_id") != file.kernel.asked:
            return message
        clears = message["msg_type"] == "clear_output"
        if clears and message["content"]["wait"]:
            waiting = True
        elif clears or (waiting and message["msg_type"] in OUTPUTS):
            self.test_outputs.clear()
            waiting = False
        return message_of_a_notebook(timeout, stream) if clears else message

    file.get_kernel_message = message_of_a_notebook
    try:
        run_the_cell(self)
    finally:
        del file.get_kernel_message


compare_the_rest = nbval.plugin.IPyNbCell.compare_outputs
nbval.plugin.IPyNbCell.compare_outputs = compare_pictures_too
run_the_cell = nbval.plugin.IPyNbCell.runtest
nbval.plugin.IPyNbCell.runtest = run_and_clear
nbval.kernel.RunningKernel.execute_cell_input = execute_with_history
# in memory: a test leaves nothing in the history of whoever runs it
nbval.kernel.start_new_kernel = functools.partial(
    nbval.kernel.start_new_kernel,
    extra_arguments=["--HistoryManager.hist_file=:memory:"],
)
