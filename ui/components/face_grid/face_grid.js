// The face grid's life: keys and clicks -> deck and outbox -> server; news and sheets -> deck -> view.

const RESEND_MS = 3000, RESEND_MAX_MS = 24000, AWAY_MS = 4000;
const WORKING = "…";
const LETTERS = {
  m: "mixed", s: "skip", n: "not_a_face", o: "something_else", u: "undo", x: "split", c: "core", v: "move", g: "merge", e: "enlarge", y: "confirm",
  "?": "help",
};
const GROUPS_ONLY = new Set(["mixed", "split", "unsplit", "core", "move", "merge", "confirm"]);
const SHIFTED = { u: "redo", x: "unsplit" };
const counted = (count) => `${count} ${count === 1 ? "face" : "faces"}`;
const lab = (window.ferLab ||= { sheets: new Map(), news: new Map(), fronts: new Map() });
const grids = new Map(); // by key: a grid outlives its mounts, so that it shows the same hand when it comes back

class FaceGrid {
  constructor(key) {
    this.key = key;
    this.deck = new Deck();
    this.selection = new Set();
    this.anchor = this.focused = 0;
    this.second = this.message = this.alert = this.saved = "";
    this.secondNext = this.help = this.why = this.asking = false;
    this.mixed = null; // the hand that was last marked as mixed
    this.offering = false; // whether the page offers to split it
    this.wish = ""; // "next" or "previous", until that group is loaded
    this.picking = ""; // "move" or "merge" while the list of groups is open
    this.sentAt = this.waitingSince = 0;
    this.pause = RESEND_MS;
  }

