/** What time it is in the demo, and the buttons that move it ahead. */

import { ask } from "./control.js";
import { announce, button, clock, complain, make, setAttribute, setZone, shortDay } from "./dom.js";

const TICK = 1_000;

/** The clock in the head of the page. */
export class DemoClock {
  /** `ticked` is called with the time, as often as it may show another minute. */
  constructor(place, { ticked }) {
    this.ticked = ticked;
    this.ahead = 0;
    this.moving = false;
    this.following = null;
    this.#build(place);
    setInterval(() => this.#draw(), TICK);
  }

  /** Show the time that the simulator reports; without any, there is no clock here. */
  update({ clock: facts = null }) {
    this.group.hidden = facts === null;
    if (facts !== null) {
      setZone(facts.zone);
      this.ahead = new Date(facts.now).getTime() - Date.now();
      this.following = facts.next;
    }
    this.#draw();
  }

  #build(place) {
    this.time = make("time", { className: "demo-time" });
    this.hour = this.#mover("hour", "+1 hour", "An hour ahead");
    this.day = this.#mover("day", "+1 day", "A day ahead");
    this.next = this.#mover("next", "Next due", "To the next thing that is due");
    this.group = make(
      "div",
      {
        className: "condition clock",
        hidden: true,
        attributes: { role: "group", "aria-label": "The clock" },
      },
      make("span", { className: "condition-name" }, "Time ", this.time),
      make("span", { className: "segments" }, this.hour, this.day, this.next),
    );
    place.append(this.group);
  }

  #mover(step, title, explanation) {
    return button("segment", {
      title: explanation,
      textContent: title,
      on: { click: () => this.#move(step) },
    });
  }

  async #move(step) {
    if (this.moving || (step === "next" && this.following === null)) {
      return;
    }
    this.#setMoving(true);
    try {
      await ask("clock", { step });
      announce(`It is ${this.#now()}.`);
    } catch (error) {
      complain(`The clock did not move. ${error.message}`);
    } finally {
      this.#setMoving(false);
    }
  }

  #setMoving(moving) {
    this.moving = moving;
    setAttribute(this.group, "aria-busy", String(moving));
    this.#draw();
  }

  #now() {
    const now = this.#moment();
    return `${shortDay(now)}, ${clock(now)}`;
  }

  #moment() {
    return new Date(Date.now() + this.ahead);
  }

  #draw() {
    const words = this.#now();
    if (this.time.textContent !== words) {
      this.time.textContent = words;
      this.time.dateTime = this.#moment().toISOString();
    }
    const following = this.following;
    for (const one of [this.hour, this.day, this.next]) {
      const nothing = one === this.next && following === null;
      setAttribute(one, "aria-disabled", this.moving || nothing ? "true" : null);
    }
    this.next.title =
      following === null
        ? "Nothing is planned"
        : `To the next thing due: ${shortDay(following)}, ${clock(following)}`;
    this.ticked(this.#moment());
  }
}
