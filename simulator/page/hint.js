/** Three things to try, shown the first time. */

import { button, icon, make, unseen } from "./dom.js";

const SEEN = "fastkontakt-hint-seen";

/** The hint below the head of the page. */
export class Hint {
  constructor(place, opener) {
    this.place = place;
    this.opener = opener;
    this.wanted = !remembered();
    this.covered = false;
    opener.addEventListener("click", () => this.#ask());
  }

  /** Name the people on the phones. */
  update(phones) {
    const clients = phones.filter((phone) => phone.role === "client");
    const first = clients[0]?.name;
    const other = clients[1]?.name ?? first;
    const person = phones.find((phone) => phone.role === "contact_person")?.name;
    this.known = first !== undefined && person !== undefined;
    if (this.known) {
      this.#fill([
        ["Talk", `Write as ${first}, then tap it on ${person}'s phone and reply.`],
        ["Switch a phone off", `Switch ${other}'s phone off, write to ${other}, switch it on.`],
        ["Pull the plug", "Kill the service, go on writing, start it again."],
      ]);
    }
    this.#draw();
  }

  /** Make room while there is something more urgent to say. */
  cover(covered) {
    this.covered = covered;
    this.#draw();
  }

  #fill(things) {
    const lines = things.map(([title, words]) =>
      make("li", {}, make("strong", { textContent: title }), make("span", { textContent: words })),
    );
    this.place.replaceChildren(
      make("ol", {}, ...lines),
      button("quiet", { on: { click: () => this.#dismiss() } }, icon("close"), unseen("Hide these hints")),
    );
  }

  #ask() {
    this.wanted = true;
    this.covered = false;
    this.#draw();
    this.place.querySelector("button")?.focus();
  }

  #dismiss() {
    this.wanted = false;
    remember();
    this.#draw();
    this.opener.focus();
  }

  #draw() {
    const visible = this.wanted && this.known === true && !this.covered;
    this.place.hidden = !visible;
    this.opener.hidden = visible || this.known !== true;
  }
}

function remembered() {
  try {
    return localStorage.getItem(SEEN) === "yes";
  } catch {
    return false; // storage may be switched off: then the hint comes each time
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // as above
  }
}
