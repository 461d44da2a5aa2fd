"""The journal of a search: one line of JSON for each event, and none is lost."""

import json
import os
import weakref
import zlib
from contextlib import contextmanager, nullcontext, suppress

from minituner.checks import as_json, refuse
from minituner.errors import JournalError

encode = json.JSONEncoder(default=as_json).encode
FORMAT = {"format": "minituner journal", "version": 2}


class Journal:
    """Events in a file. Its first line says which search they belong to.

    path: None keeps nothing. search: a dictionary that JSON can hold; a journal of
    another search is refused.
    """

    def __init__(self, path, search):
        self.path = path
        self.search = json.loads(encode(search))
        self._writer = lambda: None  # a weak reference to whoever is writing
        self._file = None  # open while we write
        self._size = 0  # bytes of the file that are events
        self._torn = False  # whether more bytes may follow, from an interrupted write
        self._checksum = 0  # of all lines so far

    @property
    def busy(self):
        """Whether a search is writing here."""
        return self._writer() is not None

    def __reduce__(self):
        """A copy writes nothing yet."""
        return Journal, (self.path, self.search)

    def read(self, overwrite=False):
        """The events so far. overwrite: forget them first, whatever they are."""
        if overwrite:
            with self.writing(overwrite):
                return []
        exists = self.path and self.path.exists()
        return self._parse(self.path.read_bytes() if exists else b"")[0]

    @contextmanager
    def writing(self, overwrite=False):
        """Give the events so far, as the only writer; inside, `write` appends.

        None if there is no file. RuntimeError inside another `writing`, when one search
        runs inside another.
        """
        if self.busy:
            refuse(
                "search",
                "one at a time",
                "a second one",
                "make another tuner for a search inside a trial",
                RuntimeError,
            )
        writer = set()  # gone with this call, whichever line is interrupted
        self._writer = weakref.ref(writer)
        try:
            with self._opened(overwrite) if self.path else nullcontext() as events:
                yield events
        finally:
            del writer  # since a traceback may keep this call alive

    @contextmanager
    def _opened(self, overwrite):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+b") as self._file:
            self._lock()  # until the file is closed, or the process ends
            self._file.seek(0)
            events, self._size = self._parse(b"" if overwrite else self._file.read())
            self._file.truncate(self._size)
            self._torn = False
            if self._size == 0:
                self.write({**FORMAT, "search": self.search})
                sync_folders(self.path)
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
        except portalocker.AlreadyLocked as error:
            raise JournalError(
                f"{self.path}: another search writes here; "
                "use another project_name, or wait"
            ) from error
        except portalocker.LockException as error:
            raise JournalError(
                f"{self.path}: its file system cannot lock it, {error}; "
                "choose another directory"
            ) from error

    def write(self, event, sync=True):
        """Append one event, so that it survives a kill; with sync, a loss of power too."""
        if self.path is None:
            return
        text = encode(event)[:-1].encode()
        checksum = zlib.crc32(text, self._checksum)
        line = b'%b, "checksum": %d}\n' % (text, checksum)
        if self._torn:
            self._file.truncate(self._size)
        self._refuse_another_file()
        self._torn = True
        self._file.write(line)
        self._file.flush()
        self._size += len(line)
        self._checksum = checksum
        self._torn = False
        if sync:
            os.fsync(self._file.fileno())

    def _refuse_another_file(self):
        """An event must not go to a file that was removed, replaced or cut."""
        ours = os.fstat(self._file.fileno())
        got = "no file"
        if os.path.exists(self.path):
            same = os.path.samestat(os.stat(self.path), ours)
            got = f"{ours.st_size} bytes" if same else "another file"
        expected = f"{self._size} bytes"
        if got != expected:
            remedy = "restore it and search again; do not touch it while a search runs"
            refuse(str(self.path), expected, got, remedy, JournalError)

    def _parse(self, content):
        """The events, and how many bytes they take; a torn last line does not count."""
        *lines, torn = content.split(b"\n")
        head = json.dumps(FORMAT)[:-1].encode() + b","  # of version 1, not 10
        first = content[: len(head)]
        if first != (head if lines else head[: len(torn)]):
            self._refuse(1, head, first)
        self._checksum = 0
        events = [self._event(*numbered) for numbered in enumerate(lines, start=1)]
        theirs = events[0]["search"] if events else self.search
        for name in self.search | theirs:
            ours, other = differing(self.search.get(name), theirs.get(name))
            if ours != other:
                self._refuse(1, f"{name} = {ours} as in this search", other)
        return events[1:], len(content) - len(torn)

    def _event(self, number, line):
        """One line's event. Its checksum covers all lines up to it."""
        text, _, checksum = line.rpartition(b', "checksum": ')
        self._checksum = zlib.crc32(text, self._checksum)
        if checksum != b"%d}" % self._checksum:
            self._refuse(number, "the line that was written", line[:60])
        return json.loads(text.decode() + "}")

    def _refuse(self, number, expected, got):
        refuse(
            f"{self.path}, line {number}",
            expected,
            got,
            "restore the file, use another project_name, or start anew: overwrite=True",
            JournalError,
        )


def differing(one, other):
    """The same two; of lists, what only one of them has, if that is not their order."""
    if not (isinstance(one, list) and isinstance(other, list)):
        return one, other
    ours = [value for value in one if value not in other]
    theirs = [value for value in other if value not in one]
    return (ours, theirs) if ours or theirs else (one, other)


def sync_folders(path):
    """Make a new file survive a loss of power: its name is in the folders, not in it."""
    if os.name == "posix":  # elsewhere a folder cannot be opened
        for folder in path.parents[:2]:  # the second one holds the name of the first
            descriptor = os.open(folder, os.O_RDONLY)
            with suppress(OSError):  # not every file system can; the file has its own sync
                os.fsync(descriptor)
            os.close(descriptor)
