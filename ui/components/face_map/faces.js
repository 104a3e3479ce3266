// Faces: pictures by row, requested from Python one sheet at a time and cached while there is room.

const ASK_AGAIN_MS = 4000, SHEETS_KEPT = 30, MOST_ASKED = 240;

class Faces {
  constructor(lab, key, changed) {
    Object.assign(this, { lab, key, changed });
    this.n = Math.floor(Math.random() * 2 ** 24); // so that a reloaded page does not use an old answer
    this.forget("");
  }

  // Other faces are on the map: drop all pictures.
  forget(faces) {
    for (const sheet of this.sheets ?? []) URL.revokeObjectURL(sheet.image.src);
    Object.assign(this, { faces, held: new Map(), sheets: [], queue: [], asked: null });
    clearTimeout(this.late);
  }

  get(row) {
    return this.held.get(row);
  }

  // Request missing pictures of these rows; earlier requests that were not sent are dropped.
  want(rows) {
    this.queue = rows.filter((row) => !this.held.has(row));
    this.pump();
  }

  pump() {
    const ask = this.lab.askers.get(this.key);
    if (this.asked || !this.queue.length || !ask) return;
    this.n = (this.n + 1) % 2 ** 32;
    this.asked = { n: this.n, rows: this.queue.splice(0, MOST_ASKED) };
    ask({ ...this.asked, faces: this.faces });
    this.late = setTimeout(() => {
      const rows = this.asked?.rows ?? [];
      this.asked = null; // the answer was lost, or the server does not answer
      this.want([...this.queue, ...rows]);
    }, ASK_AGAIN_MS);
  }

  // A sheet arrived; use it if it answers the current request.
  arrive(name, { address, columns, pitch }) {
    if (!this.asked || name !== address + this.asked.n.toString(16).padStart(8, "0")) return;
    const { rows } = this.asked, image = new Image();
    clearTimeout(this.late);
    this.asked = null;
    image.src = URL.createObjectURL(new Blob([this.lab.layers.get(name)], { type: "image/jpeg" }));
    this.lab.layers.delete(name);
    const faces = this.faces;
    image.decode().then(() => {
      if (faces !== this.faces) return;
      const place = (i) => ({ image, x: (i % columns) * pitch + 1, y: Math.floor(i / columns) * pitch + 1 });
      rows.forEach((row, i) => this.held.set(row, place(i)));
      this.sheets.push({ image, rows });
      if (this.sheets.length > SHEETS_KEPT) this.drop(this.sheets.shift());
      this.changed();
      this.pump();
    }, () => this.pump());
  }

  drop({ image, rows }) {
    for (const row of rows) if (this.held.get(row)?.image === image) this.held.delete(row);
    URL.revokeObjectURL(image.src);
  }
}
