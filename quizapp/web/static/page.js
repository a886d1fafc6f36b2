// Make every page a little better: focus what is wrong, ask before what cannot be undone, send no form twice.

const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 3000) event.preventDefault();
  else if (form.method === "post") form.dataset.sent = String(Date.now());
});

// A link of the summary leads to its field, and the field takes the focus.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    (field.matches("input, select, textarea, button") ? field : field.querySelector("input, select, textarea") || field).focus();
  }
});

const zone = document.querySelector('input[name="zone"][type="hidden"]');
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
