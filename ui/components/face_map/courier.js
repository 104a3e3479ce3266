// Courier: puts what Python sends where the map finds it. Bytes are 16 digits and then a layer of points or a sheet of
// faces; an object is news.
const KEPT = 24; // more than two maps need at once

export default function ({ data }) {
  const lab = (window.ferLabMaps ||= { layers: new Map(), news: new Map(), askers: new Map() });
  if (data instanceof Uint8Array) {
    const name = new TextDecoder().decode(data.subarray(0, 16));
    if (lab.layers.has(name)) return;
    lab.layers.set(name, data.slice(16)); // a copy, so that pairs of bytes lie even
    if (lab.layers.size > KEPT) lab.layers.delete(lab.layers.keys().next().value);
    window.dispatchEvent(new CustomEvent("fer-lab-map-layer", { detail: name }));
  } else if (data) {
    lab.news.set(data.map, data);
    window.dispatchEvent(new CustomEvent("fer-lab-map-news", { detail: data.map }));
  }
}
