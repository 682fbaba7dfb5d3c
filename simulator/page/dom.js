/** Elements, built from text only: nothing that came from a message is ever parsed as HTML. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element. `properties` are DOM properties (className, textContent, hidden…);
 * `on` holds listeners, `attributes` whatever has no property (aria-*, role).
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  const { on = {}, attributes = {}, ...rest } = properties;
  Object.assign(element, rest);
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(element, name, value);
  }
  for (const [name, listener] of Object.entries(on)) {
    element.addEventListener(name, listener);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Make a button that never submits by accident. */
export function button(className, properties = {}, ...children) {
  return make("button", { type: "button", className, ...properties }, ...children);
}

/** Return one of the pictures that index.html carries. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Return text that only a screen reader meets. */
export function unseen(text) {
  return make("span", { className: "hidden", textContent: text });
}

/** Set an attribute, or take it away when the value is null. */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

/** Make `parent` hold exactly `children`, moving and removing as little as possible. */
export function arrange(parent, children) {
  const wanted = new Set(children);
  for (const child of [...parent.children]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  children.forEach((child, place) => {
    if (parent.children[place] !== child) {
      parent.insertBefore(child, parent.children[place] ?? null);
    }
  });
}

/** Say something to a screen reader. */
export function announce(text) {
  const line = make("p", { textContent: text });
  document.getElementById("announcer").append(line);
  setTimeout(() => line.remove(), 10_000);
}

let toastTimer = 0;

/** Say for a moment what went wrong. */
export function complain(text) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    toast.textContent = "";
  }, 7_000);
}

const HOUR = { hour: "2-digit", minute: "2-digit" };
const DATE = { weekday: "long", day: "numeric", month: "long" };
let formats = new Map();
let zone;

/** Write times as the clocks on the wall show them there; without a zone, as here. */
export function setZone(wanted) {
  if (wanted !== zone) {
    zone = wanted;
    formats = new Map();
  }
}

/** Return 14:05. */
export const clock = (at) => written(HOUR, at);

/** Return 14:05:09. */
export const clockWithSeconds = (at) => written({ ...HOUR, second: "2-digit" }, at);

/** Return Saturday 22 November. */
export const day = (at) => written(DATE, at);

/** Return Sat 22 Nov. */
export const shortDay = (at) => written({ weekday: "short", day: "numeric", month: "short" }, at);

function written(shape, at) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) {
    return "";
  }
  const key = JSON.stringify(shape);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { ...shape, timeZone: zone }));
  }
  return formats.get(key).format(moment);
}
