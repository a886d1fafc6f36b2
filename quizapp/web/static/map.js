// Show how a question stands in the map of all questions and on its flag, after a change, a save or a flag.

const SHAPES = { answered: "●", partly: "◐", open: "○" };

export function mapOf(form, words) {
  return { show: (one) => show(form, words, one), states: () => states(form), mark: (page, perPage) => mark(form, words, page, perPage) };
}

function show(form, words, one) {
  const place = form.querySelector(`[data-place="${one.position}"]`);
  const shape = place && place.querySelector(".shape");
  if (shape && one.progress) {
    shape.className = `shape shape-${one.progress}`;
    shape.textContent = SHAPES[one.progress];
    place.dataset.progress = one.progress;
  }
  const flag = one.element?.querySelector("[data-flag]");
  flag?.classList.toggle("is-flagged", one.flagged);
  if (flag) flag.querySelector("[data-flag-words]").textContent = one.flagged ? words.unflag : words.flag;
  if (place) place.querySelector(".flag-mark").hidden = !one.flagged;
  if (place) tell(place, words);
  count(form, words);
}

function tell(place, words) {
  const { progress, flagged, here } = stateOf(place);
  place.querySelector("[data-words]").textContent = [words[progress], flagged && words.flagged, here && words.here].filter(Boolean).join(", ");
}

function count(form, words) {
  const all = states(form);
  const bar = form.querySelector("[data-progress]");
  if (!bar) return;
  const done = all.filter((one) => one.progress === "answered").length;
  bar.value = done;
  form.querySelector("[data-count]").textContent = words.count.replace("{done}", done).replace("{all}", all.length);
}

function stateOf(place) {
  return {
    position: Number(place.dataset.place),
    progress: place.querySelector(".shape").className.replace("shape shape-", ""),
    flagged: !place.querySelector(".flag-mark").hidden,
    here: place.classList.contains("is-current"),
  };
}

function states(form) {
  return [...form.querySelectorAll("[data-place]")].map(stateOf);
}

// Mark the places of a page as those that are shown.
function mark(form, words, page, perPage) {
  for (const place of form.querySelectorAll("[data-place]")) {
    const here = Math.ceil(Number(place.dataset.place) / perPage) === page;
    place.classList.toggle("is-current", here);
    if (here && place.matches("button")) place.setAttribute("aria-current", "step");
    else place.removeAttribute("aria-current");
    if ("forwardOnly" in form.dataset) place.classList.toggle("is-left", Math.ceil(Number(place.dataset.place) / perPage) < page);
    tell(place, words);
  }
}
