// The face map: layers and news -> points and view; gestures and legend -> camera and post.

const SETTLED_MS = 120, HOVER_MS = 50, REACH = 9, LACKS_MS = 300, HIDE_MS = 150;
const lab = (window.ferLabMaps ||= { layers: new Map(), news: new Map(), askers: new Map() });
const maps = new Map(); // by key: a map outlives its mounts, so that it shows the same view when it comes back

class FaceMap {
  constructor(key) {
    this.key = key;
    this.camera = new Camera();
    this.points = null;
    this.shown = new Uint8Array(256).fill(1);
    this.faces = new Faces(lab, key, () => this.redraw());
    this.post = new Post(() => this.about());
    this.post.onLate = () => this.root && this.news && this.paintBar();
    this.tool = "lasso";
  }

  mount(component) {
    this.post.send = (message) => component.setStateValue("sent", message);
    if (this.root === component.parentElement) return this.onNews();
    this.unmount();
    this.root = component.parentElement;
    this.view = new View(this.root);
    this.off = new AbortController();
    const on = (target, name, handler, more = {}) => target.addEventListener(name, handler, { signal: this.off.signal, ...more });
    this.gestures = new Gestures(this.view.over, this.wishes);
    this.gestures.listen(on);
    this.gestures.choose(this.tool);
    const hidden = this.legend?.hidden;
    this.legend = new Legend(this.view.find(".legend"), { onHide: (codes) => this.hide(codes), onSelect: (code, mode) => this.selectCode(code, mode) });
    if (hidden) this.legend.hidden = hidden;
    this.legend.listen(on);
    on(this.view.find(".bar"), "click", (e) => this.onButton(e));
    on(this.view.map, "transitionend", (e) => e.target === this.view.map && this.onTheme());
    on(window, "fer-lab-map-news", (e) => e.detail === this.key && this.onNews());
    on(window, "fer-lab-map-layer", (e) => this.onLayer(e.detail));
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.view.stage);
    this.onNews();
  }

  unmount() {
    this.off?.abort();
    this.sizes?.disconnect();
    this.post.stop();
    clearTimeout(this.lackTimer);
    this.root = this.off = this.sizes = null;
  }

  // From Python

  about() {
    const { where, colouring } = this.news;
    const lacks = this.isHere ? [] : [where, colouring].filter((name) => !lab.layers.has(name));
    return { colouring, hidden: [...this.legend.hidden], lacks };
  }

  get isHere() {
    return this.points?.where === this.news.where && this.points.colouring === this.news.colouring;
  }

  onNews() {
    const news = lab.news.get(this.key);
    if (!news || !this.root) return;
    if (news !== this.news) this.take(news);
    this.load();
    this.paint();
  }

  take(news) {
    const before = this.news;
    this.news = news;
    this.post.settle(news);
    if (!this.post.waiting) this.pending = null;
    if (before?.colouring !== news.colouring) this.showAllBut(new Set(news.hidden));
    if (before?.faces !== news.faces) this.faces.forget(news.faces);
    const bytes = atob(news.bits);
    this.bits = bytes ? Uint8Array.from(bytes, (c) => c.charCodeAt(0)) : null;
  }

  onLayer(name) {
    if (!this.news || !this.root) return;
    if (name.startsWith(this.news.address)) this.faces.arrive(name, this.news);
    else if (name === this.news.where || name === this.news.colouring) this.onNews();
  }

  // Read positions and codes once both are here; ask again for those that were lost on the way.
  load() {
    if (this.isHere) return;
    const { where, colouring } = this.news, at = lab.layers.get(where), codes = lab.layers.get(colouring);
    clearTimeout(this.lackTimer);
    if (!at || !codes) {
      this.lackTimer = setTimeout(() => this.root && !this.isHere && this.post.flush(), LACKS_MS);
      return;
    }
    if (this.points?.where !== where) {
      const both = new Uint16Array(at.buffer, 0, at.byteLength >> 1), n = both.length >> 1;
      const xs = new Float32Array(n), ys = new Float32Array(n);
      for (let i = 0; i < n; i++) [xs[i], ys[i]] = this.fromSent(both[2 * i] / 65535, both[2 * i + 1] / 65535);
      this.points = { xs, ys };
      this.near = new Near(xs, ys);
      const [left, low] = this.fromSent(0, 0), [right, high] = this.fromSent(1, 1);
      this.camera.extent = { left, low, right, high };
      this.camera.fit();
    }
    Object.assign(this.points, { where, colouring, codes });
    this.pending = null;
  }

  // Places are sent as 0..1 over all faces; here the first view is 0..1.
  fromSent(x, y) {
    const [left, low, right, high] = this.news.home;
    return [(x - left) / (right - left), (y - low) / (high - low)];
  }

  toSend([u, v]) {
    const [left, low, right, high] = this.news.home, round = (value) => Math.round(value * 1e7) / 1e7;
    return [round(left + u * (right - left)), round(low + v * (high - low))];
  }

  // What the person does

  wishes = {
    pan: (dx, dy) => this.look(() => this.camera.pan(dx, dy)),
    zoom: (x, y, factor) => this.look(() => this.camera.zoomAt(x, y, factor)),
    fit: () => this.look(() => (this.camera.fits ? this.camera.all() : this.camera.fit())),
    draw: (line) => this.view.drawLine(line ?? this.pendingLine, !line),
    done: (line, mode) => this.select(line, mode),
    hover: (x, y) => this.hover(x, y),
    leave: () => this.leave(),
    clear: () => this.clear(),
    tool: (tool) => {
      this.tool = tool;
      if (this.news) this.paintBar();
    },
  };

  look(change) {
    const changed = change();
    this.leave();
    this.redraw();
    return changed;
  }

  select(line, mode) {
    if (!this.isHere) return;
    this.pending = line.map(([x, y]) => this.camera.at(x, y));
    this.post.add({ mode, where: this.news.where, polygon: this.pending.map((at) => this.toSend(at)) });
  }

  get pendingLine() {
    return this.pending?.map(([u, v]) => [this.camera.x(u), this.camera.y(v)]) ?? null;
  }

  selectCode(code, mode) {
    if (this.legend.hidden.has(code)) this.legend.hide(new Set([...this.legend.hidden].filter((other) => other !== code)));
    this.post.add({ mode, colouring: this.news.colouring, code });
  }

  clear() {
    if (!this.news?.selected) return false;
    this.post.add({ mode: "replace", where: this.news.where, polygon: [] });
    return true;
  }

  showAllBut(hidden) {
    this.legend.hidden = hidden;
    this.shown.fill(1);
    for (const code of hidden) this.shown[code] = 0;
  }

  hide(hidden) {
    this.showAllBut(hidden);
    this.leave();
    this.paint();
    clearTimeout(this.hideTimer); // Python needs this now only if faces are selected; otherwise the next selection sends it
    if (this.news.seq) this.hideTimer = setTimeout(() => this.root && this.post.flush(), HIDE_MS);
  }

  onButton(e) {
    const button = e.target.closest("button"), { act, tool } = button?.dataset ?? {};
    const { width, height } = this.camera, zoom = { in: 1.5, out: 1 / 1.5 }[act];
    if (tool) this.gestures.choose(tool);
    else if (zoom) this.wishes.zoom(width / 2, height / 2, zoom);
    else if (act === "fit") this.wishes.fit();
    else if (act === "clear") {
      this.clear();
      this.view.over.focus({ preventScroll: true }); // the button disappears
    }
  }

  // Faces under the pointer

  hover(x, y) {
    clearTimeout(this.hoverTimer);
    this.hoverTimer = setTimeout(() => this.point(x, y), HOVER_MS);
  }

  point(x, y) {
    if (!this.isHere || !this.root) return;
    const reach = this.pictures ? this.view.face / 2 + 2 : REACH;
    const around = (pixels, most) => {
      const { camera } = this;
      return this.near.around(...camera.at(x, y), pixels / camera.wide, pixels / camera.tall, this.isShown, most);
    };
    [this.pointed] = around(reach, 1);
    this.paintTip();
    if (this.pointed !== undefined && !this.faces.get(this.pointed)) this.faces.want(around(50, 24));
  }

  leave() {
    clearTimeout(this.hoverTimer);
    this.pointed = undefined;
    this.view?.hideTip();
  }

  paintTip() {
    if (this.pointed === undefined) return this.view.hideTip();
    this.view.showTip(this.pointed, this.points, this.camera, this.news, this.faces.get(this.pointed));
  }

  // Drawing

  isShown = (row) => this.shown[this.points.codes[row]] === 1;

  resize() {
    const { clientWidth, clientHeight } = this.view.stage;
    if (!clientWidth || !clientHeight) return;
    this.camera.resize(clientWidth, clientHeight);
    this.redraw(true);
  }

  onTheme() {
    this.view.theme();
    this.redraw();
  }

  paint() {
    this.legend.paint(this.news);
    this.paintBar();
    this.redraw();
  }

  paintBar() {
    const total = this.news.legend.reduce((sum, [, , count]) => sum + count, 0);
    const shown = this.news.legend.reduce((sum, [, , count], code) => sum + count * this.shown[code], 0);
    this.view.paintBar(this.news, total, shown, this.tool, this.post.late);
  }

  redraw(now = false) {
    cancelAnimationFrame(this.frame);
    if (now) this.draw();
    else this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    if (!this.root || !this.news || !this.isHere || this.camera.width <= 1) return;
    const seen = this.near.inside(this.camera.window, this.isShown, PICTURES);
    this.pictures = seen.length <= PICTURES && seen.length > 0 ? seen : null;
    clearTimeout(this.settleTimer);
    if (this.pictures) this.settleTimer = setTimeout(() => this.settle(), SETTLED_MS);
    this.view.draw(this.points, this.camera, this.news, this);
    if (!this.gestures.line) this.view.drawLine(this.pendingLine, true);
    if (this.pointed !== undefined) this.paintTip();
  }

  settle() {
    if (!this.pictures || !this.root) return;
    const { face } = this.view;
    this.view.fitFaces(this.pictures.length);
    if (this.view.face !== face) this.redraw();
    if (this.pictures.some((row) => !this.faces.get(row))) this.faces.want(this.pictures);
  }
}

export default function (component) {
  const key = component.data.map;
  if (!maps.has(key)) maps.set(key, new FaceMap(key));
  const map = maps.get(key), root = component.parentElement;
  map.mount(component);
  // Streamlit also cleans up after calls that a later one has replaced: unmount only if this one is not shown.
  return () => {
    if (map.root === root && !(root.host ?? root).isConnected) map.unmount();
  };
}
