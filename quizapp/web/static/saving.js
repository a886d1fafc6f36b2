// Send each changed question, one after the other, until the server has said that it is saved.

const PAUSE = 800; // milliseconds without typing before a text is sent
const LONGEST = 15000;
const PATIENCE = 8000; // milliseconds until a request counts as lost
const STAYING = 10000; // milliseconds until a page that did not go away is taken up again

export class Outbox {
  constructor(form, words, hooks) {
    Object.assign(this, { form, words, hooks, leaving: false, slots: new Map(), sending: null, delay: 0, timer: 0 });
    this.state = form.querySelector("[data-saved]");
  }

  start() {
    for (const element of this.form.querySelectorAll("[data-slot]")) this.slots.set(element, new Slot(element));
    const button = this.form.querySelector("[data-save-button]");
    if (!button) return;
    button.hidden = true;
    this.soon(0); // what was answered before this script came
    this.form.addEventListener("input", (event) => this.note(event.target, PAUSE));
    this.form.addEventListener("change", (event) => this.note(event.target, 0));
    this.form.addEventListener("focusout", (event) => this.note(event.target, 0));
    addEventListener("online", () => this.soon(0));
    document.addEventListener("visibilitychange", () => this.unsaved && this.flush());
    addEventListener("pagehide", () => this.sendBeforeLeaving());
    addEventListener("beforeunload", (event) => {
      if (!this.leaving && (this.sending || [...this.slots.values()].some((slot) => slot.isChanged))) event.preventDefault();
    });
  }

  get waiting() {
    return [...this.slots.values()].filter((slot) => slot.isChanged && slot.content !== slot.refused);
  }

  get unsaved() {
    return this.sending !== null || this.waiting.length > 0;
  }

  note(target, pause) {
    const slot = this.slots.get(target.closest("[data-slot]"));
    if (!slot || !slot.isChanged) return;
    if (slot.content !== slot.refused) this.soon(pause);
  }

  flag(element) {
    const slot = this.slots.get(element);
    slot.flagged = !slot.flagged;
    this.hooks.changed(slot);
    this.soon(0);
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
    for (let slot = this.waiting[0]; slot; slot = this.waiting[0]) {
      this.state.textContent = this.words.saving;
      let done = false;
      try {
        this.sending = this.send(slot);
        done = await this.sending;
      } finally {
        this.sending = null;
      }
      if (!done) return this.later();
    }
    return !this.unsaved;
  }

  later() {
    this.state.textContent = this.words.failed;
    this.delay = Math.min(this.delay ? this.delay * 2 : 1000, LONGEST);
    this.soon(this.delay);
    return false;
  }

  // Send one question; tells whether the next may follow at once.
  async send(slot) {
    const content = slot.content;
    let answer, told;
    try {
      answer = await fetch(slot.address, { ...this.request(slot, content), signal: AbortSignal.timeout(PATIENCE) });
      told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    } catch {
      return this.unheard(slot);
    }
    if (told.status === "saved" && Number.isInteger(told.sequence)) return this.saved(slot, content, told);
    if (told.error === "stale") return this.stale(slot, content, told);
    if (answer.ok) return this.unheard(slot); // whoever answered, it was not the site
    return this.refused(slot, content, answer.status, told);
  }

  request(slot, content) {
    return {
      method: "POST",
      body: slot.body(content),
      headers: { Accept: "application/json", "X-CSRFToken": this.form.elements.csrf_token.value },
      redirect: "manual",
    };
  }

  saved(slot, content, told) {
    slot.took(content, told);
    this.delay = 0;
    this.state.textContent = told.said;
    if (this.trouble) {
      this.hooks.say(this.words.back);
      this.trouble = "";
    }
    slot.showError("");
    this.hooks.changed(slot);
    return true;
  }

  // A newer answer stands there. What was changed here is sent again above it; a mere flag is put on the newer one.
  async stale(slot, content, told) {
    slot.next = told.sequence + 1;
    slot.sent = null;
    if (slot.answerOf(content) !== slot.answerOf(slot.known)) return true; // changed here: it goes out again
    const flagged = slot.flagged;
    if (!(await this.reload(slot))) return false;
    slot.flagged = flagged;
    this.hooks.say(`${told.message} ${this.words.newer}`);
    this.hooks.changed(slot);
    return true;
  }

