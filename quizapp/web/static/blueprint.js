// Count, while a blueprint is being written, what is available for each of its lines.

const table = document.querySelector("[data-blueprint]");
const total = document.querySelector("[data-total]");
let waiting = 0;
let asked = 0;

async function count() {
  const form = new FormData(table.closest("form"));
  const lines = [...form].filter(([name]) => name.startsWith("lines-"));
  const mine = ++asked;
  const answer = await fetch(`${table.dataset.blueprint}?${new URLSearchParams(lines)}`, {
    headers: { Accept: "application/json" },
  });
  if (!answer.ok || mine !== asked) return; // a newer question is on its way
  const told = await answer.json();
  table.querySelectorAll("[data-available]").forEach((cell, number) => {
    const line = told.lines[number];
    if (!line) return;
    cell.textContent = line.words;
    cell.classList.toggle("is-short", line.missing > 0);
  });
  total.textContent = told.words;
}

if (table) {
  const button = document.querySelector("[data-check]");
  if (button) button.hidden = true;
  table.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => count().catch(() => { if (button) button.hidden = false; }), 200);
  });
}