  mount(component) {
    this.setTriggerValue = component.setTriggerValue;
    if (this.root === component.parentElement) return this.paint();
    this.unmount();
    this.root = component.parentElement;
    this.view = new View(this.root);
    this.lens = new Lens(this.root);
    this.picker = new Picker(this.root, (group) => this.picked(group), (back) => back && this.focus(this.focused));
    this.off = new AbortController();
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: this.off.signal });
    on(document, "keydown", (e) => this.onKey(e));
    on(this.view.grid, "click", (e) => this.onFace(e));
    for (const part of [".bar", ".help", ".hint"]) on(this.view.find(part), "click", (e) => this.onButton(e));
    on(window, "fer-lab-news", (e) => e.detail === this.key && this.onNews());
    on(window, "fer-lab-sheet", () => this.paint());
    on(window, "beforeunload", (e) => Outbox.unsettled && e.preventDefault());
    this.timer = setInterval(() => this.tick(), 500);
    this.onNews();
  }

  unmount() {
    this.off?.abort();
    clearInterval(this.timer);
    this.root = this.off = null;
  }

  // From and to the server

  onNews() {
    const news = lab.news.get(this.key);
    if (!news) return;
    const settled = Outbox.of(news.scope).settle(news.acks);
    if (settled) this.saved = new Date().toLocaleTimeString("en-GB");
    if (settled && this.message === WORKING) this.message = ""; // the news describe what was undone
    const refused = news.refused.filter(([client, seq]) => Outbox.of(news.scope).drop(client, seq));
    for (const [client, seq, why] of refused) {
      this.alert = `A decision was not accepted: ${why}`;
      this.message = "";
      if (client === CLIENT) this.deck.refuse(seq);
    }
    const { n, turn, news: before } = this.deck, turned = this.deck.arrive(news);
    if (turned) this.forget();
    this.pause = RESEND_MS;
    const moved = this.deck.n !== n && !this.deck.heard;
    if (refused.length || moved || (this.sentAt === 0 && this.unsettled)) this.flush();
    this.paint();
    // The person picked this group from a list, which has the focus now: move it to the grid.
    if (before && this.deck.turn !== turn) this.focus(0);
    if (this.wish && this.deck.heard) this.act(this.wish);
  }

  get unsettled() {
    return this.deck.outbox.size > 0 || !this.deck.heard;
  }

  // Everything that is not acknowledged is sent each time: Streamlit may drop a trigger that is closely followed by another.
  flush() {
    const { news, place, outbox } = this.deck;
    this.sentAt = Date.now();
    this.waitingSince ||= this.sentAt;
    this.setTriggerValue("events", { scope: news.scope, place, events: outbox.payload });
  }

  tick() {
    if (!this.deck.news) return;
    if (!this.unsettled) this.waitingSince = 0;
    else if (Date.now() - this.sentAt > this.pause) {
      this.pause = Math.min(this.pause * 2, RESEND_MAX_MS); // do not add load to a slow server
      this.flush();
    }
    this.paint();
  }

  // What the person does

  get ready() {
    return Boolean(this.deck.hand && lab.sheets.get(this.deck.hand.sheet)?.ready);
  }

  // Other faces are shown: clear the selection, except for faces of the same group that are still shown.
  forget() {
    const { hand } = this.deck, same = hand && hand.group === this.group;
    const drawn = hand?.alone && hand.sheet !== this.sheet; // other single faces: start with the first
    this.sheet = hand?.sheet;
    const shown = new Set(same ? hand.ids : []);
    for (const id of this.selection) if (!shown.has(id)) this.selection.delete(id);
    if (!same) {
      this.wish = "";
      if (this.group !== undefined) this.offering = false; // the person went on from the group after the mixed one
      Object.assign(this, { second: "", secondNext: false, asking: false, anchor: 0, focused: 0, group: hand?.group });
      this.lens?.pin(null);
      this.picker?.close(false);
    }
    const inside = this.root?.activeElement?.classList.contains("cell");
    this.view?.paintCells(this.deck.news, hand);
    if (drawn) Object.assign(this, { focused: 0, anchor: 0 });
    if (inside || drawn) this.focus(this.focused);
    if (drawn) this.lens.pin(this.view.cells[0]);
    if (this.lens?.pinned) this.lens.pin(this.view.cells[this.focused]);
    else this.lens?.rest(null);
  }

  changed() {
    this.flush();
    this.paint();
  }

  decide(kind, emotion = "") {
    if (!this.ready) return;
    const second = emotion && this.second !== emotion ? this.second : "";
    const { hand } = this.deck, chosen = hand.ids.filter((id) => this.selection.has(id));
    const faces = hand.alone && !chosen.length ? [hand.ids[this.focused]] : chosen;
    const verdict = { kind, emotion, second };
    this.wish = "";
    this.deck.decide(verdict, faces);
    const whom = faces.length ? counted(faces.length) : "Group";
    const where = hand.alone ? "" : `${faces.length ? " of group" : ""} ${this.deck.about(hand.group).label}`;
    this.message = `${whom}${where}: ${inWords(verdict)}`;
    this.alert = "";
    this.asking = false;
    if (faces.length) this.selection.clear();
    else this.forget();
    this.offering = kind === "mixed" && !faces.length; // until another group is in front; the key works as long as it is mixed
    if (this.offering) this.mixed = hand;
    this.second = "";
    this.secondNext = false;
    if (hand.alone) this.onward();
    this.changed();
  }

  // Move to the next face without a name, or the one before; returns whether there was one.
  onward(way = 1) {
    const { deck, focused } = this, n = deck.hand.ids.length;
    for (let step = 1; step < n; step += 1) {
      const at = (focused + way * step + n) % n;
      if (deck.named(at)) continue;
      this.focus(at);
      return true;
    }
    return false;
  }

  name(emotion, asSecond) {
    if (!this.ready) return;
    if (!asSecond) return this.decide("name", emotion);
    this.second = this.second === emotion ? "" : emotion;
    this.secondNext = false;
    this.paint();
  }

  act(action) {
    const { deck } = this;
    if (deck.hand?.alone && GROUPS_ONLY.has(action)) return;
    if (action === "help") this.help = !this.help;
    else if (action === "why") this.why = !this.why;
    else if (action === "second") this.secondNext = this.ready && !this.secondNext;
    else if (action === "undo" || action === "redo") this.back(action);
    else if (action === "next" || action === "previous") this.walk(action);
    else if (action in this.changes) this.changes[action]();
    else this.decide(action);
    this.paint();
  }

  // To the next undecided group, or back to the one before, without deciding. Single faces have an order of their own.
  walk(way) {
    const { deck } = this, on = way === "next";
    this.wish = "";
    if (!this.ready) return;
    if (deck.hand.alone && this.onward(on ? 1 : -1)) return;
    if (on ? deck.pass() : deck.unpass()) {
      this.message = "";
      this.forget();
      return this.flush();
    }
    if (!deck.heard) Object.assign(this, { wish: way, message: "Loading the group…" });
    else this.message = on ? "This is the last undecided group." : "No undecided group was passed before this one.";
  }

  // Changes of the groups themselves

  changes = {
    split: () => (this.asking ? this.split(2) : this.ready && (this.asking = true)),
    unsplit: () => this.offered && this.reopen(),
    confirm: () => this.confirm(),
    unask: () => (this.asking ? (this.asking = false) : (this.offering = false)),
    core: () => this.ready && this.split(2, "core"),
    move: () => this.pick("move"),
    merge: () => this.pick("merge"),
    enlarge: () => this.lens.pin(this.lens.pinned ? null : this.view.cells[this.focused]),
  };

  // The group that was last marked as mixed, as long as it is.
  get offered() {
    const { mixed, deck } = this;
    if (!mixed || !deck.news || mixed.group === deck.hand?.group || deck.held) return null;
    const waits = deck.outbox.standing(deck.news.clustering).groups.has(mixed.group);
    return waits || deck.about(mixed.group).answer === "mixed" ? mixed : null;
  }

  reopen() {
    this.deck.bring(this.offered);
    this.forget();
    this.asking = true;
    this.changed();
  }

  // Split the shown group after X; else the mixed group, which comes back for it.
  split(parts, by = "likeness") {
    const asked = this.asking || by === "core", hand = asked ? this.deck.hand : this.offered;
    if (!hand || (asked && !this.ready)) return;
    this.deck.split(hand, parts, by);
    if (hand === this.mixed) this.mixed = null;
    this.regrouped();
  }

  // Give the name that is suggested from earlier groups.
  confirm() {
    const carried = this.deck.hand?.carried;
    if (!carried || !this.ready) return;
    this.selection.clear();
    this.second = carried.second;
    this.decide("name", carried.emotion);
  }

  regrouped() {
    this.message = WORKING;
    this.alert = "";
    this.forget();
    this.changed();
  }

  pick(what) {
    if (!this.ready) return;
    const { deck, selection } = this, { label } = deck.about(deck.hand.group);
    if (what === "move" && !selection.size) return void (this.message = "First select the faces to move.");
    const title = what === "move" ? `Move ${counted(selection.size)} to group` : `Merge group ${label} with group`;
    this.picking = what;
    if (!this.lens.pinned) this.lens.rest(null);
    this.asking = false;
    this.picker.open(title, deck.news.groups.filter(([group]) => group !== deck.hand.group));
  }

  picked(group) {
    const { deck, selection } = this;
    if (!this.ready) return;
    if (this.picking === "merge") {
      deck.merge(group);
      return this.regrouped();
    }
    const faces = deck.hand.ids.filter((id) => selection.has(id));
    if (!faces.length) return;
    deck.move(faces, group);
    selection.clear();
    this.message = `${counted(faces.length)} moved to group ${deck.about(group).label}`;
    this.alert = "";
    this.changed();
  }

  back(action) {
    const { deck } = this;
    if (!(action === "undo" ? deck.undoable : deck.redoable)) return;
    const before = deck.hand?.group;
    deck[action]();
    this.message = WORKING;
    if (deck.hand?.group !== before) this.forget();
    this.flush();
  }

  onButton(e) {
    const button = e.target.closest("button");
    if (!button || button.disabled) return;
    if (button.dataset.parts) this.split(Number(button.dataset.parts));
    else if (button.dataset.name) this.name(button.dataset.name, e.shiftKey || this.secondNext);
    else this.act(button.dataset.act);
  }

  onFace(e) {
    const cell = e.target.closest(".cell");
    if (!cell) return;
    const i = Number(cell.dataset.i);
    if (e.shiftKey) this.selectTo(i);
    else this.toggle(i);
    this.focus(i);
    this.paint();
  }

  toggle(i) {
    const id = this.deck.hand.ids[i];
    if (!this.selection.delete(id)) this.selection.add(id);
    this.anchor = i;
  }

  selectTo(i) {
    const [from, to] = [Math.min(this.anchor, i), Math.max(this.anchor, i)];
    for (const id of this.deck.hand.ids.slice(from, to + 1)) this.selection.add(id);
  }

  focus(i) {
    const { cells } = this.view;
    if (!cells.length) return;
    if (cells[this.focused]) cells[this.focused].tabIndex = -1;
    this.focused = Math.max(0, Math.min(cells.length - 1, i));
    cells[this.focused].tabIndex = 0;
    cells[this.focused].focus();
    if (this.lens.pinned) this.lens.pin(cells[this.focused]);
  }

  // Keys. One listener on the document, so that they work before any click.

  onKey(e) {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || !this.deck.news) return;
    const where = placeOfFocus(e, this.root);
    if (where === "text" || where === "dialog") return;
    const handled = this.nameKey(e) || this.letterKey(e) || (where === "ours" && this.moveKey(e));
    if (handled) e.preventDefault();
  }

  nameKey(e) {
    const digit = /^(Digit|Numpad)([1-9])$/.exec(e.code);
    if (!digit || (digit[1] === "Numpad" && !/^[1-9]$/.test(e.key))) return false; // Num Lock off: arrows
    if (this.asking) {
      if (!e.repeat && digit[2] >= 2 && digit[2] <= 5) this.split(Number(digit[2]));
      return true;
    }
    const emotion = this.deck.news.classes[digit[2] - 1]?.[0];
    if (emotion === undefined) return false;
    if (!e.repeat) this.name(emotion, e.shiftKey || this.secondNext);
    return true;
  }

  letterKey(e) {
    const key = e.key.toLowerCase();
    const action = (e.shiftKey ? SHIFTED : LETTERS)[key] ?? LETTERS[key];
    if (action) {
      if (!e.repeat) this.act(action);
    } else if (key === "a" && this.deck.hand) {
      for (const id of this.deck.hand.ids) this.selection.add(id);
    } else if (key === "escape" && this.help) {
      this.help = false;
    } else if (key === "escape" && this.asking) {
      this.asking = false;
    } else if (key === "escape" && this.why) {
      this.why = false;
    } else if (key === "escape" && this.lens.pinned) {
      this.lens.pin(null);
    } else if (key === "escape" && (this.selection.size || this.second || this.secondNext)) {
      this.selection.clear();
      this.second = "";
      this.secondNext = false;
    } else return false;
    this.paint();
    return true;
  }

  moveKey(e) {
    if (e.key === "Enter") {
      if (this.root.activeElement?.tagName === "BUTTON") return false;
      if (!e.repeat) this.act(e.shiftKey ? "previous" : "next");
      return true;
    }
    const inGrid = this.root.activeElement?.classList.contains("cell"), { focused } = this;
    const last = this.view.cells.length - 1, { columns } = this.view;
    if (e.key === " ") {
      if (!inGrid) return false;
      this.toggle(focused);
      this.paint();
      return true;
    }
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
    const ends = { Home: 0, End: last };
    if (!(e.key in steps) && !(e.key in ends && inGrid)) return false;
    const target = focused + (steps[e.key] ?? 0), inside = target >= 0 && target <= last;
    this.focus(!inGrid ? focused : e.key in ends ? ends[e.key] : inside ? target : focused);
    if (e.shiftKey) this.selectTo(this.focused);
    else this.anchor = this.focused;
    this.paint();
    return true;
  }

  // Tell the list of groups which one is in front.
  tell() {
    const front = this.deck.hand?.group ?? null;
    if (lab.fronts.get(this.key) === front) return;
    lab.fronts.set(this.key, front);
    window.dispatchEvent(new CustomEvent("fer-lab-front", { detail: this.key }));
  }

  paint() {
    if (!this.root || !this.deck.news) return;
    this.tell();
    const { deck } = this, sheet = deck.hand && lab.sheets.get(deck.hand.sheet);
    const count = deck.outbox.size;
    const away = count > 0 && this.waitingSince > 0 && Date.now() - this.waitingSince > AWAY_MS;
    const { selection, second, secondNext, help, why, message, ready, offered } = this;
    const ask = this.asking && deck.hand ? `Split group ${deck.about(deck.hand.group).label} into:` : "";
    const offer = offered && this.offering ? `Group ${deck.about(offered.group).label} is mixed. Split it into:` : "";
    const alert = [this.alert, deck.news.problem && `Not saved: ${deck.news.problem}`, deck.news.notice];
    const saving = !count ? (this.saved ? `saved ${this.saved}` : "")
      : away ? `not saved yet: the server does not answer, ${count} waiting` : "saving…";
    this.view.paint(deck, { sheet, selection, second, secondNext, help, why, message, ready, ask, offer, saving, away, alert: alert.filter(Boolean).join(" ") });
  }
}

// What has the focus: "ours" (the grid, or nothing), "other" controls with keys of their own, a "text" field, or a
// "dialog".
function placeOfFocus(e, root) {
  const target = e.composedPath()[0];
  if (!(target instanceof Element)) return "ours";
  const typed = "textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox], [role=spinbutton]";
  const plain = ["radio", "checkbox", "range", "button", "submit"];
  if (target.closest(typed) || (target.tagName === "INPUT" && !plain.includes(target.type))) return "text";
  if (target.closest("[role=dialog]") || document.querySelector('[data-testid="stDialog"]')) return "dialog";
  const ours = e.composedPath().includes(root) || target === document.body || target === document.documentElement;
  const main = target.matches?.('[data-testid="stMain"], [data-testid="stAppScrollToBottomContainer"], section');
  return ours || main ? "ours" : "other";
}

export default function (component) {
  const key = component.data.grid;
  if (!grids.has(key)) grids.set(key, new FaceGrid(key));
  const grid = grids.get(key), root = component.parentElement;
  grid.mount(component);
  // Streamlit also cleans up after calls that a later one has replaced: unmount only if this one is not shown.
  return () => {
    if (grid.root === root && !(root.host ?? root).isConnected) grid.unmount();
  };
}
