/** On a small screen: one phone at a time. */

import { announce, arrange, button, make, setAttribute } from "./dom.js";

const SMALL = window.matchMedia("(max-width: 899px)");

/** The tabs at the foot of the page. On a wide screen everything is visible and they are hidden. */
export class Tabs {
  constructor(list) {
    this.list = list;
    this.tabs = new Map();
    this.current = null;
    SMALL.addEventListener("change", () => this.#draw());
    list.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Show one tab per place: `{ id, title, panel, unread(), seen() }`. */
  update(places) {
    const tabs = new Map();
    for (const place of places) {
      const tab = this.tabs.get(place.id)?.tab ?? this.#makeTab(place);
      tabs.set(place.id, { ...place, tab });
    }
    this.tabs = tabs;
    arrange(
      this.list,
      [...tabs.values()].map(({ tab }) => tab),
    );
    if (!tabs.has(this.current)) {
      this.current = places[0]?.id ?? null;
    }
    this.#draw();
  }

  /** Bring a place to the front, if it is there. */
  show(id) {
    if (this.tabs.has(id)) {
      this.current = id;
      this.#draw();
    }
  }

  /** Show the counts anew. */
  count() {
    for (const [id, { tab, title, unread, seen }] of this.tabs) {
      if (!SMALL.matches || id === this.current) {
        seen();
      }
      const news = unread();
      const badge = tab.querySelector(".badge");
      badge.hidden = news === 0;
      badge.textContent = news > 99 ? "99+" : String(news);
      setAttribute(tab, "aria-label", news === 0 ? title : `${title}, ${news} new`);
    }
  }

  #makeTab({ id, title, panel }) {
    const badge = make("span", { className: "badge", hidden: true });
    return button(
      "tab",
      {
        id: `tab-${id}`,
        attributes: { role: "tab", "aria-controls": panel.id },
        on: { click: () => this.#choose(id) },
      },
      make("span", { className: "tab-title", textContent: title }),
      badge,
    );
  }

  #choose(id) {
    this.current = id;
    this.#draw();
    announce(`${this.tabs.get(id).title} is shown.`);
  }

  #draw() {
    for (const [id, { tab, panel }] of this.tabs) {
      const chosen = id === this.current;
      setAttribute(tab, "aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      panel.classList.toggle("current", chosen);
      setAttribute(panel, "role", SMALL.matches ? "tabpanel" : null);
    }
    this.count();
  }

  #key(event) {
    const ids = [...this.tabs.keys()];
    const here = ids.indexOf(this.current);
    const goal = {
      ArrowRight: ids[(here + 1) % ids.length],
      ArrowLeft: ids[(here - 1 + ids.length) % ids.length],
      Home: ids[0],
      End: ids.at(-1),
    }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      this.#choose(goal);
      this.tabs.get(goal).tab.focus();
    }
  }
}
