// List what this browser holds of answers that have not gone up, say why, and save them as a file for the teacher.

import { openJournal } from "./journal.js";
import { keptPapers } from "./keeping.js";

const FORMAT = "quizapp-stranded-1";
const list = document.querySelector("[data-stranded-list]");
const words = JSON.parse(list.dataset.words);
const journal = await openJournal();
await show();

async function show() {
  const groups = [...Map.groupBy(await journal.all(), (entry) => `${entry.person}:${entry.attempt}`).values()];
  const kept = await keptPapers();
  const others = kept.filter((path) => !groups.some(([entry]) => path.includes(`/${entry.attempt}/`)));
  list.replaceChildren(...groups.map((entries) => part(entries, kept)), ...others.map((path) => paragraph(words.kept, goOn(path))));
  if (!groups.length) list.prepend(paragraph(journal.durable ? words.empty : words.no_journal));
}

function part(entries, kept) {
  const [{ attempt, title, name }] = entries;
  const made = element("section", "stranded");
  made.dataset.attempt = attempt;
  made.append(element("h2", "", words.title.replace("{title}", title).replace("{name}", name)));
  made.append(element("p", "", told(entries)));
  for (const reason of reasons(entries)) made.append(element("p", "reason", reason));
  made.append(element("p", "quiet", words.origin.replace("{site}", location.origin)));
  const acts = element("p", "actions");
  const said = element("p", "saved-as");
  said.setAttribute("role", "status");
  if (answersOf(entries).length) acts.append(button(words.save, "primary", () => { said.textContent = words.saved.replace("{file}", save(entries)); }));
  const path = kept.find((one) => one.includes(`/${attempt}/`));
  if (path) acts.append(goOn(path));
  acts.append(button(words.forget, "quiet", () => forget(entries)));
  made.append(acts, said);
  return made;
}

function answersOf(entries) {
  return entries.filter((entry) => entry.kind === "answer");
}

// How much it is, and from when.
function told(entries) {
  const answers = answersOf(entries);
  const moments = answers.map((entry) => entry.made_at).sort();
  const handIn = entries.find((entry) => entry.kind === "hand-in");
  const sentence = answers.length ? (answers.length === 1 ? words.answer : words.answers) : words.only_hand_in;
  const parts = [sentence.replace("{count}", answers.length).replace("{first}", when(moments[0])).replace("{last}", when(moments.at(-1)))];
  if (handIn) parts.push(words.hand_in.replace("{last}", when(handIn.made_at)));
  return parts.join(" · ");
}

function when(moment) {
  return moment ? new Date(moment).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }) : "";
}

// Why it could not be sent, each reason once.
function reasons(entries) {
  const found = entries.filter((entry) => entry.fault).map(({ fault, name }) => {
    if (fault.status === 401) return words.signed_out.replace("{name}", name);
    if (fault.status === 403) return words.forbidden;
    if (fault.status === 404) return words.gone;
    return words.refused.replace("{message}", fault.message);
  });
  return found.length ? new Set(found) : [words.waits];
}

// Save the answers of one attempt as a file; returns its name.
function save(entries) {
  const [{ attempt, title: quiz, name: person }] = entries;
  const rows = answersOf(entries).map(({ position, sequence, content, made_at, device_at }) => ({ position, sequence, content, made_at, device_at }));
  const file = { format: FORMAT, site: location.origin, saved_at: new Date().toISOString(), attempts: [{ attempt, quiz, person, entries: rows }] };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
  link.download = `answers-${attempt}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return link.download;
}

async function forget(entries) {
  if (!window.confirm(words.sure)) return;
  for (const entry of entries) await journal.forget(entry.key);
  await show();
}

function goOn(path) {
  const link = element("a", "button", words.go_on);
  link.href = path;
  return link;
}

function button(sentence, className, act) {
  const made = element("button", className, sentence);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function paragraph(sentence, ...more) {
  const made = element("p", "", sentence);
  for (const one of more) made.append(" ", one);
  return made;
}

function element(tag, className, sentence = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = sentence;
  return made;
}
