"""One style sheet for all pages, with only those rules that a page of the book can use.

The theme brings half a megabyte of rules; a page uses a tenth of them.
"""

import re

import tinycss2

WORD = re.compile(r"[\w-]+")
ATTRIBUTES = re.compile(r"""\s(?:class|id)=(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"<([a-zA-Z][\w-]*)")
IMPORT = re.compile(r"""@import\s*["']([^"']+)["']\s*;""")
STRING = re.compile(r"""(["'`])((?:(?!\1)[^\\\n]|\\.)*)\1""")
VALUE = r"""(?:[^;{}"']|"[^"]*"|'[^']*')*"""
VARIABLE = re.compile(rf"(--[\w-]+)\s*:{VALUE}(?:;|(?=}}))")
USED = re.compile(r"var\(\s*(--[\w-]+)")


def names_in_page(html):
    """The tags, classes and ids of a page."""
    found = {tag.lower() for tag in TAG.findall(html)}
    for groups in ATTRIBUTES.findall(html):
        found.update("".join(groups).split())
    return found


def names_in_script(code):
    """What may be a tag, a class or an id that a script sets: the words of its strings."""
    return {word for _, text in STRING.findall(code) for word in WORD.findall(text)}


def needs(selector):
    """The names that an element, or one around it, must have for a selector to apply.

    selector: the tokens of one, without its commas. What stands in [...] or in (...), as
    in `:not(.x)`, is not asked for: a rule too many does no harm.
    """
    found, before = set(), None
    for token in selector:
        if token.type == "hash":
            found.add(token.value)
        elif token.type == "ident" and before != ":":
            found.add(token.value if before == "." else token.value.lower())
        before = token.value if token.type == "literal" else None
    return found


def split(tokens, comma=","):
    """The parts of a list of tokens that a comma divides."""
    parts = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == comma:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def kept(rules, names):
    """Write those rules, as text, that can apply where these names are all there is."""
    written = []
    for rule in rules:
        if rule.type == "qualified-rule":
            applies = [part for part in split(rule.prelude) if needs(part) <= names]
            if applies:
                selector = ",".join(squeezed(part) for part in applies)
                written.append(f"{selector}{{{squeezed(rule.content)}}}")
        elif rule.type == "at-rule":
            written.append(kept_at_rule(rule, names))
    return "".join(written)


def kept_at_rule(rule, names):
    head = f"@{rule.at_keyword} {squeezed(rule.prelude)}"
    if rule.at_keyword in ("charset", "font-face"):  # the theme's fonts are icons
        return ""
    if rule.content is None:
        return f"{head};"
    if rule.lower_at_keyword not in ("media", "supports", "layer", "container"):
        return f"{head}{{{squeezed(rule.content)}}}"
    inner = tinycss2.parse_rule_list(rule.content, True, True)
    text = kept(inner, names)
    return text and f"{head}{{{text}}}"


def squeezed(tokens):
    """The text of tokens, without comments and with a single space for any blank."""
    shown = (token for token in tokens if token.type != "comment")
    texts = (" " if token.type == "whitespace" else token.serialize() for token in shown)
    return "".join(texts).strip()


def purged(css, names):
    """A style sheet without the rules that no page can use, as text."""
    return kept(tinycss2.parse_stylesheet(css, True, True), names)


def without_unused_variables(css, also=()):
    """A style sheet without the variables that nothing in it asks for, nor `also` names."""
    used = {*USED.findall(css), *also}
    less = VARIABLE.sub(lambda found: found[0] if found[1] in used else "", css)
    return css if less == css else without_unused_variables(less, also)


def imported(path):
    """The text of a style sheet (a Path), and of those that it imports, in their place."""
    css = path.read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: imported(path.parent / found[1]), css)


def moved(css, folder):
    """A style sheet whose addresses are relative to another folder.

    folder: where the sheet was, seen from where it will be: "styles/", or "".
    """
    address = re.compile(r"""url\((["']?)(?!data:|https?:|/|#)([^"')]+)\1\)""")
    return address.sub(lambda found: f"url({folder}{found[2]})", css)
