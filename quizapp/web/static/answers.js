// What comes of sending an answer, and what other windows and devices did to the same question.

import { isLater } from "./sending.js";

const PATIENCE = 8000; // milliseconds until a request counts as lost

export class Answers {
  constructor(outbox) {
    this.outbox = outbox;
  }

  async saved(entry, told) {
    const { outbox } = this;
    const slot = outbox.at(entry.position);
    await outbox.journal.heard(entry, told.sequence);
    await outbox.dropped(entry);
    slot?.took(entry.content, told);
    outbox.unwanted.delete(entry.key);
    outbox.arrived(told.said);
    slot?.showError("");
    outbox.tabs.tell(entry, told.said);
    outbox.hooks.changed(slot || { ...entry, progress: told.progress });
    return true;
  }

  // It came after the end: the server keeps it apart, and says so.
  async late(entry, told) {
    const { outbox } = this;
    await outbox.dropped(entry);
    outbox.at(entry.position)?.took(entry.content, { sequence: entry.sequence });
    outbox.state.show("server", "");
    outbox.state.say(told.message, "wrong");
    sessionStorage.quizappLate = told.message; // for the next page, where this one is left at once
    outbox.hooks.lookAtClock();
    return true;
  }

  // A newer answer stands there: of two the one that was made later counts. A mere flag is put on
  // the newer answer; a mere step of certainty is not, for it was meant for another.
  async stale(entry, told) {
    const { outbox } = this;
    const slot = outbox.at(entry.position);
    slot?.reach(told.sequence);
    if (entry.mere) return slot ? this.flagAgain(entry, slot, told) : this.letGo(entry, told);
    if (isLater(entry, told)) {
      await outbox.journal.raise(entry, told.sequence + 1);
      return true;
    }
    if (slot && slot.content === entry.content && !(await this.reload(slot))) return false;
    await outbox.dropped(entry);
    outbox.arrived(told.said);
    this.tell(entry.position, entry.words);
    if (slot) outbox.hooks.changed(slot);
    return true;
  }

  // Nothing but a flag or a step was changed on a page that is not shown: the newer answer keeps its own.
  async letGo(entry, told) {
    await this.outbox.dropped(entry);
    this.outbox.arrived(told.said);
    return true;
  }

  async flagAgain(entry, slot, told) {
    const { outbox } = this;
    const flagged = slot.flagged;
    if (!(await this.reload(slot))) return false;
    await outbox.dropped(entry);
    slot.flagged = flagged;
    outbox.state.say(`${told.message} ${outbox.words.newer}`);
    outbox.hooks.changed(slot);
    await outbox.keep(slot);
    outbox.arrived(told.said);
    return true;
  }

  async refused(entry, told, status) {
    const { outbox } = this;
    const slot = outbox.at(entry.position);
    outbox.unwanted.set(entry.key, entry.content); // sent no more until it is changed
    await outbox.journal.fault(entry, status, told.message || "");
    slot?.showError(told.message || outbox.words.expired);
    outbox.state.show("not", outbox.words.refused);
    if (!slot) outbox.state.say(told.message || outbox.words.expired, "wrong");
    if (status === 409) outbox.hooks.lookAtClock();
    return true;
  }

  // Another window of this browser has written or saved an answer.
  hear({ key, position, content, sequence, progress, flagged }, said) {
    const { outbox } = this;
    const slot = outbox.at(position);
    if (said !== null && !(outbox.pending.get(key)?.sequence > sequence)) {
      outbox.pending.delete(key);
      outbox.arrived(said);
    }
    if (!slot) return outbox.hooks.changed({ position, progress, flagged });
    if (slot.isChanged || sequence < slot.highest) return undefined; // this window's own is newer
    const own = slot.content === content ? null : slot.touched ? slot.words : "";
    slot.show(content);
    slot.kept = content;
    slot.reach(sequence);
    if (said !== null) slot.took(content, { sequence });
    if (own !== null) this.tell(position, own);
    return outbox.hooks.changed(slot);
  }

  // Another device may have saved a newer answer: the sequences that the server has tell so.
  async compare(sequences) {
    const { outbox } = this;
    for (const slot of outbox.slots) {
      if (!(sequences[slot.position - 1] > slot.highest) || slot.isChanged || slot.kept !== null || slot.loading) continue;
      const own = slot.touched ? slot.words : "";
      slot.loading = true;
      const before = slot.content;
      if (await this.reload(slot)) {
        if (slot.content !== before) this.tell(slot.position, own);
        outbox.hooks.changed(slot);
      }
      slot.loading = false;
    }
  }

  // Say that a newer answer is shown, and what was given here.
  tell(position, own) {
    const { words, state } = this.outbox;
    const newer = words.elsewhere.replace("{number}", position);
    state.say(own ? `${newer} ${words.yours.replace("{words}", own)}` : newer, "waiting");
  }

  // Show a question as the server has it now; tells whether that was possible.
  async reload(slot) {
    const { form, hooks } = this.outbox;
    const before = slot.content;
    try {
      const address = "paper" in form.dataset ? form.dataset.kept : location.pathname;
      const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const newer = page.getElementById(slot.element.id);
      if (slot.content !== before) return false; // changed while this was on its way
      slot.element.replaceChildren(...document.importNode(newer, true).childNodes);
      hooks.renewed(slot.element);
      slot.kept = null;
      slot.known = slot.content;
      slot.reach(Number(slot.field("sequence").value) - 1);
      return true;
    } catch {
      return false;
    }
  }
}
