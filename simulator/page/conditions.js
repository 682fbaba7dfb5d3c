/** What the weather is like: is the service up, are Telegram and Twilio well. */

import { ask } from "./control.js";
import { arrange, button, complain, icon, make, setAttribute } from "./dom.js";

const SERVICE = {
  none: "not connected",
  running: "running",
  starting: "starting",
  stopped: "stopped",
};

const SERVICE_NEWS = {
  starting: "The service is starting. It now fetches everything that was written meanwhile.",
  stopped:
    "The service is down. Go on writing: Telegram and Twilio keep your words, and the service fetches them when it starts again. None is lost.",
};

const BACK = "The service is back. What was written meanwhile is on its way.";

const FAULTS = [
  ["telegram", "Telegram"],
  ["twilio", "Twilio (SMS)"],
];

const MODES = [
  ["normal", "Normal"],
  ["slow", "Slow"],
  ["failing", "Failing"],
];

const FAULT_NEWS = {
  slow: (name) => `${name} takes its time. Messages arrive later, and in order.`,
  failing: (name) => `${name} answers with errors. What is to go out waits and is tried again.`,
};

const BACK_FOR = 8_000;

/** The controls in the head of the page and the notices below it. */
export class Conditions {
  /** `noticed` is called with true while there is something to say. */
  constructor({ place, notices, toggle, noticed }) {
    this.place = place;
    this.notices = notices;
    this.toggle = toggle;
    this.noticed = noticed;
    this.service = "none";
    this.faults = {};
    this.away = false;
    this.backUntil = 0;
    this.lines = new Map();
    this.#build();
  }

  /** Show the state that the simulator reports. */
  update({ service, faults }) {
    if (service === "running" && ["stopped", "starting"].includes(this.service)) {
      this.backUntil = performance.now() + BACK_FOR;
      setTimeout(() => this.#tell(), BACK_FOR + 50);
    }
    this.away = false;
    this.service = service;
    this.faults = faults;
    this.#draw();
  }

  /** Show that the simulator itself does not answer. */
  lost() {
    this.away = true;
    this.#draw();
  }

  #build() {
    this.serviceWord = make("span", { className: "service-word" });
    this.kill = this.#action("kill", "Kill", "As a power cut would: kill -9");
    this.stop = this.#action("stop", "Stop", "Gently: it finishes what it does first");
    this.start = this.#action("start", "Start again", "Start the service");
    this.serviceGroup = make(
      "div",
      {
        className: "condition service",
        attributes: { role: "group", "aria-label": "The service" },
      },
      make(
        "span",
        { className: "condition-name" },
        make("span", { className: "dot", attributes: { "aria-hidden": "true" } }),
        "Service ",
        this.serviceWord,
      ),
      make("span", { className: "segments" }, this.kill, this.stop, this.start),
    );
    this.radios = FAULTS.map(([id, name]) => this.#faultGroup(id, name));
    this.place.append(this.serviceGroup, ...this.radios.map((group) => group.element));
    this.toggle.addEventListener("click", () => this.#open(this.place.dataset.open !== "yes"));
    this.place.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.place.dataset.open === "yes") {
        this.#open(false);
        this.toggle.focus();
      }
    });
  }

  #open(open) {
    this.place.dataset.open = open ? "yes" : "no";
    setAttribute(this.toggle, "aria-expanded", String(open));
  }

  #action(action, title, explanation) {
    const click = async () => {
      try {
        await ask("service", { action });
      } catch (error) {
        complain(`The service did not obey. ${error.message}`);
      }
    };
    return button(`segment ${action}`, { title: explanation, textContent: title, on: { click } });
  }

  #faultGroup(id, name) {
    const inputs = MODES.map(([mode, title]) => {
      const input = make("input", {
        type: "radio",
        name: `fault-${id}`,
        value: mode,
        on: { change: () => this.#setFault(id, mode) },
      });
      const label = make("label", { className: `segment ${mode}` }, input, title);
      return { mode, input, label };
    });
    const element = make(
      "fieldset",
      { className: "condition" },
      make("legend", { className: "condition-name", textContent: name }),
      make("span", { className: "segments" }, ...inputs.map((one) => one.label)),
    );
    return { id, element, inputs };
  }

  async #setFault(service, mode) {
    try {
      await ask("faults", { service, mode });
    } catch (error) {
      complain(`That did not work. ${error.message}`);
      this.#draw();
    }
  }

  #draw() {
    const { service } = this;
    for (const dot of [this.serviceGroup, this.toggle]) {
      dot.dataset.service = this.away ? "none" : service;
    }
    this.serviceWord.textContent = SERVICE[service] ?? service;
    const summary = this.toggle.querySelector(".conditions-summary");
    summary.textContent = this.#summary();
    this.#showActions({
      kill: service === "running" || service === "starting",
      stop: service === "running",
      start: service === "stopped",
    });
    for (const { id, inputs } of this.radios) {
      for (const { mode, input } of inputs) {
        input.checked = (this.faults[id] ?? "normal") === mode;
      }
    }
    this.#tell();
  }

  #summary() {
    if (this.away) {
      return "No answer";
    }
    const ill = FAULTS.filter(([id]) => (this.faults[id] ?? "normal") !== "normal");
    if (this.service !== "running" || ill.length === 0) {
      return `Service ${SERVICE[this.service] ?? this.service}`;
    }
    const [[id, name]] = ill;
    return ill.length > 1 ? "Bad weather" : `${name.split(" ")[0]} ${this.faults[id]}`;
  }

  #showActions(wanted) {
    const focused = document.activeElement;
    for (const [action, visible] of Object.entries(wanted)) {
      this[action].hidden = !visible;
    }
    if ([this.kill, this.stop, this.start].includes(focused) && focused.hidden) {
      [this.start, this.kill].find((one) => !one.hidden)?.focus();
    }
    this.serviceGroup.hidden = this.service === "none";
  }

  #tell() {
    const wanted = this.#news();
    const lines = new Map();
    for (const [text, tone] of wanted) {
      const line =
        this.lines.get(text) ??
        make("p", { className: `notice ${tone}` }, icon(ICONS[tone]), make("span", { textContent: text }));
      lines.set(text, line);
    }
    this.lines = lines;
    arrange(this.notices, [...lines.values()]);
    this.noticed(lines.size > 0);
  }

  #news() {
    if (this.away) {
      return [["The simulator does not answer. This page tries again by itself.", "bad"]];
    }
    const news = [];
    if (this.service in SERVICE_NEWS) {
      news.push([SERVICE_NEWS[this.service], this.service === "stopped" ? "bad" : "slow"]);
    } else if (performance.now() < this.backUntil) {
      news.push([BACK, "good"]);
    }
    for (const [id, name] of FAULTS) {
      const say = FAULT_NEWS[this.faults[id]];
      if (say !== undefined) {
        news.push([say(name.split(" ")[0]), "slow"]);
      }
    }
    return news;
  }
}

const ICONS = { bad: "warn", good: "check", slow: "clock" };
