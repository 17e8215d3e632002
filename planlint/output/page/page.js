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

  if (rows.length < 10) return;
  const tools = document.querySelector(".tools");
  const plans = rows.map((row) => document.getElementById(row.querySelector("a").hash.slice(1)));
  const words = new Map(rows.map((row, index) => [row, [row.cells[0].textContent.toLowerCase(), plans[index]]]));
  tools.hidden = false;
  tools.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let count = 0;
    for (const [row, [text, plan]] of words) {
      row.hidden = plan.hidden = !text.includes(wanted);
      count += !row.hidden;
    }
    tools.querySelector("output").textContent = wanted ? `${count} of ${rows.length} plans` : "";
  });
})();
