#!/usr/bin/env bash
# MyST-NB 1.4.0 with jupyter-cache 1.0.1: a page shows the outputs of another page with the same code.
#
# With nb_execution_mode "cache", outputs are looked up by a hash of the code cells and the
# kernel's name; neither the file nor its folder counts. So of two notebooks with the same code
# that each read a file of that name in their own folder, the second is never run, in the very
# first build as well. (The documentation warns of files that change over time; these do not.)
# The modes "auto" and "force" get it right.
#
# Seen: "force: one shows 'rows of one', two shows 'rows of two'", and
# "cache: one shows 'rows of one', two shows 'rows of one'".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    myst-nb==1.4.0 jupyter-cache==1.0.1 sphinx==9.0.4 ipykernel==7.4.0 nbclient==0.11.0
cd "$folder"
export PATH="$folder/venv/bin:$PATH" JUPYTER_PREFER_ENV_PATH=1
mkdir -p book/one book/two
echo 'extensions = ["myst_nb"]' > book/conf.py
cat > book/index.md <<'MD'
# Book

```{toctree}
one/page
two/page
```
MD
for name in one two; do
    echo "rows of $name" > "book/$name/rows.txt"
    cat > "book/$name/page.md" <<MD
---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# Page $name

\`\`\`{code-cell} ipython3
print(open("rows.txt").read())
\`\`\`
MD
done
build() {
    python -m sphinx -q -b text -D nb_execution_mode="$1" book "$1" > said.txt 2>&1 ||
        { cat said.txt; exit 1; }
    echo "$1: one shows '$(grep -o "rows of .*" "$1/one/page.txt")'," \
        "two shows '$(grep -o "rows of .*" "$1/two/page.txt")'"
}
build force | tee force.txt
build cache | tee cache.txt
grep -qF "one shows 'rows of one', two shows 'rows of two'" force.txt
grep -qF "one shows 'rows of one', two shows 'rows of one'" cache.txt
