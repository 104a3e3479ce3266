// View: draws dots or pictures, and above them the drawn line and the enlarged face.

const PICTURES = 200; // most faces in view that are drawn as pictures instead of dots

const parseColour = (text) => (text.match(/[\d.]+/g) ?? [0, 0, 0]).slice(0, 3).map(Number);
const fromHex = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const mixed = (one, other, share) => one.map((value, i) => Math.round(value + (other[i] - value) * share));

class View {
  constructor(root) {
    this.find = (selector) => root.querySelector(selector);
    this.map = this.find(".map");
    this.stage = this.find(".stage");
    this.over = this.find(".over");
    this.dots = new Dots(this.find(".dots"));
    this.face = 40; // size of a picture
    this.theme();
  }

  theme() {
    const style = getComputedStyle(this.map);
    this.ground = parseColour(style.backgroundColor);
    this.ink = parseColour(style.color);
    this.quiet = mixed(this.ground, this.ink, 0.28);
  }

  get ratio() {
    return Math.min(2, window.devicePixelRatio || 1);
  }

  // Size of pictures, so that those in view hardly overlap.
  fitFaces(count) {
    const room = Math.sqrt((this.stage.clientWidth * this.stage.clientHeight) / Math.max(1, count));
    this.face = Math.max(28, Math.min(72, Math.round((0.85 * room) / 6) * 6));
  }

  draw(points, camera, news, state) {
    const colours = news.legend.map(([, colour]) => fromHex(colour));
    const look = { ground: this.ground, quiet: this.quiet, colours, shown: state.shown, bits: state.bits };
    this.dots.draw(points, camera, look, this.ratio);
    const drawn = state.pictures ? this.drawFaces(points, camera, news, state) : 0;
    Object.assign(this.map.dataset, { state: "drawn", pictures: drawn, zoom: camera.zoom.toFixed(2) });
  }

  drawFaces(points, camera, news, { pictures, faces, bits }) {
    const { context } = this.dots, { ratio, face: size } = this;
    const chosen = (row) => !bits || (bits[row >> 3] >> (row & 7)) & 1;
    let drawn = 0;
    for (const row of [...pictures].sort((a, b) => chosen(a) - chosen(b))) {
      const held = faces.get(row);
      if (!held) continue;
      drawn += 1;
      const x = camera.x(points.xs[row]) - size / 2, y = camera.y(points.ys[row]) - size / 2;
      context.globalAlpha = 1;
      context.fillStyle = chosen(row) ? news.legend[points.codes[row]][1] : `rgb(${this.ground})`;
      context.fillRect((x - 2) * ratio, (y - 2) * ratio, (size + 4) * ratio, (size + 4) * ratio);
      context.globalAlpha = chosen(row) ? 1 : 0.3; // pale, but opaque
      context.drawImage(held.image, held.x, held.y, 48, 48, x * ratio, y * ratio, size * ratio, size * ratio);
    }
    context.globalAlpha = 1;
    return drawn;
  }

  // The line that is being drawn, or whose selection is not here yet.
  drawLine(line, waits) {
    const { over, ratio } = this, context = over.getContext("2d");
    const width = Math.round(over.clientWidth * ratio), height = Math.round(over.clientHeight * ratio);
    if (over.width !== width || over.height !== height) Object.assign(over, { width, height });
    context.clearRect(0, 0, width, height);
    if (!line || line.length < 2) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.beginPath();
    line.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.closePath();
    const [r, g, b] = this.ink;
    context.fillStyle = `rgb(${r} ${g} ${b} / 7%)`;
    context.fill();
    context.setLineDash(waits ? [4, 4] : []);
    context.lineWidth = 1.5;
    context.strokeStyle = `rgb(${r} ${g} ${b})`;
    context.stroke();
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  showTip(row, points, camera, news, held) {
    const tip = this.find(".tip"), [label, colour] = news.legend[points.codes[row]];
    const context = tip.firstElementChild.getContext("2d");
    context.clearRect(0, 0, 96, 96);
    if (held) context.drawImage(held.image, held.x, held.y, 48, 48, 0, 0, 96, 96);
    tip.lastElementChild.textContent = label;
    tip.style.setProperty("--colour", colour);
    tip.dataset.row = row;
    tip.dataset.picture = String(Boolean(held));
    tip.hidden = false;
    const x = camera.x(points.xs[row]), y = camera.y(points.ys[row]), gap = 12;
    const left = x + gap + tip.offsetWidth > camera.width ? x - gap - tip.offsetWidth : x + gap;
    const top = Math.max(4, Math.min(camera.height - tip.offsetHeight - 4, y - tip.offsetHeight / 2));
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${top}px`;
  }

  hideTip() {
    this.find(".tip").hidden = true;
  }

  paintBar(news, total, shown, tool, late) {
    const { selected } = news, number = (n) => n.toLocaleString("en");
    const all = shown < total ? `${number(shown)} of ${number(total)} faces shown` : `${number(total)} faces`;
    if (late) this.text(".count", "The server does not answer yet. If this stays, reload the page.");
    else this.text(".count", selected ? `${number(selected)} of ${number(total)} faces selected` : all);
    this.find("[data-act=clear]").hidden = !selected;
    const far = news.outside === 1 ? "One face lies" : `${number(news.outside)} faces lie`;
    this.text(".far", news.outside ? `${far} far from the others: zoom out, or press 0 twice, to see them too.` : "");
    for (const button of this.map.querySelectorAll("[data-tool]:not(canvas)")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
    this.over.setAttribute("aria-label", `${news.title}: ${all}. The legend lists them by colour.`);
    this.map.style.setProperty("--height", `${news.height}px`);
    if (selected) this.map.dataset.selected = selected;
    else delete this.map.dataset.selected;
    this.map.dataset.seq = news.seq;
  }

  text(selector, text) {
    const target = this.find(selector);
    if (target.textContent !== text) target.textContent = text; // screen readers announce every change of a live region
  }
}
