/** One phone: its frame, its switch, its chat. */

import { call } from "./call.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { askPhone, looking } from "./control.js";
import { announce, button, clock, complain, icon, make, setAttribute, unseen } from "./dom.js";

const ANSWER_STAYS = 4_000;
const HELP = {
  client: "Tap a message to reply to it or edit it",
  contact_person: "Tap a client's message, then Reply",
  supervisor: "Hears of what nobody else takes up",
  sms: "A plain phone: it can text and call",
};
const ROLES = { client: "Client", contact_person: "Contact person", supervisor: "Supervisor" };

/** A phone on the page. */
export class Phone {
  /** `changed` is called after each look, for the badges on the tabs. */
  constructor(facts, { changed }) {
    this.facts = facts;
    this.changed = changed;
    this.unread = 0;
    this.toEnd = false;
    this.refresh = looking(() => this.#look());
    this.composer = new Composer({
      owner: facts.name,
      kind: facts.kind,
      help: HELP[facts.kind === "sms" ? "sms" : facts.role],
      send: (action, body) => this.#act(action, body),
    });
    this.chat = new Chat({
      owner: facts.name,
      kind: facts.kind,
      composer: this.composer,
      press: (messageId, buttonId) =>
        this.#try("press", { message_id: messageId, button_id: buttonId }, "The button"),
      remove: (messageId) => this.#try("delete", { message_id: messageId }, "Deleting"),
    });
    this.element = this.#build();
    this.update(facts);
  }

  /** Show what the simulator says about the phone itself. */
  update(facts) {
    this.facts = { ...this.facts, ...facts };
    const { on, role, kind, name, number, arriving, peer, blocked } = this.facts;
    this.element.classList.toggle("off", !on);
    setAttribute(this.power, "aria-checked", String(on));
    this.powerWord.textContent = on ? "On" : "Off";
    this.offCard.hidden = on;
    this.blockedBar.hidden = !blocked;
    this.composer.element.hidden = blocked === true;
    if (this.blocker !== undefined) {
      this.blocker.hidden = blocked === true;
    }
    this.arriving.textContent = kept(arriving, kind);
    this.chat.title = peer;
    this.titleLine.textContent = this.chat.title;
    this.heading.textContent = name;
    const channel = kind === "sms" ? `SMS ${number ?? ""}` : "Telegram";
    this.subtitle.textContent = [ROLES[role], channel].filter(Boolean).join(" · ");
  }

  /** Show what time it is. */
  tick(now) {
    const words = clock(now);
    if (this.time.textContent !== words) {
      this.time.textContent = words;
    }
  }

  /** Forget the count of unread messages: somebody looks at this phone now. */
  seen() {
    this.unread = 0;
  }

  async #look() {
    const seen = await askPhone(this.facts.id, "");
    const { messages, keyboard = [], answers = [], ...rest } = seen;
    this.update(rest);
    this.composer.showKeyboard(keyboard);
    this.#showAnswer(answers);
    const toEnd = this.toEnd;
    this.toEnd = false;
    this.unread += this.chat.draw(messages, { toEnd });
    this.changed();
  }

