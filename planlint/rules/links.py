"""Links: files, anchors, references, case, labels. What lies around the plan is asked of `plan.neighbours`."""

import re
from collections.abc import Iterator, Sequence
from posixpath import basename, splitext
from unicodedata import normalize

from planlint.compare.plan import Plan
from planlint.plan.links import Link, anchors, plain_text, slug
from planlint.plan.names import find_codes
from planlint.running.neighbours import Neighbours
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.patterns import regex
from planlint.text.source import Span

_PLACEHOLDER = regex(r"[{}<>$*|]|\.\.\.|…|\bX{2,}\b|\bpath/to\b|^(?:url|link|path|file|todo|tbd)$", re.IGNORECASE)
_PATH = regex(r"[^/]*/|.*\.[A-Za-z0-9]{1,8}$|\.")
_FORGE_ROUTE = regex(r"(?:\.\./)+(?:issues|pull|pulls|wiki|releases|discussions|actions|blob|tree|compare|projects)\b")
_ALIAS = regex(r"@[\w-]*/|~")
"""What stands for a folder that only a site's generator, a bundler or a shell knows."""
_OTHER_ANCHOR = regex(
    r"L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?$|:~:|top$|\d+$|[/^!?]|.*=|(?:user-content-)?fn(?:ref)?[-:]?\w", re.IGNORECASE
)
"""Lines, parts of pages, blocks of Obsidian, routes, footnotes."""
_LINES = regex(r"(?::\d+(?:-\d+)?)+$")
_SITES = (
    *(
        "mkdocs.yml",
        "mkdocs.yaml",
        "docusaurus.config.js",
        "docusaurus.config.ts",
        "hugo.toml",
        "hugo.yaml",
        "config.toml",
    ),
    *(
        "_config.yml",
        "book.toml",
        "conf.py",
        ".vitepress",
        ".vuepress",
        "astro.config.mjs",
        "astro.config.ts",
        "antora.yml",
    ),
    *("_quarto.yml", "mint.json", "docs.json", "eleventy.config.js", ".eleventy.js", ".gitlab-ci.yml"),
)
_VAULTS = (".obsidian", ".foam", "logseq", "dendron.yml")
_HIGHEST = 8
_SUFFIXES = (".md", ".mdx", ".markdown", "/index.md", "/README.md", "/index.mdx")
_LONGEST_LABEL = 200
_COMMON_NAMES = frozenset(
    {"readme.md", "index.md", "changelog.md", "license", "license.md", "contributing.md", "package.json"}
)


def missing_file(plan: Plan) -> Iterator[Finding]:
    """Relative links to files that do not exist."""
    neighbours = plan.neighbours
    for link in plan.links if neighbours else ():
        if (
            neighbours
            and _checked(link)
            and neighbours.kind(link.path) == "missing"
            and not _served(neighbours, link.path)
        ):
            near = neighbours.find_by_name(basename(link.path)) if basename(link.path) else []
            if neighbours.real_case(link.path) is None and not _from_elsewhere(neighbours, link.path, near):
                yield _missing(plan, link, near)


def _checked(link: Link) -> bool:
    plain = link.local and link.path and _PATH.match(link.path) and not _ALIAS.match(link.path)
    return bool(plain and not _PLACEHOLDER.search(link.path))


def _from_elsewhere(neighbours: Neighbours, path: str, near: Sequence[str]) -> bool:
    """Whether `path` may lead to a page all the same: from a site's root, by a route, or in a vault by its name."""
    route = splitext(path.rstrip("/"))[1] == ""
    if path.startswith("/"):
        return route or any(other.endswith(path) for other in near) or _lies_in(neighbours, _SITES)
    return (route and _lies_in(neighbours, _SITES)) or (bool(near) and _lies_in(neighbours, _VAULTS))


def _lies_in(neighbours: Neighbours, signs: Sequence[str]) -> bool:
    """Whether one of these files or folders stands beside the plan, or in a folder above it."""
    for level in range(_HIGHEST):
        above = "../" * level
        if neighbours.kind(above or ".") == "outside":
            break
        if any(neighbours.kind(above + sign) in ("file", "directory") for sign in signs):
            return True
    return False


def _served(neighbours: Neighbours, path: str) -> bool:
    """Whether a site generator would find the page: a link without suffix, or to the page made of a source file;
    or an editor: `main.py:12-20`."""
    if line := _LINES.search(path):
        return neighbours.kind(path[: line.start()]) == "file"
    stem, suffix = splitext(path.rstrip("/"))
    if suffix in (".html", ".htm"):
        return any(neighbours.kind(stem + other) == "file" for other in _SUFFIXES)
    return suffix == "" and any(neighbours.kind(path.rstrip("/") + other) == "file" for other in _SUFFIXES)


def _missing(plan: Plan, link: Link, near: Sequence[str]) -> Finding:
    message = f"there is no file {link.path}"
    if not near:
        return Finding(link.target, message)
    if len(near) > 1:
        return Finding(link.target, f"{message}; files of that name: {', '.join(near[:3])}")
    assert plan.neighbours
    sure = basename(link.path).casefold() not in _COMMON_NAMES and not _lies_in(plan.neighbours, _SITES)
    applicability = Applicability.SAFE if sure else Applicability.UNSAFE
    return Finding(link.target, f"{message}; there is {near[0]}", (), _retarget(plan, link, near[0], applicability))


def _retarget(plan: Plan, link: Link, path: str, applicability: Applicability) -> Fix:
    """Put `path` in the place of the path that `link` writes; query and anchor stay."""
    written = plan.source[link.target]
    rest = re.search(r"[?#].*", written)
    quoted = re.sub(r"[ ()<>%]", lambda m: f"%{ord(m[0]):02X}", path)
    edit = Edit(link.target, quoted + (rest[0] if rest else ""))
    return Fix(f"Link to {path}", (edit,), applicability)


