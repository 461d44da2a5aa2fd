#!/usr/bin/env bash
# tqdm 4.70.1: a progress bar whose reader goes away ends the loop that it was watching.
#
# tqdm wraps its stream in DisableOnWriteError, whose docstring promises to disable the bar
# "upon write() or flush() errors". It forgives errno 5 and a ValueError that says "closed".
# A broken pipe (errno 32), which is what `python work.py 2>&1 | head` leads to, is raised
# in the middle of the user's loop: the work is lost, and not only the bar.
#
# Seen: "5 of 200 rounds, then BrokenPipeError" (the number depends on timing).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check tqdm==4.70.1
cat > "$folder/work.py" <<'PY'
import sys
import time

from tqdm import tqdm

done = 0
try:
    for _ in tqdm(range(200), mininterval=0):
        time.sleep(0.01)
        done += 1
    print(f"all {done} rounds were done")
except BrokenPipeError:
    print(f"{done} of 200 rounds, then BrokenPipeError")
PY
# The bar goes to stderr, which is read by something that stops after a few bytes
{ "$folder/venv/bin/python" "$folder/work.py" 2>&3 3>&- | tee "$folder/said"; } 3> >(head -c 200 >/dev/null) || true
grep -q "then BrokenPipeError" "$folder/said"
