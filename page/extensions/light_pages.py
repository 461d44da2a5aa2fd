"""Sphinx extension: what a page loads is little, its own, and allowed by name.

When the book is written, each page is gone through once. It loses the scripts that no page
of this book needs; all style sheets become one (styles.py); pictures get their size, and
wait until the reader comes near; a Content-Security-Policy allows the book's own files and
the few scripts that stand in the page, by their hash, and nothing else.
"""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlparse

import formulas
import styles
from PIL import Image, ImageChops

STYLE, FONT = "_static/style.css", f"_static/{formulas.FONT_NAME}"

# Icons are drawn by light.css. There are no tabs, and folds are <details>.
UNUSED = {"fontawesome.js", "togglebutton.js", "design-tabs.js"}
SEARCH = {
    "searchtools.js",
    "language_data.js",
    "searchindex.js",
}  # on the search page alone
SMOOTHING = 64  # of 255, as in nbval_as_jupyter.py
UNUSED_INLINE = re.compile(r"toggle(Hint|Open|button)|DOCUMENTATION_OPTIONS\.|kernelName")
PRELOADED = re.compile(r'<link rel="preload" as="script"[^>]*>\s*')
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>\s*", re.DOTALL)
SHEET = re.compile(r'<link\b[^>]*rel="stylesheet"[^>]*>\s*')
HREF = re.compile(r'href="([^"?]*)')
MEDIA = re.compile(r'media="([^"]*)"')
CHARSET = re.compile(r'<meta charset="utf-8"\s*/?>')
VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>\s*')
NOSCRIPT_STYLE = re.compile(r"<noscript>\s*<style>.*?</style>\s*</noscript>", re.DOTALL)
HANDLER = re.compile(r' on[a-z]+="[^"]*"(?=[^<]*>)')
THEME = re.compile(r"(<script)[^>]*(>)[^<]*dataset\.theme = localStorage[^<]*(</script>)")
IMAGE = re.compile(r'<img\b[^>]*\bsrc="(?!data:|https?:)([^"]*)"[^>]*?(?=\s*/?>)')

# Before anything is drawn: the theme that was chosen, else the system's. A browser may
# refuse to remember.
SET_THEME = """
    (page => {
      let chosen = {};
      try { chosen = localStorage; } catch { }
      const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      page.mode = chosen.mode || "auto";
      page.theme = page.mode === "auto" ? dark : page.mode;
    })(document.documentElement.dataset);
  """

# So that formulas do not move when their font comes. From a file, a browser refuses to
# load it beforehand, and says so in the console.
PRELOAD_FONT = f"""
    if (location.protocol !== "file:") {{
      const link = document.createElement("link");
      Object.assign(link, {{ rel: "preload", as: "font", crossOrigin: "" }});
      link.href = document.documentElement.dataset.content_root + "{FONT}";
      document.head.append(link);
    }}
  """


def policy(scripts, live_packages=""):
    """The Content-Security-Policy of a page.

    scripts: the texts of those that stand in the page; live_packages: the address that
    live Python gets its binary packages from, if that is another host's.
    """
    hashes = [
        f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in scripts
    ]
    place = urlparse(live_packages)
    foreign = [f"{place.scheme}://{place.netloc}"] if place.netloc else []
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *sorted(set(hashes))],
        "worker-src": ["'self'"],
        "connect-src": ["'self'", *foreign],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def inline_scripts(html):
    """The texts of the scripts that stand in a page and run."""
    return [
        body
        for attributes, body in SCRIPT.findall(html)
        if "src=" not in attributes and not _is_data(attributes)
    ]


def _is_data(attributes):
    kind = re.search(r'type="([^"]*)"', attributes)
    return kind and kind[1] not in ("module", "text/javascript")


def with_policy(html, live_packages=""):
    found = escape(policy(inline_scripts(html), live_packages), quote=False)
    tag = f'<meta http-equiv="Content-Security-Policy" content="{found}">'
    return CHARSET.sub(lambda charset: f"{charset[0]}\n    {tag}", html, count=1)


def with_few_scripts(html, is_search):
    """A page without the scripts that it can do without; the others block nothing."""
    unused = UNUSED if is_search else UNUSED | SEARCH

    def keep(script):
        attributes, body = script.groups()
        source = re.search(r'src="([^"?]*)', attributes)
        if source is None:
            return "" if UNUSED_INLINE.search(body) else script[0]
        if source[1].rpartition("/")[2] in unused:
            return ""
        waits = re.search(r"\b(defer|async|type=\"module\")", attributes)
        return script[0] if waits else script[0].replace("<script", "<script defer", 1)

    html = THEME.sub(lambda found: "".join([found[1], found[2], SET_THEME, found[3]]), html)
    html = html.replace('data-theme="auto"', 'data-theme="light"', 1)  # without scripts
    return HANDLER.sub("", SCRIPT.sub(keep, PRELOADED.sub("", html)))