def missing_anchor(plan: Plan) -> Iterator[Finding]:
    """Anchors that no heading, here or in the linked file, has."""
    here: list[frozenset[str] | None] = []
    for link in plan.links:
        if not link.local or not link.anchor or _OTHER_ANCHOR.match(link.anchor) or _PLACEHOLDER.search(link.anchor):
            continue
        if link.path:
            known = plan.neighbours.anchors(link.path) if plan.neighbours and _checked(link) else None
        else:
            here = here or [anchors(plan.document)]
            known = here[0]
        if known is not None and not _reaches(plan, link.anchor, known):
            yield _no_anchor(plan, link, link.anchor, known, link.path or "this document")


def _reaches(plan: Plan, anchor: str, known: frozenset[str]) -> bool:
    """Whether a reader gets to `anchor`: as written, in lower case, but for emoji variation selectors, as the text of a
    heading (Obsidian), and on a site also where its slugs differ from GitHub's in signs."""
    bare = anchor.removeprefix("user-content-").lower().replace("\ufe0f", "")
    if anchor in known or any(bare == other.replace("\ufe0f", "").lower() for other in known):
        return True
    if " " in anchor and slug(anchor) in known:
        return True
    loose = {_letters(other) for other in known}
    return _letters(bare) in loose and plan.neighbours is not None and _lies_in(plan.neighbours, _SITES + _VAULTS)


def _letters(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    return "".join(filter(str.isalnum, normalize("NFKD", text).casefold()))


def _no_anchor(plan: Plan, link: Link, anchor: str, known: frozenset[str], place: str) -> Finding:
    from difflib import get_close_matches  # slow to import, and most plans need none of it

    message = f"no heading of {place} has the anchor #{anchor}"
    near = get_close_matches(anchor.lower(), sorted(known), 1, 0.7)
    if not near:
        return Finding(link.target, message)
    start = plan.source.text.index("#", link.target.start)
    edit = Edit(Span(start + 1, link.target.end), near[0])
    fix = Fix(f"Link to #{near[0]}", (edit,), Applicability.UNSAFE)
    return Finding(link.target, f"{message}; the nearest is #{near[0]}", (), fix)


def undefined_reference(plan: Plan) -> Iterator[Finding]:
    """`[text][label]` without a definition of the label, in a document that defines others."""
    references, prose = plan.document.references, plan.document.prose
    for link in plan.links if references else ():
        if not link.label or link.label in references or not any(c.isalpha() for c in link.label):
            continue
        before = prose[max(0, link.span.start - 3) : link.span.start]
        tags = before.rstrip(" ").endswith("]") or before[-1:].isalnum() or before[-1:] in tuple(")_}")
        signs = plan.source[link.text].strip()[:1] in tuple("^!@") or link.label[0] in "^!@"
        if not tags and not signs:
            label = plan.source[link.target].strip("[]") or plan.source[link.text]
            yield Finding(link.span, f"no definition of [{label}]: the link is shown as text")


def wrong_case(plan: Plan) -> Iterator[Finding]:
    """Links that lead to a file only where upper and lower case are the same."""
    if plan.neighbours is None:
        return
    for link in plan.links:
        if _checked(link) and plan.neighbours.kind(link.path) != "outside":
            real = plan.neighbours.real_case(link.path)
            if real is not None and real != link.path:
                fix = _retarget(plan, link, real, Applicability.SAFE)
                yield Finding(link.target, f"the file is called {real}: {link.path} does not exist on Linux", (), fix)


def outside_root(plan: Plan) -> Iterator[Finding]:
    """Links that leave the repository."""
    if plan.neighbours is None:
        return
    for link in plan.links:
        if _checked(link) and not _FORGE_ROUTE.match(link.path) and plan.neighbours.kind(link.path) == "outside":
            yield Finding(link.target, f"{link.path} leads out of the repository")


def label_mismatch(plan: Plan) -> Iterator[Finding]:
    """Links whose text names one file or id, and whose target another."""
    for link in plan.links:
        if not link.local or not 0 < link.text.end - link.text.start <= _LONGEST_LABEL:
            continue
        label = plain_text(plan.source[link.text]).strip()
        named = _other_file(label, link) or _other_id(label, link)
        if named:
            related = Related(link.target, f"the target is {named}")
            yield Finding(link.text, f"the text says {label}, the link leads to {named}", (related,))


def _other_file(label: str, link: Link) -> str:
    """The target's file name where the label is the name of another file of the same kind."""
    name = basename(link.path)
    if not re.fullmatch(r"[\w./ -]+\.[A-Za-z]{1,5}", label) or not name or splitext(label)[1] != splitext(name)[1]:
        return ""
    said = basename(label)
    return name if _letters(said) != _letters(name) and name.casefold() not in _COMMON_NAMES else ""


def _other_id(label: str, link: Link) -> str:
    """The target's id where the label is an id of the same series with another number."""
    said = find_codes(label, 0, len(label))
    if len(said) != 1 or said[0].span.end - said[0].span.start != len(label):
        return ""
    target = (link.anchor or splitext(basename(link.path))[0]).upper()
    if re.match(rf"{re.escape(label.upper())}(?!\d)", target):
        return ""
    there = [code.key for code in find_codes(target, 0, len(target)) if code.series == said[0].series]
    return there[0].upper() if len(there) == 1 and _digits(there[0]) != _digits(said[0].key) else ""


def _digits(key: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", key)]
