"""The report's page in a real browser: Chromium, without a screen."""

import html
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_report import NASTY, fixture_report, report_of

from planlint.output.page import render

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = """
    --headless --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update
    --disable-sync --disable-dev-shm-usage --enable-logging=stderr --virtual-time-budget=5000
"""
WIDTHS = (320, 360, 768, 1280)

pytestmark = pytest.mark.skipif(not BROWSER, reason="needs chromium")

MEASURE = """
for (const details of document.querySelectorAll("details")) details.open = true;
const style = document.createElement("style");
style.textContent = ".plan { content-visibility: visible !important; }";
document.head.append(style);
const width = innerWidth;
const outside = [...document.body.querySelectorAll("*")].filter((element) => {
  if (element.closest(".hidden, .skip, defs, script")) return false;
  const box = element.getBoundingClientRect();
  return box.width && (box.left < -0.5 || box.right > width + 0.5);
});
const cut = [...document.body.querySelectorAll("*")].filter((element) => {
  if (element.closest(".hidden, svg")) return false;
  return getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
});
const names = (elements) => elements.map((element) => element.outerHTML.slice(0, 200));
return {
  width,
  scroll: document.documentElement.scrollWidth,
  background: getComputedStyle(document.body).backgroundColor,
  outside: names(outside),
  cut: names(cut),
};
"""

USE = """
const rows = () => [...document.querySelectorAll(".plans tbody tr:not([hidden]) th a")].map((a) => a.textContent);
const click = (selector) => document.querySelector(selector).click();
const seen = { start: rows(), theme: [] };
const problems = ".plans thead th:nth-child(3) button";
click(problems); click(problems);
seen.sorted = rows();
seen.sort = document.querySelector(".plans thead th:nth-child(3)").getAttribute("aria-sort");
click(".plans thead th:nth-child(1) button");
seen.named = rows();
const filter = document.querySelector(".tools input");
filter.value = "COMMUNITY Garden"; filter.dispatchEvent(new Event("input", { bubbles: true }));
seen.filtered = rows();
seen.told = document.querySelector(".tools output").textContent;
seen.plans = document.querySelectorAll(".plan:not([hidden])").length;
document.querySelector(".plan[open]").open = false;
location.hash = document.querySelector(".plans tbody tr:not([hidden]) th a").hash;
await new Promise((done) => setTimeout(done, 200));
seen.opened = [...document.querySelectorAll(".plan[open] h2")].map((title) => title.textContent);
for (let times = 0; times < 2; times += 1) {
  click(".theme");
  seen.theme.push([document.documentElement.dataset.theme, getComputedStyle(document.body).backgroundColor]);
}
return seen;
"""


FILTER = """
const tools = document.querySelector(".tools");
const shown = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility());
const name = (row) => row.querySelector("a").textContent;
const set = (name, value) => {
  const field = tools.querySelector(`[name=${name}]`);
  field.value = value;
  if (field.value !== value) throw new Error(`no ${name} ${value}`);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const look = () => [
  shown(".agenda tbody tr").map(name),
  shown(".plan .details tbody tr").map(name),
  shown(".timeline li").map(name),
  shown(".problem b").map((each) => each.textContent),
  tools.querySelector("output").textContent,
];
const seen = {};
const all = { words: "", state: "", severity: "", rule: "", owner: "" };
for (const [told, fields] of Object.entries(FIELDS)) {
  for (const [field, value] of Object.entries({ ...all, ...fields })) set(field, value);
  seen[told] = look();
}
return seen;
"""
FILTERED = (
    "# Yard\n\n**Owner:** Bo\n\n- [ ] Dig\n- [~] Plant\n- [x] Rake\n\n## Due\n\n- [ ] Water (due 2026-04-09)\n",
    "# Shed\n\n- [ ] Paint\n- [x] Roof\n\nProgress: 60% (1/2 tasks)\n",
)


def browse(folder: Path, page: str, *flags: str) -> tuple[str, list[str]]:
    """The page as the browser has it in the end, and what it wrote to its console."""
    file = folder / "page.html"
    file.write_text(page, encoding="utf-8")
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [str(BROWSER), *FLAGS.split(), *sandbox, profile, *flags, "--dump-dom", file.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=240, check=True)
    return run.stdout, [line for line in run.stderr.splitlines() if "CONSOLE" in line]


