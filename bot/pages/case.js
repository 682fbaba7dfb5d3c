"use strict";
(() => {
  const form = document.getElementById("find");
  const field = (id) => document.getElementById(id);
  const told = JSON.parse(form.dataset.told);
  const days = [...document.querySelectorAll("main section")].map((section) => ({
    section,
    date: section.dataset.d,
    entries: [...section.querySelectorAll("article")].map((article) => ({
      article,
      group: article.dataset.g,
      goals: JSON.parse(article.dataset.goals),
      words: article.textContent.toLocaleLowerCase(),
    })),
  }));
  const all = days.reduce((sum, day) => sum + day.entries.length, 0);
  const say = (sentence, shown) => sentence.replace("{shown}", shown).replace("{all}", all);

  const mark = (sought) => {
    if (!globalThis.CSS || !CSS.highlights) return;
    CSS.highlights.delete("found");
    if (sought === "") return;
    const ranges = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && ranges.length < 2000) {
      const node = walker.currentNode;
      if (node.parentElement.closest("[hidden]")) continue;
      const words = node.data.toLocaleLowerCase();
      if (words.length !== node.data.length) continue;
      for (let at = words.indexOf(sought); at >= 0; at = words.indexOf(sought, at + sought.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + sought.length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  const show = () => {
    const sought = field("text").value.trim().toLocaleLowerCase();
    const since = field("since").value, until = field("until").value;
    const goal = field("goal") ? field("goal").value : "";
    const groups = new Set([...form.elements.form ? form.querySelectorAll("[name=form]:checked") : []].map((box) => box.value));
    let shown = 0;
    for (const day of days) {
      const isDay = (since === "" || day.date >= since) && (until === "" || day.date <= until);
      let some = 0;
      for (const entry of day.entries) {
        const fits = isDay && groups.has(entry.group) && (goal === "" || entry.goals.includes(goal)) &&
          (sought === "" || entry.words.includes(sought));
        if (entry.article.hidden === fits) entry.article.hidden = !fits;
        some += fits;
      }
      if (day.section.hidden !== (some === 0)) day.section.hidden = some === 0;
      shown += some;
    }
    field("count").textContent = say(told.shown, shown);
    mark(sought);
  };

  const note = () => {
    const lines = [];
    for (const day of days) {
      const entries = day.entries.filter((entry) => !entry.article.hidden);
      if (entries.length === 0) continue;
      lines.push(day.section.querySelector("h3").textContent, "");
      for (const { article } of entries) {
        const head = [...article.querySelector("header").children].map((part) => part.textContent);
        const words = [...article.querySelectorAll(":scope > p")].map((part) => "    " + part.textContent.replaceAll("\n", "\n    "));
        lines.push(`${head[1]} ${head[0]} (${head.slice(2).join(", ")})`, ...words, "");
      }
    }
    return lines.join("\n").trim() + "\n";
  };

  const copy = () => {
    const area = document.createElement("textarea");
    area.value = note();
    area.readOnly = true;
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    field("copy").focus();
    const shown = days.reduce((sum, day) => sum + day.entries.filter((entry) => !entry.article.hidden).length, 0);
    field("count").textContent = done ? say(told.copied, shown) : told.failed;
  };

  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, all > 2000 ? 150 : 0);
  };
  form.addEventListener("input", soon);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  field("print").addEventListener("click", () => print());
  field("copy").addEventListener("click", copy);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("article details:not([open])")];
    opened.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));
  if (parent !== globalThis) {
    let last = 0;
    const awake = () => {
      if (Date.now() - last > 20000) {
        last = Date.now();
        parent.postMessage("awake", "*");
      }
    };
    ["keydown", "pointerdown", "wheel", "scroll"].forEach((kind) => addEventListener(kind, awake, { passive: true }));
  }
  form.hidden = false;
  show();
})();
