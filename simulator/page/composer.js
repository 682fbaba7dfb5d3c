/** Where one writes on a phone. */

import { button, complain, icon, make, setAttribute, unseen } from "./dom.js";
import { summary } from "./message.js";

const SAMPLES = {
  telegram: [
    ["photo", "Photo"],
    ["album", "Album of photos"],
    ["voice", "Voice message"],
    ["document", "Document"],
    ["location", "Location"],
    ["contact", "Contact card"],
    ["sticker", "Sticker"],
  ],
  sms: [["photo", "Picture (MMS)"]],
};
const MOST_ROWS = 5;
const NOTHING_WRITTEN = { text: "", about: null };

/** The field, the send button, the samples, and what a reply or an edit is about. */
export class Composer {
  /** `send(action, body)` asks the simulator; it is called in the order of writing. */
  constructor({ owner, kind, help, send }) {
    this.owner = owner;
    this.send = send;
    this.about = null;
    this.placeholder = kind === "sms" ? `Text as ${owner}…` : `Write as ${owner}…`;
    this.last = Promise.resolve();
    this.field = this.#makeField();
    this.keyboard = make("div", { className: "reply-keyboard", hidden: true });
    this.aboutLine = make("div", { className: "about", hidden: true });
    this.menu = this.#makeMenu(SAMPLES[kind]);
    this.element = make(
      "form",
      {
        className: "composer",
        noValidate: true,
        on: { submit: (event) => this.#submit(event) },
      },
      this.aboutLine,
      this.menu.list,
      make(
        "div",
        { className: "composer-row" },
        this.menu.opener,
        this.field,
        make(
          "button",
          { type: "submit", className: "send" },
          icon(kind === "telegram" ? "send" : "up"),
          unseen(`Send as ${owner}`),
        ),
      ),
      this.keyboard,
      make("p", { className: "help-line", textContent: help }),
    );
  }

  /** Show the bot's own keyboard: rows of words, each of which is sent when pressed. */
  showKeyboard(rows) {
    const drawn = JSON.stringify(rows);
    if (this.keyboardDrawn !== drawn) {
      this.keyboardDrawn = drawn;
      this.keyboard.hidden = rows.length === 0;
      this.keyboard.replaceChildren(...rows.map((row) => this.#keyboardRow(row)));
    }
  }

  #keyboardRow(row) {
    const keys = row.map((text) =>
      button("reply-key", {
        textContent: text,
        on: { click: () => this.#queue("press_keyboard", { text }, NOTHING_WRITTEN) },
      }),
    );
    return make("div", { className: "keyboard-row" }, ...keys);
  }

  /** Write these words for the person, who sends them. */
  fill(text) {
    this.field.value = text;
    this.#fit();
    this.field.focus();
  }

  /** Make the next text an answer to `message`. */
  reply(message) {
    this.#startAbout("reply", message);
    this.field.focus();
  }

  /** Open the reply that `message` asks for, without leaving another phone's field. */
  ask(message) {
    if (this.about?.action !== "edit") {
      this.#startAbout("reply", message);
      this.field.placeholder = message.asks || this.placeholder;
    }
  }

  /** Make the next text replace `message`. */
  edit(message) {
    this.#startAbout("edit", message);
    this.field.value = message.text || message.caption || "";
    this.#fit();
    this.field.focus();
    this.field.select();
  }

  #startAbout(action, message) {
    if (this.about?.action === "edit" && action === "reply") {
      this.field.value = "";
    }
    this.about = { action, message };
    const heading = action === "edit" ? "Edit" : "Reply to";
    this.aboutLine.replaceChildren(
      icon(action),
      make(
        "span",
        { className: "about-words" },
        make("strong", { textContent: heading }),
        make("span", { textContent: summary(message), dir: "auto" }),
      ),
      button(
        "quiet",
        { on: { click: () => this.#forget({ clear: action === "edit" }) } },
        icon("close"),
        unseen(action === "edit" ? "Do not edit" : "Do not reply"),
      ),
    );
    this.aboutLine.hidden = false;
  }

  #forget({ clear }) {
    this.about = null;
    this.aboutLine.hidden = true;
    this.field.placeholder = this.placeholder;
    if (clear) {
      this.field.value = "";
    }
    this.#fit();
    this.field.focus();
  }

  #makeField() {
    return make("textarea", {
      className: "field",
      rows: 1,
      placeholder: this.placeholder,
      enterKeyHint: "send",
      autocomplete: "off",
      dir: "auto",
      maxLength: 4096,
      attributes: { "aria-label": `Write as ${this.owner}` },
      on: {
        input: () => this.#fit(),
        keydown: (event) => this.#key(event),
      },
    });
  }

  #key(event) {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "Escape" && this.about !== null) {
      event.stopPropagation();
      this.#forget({ clear: this.about.action === "edit" });
    }
  }