def ask(folder: Path, page: str, script: str, *flags: str, widths: Sequence[int] = (1280,)) -> list[Any]:
    """What `script` returns when it is run on the page, in a frame of each of these widths."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    probe = f"""<script>addEventListener("load", async () => {{
      let found;
      try {{ found = await (async () => {{ {script} }})(); }} catch (error) {{ found = String(error.stack); }}
      const result = parent.document.createElement("pre");
      result.textContent = JSON.stringify(found);
      parent.document.body.append(result);
    }});</script>"""
    inner = html.escape(page.replace("</body>", f"{probe}</body>"))
    frames = "".join(
        f'<iframe srcdoc="{inner}" style="width:{width}px;height:800px;border:0"></iframe>' for width in widths
    )
    shown, _ = browse(folder, f'<!doctype html><meta charset="utf-8"><body>{frames}</body>', *flags)
    found = [json.loads(html.unescape(told)) for told in re.findall(r"<pre>(.*?)</pre>", shown, re.S)]
    assert len(found) == len(widths)
    return found


@pytest.mark.parametrize("plans", ["none", "all"])
def test_nothing_sticks_out(tmp_path: Path, plans: str) -> None:
    page = render(fixture_report(*NASTY) if plans == "all" else report_of())
    seen = ask(tmp_path, page, MEASURE, widths=WIDTHS)
    assert sorted(found["width"] for found in seen) == sorted(WIDTHS)
    for found in seen:
        assert found["scroll"] <= found["width"]
        assert not found["outside"], found["width"]
        assert not found["cut"], found["width"]


def test_what_sticks_out_would_be_found(tmp_path: Path) -> None:
    page = render(report_of("# Plan\n")).replace("</h2>", '</h2><p style="width: 2000px">Wide</p>')
    (found,) = ask(tmp_path, page, MEASURE)
    assert found["scroll"] > found["width"]
    assert found["outside"]


def test_the_page_follows_the_system(tmp_path: Path) -> None:
    page = render(report_of())
    light, dark = (ask(tmp_path, page, MEASURE, *flags)[0]["background"] for flags in ((), ("--force-dark-mode",)))
    assert (light, dark) == ("rgb(246, 247, 248)", "rgb(20, 23, 27)")


def test_the_policy_lets_the_page_work_and_nothing_else(tmp_path: Path) -> None:
    page = render(fixture_report(*NASTY))
    shown, console = browse(tmp_path, page)
    assert not console
    assert '<button type="button" class="theme">' in shown, "the script has run"
    evil = '<img src="https://example.invalid/x.png"><script>document.title = "evil"</script>'
    shown, console = browse(tmp_path, page.replace("</main>", f"{evil}</main>"))
    assert "<title>Plan report</title>" in shown
    assert len(console) == 2
    assert all("Content Security Policy" in line for line in console)


def test_plans_can_be_sorted_found_and_opened(tmp_path: Path) -> None:
    (seen,) = ask(tmp_path, render(fixture_report()), USE)
    assert seen["start"] == seen["sorted"]
    assert sorted(seen["sorted"]) == sorted(seen["start"]) == sorted(seen["named"])
    assert seen["sorted"][0] == "Harbour Festival: Run Sheet"
    assert seen["sort"] == "descending"
    assert seen["named"][0] == "Bakery Shop Relaunch: Sprint 4"
    assert seen["named"][-1] == "Week 12: Sensor Firmware"
    assert seen["filtered"] == seen["opened"] == ["Community Garden: Phase Plan"]
    assert re.fullmatch(rf"\d+ found in 1 of {len(seen['start'])} plans", seen["told"])
    assert seen["plans"] == 1
    assert seen["theme"] == [["dark", "rgb(20, 23, 27)"], ["light", "rgb(246, 247, 248)"]]


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        (
            {"owner": "bo", "state": "open"},
            [["Water"], ["Dig", "Water (due 2026-04-09)"], ["Water"], [], "3 found in 1 of 2 plans"],
        ),
        ({"owner": "-"}, [[], ["Paint", "Roof"], [], ["Error"], "3 found in 1 of 2 plans"]),
        ({"state": "overdue"}, [["Water"], [], ["Water"], [], "1 found in 1 of 2 plans"]),
        ({"state": "active", "words": " PLANT"}, [[], ["Plant"], [], [], "1 found in 1 of 2 plans"]),
        ({"rule": "PRG001", "severity": "error"}, [[], [], [], ["Error"], "1 found in 1 of 2 plans"]),
        ({"rule": "PRG001", "state": "done"}, [[], [], [], [], "0 found in 0 of 2 plans"]),
        ({"words": "shed"}, [[], ["Paint", "Roof"], [], ["Error"], "3 found in 1 of 2 plans"]),
        ({}, [["Water"], [], ["Water"], ["Error"], ""]),
    ],
)
def test_entries_are_filtered(tmp_path: Path, fields: dict[str, str], seen: list[object]) -> None:
    script = FILTER.replace("FIELDS", json.dumps({"first": {"words": "nothing is so"}, "then": fields}))
    (found,) = ask(tmp_path, render(report_of(*FILTERED)), script)
    assert found["then"] == seen
    assert found["first"] == [[], [], [], [], "0 found in 0 of 2 plans"]
