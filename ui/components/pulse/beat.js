// Beat: passes the number of the last decision on the server to the listener.
export default function ({ data }) {
  (window.ferLabPulse ||= new Map()).set(data.scope, data.last);
  window.dispatchEvent(new CustomEvent("fer-lab-pulse"));
}
