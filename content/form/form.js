// What a check says appears beside the fields while somebody types, and what is typed is kept. Without this script the
// form does the same when a button is pressed.
(() => {
  "use strict";
  const form = document.querySelector("form[data-check]");
  if (!form) return;
  const PAUSE = 350;
  let timer = 0;
  let sent = 0;
  let shown = 0;

  const typed = (what) => {
    const body = new URLSearchParams(new FormData(form));
    body.append("do", what);
    return body;
  };

  const paragraph = (problem) => {
    const row = document.createElement("p");
    row.className = problem.severity;
    const kind = document.createElement("strong");
    kind.textContent = problem.severity === "error" ? "Error:" : "Warning:";
    row.append(kind, ` ${problem.message} `);
    if (problem.hint) {
      const hint = document.createElement("span");
      hint.textContent = problem.hint;
      row.append(hint);
    }
    return row;
  };

  const show = (said) => {
    form.querySelectorAll("[data-for]").forEach((place) => {
      const found = said.beside[place.dataset.for] || [];
      place.replaceChildren(...found.map(paragraph));
      const field = form.elements.namedItem(place.dataset.for);
      if (!(field instanceof HTMLElement)) return;
      if (found.length) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
    document.getElementById("elsewhere").replaceChildren(...said.elsewhere.map(paragraph));
  };

  const check = async () => {
    const number = ++sent;
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed("type") });
      const is_data = (answer.headers.get("content-type") || "").startsWith("application/json");
      if (!answer.ok || !is_data || number < shown) return;
      shown = number;
      show(await answer.json());
    } catch {
      // The server is gone: the page keeps what is typed, and says so when a button is pressed.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  });

  // A tab that closes before the pause is over still hands over its last words.
  addEventListener("pagehide", () => {
    if (!timer) return;
    clearTimeout(timer);
    navigator.sendBeacon(form.action, typed("type"));
  });
  form.addEventListener("submit", () => { clearTimeout(timer); timer = 0; });

  const first = document.querySelector(".preview, .note[role=alert], .summary .error");
  if (first) (first.closest("section") || first).scrollIntoView({ block: "start" });
})();
