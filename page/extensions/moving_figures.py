"""Sphinx extension: a figure that moves leaves its frames in a file of its own.

In a notebook an output has all frames, the style and the script (demystifying/moving.py).
On a page stay the first frame, those that go on paper, and the controls; the frames are in
_static/moving, from where moving.js loads them once a control is touched.
"""

from pathlib import Path

from docutils import nodes

from demystifying import moving

FOLDER = "_static/moving"


def add_folder(app, config):
    config.html_static_path.append(str(moving.STATIC))


def take_frames_out(app, doctree, docname):
    if app.builder.format != "html":
        return
    number = 0
    for output in list(doctree.findall(nodes.raw)):
        if (data := moving.unpacked(output.astext())) is None:
            continue
        number += 1
        name = f"{FOLDER}/{Path(docname).name}-{number}.js"
        path = Path(app.outdir, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(moving.frames_script(data), encoding="utf-8")
        html = moving.page_html(data, "../" * docname.count("/") + name)
        output.replace_self(nodes.raw("", html, format="html", classes=output["classes"]))


def add_script(app, pagename, templatename, context, doctree):
    raws = doctree.findall(nodes.raw) if doctree else ()
    if any('<figure class="moving"' in raw.astext() for raw in raws):
        app.add_css_file("moving.css")
        app.add_js_file("moving.js", loading_method="defer")


def setup(app):
    app.connect("config-inited", add_folder)
    app.connect("doctree-resolved", take_frames_out)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
