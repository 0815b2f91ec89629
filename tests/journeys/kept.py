"""What a browser keeps on the device: its databases, stores and caches, read as somebody who holds it could."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from tests.support.traces import found_in

_RECORDS = """async () => {
    const found = [];
    const plain = (value) => {
        if (value instanceof ArrayBuffer) return { bytes: [...new Uint8Array(value)] };
        if (ArrayBuffer.isView(value)) return { bytes: [...new Uint8Array(value.buffer)] };
        if (value instanceof CryptoKey) return { key: value.type };
        if (value && typeof value === "object")
            return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
        return value;
    };
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((resolve, reject) => {
            const opening = indexedDB.open(name);
            opening.onsuccess = () => resolve(opening.result);
            opening.onerror = () => reject(opening.error);
        });
        for (const store of db.objectStoreNames) {
            const records = await new Promise((resolve) => {
                const asked = db.transaction(store).objectStore(store).getAll();
                asked.onsuccess = () => resolve(asked.result);
            });
            found.push(...records.map(plain));
        }
        db.close();
    }
    return found;
}"""
_REST = """async () => {
    const found = [{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            const type = answer.headers.get("Content-Type") ?? "";
            found.push([request.url, type.startsWith("text/") ? await answer.text() : type]);
        }
    }
    return found;
}"""


def records(page: Page) -> list[dict[str, Any]]:
    """Every record of every database of the browser for this site; bytes as lists of numbers."""
    found: list[dict[str, Any]] = page.evaluate(_RECORDS)
    return found


def readable(page: Page, words: list[str]) -> list[str]:
    """Those of the words that the device holds where somebody could read them."""
    rest = json.dumps(page.evaluate(_REST), ensure_ascii=False)
    stored = b"\0".join([rest.encode(), *(piece for record in records(page) for piece in pieces(record))])
    return list(found_in(stored, words))


def pieces(value: Any) -> list[bytes]:
    """All that a record holds, as bytes."""
    if isinstance(value, dict) and set(value) == {"bytes"}:
        return [bytes(value["bytes"])]
    if isinstance(value, dict):
        return [piece for inner in value.values() for piece in pieces(inner)]
    return [str(value).encode()]


def keys_kept(page: Page) -> list[Any]:
    """Anything kept that could open the ciphertext: key objects, and bytes as long as a key."""
    lengths = (16, 24, 32)
    return [
        value
        for record in records(page)
        for value in record.values()
        if isinstance(value, dict) and ("key" in value or len(value.get("bytes", [])) in lengths)
    ]
