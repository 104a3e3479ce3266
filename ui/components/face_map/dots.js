// Dots: draws points into a buffer of pixels, ten times as fast as with fillRect.

const MARGIN = 14; // CSS pixels around the whole map
const CLOSEST = 400;

const ALL = { left: 0, low: 0, right: 1, high: 1 };

// The visible part: the middle of the window on the map, and the magnification. The first view is 0..1 on both axes;
// faces far out lie beyond it, within ``extent``.
class Camera {
  constructor() {
    this.extent = ALL;
    this.fit();
    this.resize(1, 1);
  }

  fit() {
    Object.assign(this, { u: 0.5, v: 0.5, zoom: 1 });
  }

  // Show every face, also those far out.
  all() {
    const { left, low, right, high } = this.extent;
    Object.assign(this, { u: (left + right) / 2, v: (low + high) / 2, zoom: this.least });
  }

  get fits() {
    return this.zoom === 1 && this.u === 0.5 && this.v === 0.5;
  }

  get least() {
    const { left, low, right, high } = this.extent;
    return Math.min(1, 1 / (right - left), 1 / (high - low));
  }

  resize(width, height) {
    Object.assign(this, { width, height });
  }

  get wide() {
    return Math.max(1, this.width - 2 * MARGIN) * this.zoom;
  }

  get tall() {
    return Math.max(1, this.height - 2 * MARGIN) * this.zoom;
  }

  x(u) {
    return this.width / 2 + (u - this.u) * this.wide;
  }

  y(v) {
    return this.height / 2 - (v - this.v) * this.tall;
  }

  at(x, y) {
    return [this.u + (x - this.width / 2) / this.wide, this.v - (y - this.height / 2) / this.tall];
  }

  get window() {
    const [left, low] = this.at(0, this.height), [right, high] = this.at(this.width, 0);
    return { left, right, low, high };
  }

  pan(dx, dy) {
    this.look(this.u - dx / this.wide, this.v + dy / this.tall);
  }

  look(u, v) {
    const { left, low, right, high } = this.extent;
    this.u = Math.max(left, Math.min(right, u));
    this.v = Math.max(low, Math.min(high, v));
  }

  // Keeps the place under (x, y) fixed. Returns whether anything changed.
  zoomAt(x, y, factor) {
    const zoom = Math.max(this.least, Math.min(CLOSEST, this.zoom * factor));
    if (zoom === this.zoom) return false;
    const [u, v] = this.at(x, y);
    this.zoom = zoom;
    if (zoom === this.least) this.all();
    else {
      const [nu, nv] = this.at(x, y);
      this.look(this.u + u - nu, this.v + v - nv);
    }
    return true;
  }
}

// A round dot of this size: how much of each pixel it covers.
function stamp(size) {
  const side = Math.ceil(size) + 1, middle = (side - 1) / 2, cells = [];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const cover = Math.max(0, Math.min(1, size / 2 + 0.5 - Math.hypot(x - middle, y - middle)));
      if (cover > 0.05) cells.push([x - Math.floor(middle), y - Math.floor(middle), cover]);
    }
  }
  return cells;
}

class Dots {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.edge = 16; // pixels around the buffer, so that a dot at the border needs no check
  }

  // look: {ground, quiet: [r, g, b], colours: [[r, g, b]], shown: Uint8Array by code, bits: selected or null}
  draw(points, camera, look, ratio) {
    const width = Math.round(camera.width * ratio), height = Math.round(camera.height * ratio);
    const { edge } = this, pitch = width + 2 * edge;
    if (this.canvas.width !== width || this.canvas.height !== height || !this.pixels) {
      Object.assign(this.canvas, { width, height });
      this.image = new ImageData(pitch, height + 2 * edge);
      this.pixels = this.image.data;
    }
    new Uint32Array(this.pixels.buffer).fill((255 << 24) | (look.ground[2] << 16) | (look.ground[1] << 8) | look.ground[0]);
    const size = Math.min(9, 2.4 * Math.sqrt(Math.min(4, Math.max(1, 36e3 / (points.xs.length + 1)))) * camera.zoom ** 0.35) * ratio;
    if (look.bits) this.pass(points, camera, look, ratio, stamp(size), 0, () => look.quiet, 0.55);
    this.pass(points, camera, look, ratio, stamp(look.bits ? size * 1.15 : size), 1, (code) => look.colours[code], 0.85);
    this.context.putImageData(this.image, -edge, -edge);
  }

  pass(points, camera, look, ratio, cells, wanted, colourOf, strength) {
    const { xs, ys, codes } = points, { shown, bits } = look, { pixels, edge, image } = this;
    const { width: pitch, height: rows } = image, n = xs.length, count = cells.length;
    const ax = camera.wide * ratio, bx = (camera.width / 2 - camera.u * camera.wide) * ratio + edge;
    const ay = -camera.tall * ratio, by = (camera.height / 2 + camera.v * camera.tall) * ratio + edge;
    const offsets = Int32Array.from(cells, ([x, y]) => 4 * (y * pitch + x));
    const covers = Float32Array.from(cells, ([, , cover]) => cover * strength);
    const table = Array.from({ length: 256 }, (_, code) => colourOf(code) ?? look.quiet);
    const low = edge / 2, right = pitch - edge / 2, bottom = rows - edge / 2;
    for (let i = 0; i < n; i++) {
      if (!shown[codes[i]] || (bits && ((bits[i >> 3] >> (i & 7)) & 1) !== wanted)) continue;
      const x = ax * xs[i] + bx, y = ay * ys[i] + by;
      if (x < low || x > right || y < low || y > bottom) continue;
      const start = 4 * (Math.round(y) * pitch + Math.round(x)), [r, g, b] = table[codes[i]];
      for (let c = 0; c < count; c++) {
        const at = start + offsets[c], cover = covers[c];
        pixels[at] += (r - pixels[at]) * cover;
        pixels[at + 1] += (g - pixels[at + 1]) * cover;
        pixels[at + 2] += (b - pixels[at + 2]) * cover;
      }
    }
  }
}
