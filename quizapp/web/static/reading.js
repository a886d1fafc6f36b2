// Show the source beside the questions (on a narrow page in a drawer), opened and closed by its button or by F2.

import { kept } from "./keeping.js";
import { pause } from "./sending.js";

const KEY = "F2";
const PATIENCE = 3000; // milliseconds for what was answered last to be saved, and for the source to come
const AWAY = [502, 503, 504]; // what stands before the site says that the site is not there

export class Reading {
  constructor(form, link, { page, ready }) {
    Object.assign(this, { form, link, page, ready, panel: null, before: null, fills: 0, waits: false });
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a tab of its own, if that is wanted
      event.preventDefault();
      this.toggle();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      this.toggle();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === KEY && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        this.toggle();
      } else if (event.key === "Escape" && this.panel?.contains(document.activeElement)) this.close();
    });
    form.addEventListener("change", () => this.waits && this.fill()); // it may open with this answer
    if (sessionStorage.quizappReading === link.pathname && matchMedia("(min-width: 64rem)").matches) this.open(false);
  }

  toggle() {
    if (this.panel) this.close();
    else this.open();
  }

  async open(focus = true) {
    this.before = document.activeElement;
    const panel = this.panel = this.made();
    this.form.after(panel);
    document.body.classList.add("with-reading");
    this.link.setAttribute("aria-expanded", "true");
    sessionStorage.quizappReading = this.link.pathname;
    if (focus) panel.focus();
    const place = Number(sessionStorage.quizappReadingAt) || 0;
    await this.fill();
    panel.scrollTo(0, place);
  }

  close() {
    const within = this.panel.contains(document.activeElement);
    this.panel.remove();
    this.panel = null;
    this.waits = false;
    document.body.classList.remove("with-reading");
    this.link.setAttribute("aria-expanded", "false");
    delete sessionStorage.quizappReading;
    if (within) (this.before?.isConnected && this.before !== document.body ? this.before : this.link).focus();
  }

  // Another page is shown: what may be read may be another matter there.
  async turned() {
    if (this.panel) await this.fill();
  }

  made() {
    const panel = document.createElement("aside");
    panel.className = "reading-panel";
    panel.tabIndex = -1;
    panel.setAttribute("aria-label", this.link.dataset.reading);
    const top = document.createElement("p");
    top.className = "reading-top";
    const name = document.createElement("strong");
    name.textContent = this.link.dataset.reading;
    const close = document.createElement("button");
    Object.assign(close, { type: "button", className: "small", textContent: this.link.dataset.close });
    close.addEventListener("click", () => this.close());
    top.append(name, close);
    const status = document.createElement("p");
    status.setAttribute("role", "status"); // what is to be said; the text itself is read, not announced
    panel.append(top, status, document.createElement("div"));
    panel.addEventListener("scroll", () => { sessionStorage.quizappReadingAt = panel.scrollTop; });
    return panel;
  }

  // Show the source, or say why it cannot be read; of several at once the last one counts.
  async fill() {
    const number = ++this.fills;
    await Promise.race([this.ready(), pause(PATIENCE)]); // what was answered last is saved first
    const found = await this.sources();
    if (!this.panel || number !== this.fills) return;
    const [, status, body] = this.panel.children;
    const said = found ? found.querySelector("[data-waits]") : null;
    this.waits = Boolean(said);
    status.textContent = found ? said?.textContent || "" : this.link.dataset.away;
    body.replaceChildren(...(found && !said ? [document.importNode(found, true)] : []));
  }

  async sources() {
    const address = `${this.link.pathname}?page=${this.page()}`;
    const asked = { headers: { Accept: "text/html" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE) };
    let answer = await fetch(address, asked).catch(() => null);
    if (!answer || AWAY.includes(answer.status)) answer = await kept(this.link.pathname);
    if (!answer?.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-sources]");
  }
}
