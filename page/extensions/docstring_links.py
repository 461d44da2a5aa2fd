"""Sphinx extension: the docstrings of minituner, as a page shows them.

They are plain prose: an argument is a name with a colon behind it, and code stands in
single backticks. Here both are set as code, and a name that has a place to go to, in
minituner or in another library's documentation, becomes a link.
"""

import re

from docutils import nodes
from sphinx.util.nodes import make_refnode

# At the beginning of a sentence: "seed: a whole number", or "directory, project_name: …"
ARGUMENTS = re.compile(r"(?:^|(?<=\n)|(?<=[.;)] ))[a-z_]\w*(?:, [a-z_]\w*)*(?=: )")
CODE = re.compile(r"(?<!`)(Keras )?`([^`]+)`(?!`)|\b()([A-Z]\w*Error)\b")
# Names of other libraries, which a docstring uses without saying where they belong
ELSEWHERE = {"cross_validate": "sklearn.model_selection.cross_validate"}


def mend_signature(app, what, name, obj, options, signature, annotation):
    """The default of a list or a dictionary, which a dataclass makes anew each time."""
    return signature and signature.replace("<factory>", "..."), annotation


def set_names(app, what, name, obj, options, lines):
    local = obj.__code__.co_varnames if what in ("function", "method") else ()

    def link(found):
        keras, code = found[1] or "", found[2] or found[4]
        if keras or code in local or not re.fullmatch(r"[\w.]+", code):
            return f"{keras}``{code}``"  # Keras has a `History` too, which is not ours
        return f":py:obj:`{code} <{ELSEWHERE.get(code, code)}>`"

    paragraphs = "\n".join(lines).split("\n\n")
    text = "\n\n".join(paragraph.replace("\n", " ") for paragraph in paragraphs)
    text = ARGUMENTS.sub(lambda found: re.sub(r"(\w+)", r"``\1``", found[0]), text)
    lines[:] = CODE.sub(link, text).split("\n")


def find_name(app, env, node, contnode):
    """What Sphinx has not found near the docstring: a public name, or only code."""
    if node["reftype"] != "obj" or not isinstance(contnode, nodes.literal):
        return None  # not from a docstring
    objects = env.domains["py"].objects
    for scope in ("minituner", "minituner.Tuner"):
        if found := objects.get(f"{scope}.{node['reftarget']}"):
            page = node.get("refdoc", env.docname)
            return make_refnode(app.builder, page, found.docname, found.node_id, contnode)
    contnode["classes"] = []
    return contnode


def setup(app):
    app.connect("autodoc-process-signature", mend_signature)
    app.connect("autodoc-process-docstring", set_names)
    app.connect("missing-reference", find_name, priority=900)  # after other libraries
    return {"parallel_read_safe": True, "parallel_write_safe": True}
