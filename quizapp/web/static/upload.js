// Let a file be dropped, and refuse one that is too large before it is sent.

for (const form of document.querySelectorAll("form[data-upload]")) {
  const drop = form.querySelector("[data-drop]");
  const file = form.querySelector("input[type=file]");
  const refusal = form.querySelector("[data-refusal]");
  for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;

  const check = () => {
    const tooLarge = file.files.length > 0 && file.files[0].size > Number(form.dataset.most);
    refusal.hidden = !tooLarge;
    refusal.textContent = tooLarge ? form.dataset.tooLarge : "";
    return !tooLarge;
  };

  const isOver = (over) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", over);
  };
  drop.addEventListener("dragenter", isOver(true));
  drop.addEventListener("dragover", isOver(true));
  drop.addEventListener("dragleave", isOver(false));
  drop.addEventListener("drop", (event) => {
    isOver(false)(event);
    if (event.dataTransfer.files.length === 0) return;
    const chosen = new DataTransfer();
    chosen.items.add(event.dataTransfer.files[0]);
    file.files = chosen.files;
    if (check()) form.requestSubmit();
  });
  file.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    if (!check()) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}
