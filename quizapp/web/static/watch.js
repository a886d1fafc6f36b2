// Keep the page on which a quiz is watched fresh; it can be paused, and rests while nobody looks at it.

const EVERY = 5000;
const place = document.querySelector("[data-watch]");
const button = document.querySelector("[data-pause]");
const told = document.querySelector("[data-fresh]");
let paused = false;

async function look() {
  const answer = await fetch(place.dataset.watch, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const { html } = await answer.json();
  const focused = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  if (focused) place.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

async function loop() {
  if (!paused && !document.hidden) {
    try {
      await look();
      told.textContent = told.dataset.fresh;
    } catch {
      told.textContent = told.dataset.lost;
    }
  }
  setTimeout(loop, EVERY);
}

if (place && button) {
  button.hidden = false;
  told.textContent = told.dataset.fresh;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.resume : button.dataset.pause;
    told.textContent = paused ? told.dataset.paused : told.dataset.fresh;
  });
  setTimeout(loop, EVERY);
}
