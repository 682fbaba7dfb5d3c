/** A call from a phone to the number, and what the caller hears. */

import { askPhone } from "./control.js";
import { button, icon, make } from "./dom.js";

/** Call from the phone `id`; the call lies over its `screen` until it is hung up. */
export async function call({ id, owner, title, screen, ended }) {
  const heard = make("p", { className: "heard", textContent: "Ringing…" });
  const hangUp = button("hang-up", { textContent: "Hang up" });
  const sheet = make(
    "div",
    {
      className: "call-sheet",
      attributes: { role: "dialog", "aria-label": `${owner} calls the number` },
    },
    make("span", { className: "call-picture" }, icon("phone")),
    make("strong", { textContent: title }),
    make(
      "div",
      { className: "heard-box", attributes: { "aria-live": "polite" } },
      make("span", { className: "heard-label", textContent: `${owner} hears` }),
      heard,
    ),
    hangUp,
  );
  const end = () => {
    sheet.remove();
    ended();
  };
  hangUp.addEventListener("click", end);
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      end();
    }
  });
  screen.append(sheet);
  hangUp.focus();
  try {
    heard.textContent = wordsIn(await askPhone(id, "call", {}));
  } catch (error) {
    heard.textContent = `Nobody answers. ${error.message}`;
  }
}

const ENDS = {
  fault: "The service does not answer. A real caller hears Twilio's own error message.",
  rejected: "The call is turned away.",
};

function wordsIn({ heard, ended }) {
  return heard ? `“${heard}”` : (ENDS[ended] ?? "The call ends without a word.");
}
