#!/usr/bin/env bash
# Syne Tune 0.16.0: a search space that is written and read again draws other numbers, and is
# said to be equal.
#
# `reverseloguniform(0.9, 0.999)` is for a momentum and its like: log-uniform in 1 - x. Its
# sampler takes over the name "LogUniform" from the class above it, and config_space_to_json_dict
# writes that name. What config_space_from_json_dict, "Reverse of config_space_to_json_dict",
# makes of it is `loguniform(0.9, 0.999)`, which is nearly uniform here. Comparing tells nothing,
# as the two samplers compare equal.
#
# Seen: "above 0.99: 49% before, 9% after; equal: True"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check syne-tune==0.16.0
cat > "$folder/work.py" <<'PY'
import json

import numpy as np
from syne_tune.config_space import (
    config_space_from_json_dict,
    config_space_to_json_dict,
    reverseloguniform,
)


def share_above(space):
    draws = space["momentum"].sample(size=10_000, random_state=np.random.RandomState(0))
    return np.mean(np.array(draws) > 0.99)


before = {"momentum": reverseloguniform(0.9, 0.999)}
text = json.dumps(config_space_to_json_dict(before))
after = config_space_from_json_dict(json.loads(text))
first, second, equal = share_above(before), share_above(after), before == after
print(f"above 0.99: {first:.0%} before, {second:.0%} after; equal: {equal}")
assert first > 0.45 and second < 0.15 and equal
PY
"$folder/venv/bin/python" "$folder/work.py"
