// Courier: passes on what Python sends to the grid. Bytes are a sheet of faces, an object is news.
const MOST_SHEETS = 80; // more than are ever loaded at once

function addSheet(sheets, bytes) {
  const id = new TextDecoder().decode(bytes.subarray(0, 16));
  if (sheets.has(id)) return id;
  const url = URL.createObjectURL(new Blob([bytes.subarray(16)], { type: "image/jpeg" }));
  const sheet = { url, ready: false };
  sheets.set(id, sheet);
  const image = new Image();
  image.src = url;
  const done = () => {
    sheet.ready = true;
    window.dispatchEvent(new CustomEvent("fer-lab-sheet", { detail: id }));
  };
  image.decode().then(done, done); // decoded in advance, so that the next group appears at once
  while (sheets.size > MOST_SHEETS) {
    const [oldest, { url: gone }] = sheets.entries().next().value;
    URL.revokeObjectURL(gone);
    sheets.delete(oldest);
  }
  return id;
}

export default function ({ data }) {
  const lab = (window.ferLab ||= { sheets: new Map(), news: new Map(), fronts: new Map() });
  if (data instanceof Uint8Array) addSheet(lab.sheets, data);
  else if (data) {
    lab.news.set(data.grid, data);
    window.dispatchEvent(new CustomEvent("fer-lab-news", { detail: data.grid }));
  }
}
