// Courier: passes on what Python sends to the map. Bytes are 16 digits, then a layer of points or a sheet of faces; an
// object is news.
const MOST_LAYERS = 24; // more than two maps need at once

export default function ({ data }) {
  const lab = (window.ferLabMaps ||= { layers: new Map(), news: new Map(), askers: new Map() });
  if (data instanceof Uint8Array) {
    const name = new TextDecoder().decode(data.subarray(0, 16));
    if (lab.layers.has(name)) return;
    lab.layers.set(name, data.slice(16)); // a copy, so that pairs of bytes are aligned
    if (lab.layers.size > MOST_LAYERS) lab.layers.delete(lab.layers.keys().next().value);
    window.dispatchEvent(new CustomEvent("fer-lab-map-layer", { detail: name }));
  } else if (data) {
    lab.news.set(data.map, data);
    window.dispatchEvent(new CustomEvent("fer-lab-map-news", { detail: data.map }));
  }
}
