// Show the time that is left by the server's clock, whatever the clock of this device says.

const LOOK = 4000; // so that more time given by a teacher is seen within five seconds
const WARNINGS = [300, 60];

export class Clock {
  constructor(form, words, time, hooks) {
    Object.assign(this, { form, words, time, hooks, over: false });
    this.shown = document.querySelector("[data-timer]");
    this.endsAt = form.dataset.endsAt || "";
    this.warned = this.left;
  }

  start() {
    this.tick();
    setInterval(() => this.tick(), 250);
    setInterval(() => document.visibilityState === "visible" && this.look(), LOOK);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
    this.look();
  }

  get left() {
    return this.endsAt ? (Date.parse(this.endsAt) - this.time.now) / 1000 : Infinity;
  }

  tick() {
    const left = this.left;
    if (left === Infinity) return;
    if (this.shown) this.shown.textContent = this.words.left.replace("{time}", this.told(left));
    if (this.shown) this.shown.classList.toggle("is-short", left <= 60);
    const mark = WARNINGS.findLast((seconds) => left <= seconds && this.warned > seconds);
    if (mark) this.hooks.say(mark === 60 ? this.words.minute : this.words.minutes.replace("{num}", mark / 60));
    this.warned = left;
    if (left <= 0 && !this.over) {
      this.over = true;
      this.hooks.end();
    }
  }

  told(left) {
    const seconds = Math.max(0, Math.ceil(left));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  }

  // Ask the server; tells whether it was reached.
  async look() {
    const asked = performance.now();
    try {
      const known = this.endsAt ? `?known=${encodeURIComponent(this.endsAt)}` : "";
      const answer = await fetch(this.form.dataset.clock + known, { headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(8000) });
      if (answer.status === 401) this.hooks.signedOut();
      if (!answer.ok) return false;
      const answered = performance.now();
      const told = await answer.json();
      this.time.hear(told.now, asked, answered);
      this.endsAt = told.ends_at || "";
      this.hooks.heard(told);
      if (told.more) {
        this.over = false;
        this.warned = this.left;
        this.hooks.say(told.more);
      }
      if (told.state === "handed_in") this.hooks.handedIn();
      this.tick();
      return true;
    } catch {
      return false; // the time shown goes on; the next look may succeed
    }
  }
}
