// Keep each change on this device before it is sent, until the server has said that it has that very change.
// An entry: key, person, attempt, kind (answer, turn, hand-in), position, address, content, sequence, order, made_at ...

const NAME = "quizapp-journal";
const PATIENCE = 4000; // milliseconds until a browser that does not open its storage counts as one without

// Return the journal of this browser; where it keeps nothing (a private window, a full disk), one in memory.
export async function openJournal() {
  try {
    const store = new Durable(await Promise.race([opened(), failed(PATIENCE)]));
    await store.update("notes", "probe", () => ({ key: "probe", value: Date.now() }));
    return new Journal(store);
  } catch {
    return new Journal(new Memory());
  }
}

class Journal {
  constructor(store) {
    this.store = store;
  }

  get durable() {
    return this.store instanceof Durable;
  }

  // Write an entry down, coalesced by its key; the same content again is the same entry.
  put(entry) {
    return this.write("entries", entry.key, (old, order) => {
      if (old && old.content === entry.content) return old;
      return { ...entry, order, sequence: Math.max(entry.sequence || 0, old ? old.sequence + 1 : 0) };
    });
  }

  // Drop an entry, unless it was changed since.
  async drop(entry) {
    return (await this.write("entries", entry.key, (old) => (old && old.sequence === entry.sequence ? null : undefined))) === null;
  }

  // Lift an entry above what stands on the server, unless it was changed since.
  raise(entry, sequence) {
    return this.write("entries", entry.key, (old) => old && { ...old, sequence: Math.max(old.sequence, sequence) });
  }

  // Note why an entry cannot be sent.
  fault(entry, status, message) {
    return this.write("entries", entry.key, (old) => old && { ...old, fault: { status, message } });
  }

  forget(key) {
    return this.write("entries", key, (old) => (old ? null : undefined));
  }

  async all() {
    return (await this.store.all()).sort((one, other) => one.order - other.order);
  }

  async of(person, attempt) {
    return (await this.all()).filter((entry) => entry.person === person && entry.attempt === attempt);
  }

  note(key, value) {
    return this.write("notes", key, () => ({ key, value }));
  }

  async noted(key) {
    return (await this.write("notes", key, (old) => old))?.value;
  }

  // What the server was last heard to have of an attempt, by position: the kept paper shows it.
  heard({ person, attempt, position, content }, sequence) {
    const key = heardKey(person, attempt);
    return this.write("notes", key, (old) => ({ key, value: { ...old?.value, [position]: { content, sequence } } }));
  }

  async heardOf(person, attempt) {
    return (await this.noted(heardKey(person, attempt))) || {};
  }

  // Forget what was heard of the attempts of others, and of one attempt that is handed in.
  async forgetHeard(person, attempt = "") {
    const own = heardKey(person, "");
    const stays = (key) => !key.startsWith("heard-") || (key.startsWith(own) && key !== own + attempt);
    for (const key of await this.store.keys()) if (!stays(key)) await this.write("notes", key, () => null);
  }

  // Where the disk is full, what there is goes on in memory.
  async write(name, key, change) {
    try {
      return await this.store.update(name, key, change);
    } catch {
      this.store = new Memory(this.durable ? await this.store.all().catch(() => []) : []);
      this.lost?.();
      return this.store.update(name, key, change);
    }
  }
}

class Durable {
  constructor(base) {
    this.base = base;
  }

  // Change one record within one transaction: null deletes it, undefined leaves it.
  update(name, key, change) {
    return new Promise((resolve, reject) => {
      const all = this.base.transaction(["entries", "notes"], "readwrite", { durability: "strict" });
      const store = all.objectStore(name);
      const counter = all.objectStore("notes");
      let result;
      store.get(key).onsuccess = ({ target: { result: old } }) => {
        counter.get("order").onsuccess = ({ target: { result: last } }) => {
          const order = (last?.value || 0) + 1;
          try {
            result = change(old, order);
            if (result === null) store.delete(key);
            else if (result !== undefined && result !== old) store.put(result);
            if (result?.order === order) counter.put({ key: "order", value: order });
          } catch (error) {
            reject(error);
            all.abort();
          }
        };
      };
      all.oncomplete = () => resolve(result);
      all.onerror = all.onabort = () => reject(all.error);
    });
  }

  all() {
    return answerTo(this.base.transaction("entries").objectStore("entries").getAll());
  }

  keys() {
    return answerTo(this.base.transaction("notes").objectStore("notes").getAllKeys());
  }
}

class Memory {
  constructor(entries = []) {
    this.stores = { entries: new Map(entries.map((entry) => [entry.key, entry])), notes: new Map() };
    this.order = Math.max(0, ...entries.map((entry) => entry.order));
  }

  async update(name, key, change) {
    const store = this.stores[name];
    this.order += 1;
    const result = change(store.get(key), this.order);
    if (result === null) store.delete(key);
    else if (result !== undefined) store.set(key, result);
    return result;
  }

  async all() {
    return [...this.stores.entries.values()];
  }

  async keys() {
    return [...this.stores.notes.keys()];
  }
}

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const name of ["entries", "notes"]) asked.result.createObjectStore(name, { keyPath: "key" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

function answerTo(asked) {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function heardKey(person, attempt) {
  return `heard-${person}-${attempt}`;
}

function failed(milliseconds) {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), milliseconds));
}
