/** How the page talks to the simulator. */

/** The simulator itself does not answer. */
export class Away extends Error {}

/** The simulator answered, and the answer is no. */
export class Refused extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

/** Ask the simulator; with a `body` this is a POST. */
export async function ask(path, body) {
  let response;
  let text;
  try {
    response = await fetch(`/control/${path}`, request(body));
    text = await response.text();
  } catch {
    throw new Away("The simulator does not answer.");
  }
  if (!response.ok) {
    throw new Refused(response.status, reasonIn(text) || `The simulator said ${response.status}.`);
  }
  return text === "" ? {} : JSON.parse(text);
}

/** Ask about, or do something on, one phone. */
export function askPhone(id, action, body) {
  const path = `phones/${encodeURIComponent(id)}`;
  return ask(action === "" ? path : `${path}/${action}`, body);
}

function request(body) {
  if (body === undefined) {
    return { cache: "no-store" };
  }
  return {
    method: "POST",
    cache: "no-store",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}

function reasonIn(text) {
  try {
    return JSON.parse(text).error ?? "";
  } catch {
    return "";
  }
}

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/**
 * Follow what happens in the world, for ever. `opened` is called at each connection:
 * whatever happened before is not repeated, so look at everything again then.
 */
export function follow({ opened, happened, lost }) {
  let pause = FIRST_PAUSE;
  function connect() {
    const events = new EventSource("/control/events");
    events.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      opened();
    });
    events.addEventListener("message", (event) => happened(JSON.parse(event.data)));
    events.addEventListener("error", () => {
      // The browser's own retries stop at the first answer that is not a stream.
      events.close();
      lost();
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  }
  connect();
}

/**
 * Return a function that does `work` once at a time, and once more if asked meanwhile.
 * Whoever asked waits until a run that began after the question has ended.
 */
export function oneAtATime(work) {
  let again = false;
  let running = null;
  async function run() {
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      running = null;
    }
  }
  return () => {
    again = true;
    running ??= run();
    return running;
  };
}

/** Look at something; what cannot be seen now is looked at again at the next change. */
export function looking(work) {
  return oneAtATime(async () => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Away || error instanceof Refused)) {
        throw error;
      }
    }
  });
}
