// Show the source beside the questions (on a narrow page in a drawer), opened and closed by its button or by F2.

import { kept } from "./keeping.js";

const KEY = "F2";

export class Reading {
  constructor(form, link, { page, ready }) {
    Object.assign(this, { form, link, page, ready, panel: null, before: null });
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
    if (sessionStorage.quizappReading === link.pathname && matchMedia("(min-width: 64rem)").matches) this.open(false);
  }

  toggle() {
    if (this.panel) this.close();
    else this.open();
  }

  async open(focus = true) {
    if (this.panel) return;
    this.before = document.activeElement;
    this.panel = this.made();
    this.form.after(this.panel);
    document.body.classList.add("with-reading");
    this.link.setAttribute("aria-expanded", "true");
    if (focus) this.panel.focus();
    await this.fill();
    sessionStorage.quizappReading = this.link.pathname;
    this.panel?.scrollTo(0, Number(sessionStorage.quizappReadingAt) || 0);
  }

  close() {
    const within = this.panel.contains(document.activeElement);
    this.panel.remove();
    this.panel = null;
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
    const body = document.createElement("div");
    body.setAttribute("role", "status");
    panel.append(top, body);
    panel.addEventListener("scroll", () => { sessionStorage.quizappReadingAt = panel.scrollTop; });
    return panel;
  }

  async fill() {
    await this.ready(); // what was answered last is saved first
    const found = await this.sources();
    this.panel?.lastChild.replaceChildren(...(found ? [document.importNode(found, true)] : [this.link.dataset.away]));
    if (found) this.panel?.lastChild.removeAttribute("role"); // a long text is read, not announced
  }

  async sources() {
    const address = `${this.link.pathname}?page=${this.page()}`;
    const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => kept(this.link.pathname));
    if (!answer?.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-sources]");
  }
}
