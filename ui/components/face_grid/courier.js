// Courier: puts what Python sends where the grid finds it. Bytes are a sheet of faces, an object is news.
const SHEETS_KEPT = 80; // more than are ever loaded at once

function keepSheet(sheets, bytes) {
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
  image.decode().then(done, done); // decoded ahead, so that the next group appears at once
  while (sheets.size > SHEETS_KEPT) {
    const [oldest, { url: gone }] = sheets.entries().next().value;
    URL.revokeObjectURL(gone);
    sheets.delete(oldest);
  }
  return id;
}

export default function ({ data }) {
  const lab = (window.ferLab ||= { sheets: new Map(), news: new Map() });
  if (data instanceof Uint8Array) keepSheet(lab.sheets, data);
  else if (data) {
    lab.news.set(data.grid, data);
    window.dispatchEvent(new CustomEvent("fer-lab-news", { detail: data.grid }));
  }
}
