"""What axe-core finds on a page that is open in a browser, and what a ruler does."""

from pathlib import Path

import axe_playwright_python
from pages import wait_until

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
# The rule on names that do not say what is seen is experimental, and off by itself
RUN = """colors => axe.run(document, {resultTypes: ["violations"],
    rules: {"label-content-name-mismatch": {enabled: true}, "color-contrast": {enabled: colors}}})
    .then(({violations}) => violations.flatMap(({id, nodes}) =>
        nodes.map(({target, html}) => `${id}: ${target.join(" ")} ${html.slice(0, 120)}`)))"""


def axe_finds(page, colors=True):
    page.evaluate(AXE)
    return page.evaluate(RUN, colors)


# What a phone shows of code, outputs, tables and formulas
BLOCKS = """() => {
    const found = [];
    const seen = box => box.offsetParent !== null && box.clientWidth > 0;
    for (const box of document.querySelectorAll("article pre, article .text_html, article .pst-scrollable-table-container, article div.math")) {
        if (!seen(box)) continue;
        const style = getComputedStyle(box), what = box.textContent.trim().slice(0, 60);
        if (box.matches("pre") && parseFloat(style.fontSize) < 14)
            found.push(`small, ${style.fontSize}: ${what}`);
        const columns = box.matches(".output.aligned pre");
        if (columns && style.whiteSpace !== "pre") found.push(`torn columns: ${what}`);
        if (box.scrollWidth <= box.clientWidth + 1) continue;
        if (!columns && box.matches(".output:is(.text_plain, .stream, .traceback, .stderr) pre")) found.push(`output does not wrap: ${what}`);
        if (!/(auto|scroll)/.test(style.overflowX)) found.push(`cut: ${what}`);
        if (!style.backgroundImage.includes("gradient")) found.push(`no edge: ${what}`);
        if (box.tabIndex !== 0) found.push(`not by keyboard: ${what}`);
    }
    for (const code of document.querySelectorAll("article code")) {
        const size = parseFloat(getComputedStyle(code).fontSize);
        if (size < 14 && code.checkVisibility())
            found.push(`small, ${size}px: ${code.textContent.slice(0, 60)}`);
    }
    for (const cell of document.querySelectorAll("article td"))
        if (cell.scrollWidth > cell.clientWidth + 1)
            found.push(`lies over the next column: ${cell.textContent.trim().slice(0, 60)}`);
    const text = parseFloat(getComputedStyle(document.querySelector("article p") ?? document.body).fontSize);
    if (text < 16) found.push(`text of ${text} px`);
    return found;
}"""


# All that a reader can open: outputs, discussions, listings, hints, solutions
OPEN = """async () => {
    for (const fold of document.querySelectorAll("article details")) {
        fold.hidden = false;
        fold.open = true;
    }
    for (const _ of "ab") await new Promise(requestAnimationFrame); // folds say that they open
}"""


def open_folds(page):
    """Open all folds of a page, and wait until what is in them has been measured."""
    page.evaluate(OPEN)
    wait_until(page, "document.documentElement.dataset.scrolls === 'measured'")
