"""Print the lowest version of each requirement that has one, as pip's constraints.

python tools/oldest.py FILE ...
"""

import re
import sys
from pathlib import Path

FLOOR = re.compile(r"^([\w-]+)>=([\w.]+)", flags=re.M)


def floors(text):
    """name -> the lowest version that a list of requirements admits."""
    return dict(FLOOR.findall(text))


if __name__ == "__main__":
    for file in sys.argv[1:]:
        for name, version in floors(Path(file).read_text(encoding="utf-8")).items():
            print(f"{name}=={version}")
