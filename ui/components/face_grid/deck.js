// Deck: which hand is shown. A hand never changes unexpectedly: it stays until the person decides, goes on or
// undoes, or until the page asks for another one (a new ``turn``).

const HISTORY = 30;

class Deck {
  constructor() {
    this.news = null;
    this.hand = null; // null: waiting for the next one, or all decided
    this.held = null; // {seq, hand, doing}: a split or merge, until the server sends the groups that it made
    this.turn = "";
    this.n = 0; // number of the place last sent to the server
    this.passed = new Set(); // groups left by "next", the first one first: a queue, so that all come round again in order
    this.ahead = new Set(); // groups left by "previous", the nearest last: "next" leads back to them
    this.history = []; // changes of this page: {seq, hand, stays, regroups}
    this.undone = [];
  }

  get outbox() {
    return Outbox.of(this.news.scope);
  }

  get heard() {
    return this.news.n === this.n; // the server knows the shown group, so its hands are the right ones
  }

  get undoable() {
    return this.history.length > 0 || this.news.undo;
  }

  get redoable() {
    return this.undone.length > 0 || this.news.redo;
  }

  get done() {
    return !this.hand && this.heard && !this.outbox.size && !this.news.hands.length;
  }

  get place() {
    const front = this.held?.hand ?? this.hand;
    return { n: this.n, clustering: this.news.clustering, group: front ? front.group : null, passed: [...this.passed], ahead: [...this.ahead] };
  }

  // What is known of a group: {label, faces, answer}; of a group that is gone, its label at best.
  about(group) {
    const line = this.news.groups.find(([number]) => number === group);
    return { label: line?.[1] ?? String(group + 1), faces: line?.[2] ?? 0, answer: line?.[3] ?? "" };
  }

  // Take in news from Python; returns whether other faces are shown now.
  arrive(news) {
    const before = this.hand, old = this.news;
    this.news = news;
    const elsewhere = !old || old.scope !== news.scope || old.clustering !== news.clustering;
    if (elsewhere) {
      Object.assign(this, { n: news.n, passed: new Set(), ahead: new Set(), history: [], undone: [], hand: null, held: null });
    }
    this.follow(news);
    if (this.heard) this.turn = news.turn;
    if (!this.hand && !this.held) this.next();
    return this.hand?.group !== before?.group || this.hand?.sheet !== before?.sheet;
  }

  follow(news) {
    // A turn from before the last key does not include the effect of that key; a later one will.
    const turned = this.heard && news.turn && news.turn !== this.turn, { held } = this;
    if (held && this.outbox.has(held.seq)) return; // no answer yet
    this.held = null;
    if (turned) this.hand = news.hands[0] ?? null;
    else if (held) this.hand = held.hand; // it was refused
    else if (this.hand) this.hand = news.hands.find((h) => h.group === this.hand.group) ?? this.hand;
  }

  // Hands of undecided groups other than the shown one.
  get open() {
    const { groups } = this.outbox.standing(this.news.clustering);
    return this.news.hands.filter((h) => !groups.has(h.group) && h.group !== this.hand?.group);
  }

  // Hands that may follow: those that the person stepped back from, then the others in order, then those passed, the
  // longest ago first. The last are only sure when the server knows the shown group.
  get following() {
    const passed = [...this.passed], ahead = [...this.ahead].reverse();
    const turn = ({ group }) => (ahead.includes(group) ? ahead.indexOf(group) - ahead.length : passed.indexOf(group) + 1);
    const found = this.open.filter((h) => this.heard || !this.passed.has(h.group));
    return found.sort((a, b) => turn(a) - turn(b));
  }

  // Show the next undecided hand, or none while it is not loaded yet.
  next() {
    const [hand] = this.following;
    this.front(hand ?? null);
    if (hand && hand !== this.news.hands[0]) this.n += 1; // the server assumes that its first hand is shown
  }

  // Whether a shown face has its own name, or will have it by a decision that is not saved yet.
  named(i) {
    const { hand } = this;
    return Boolean(hand.tags[i]) || this.outbox.standing(this.news.clustering).tags.has(hand.ids[i]);
  }

  // Go on without deciding; returns whether that led anywhere: to another group, or to the end.
  pass() {
    const [hand] = this.following;
    if (hand) this.leave(this.passed, hand);
    else if (this.heard && (this.hand.alone || this.decided(this.hand.group))) this.bring(null);
    else return false;
    return true;
  }

  // Back to the group that was passed last; returns whether there was one.
  unpass() {
    const last = [...this.passed].filter((group) => group !== this.hand.group && !this.decided(group)).pop();
    const hand = this.open.find((h) => h.group === last);
    if (hand) this.leave(this.ahead, hand);
    return Boolean(hand);
  }

  decided(group) {
    return Boolean(this.about(group).answer) || this.outbox.standing(this.news.clustering).groups.has(group);
  }

  leave(queue, hand) {
    this.passed.delete(this.hand.group);
    queue.add(this.hand.group);
    this.bring(hand);
  }

  bring(hand) {
    this.front(hand);
    this.n += 1;
  }

  front(hand) {
    this.hand = hand;
    for (const queue of [this.passed, this.ahead]) queue.delete(hand?.group);
  }

  // Send a change and remember it for undo.
  send(action, about, { stays = false, regroups = false, hand = this.hand } = {}) {
    const seq = this.outbox.add({ clustering: this.news.clustering, action, ...about });
    this.history.push({ seq, hand, stays, regroups });
    this.history.splice(0, this.history.length - HISTORY);
    this.undone = [];
    this.n += 1;
    return seq;
  }

  // A verdict on the whole group (the next one follows) or on some faces (the group stays).
  decide(verdict, faces) {
    const group = this.hand.alone ? null : this.hand.group;
    this.send("verdict", { group, faces, verdict }, { stays: faces.length > 0 });
    if (!faces.length) this.next();
  }

  move(faces, to) {
    this.send("move", { group: this.hand.group, faces, to }, { stays: true });
  }

  split(hand, parts, by) {
    const seq = this.send("split", { group: hand.group, parts, by }, { hand, regroups: true });
    this.hold(seq, hand, `Splitting group ${this.about(hand.group).label}…`);
  }

  merge(to) {
    const { hand } = this, seq = this.send("merge", { groups: [hand.group, to] }, { regroups: true });
    this.hold(seq, hand, `Merging groups ${this.about(hand.group).label} and ${this.about(to).label}…`);
  }

  hold(seq, hand, doing) {
    this.front(hand);
    this.held = { seq, hand, doing };
    this.hand = null;
  }

  // The server refused this change: there is nothing to undo.
  refuse(seq) {
    this.history = this.history.filter((change) => change.seq !== seq);
  }

  step(action) {
    this.n += 1;
    this.held = null;
    return this.outbox.add({ clustering: this.news.clustering, action });
  }

  undo() {
    this.step("undo");
    const last = this.history.pop();
    if (!last) return; // made on another page: the server shows its group
    this.undone.push(last);
    if (!last.stays) this.hand = last.regroups ? last.hand : { ...last.hand, answer: "" };
  }

  redo() {
    const seq = this.step("redo"), again = this.undone.pop();
    if (!again) return;
    this.history.push({ ...again, seq });
    if (again.regroups) this.hold(seq, again.hand, "Working…");
    else if (!again.stays && this.hand?.group === again.hand.group) this.next();
  }
}
