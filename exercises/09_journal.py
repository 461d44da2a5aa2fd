# %% exercise
# title: A line without its end
# chapter: 9
# kind: fix it
# difficulty: 3
# importance: 5
# minutes: 15
# objective: read a journal that a kill has torn, and refuse one that something else has damaged
# answer: read_journal
# read: A journal

# %% statement
# Each line of a journal is a JSON object. `read_journal(content)` gets the file's bytes and returns two things: the
# list of records, and the number of bytes that count, so that the next session can cut off the rest and append.
#
# * A last line without its line feed never happened.
# * A line that *has* its line feed but is not JSON was not damaged by a kill: raise a `ValueError` whose message names
#   the line, as in `line 3`.
#
# The starter can read undamaged journals.

# %% starter
import json


def read_journal(content):
    records = [json.loads(line) for line in content.splitlines()]
    return records, len(content)

# %% hint
# Where is the last line feed? Everything after it never happened, whatever it looks like.

# %% hint
# `content.rfind(b"\n")` is minus one if there is no line feed at all. What should the result be then?

# %% hint
# `json.loads` does raise a `ValueError`, but it sees one line only. Who knows its number?

# %% solution
import json


def read_journal(content):
    size = content.rfind(b"\n") + 1
    records = []
    for number, line in enumerate(content[:size].splitlines(), start=1):
        try:
            records.append(json.loads(line))
        except ValueError as error:
            raise ValueError(f"line {number}: expected JSON, got {line!r}") from error
    return records, size

# %% another solution
from json import loads


def read_journal(content):
    *whole, torn = content.split(b"\n")
    records = []
    while len(records) < len(whole):
        try:
            records.append(loads(whole[len(records)]))
        except Exception:
            text = "cannot read line %d of the journal; restore it"
            raise ValueError(text % (len(records) + 1)) from None
    return records, len(content) - len(torn)

# %% check
expect(
    """
    read_journal(b'{"start": 0}\\n{"end": 0}\\n')
    """,
    ([{"start": 0}, {"end": 0}], 24),
    "Two whole lines, and 24 bytes that count.",
    mistakes={lambda got: len(got[0]) == 1: "drops the last line always"},
)
expect(
    """
    read_journal(b'{"start": 0}\\n{"en')
    """,
    ([{"start": 0}], 13),
    "The second line has no line feed: it never happened.",
    mistakes={
        ValueError: "refuses a torn end",
        lambda got: got[0] == [{"start": 0}] and got[1] > 13: "lets the torn bytes count",
    },
)
expect(
    """
    read_journal(b'{"start": 0}\\n{"end": 0}')
    """,
    ([{"start": 0}], 13),
    "The second line has no line feed: it never happened.",
    mistakes={lambda got: len(got[0]) == 2: "takes a line that looks whole"},
)
expect_error(
    """
    read_journal(b'{"start": 0}\\n{"en\\n{"start": 1}\\n')
    """,
    ValueError,
    "A line in the middle is damaged. Whoever goes on loses a trial without a word.",
    words=["line 2"],
    mistakes={
        lambda got: isinstance(got, tuple) and len(got[0]) == 2: "skips what it cannot read",
        lambda got: isinstance(got, tuple) and len(got[0]) == 1: "stops at the first damage",
        ValueError: "names no line",
    },
)
expect_error(
    """
    read_journal(b'{"start": 0}\\n{"en\\n')
    """,
    ValueError,
    "takes a damaged end for a torn one",
    words=["line 2"],
)
expect(
    r"""
    read_journal(b'{"\xce\xb1": 1}\n')
    """,
    ([{"α": 1}], 10),
    "One line, and ten bytes: the name is a letter that takes two of them.",
    mistakes={lambda got: got[1] == 9: "counts letters"},
)
expect(
    r"""
    read_journal(b'{"start": 0}\n{"\xce')
    """,
    ([{"start": 0}], 13),
    "The second line was torn in the middle of a letter: it never happened.",
    mistakes={UnicodeDecodeError: "decodes what is torn"},
)
expect(
    "read_journal(b'{')",
    ([], 0),
    "Killed in its very first line, a journal has no records, and none of its bytes count.",
)

