// Make a form of rows better: rows can be added, and the preview follows what is typed.

const form = document.getElementById("editing");
const preview = document.getElementById("preview");

// A new row is the last one again, with the next number in its names, and empty.
function addRow(list) {
  const rows = [...list.children].filter((child) => child.matches("[data-row]"));
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  const number = Number(last.dataset.row);
  const old = `${list.dataset.rows}-${number}`;
  const fresh = `${list.dataset.rows}-${number + 1}`;
  row.dataset.row = String(number + 1);
  for (const element of row.querySelectorAll("*")) {
    for (const attribute of ["id", "name", "for", "data-rows", "aria-describedby"]) {
      const value = element.getAttribute(attribute);
      if (value && (value === old || value.startsWith(`${old}-`))) element.setAttribute(attribute, fresh + value.slice(old.length));
    }
    if (element.matches("input[type=radio], input[type=checkbox]")) {
      element.checked = false;
      if (element.type === "radio" && element.name === `${list.dataset.rows}-right`) element.value = String(number + 1);
    } else if (element.matches("input, textarea")) element.value = "";
    else if (element.matches("select")) element.selectedIndex = [...element.options].findIndex((option) => option.defaultSelected && element.name.endsWith("-stance"));
  }
  for (const select of row.querySelectorAll("select")) if (select.selectedIndex < 0) select.selectedIndex = 0;
  for (const error of row.querySelectorAll(".error")) error.remove();
  for (const wrong of row.querySelectorAll(".has-error")) wrong.classList.remove("has-error");
  const isInner = list.parentElement.closest("[data-rows]");
  for (const place of row.querySelectorAll(".nth, .visually-hidden")) {
    place.textContent = place.textContent.replace(isInner ? /\d+(?=\D*$)/ : /\d+/, String(rows.length + 1));
  }
  last.after(row);
  row.querySelector("input:not([type=radio]):not([type=checkbox]), textarea, select")?.focus();
  const add = [...list.querySelectorAll("[data-add]")].find((button) => button.closest("[data-rows]") === list);
  if (add && rows.length + 1 >= Number(list.dataset.most)) add.hidden = true;
}

// With a button for more rows, one empty row at the end of a list is enough.
function isBlank(row) {
  return [...row.querySelectorAll("input:not([type=radio]):not([type=checkbox]), textarea")].every((field) => !field.value.trim())
    && [...row.querySelectorAll("select")].every((field) => field.selectedIndex === 0 || field.name.endsWith("-stance"));
}

for (const list of form.querySelectorAll("[data-rows]")) {
  const rows = [...list.children].filter((child) => child.matches("[data-row]"));
  while (rows.length > 2 && isBlank(rows[rows.length - 1]) && isBlank(rows[rows.length - 2]) && !isBlank(rows[0])) rows.pop().remove();
}

function offerRows() {
  for (const button of form.querySelectorAll("[data-add]")) button.hidden = false;
}
offerRows();
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (button) addRow(button.closest("[data-rows]"));
});

// The preview is the same form sent to the same address, of whose answer only the preview is taken.
let waiting = 0;
let asked = null;

async function show(pressed = false) {
  asked?.abort();
  asked = new AbortController();
  const values = new URLSearchParams(new FormData(form));
  values.set("act", "preview");
  try {
    const answer = await fetch(form.action, { method: "POST", body: values, signal: asked.signal, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("preview");
    if (!found) throw new Error("no preview");
    preview.replaceChildren(...found.childNodes);
    if (!pressed) return;
    // What the server has written out; not while somebody types.
    for (const list of page.querySelectorAll("[data-renewed]")) document.getElementById(list.id).replaceWith(list);
    offerRows();
  } catch (error) {
    if (error.name !== "AbortError") {
      const sentence = document.createElement("p");
      sentence.className = "error";
      sentence.textContent = preview.dataset.failed;
      preview.replaceChildren(sentence);
    }
  }
}

if (preview) {
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 600, false);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  if (form.querySelector("textarea")?.value.trim()) show();
  form.querySelector("[data-preview]").addEventListener("click", (event) => {
    event.preventDefault();
    clearTimeout(waiting); // of what was typed just before: it would break this one off
    show(true);
  });
}
