#!/usr/bin/env bash
# nbformat 5.11.1 with jupyter_events 0.12.1: importing nbformat takes seven times as long once
# a Jupyter server is installed beside it.
#
# nbformat imports jsonschema, which at its import registers a checker for each format whose
# library it finds. jupyter_events asks for jsonschema[format-nongpl], and so for
# rfc3987_syntax, which at its import lets lark build a parser for each of the 38 rules of
# the grammar of IRIs. Nothing of that is needed to read a notebook, and each process pays for
# it: nbconvert, nbclient, nbval, and every pytest that loads nbval.
#
# Seen: "nbformat alone: 0.58 s; beside jupyter_events: 4.14 s; without the parser: 0.48 s"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
python="$folder/venv/bin/python"
install() { "$python" -m pip install --quiet --disable-pip-version-check "$@"; }
cat > "$folder/seconds.py" <<'PY'
import subprocess
import sys
import time


def once():
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import nbformat"], check=True)
    return time.perf_counter() - began


once()  # compiles
print(f"{min(once() for _ in range(5)):.2f}")
PY
install nbformat==5.11.1 jsonschema==4.26.0
alone=$("$python" "$folder/seconds.py")
install jupyter_events==0.12.1 rfc3987-syntax==1.1.0 lark==1.3.1
beside=$("$python" "$folder/seconds.py")
"$python" -m pip uninstall --quiet --yes rfc3987-syntax
without=$("$python" "$folder/seconds.py")
echo "nbformat alone: $alone s; beside jupyter_events: $beside s; without the parser: $without s"
"$python" -c "import sys; a, b, w = map(float, sys.argv[1:]); sys.exit(not b > 4 * max(a, w))" \
    "$alone" "$beside" "$without"
