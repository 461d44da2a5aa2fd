"""What a person sees of a search: a bar while it runs, and a table at the end."""

import sys
from contextlib import suppress
from itertools import chain

from minituner.trial import COMPLETED, RUNNING


class Table(list):
    """Rows, each a dictionary, drawn as a table. `pandas.DataFrame` takes them too."""

    def __repr__(self):
        return self._drawn("plain")

    def _repr_html_(self):
        return self._drawn("html")

    def _drawn(self, style):
        from tabulate import tabulate

        settings = dict(headers="keys", tablefmt=style, floatfmt=".4g")
        return tabulate(self, disable_numparse=self._texts(), **settings)

    def _texts(self):
        """The columns with a string that tabulate would turn into a number: "1.10"."""
        texts = []
        for number, name in enumerate(dict.fromkeys(chain.from_iterable(self))):
            cells = [row[name] for row in self if row.get(name) is not None]
            whole = "".join(map(str, cells)).isdecimal()  # as are the ids of trials
            if not whole and any(isinstance(cell, str) for cell in cells):
                texts.append(number)
        return texts


class Progress:
    """The bar of a search: its trials, the best score so far, and how many failed.

    Where nobody sees it move, it writes a line a minute; without a stream to write
    to, or once it is gone, nothing.
    """

    def __init__(self, objective, total, history, loud):
        from tqdm import tqdm

        self.objective = objective
        self.best = None  # the completed trial with the best score
        self.failed = 0
        before = [self._count(trial) for trial in history if trial.status != RUNNING]
        terminal = is_terminal(sys.stderr)
        seen = terminal or "ipykernel" in sys.modules
        quiet = not loud or terminal is None
        settings = dict(total=total, initial=len(before), unit=" trials", disable=quiet)
        settings |= dict(mininterval=0.1 if seen else 60, dynamic_ncols=True)
        self.bar = tqdm(file=Stream(sys.stderr), **settings)

    def _count(self, trial):
        if trial.status == COMPLETED:
            both = filter(None, [self.best, trial])
            self.best = min(both, key=lambda t: self.objective.rank(t.score))
        else:
            self.failed += 1

    def ended(self, trial):
        """Count one more trial, which has just been recorded."""
        self._count(trial)
        if not self.bar.disable:
            self.bar.set_postfix_str(self.summary(), refresh=False)
            self.bar.update()

    def summary(self):
        """The text after the bar."""
        best = self.best and f"best {self.objective.name} {self.best.score:.4g}"
        failed = self.failed and f"{self.failed} failed"
        return ", ".join(filter(None, [best, failed]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()


class Stream:
    """A stream that falls silent if it breaks: no search ends for want of a reader."""

    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        with suppress(Exception):
            self.stream.write(text)

    def flush(self):
        with suppress(Exception):
            self.stream.flush()

    def __getattr__(self, name):
        return getattr(self.stream, name)


def is_terminal(stream):
    """Whether output is seen at once; None if nothing can be written."""
    with suppress(Exception):
        return stream.isatty()
