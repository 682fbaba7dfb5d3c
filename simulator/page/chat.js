/** The messages on one phone: drawn once each, walked with arrow keys, tapped for more. */

import { announce, arrange, button, day, icon, make } from "./dom.js";
import { smsParts, summary, telegramParts, waits } from "./message.js";

const NEAR_THE_END = 60;

/** The list of messages of a phone. */
export class Chat {
  /** `composer` takes replies and edits; `press` and `remove` act on a message by its id. */
  constructor({ owner, kind, composer, press, remove }) {
    this.owner = owner;
    this.kind = kind;
    this.composer = composer;
    this.press = press;
    this.remove = remove;
    this.title = "";
    this.messages = [];
    this.lines = new Map();
    this.known = null;
    this.selected = null;
    this.asked = null;
    this.atEnd = true;
    this.list = make("ol", {
      className: "messages",
      on: { scroll: () => this.#scrolled() },
      attributes: {
        "aria-label": `Messages on ${owner}'s phone`,
        "aria-describedby": "chat-help",
      },
    });
    this.empty = make("p", {
      className: "empty",
      textContent: `Nothing here yet. Write as ${owner} below.`,
    });
    this.newer = button("newer", {
      hidden: true,
      textContent: "New messages ↓",
      on: { click: () => this.#toEnd() },
    });
    this.element = make("div", { className: "chat" }, this.empty, this.list, this.newer);
    // A list that grows, shrinks or comes back into view stays at its end.
    new ResizeObserver(() => this.#keepEnd()).observe(this.list);
  }

  /** Return a message of this chat. */
  find(id) {
    return this.messages.find((message) => message.id === id);
  }

  /** Bring a message into view. */
  show(id) {
    const node = this.lines.get(id)?.node;
    if (node === undefined) {
      return;
    }
    node.scrollIntoView({ block: "center" });
    node.classList.remove("found");
    void node.offsetWidth; // restarts the animation
    node.classList.add("found");
    this.#focusOn(node);
  }

  /** Show these messages; return how many of them came in since the last time. */
  draw(messages, { toEnd }) {
    const follow = toEnd || this.atEnd;
    this.messages = messages;
    const kept = new Map();
    let date = "";
    messages.forEach((message, place) => {
      const itsDay = day(message.at);
      if (itsDay !== date) {
        date = itsDay;
        kept.set(`day ${itsDay}`, this.#dayLine(itsDay));
      }
      kept.set(message.id, this.#line(message, messages[place + 1]));
    });
    this.lines = kept;
    arrange(
      this.list,
      [...kept.values()].map((line) => line.node),
    );
    this.empty.hidden = messages.length > 0;
    this.#keepOneTabStop();
    this.#openReply();
    const news = this.#tellNews();
    if (follow) {
      this.#scrollToEnd();
    } else if (news > 0) {
      this.newer.hidden = false;
    }
    return news;
  }

  /** Open the reply that the newest message asks for, once, as the app does. */
  #openReply() {
    const newest = this.messages.at(-1);
    const asks = newest?.asks ?? null;
    if (asks !== null && !newest.deleted && this.asked !== newest.id) {
      this.asked = newest.id;
      this.composer.ask(newest);
    }
  }

  #tellNews() {
    const before = this.known;
    this.known = new Set(this.messages.map((message) => message.id));
    if (before === null) {
      return 0;
    }
    const news = this.messages.filter((message) => !message.from_me && !before.has(message.id));
    for (const message of news) {
      announce(`On ${this.owner}'s phone: ${summary(message)}`);
      this.lines.get(message.id).node.classList.add("fresh");
    }
    return news.length;
  }

  #dayLine(itsDay) {
    const line = this.lines.get(`day ${itsDay}`);
    const words = make("span", { textContent: itsDay });
    return line ?? { node: make("li", { className: "day" }, words) };
  }

  #line(message, next) {
    const last = next === undefined || next.from_me !== message.from_me;
    const original = message.reply_to === null ? undefined : this.find(message.reply_to);
    const drawn = JSON.stringify([message, last, original?.text, this.title]);
    const line = this.lines.get(message.id);
    if (line?.drawn === drawn) {
      return line;
    }
    const node = line?.node ?? this.#newNode(message.id);
    const fresh = node.classList.contains("fresh");
    const side = message.from_me ? "from-me" : "to-me";
    node.className = `message ${side} kind-${message.kind}`;
    node.classList.toggle("last", last);
    node.classList.toggle("waiting", waits(message));
    node.classList.toggle("fresh", fresh);
    node.classList.toggle("selected", this.selected === message.id);
    const hadFocus = node.contains(document.activeElement);
    const parts = this.kind === "sms" ? smsParts(message, this) : telegramParts(message, this);
    node.replaceChildren(...parts.filter((part) => part !== null));
    if (this.selected === message.id) {
      this.#addActions(node, message);
    }
    if (hadFocus) {
      this.#focusOn(node);
    }
    return { node, drawn };
  }

  #newNode(id) {
    const node = make("li", { tabIndex: -1 });
    if (this.kind === "telegram") {
      node.addEventListener("click", (event) => this.#tapped(event, id));
    }
    node.addEventListener("keydown", (event) => this.#keyOn(event, node, id));
    return node;
  }

  #tapped(event, id) {
    if (event.target.closest("button, a") || !event.target.closest(".bubble")) {
      return;
    }
    if (document.getSelection()?.isCollapsed === false) {
      return; // somebody marks words to copy them
    }
    this.#select(this.selected === id ? null : id);
  }

  #keyOn(event, node, id) {
    if (event.key === "Escape" && this.selected !== null) {
      this.#select(null);
      this.#focusOn(node);
    }
    if (event.target !== node) {
      return;
    }
    const all = this.#messageNodes();
    const here = all.indexOf(node);
    const goals = {
      ArrowUp: all[here - 1],
      ArrowDown: all[here + 1],
      Home: all[0],
      End: all.at(-1),
    };
    if (event.key in goals) {
      event.preventDefault();
      this.#focusOn(goals[event.key] ?? node);
    } else if ((event.key === "Enter" || event.key === " ") && this.kind === "telegram") {
      event.preventDefault();
      this.#select(id);
      node.querySelector(".actions button")?.focus();
    }
  }

