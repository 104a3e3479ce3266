// Outbox: decisions that the server has not acknowledged yet, in the order they were made.
//
// A client is one loaded page, so a duplicated tab or a reload never reuses a number. Decisions that an earlier page
// of this tab left in sessionStorage are sent under its client id until they are acknowledged.

const MAX_EVENTS = 200; // one payload; the oldest first

const CLIENT = Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

class Outbox {
  static all = new Map(); // by scope: a study's names never go to another study's log

  static of(scope) {
    if (!Outbox.all.has(scope)) Outbox.all.set(scope, new Outbox(scope));
    return Outbox.all.get(scope);
  }

  static get unsettled() {
    return [...Outbox.all.values()].some((box) => box.size > 0);
  }

  constructor(scope) {
    this.prefix = `fer-lab.waiting.${scope}.`;
    this.seq = 0;
    this.boxes = new Map([...this.left(), [CLIENT, []]]);
  }

  left() {
    const found = [];
    try {
      for (const name of Object.keys(sessionStorage)) {
        if (!name.startsWith(this.prefix)) continue;
        const events = JSON.parse(sessionStorage.getItem(name));
        if (Array.isArray(events) && events.length) found.push([name.slice(this.prefix.length), events]);
      }
    } catch { /* no storage, or not ours: nothing to send */ }
    return found;
  }

  keep(client) {
    const events = this.boxes.get(client);
    try {
      if (events.length) sessionStorage.setItem(this.prefix + client, JSON.stringify(events));
      else sessionStorage.removeItem(this.prefix + client);
    } catch { /* full or forbidden: they are still in memory */ }
  }

  get events() {
    return [...this.boxes.values()].flat();
  }

  get size() {
    return this.events.length;
  }

  get payload() {
    return this.events.slice(0, MAX_EVENTS);
  }

  add(event) {
    this.seq += 1;
    this.boxes.get(CLIENT).push({ client: CLIENT, seq: this.seq, ...event });
    this.keep(CLIENT);
    return this.seq;
  }

  // Whether one of this page's events is not acknowledged yet.
  has(seq) {
    return this.boxes.get(CLIENT).some((e) => e.seq === seq);
  }

  // Remove events that are on the server's disk; returns how many.
  settle(acks) {
    const before = this.size;
    for (const [client, events] of this.boxes) {
      const ack = acks[client] ?? 0;
      if (!events.some((e) => e.seq <= ack)) continue;
      this.boxes.set(client, events.filter((e) => e.seq > ack));
      this.keep(client);
    }
    return before - this.size;
  }

  // Remove one event that the server refused; returns whether it was here.
  drop(client, seq) {
    const events = this.boxes.get(client);
    if (!events?.some((e) => e.seq === seq)) return false;
    this.boxes.set(client, events.filter((e) => e.seq !== seq));
    this.keep(client);
    return true;
  }

  // What the decisions in here will change on a clustering: decided groups, tags of faces, and moved faces.
  standing(clustering) {
    const changes = [];
    for (const e of this.events) {
      if (e.clustering !== clustering || e.action === "redo") continue;
      if (e.action === "undo") changes.pop();
      else changes.push(e);
    }
    const groups = new Set(), tags = new Map(), moved = new Map();
    for (const e of changes) {
      if (e.action === "merge") e.groups.forEach((group) => groups.add(group));
      else if (!e.faces?.length) groups.add(e.group);
      for (const face of e.faces ?? []) {
        if (e.action === "move") moved.set(face, e.to);
        else tags.set(face, inWords(e.verdict));
      }
    }
    return { groups, tags, moved };
  }
}

function inWords(verdict) {
  if (verdict.kind === "name") return [verdict.emotion, verdict.second].filter(Boolean).join(" + ");
  return { mixed: "mixed", skip: "skipped", not_a_face: "not a face", something_else: "something else" }[verdict.kind];
}
