// The face grid's life: keys and clicks -> deck and outbox -> server; news and sheets -> deck -> view.

const RESEND_MS = 3000, RESEND_MAX_MS = 24000, AWAY_MS = 4000;
const WORKING = "…";
const lab = (window.ferLab ||= { sheets: new Map(), news: new Map() });
const grids = new Map(); // by key: a grid outlives its mounts, so that coming back finds the same hand

class FaceGrid {
  constructor(key) {
    this.key = key;
    this.deck = new Deck();
    this.selection = new Set();
    this.anchor = this.focused = 0;
    this.second = this.said = this.alert = this.saved = "";
    this.secondNext = this.help = false;
    this.sentAt = this.waitingSince = 0;
    this.pause = RESEND_MS;
  }

  mount(component) {
    this.setTriggerValue = component.setTriggerValue;
    if (this.root === component.parentElement) return this.paint();
    this.unmount();
    this.root = component.parentElement;
    this.view = new View(this.root);
    this.off = new AbortController();
    const on = (target, name, handler) => target.addEventListener(name, handler, { signal: this.off.signal });
    on(document, "keydown", (e) => this.onKey(e));
    on(this.view.grid, "click", (e) => this.onFace(e));
    on(this.view.find(".bar"), "click", (e) => this.onButton(e));
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
    if (settled && this.said === WORKING) this.said = ""; // the news say what was undone
    const { n, turn } = this.deck, turned = this.deck.arrive(news);
    const refused = news.refused.filter(([client, seq]) => this.deck.outbox.drop(client, seq));
    for (const [, , why] of refused) this.alert = `One decision was not accepted: ${why}`;
    if (turned) this.forget();
    this.pause = RESEND_MS;
    const moved = this.deck.n !== n && !this.deck.heard;
    if (refused.length || moved || (this.sentAt === 0 && this.unsettled)) this.flush();
    this.paint();
    // The person picked this group from a list, which has the keyboard now: take it back.
    if (turn && this.deck.turn !== turn) this.focus(0);
  }

  get unsettled() {
    return this.deck.outbox.size > 0 || !this.deck.heard;
  }

  // Everything unsettled goes each time: Streamlit may drop a trigger that another one follows closely.
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
      this.pause = Math.min(this.pause * 2, RESEND_MAX_MS); // a slow server is not helped by hurry
      this.flush();
    }
    this.paint();
  }

  // What the person does

  get ready() {
    return Boolean(this.deck.hand && lab.sheets.get(this.deck.hand.sheet)?.ready);
  }

  forget() {
    this.selection.clear();
    this.anchor = 0;
    this.second = "";
    this.secondNext = false;
    const inside = this.root?.activeElement?.classList.contains("cell");
    this.view?.paintCells(this.deck.news, this.deck.hand);
    this.focused = 0;
    if (inside) this.focus(0);
  }

  changed() {
    this.flush();
    this.paint();
  }

  decide(kind, emotion = "") {
    if (!this.ready) return;
    const second = emotion && this.second !== emotion ? this.second : "";
    const { hand } = this.deck, faces = hand.ids.filter((id) => this.selection.has(id));
    const verdict = { kind, emotion, second };
    this.deck.decide(verdict, faces);
    const whom = faces.length ? `${faces.length} ${faces.length === 1 ? "face" : "faces"} of group` : "Group";
    this.said = `${whom} ${hand.group + 1}: ${inWords(verdict)}`;
    this.alert = "";
    if (faces.length) this.selection.clear();
    else this.forget();
    this.second = "";
    this.secondNext = false;
    this.changed();
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
    if (action === "help") this.help = !this.help;
    else if (action === "second") this.secondNext = this.ready && !this.secondNext;
    else if (action === "undo" || action === "redo") this.back(action);
    else if (action === "next") {
      if (!this.ready) return;
      if (deck.pass()) {
        this.said = "";
        this.forget();
        this.flush();
      } else this.said = deck.heard ? "This is the last group without a verdict." : "Loading the next group…";
    } else this.decide(action);
    this.paint();
  }

  back(action) {
    const { deck } = this;
    if (!(action === "undo" ? deck.undoable : deck.redoable)) return;
    const before = deck.hand?.group;
    deck[action]();
    this.said = WORKING;
    if (deck.hand?.group !== before) this.forget();
    this.flush();
  }

  onButton(e) {
    const button = e.target.closest("button");
    if (!button || button.disabled) return;
    if (button.dataset.name) this.name(button.dataset.name, e.shiftKey || this.secondNext);
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
  }

  // Keys. One listener on the document, so that they work without a click first.

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
    const emotion = this.deck.news.classes[digit[2] - 1]?.[0];
    if (emotion === undefined) return false;
    if (!e.repeat) this.name(emotion, e.shiftKey || this.secondNext);
    return true;
  }

  letterKey(e) {
    const key = e.key.toLowerCase();
    const action = { m: "mixed", s: "skip", n: "not_a_face", u: e.shiftKey ? "redo" : "undo", "?": "help" }[key];
    if (action) {
      if (!e.repeat) this.act(action);
    } else if (key === "a" && this.deck.hand) {
      for (const id of this.deck.hand.ids) this.selection.add(id);
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
      if (!e.repeat) this.act("next");
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

  paint() {
    if (!this.root || !this.deck.news) return;
    const { deck } = this, sheet = deck.hand && lab.sheets.get(deck.hand.sheet);
    const count = deck.outbox.size;
    const away = count > 0 && this.waitingSince > 0 && Date.now() - this.waitingSince > AWAY_MS;
    const { selection, second, secondNext, help, said, ready } = this;
    const alert = [this.alert, deck.news.problem && `Not saved: ${deck.news.problem}`, deck.news.notice];
    const saving = !count ? (this.saved ? `saved ${this.saved}` : "")
      : away ? `not saved yet: the server is away, ${count} waiting` : "saving…";
    this.view.paint(deck, { sheet, selection, second, secondNext, help, said, ready, saving, away, alert: alert.filter(Boolean).join(" ") });
  }
}

// Where the keyboard is: "ours" (the grid or nothing at all), "other" controls, which keep their own keys,
// "text" that is being typed, or a "dialog".
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
  // Streamlit also cleans up after calls that a later one has replaced: only the shown mount may end.
  return () => {
    if (grid.root === root && !(root.host ?? root).isConnected) grid.unmount();
  };
}