  #messageNodes() {
    return [...this.list.querySelectorAll(".message")];
  }

  #focusOn(node) {
    for (const other of this.#messageNodes()) {
      other.tabIndex = other === node ? 0 : -1;
    }
    node.focus();
  }

  #keepOneTabStop() {
    const all = this.#messageNodes();
    const inUse = all.some((node) => node === document.activeElement);
    if (!inUse) {
      all.forEach((node, place) => {
        node.tabIndex = place === all.length - 1 ? 0 : -1;
      });
    }
  }

  #select(id) {
    const before = this.lines.get(this.selected)?.node;
    before?.classList.remove("selected");
    before?.querySelector(".actions")?.remove();
    const message = this.find(id);
    if (message === undefined || message.deleted) {
      this.selected = null;
      return;
    }
    this.selected = id;
    const node = this.lines.get(id).node;
    node.classList.add("selected");
    this.#addActions(node, message);
    node.scrollIntoView({ block: "nearest" });
  }

  #addActions(node, message) {
    const actions = make("div", { className: "actions" });
    actions.append(this.#action("reply", "Reply", () => this.composer.reply(message)));
    if (message.from_me && (message.text || message.caption)) {
      actions.append(this.#action("edit", "Edit", () => this.composer.edit(message)));
    }
    if (message.from_me) {
      actions.append(this.#action("delete", "Delete", () => this.remove(message.id)));
    }
    node.append(actions);
  }

  #action(picture, title, act) {
    const click = () => {
      this.#select(null);
      act();
    };
    return button("action", { on: { click } }, icon(picture), title);
  }

  #scrollToEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.newer.hidden = true;
    this.atEnd = true;
  }

  #keepEnd() {
    if (this.atEnd) {
      this.#scrollToEnd();
    }
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (clientHeight > 0) {
      this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    }
    if (this.atEnd) {
      this.newer.hidden = true;
    }
  }

  #toEnd() {
    this.#scrollToEnd();
    this.composer.field.focus();
  }
}