# %% right
# The rule looks at one byte and not at what the line says. That is its strength: a killed program cannot have written
# the line feed without what comes before it.

# %% wrong: drops the last line always
# The last line is whole, and you threw it away. Look at how it ends first.
import json


def read_journal(content):
    whole = content.splitlines(keepends=True)[:-1]
    return [json.loads(line) for line in whole], sum(map(len, whole))

# %% wrong: refuses a torn end
# read: Killed before your eyes
# Half a line at the end is what a kill leaves behind, and a journal exists so that the search can go on after one. The
# trial is run again, and nothing is lost.
import json


def read_journal(content):
    records = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            records.append(json.loads(line))
        except ValueError:
            raise ValueError(f"line {number} is damaged")
    return records, len(content)

# %% wrong: lets the torn bytes count
# You left out the record but kept its bytes. The next session appends its first line right after them, and then the
# half line is in the *middle*.
import json


def read_journal(content):
    records = []
    for line in content.splitlines(keepends=True):
        if line.endswith(b"\n"):
            records.append(json.loads(line))
    return records, len(content)

# %% wrong: takes a line that looks whole
# read: The timeline of a kill
# That line is valid JSON but has no line feed. What looks whole may be the beginning of something longer, as `0.2` is
# of `0.25`, so the rule ignores what a line looks like.
import json


def read_journal(content):
    *lines, last = content.split(b"\n")
    try:
        json.loads(last)
        lines.append(last)
        size = len(content)
    except ValueError:
        size = len(content) - len(last)
    return [json.loads(line) for line in lines], size

# %% wrong: skips what it cannot read
# You skipped the damaged line. Later trials were chosen in light of it, and nobody knows which trial it was. Let
# whoever owns the file decide.
import json


def read_journal(content):
    size, records = content.rfind(b"\n") + 1, []
    for line in content[:size].splitlines():
        try:
            records.append(json.loads(line))
        except ValueError:
            pass
    return records, size

# %% wrong: stops at the first damage
# Everything from the damaged line on was forgotten, including whole trials, each of which may have taken hours.
# Forgetting that much is not for a program to decide.
import json


def read_journal(content):
    records, size = [], 0
    for line in content.splitlines(keepends=True):
        try:
            records.append(json.loads(line))
        except ValueError:
            break
        if not line.endswith(b"\n"):
            records.pop()
            break
        size += len(line)
    return records, size

# %% wrong: names no line
# The error is raised but does not say where. Its reader may be facing a file of a thousand lines, and to `json` each of
# them is line 1.
import json


def read_journal(content):
    size = content.rfind(b"\n") + 1
    return [json.loads(line) for line in content[:size].splitlines()], size

# %% wrong: takes a damaged end for a torn one
# This last line has its line feed, so it was written in full and has changed since. It did happen, and what it said is
# lost.
import json


def read_journal(content):
    size, records = content.rfind(b"\n") + 1, []
    lines = content[:size].splitlines()
    for number, line in enumerate(lines, start=1):
        try:
            records.append(json.loads(line))
        except ValueError:
            if number < len(lines):
                raise ValueError(f"line {number} is damaged")
    return records, size

# %% wrong: counts letters
# You have counted the characters of the text. A file is cut off after so many *bytes*, and a letter such as α takes two: the
# cut would go through a record.
import json


def read_journal(content):
    text = content.decode("utf-8", errors="ignore")
    whole = text[: text.rfind("\n") + 1]
    records = []
    for number, line in enumerate(whole.split("\n")[:-1], start=1):
        try:
            records.append(json.loads(line))
        except ValueError:
            raise ValueError(f"line {number} is damaged") from None
    return records, len(whole)

# %% wrong: decodes what is torn
# The kill came between the two bytes of one letter, and half a letter cannot be decoded. Leave out what never happened, and
# decode the rest.
import json


def read_journal(content):
    content.decode("utf-8")
    size = content.rfind(b"\n") + 1
    records = []
    for number, line in enumerate(content[:size].split(b"\n")[:-1], start=1):
        try:
            records.append(json.loads(line))
        except ValueError:
            raise ValueError(f"line {number} is damaged") from None
    return records, size
