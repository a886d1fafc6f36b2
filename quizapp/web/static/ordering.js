// Let the items of an ordering be moved up and down; the fields of their places follow.

export function orderable(list, words) {
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("aria-live", "polite");
  list.after(told);
  const rows = () => [...list.children];
  const select = (row) => row.querySelector("select");
  const name = (row) => {
    const label = row.querySelector("label").cloneNode(true);
    label.querySelector(".visually-hidden").remove();
    return label.textContent.trim();
  };

  const announce = (row) => {
    const values = { item: name(row), place: select(row).value, last: rows().length };
    told.textContent = words.moved.replace(/{(\w+)}/g, (_, key) => values[key]);
  };

  const arrange = () => {
    const focused = document.activeElement;
    const all = rows();
    if (all.some((row) => !select(row).value)) return;
    const sorted = all.toSorted((one, other) => select(one).value - select(other).value);
    if (sorted.some((row, place) => row !== all[place])) list.append(...sorted);
    if (list.contains(focused)) focused.focus();
    sorted.forEach((row, place) => {
      row.querySelector("[data-up]").setAttribute("aria-disabled", String(place === 0));
      row.querySelector("[data-down]").setAttribute("aria-disabled", String(place === sorted.length - 1));
    });
  };

  const move = (row, step) => {
    const all = rows();
    const from = all.indexOf(row);
    const to = from + step;
    if (to < 0 || to >= all.length) return;
    all.splice(from, 1);
    all.splice(to, 0, row);
    all.forEach((one, place) => { select(one).value = String(place + 1); });
    arrange();
    announce(row);
    select(row).dispatchEvent(new Event("change", { bubbles: true }));
  };

  // A place that another item has is swapped with it, so that no two items ever have the same.
  const before = new Map();
  const remember = () => rows().forEach((row) => before.set(row, select(row).value));
  list.addEventListener("change", (event) => {
    const row = event.target.closest("li");
    const other = rows().find((one) => one !== row && select(one).value && select(one).value === select(row).value);
    if (other) select(other).value = before.get(row) || "";
    remember();
    arrange();
    if (event.isTrusted) announce(row);
  }, true);

  for (const row of rows()) {
    const buttons = document.createElement("span");
    buttons.className = "moves";
    for (const [key, step, sign] of [["up", -1, "↑"], ["down", 1, "↓"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small";
      button.dataset[key] = "";
      button.textContent = sign;
      button.setAttribute("aria-label", `${words[key]}: ${name(row)}`);
      button.addEventListener("click", () => { move(row, step); button.focus(); });
      buttons.append(button);
    }
    row.append(buttons);
  }
  list.addEventListener("arrange", () => { remember(); arrange(); }); // its fields were set from elsewhere
  remember();
  arrange();
}
