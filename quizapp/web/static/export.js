// Export with progress: read the stream, count its rows, and save the file when it is whole. Without this script the
// forms work as plain downloads.

const box = document.querySelector(".export-progress");
const status = box?.querySelector("[data-status]");
const bar = box?.querySelector("progress");
const cancel = box?.querySelector("[data-cancel]");
let running = null;

const tell = (words, values = {}) => {
  status.textContent = words.replace(/\{(\w+)\}/g, (_, name) => Number(values[name] ?? 0).toLocaleString());
};

// The stream comes in pieces: how many rows are done (4 bytes), how long the piece is (4 bytes), the piece.
async function* piecesOf(stream) {
  const reader = stream.getReader();
  let held = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const joined = new Uint8Array(held.length + value.length);
    joined.set(held);
    joined.set(value, held.length);
    held = joined;
    while (held.length >= 8) {
      const head = new DataView(held.buffer, held.byteOffset, 8);
      const end = 8 + head.getUint32(4);
      if (held.length < end) break;
      yield { rows: head.getUint32(0), content: held.slice(8, end) };
      held = held.slice(end);
    }
  }
  if (held.length) throw new Error("the stream broke off");
}

async function save(form) {
  running = new AbortController();
  box.hidden = false;
  cancel.hidden = false;
  bar.hidden = false;
  bar.removeAttribute("value");
  const address = new URL(form.action);
  address.searchParams.set("framed", "1");
  const answer = await fetch(address, { method: "POST", body: new FormData(form), signal: running.signal });
  if (!answer.ok || !answer.headers.has("X-Row-Count")) throw new Error(String(answer.status));
  const total = Number(answer.headers.get("X-Row-Count"));
  const parts = [];
  let rows = 0;
  let told = 0;
  for await (const piece of piecesOf(answer.body)) {
    parts.push(piece.content);
    rows = piece.rows;
    bar.value = total ? rows / total : 1;
    if (performance.now() - told > 400) {
      told = performance.now();
      tell(status.dataset.working, { done: rows, total });
    }
  }
  if (rows < total) throw new Error("rows are missing");
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(new Blob(parts));
  saved.download = answer.headers.get("Content-Disposition").match(/filename="([^"]+)"/)[1];
  saved.click();
  setTimeout(() => URL.revokeObjectURL(saved.href), 60000);
  tell(status.dataset.done, { total: rows });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!box || !("take" in form.dataset)) return;
  event.preventDefault();
  if (running) return;
  try {
    await save(form);
  } catch (error) {
    tell(error.name === "AbortError" ? status.dataset.cancelled : status.dataset.failed);
    bar.hidden = true;
  }
  cancel.hidden = true;
  running = null;
});

cancel?.addEventListener("click", () => running?.abort());
