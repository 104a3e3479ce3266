// Asker: sends the map's requests for pictures to Python, in a fragment that draws nothing else.
export default function ({ data, setStateValue }) {
  const lab = (window.ferLabMaps ||= { layers: new Map(), news: new Map(), askers: new Map() });
  lab.askers.set(data.map, (question) => setStateValue("wanted", question));
}