def sheets(html):
    """The style sheets of a page: (address, medium or "") of each."""
    tags = SHEET.findall(html.partition("</head>")[0])
    media = [MEDIA.search(tag) for tag in tags]
    return [
        (HREF.search(tag)[1], medium[1] if medium else "")
        for tag, medium in zip(tags, media, strict=True)
    ]


def with_one_sheet(html, root, common):
    """A page whose style sheets, but for those that only it has, are one.

    root: the address of the book's folder, seen from the page; common: what
    the one consists of, seen from the book's folder.
    """
    first = True

    def replace(tag):
        nonlocal first
        if HREF.search(tag[0])[1].removeprefix(root) not in common:
            return tag[0]
        link = f'<link rel="stylesheet" href="{root}{STYLE}">\n' if first else ""
        first = False
        return link

    head, end, rest = html.partition("</head>")
    head = SHEET.sub(replace, head)
    hidden = (
        f'<noscript><link rel="stylesheet" href="{root}_static/noscript.css"></noscript>'
    )
    html = NOSCRIPT_STYLE.sub(hidden, head + end + rest, count=1)
    if "<math" in html:
        html = html.replace("</head>", f"  <script>{PRELOAD_FONT}</script>\n  </head>", 1)
    return html


def with_sized_pictures(html, folder):
    """A page whose pictures have their size, so that nothing moves when they come.

    All but the first wait until the reader comes near. folder: where the page is.
    """
    first = True

    def add(tag):
        nonlocal first
        size = picture_size(folder / unquote(tag[1]))
        if size is None or " loading=" in tag[0]:
            return tag[0]
        width, height = size
        sized = "" if " width=" in tag[0] else f' width="{width}" height="{height}"'
        waits = "" if first else ' loading="lazy"'
        first = False
        return f'{tag[0]}{sized}{waits} decoding="async"'

    return IMAGE.sub(add, html)


def picture_size(path):
    """The width and height of a picture, in pixels; None if it is not there."""
    if not path.is_file():
        return None
    if path.suffix == ".svg":
        return drawing_size(path.read_text(encoding="utf-8"))
    with Image.open(path) as picture:
        return picture.size