  async refused(slot, content, status, told) {
    if (status === 401 || status === 0) return this.wait(this.words.signed_out);
    if (told.error === "csrf") {
      await this.renewToken();
      return false;
    }
    if (status >= 500 || status === 429) return this.unheard(slot);
    slot.refused = content; // sent no more until it is changed
    slot.showError(told.message || this.words.expired);
    this.state.textContent = "";
    if (status === 409) this.hooks.lookAtClock();
    return true;
  }

  unheard(slot) {
    slot.isUnsure();
    return this.wait(this.words.offline);
  }

  wait(sentence) {
    this.trouble = sentence;
    this.hooks.say(sentence, true);
    return false;
  }

  async page() {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  async renewToken() {
    try {
      const token = (await this.page()).querySelector('#paper [name="csrf_token"]');
      for (const field of document.getElementsByName("csrf_token")) field.value = token.value;
    } catch {
      this.wait(this.words.signed_out);
    }
  }

  async reload(slot) {
    try {
      const newer = (await this.page()).getElementById(slot.element.id);
      slot.element.replaceChildren(...document.importNode(newer, true).childNodes);
      this.hooks.renewed(slot.element);
      slot.known = slot.content;
      return true;
    } catch {
      return false;
    }
  }

  // The page is being left: nothing is changed on it any more, unless it turns out that it stays.
  leave() {
    this.leaving = this.form.inert = true;
    clearTimeout(this.back);
    this.back = setTimeout(() => this.stay(), STAYING);
  }

  stay() {
    this.leaving = this.form.inert = false;
  }

  sendBeforeLeaving() {
    for (const slot of this.waiting) fetch(slot.address, { ...this.request(slot, slot.content), keepalive: true });
  }
}

// How a field stands now, and how it stood when the server sent the page.
const NOW = { value: (field) => field.value, checked: (field) => field.checked };
const SENT = {
  value: (field) => field.options ? ([...field.options].find((one) => one.defaultSelected) || field.options[0]).value : field.defaultValue,
  checked: (field) => field.defaultChecked,
};

class Slot {
  constructor(element) {
    this.element = element;
    this.position = Number(element.dataset.slot);
    this.address = element.dataset.address;
    this.known = this.contentBy(SENT); // what the server has
    this.refused = null; // what it would not have
    this.sent = null; // what went out last, and may have arrived
  }

  field(name) {
    return this.element.querySelector(`[name="${name}-${this.position}"]`);
  }

  get next() {
    return Number(this.field("sequence").value);
  }

  set next(sequence) {
    this.field("sequence").value = sequence;
  }

  get flagged() {
    return this.field("flagged").value === "1";
  }

  set flagged(flagged) {
    this.field("flagged").value = flagged ? "1" : "";
  }

  // All that a form would send of this question, but for its sequence and what it was.
  get content() {
    return this.contentBy(NOW);
  }

  contentBy(state) {
    const fields = new URLSearchParams();
    for (const field of this.element.querySelectorAll("input, select, textarea")) {
      if (!field.name || field.name.startsWith("sequence-") || field.name.startsWith("was-")) continue;
      if (!["radio", "checkbox"].includes(field.type)) fields.append(field.name, state.value(field));
      else if (state.checked(field)) fields.append(field.name, field.value);
    }
    return fields.toString();
  }

  get isChanged() {
    return this.content !== this.known;
  }

  answerOf(content) {
    if (content === null) return null;
    const fields = new URLSearchParams(content);
    fields.delete(`flagged-${this.position}`);
    return fields.toString();
  }

  // The same content is sent under the same sequence, so that what arrived unheard is not taken for something newer.
  body(content) {
    if (this.sent !== content) {
      this.sent = content;
      this.sequence = this.next;
      this.next = this.sequence + 1;
    }
    const fields = new URLSearchParams(content);
    fields.set(`sequence-${this.position}`, this.sequence);
    return fields;
  }

  // Nobody knows whether what was sent has arrived: whatever is on the page is to be sent again.
  isUnsure() {
    this.known = null;
    this.field("was").value = "";
  }

  took(content, told) {
    this.known = content;
    this.refused = null;
    this.progress = told.progress;
    this.element.querySelector("[data-remark]").textContent = told.remark;
    this.field("was").value = told.was;
    this.next = Math.max(this.next, told.sequence + 1);
  }

  showError(sentence) {
    let line = this.element.querySelector(".error");
    if (!line && sentence) {
      line = document.createElement("p");
      line.className = "error";
      line.setAttribute("role", "alert");
      this.element.querySelector(".stem").after(line);
    }
    if (line) line.textContent = sentence;
    if (line) line.hidden = !sentence;
  }
}
