// Turn from one page of an attempt to the next: with the site where it can be reached, else to the kept paper.

import { freshToken, pageToken, send } from "./sending.js";

// Return where a button leads: the number of a page, or "summary".
export function goalOf(go, page, pages, perPage) {
  const [word, number] = go.split("-");
  const goals = { back: page - 1, next: page + 1, page: Number(number), slot: Math.ceil(Number(number) / perPage), summary: "summary" };
  const goal = goals[word] ?? page;
  return goal === "summary" ? goal : Math.min(Math.max(goal, 1), pages);
}

export function addressOf(form, goal) {
  const whole = form.dataset.kept.replace(/paper$/, "");
  return goal === "summary" ? `${whole}summary` : `${whole}pages/${goal}`;
}

export class Turning {
  constructor(form, outbox, time, signedOut) {
    Object.assign(this, { form, outbox, time, signedOut, native: false });
  }

  // Whether the site can be done without; what the server would not have is shown again by the server.
  get kept() {
    if (this.outbox.unwanted.size && navigator.onLine) return false;
    return this.form.dataset.isKept === "true" && Boolean(navigator.serviceWorker.controller);
  }

  // Turn as a button says, when all is saved, or is safe on this device.
  async by(button) {
    if (!this.outbox.unsaved) this.outbox.leave();
    const saved = this.outbox.leaving || (await this.outbox.flush());
    if (!saved) return this.kept && this.outbox.safe ? this.without(button.value) : undefined;
    if (!this.kept) return this.submit(button);
    this.outbox.leave();
    return this.told(button, await this.send(button.value));
  }

  // Turn on the site, and look at the page then; what does not answer is done without.
  async send(go) {
    const turn = { kind: "turn", address: this.form.action, content: `go=${go}`, ...this.time.moments };
    const came = await send(turn, pageToken());
    if (came.kind !== "expired" || !(await freshToken(this.form.dataset.clock))) return came;
    return send(turn, pageToken());
  }

  told(button, { kind, told }) {
    if (kind === "unheard") return this.without(button.value);
    if (kind === "turned") return this.go(button.value, told.page);
    if (kind !== "signedOut") return this.submit(button);
    this.outbox.stay();
    return this.signedOut();
  }

  // What is not sent is in the journal, and the kept paper has all the pages.
  async without(go) {
    const number = Number(this.form.dataset.number);
    const goal = this.goal(go);
    if ("forwardOnly" in this.form.dataset && goal !== "summary" && goal > number) {
      await this.outbox.turn(number, this.form.action);
      await this.outbox.journal.note(`page-${this.outbox.attempt}`, goal);
    }
    this.go(go, goal);
  }

  goal(go) {
    const { number, pages, perPage } = this.form.dataset;
    return goalOf(go, Number(number), Number(pages), Number(perPage));
  }

  go(go, page) {
    const perPage = Number(this.form.dataset.perPage);
    const position = go.startsWith("slot-") ? go.slice(5) : (page - 1) * perPage + 1;
    const goal = this.goal(go) === "summary" ? "summary" : page;
    this.outbox.leave();
    location.assign(addressOf(this.form, goal) + (goal === "summary" ? "" : `#question-${position}`));
  }

  // As without script.
  submit(button) {
    this.outbox.stay(); // what is inert cannot be sent
    this.native = true;
    this.form.requestSubmit(button);
    this.native = false;
  }
}
