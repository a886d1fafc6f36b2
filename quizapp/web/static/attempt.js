// Make an attempt better than its plain form: save as you go, with or without a network; tell the time; flag and order
// without loading a page. Knows nothing of kinds of question: it sends the fields of a question as the form would.

import { Clock } from "./clock.js";
import { openJournal } from "./journal.js";
import { mapOf } from "./map.js";
import { orderable } from "./ordering.js";
import { Outbox } from "./saving.js";
import { pause } from "./sending.js";
import { arrival, ServerTime } from "./servertime.js";
import { State } from "./state.js";
import { Tabs } from "./tabs.js";
import { Turning } from "./turning.js";

const GRACE = 4500; // milliseconds after the end in which a save is taken, and half a second to spare

const form = document.getElementById("paper");
const words = JSON.parse(form.dataset.words);
const handInForm = document.getElementById("hand-in");
const isPaper = "paper" in form.dataset;
const person = Number(form.dataset.person);
const attempt = Number(form.dataset.attempt);
const time = new ServerTime();
const state = new State(form);
const map = mapOf(form, words);

const journal = await openJournal();
if (isPaper) time.assume(await journal.noted("offset"));
else time.hear(form.dataset.now, ...arrival());
const ends = isPaper && (await journal.noted(`ends-${attempt}`));
if (ends) form.dataset.endsAt = ends;

if (!isPaper) journal.note(`page-${attempt}`, Number(form.dataset.number)); // before a button can turn on
const tabs = new Tabs(person, attempt, (entry, said) => outbox.answers.hear(entry, said));
const hooks = { changed: map.show, renewed: enhance, lookAtClock: () => clock.look(), signedOut, handedIn: lead, locked: () => { handInForm.hidden = true; } };
const outbox = new Outbox(form, words, { journal, time, state, tabs, hooks });
const clock = new Clock(form, words, time, { say: (...told) => state.say(...told), end: timeIsOver, handedIn: leave, signedOut, heard });
let again = null; // the dialog in which one signs in again, when it is needed
const turning = new Turning(form, outbox, time, signedOut);
const source = form.querySelector("[data-reading]");
const paper = isPaper ? new (await import("./paper.js")).Paper(form, outbox, words, map) : null;

for (const button of form.querySelectorAll("[data-short]")) button.textContent = button.dataset.short;
form.querySelector("[data-save-button]")?.setAttribute("hidden", "");
if (!journal.durable) state.say(words.no_journal, "waiting");
journal.lost = () => state.say(words.no_journal, "wrong");
if (isPaper) await outbox.overlayHeard();
enhance(form);
await paper?.start();
await outbox.start();
clock.start();
if (!isPaper) turning.keeping = keep();
if (source) showReading();

async function showReading() {
  const { Reading } = await import("./reading.js").catch(() => ({}));
  if (!Reading) return; // its link opens a tab of its own
  const reading = new Reading(form, source, { page: () => paper?.page ?? form.dataset.number, ready: () => outbox.flush() });
  paper?.form.addEventListener("turned", () => reading.turned());
}

function enhance(element) {
  for (const list of element.querySelectorAll("[data-order]")) orderable(list, words);
}

// What the clock of the server told.
function heard(told) {
  again?.close(); // signed in again, in another window
  journal.note("offset", time.offset);
  journal.note(`ends-${attempt}`, told.ends_at);
  outbox.answers.compare(told.sequences || []);
}

// A button of the page saves first what is on its way; a flag needs no new page, and Enter in a field only saves.
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const flag = button && button.closest("[data-flag]");
  const only = !button || button.matches("[data-save-button]");
  if (turning.native) return outbox.leave();
  event.preventDefault();
  event.stopPropagation(); // page.js would take the second sending for a double one
  if (outbox.leaving) return;
  if (flag) outbox.flag(flag.closest("[data-slot]"));
  else if (paper && !only) paper.turn(button.value);
  else if (only) outbox.flush();
  else await turning.by(button);
});

handInForm.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopPropagation();
  if (!outbox.locked) outbox.handIn(handInForm.action);
});

addEventListener("pageshow", (event) => {
  outbox.stay();
  if (event.persisted) location.reload(); // brought back from the browser's memory: it may be old
});

// The time is over: send the last changes, and hand in; where the site cannot be reached, try until it can.
async function timeIsOver() {
  if (outbox.locked) return; // handed in on this device already
  if (clock.left > 0) {
    clock.over = false; // more time was given meanwhile, or the time was not yet over by the server's clock
    return;
  }
  state.say(words.ended);
  await saveUntil(performance.now() + clock.left * 1000 + GRACE);
  if (!(await clock.look())) {
    state.say(words.late, "waiting");
    setTimeout(timeIsOver, 3000);
  } else if (clock.left > 0) {
    clock.over = false; // more time was given at the last moment
  } else if (!outbox.leaving && !outbox.locked) {
    outbox.handIn(handInForm.action);
  }
}

// What was changed last is still taken for a moment after the end: try until it is saved.
async function saveUntil(moment) {
  const left = () => moment - performance.now();
  while (left() > 0 && !(await Promise.race([outbox.flush(), pause(left())]))) await pause(Math.min(300, left()));
}

async function signedOut() {
  const { SignInAgain } = await import("./signing.js").catch(() => ({}));
  if (!SignInAgain) return; // the network has gone meanwhile: the next save asks again
  again ||= new SignInAgain(document.querySelector("[data-sign-in-again]"), form, words, () => outbox.flush());
  again.open();
}

async function keep() {
  const keeping = await import("./keeping.js").catch(() => null);
  form.dataset.isKept = Boolean(await keeping?.keepPaper(form, journal));
}

// It is handed in, here or elsewhere: what still waits is sent first, to be kept as late.
async function leave() {
  if (outbox.leaving || outbox.locked) return;
  outbox.leave();
  await Promise.race([outbox.flush(), pause(GRACE)]);
  await lead(form.dataset.result);
}

async function lead(address) {
  outbox.leave();
  await import("./keeping.js").then((keeping) => keeping.dropPaperAt(person, form.dataset.kept)).catch(() => null);
  await journal.forgetHeard(person, attempt);
  location.assign(address);
}
