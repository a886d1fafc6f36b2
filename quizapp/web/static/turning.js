// Turn from one page of an attempt to the next: with the site where it can be reached, else to the kept paper.

import { freshToken, pageToken, pause, send } from "./sending.js";

// Milliseconds until the kept paper is turned to, where it is there; and what a turn has at least, after a slow save.
const PATIENCE = 2500;
const LEAST = 500;

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
    Object.assign(this, { form, outbox, time, signedOut, native: false, keeping: null });
  }

  // Whether the site can be done without.
  get kept() {
    return this.form.dataset.isKept === "true" && Boolean(navigator.serviceWorker.controller);
  }

  // Turn as a button says, when all is saved, or is safe on this device.
  async by(button) {
    const moment = performance.now() + PATIENCE;
    const { outbox } = this;
    if (outbox.unsaved && !(await this.saved(moment))) return outbox.unreached || outbox.sending ? this.unheard(button) : undefined;
    if (outbox.leaving) return undefined; // by another button, meanwhile
    outbox.leave();
    if (outbox.unwanted.size) return this.showAgain(button);
    const left = Math.max(LEAST, moment - performance.now());
    return this.told(button, await this.send(button.value, this.kept ? left : undefined));
  }

  // Save what waits; where the kept paper can be shown instead, what is silent is not waited for long.
  async saved(moment) {
    if (this.kept && this.outbox.silent) return false;
    const saved = this.outbox.flush();
    return this.kept ? Promise.race([saved, pause(moment - performance.now())]) : saved;
  }

  // The server shows again what it would not have.
  async showAgain(button) {
    return (await freshToken(this.form.dataset.clock)) ? this.submit(button) : this.unheard(button);
  }

  // Turn on the site, and look at the page then.
  async send(go, patience) {
    const turn = { kind: "turn", address: this.form.action, content: `go=${go}`, ...this.time.moments };
    const came = await send(turn, pageToken(), patience);
    if (came.kind !== "expired" || !(await freshToken(this.form.dataset.clock))) return came;
    return send(turn, pageToken(), patience);
  }

  told(button, { kind, told }) {
    if (kind === "unheard") return this.unheard(button);
    if (kind === "turned") return this.go(button.value, told.page);
    if (kind !== "signedOut") return this.submit(button);
    this.outbox.stay();
    return this.signedOut();
  }

  // The site cannot be reached: turn to the kept paper, or stay, for a browser would go to a page of its own.
  async unheard(button) {
    if (!this.kept) await Promise.race([this.keeping, pause(PATIENCE)]); // the page has just begun to see to that
    if (!this.kept || !this.outbox.safe) return this.outbox.unturned();
    navigator.serviceWorker.controller.postMessage("silent");
    return this.without(button.value);
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

  // As without script, where only the server knows what is wrong.
  submit(button) {
    this.outbox.stay(); // what is inert cannot be sent
    this.native = true;
    this.form.requestSubmit(button);
    this.native = false;
  }
}
