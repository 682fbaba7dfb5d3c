/** Things to try, scene by scene, shown the first time. */

import { announce, button, icon, make, setAttribute, unseen } from "./dom.js";

const SEEN = "fastkontakt-hint-seen";

/** The hint below the head of the page. */
export class Hint {
  /**
   * `chosen` is called when other phones are wanted, with the first of a scene; `typed`
   * with a phone and the words that a step wants there.
   */
  constructor(place, opener, { chosen, typed = () => {} }) {
    this.place = place;
    this.opener = opener;
    this.chosen = chosen;
    this.typed = typed;
    this.isWanted = !remembered();
    this.covered = false;
    this.scenes = [];
    this.scene = undefined;
    this.asked = new Map();
    opener.addEventListener("click", () => this.#ask());
  }

  /** Show the scenes of this world; without any, three things that any world has. */
  update({ phones, scenes = [] }) {
    const facts = JSON.stringify([phones.map(({ id, name, role }) => [id, name, role]), scenes]);
    if (facts !== this.facts) {
      this.facts = facts;
      this.phones = phones;
      this.scenes = scenes.length > 0 ? scenes : firstSteps(phones);
      this.scene = this.scenes.find(({ name }) => name === this.scene?.name) ?? this.scenes[0];
      this.#fill();
    }
    this.#draw();
  }

  /** Return which of these phones stand on the table, the scene's own first. */
  wanted(ids) {
    const own = this.scene?.phones ?? ids;
    const inOrder = [...own.filter((id) => ids.includes(id)), ...ids.filter((id) => !own.includes(id))];
    return inOrder.filter((id) => this.#isShown(id));
  }

  /** Make room while there is something more urgent to say. */
  cover(covered) {
    this.covered = covered;
    this.#draw();
  }

  #isShown(id) {
    return this.asked.get(id) ?? (this.scene?.phones ?? [id]).includes(id);
  }

  #fill() {
    if (this.scene === undefined) {
      return;
    }
    const several = this.scenes.length > 1;
    this.place.classList.toggle("with-scenes", several);
    const close = button(
      "quiet",
      { on: { click: () => this.#dismiss() } },
      icon("close"),
      unseen("Hide these hints"),
    );
    this.place.replaceChildren(...(several ? [this.#chooser()] : []), this.#steps(), close);
  }

  #chooser() {
    const chips = this.scenes.map((scene) =>
      button("chip", {
        textContent: scene.title,
        attributes: { "aria-pressed": String(scene === this.scene) },
        on: { click: () => this.#choose(scene) },
      }),
    );
    const people = this.phones.map(({ id, name, role }) =>
      button(
        `face ${role}`,
        {
          title: `${name}'s phone`,
          attributes: { "aria-pressed": String(this.#isShown(id)) },
          on: { click: () => this.#toggle(id, name) },
        },
        make("span", { textContent: [...name][0] ?? "?", attributes: { "aria-hidden": "true" } }),
        unseen(`${name}'s phone`),
      ),
    );
    this.faces = new Map(this.phones.map(({ id }, place) => [id, people[place]]));
    return make(
      "div",
      { className: "chooser" },
      make("div", { className: "chips", attributes: { role: "group", "aria-label": "Scenes" } }, ...chips),
      make("div", { className: "faces", attributes: { role: "group", "aria-label": "Phones" } }, ...people),
    );
  }

  #choose(scene) {
    this.scene = scene;
    this.asked.clear();
    this.#fill();
    this.chosen(scene.phones[0]);
    announce(`${scene.title}. ${scene.steps.map(said).join(" ")}`);
    this.place.querySelector(".chip[aria-pressed='true']")?.focus();
  }

  #steps() {
    const lines = this.scene.steps.map((step) =>
      make(
        "li",
        {},
        make("strong", { textContent: step.title }),
        this.#toType(step),
        make("span", { className: "step-words", textContent: step.words }),
      ),
    );
    return make("ol", {}, ...lines);
  }

  /** What is to be typed: one press puts it there. */
  #toType({ phone, typed }) {
    const owner = this.phones.find(({ id }) => id === phone)?.name;
    if (!typed || owner === undefined) {
      return null;
    }
    return button(
      "typed",
      { title: `Put it into ${owner}'s phone`, on: { click: () => this.#type(phone, typed) } },
      make("span", { className: "typed-owner", textContent: `${owner}: ` }),
      make("code", { textContent: typed }),
    );
  }

  #type(phone, words) {
    this.asked.set(phone, true);
    this.chosen(phone);
    this.typed(phone, words);
  }

  /** Take a phone away or fetch it; the last one stays. */
  #toggle(id, name) {
    const shown = this.#isShown(id);
    if (shown && this.wanted(this.phones.map((phone) => phone.id)).length === 1) {
      return;
    }
    this.asked.set(id, !shown);
    setAttribute(this.faces.get(id), "aria-pressed", String(!shown));
    this.chosen();
    announce(shown ? `${name}'s phone is put away.` : `${name}'s phone is shown.`);
  }

  #ask() {
    this.isWanted = true;
    this.covered = false;
    this.#draw();
    this.place.querySelector("button")?.focus();
  }

  #dismiss() {
    this.isWanted = false;
    remember();
    this.#draw();
    this.opener.focus();
  }

  #draw() {
    const known = this.scene !== undefined;
    const visible = this.isWanted && known && !this.covered;
    this.place.hidden = !visible;
    this.opener.hidden = visible || !known;
  }
}

const said = ({ title, words, typed }) => [`${title}:`, words, typed].filter(Boolean).join(" ");

/** Name the people on the phones. */
function firstSteps(phones) {
  const clients = phones.filter((phone) => phone.role === "client");
  const first = clients[0]?.name;
  const other = clients[1]?.name ?? first;
  const person = phones.find((phone) => phone.role === "contact_person")?.name;
  if (first === undefined || person === undefined) {
    return [];
  }
  return [
    {
      name: "first",
      title: "First steps",
      phones: phones.map(({ id }) => id),
      steps: [
        { title: "Talk", words: `Write as ${first}, then tap it on ${person}'s phone and reply.` },
        {
          title: "Switch a phone off",
          words: `Switch ${other}'s phone off, write to ${other}, switch it on.`,
        },
        { title: "Pull the plug", words: "Kill the service, go on writing, start it again." },
      ],
    },
  ];
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
