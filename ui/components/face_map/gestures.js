// Gestures: turns pointer, wheel and keys over the drawing into wishes for the map.

const PAGE_SCROLLS_MS = 400, NEAR_ENOUGH = 3, MAX_CORNERS = 400;
let pageScrolledAt = -Infinity; // so that scrolling the page does not stop at the map
window.addEventListener("wheel", (e) => {
  if (!e.composedPath().some((node) => node.dataset?.faceMap)) pageScrolledAt = performance.now();
}, { passive: true, capture: true });

class Gestures {
  // wishes: pan(dx, dy), zoom(x, y, factor), draw(line), done(line, mode), hover(x, y), leave(), tool(name), fit(), clear()
  constructor(canvas, wishes) {
    Object.assign(this, { canvas, wishes, tool: "lasso", space: false, line: null, drag: null });
  }

  listen(on) {
    const { canvas } = this;
    canvas.dataset.faceMap = "yes";
    on(canvas, "pointerdown", (e) => this.onDown(e));
    on(canvas, "pointermove", (e) => this.onMove(e));
    on(canvas, "pointerup", (e) => this.onUp(e));
    on(canvas, "pointercancel", () => this.stop());
    on(canvas, "pointerleave", () => this.wishes.leave());
    on(canvas, "wheel", (e) => this.onWheel(e), { passive: false });
    on(canvas, "keydown", (e) => this.onKey(e));
    on(canvas, "keyup", (e) => e.key === " " && this.hold(false));
    on(canvas, "blur", () => {
      this.hold(false);
      delete canvas.dataset.pointed;
    });
    on(canvas, "dblclick", () => this.wishes.fit());
    on(canvas, "auxclick", (e) => e.preventDefault());
  }

  place(e) {
    const box = this.canvas.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  }

  get moving() {
    return this.space || this.tool === "move";
  }

  hold(space) {
    this.space = space;
    this.canvas.dataset.tool = this.moving ? "move" : this.tool;
  }

  choose(tool) {
    this.tool = tool;
    this.hold(false);
    this.wishes.tool(tool);
  }

  onDown(e) {
    if (e.button > 1 || this.line || this.drag) return;
    e.preventDefault();
    this.canvas.dataset.pointed = "yes"; // no focus ring after a pointer
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(e.pointerId);
    this.wishes.leave();
    if (e.button === 1 || this.moving) this.drag = this.place(e);
    else this.line = [this.place(e)];
  }

  onMove(e) {
    const at = this.place(e);
    if (this.drag) {
      this.wishes.pan(at[0] - this.drag[0], at[1] - this.drag[1]);
      this.drag = at;
    } else if (this.line) {
      this.extend(at);
      this.wishes.draw(this.shape);
    } else if (e.pointerType !== "touch") this.wishes.hover(...at);
  }

  extend(at) {
    const { line } = this, last = line[line.length - 1];
    if (this.tool === "box") this.line = [line[0], at];
    else if (Math.hypot(at[0] - last[0], at[1] - last[1]) >= NEAR_ENOUGH) line.push(at);
  }

  get shape() {
    if (this.tool !== "box" || this.line.length < 2) return this.line;
    const [[x0, y0], [x1, y1]] = this.line;
    return [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
  }

  onUp(e) {
    if (this.line) {
      this.extend(this.place(e));
      const { shape } = this, step = Math.ceil(shape.length / MAX_CORNERS);
      const xs = shape.map(([x]) => x), ys = shape.map(([, y]) => y);
      const across = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
      // A click or a tiny movement is not a lasso and leaves the selection as it is.
      if (shape.length > 2 && across > 4) this.wishes.done(shape.filter((_, i) => i % step === 0), modeOf(e));
    }
    this.stop();
  }

  stop() {
    this.line = this.drag = null;
    this.wishes.draw(null);
  }

  onWheel(e) {
    const now = performance.now();
    if (now - pageScrolledAt < PAGE_SCROLLS_MS && !e.ctrlKey) {
      pageScrolledAt = now;
      return;
    }
    const pixels = e.deltaY * (e.deltaMode === 1 ? 16 : e.deltaMode === 2 ? 400 : 1) * (e.ctrlKey ? 4 : 1);
    const moved = this.wishes.zoom(...this.place(e), Math.exp(-Math.max(-300, Math.min(300, pixels)) / 400));
    if (moved || e.ctrlKey) e.preventDefault(); // when the zoom is at its limit, the page scrolls
  }

  onKey(e) {
    delete this.canvas.dataset.pointed;
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (!this.key(e)) return;
    e.preventDefault();
    e.stopPropagation(); // not also a key of the page
  }

  key(e) {
    const { wishes, canvas } = this, step = e.shiftKey ? 200 : 60;
    const middle = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const pans = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    const tools = { l: "lasso", b: "box", h: "move" };
    const key = e.key.toLowerCase();
    if (e.key in pans) wishes.pan(...pans[e.key]);
    else if (key === "+" || key === "=") wishes.zoom(...middle, 1.5);
    else if (key === "-" || key === "_") wishes.zoom(...middle, 1 / 1.5);
    else if (key === "0") wishes.fit();
    else if (key in tools) this.choose(tools[key]);
    else if (key === " ") this.hold(true);
    else if (key === "escape") return this.escape();
    else return false;
    return true;
  }

  escape() {
    if (this.line || this.drag) this.stop();
    else return this.wishes.clear();
    return true;
  }
}