  #fit() {
    this.field.rows = 1;
    while (
      this.field.rows < MOST_ROWS &&
      this.field.scrollHeight > this.field.clientHeight + 2
    ) {
      this.field.rows += 1;
    }
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (text === "") {
      this.field.focus();
      return;
    }
    const about = this.about;
    this.field.value = "";
    this.#forget({ clear: false });
    this.#queue(...request(text, about), { text, about });
  }

  #queue(action, body, written) {
    this.last = this.last.then(async () => {
      try {
        await this.send(action, body);
      } catch (error) {
        this.#giveBack(written);
        complain(`Not sent from ${this.owner}'s phone: ${error.message}`);
      }
    });
  }

  #giveBack({ text, about }) {
    const later = this.field.value;
    if (text === "") {
      return;
    }
    if (about !== null && later === "" && this.about === null) {
      this.#startAbout(about.action, about.message);
      this.field.focus();
    }
    this.field.value = later === "" ? text : `${text}\n${later}`;
    this.#fit();
  }

  #makeMenu(samples) {
    const opener = button(
      "attach",
      {
        attributes: { "aria-expanded": "false", "aria-haspopup": "menu" },
        on: { click: () => this.#openMenu(this.menu.list.hidden) },
      },
      icon("clip"),
      unseen(`Send a sample as ${this.owner}`),
    );
    const list = make("div", {
      className: "samples",
      hidden: true,
      attributes: { role: "menu", "aria-label": "Send a sample" },
      on: { keydown: (event) => this.#menuKey(event) },
    });
    for (const [kind, title] of samples) {
      list.append(
        button(
          "sample",
          {
            attributes: { role: "menuitem" },
            on: { click: () => this.#sendSample(kind) },
          },
          icon(kind),
          title,
        ),
      );
    }
    document.addEventListener("pointerdown", (event) => {
      if (!list.hidden && !this.element.contains(event.target)) {
        this.#openMenu(false);
      }
    });
    return { opener, list };
  }

  #openMenu(open) {
    this.menu.list.hidden = !open;
    setAttribute(this.menu.opener, "aria-expanded", String(open));
    if (open) {
      this.menu.list.firstElementChild.focus();
    }
  }

  #menuKey(event) {
    const all = [...this.menu.list.children];
    const here = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      all[(here + step + all.length) % all.length].focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      this.#openMenu(false);
      this.menu.opener.focus();
    }
  }

  #sendSample(kind) {
    this.#openMenu(false);
    this.menu.opener.focus();
    const caption = this.field.value.trim();
    this.field.value = "";
    this.#fit();
    this.#queue("media", caption === "" ? { kind } : { kind, caption }, {
      text: caption,
      about: null,
    });
  }
}

function request(text, about) {
  if (about?.action === "edit") {
    return ["edit", { message_id: about.message.id, text }];
  }
  if (about?.action === "reply") {
    return ["write", { text, reply_to: about.message.id }];
  }
  return ["write", { text }];
}
