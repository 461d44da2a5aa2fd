"""The journal of a search: one line of JSON for each event, and none is lost."""

import json
import os
import zlib
from contextlib import contextmanager

FORMAT = {"format": "minituner journal", "version": 1}


class JournalError(RuntimeError):
    """A journal that this search cannot continue. The file is left as it was."""


class Journal:
    """Events in a file. Its first line says which search they belong to.

    path: None keeps nothing. search: a dictionary that JSON can hold; a journal of
    another search is refused.
    """

    def __init__(self, path, search):
        self.path = path
        self.search = json.loads(json.dumps(search))
        self._file = None  # open while we are writing
        self._checksum = 0  # of all lines so far

    def read(self, overwrite=False):
        """The events so far. overwrite: forget them first, whatever they are."""
        if overwrite:
            with self.writing(overwrite):
                return []
        exists = self.path is not None and self.path.exists()
        return self._parse(self.path.read_bytes() if exists else b"")[0]

    @contextmanager
    def writing(self, overwrite=False):
        """Give the events so far, as the only writer; inside, `write` appends."""
        if self.path is None:
            yield []
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+b") as self._file:
            self._lock()  # until the file is closed, or the process ends
            self._file.seek(0)
            events, end = self._parse(b"" if overwrite else self._file.read())
            self._file.truncate(end)
            if end == 0:
                self.write({**FORMAT, "search": self.search})
            try:
                yield events
            finally:
                os.fsync(self._file.fileno())

    def _lock(self):
        import portalocker

        try:
            portalocker.lock(self._file, portalocker.LOCK_EX | portalocker.LOCK_NB)
            if hasattr(os, "register_at_fork"):  # a worker that survives us lets go
                os.register_at_fork(after_in_child=self._file.raw.close)
        except portalocker.LockException as error:
            remedy = "another search writes here; use another project_name, or wait"
            raise JournalError(f"{self.path}: {remedy}") from error

    def write(self, event, sync=True):
        """Append one event, for a kill to find. sync: and for a loss of power."""
        if self.path is None:
            return
        text = json.dumps(event)[:-1].encode()
        self._checksum = zlib.crc32(text, self._checksum)
        self._file.write(b'%b, "checksum": %d}\n' % (text, self._checksum))
        self._file.flush()
        if sync:
            os.fsync(self._file.fileno())

    def _parse(self, content):
        """The events, and how many bytes they take; a torn last line never was."""
        *lines, torn = content.split(b"\n")
        head = json.dumps(FORMAT)[:-1].encode() + b","  # of version 1, not 10
        first = (lines or [torn])[0][: len(head)]
        whole = head if lines else head[: len(torn)]
        if first != whole:
            self._refuse(1, head, first)
        self._checksum = 0
        events = [self._event(*numbered) for numbered in enumerate(lines, start=1)]
        theirs = events[0]["search"] if events else self.search
        for name in {**self.search, **theirs}:
            ours, other = self.search.get(name), theirs.get(name)
            if ours != other:
                self._refuse(1, f"{name} = {ours} as in this search", other)
        return events[1:], len(content) - len(torn)

    def _event(self, number, line):
        """One line's event. Its checksum goes over all lines up to it."""
        text, _, checksum = line.rpartition(b', "checksum": ')
        self._checksum = zlib.crc32(text, self._checksum)
        if checksum != b"%d}" % self._checksum:
            self._refuse(number, "the line that was written", line[:60])
        return json.loads(text.decode() + "}")

    def _refuse(self, number, expected, got):
        where = f"{self.path}, line {number}: expected {expected}, got {got}"
        remedy = "restore the file, use another project_name, or start anew: overwrite=True"
        raise JournalError(f"{where}; {remedy}")
