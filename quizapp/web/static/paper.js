// Show one page at a time of a whole attempt that is on the page: turn its pages, list what is open, hand in; all
// without a network.

import { addressOf, goalOf } from "./turning.js";

export class Paper {
  constructor(form, outbox, words, map) {
    Object.assign(this, { form, outbox, words, map });
    this.pages = Number(form.dataset.pages);
    this.perPage = Number(form.dataset.perPage);
    this.forwardOnly = "forwardOnly" in form.dataset;
    this.page = Number(form.dataset.number);
  }

  async start() {
    const noted = await this.outbox.journal.noted(`page-${this.outbox.attempt}`);
    this.page = this.forwardOnly ? Math.max(this.page, noted || 0) : noted || this.page;
    this.show(this.placeOf(location.pathname), false);
    if (location.hash) document.querySelector(location.hash)?.focus();
    addEventListener("popstate", () => this.show(this.placeOf(location.pathname)));
  }

  // What an address shows; where a quiz goes forward only, it is the page at hand or the summary.
  placeOf(path) {
    const [, word, number] = path.match(/\/(pages|summary|paper)(?:\/(\d+))?$/) || [];
    if (word === "summary") return "summary";
    return word === "pages" && !this.forwardOnly ? Math.min(Math.max(Number(number), 1), this.pages) : this.page;
  }

  async turn(go) {
    const from = this.page;
    const goal = goalOf(go, from, this.pages, this.perPage);
    if (this.forwardOnly && goal !== "summary" && goal > from) {
      await this.outbox.turn(from, addressOf(this.form, from));
      await this.outbox.journal.note(`page-${this.outbox.attempt}`, goal);
    }
    history.pushState(null, "", addressOf(this.form, goal));
    this.show(goal);
    if (go.startsWith("slot-")) document.getElementById(`question-${go.slice(5)}`)?.focus();
  }

  show(goal, focus = true) {
    const summary = goal === "summary";
    if (!summary) this.page = goal;
    if (!this.forwardOnly) this.outbox.journal.note(`page-${this.outbox.attempt}`, this.page);
    for (const part of this.form.querySelectorAll("[data-page]")) part.hidden = Number(part.dataset.page) !== goal;
    this.form.querySelector("[data-turn]").hidden = summary;
    this.form.querySelector("[data-summary]").hidden = !summary;
    document.getElementById("hand-in").hidden = !summary || Boolean(this.outbox.locked);
    this.buttons();
    const where = this.form.querySelector("[data-where]");
    if (where) where.textContent = this.words.page.replace("{page}", this.page).replace("{pages}", this.pages);
    this.map.mark(summary ? 0 : goal, this.perPage);
    if (summary) this.list();
    const top = summary ? document.getElementById("summary-heading") : this.form.querySelector("[data-page]:not([hidden]) [data-slot]");
    this.form.dispatchEvent(new Event("turned"));
    if (focus) top?.focus();
    if (focus) scrollTo(0, 0);
  }

  buttons() {
    const last = this.page === this.pages;
    const button = (go) => this.form.querySelector(`[data-turn] [value="${go}"]`);
    if (button("back")) button("back").hidden = this.page === 1;
    button("next").hidden = last;
    button("next").classList.toggle("primary", !last);
    button("summary").classList.toggle("primary", last);
    const hint = this.form.querySelector("[data-forward]");
    if (hint) hint.hidden = last;
  }

  // List what is not answered, and what is flagged.
  list() {
    const all = this.map.states();
    const undone = all.filter((one) => one.progress !== "answered");
    const marked = all.filter((one) => one.progress === "answered" && one.flagged);
    this.form.querySelector("[data-all-done]").hidden = undone.length > 0;
    this.fill("[data-undone]", undone);
    this.fill("[data-marked]", marked);
  }

  fill(selector, states) {
    const part = this.form.querySelector(selector);
    part.hidden = !states.length;
    part.querySelector("ul").replaceChildren(...states.map((one) => this.jump(one)));
  }

  jump({ position, progress, flagged }) {
    const line = document.createElement("li");
    const shape = this.form.querySelector(`[data-place="${position}"] .shape`).cloneNode(true);
    const reachable = !this.forwardOnly || Math.ceil(position / this.perPage) === this.page;
    const name = document.createElement(reachable ? "button" : "span");
    name.textContent = this.words.question.replace("{number}", position);
    if (reachable) Object.assign(name, { className: "link", name: "go", value: `slot-${position}` });
    const told = document.createElement("span");
    told.className = "quiet";
    told.textContent = [this.words[progress], flagged && this.words.flagged].filter(Boolean).join(", ");
    line.append(shape, name, told);
    return line;
  }
}
