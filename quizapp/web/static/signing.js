// Sign in again without leaving the page, so that what is on it goes on.

import { putToken } from "./sending.js";

const PATIENCE = 8000; // milliseconds until a request counts as lost
const QUIET = 60000; // milliseconds in which somebody who said "later" is not asked again

export class SignInAgain {
  constructor(dialog, form, words, done) {
    Object.assign(this, { dialog, form, words, done, asked: -QUIET, other: false });
    this.fields = dialog.querySelector("form");
    this.error = dialog.querySelector("[data-error]");
    this.fields.addEventListener("submit", (event) => this.submit(event));
    const later = () => { this.asked = performance.now(); };
    dialog.addEventListener("cancel", later);
    dialog.querySelector("[data-later]").addEventListener("click", () => { later(); dialog.close(); });
  }

  open() {
    if (this.dialog.open || performance.now() - this.asked < QUIET) return;
    this.dialog.showModal();
  }

  close() {
    if (!this.dialog.open) return;
    this.dialog.close();
    this.done();
  }

  async submit(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.busy) return;
    this.busy = true;
    try {
      this.take(await this.signIn());
    } catch {
      this.tell(this.words.no_answer);
    } finally {
      this.busy = false;
    }
  }

  async signIn() {
    if (this.other) await this.post(this.form.dataset.signOut, {});
    const who = { username: this.fields.elements.username.value, password: this.fields.elements.password.value };
    const told = await this.post(this.form.dataset.signIn, who);
    if (told.error !== "csrf") return told;
    const answer = await fetch(this.form.dataset.signIn, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) });
    putToken((await answer.json()).token);
    return this.post(this.form.dataset.signIn, who);
  }

  async post(address, fields) {
    const body = new URLSearchParams({ ...fields, csrf_token: this.fields.elements.csrf_token.value });
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    return answer.type === "opaqueredirect" ? {} : answer.json();
  }

  take(told) {
    if (told.status !== "signed_in") return this.tell(told.message);
    putToken(told.token);
    const { person, personName } = this.form.dataset;
    this.fields.elements.password.value = "";
    this.other = told.person !== Number(person);
    if (this.other) return this.tell(this.words.other_person.replace("{name}", told.name).replaceAll("{before}", personName));
    this.tell("");
    return this.close();
  }

  tell(sentence) {
    this.error.hidden = !sentence;
    this.error.textContent = sentence;
  }
}
