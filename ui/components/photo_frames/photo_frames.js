// Photo frames: a button on each face of a photo. Arrows move among them; a click or Enter picks one.
const LOWEST = 0.93; // of the photo's height: below a frame that ends there is no room for its answer
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function made() {
  const button = document.createElement("button");
  const answer = document.createElement("span");
  button.type = "button";
  answer.className = "answer";
  answer.setAttribute("aria-hidden", "true"); // the button already has this name
  button.append(answer);
  return button;
}

function place(button, { left, top, width, height, text, colour, label }, chosen) {
  Object.assign(button.style, { left: `${100 * left}%`, top: `${100 * top}%` });
  Object.assign(button.style, { width: `${100 * width}%`, height: `${100 * height}%` });
  button.style.setProperty("--colour", colour);
  button.firstChild.textContent = text;
  button.title = label;
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", chosen);
  button.tabIndex = chosen ? 0 : -1; // the Tab key stops once; arrow keys move from there
  button.classList.toggle("inside", top + height > LOWEST);
  button.classList.toggle("from-right", left + width / 2 > 0.7);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const image = parentElement.querySelector("img"), box = parentElement.querySelector(".faces");
  if (image.src !== data.photo) image.src = data.photo;
  image.alt = data.description;
  while (box.children.length > data.faces.length) box.lastChild.remove();
  while (box.children.length < data.faces.length) box.append(made());
  const buttons = [...box.children];
  buttons.forEach((button, i) => {
    place(button, data.faces[i], i === data.chosen);
    button.onclick = () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", other === button)); // at once
      setTriggerValue("face", i);
    };
    button.onkeydown = (event) => {
      const next = buttons[i + STEPS[event.key]];
      if (!(event.key in STEPS)) return;
      event.preventDefault(); // an arrow among faces is no arrow of the page
      next?.focus();
    };
  });
}
