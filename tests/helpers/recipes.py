"""What the Makefile runs: so that a test of a command tests the one that is there."""

import re
import sys
from pathlib import Path

from notebooks import ROOT

TOOLS = Path(sys.executable).parent


def commands(target):
    """The commands of a target, each as a list, with the tools of this environment."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.search(rf"^{target}:.*\n((?:\t.+\n)+)", text, flags=re.M)[1].splitlines()
    return [line.replace("$(BIN)", str(TOOLS)).split() for line in lines]
