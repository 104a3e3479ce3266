// Deck: which hand is in front of the person. A hand never changes under their fingers: it stays until they
// decide, pass on or undo, or until the page asks for another one (a new ``turn``).

const HISTORY = 30;

class Deck {
  constructor() {
    this.news = null;
    this.hand = null; // null: waiting for the next one, or all done
    this.turn = "";
    this.n = 0; // number of the place last told to the server
    this.passed = new Set();
    this.history = []; // verdicts of this page: {hand, faces}
    this.undone = [];
  }

  get outbox() {
    return Outbox.of(this.news.scope);
  }

  get heard() {
    return this.news.n === this.n; // the server knows where we are, so its hands are the right ones
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
    const { clustering } = this.news;
    return { n: this.n, clustering, group: this.hand ? this.hand.group : null, passed: [...this.passed] };
  }

  // Take in what Python says; returns whether other faces are in front now.
  arrive(news) {
    const before = this.hand, old = this.news;
    this.news = news;
    const elsewhere = !old || old.scope !== news.scope || old.clustering !== news.clustering;
    if (elsewhere) {
      Object.assign(this, { n: news.n, passed: new Set(), history: [], undone: [], hand: null });
    }
    if (news.turn && news.turn !== this.turn) this.hand = news.hands[0] ?? null;
    else if (this.hand) this.hand = news.hands.find((h) => h.group === this.hand.group) ?? this.hand;
    this.turn = news.turn;
    if (!this.hand) this.next();
    return this.hand?.group !== before?.group || this.hand?.sheet !== before?.sheet;
  }

  // Hands that may follow, the passed ones last, and those only when the server knows where we are.
  get following() {
    const { groups } = this.outbox.standing(this.news.clustering);
    const open = this.news.hands.filter((h) => !groups.has(h.group) && h.group !== this.hand?.group);
    const fresh = open.filter((h) => !this.passed.has(h.group));
    return fresh.length || !this.heard ? fresh : open;
  }

  // Bring the next undecided hand to the front, or none where it is not loaded yet.
  next() {
    this.hand = this.following[0] ?? null;
    if (!this.hand) return;
    this.passed.delete(this.hand.group);
    if (this.hand !== this.news.hands[0]) this.n += 1; // the server believes its first hand is in front
  }

  // Go on without a verdict; returns whether there was somewhere to go.
  pass() {
    const [hand] = this.following;
    if (!hand) return false;
    this.passed.add(this.hand.group);
    this.passed.delete(hand.group);
    this.hand = hand;
    this.n += 1;
    return true;
  }

  send(action, about = {}) {
    this.outbox.add({ clustering: this.news.clustering, action, ...about });
  }

  // A verdict on the whole group (then the next one follows) or on some faces (then it stays).
  decide(verdict, faces) {
    this.send("verdict", { group: this.hand.group, faces, verdict });
    this.history.push({ hand: this.hand, faces });
    this.history.splice(0, this.history.length - HISTORY);
    this.undone = [];
    this.n += 1;
    if (!faces.length) this.next();
  }

  undo() {
    this.send("undo");
    this.n += 1;
    const last = this.history.pop();
    if (!last) return; // not from this page: the server brings its group to the front
    this.undone.push(last);
    if (!last.faces.length) this.hand = { ...last.hand, said: "" };
  }

  redo() {
    this.send("redo");
    this.n += 1;
    const again = this.undone.pop();
    if (!again) return;
    this.history.push(again);
    if (!again.faces.length && this.hand?.group === again.hand.group) this.next();
  }
}
