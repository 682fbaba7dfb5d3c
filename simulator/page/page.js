/** The page: phones side by side, the record beside them, and what happens in the world. */

import { DemoClock } from "./clock.js";
import { Conditions } from "./conditions.js";
import { ask, follow, looking } from "./control.js";
import { arrange } from "./dom.js";
import { Hint } from "./hint.js";
import { Phone } from "./phone.js";
import { Record } from "./record.js";
import { Tabs } from "./tabs.js";

const part = (id) => document.getElementById(id);

const phones = new Map();
const tabs = new Tabs(part("tabs"));
const hint = new Hint(part("hint"), part("show-hint"), {
  chosen: (first) => {
    showPhones();
    tabs.show(first);
  },
  typed: (id, words) => phones.get(id)?.composer.fill(words),
});
const conditions = new Conditions({
  place: part("conditions"),
  notices: part("notices"),
  toggle: part("conditions-toggle"),
  noticed: (something) => hint.cover(something),
});
const clock = new DemoClock(part("conditions"), {
  ticked: (now) => {
    for (const phone of phones.values()) {
      phone.tick(now);
    }
  },
});
const record = new Record(part("panel-record"), { changed: () => tabs.count() });

const lookAtWorld = looking(async () => {
  const world = await ask("state");
  clock.update(world);
  conditions.update(world);
  hint.update(world);
  keepPhones(world.phones.map((facts) => ({ ...facts, peer: peerOf(facts, world) })));
  showPhones();
});

function peerOf({ kind }, { bot, sms_number: number }) {
  return kind === "sms" ? number : bot;
}

function keepPhones(all) {
  const ids = new Set(all.map((facts) => facts.id));
  for (const id of [...phones.keys()].filter((id) => !ids.has(id))) {
    phones.delete(id);
  }
  for (const facts of all) {
    const phone = phones.get(facts.id);
    if (phone !== undefined) {
      phone.update(facts);
    } else {
      const added = new Phone(facts, { changed: () => tabs.count() });
      phones.set(facts.id, added);
      added.refresh();
    }
  }
}

/** Put the phones on the table that the scene needs, and those that were asked for. */
function showPhones() {
  const inOrder = hint.wanted([...phones.keys()]).map((id) => phones.get(id));
  if (inOrder.length > 0) {
    arrange(
      part("phones"),
      inOrder.map((phone) => phone.element),
    );
  }
  tabs.update([...inOrder.map(phonePlace), recordPlace()]);
}

function phonePlace(phone) {
  return {
    id: phone.facts.id,
    title: phone.facts.name,
    panel: phone.element,
    unread: () => phone.unread,
    seen: () => phone.seen(),
  };
}

function recordPlace() {
  return {
    id: "record",
    title: "Record",
    panel: part("panel-record"),
    unread: () => record.unread,
    seen: () => record.seen(),
  };
}

async function lookAtEverything() {
  await lookAtWorld();
  for (const phone of phones.values()) {
    phone.refresh();
  }
  record.refresh();
}

function happened({ what, id }) {
  if (what === "record") {
    record.refresh();
  } else if (what === "phone" && phones.has(id)) {
    phones.get(id).refresh();
  } else {
    lookAtWorld();
  }
  if (what === "service") {
    record.refresh();
  }
}

follow({ opened: lookAtEverything, happened, lost: () => conditions.lost() });
