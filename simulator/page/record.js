/** The case record: sealed rows, and what a reader's own key shows. */

import { ask, looking, Refused } from "./control.js";
import {
  announce,
  arrange,
  button,
  clockWithSeconds,
  complain,
  icon,
  make,
  setAttribute,
} from "./dom.js";

const MOST_ROWS = 300;
const CASE_COLOURS = 5;
const SEALED_WORDS =
  "Each contact is sealed at once. The server keeps these rows and cannot read them.";
const OPEN_WORDS =
  "Opened here with the reader's own key. The server has no key for this: it cannot show you these words.";
const NO_RECORD = "No service is connected to this simulator, so there is no record.";
const UNREADABLE = "The record cannot be looked at just now.";
const EMPTY = "Still empty. Write on a phone, and a sealed row appears here.";

/** The panel with the record. */
export class Record {
  /** `changed` is called when rows came, for the badge on the tab. */
  constructor(panel, { changed }) {
    this.panel = panel;
    this.changed = changed;
    this.rows = [];
    this.words = null;
    this.cases = new Map();
    this.colours = new Map();
    this.lines = new Map();
    this.unread = 0;
    this.first = true;
    this.refresh = looking(() => this.#look());
    this.#build();
  }

  /** Forget the count of new rows: somebody looks at them now. */
  seen() {
    this.unread = 0;
  }

  async #look() {
    let answer;
    try {
      answer = await ask("record");
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      const none = error.status === 404;
      this.note.textContent = none ? NO_RECORD : UNREADABLE;
      this.empty.hidden = none || this.rows.length > 0;
      this.opener.hidden = none;
      return;
    }
    this.opener.hidden = false;
    const news = Math.max(0, answer.rows.length - this.rows.length);
    this.rows = answer.rows;
    if (this.words !== null && news > 0) {
      await this.#readWords();
    }
    this.unread += this.first ? 0 : news;
    this.#draw();
    this.first = false;
    this.changed();
  }

  async #readWords() {
    try {
      const answer = await ask("record/open");
      this.words = new Map(answer.entries.map((entry) => [key(entry), entry]));
      this.cases = new Map(answer.cases.map((one) => [one.id, one.label]));
    } catch (error) {
      complain(`The record cannot be opened now. ${error.message}`);
      this.words = null;
    }
  }

  async #toggle() {
    if (this.words === null) {
      this.opener.disabled = true;
      this.openerWords.textContent = "Opening…";
      await this.#readWords();
      this.opener.disabled = false;
      this.opener.focus();
    } else {
      this.words = null;
    }
    this.#draw();
    announce(this.words === null ? SEALED_WORDS : OPEN_WORDS);
  }

  #draw() {
    const open = this.words !== null;
    this.panel.classList.toggle("open", open);
    setAttribute(this.opener, "aria-pressed", String(open));
    this.openerWords.textContent = open ? "Close" : "Open as reader";
    this.openerIcon.replaceChildren(icon(open ? "lock" : "unlock"));
    this.note.textContent = open ? OPEN_WORDS : SEALED_WORDS;
    this.lastHead.textContent = open ? "The reader sees" : "The server keeps";
    const count = this.rows.length;
    this.count.textContent = count === 1 ? "1 sealed row" : `${count} sealed rows`;
    this.empty.hidden = count > 0;
    this.table.hidden = count === 0;
    this.older.hidden = count <= MOST_ROWS;
    const shown = this.rows.slice(-MOST_ROWS).reverse();
    const lines = new Map(shown.map((row) => [key(row), this.#line(row)]));
    this.lines = lines;
    arrange(
      this.tableBody,
      [...lines.values()].map((line) => line.node),
    );
  }

  #line(row) {
    const entry = this.words?.get(key(row));
    const label = this.cases.get(row.case) ?? row.case;
    const drawn = JSON.stringify([row, entry, label, this.words !== null]);
    const before = this.lines.get(key(row));
    if (before?.drawn === drawn) {
      return before;
    }
    const node = before?.node ?? make("tr", { className: this.first ? "" : "fresh" });
    node.replaceChildren(
      make("th", { scope: "row", textContent: row.sequence }),
      this.#what(row, label),
      this.words === null ? sealedCell(row) : openCell(entry),
    );
    return { node, drawn };
  }

  #what(row, label) {
    const tag = make("span", { className: "case", textContent: label });
    tag.classList.add(`case-${this.#colour(row.case)}`);
    return make(
      "td",
      { className: "what" },
      make("span", { className: "kind", textContent: phrase(row) }),
      make(
        "span",
        { className: "when" },
        make("time", { textContent: clockWithSeconds(row.at), dateTime: row.at }),
      ),
      make("span", { className: "when", textContent: `${row.bytes} bytes` }),
      tag,
    );
  }

  #colour(id) {
    if (!this.colours.has(id)) {
      this.colours.set(id, this.colours.size % CASE_COLOURS);
    }
    return this.colours.get(id);
  }

  #build() {
    this.openerIcon = make("span", { className: "opener-icon" });
    this.openerWords = make("span");
    this.opener = button(
      "opener",
      { attributes: { "aria-pressed": "false" }, on: { click: () => this.#toggle() } },
      this.openerIcon,
      this.openerWords,
    );
    this.count = make("p", { className: "count" });
    this.note = make("p", { className: "note" });
    this.empty = make("p", { className: "empty", textContent: EMPTY });
    this.older = make("p", {
      className: "older",
      hidden: true,
      textContent: `The newest ${MOST_ROWS} rows are shown.`,
    });
    this.lastHead = make("th", { scope: "col" });
    this.tableBody = make("tbody");
    this.table = make(
      "table",
      {},
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col", textContent: "No." }),
          make("th", { scope: "col", textContent: "Contact" }),
          this.lastHead,
        ),
      ),
      this.tableBody,
    );
    const title = make("h2", { id: "record-title", textContent: "Case record" });
    this.panel.replaceChildren(
      make(
        "div",
        { className: "caption" },
        make("span", { className: "avatar lock" }, icon("lock")),
        make("div", { className: "caption-words" }, title, this.count),
        this.opener,
      ),
      make(
        "div",
        { className: "sheet" },
        this.note,
        make(
          "div",
          {
            className: "rows",
            tabIndex: 0,
            attributes: { role: "region", "aria-label": "Rows of the record" },
          },
          this.empty,
          this.table,
          this.older,
        ),
      ),
    );
    this.#draw();
  }
}

const key = (row) => `${row.case} ${row.sequence}`;

const DIRECTIONS = { in: "in", inbound: "in", out: "out", outbound: "out" };

function phrase(row) {
  const kind = String(row.kind).replaceAll("_", " ");
  const direction = DIRECTIONS[row.direction] ?? row.direction;
  return direction ? `${kind}, ${direction}` : kind;
}

function sealedCell(row) {
  return make(
    "td",
    { className: "sealed" },
    make("code", { className: "hex", textContent: grouped(row.sealed) }),
    make("code", { className: "hash", textContent: `# ${row.hash}`, title: "Hash of this row" }),
  );
}

function openCell(entry) {
  if (entry === undefined) {
    const words = "This reader's key does not open this row.";
    return make("td", { className: "opened" }, make("p", { className: "shut", textContent: words }));
  }
  return make(
    "td",
    { className: "opened" },
    make("span", { className: "author", textContent: entry.author ?? "" }),
    make("p", { textContent: entry.text || "(no words)", dir: "auto" }),
  );
}

function grouped(hex) {
  return String(hex).match(/.{1,8}/g)?.join(" ") ?? "";
}
