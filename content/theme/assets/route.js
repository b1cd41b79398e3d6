/* The page of a route: the form, the map and the address that hold the choice. desk.js reckons, plan.js shows. */
(function () {
  "use strict";
  var form = document.getElementById("cd-route"), facts = window.cdmanualFacts, desk = window.cdmanualDesk, shown = window.cdmanualPlan;
  if (!form || !facts || !desk || !shown) { return; }
  var root = form.dataset.root, list = document.getElementById("cd-stops"), goods = document.getElementById("cd-goods");
  var at = document.getElementById("cd-at"), place = document.getElementById("cd-plan"), said = document.getElementById("cd-way-said");
  var add = document.getElementById("cd-add"), map = document.getElementById("cd-pick");
  var states = [], plan = null, MOST = 12;
  var all = Object.keys(facts.states).sort(function (a, b) { return facts.states[a].name < facts.states[b].name ? -1 : 1; });

  var make = desk.make;
  function nameOf(iso) { return facts.states[iso].name; }

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

  /* --- The list ---------------------------------------------------------------------------------------------------- */
  var choice = make("select"); // copied for each place: quicker than to make the same options again
  all.forEach(function (code) { var option = make("option", "", nameOf(code)); option.value = code; choice.append(option); });

  function showList(focus) {
    list.replaceChildren.apply(list, states.map(function (iso, number) {
      var row = make("li"), select = choice.cloneNode(true);
      select.setAttribute("aria-label", "State " + (number + 1) + " of " + states.length);
      select.value = iso;
      select.addEventListener("change", function () {
        states[number] = select.value;
        nameButtons(row, select.value);
        show();
      });
      row.append(select);
      [["up", "↑", number > 0], ["down", "↓", number < states.length - 1], ["out", "✕", true]].forEach(function (kind) {
        var button = make("button", "cd-" + kind[0], kind[1]);
        button.type = "button";
        button.disabled = !kind[2];
        button.addEventListener("click", function () { move(kind[0], number); });
        row.append(button);
      });
      nameButtons(row, iso);
      return row;
    }));
    add.disabled = states.length >= MOST;
    if (focus) {
      var row = list.children[Math.min(focus[1], list.children.length - 1)];
      var wanted = row && (row.querySelector(focus[0] + ":not(:disabled)") || row.querySelector(".cd-up:not(:disabled), .cd-down:not(:disabled)") || row.querySelector("select"));
      (wanted || add).focus();
    }
  }

  function nameButtons(row, iso) {
    ["Earlier: ", "Later: ", "Leave out "].forEach(function (what, number) {
      row.querySelectorAll("button")[number].setAttribute("aria-label", what + nameOf(iso));
    });
  }

  function move(kind, number) {
    var other = kind === "up" ? number - 1 : number + 1;
    if (kind === "out") { states.splice(number, 1); update([".cd-out", number]); return; }
    states.splice(other, 0, states.splice(number, 1)[0]);
    update([".cd-" + kind, other]);
  }

  /* --- The map: its links become buttons that put a state at the end of the way, or take it out ----------------------- */
  function press(iso) {
    var number = states.lastIndexOf(iso);
    if (number >= 0) { states.splice(number, 1); } else if (states.length < MOST) { states.push(iso); }
    update();
  }

  function showMap() {
    if (!map) { return; }
    map.querySelectorAll("[data-state]").forEach(function (made) {
      var iso = made.dataset.state, numbers = [];
      states.forEach(function (one, number) { if (one === iso) { numbers.push(number + 1); } });
      made.classList.toggle("cd-map--chosen", numbers.length > 0);
      if (!made.matches(".cd-map__label")) { return; }
      var pill = made.querySelector("rect"), width = 44 + 16 * Math.max(1, numbers.join(" ").length);
      made.setAttribute("aria-pressed", String(numbers.length > 0));
      made.setAttribute("aria-label", nameOf(iso) + (numbers.length ? ", number " + numbers.join(" and ") + " on the way" : ""));
      made.querySelector("tspan").textContent = numbers.join(" ");
      pill.setAttribute("width", width);
      pill.setAttribute("x", -width / 2);
    });
  }

  function startMap() {
    if (!map) { return; }
    map.querySelectorAll(".cd-map__label").forEach(function (label) { label.setAttribute("role", "button"); });
    map.addEventListener("mousedown", function (event) { // an outline is no place for the focus: its label is
      if (event.target.closest(".cd-map__state")) { event.preventDefault(); }
    });
    map.addEventListener("click", function (event) {
      var made = event.target.closest("[data-state]");
      if (!made || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
      event.preventDefault();
      press(made.dataset.state);
    });
    map.addEventListener("keydown", function (event) {
      var made = event.target.closest("[data-state]");
      if (made && event.key === " ") { event.preventDefault(); press(made.dataset.state); }
    });
    var unfold = document.getElementById("cd-unfold");
    unfold.addEventListener("click", function () { unfold.setAttribute("aria-expanded", String(map.classList.toggle("cd-open"))); });
  }

  /* --- The plan ---------------------------------------------------------------------------------------------------- */
  /* After a choice: the list anew, with the focus where it was, and all that follows from the choice. */
  function update(focus) {
    showList(focus);
    show();
  }

  function show() {
    showMap();
    write();
    showPlan();
    said.textContent = summary();
  }

  function summary() {
    var way = states.length ? "The way: " + states.map(nameOf).join(", ") + "." : "No state chosen.";
    if (states.length >= MOST) { way += " No more than " + MOST + " states."; }
    if (!plan) { return way; }
    return way + " " + (plan.warnings.length || "No") + (plan.warnings.length === 1 ? " warning." : " warnings.");
  }

  /* The moment at which clocks in a zone show a time; found by asking what they show and moving by the difference. */
  function momentOf(local, zone) {
    var wanted = Date.parse(local + ":00Z"), moment = wanted;
    for (var turn = 0; turn < 3; turn += 1) {
      var now = shown.timeIn(zone, new Date(moment));
      moment += wanted - Date.UTC(now.year, now.month - 1, now.day, now.hour, now.minute);
    }
    return new Date(moment);
  }

  function showPlan() {
    var isRoute = states.length > 1 && states.every(function (iso, number) { return iso !== states[number + 1]; });
    plan = isRoute ? desk.planRoute(facts, states, goods.value) : null;
    document.getElementById("cd-copy").disabled = document.getElementById("cd-print").disabled = !plan;
    if (!plan) {
      form.classList.remove("cd-answering");
      place.replaceChildren(make("p", "cd-hint", states.length > 1 ? "The same state stands twice in a row. Change one of them." : "Choose two states or more."));
      return;
    }
    if (at.value) {
      var start = momentOf(at.value, plan.stops[0].zone);
      plan.departure = plan.stops.map(function (stop) {
        var time = shown.timeIn(stop.zone, start);
        return { state: stop.state, time: time.year + "-" + time.month + "-" + time.day + "T" + time.hour + ":" + time.minute };
      });
    }
    place.replaceChildren.apply(place, shown.show(plan, facts, root));
  }

  /* --- Start -------------------------------------------------------------------------------------------------------- */
  facts.goods.forEach(function (pair) { var option = make("option", "", pair[1]); option.value = pair[0]; goods.append(option); });
  goods.addEventListener("change", show);
  at.addEventListener("change", show);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  add.addEventListener("click", function () {
    states.push(all.find(function (iso) { return states.indexOf(iso) < 0; }) || all[0]);
    update(["select", states.length - 1]);
  });
  document.getElementById("cd-print").addEventListener("click", function () { window.print(); });
  document.getElementById("cd-copy").addEventListener("click", function (event) {
    var text = desk.routeText(plan, facts, facts.edition), button = event.currentTarget;
    window.cdmanual.put(text).then(function () { button.textContent = "Copied"; }, function () { button.textContent = "Copying was refused"; });
    window.setTimeout(function () { button.textContent = "Copy as text"; }, 2500);
  });
  window.setInterval(function () {
    place.querySelectorAll("[data-clock]").forEach(function (one) { one.textContent = shown.clock(one.dataset.clock); });
  }, 20000);
  startMap();
  read();
  showList();
  showMap();
  showPlan();
  form.classList.add("cd-started");
})();
