// Write each changed question into the journal at once, and send what the journal holds of this attempt, in order,
// until the server has said of each entry that it has it.

import { freshToken, pageToken, send, bodyOf } from "./sending.js";
import { Slot } from "./fields.js";
import { Answers } from "./answers.js";

const PAUSE = 800; // milliseconds without typing before a text is sent
const LONGEST = 15000;
const STAYING = 10000; // milliseconds until a page that did not go away is taken up again

export class Outbox {
  constructor(form, words, parts) {
    Object.assign(this, { form, words, ...parts, leaving: false, sending: null, delay: 0, timer: 0, trouble: "", said: "", renewedAt: -STAYING, unreached: false, silent: false });
    this.person = Number(form.dataset.person);
    this.attempt = Number(form.dataset.attempt);
    this.slots = [...form.querySelectorAll("[data-slot]")].map((element) => new Slot(element));
    this.pending = new Map(); // what the journal holds of this attempt
    this.unwanted = new Map(); // the content that the server would not have
    this.answers = new Answers(this);
  }

  async start() {
    await this.overlay();
    const note = (pause) => (event) => this.note(event.target, pause);
    this.form.addEventListener("input", note(PAUSE));
    this.form.addEventListener("change", note(0));
    this.form.addEventListener("focusout", note(0));
    addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => this.unsaved && this.flush());
    addEventListener("pagehide", () => this.sendBeforeLeaving());
    addEventListener("beforeunload", (event) => {
      if (!this.leaving && !this.safe) event.preventDefault();
    });
    for (const slot of this.unwritten) { // what was answered before this script came
      slot.touched = true;
      this.keep(slot);
    }
    this.soon(0);
  }

  // Put what the journal holds on the fields of the page.
  async overlay() {
    for (const entry of await this.journal.of(this.person, this.attempt)) {
      this.pending.set(entry.key, entry);
      const slot = this.at(entry.position);
      if (slot && !slot.isChanged) {
        slot.show(entry.content);
        slot.isKept(entry);
      }
      if (entry.kind === "answer") this.hooks.changed(slot || entry);
      if (entry.kind === "hand-in") this.lock();
    }
  }

  // Put what the server was heard to have on a paper that was kept before.
  async overlayHeard() {
    const heard = await this.journal.heardOf(this.person, this.attempt);
    for (const [position, { content, sequence }] of Object.entries(heard)) {
      const slot = this.at(Number(position));
      if (!slot || sequence <= slot.highest || slot.isChanged) continue;
      slot.show(content);
      slot.took(content, { sequence });
      this.hooks.changed(slot);
    }
  }

  at(position) {
    return this.slots.find((slot) => slot.position === position);
  }

  get waiting() {
    return [...this.pending.values()].filter((entry) => this.unwanted.get(entry.key) !== entry.content);
  }

  get unsaved() {
    return this.sending !== null || this.waiting.length > 0 || this.unwritten.length > 0;
  }

  get unwritten() {
    return this.slots.filter((slot) => slot.isChanged);
  }

  // Whether nothing is lost when this page goes.
  get safe() {
    return !this.unwritten.length && (this.journal.durable || !this.unsaved);
  }

  note(target, pause) {
    const slot = this.at(Number(target.closest("[data-slot]")?.dataset.slot));
    if (!slot || !(slot.isChanged || this.waiting.length)) return;
    slot.touched = true;
    this.keep(slot);
    this.soon(pause);
  }

  flag(element) {
    const slot = this.at(Number(element.dataset.slot));
    slot.flagged = !slot.flagged;
    slot.touched = true;
    this.hooks.changed(slot);
    this.keep(slot);
    this.soon(0);
  }

  // Write a question into the journal; while one writing runs, what is changed meanwhile is written after it.
  keep(slot) {
    slot.keeping ||= this.write(slot).finally(() => { slot.keeping = null; });
    return slot.keeping;
  }

  async write(slot) {
    while (slot.isChanged) {
      const entry = await this.journal.put(this.entryOf(slot));
      slot.isKept(entry);
      this.pending.set(entry.key, entry);
      this.tabs.tell(entry);
      this.hooks.changed(slot);
    }
  }

  entryOf(slot) {
    const { position, address, content, words, progress, flagged } = slot;
    const sequence = slot.highest + 1;
    return { ...this.entry(position, "answer", address, content), position, sequence, words, progress, flagged, mere: slot.isMere };
  }

  entry(what, kind, address, content = "") {
    const { title, personName, clock } = this.form.dataset;
    const { person, attempt } = this;
    return { key: `${person}:${attempt}:${what}`, person, attempt, kind, address, content, title, name: personName, clock, ...this.time.moments };
  }

  async turn(number, address) {
    const entry = await this.journal.put(this.entry(`turn-${number}`, "turn", address, "go=next"));
    this.pending.set(entry.key, entry);
    this.soon(0);
  }

  async handIn(address) {
    await Promise.all(this.slots.map((slot) => this.keep(slot)));
    const entry = await this.journal.put(this.entry("hand-in", "hand-in", address));
    this.pending.set(entry.key, entry);
    this.lock();
    return this.flush();
  }

  // Handed in on this device: nothing is changed any more.
  lock() {
    this.locked = this.form.inert = true;
    this.form.classList.add("is-handed");
    this.state.say(this.words.handing, "waiting");
    this.hooks.locked();
  }

  soon(pause) {
    if (!this.unsaved) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  // Send all that waits; tells whether everything is saved.
  async flush() {
    clearTimeout(this.timer);
    while (this.sending) await this.sending;
    if (!this.unsaved) return true;
    this.sending = this.sendAll();
    try {
      return await this.sending;
    } finally {
      this.sending = null;
      if (this.again) this.soon(this.again);
      this.again = 0;
    }
  }

  async sendAll() {
    await Promise.all(this.unwritten.map((slot) => this.keep(slot)));
    for (let entry = await this.next(); entry; entry = await this.next()) {
      if (!this.unreached) this.state.show("saving", this.words.saving); // else where it is goes on being told
      const { kind, told, status, silent = false } = await send(entry, pageToken());
      Object.assign(this, { silent, unreached: false });
      if (kind === "unheard" && !this.pending.has(entry.key)) continue; // another window has brought it meanwhile
      if (!(await this[kind](entry, told, status))) return this.later();
    }
    return !this.waiting.length && !this.unwritten.length;
  }

  // Return the first entry that waits, as the journal has it: another window may have written or sent some.
  async next() {
    const before = [...this.pending.keys()];
    const entries = await this.journal.of(this.person, this.attempt);
    const there = new Set(entries.map((entry) => entry.key));
    for (const key of before) if (!there.has(key)) this.pending.delete(key);
    for (const entry of entries) this.pending.set(entry.key, entry);
    return this.waiting.sort((one, other) => one.order - other.order)[0];
  }

  later() {
    this.delay = Math.min(this.delay ? this.delay * 2 : 1000, LONGEST);
    this.again = this.delay;
    return false;
  }

  async dropped(entry) {
    if (await this.journal.drop(entry)) this.pending.delete(entry.key);
    this.delay = 0;
    return true;
  }

  // One more is on the server; that all is saved is told only when nothing waits any more.
  arrived(said) {
    this.said = said;
    this.stuck = false;
    if (this.waiting.length || this.unwritten.length) return;
    this.state.show(said ? "server" : "", said);
    if (this.trouble && !this.locked) this.state.say(this.words.back);
    this.trouble = "";
  }

  // What comes of a sending: each tells whether the next may follow at once.

  saved(entry, told) {
    return this.answers.saved(entry, told);
  }

  late(entry, told) {
    return this.answers.late(entry, told);
  }

  stale(entry, told) {
    return this.answers.stale(entry, told);
  }

  refused(entry, told, status) {
    return this.answers.refused(entry, told, status);
  }

  async turned(entry) {
    await this.dropped(entry);
    this.arrived(this.said);
    return true;
  }

  async handedIn(entry, told) {
    await this.dropped(entry);
    this.hooks.handedIn(told.address);
    return true;
  }

  // The token of the page is of the past: a fresh one is asked for, but never without a pause in between.
  async expired() {
    const early = performance.now() - this.renewedAt < STAYING;
    this.renewedAt = performance.now();
    return (!early && Boolean(await freshToken(this.form.dataset.clock))) || this.unheard();
  }

  async signedOut(entry) {
    await this.journal.fault(entry, 401, "");
    this.hooks.signedOut();
    return this.wait(this.words.signed_out, this.words.signing);
  }

  async gone(entry, told, status) {
    await this.journal.fault(entry, status, told.message || "");
    return this.wait(this.words.gone, this.words.device, "not");
  }

  unheard() {
    this.unreached = true;
    if (this.locked) return this.wait(this.words.handed, this.words.device);
    return this.journal.durable ? this.wait(this.words.offline, this.words.device) : this.wait(this.words.unkept, this.words.not_kept);
  }

  wait(sentence, short, state = this.journal.durable ? "device" : "not") {
    this.trouble = sentence;
    this.state.show(state, short);
    const link = state === "not" && this.journal.durable ? [this.form.dataset.stranded, this.words.file] : null;
    if (!this.stuck || link) this.state.say(sentence, state === "not" ? "wrong" : "waiting", link);
    return false;
  }

  // The page is being left: nothing is changed on it any more, unless it turns out that it stays.
  leave() {
    this.leaving = this.form.inert = true;
    clearTimeout(this.back);
    this.back = setTimeout(() => this.stay(), STAYING);
  }

  // The page could not be turned; what was given is as safe as the line of the state says.
  unturned() {
    this.stay();
    this.stuck = true; // until something arrives, that goes on being told
    const unkept = this.unsaved && !this.journal.durable;
    this.state.sayAgain(unkept ? this.words.unkept : this.words.unturned, "waiting");
  }

  stay() {
    this.leaving = false;
    this.form.inert = Boolean(this.locked);
  }

  sendBeforeLeaving() {
    const answers = this.waiting.filter((entry) => entry.kind === "answer");
    for (const entry of [...answers, ...this.unwritten.map((slot) => this.entryOf(slot))]) {
      const headers = { Accept: "application/json", "X-CSRFToken": pageToken() };
      fetch(entry.address, { method: "POST", body: bodyOf(entry), headers, redirect: "manual", keepalive: true });
    }
  }
}
