"use strict";
(() => {
  const field = (id) => document.getElementById(id);
  const told = JSON.parse(document.body.dataset.told);
  const form = field("open");
  let isOver = false;

  const ask = async (what, body = "") => {
    const answer = await fetch(what, { method: "POST", body });
    if (!answer.ok) throw new Error((await answer.text()).trim());
    return answer;
  };

  const forget = () => {
    field("case").removeAttribute("src");
    field("case").hidden = field("bar").hidden = field("others").hidden = true;
    field("words").value = field("without").value = "";
    field("told").textContent = "";
    form.reset();
    form.hidden = false;
  };

  const end = () => {
    if (isOver) return;
    isOver = true;
    forget();
    field("end").hidden = true;
    form.replaceChildren(Object.assign(document.createElement("p"), { textContent: told.desk_ended }));
  };

  const lines = (error) => (error instanceof TypeError ? told.desk_ended : error.message);

  const open = async (event) => {
    event.preventDefault();
    const bundle = field("bundle").files[0], key = field("key").files[0];
    if (!bundle || !key) return;
    field("line").textContent = "";
    field("go").disabled = true;
    const label = field("go").textContent;
    field("go").textContent = told.desk_opening;
    const head = new TextEncoder().encode(JSON.stringify({
      passphrase: field("phrase").value,
      key: { name: key.name, size: key.size },
      bundle: { name: bundle.name, size: bundle.size },
    }));
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, head.length);
    try {
      await ask("open", new Blob([length, head, key, bundle]));
      form.reset();
      form.hidden = true;
      field("name").textContent = bundle.name;
      field("bar").hidden = field("case").hidden = false;
      field("case").src = `case?${Date.now()}`;
      field("case").focus();
    } catch (error) {
      field("line").textContent = lines(error);
      field("phrase").select();
    } finally {
      field("go").disabled = false;
      field("go").textContent = label;
    }
  };

  const save = async (what, name, body = "", button = what) => {
    field(button).disabled = true;
    field("told").textContent = told.desk_making;
    try {
      const made = await (await ask(what, body)).blob();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(made);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      field("told").textContent = "";
    } catch (error) {
      field("told").textContent = lines(error);
    }
    field(button).disabled = false;
  };

  const copying = async () => {
    field("others").hidden = !field("others").hidden;
    if (field("others").hidden || field("words").value) return;
    try {
      const suggested = await (await ask("suggest")).text();
      // Who has begun to write meanwhile keeps what they wrote.
      if (!field("words").value) field("words").value = suggested;
      field("words").focus();
    } catch (error) {
      field("told").textContent = lines(error);
    }
  };

  const make = async (what, name, button) => {
    const list = JSON.stringify({
      words: field("words").value, without: field("without").value,
    });
    await save(what, name, list, button);
    if (field("told").textContent) return;
    try {
      const missed = await (await ask("missed", list)).text();
      if (missed) field("told").textContent = `${told.desk_missed} ${missed}`;
    } catch (error) {
      field("told").textContent = lines(error);
    }
  };

  const take = (files) => {
    for (const file of files) {
      const chosen = new DataTransfer();
      chosen.items.add(file);
      file.slice(0, 300).text().then((start) => {
        field(start.includes("reader private key") ? "key" : "bundle").files = chosen.files;
      });
    }
  };

  form.addEventListener("submit", open);
  document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("over"); });
  document.addEventListener("dragleave", () => document.body.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    if (!form.hidden) take(event.dataTransfer.files);
  });
  field("pdf").addEventListener("click", () => save("pdf", "case.pdf"));
  field("pack").addEventListener("click", () => save("pack", "follow-up.pdf"));
  field("copying").addEventListener("click", copying);
  field("copy").addEventListener("click", () => make("copy", "copy.pdf", "copy"));
  field("shorter").addEventListener("click", () => make("pack", "follow-up.pdf", "shorter"));
  field("close").addEventListener("click", async () => { forget(); await ask("close").catch(end); });
  field("end").addEventListener("click", async () => { await ask("end").catch(() => {}); end(); });

  let last = Date.now();
  const awake = () => {
    if (Date.now() - last < 20000 || isOver) return;
    last = Date.now();
    ask("awake").catch(end);
  };
  ["keydown", "pointerdown"].forEach((kind) => addEventListener(kind, awake));
  addEventListener("message", (event) => {
    if (event.source === field("case").contentWindow && event.data === "awake") awake();
  });
  setInterval(() => { if (!isOver) fetch("alive").then((answer) => { if (!answer.ok) end(); }, end); }, 5000);
})();
