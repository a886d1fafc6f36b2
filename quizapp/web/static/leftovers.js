// On other pages: send what this browser still holds of the attempts of whoever is signed in, and say so in a notice.

import { openJournal } from "./journal.js";
import { dropPaperAt, dropPapersExcept } from "./keeping.js";
import { freshToken, isLater, pageToken, send } from "./sending.js";
import { linkTo } from "./state.js";

const LONGEST = 15000;

const box = document.querySelector("[data-leftovers]");
const words = JSON.parse(box.dataset.words);
const person = Number(box.dataset.person || 0);
const lines = new Map();
const tried = new Set(); // what the server would not have
let delay = 0;
let running = false;

await dropPapersExcept(person);
const journal = await openJournal();
const done = location.pathname.match(/^\/attempts\/(\d+)\/result$/);
await journal.forgetHeard(person, done?.[1]);
if (done) await dropPaperAt(person, location.pathname.replace(/result$/, "paper"));
if (sessionStorage.quizappLate) line("late", sessionStorage.quizappLate, "wrong");
delete sessionStorage.quizappLate;
if (!person) await askToSignIn();
else await run();
addEventListener("online", () => person && run());

async function askToSignIn() {
  for (const entries of grouped(await journal.all())) {
    const [{ attempt, name }] = entries;
    const sentence = say("sign_in", entries).replace("{name}", name);
    line(attempt, sentence, "waiting", [box.dataset.stranded, words.what]);
  }
}

async function run() {
  if (running) return;
  running = true;
  let left = false;
  for (const entries of grouped((await journal.all()).filter((entry) => entry.person === person))) left = !(await sendAll(entries)) || left;
  running = false;
  delay = Math.min(delay ? delay * 2 : 1000, LONGEST);
  if (left) setTimeout(run, delay);
}

// Send what is left of one attempt, in order; tells whether nothing is left that may still be sent.
async function sendAll(entries) {
  const [{ attempt }] = entries;
  const open = entries.filter((entry) => !tried.has(entry.key));
  if (open.length) line(attempt, say("sending", entries), "waiting");
  let address = "";
  for (const entry of open) {
    const { kind, told, status } = await sendOne(entry);
    if (["unheard", "signedOut", "expired"].includes(kind)) return line(attempt, waiting(entries), "waiting");
    if (["gone", "refused"].includes(kind)) await stuck(entry, told, status);
    else await settle(entry, kind, told);
    if (kind === "handedIn") address = told.address;
  }
  if (open.some((entry) => tried.has(entry.key)) || !open.length) line(attempt, say("stuck", entries.filter((entry) => tried.has(entry.key))), "wrong", [box.dataset.stranded, words.what]);
  else if (address) line(attempt, say("handed_in", entries), "", [address, words.result]);
  else line(attempt, say("done", entries));
  return true;
}

function waiting(entries) {
  return say(entries.some((one) => one.kind === "hand-in") ? "handing" : "waiting", entries);
}

async function sendOne(entry) {
  const came = await send(entry, pageToken());
  if (came.kind !== "expired" || !(await freshToken(entry.clock))) return came;
  return send(entry, pageToken());
}

async function settle(entry, kind, told) {
  if (kind === "stale" && isLater(entry, told)) {
    await journal.raise(entry, told.sequence + 1);
    const again = (await journal.of(entry.person, entry.attempt)).find((one) => one.key === entry.key);
    if (again && (await sendOne(again)).kind === "saved") await journal.drop(again);
    return;
  }
  if (kind === "saved") await journal.heard(entry, told.sequence);
  if (kind === "late") line(`late-${entry.attempt}`, told.message, "wrong");
  if (kind === "stale") line(entry.key, say("newer", [entry]).replace("{number}", entry.position).replace("{words}", entry.words || words.none), "waiting");
  await journal.drop(entry);
}

async function stuck(entry, told, status) {
  tried.add(entry.key);
  await journal.fault(entry, status, told.message || "");
}

function grouped(entries) {
  return Map.groupBy(entries, (entry) => `${entry.person}:${entry.attempt}`).values();
}

function say(name, entries) {
  const count = entries.filter((entry) => entry.kind === "answer").length;
  return words[name].replace("{title}", entries[0].title).replace("{count}", count);
}

// One line of the notice for each thing that is told; returns false, for whoever must go on waiting.
function line(name, sentence, kind = "", link = null) {
  const old = lines.get(name);
  if (old?.dataset.said === sentence) return false;
  const made = document.createElement("p");
  made.className = kind ? `message message-${kind}` : "message";
  made.dataset.said = made.textContent = sentence;
  if (link) made.append(" ", linkTo(...link));
  if (old) old.replaceWith(made);
  else box.append(made);
  lines.set(name, made);
  box.hidden = false;
  return false;
}
