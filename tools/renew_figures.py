"""Give the stored moving figures the style and the script of today.

    python tools/renew_figures.py

No cell runs: what a figure has drawn is kept. Needed after a change of
demystifying/static or of the HTML in demystifying/moving.py.
"""

from pathlib import Path

import nbformat

from demystifying import moving

CHAPTERS = Path(__file__).parents[1] / "chapters"


def figures(notebook):
    """The outputs of a notebook that are moving figures: the HTML and text of each."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    data = (output.get("data", {}) for output in outputs)
    return [d for d in data if moving.unpacked(d.get("text/html", "")) is not None]


def main():
    for path in sorted(CHAPTERS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        old = [
            data
            for data in figures(notebook)
            if moving.renewed(data["text/html"]) != data["text/html"]
        ]
        for data in old:
            data["text/html"] = moving.renewed(data["text/html"])
        if old:
            nbformat.write(notebook, path)
            print(path.name, len(old))


if __name__ == "__main__":
    main()
