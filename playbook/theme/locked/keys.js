/*
 * The keys of a locked playbook, made in the same way by the page that opens it and by the worker that reads it.
 * docs/privacy.md says what each of them is for. generator/site/lock.py has the other side.
 */
"use strict";
const LABEL = "playbook lock 1 ", SEED = 12;

const utf8 = (words) => new TextEncoder().encode(words);
const bytes = (digits) => Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (data) => Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, "0")).join("");

/* The passphrase as it counts: blanks at its ends do not, and several are one. */
const settled = (phrase) => phrase.normalize("NFKC").replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "");

async function masterOf(phrase, { salt, rounds }) {
  const typed = await crypto.subtle.importKey("raw", utf8(settled(phrase)), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds }, typed, 256);
}

async function keysOf(master) {
  const from = await crypto.subtle.importKey("raw", master, "HKDF", false, ["deriveKey"]);
  const key = (use, kind, does) => crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(LABEL + use) }, from, kind, false, [does]);
  return {
    content: await key("content", { name: "AES-GCM", length: 256 }, "decrypt"),
    names: await key("names", { name: "HMAC", hash: "SHA-256", length: 256 }, "sign"),
  };
}

const hidden = async ({ names }, name) => "data/" + hex(await crypto.subtle.sign("HMAC", names, utf8(name))).slice(0, 32);

async function unsealed({ content }, name, sealed) {
  const iv = sealed.slice(0, SEED), additionalData = utf8(name);
  const packed = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData }, content, sealed.slice(SEED));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();
}

const opens = (keys, { check }) => unsealed(keys, "lock.json", bytes(check).buffer).then(() => true, () => false);

/* Where keys stay on this device: one database for each playbook of an origin, and no way to read them out again. */
const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});

async function stored(path) {
  try {
    const asked = indexedDB.open(`playbook ${path}`, 1);
    asked.onupgradeneeded = () => asked.transaction.abort(); // there is none, and looking makes none
    const place = await done(asked);
    const found = await done(place.transaction("keys").objectStore("keys").get("keys"));
    place.close();
    return found || null;
  } catch {
    return null;
  }
}
