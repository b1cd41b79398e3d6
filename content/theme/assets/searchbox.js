/* The search box of every page and the page of results. The index is a script that is added when the box is first used;
   the engine (search.js) answers, this file shows. The box is a combobox after the ARIA Authoring Practices. */
(function () {
  "use strict";
  var form = document.querySelector(".cd-find"), engine = window.cdmanualSearch;
  if (!form || !engine) { return; }
  var IN_LIST = 8, ON_PAGE = 100, MOST_RECENT = 6, SHORTEST_MARK = 2, KEY = "cdmanual-recent";
  var base = form.dataset.base.replace(/\/?$/, "/");
  var input = form.querySelector("input"), box = document.getElementById("cd-results");
  var list = document.getElementById("cd-options"), foot = document.getElementById("cd-more");
  var index = null, waiting = [], chosen = -1;

  /* --- The index, when it is first needed ------------------------------------------------------------------------ */
  function withIndex(then) {
    if (index) { then(); return; }
    waiting.push(then);
    if (waiting.length > 1) { return; }
    var script = document.createElement("script");
    script.src = base + "search/index.js";
    script.onload = function () {
      index = engine.prepare(window.cdmanualIndex);
      waiting.splice(0).forEach(function (next) { next(); });
    };
    script.onerror = function () { waiting = []; say("The search index is missing beside this page."); };
    document.head.appendChild(script);
  }

  /* --- Small parts ------------------------------------------------------------------------------------------------ */
  function say(words) { document.getElementById("cd-said").textContent = words; }

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) { element.className = className; }
    if (text) { element.textContent = text; }
    return element;
  }

  function button(text, then) {
    var made = make("button", "", text);
    made.type = "button";
    made.addEventListener("click", then);
    return made;
  }

  function counted(number) { return number + (number === 1 ? " result" : " results"); }

  /* The text with the words of the query marked; a word of the text is one when it begins as a word of the query does. */
  function marked(element, text, wanted) {
    text.split(/([\p{L}\p{M}\p{N}]+(?:[/.-]\p{L}{1,3}(?![\p{L}\p{N}]))?)/u).forEach(function (piece, at) {
      var found = at % 2 && engine.tokens(index, piece)[0];
      var hit = found && wanted.some(function (word) { return found === word || (word.length > SHORTEST_MARK && found.startsWith(word)); });
      element.append(hit ? make("mark", "", piece) : piece);
    });
    return element;
  }

  function link(result, wanted) {
    var made = make("a");
    made.href = base + result.url;
    made.dataset.kind = result.kind;
    made.dataset.id = result.id;
    if (result.country) { made.dataset.country = result.country; }
    if (result.question) { made.dataset.question = result.question; }
    made.append(marked(make("b"), result.title, wanted));
    if (result.status && result.status !== "confirmed" && result.status !== "desk-research") {
      made.append(make("span", "cd-mark cd-mark--" + result.status, index.labels.status[result.status]));
    }
    made.append(marked(make("small"), result.text, wanted));
    if (result.basis) { made.append(make("small", "cd-results__basis", result.basis)); }
    return made;
  }

  function find(query, wanted, limit) {
    var found = engine.search(index, query, wanted, limit);
    found.words = engine.tokens(index, query + " " + (found.corrected || "")).filter(function (word) { return !index.filler.has(word); });
    return found;
  }

  /* --- Recent searches: on this device only, and erasable --------------------------------------------------------- */
  function recent() {
    try { return JSON.parse(window.localStorage.getItem(KEY) || "[]").filter(function (words) { return typeof words === "string"; }).slice(0, MOST_RECENT); } catch (_) { return []; }
  }

  function remember(query) {
    if (!query) { return; }
    var kept = [query].concat(recent().filter(function (before) { return before !== query; })).slice(0, MOST_RECENT);
    try { window.localStorage.setItem(KEY, JSON.stringify(kept)); } catch (_) { /* a private window keeps nothing */ }
  }

  function forget() {
    try { window.localStorage.removeItem(KEY); } catch (_) { /* nothing was kept */ }
    close();
    input.focus();
    say("Recent searches erased");
  }

  /* --- The list below the box ------------------------------------------------------------------------------------- */
  function options() { return list.querySelectorAll('[role="option"]'); }

  function open() { box.hidden = false; input.setAttribute("aria-expanded", "true"); }

  function close() {
    box.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function fill(elements) {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren.apply(list, elements);
    foot.replaceChildren();
    elements.forEach(function (element, at) { element.id = "cd-option-" + at; element.setAttribute("role", "option"); element.tabIndex = -1; });
  }

  function showRecent() {
    var kept = recent();
    if (!kept.length) { close(); return; }
    fill(kept.map(function (words) {
      var made = make("a", "cd-results__recent", words);
      made.href = base + "search/index.html?q=" + encodeURIComponent(words);
      made.addEventListener("click", function (event) { event.preventDefault(); input.value = words; input.focus(); update(); });
      return made;
    }));
    foot.append(make("span", "", "Searched before on this device"), button("Erase", forget));
    open();
  }

  function update() {
    var query = input.value.trim();
    if (!query) { withIndex(showRecent); return; }
    withIndex(function () {
      var found = find(input.value, {}, IN_LIST);
      fill(found.results.map(function (result) { return link(result, found.words); }));
      if (found.corrected) { foot.append(make("span", "", "Understood as: " + found.corrected)); }
      if (found.total > IN_LIST) {
        var all = make("a", "", "All " + counted(found.total));
        all.href = base + "search/index.html?q=" + encodeURIComponent(query);
        foot.append(all);
      }
      if (!found.total) { offer(foot, query); }
      open();
      say(counted(found.total) + (found.corrected ? ", understood as " + found.corrected : ""));
    });
  }

  /* Nothing found: the nearest words of the manual, and the way to the states. */
  function offer(place, query) {
    place.append(make("p", "", "Nothing found. Try a state’s name, an article (294/c) or one word less."));
    var row = make("p", "cd-near");
    engine.near(index, query).forEach(function (word) {
      row.append(button(word, function () { input.value = word; input.focus(); update(); }));
    });
    var states = make("a", "", "All states");
    states.href = base + "countries/index.html";
    row.append(states);
    place.append(row);
  }

  function choose(step) {
    var all = options();
    if (box.hidden || !all.length) { return; }
    if (chosen >= 0) { all[chosen].removeAttribute("aria-selected"); }
    chosen = chosen < 0 && step < 0 ? all.length - 1 : (chosen + step + all.length) % all.length;
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[chosen].id);
  }

  input.addEventListener("focus", function () { withIndex(function () { if (!input.value.trim()) { showRecent(); } }); });
  input.addEventListener("input", update);
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (box.hidden) { update(); } else { choose(event.key === "ArrowDown" ? 1 : -1); }
    } else if (event.key === "Escape") { event.preventDefault(); if (box.hidden) { input.value = ""; } close(); }
    else if (event.key === "Enter" && chosen >= 0 && !box.hidden) { event.preventDefault(); options()[chosen].click(); }
  });
  list.addEventListener("click", function () { remember(input.value.trim()); });
  form.addEventListener("submit", function () { remember(input.value.trim()); });
  document.addEventListener("click", function (event) { if (!form.contains(event.target) && event.target.isConnected) { close(); } });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); input.focus(); }
  });

  /* --- The page of results: the query and the narrowing stand in the address ---------------------------------------- */
  var page = document.getElementById("cd-page");
  var FACETS = [["country", "States"], ["question", "Questions"], ["kind", "Kinds"]];

  function showPage(asked) {
    var query = asked.get("q"), wanted = {}, found, facets = document.getElementById("cd-facets");
    FACETS.forEach(function (facet) { wanted[facet[0]] = asked.get(facet[0]) || ""; });
    found = find(query, wanted, ON_PAGE);
    page.hidden = false;
    var understood = document.getElementById("cd-understood");
    understood.textContent = counted(found.total) + " for “" + query + "”" + (found.corrected ? ", understood as “" + found.corrected + "”" : "") +
      (found.total > ON_PAGE ? "; the first " + ON_PAGE + " are shown" : "");
    facets.replaceChildren();
    FACETS.forEach(function (facet) {
      var name = facet[0], pairs = found.facets[name], group = make("div", "cd-facet");
      if (!wanted[name] && pairs.length < 2) { return; }
      var label = make("span", "cd-facet__name", facet[1]);
      label.id = "cd-facet-" + name;
      group.setAttribute("role", "group");
      group.setAttribute("aria-labelledby", label.id);
      group.append(label);
      (pairs.length ? pairs : [[wanted[name], 0]]).forEach(function (pair) {
        var made = button((index.labels[name][pair[0]] || pair[0]) + " " + pair[1], function () {
          if (wanted[name] === pair[0]) { asked.delete(name); } else { asked.set(name, pair[0]); }
          window.history.replaceState(null, "", "?" + asked.toString());
          showPage(asked);
          var again = facets.querySelector('[data-facet="' + name + '"][data-value="' + pair[0] + '"]');
          if (again) { again.focus(); }
        });
        made.dataset.facet = name;
        made.dataset.value = pair[0];
        made.setAttribute("aria-pressed", String(wanted[name] === pair[0]));
        group.append(made);
      });
      facets.append(group);
    });
    var results = document.getElementById("cd-page-results");
    results.replaceChildren.apply(results, found.results.map(function (result) { return link(result, found.words); }));
    if (!found.total) { offer(results, query); }
    say(counted(found.total));
  }

  var asked = new URLSearchParams(window.location.search);
  if (page && (asked.get("q") || "").trim()) {
    input.value = asked.get("q");
    withIndex(function () { showPage(asked); });
  }
})();
