/* The page of a route: the form, the address that holds the choice, and the plan that desk.js reckons. */
(function () {
  "use strict";
  var form = document.getElementById("cd-route"), facts = window.cdmanualFacts, desk = window.cdmanualDesk;
  if (!form || !facts || !desk) { return; }
  var root = form.dataset.root, list = document.getElementById("cd-stops"), goods = document.getElementById("cd-goods");
  var at = document.getElementById("cd-at"), place = document.getElementById("cd-plan"), words = desk.titles(facts);
  var states = [], plan = null, MOST = 12;
  var all = Object.keys(facts.states).sort(function (a, b) { return facts.states[a].name < facts.states[b].name ? -1 : 1; });

  var make = desk.make;
  function link(text, target) { return desk.link(text, root + target); }
  function mark(text, kind) { return make("span", "cd-mark cd-mark--" + kind, text); }
  function page(state) { return "countries/" + facts.states[state].key + "/index.html"; }

  /* --- The address holds the choice ------------------------------------------------------------------------------ */
  function read() {
    var asked = new URLSearchParams(window.location.search);
    states = (asked.get("s") || "").toUpperCase().split(",").filter(function (iso) { return facts.states[iso]; }).slice(0, MOST);
    goods.value = asked.get("goods") || "";
    if (goods.selectedIndex < 0) { goods.value = ""; }
    at.value = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(asked.get("at") || "") ? asked.get("at") : "";
  }

  function write() {
    var kept = ["s=" + states.join(",")];
    if (goods.value) { kept.push("goods=" + goods.value); }
    if (at.value) { kept.push("at=" + at.value.slice(0, 16)); }
    window.history.replaceState(null, "", states.length ? "?" + kept.join("&") : window.location.pathname);
  }

  /* --- The form ---------------------------------------------------------------------------------------------------- */
  function showForm(focus) {
    list.replaceChildren.apply(list, states.map(function (iso, number) {
      var row = make("li"), select = make("select"), name = facts.states[iso].name;
      select.setAttribute("aria-label", "State " + (number + 1) + " of " + states.length);
      all.forEach(function (code) { var option = make("option", "", facts.states[code].name); option.value = code; select.append(option); });
      select.value = iso;
      select.addEventListener("change", function () { states[number] = select.value; update("select", number); });
      row.append(select);
      [["up", "↑", "Earlier: " + name, number > 0], ["down", "↓", "Later: " + name, number < states.length - 1], ["out", "✕", "Leave out " + name, true]].forEach(function (kind) {
        var button = make("button", "cd-" + kind[0], kind[1]);
        button.type = "button";
        button.setAttribute("aria-label", kind[2]);
        button.disabled = !kind[3];
        button.addEventListener("click", function () { move(kind[0], number); });
        row.append(button);
      });
      return row;
    }));
    document.getElementById("cd-add").disabled = states.length >= MOST;
    if (focus) {
      var row = list.children[Math.min(focus[1], list.children.length - 1)];
      var wanted = row && (row.querySelector(focus[0] + ":not(:disabled)") || row.querySelector(".cd-up:not(:disabled), .cd-down:not(:disabled)") || row.querySelector("select"));
      (wanted || document.getElementById("cd-add")).focus();
    }
  }

  function move(kind, number) {
    var other = kind === "up" ? number - 1 : number + 1;
    if (kind === "out") { states.splice(number, 1); update(".cd-out", number); return; }
    states.splice(other, 0, states.splice(number, 1)[0]);
    update(".cd-" + kind, other);
  }

  function update(selector, number) {
    showForm(selector ? [selector, number] : null);
    write();
    showPlan();
  }

  /* --- The plan ---------------------------------------------------------------------------------------------------- */
  function timeIn(zone, date) {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .formatToParts(date).reduce(function (parts, part) { parts[part.type] = part.value; return parts; }, {});
  }

  /* The moment at which clocks in a zone show a time; found by asking what they show and moving by the difference. */
  function momentOf(local, zone) {
    var wanted = Date.parse(local + ":00Z"), moment = wanted;
    for (var turn = 0; turn < 3; turn += 1) {
      var shown = timeIn(zone, new Date(moment));
      moment += wanted - Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
    }
    return new Date(moment);
  }

  function clock(zone, date) { var shown = timeIn(zone, date); return shown.hour + ":" + shown.minute; }

  function showPlan() {
    var isRoute = states.length > 1 && states.every(function (iso, number) { return iso !== states[number + 1]; });
    plan = isRoute ? desk.planRoute(facts, states, goods.value) : null;
    document.getElementById("cd-copy").disabled = document.getElementById("cd-print").disabled = !plan;
    if (!plan) {
      place.replaceChildren(make("p", "cd-hint", states.length > 1 ? "The same state stands twice in a row. Change one of them." : "Choose two states or more."));
      return;
    }
    if (at.value) {
      var start = momentOf(at.value, plan.stops[0].zone);
      plan.departure = plan.stops.map(function (stop) {
        var shown = timeIn(stop.zone, start);
        return { state: stop.state, time: shown.year + "-" + shown.month + "-" + shown.day + "T" + shown.hour + ":" + shown.minute };
      });
    }
    place.replaceChildren.apply(place, [strip(), warnings(), chain(), table(), borders(), contacts(), make("p", "cd-hint", facts.edition)].filter(Boolean));
  }

  function strip() {
    var made = make("ol", "cd-strip");
    plan.stops.forEach(function (stop, number) {
      var item = make("li"), name = link(stop.name, page(stop.state));
      name.prepend(make("span", "cd-iso", stop.state));
      item.append(name, make("span", "cd-hint", stop.role), make("span", "cd-hint cd-now", "now " + clock(stop.zone, new Date())));
      item.lastChild.dataset.clock = stop.zone;
      if (plan.departure) { item.append(make("span", "cd-hint", "departure " + plan.departure[number].time.slice(11) + " on " + plan.departure[number].time.slice(0, 10))); }
      if (stop.review[0] !== "fresh") { item.append(mark(stop.review[0] === "overdue" ? "Review overdue" : "Review due", "unknown")); }
      made.append(item);
    });
    return made;
  }

  function warnings() {
    if (!plan.warnings.length) { return null; }
    var made = make("ul", "cd-warnings");
    plan.warnings.forEach(function (warning) {
      var item = make("li"), target = page(warning.state) + (warning.question ? "#" + warning.question : "");
      item.append(link(desk.saidOf(warning, facts, words), target));
      made.append(item);
    });
    return section("Warnings", made);
  }

  function section(title, body) {
    var made = make("section");
    made.append(make("h2", "", title), body);
    return made;
  }

  function asked(states) {
    var made = make("span", "cd-whom");
    made.append(mark(facts.says.ask, "unknown"), " " + states.join(" "));
    return made;
  }

  function chain() {
    var made = make("dl", "cd-chain");
    plan.chain.forEach(function (outcome) {
      var said = make("dd");
      outcome.set.forEach(function (one) {
        var item = make("span", "cd-set");
        item.append(make("strong", "", one.label), " " + one.states.join(" "));
        said.append(item);
      });
      if (!outcome.set.length && !outcome.ask.length) { said.append(facts.says.none); }
      if (outcome.ask.length) { said.append(asked(outcome.ask)); }
      var term = make("dt");
      term.append(link(outcome.words, "questions/" + outcome.question + ".html"));
      made.append(term, said);
    });
    var box = section("The whole chain", made);
    box.firstChild.after(make("p", "cd-hint", "The strictest of all that answer, in any case that may hold on this route. The cases stand below."));
    box.className = "cd-whole";
    return box;
  }

  function table() {
    var made = make("table", "cd-grid"), head = make("tr"), top = make("thead"), body = make("tbody");
    head.append(make("td"));
    plan.stops.forEach(function (stop) {
      var cell = make("th");
      cell.scope = "col";
      cell.append(link(stop.name, page(stop.state)));
      head.append(cell);
    });
    top.append(head);
    facts.essentials.forEach(function (question, number) {
      var row = make("tr"), title = make("th", "", words.get(question));
      title.scope = "row";
      row.append(title);
      plan.stops.forEach(function (stop) { row.append(cellOf(stop, stop.cells[number])); });
      body.append(row);
    });
    made.append(top, body);
    var frame = make("div", "cd-frame");
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "Per state");
    frame.append(made);
    return section("Per state", frame);
  }

  function cellOf(stop, cell) {
    var made = make("td");
    made.dataset.state = stop.name;
    if (cell.ask) { made.append(mark(facts.says.ask, "unknown")); }
    if (cell.status === "disputed") { made.append(mark(facts.statuses.disputed, "disputed")); }
    desk.fillCell(made, cell);
    var more = link("more", page(stop.state) + "#" + cell.question);
    more.className = "cd-readon";
    more.setAttribute("aria-label", "More on " + cell.title + ", " + stop.name);
    made.append(more);
    return made;
  }

  function borders() {
    var made = make("div", "cd-borders");
    plan.borders.forEach(function (border) {
      var box = make("section"), names = facts.states;
      box.append(make("h3", "", names[border.from].name + " → " + names[border.to].name));
      var treaties = make("p");
      treaties.append(make("b", "", "Treaties: "));
      if (!border.treaties.length) { treaties.append(mark(facts.says.ask, "unknown")); }
      border.treaties.forEach(function (treaty, number) {
        treaties.append(number ? ", " : "", link((treaty.short + " " + treaty.article).trim(), "instruments/" + treaty.id + ".html"));
        if (treaty.bilateral) { treaties.append(" (bilateral)"); }
      });
      box.append(treaties);
      if (border.doubtful.length) { box.append(make("p", "cd-hint", facts.says.doubtful + ": " + border.doubtful.join(", ") + ". One side is bound; for the other it was not established.")); }
      var channels = make("p");
      channels.append(make("b", "", "Channels: "));
      border.channels.forEach(function (channel, number) { channels.append(number ? ", " : "", link(channel.short, "channels/" + channel.id + ".html")); });
      box.append(channels, make("p", "cd-first", "Ready before this border:"));
      var ready = make("ul");
      border.before.forEach(function (item) {
        var row = make("li", "", item.title + ": ");
        row.append(item.head ? item.head : mark(facts.says.ask, "unknown"));
        ready.append(row);
      });
      box.append(ready);
      made.append(box);
    });
    return section("Per border", made);
  }

  function contacts() {
    var made = make("dl", "cd-chain");
    plan.stops.forEach(function (stop) {
      var said = make("dd");
      stop.contacts.forEach(function (contact) {
        var item = make("span", "cd-set");
        item.append(link(contact.name, "countries/" + facts.states[stop.state].key + "/contacts.html#" + contact.anchor), " " + contact.lines.join(" · "));
        said.append(item);
      });
      if (!stop.contacts.length) { said.append(mark(facts.says.ask, "unknown")); }
      made.append(make("dt", "", stop.name), said);
    });
    return section("Contacts", made);
  }

  /* --- Start -------------------------------------------------------------------------------------------------------- */
  facts.goods.forEach(function (pair) { var option = make("option", "", pair[1]); option.value = pair[0]; goods.append(option); });
  goods.addEventListener("change", function () { update(); });
  at.addEventListener("change", function () { update(); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("cd-add").addEventListener("click", function () {
    states.push(all.find(function (iso) { return states.indexOf(iso) < 0; }) || all[0]);
    update("select", states.length - 1);
  });
  document.getElementById("cd-print").addEventListener("click", function () { window.print(); });
  document.getElementById("cd-copy").addEventListener("click", function (event) {
    var text = desk.routeText(plan, facts, facts.edition), button = event.currentTarget;
    navigator.clipboard.writeText(text).then(function () { button.textContent = "Copied"; }, function () { button.textContent = "Copying was refused"; });
    window.setTimeout(function () { button.textContent = "Copy as text"; }, 2500);
  });
  window.setInterval(function () {
    document.querySelectorAll("[data-clock]").forEach(function (shown) { shown.textContent = "now " + clock(shown.dataset.clock, new Date()); });
  }, 20000);
  read();
  showForm();
  showPlan();
})();