  async #act(action, body) {
    await askPhone(this.facts.id, action, body);
    this.toEnd = action === "write" || action === "media";
    await this.refresh();
  }

  async #try(action, body, what) {
    try {
      await this.#act(action, body);
    } catch (error) {
      complain(`${what} did not work. ${error.message}`);
    }
  }

  /** What the bot says for a moment when one of its buttons was pressed. */
  #showAnswer(answers) {
    const drawn = JSON.stringify(answers);
    const isNew = this.answersDrawn !== undefined && this.answersDrawn !== drawn;
    this.answersDrawn = drawn;
    const text = isNew ? answers.at(-1)?.text : "";
    if (text) {
      const line = make("p", { className: "answer", textContent: text });
      this.chat.element.append(line);
      announce(`On ${this.facts.name}'s phone: ${text}`);
      setTimeout(() => line.remove(), ANSWER_STAYS);
    }
  }

  #build() {
    const { id, kind } = this.facts;
    return make(
      "section",
      {
        className: `panel phone ${kind}`,
        id: `panel-${id}`,
        attributes: { "aria-labelledby": `name-${id}` },
      },
      this.#caption(),
      make("div", { className: "body" }, this.#screen()),
    );
  }

  #caption() {
    const { id, name, role } = this.facts;
    this.heading = make("h2", { id: `name-${id}` });
    this.subtitle = make("p");
    this.powerWord = make("span", {
      className: "power-word",
      attributes: { "aria-hidden": "true" },
    });
    this.power = button(
      "power",
      {
        attributes: { role: "switch", "aria-label": `${name}'s phone is on` },
        on: { click: () => this.#try("power", { on: !this.facts.on }, "The switch") },
      },
      this.powerWord,
      make("span", { className: "power-track", attributes: { "aria-hidden": "true" } }),
    );
    const initial = make("span", {
      className: `avatar ${role}`,
      textContent: [...name][0] ?? "?",
      attributes: { "aria-hidden": "true" },
    });
    const words = make("div", { className: "caption-words" }, this.heading, this.subtitle);
    return make("div", { className: "caption" }, initial, words, this.power);
  }

  #screen() {
    const { name } = this.facts;
    this.arriving = make("p", { className: "arriving" });
    this.offCard = make(
      "div",
      { className: "off-card", hidden: true },
      make(
        "div",
        { className: "off-note" },
        icon("power"),
        make("strong", { textContent: "Switched off" }),
        make("p", {
          textContent: `What is sent to ${name} waits. What you write here waits, too.`,
        }),
        this.arriving,
      ),
    );
    this.chat.element.append(this.offCard);
    this.blockedBar = make(
      "div",
      { className: "blocked-bar", hidden: true },
      make("p", { textContent: `${name} has blocked the bot.` }),
      button("unblock", {
        textContent: "Let it write again",
        on: { click: () => this.#block(false) },
      }),
    );
    this.time = make("span", { textContent: clock(new Date()) });
    this.screen = make(
      "div",
      { className: "screen" },
      statusBar(this.time),
      this.#chatHead(),
      this.chat.element,
      this.composer.element,
      this.blockedBar,
    );
    return this.screen;
  }

  #chatHead() {
    const sms = this.facts.kind === "sms";
    this.titleLine = make("span", { className: "chat-title" });
    return make(
      "div",
      { className: "chat-head" },
      make(
        "span",
        { className: "chat-avatar", attributes: { "aria-hidden": "true" } },
        sms ? icon("contact") : icon("brand", "icon brand-mark"),
      ),
      make(
        "span",
        { className: "chat-names" },
        this.titleLine,
        make("span", { className: "chat-kind", textContent: sms ? "Text messages" : "bot" }),
      ),
      sms ? this.#callButton() : this.#blockButton(),
    );
  }

  #blockButton() {
    this.blocker = button(
      "call",
      { title: "Block the bot", on: { click: () => this.#block(true) } },
      icon("block"),
      unseen(`Block the bot on ${this.facts.name}'s phone`),
    );
    return this.blocker;
  }

  async #block(blocked) {
    await this.#try("block", { blocked }, "Blocking");
    const next = blocked ? this.blockedBar.querySelector("button") : this.composer.field;
    next.focus();
  }

  #callButton() {
    const { id, name } = this.facts;
    const start = () =>
      call({
        id,
        owner: name,
        title: this.chat.title,
        screen: this.screen,
        ended: () => caller.focus(),
      });
    const caller = button(
      "call",
      { title: "Call this number", on: { click: start } },
      icon("phone"),
      unseen(`Call the number from ${name}'s phone`),
    );
    return caller;
  }
}

function kept(count, kind) {
  const where = kind === "sms" ? "Twilio" : "Telegram";
  if (!count) {
    return "";
  }
  return count === 1 ? `1 message waits at ${where}` : `${count} messages wait at ${where}`;
}

function statusBar(time) {
  return make(
    "div",
    { className: "status-bar", attributes: { "aria-hidden": "true" } },
    time,
    make("span", { className: "status-icons" }, icon("signal"), icon("battery")),
  );
}
