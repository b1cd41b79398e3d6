/* Search box and clocks. Works from file://: no module, no fetch; the index is a script that is added when first needed. */
(function () {
  "use strict";
  var LIMIT = 12;
  var form = document.querySelector(".cd-find");
  var prepared = null;
  var waiting = [];

  function fold(text, folds) {
    var plain = text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
    return Array.from(plain, function (char) { return char in folds ? folds[char] : char; }).join("");
  }

  function prepare(data) {
    var place = new Map();
    data.terms.forEach(function (term, number) { place.set(term, number); });
    return { data: data, place: place };
  }

  function withIndex(then) {
    if (prepared) { then(); return; }
    waiting.push(then);
    if (waiting.length > 1) { return; }
    var script = document.createElement("script");
    script.src = form.dataset.base.replace(/\/?$/, "/") + "search/index.js";
    script.onload = function () {
      prepared = prepare(window.cdmanualIndex);
      waiting.splice(0).forEach(function (next) { next(); });
    };
    script.onerror = function () { waiting = []; say("The search index is missing beside this page."); };
    document.head.appendChild(script);
  }

  function completions(word) {
    var terms = prepared.data.terms, low = 0, high = terms.length, found = [];
    while (low < high) { var middle = (low + high) >> 1; if (terms[middle] < word) { low = middle + 1; } else { high = middle; } }
    for (; low < terms.length && terms[low].startsWith(word); low += 1) { found.push(terms[low]); }
    found.sort(function (a, b) { return a.length - b.length || (a < b ? -1 : 1); });
    return found.slice(0, 40);
  }

  function find(query) {
    var words = fold(query, prepared.data.folds).match(/[a-z0-9]+/g) || [];
    var scores = new Map(), met = new Map();
    words.forEach(function (word, number) {
      var terms = number === words.length - 1 ? completions(word) : [word];
      var here = new Set();
      terms.forEach(function (term) {
        var at = prepared.place.get(term);
        if (at === undefined) { return; }
        var row = prepared.data.postings[at];
        for (var i = 0; i < row.length; i += 2) { scores.set(row[i], (scores.get(row[i]) || 0) + row[i + 1]); here.add(row[i]); }
      });
      here.forEach(function (number) { met.set(number, (met.get(number) || 0) + 1); });
    });
    var all = Array.from(scores.keys()).filter(function (number) { return met.get(number) === words.length; });
    var listed = all.length ? all : Array.from(scores.keys());
    listed.sort(function (a, b) { return scores.get(b) - scores.get(a) || a - b; });
    return listed;
  }

  function show(box, query, most) {
    var listed = find(query);
    box.replaceChildren();
    listed.slice(0, most).forEach(function (number, order) {
      var row = prepared.data.documents[number];
      var link = document.createElement("a");
      link.href = form.dataset.base.replace(/\/?$/, "/") + row[3];
      link.id = box.id + "-" + order;
      link.dataset.kind = row[0];
      if (row[4]) { link.dataset.country = row[4]; }
      if (row[5]) { link.dataset.question = row[5]; }
      if (box.getAttribute("role") === "listbox") { link.setAttribute("role", "option"); link.tabIndex = -1; }
      var title = document.createElement("b"), text = document.createElement("small");
      title.textContent = row[1];
      text.textContent = row[2];
      link.append(title, text);
      box.append(link);
    });
    if (!listed.length) {
      var nothing = document.createElement("p");
      nothing.textContent = "Nothing found. Try a state’s name, an article (294/c) or one word less.";
      box.append(nothing);
    }
    box.hidden = false;
    say(listed.length + (listed.length === 1 ? " result" : " results"));
  }

  function say(words) { var place = document.getElementById("cd-said"); if (place) { place.textContent = words; } }

  function startSearch() {
    var input = form.querySelector("input"), box = document.getElementById("cd-results"), chosen = -1;
    function close() { box.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); }
    function update() {
      var query = input.value.trim();
      if (!query) { close(); return; }
      withIndex(function () { chosen = -1; show(box, input.value, LIMIT); input.setAttribute("aria-expanded", "true"); });
    }
    function choose(step) {
      var options = box.querySelectorAll("a");
      if (box.hidden || !options.length) { return; }
      if (chosen >= 0) { options[chosen].removeAttribute("aria-selected"); }
      chosen = (chosen + step + options.length) % options.length;
      options[chosen].setAttribute("aria-selected", "true");
      options[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[chosen].id);
    }
    input.addEventListener("focus", function () { withIndex(function () {}); });
    input.addEventListener("input", update);
    input.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { event.preventDefault(); choose(1); }
      else if (event.key === "ArrowUp") { event.preventDefault(); choose(-1); }
      else if (event.key === "Escape") { close(); }
      else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); box.querySelectorAll("a")[chosen].click(); }
    });
    document.addEventListener("click", function (event) { if (!form.contains(event.target)) { close(); } });
    document.addEventListener("keydown", function (event) {
      if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
    });
    var page = document.getElementById("cd-page-results");
    var asked = new URLSearchParams(window.location.search).get("q");
    if (page && asked) { input.value = asked; withIndex(function () { show(page, asked, 100); }); }
  }

  function startClocks() {
    function tick() {
      document.querySelectorAll("time[data-zone]").forEach(function (place) {
        var now = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: place.dataset.zone });
        place.textContent = " · now " + now.format(new Date());
      });
    }
    tick();
    window.setInterval(tick, 30000);
  }

  /* Material marks no colour scheme until one is chosen: the keyboard would stop at the switch that is hidden. */
  function markScheme() {
    var option = document.querySelector('.md-option[data-md-color-scheme="' + document.body.dataset.mdColorScheme + '"]');
    if (option) { option.checked = true; }
  }

  if (form) { startSearch(); }
  startClocks();
  window.addEventListener("load", markScheme);
})();
