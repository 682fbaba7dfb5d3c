/** One message, as the person who holds the phone sees it. */

import { button, clock, complain, icon, make, unseen } from "./dom.js";

const KINDS = {
  album: "Album",
  animation: "Animation",
  audio: "Audio file",
  contact: "Contact card",
  document: "Document",
  location: "Location",
  photo: "Photo",
  sticker: "Sticker",
  video: "Video",
  video_note: "Video note",
  voice: "Voice message",
};

const PICTURES = {
  animation: "video",
  audio: "play",
  contact: "contact",
  document: "document",
  photo: "photo",
  video: "video",
  video_note: "video",
};

const STATES = {
  accepted: "Accepted",
  delivered: "Delivered",
  failed: "Failed",
  queued: "On its way",
  read: "Read",
  received: "Received",
  sending: "On its way",
  sent: "Sent",
  undelivered: "Not delivered",
};

const LOST = new Set(["failed", "undelivered"]);
const PENDING = new Set(["accepted", "queued", "sending"]);
const SNIPPET = 90;

/** Return what a message says, in one line of plain text. */
export function summary(message) {
  if (message.deleted) {
    return "Deleted message";
  }
  const kind = KINDS[message.kind];
  const words = message.text || message.caption || "";
  const line = kind && words ? `${kind}: ${words}` : words || kind || "Message";
  return line.length > SNIPPET ? `${line.slice(0, SNIPPET - 1)}…` : line;
}

/** Return whether a message still lies in the phone on which it was typed. */
export function waits(message) {
  return message.waiting === true || (message.from_me && message.state === "queued");
}

/** Return the parts of a message on a Telegram phone. */
export function telegramParts(message, chat) {
  if (message.deleted) {
    return [bubble(message, chat, [deleted(), meta(message)])];
  }
  return [
    bubble(message, chat, [
      quote(message, chat),
      attachment(message),
      words(message),
      meta(message),
      reaction(message),
    ]),
    keyboard(message, chat),
  ];
}

/** Return the parts of a message on a phone that only knows SMS. */
export function smsParts(message, chat) {
  return [
    bubble(message, chat, [attachment(message), words(message)]),
    make(
      "div",
      { className: `sms-meta${LOST.has(message.state) ? " lost" : ""}` },
      LOST.has(message.state) ? icon("warn") : null,
      pending(message) ? icon("clock") : null,
      time(message),
      state(message) ? make("span", { className: "state", textContent: state(message) }) : null,
      message.automatic ? make("span", { className: "state", textContent: "Twilio's own words" }) : null,
    ),
  ];
}

const pending = (message) => waits(message) || PENDING.has(message.state);

function state(message) {
  return waits(message) ? "Waits for the phone" : (STATES[message.state] ?? message.state);
}

function bubble(message, chat, parts) {
  const who = message.from_me ? `${chat.owner}: ` : `${chat.title}: `;
  return make("div", { className: "bubble" }, unseen(who), ...parts);
}

function words(message) {
  const text = message.text || message.caption;
  // dir="auto": somebody may write in Arabic to a Danish contact person.
  return text ? make("p", { className: "words", textContent: text, dir: "auto" }) : null;
}

const deleted = () => make("p", { className: "words gone", textContent: "Message deleted" });

function quote(message, chat) {
  if (message.reply_to === null || message.reply_to === undefined) {
    return null;
  }
  const original = chat.find(message.reply_to);
  const author = original === undefined ? "Earlier" : original.from_me ? chat.owner : chat.title;
  return button(
    "quote",
    { on: { click: () => chat.show(message.reply_to) } },
    unseen("In reply to "),
    make("span", { className: "quote-author", textContent: author }),
    make("span", {
      className: "quote-words",
      textContent: message.quote || (original === undefined ? "A message" : summary(original)),
      dir: "auto",
    }),
  );
}

function time(message) {
  return make("time", { textContent: clock(message.at), dateTime: message.at });
}

function meta(message) {
  const line = make("div", { className: "meta" });
  if (message.protected) {
    line.append(icon("lock"), unseen("cannot be forwarded"));
  }
  if (message.silent) {
    const mark = make("span", { className: "silent", title: "Arrived without a sound" });
    mark.append(icon("silent"), unseen("arrived without a sound"));
    line.append(mark);
  }
  if (message.edited && !message.deleted) {
    line.append(make("span", { className: "edited", textContent: "edited" }));
  }
  line.append(time(message));
  if (message.from_me) {
    const later = waits(message);
    line.append(icon(later ? "clock" : "check"), unseen(later ? "waits for the phone" : "sent"));
  }
  return line;
}

function reaction(message) {
  if (!message.reaction) {
    return null;
  }
  const chip = make("span", { className: "reaction", textContent: message.reaction });
  return make("div", { className: "reactions" }, unseen("Reaction: "), chip);
}

function keyboard(message, chat) {
  if (!message.buttons?.length) {
    return null;
  }
  const rows = message.buttons.map((row) =>
    make("div", { className: "keyboard-row" }, ...row.map((one) => key(message, one, chat))),
  );
  return make("div", { className: "keyboard" }, ...rows);
}

function key(message, one, chat) {
  return button("key", {
    textContent: one.text,
    on: { click: () => chat.press(message.id, one.id) },
  });
}

function attachment(message) {
  switch (message.kind) {
    case "text":
    case undefined:
    case null:
      return null;
    case "photo":
    case "sticker":
      return message.file_url ? picture(message) : card(message);
    case "voice":
      return voice(message);
    case "location":
      return make(
        "div",
        { className: "map" },
        icon("map", "map-picture"),
        unseen("Location"),
      );
    default:
      return card(message);
  }
}

function picture(message) {
  const image = make("img", {
    className: message.kind,
    src: message.file_url,
    alt: KINDS[message.kind],
    loading: "lazy",
    decoding: "async",
  });
  image.addEventListener("error", () => image.replaceWith(card(message)));
  return image;
}

function voice(message) {
  const play = button(
    "play",
    { disabled: !message.file_url, on: { click: () => listen(message.file_url) } },
    icon("play"),
    unseen("Play the voice message"),
  );
  return make("div", { className: "voice" }, play, icon("wave", "wave"));
}

async function listen(url) {
  try {
    await new Audio(url).play();
  } catch {
    complain("This browser cannot play the recording.");
  }
}

function card(message) {
  const name = message.file_name || KINDS[message.kind] || "Attachment";
  const face = [
    make("span", { className: "card-picture" }, icon(PICTURES[message.kind] ?? "document")),
    make("span", { className: "card-name", textContent: name }),
  ];
  if (!message.file_url) {
    return make("div", { className: "card" }, ...face);
  }
  // Saved under its own name, not under the number that it has here.
  const saved = { href: message.file_url, download: message.file_name || "" };
  return make("a", { className: "card", ...saved }, ...face);
}
