// Show in words and in shape whether all is saved, and tell it once where it becomes worse or is well again.

const SHAPES = { server: "✓", device: "↑", saving: "…", not: "⚠", "": "" };

export class State {
  constructor(form) {
    this.line = form.querySelector(".saved");
    this.notices = form.querySelector("[data-notices]");
  }

  show(state, words) {
    this.line.dataset.state = state;
    this.line.querySelector("[data-saved-shape]").textContent = SHAPES[state];
    this.line.querySelector("[data-saved]").textContent = words;
  }

  // Tell something in the notices, which a screen reader reads when it can; a link may say what to do.
  say(sentence, kind = "", link = null) {
    if (this.said === sentence && this.notices.childElementCount) return; // told already, and still true
    this.sayAgain(sentence, kind, link);
  }

  // Tell something that was just asked for, also where it was told before.
  sayAgain(sentence, kind = "", link = null) {
    this.said = sentence;
    const line = document.createElement("p");
    line.className = kind ? `message message-${kind}` : "message";
    line.textContent = sentence;
    if (link) line.append(" ", linkTo(...link));
    this.notices.replaceChildren(line);
  }
}

export function linkTo(address, words) {
  const link = document.createElement("a");
  link.href = address;
  link.textContent = words;
  return link;
}