def drawing_size(svg):
    """The width and height that a browser gives to a drawing."""
    tag = re.search(r"<svg\b[^>]*>", svg)[0]
    sides = [
        re.search(rf'\b{side}="([\d.]+)(pt|px)?"', tag) for side in ("width", "height")
    ]
    if not all(sides):
        box = re.search(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', tag)
        return tuple(round(float(side)) for side in box.groups())
    return tuple(round(float(s[1]) * (4 / 3 if s[2] == "pt" else 1)) for s in sides)


def one_viewport(html):
    """A page with the last of its lines for phones: Sphinx and both themes add one each."""
    spare = len(VIEWPORT.findall(html)) - 1
    return VIEWPORT.sub("", html, count=spare) if spare > 0 else html


def lighten_picture(path):
    """Give a PNG a palette, a third of its size, unless that could be seen.

    256 colours are enough for lines and letters, and no pixel may change by more than
    what the notebooks' own test takes for smoothing. It says whether it wrote the file.
    """
    with Image.open(path) as picture:
        opaque = picture.mode == "RGB" or (picture.mode == "RGBA" and is_opaque(picture))
        full = picture.convert("RGB") if opaque else None
    if full is None:
        return False
    few = full.quantize(256, dither=Image.Dither.NONE)
    changes = ImageChops.difference(few.convert("RGB"), full).getextrema()
    if max(most for _, most in changes) > SMOOTHING:
        return False
    few.save(path)
    return True


def is_opaque(picture):
    return picture.getchannel("A").getextrema()[0] == 255


# Code


# Pygments names more kinds of tokens than book.css has colors: one kind for each color,
# and none for what has the color of the text
ALIKE = {
    "k": "kn|kd|kc|kr|ow",
    "s2": "s|s1|sa|sb|sd|se|si",
    "mi": "mf|mh|mb",
    "c1": "c|cm|ch",
}
PLAIN = "n|nb|nn|ne|vm|o|p|w"


def with_plain_code(html):
    """Code with a third of its tags, in the same colors: a browser has less to lay out."""
    html = html.replace("<pre><span></span>", "<pre>")  # Pygments' sign for old browsers
    html = re.sub(rf'<span class="(?:{PLAIN})">([^<]*)</span>', r"\1", html)
    for kind, others in ALIKE.items():
        html = re.sub(rf'<span class="(?:{others})">', f'<span class="{kind}">', html)
        one_more = rf'(<span class="{kind}">[^<]*)</span>(\s*)<span class="{kind}">'
        while html != (joined := re.sub(one_more, r"\1\2", html)):
            html = joined
    return html


# The whole book


def pages(folder):
    """The pages of a built book: page -> its text."""
    paths = sorted(folder.rglob("*.html"))
    ours = [
        p for p in paths if p.relative_to(folder).parts[0] not in ("_static", "_sources")
    ]
    return {path: path.read_text(encoding="utf-8") for path in ours}


def lighten(app, error):
    if error is not None or app.builder.name != "html":
        return
    folder, own = Path(app.outdir), own_files(app)
    texts = pages(folder)
    new = [path for path, text in texts.items() if "Content-Security-Policy" not in text]
    common = common_sheets(folder, texts, new)
    for path in new:
        root = "../" * (len(path.relative_to(folder).parts) - 1)
        text = with_few_scripts(one_viewport(texts[path]), path.name == "search.html")
        text = with_one_sheet(text, root, [sheet for sheet, _ in common])
        text = with_sized_pictures(text, path.parent)
        text = with_policy(text, getattr(app.config, "live_packages", "") or "")
        texts[path] = text
        path.write_text(text, encoding="utf-8")
    if common:
        (folder / STYLE).write_text(one_sheet(folder, texts, common, own), encoding="utf-8")
    for path in (folder / "_images").glob("*.png"):
        lighten_picture(path)
    used = formulas.characters(texts.values())
    formulas.write_font(folder / FONT, used | set("x"))


def own_files(app):
    """The names of the files that this book adds to `_static`."""
    folders = [Path(app.confdir, folder) for folder in app.config.html_static_path]
    ours = [folder for folder in folders if folder.is_relative_to(app.confdir)]
    return {path.name for folder in ours for path in folder.glob("*")}


def common_sheets(folder, texts, new):
    """The style sheets that all pages have: (address from the book's folder, medium)."""
    found = []
    for path in new:
        root = "../" * (len(path.relative_to(folder).parts) - 1)
        named = [(href.removeprefix(root), medium) for href, medium in sheets(texts[path])]
        if named:
            found.append(named)
    return [sheet for sheet in (found or [[]])[0] if all(sheet in named for named in found)]


def one_sheet(folder, texts, common, own):
    """The text of the style sheet of all pages. The book's own rules stay as they are."""
    names = set().union(*map(styles.names_in_page, texts.values()))
    for script in scripts(texts):
        names |= styles.names_in_script(script.read_text(encoding="utf-8"))
    written = []
    for address, medium in common:
        path = folder / address
        css = styles.imported(path)
        if path.name not in own:
            css = styles.purged(css, names)
        css = styles.moved(
            css, "" if path.parent.name == "_static" else f"{path.parent.name}/"
        )
        written.append(f"@media {medium} {{{css}}}" if medium else css)
    named = {name for name in names if name.startswith("--")}
    for text in [*texts.values(), *other_sheets(folder, texts)]:
        named.update(styles.USED.findall(text))
    return styles.without_unused_variables("\n".join(written), named)


def other_sheets(folder, texts):
    """The texts of the style sheets that some pages have beside the one of all pages."""
    found = loaded(texts, lambda text: [address for address, _ in sheets(text)])
    common = (folder / STYLE).resolve()
    return [path.read_text(encoding="utf-8") for path in found if path != common]


def scripts(texts):
    """The scripts that some page loads."""
    found = loaded(texts, re.compile(r'<script\b[^>]*\bsrc="([^"?]*)').findall)
    return [path for path in found if path.name != "searchindex.js"]


def loaded(texts, addresses):
    """The files to which addresses(text), for the text of some page, leads."""
    found = set()
    for path, text in texts.items():
        found |= {(path.parent / address).resolve() for address in addresses(text)}
    return sorted(path for path in found if path.is_file())


def few_buttons(app, pagename, templatename, context, doctree):
    """Browsers have a key for the whole screen; the button ran a script in the page."""
    buttons = context.get("header_buttons", [])
    buttons[:] = [button for button in buttons if "toggleFullScreen" not in str(button)]


def setup(app):
    app.connect("html-page-context", few_buttons, priority=900)
    app.connect("build-finished", lighten, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
