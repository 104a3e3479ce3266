// Full screen: browsers grant it only on a click.
export default function ({ parentElement }) {
  const button = parentElement.querySelector(".full");
  const page = document.documentElement;
  const update = () => {
    button.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
  };
  button.hidden = !document.fullscreenEnabled;
  button.onclick = () => (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen());
  document.addEventListener("fullscreenchange", update);
  update();
  return () => document.removeEventListener("fullscreenchange", update);
}
