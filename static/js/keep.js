// Words that have not reached the server wait on the device as ciphertext, under a key only the signed-in page has.
const STORE = "words";

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("interleaf", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function withStore(mode, act) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const change = db.transaction(STORE, mode);
      const asked = act(change.objectStore(STORE));
      change.oncomplete = () => resolve(asked.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    db.close();
  }
}

/** Removes what is kept under this id, whoever kept it. */
export function forget(id) {
  return withStore("readwrite", (store) => store.delete(id));
}

const bytes = (text) => new TextEncoder().encode(text);

class Keeper {
  constructor(id, key) {
    this.id = id;
    this.key = key;
  }

  async put(words, id = this.id) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const seal = { name: "AES-GCM", iv, additionalData: bytes(id) };
    const sealed = await crypto.subtle.encrypt(seal, this.key, bytes(JSON.stringify({ at: Date.now(), ...words })));
    await withStore("readwrite", (store) => store.put({ id, iv, sealed }));
  }

  remove(id = this.id) {
    return forget(id);
  }

  async open(record) {
    const seal = { name: "AES-GCM", iv: record.iv, additionalData: bytes(record.id) };
    try {
      const opened = await crypto.subtle.decrypt(seal, this.key, record.sealed);
      return { ...JSON.parse(new TextDecoder().decode(opened)), id: record.id };
    } catch {
      return null; // kept by another person, or under a key that is gone
    }
  }

  /** The words kept for this page, newest first; for a new page also those of new pages that never reached the server. */
  async find(isNew) {
    const records = await withStore("readonly", (store) => store.getAll());
    const opened = await Promise.all(records.map((record) => this.open(record)));
    const mine = (words) => words && (words.id.split("/")[0] === this.id || (isNew && words.isNew));
    return opened.filter(mine).sort((one, other) => other.at - one.at);
  }
}

/** A keeper for one form, or null where the browser offers no cryptography: then nothing is stored. */
export async function makeKeeper(form) {
  const encoded = form.dataset.keepKey;
  form.removeAttribute("data-keep-key");
  if (!encoded || !globalThis.crypto?.subtle || !globalThis.indexedDB) return null;
  try {
    const raw = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    raw.fill(0);
    await withStore("readonly", (store) => store.count());
    return new Keeper(form.dataset.keptFields ?? form.dataset.reflection ?? form.dataset.sessionLog, key);
  } catch {
    return null;
  }
}
