// What a check says appears beside the fields while somebody types, and what is typed is kept. Without this script the
// form does the same when a button is pressed.
(() => {
  "use strict";
  const form = document.querySelector("form[data-check]");
  if (!form) return;
  const PAUSE = 350;
  const AGAIN = 2000;
  const stopped = document.getElementById("stopped");
  let waiting = 0;
  let asking = false;
  let answered = false;
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

  // While the server is gone the page says so and asks on; a server that was started anew knows this browser only
  // after its address was opened, and refuses until then.
  const heard = (is_there) => {
    clearTimeout(waiting);
    waiting = is_there ? 0 : setTimeout(async () => { if (await reached()) check(); }, AGAIN);
    if (stopped.hidden !== is_there) stopped.hidden = is_there;
    return is_there;
  };

  const reached = async () => {
    try {
      return heard((await fetch("/assets/form.js", { method: "HEAD" })).ok);
    } catch {
      return heard(false);
    }
  };

  const check = async () => {
    const number = ++sent;
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed("type") });
      if (!heard(answer.status !== 403)) return;
      const is_data = (answer.headers.get("content-type") || "").startsWith("application/json");
      if (!answer.ok || !is_data || number < shown) return;
      shown = number;
      show(await answer.json());
    } catch {
      heard(false);
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

  // A button goes on only where somebody answers: the browser's own page for a server that is gone would take the
  // place of what was typed.
  form.addEventListener("submit", async (event) => {
    if (answered) {
      answered = false;
      clearTimeout(timer);
      timer = 0;
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    answered = await reached();
    asking = false;
    if (answered) form.requestSubmit(event.submitter);
    else scrollTo({ top: 0 });
  });

  const errors = document.getElementById("errors");
  const added = form.dataset.added;
  const first = document.querySelector(".note[role=alert]:not([hidden]), .preview");
  if (errors) errors.focus();
  else if (added) {
    const inside = (field) => field.name === added || field.name.startsWith(`${added}/`);
    const field = [...form.elements].find((each) => inside(each) && !["hidden", "submit"].includes(each.type));
    // The address names the list, and going there takes the focus away again: after that.
    if (field) addEventListener("load", () => setTimeout(() => field.focus()));
  } else if (first) first.scrollIntoView({ block: "start" });
  // A link of the summary leads to a group as well as to a field: neither takes the focus by itself in all cases.
  if (errors) errors.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const place = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!place) return;
    const field = place.matches("input, select, textarea") ? place
      : place.querySelector("input:not([type=hidden]), select, textarea, button");
    if (!field) return;
    event.preventDefault();
    place.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
})();
