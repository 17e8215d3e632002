"use strict";
(() => {
  const root = document.documentElement;
  const store = {
    get() { try { return localStorage.getItem("planlint-theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("planlint-theme", value); } catch { /* a file may keep nothing */ } },
  };

  const button = document.querySelector(".theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const name = () => { button.textContent = isDark() ? "Light colours" : "Dark colours"; };
  const kept = store.get();
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    store.set(root.dataset.theme);
    name();
  });
  dark.addEventListener("change", name);
  name();

  const show = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) target.open = true;
  };
  addEventListener("hashchange", show);
  show();

  const rowOf = new Map(
    [...document.querySelectorAll(".plans tbody tr")].map((row) => [row.querySelector("a").hash.slice(1), row]),
  );
  const tools = document.querySelector(".tools");
  const entry = ".problem, tbody tr, .timeline li";
  const lower = (element) => element.textContent.toLowerCase();
  let groups;
  const read = () => [...document.querySelectorAll(".plan, .agenda")].map((group) => {
    const head = group.id ? lower(group.querySelector("summary > span")) : "";
    return { group, head, entries: [...group.querySelectorAll(entry)].map((each) => [each, head + lower(each)]) };
  });
  const filter = () => {
    const words = tools.querySelector("input").value.trim().toLowerCase();
    const facets = [...tools.querySelectorAll("select")].filter((select) => select.value);
    const active = words !== "" || facets.length > 0;
    const fits = ([each, text]) => text.includes(words)
      && facets.every(({ name, value }) => (each.dataset[name] ?? "").split("|").includes(value));
    let found = 0;
    const shown = [];
    for (const { group, head, entries } of groups ??= read()) {
      const fitting = new Set(entries.filter(fits));
      for (const each of entries) each[0].hidden = !fitting.has(each);
      for (const part of group.querySelectorAll("section")) part.hidden = !part.querySelector(`:is(${entry}):not([hidden])`);
      for (const list of group.querySelectorAll(".details")) list.open = active;
      const row = rowOf.get(group.id);
      group.hidden = !fitting.size && (facets.length > 0 || !head.includes(words));
      if (row) row.hidden = group.hidden;
      if (group.id && !group.hidden) shown.push(group);
      if (group.id) found += fitting.size;
    }
    if (active && shown.length <= 5) for (const group of shown) group.open = true;
    const plans = document.querySelectorAll(".plan").length;
    tools.querySelector("output").textContent = active ? `${found} found in ${shown.length} of ${plans} plans` : "";
  };
  if (tools) {
    tools.hidden = false;
    tools.addEventListener("input", filter);
  }

  const table = document.querySelector(".plans table");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.n === undefined ? cell.textContent.trim() : cell.dataset.n === "" ? -1 : Number(cell.dataset.n);
  };
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const sorter = document.createElement("button");
    sorter.type = "button";
    sorter.append(...head.childNodes);
    head.append(sorter);
    sorter.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.sort((one, other) => {
        const [a, b] = [value(one, column), value(other, column)];
        const order = typeof a === "number" ? a - b : a.localeCompare(b);
        return down ? -order : order;
      });
      body.append(...rows);
    });
  });
})();
