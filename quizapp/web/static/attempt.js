// Make an attempt better than its plain form: save as you go, tell the time, flag and order without loading a page.
// Knows nothing of kinds of question: it sends the fields of a question as the form would.

import { Clock } from "./clock.js";
import { orderable } from "./ordering.js";
import { Outbox } from "./saving.js";

const GRACE = 4500; // milliseconds after the end in which a save is taken, and half a second to spare

const form = document.getElementById("paper");
const words = JSON.parse(form.dataset.words);
const notices = form.querySelector("[data-notices]");

function say(sentence, wrong = false) {
  if (notices.textContent === sentence) return; // told already, and still true
  const line = document.createElement("p");
  line.className = wrong ? "message message-wrong" : "message";
  line.textContent = sentence;
  notices.replaceChildren(line);
}

const outbox = new Outbox(form, words, { say, changed: showSlot, renewed: enhance, lookAtClock: () => clock.look() });
const clock = new Clock(form, words, { say, end: handIn, handedIn: leave });

enhance(form);
outbox.start();
clock.start();

function enhance(element) {
  for (const list of element.querySelectorAll("[data-order]")) orderable(list, words);
}

// What the map and the buttons tell of a question, after a save or a flag.
function showSlot(slot) {
  const place = form.querySelector(`[data-place="${slot.position}"]`);
  const shape = place && place.querySelector(".shape");
  if (shape && slot.progress) {
    shape.className = `shape shape-${slot.progress}`;
    shape.textContent = { answered: "●", partly: "◐", open: "○" }[slot.progress];
    place.dataset.progress = slot.progress;
  }
  const flag = slot.element.querySelector("[data-flag]");
  flag.classList.toggle("is-flagged", slot.flagged);
  flag.querySelector("[data-flag-words]").textContent = slot.flagged ? words.unflag : words.flag;
  if (place) {
    place.querySelector(".flag-mark").hidden = !slot.flagged;
    const now = shape.className.replace("shape shape-", "");
    place.querySelector("[data-words]").textContent = [words[now], slot.flagged && words.flagged, words.here].filter(Boolean).join(", ");
  }
  const shapes = [...form.querySelectorAll("[data-place] .shape")];
  const done = shapes.filter((one) => one.classList.contains("shape-answered")).length;
  form.querySelector("[data-progress]").value = done;
  form.querySelector("[data-count]").textContent = words.count.replace("{done}", done).replace("{all}", shapes.length);
}

// A button of the page saves first what is on its way; a flag needs no new page, and Enter in a field only saves.
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const flag = button && button.closest("[data-flag]");
  if (outbox.leaving) {
    event.preventDefault();
    return;
  }
  if (!flag && !outbox.unsaved && !(button && button.matches("[data-save-button]"))) {
    outbox.leave();
    return;
  }
  event.preventDefault();
  event.stopPropagation(); // page.js would take the second sending for a double one
  if (flag) {
    outbox.flag(flag.closest("[data-slot]"));
    return;
  }
  const saved = await outbox.flush();
  if (button && button.matches("[data-save-button]")) return;
  if (!saved) {
    say(words.offline || words.failed, true);
    return;
  }
  form.requestSubmit(button);
});

addEventListener("pageshow", (event) => {
  outbox.stay();
  if (event.persisted) location.reload(); // brought back from the browser's memory: it may be old
});

// The time is over: send the last changes, and hand in; where the site cannot be reached, try until it can.
async function handIn() {
  say(words.ended);
  await saveUntil(performance.now() + clock.left * 1000 + GRACE);
  if (!(await clock.look())) {
    say(words.late, true);
    setTimeout(handIn, 3000);
  } else if (clock.left > 0) {
    clock.over = false; // more time was given at the last moment
  } else if (!outbox.leaving) {
    outbox.leave();
    document.getElementById("hand-in").submit();
  }
}

// What was changed last is still taken for a moment after the end: try until it is saved.
async function saveUntil(moment) {
  const left = () => moment - performance.now();
  while (left() > 0 && !(await Promise.race([outbox.flush(), pause(left())]))) await pause(Math.min(300, left()));
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function leave() {
  outbox.leave();
  location.assign(form.dataset.result);
}
