// The fields of one question: what they hold, what the server has, and how they are set.

// How a field stands now, and how it stood when the server sent the page.
const NOW = { value: (field) => field.value, checked: (field) => field.checked };
const SENT = {
  value: (field) => field.options ? ([...field.options].find((one) => one.defaultSelected) || field.options[0]).value : field.defaultValue,
  checked: (field) => field.defaultChecked,
};
const CHOSEN = ["radio", "checkbox"];

export class Slot {
  constructor(element) {
    this.element = element;
    this.position = Number(element.dataset.slot);
    this.address = element.closest("form").dataset.answer.replace(/\d+$/, this.position);
    this.known = this.contentBy(SENT); // what the server has
    this.kept = null; // what the journal holds of it, until the server has that
    this.highest = Number(this.field("sequence").value) - 1; // the newest sequence that is known here
  }

  field(name) {
    return this.element.querySelector(`[name="${name}-${this.position}"]`);
  }

  get flagged() {
    return this.field("flagged").value === "1";
  }

  set flagged(flagged) {
    this.field("flagged").value = flagged ? "1" : "";
  }

  get inputs() {
    return [...this.element.querySelectorAll("input, select, textarea")].filter((field) => field.name && !/^(sequence|was)-/.test(field.name));
  }

  // The fields of the answer itself.
  get asked() {
    return this.inputs.filter((field) => field.type !== "hidden" && !field.name.startsWith("sure-"));
  }

  // All that a form would send of this question, but for its sequence and what it was.
  get content() {
    return this.contentBy(NOW);
  }

  contentBy(state) {
    const fields = new URLSearchParams();
    for (const field of this.inputs) {
      if (!CHOSEN.includes(field.type)) fields.append(field.name, state.value(field));
      else if (state.checked(field)) fields.append(field.name, field.value);
    }
    return fields.toString();
  }

  // Set the fields to a content.
  show(content) {
    const fields = new URLSearchParams(content);
    for (const field of this.inputs) {
      if (CHOSEN.includes(field.type)) field.checked = fields.getAll(field.name).includes(field.value);
      else field.value = fields.get(field.name) ?? "";
    }
    for (const list of this.element.querySelectorAll("[data-order]")) list.dispatchEvent(new Event("arrange"));
  }

  // Whether something is on the page that is neither on the server nor in the journal.
  get isChanged() {
    return this.content !== (this.kept ?? this.known);
  }

  answerOf(content) {
    if (content === null) return null;
    const fields = new URLSearchParams(content);
    fields.delete(`flagged-${this.position}`);
    fields.delete(`sure-${this.position}`);
    return fields.toString();
  }

  // Whether the answer is what the server has, and nothing but its flag, or how sure one is, differs.
  get isMere() {
    return this.answerOf(this.content) === this.answerOf(this.known);
  }

  // The answer in words, for a person.
  get words() {
    const told = this.asked.map((field) => {
      if (CHOSEN.includes(field.type)) return field.checked ? field.closest("label")?.textContent : "";
      if (!field.options) return field.value;
      const name = field.closest("[data-order]") && field.closest("li").querySelector("label").lastChild.textContent;
      return field.value && [name, field.selectedOptions[0].textContent].filter(Boolean).join(": ");
    });
    const sure = this.element.querySelector('[name^="sure-"]:checked');
    if (sure) told.push(sure.nextElementSibling.firstChild.textContent);
    return told.map((one) => (one || "").replace(/\s+/g, " ").trim()).filter(Boolean).join("; ");
  }

  // Whether it is answered, partly answered or open, as far as can be told without knowing its kind.
  get progress() {
    const inputs = this.asked;
    const filled = inputs.filter((field) => (CHOSEN.includes(field.type) ? field.checked : field.value.trim()));
    if (!filled.length) return "open";
    return inputs.some((field) => field.options) && filled.length < inputs.length ? "partly" : "answered";
  }

  // The journal holds what is on the page.
  isKept(entry) {
    this.kept = entry.content;
    this.reach(entry.sequence);
  }

  // The server has this.
  took(content, told) {
    this.known = content;
    if (this.kept === content) this.kept = null;
    if (told.remark !== undefined) this.element.querySelector("[data-remark]").textContent = told.remark;
    if (told.was !== undefined) this.field("was").value = told.was;
    this.reach(told.sequence);
  }

  reach(sequence) {
    this.highest = Math.max(this.highest, sequence || 0);
    this.field("sequence").value = this.highest + 1;
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
