/* The page that sets states side by side: the choice in the address, the table that desk.js reckons, and its CSV. */
(function () {
  "use strict";
  var form = document.getElementById("cd-compare"), facts = window.cdmanualFacts, desk = window.cdmanualDesk;
  if (!form || !facts || !desk) { return; }
  var root = form.dataset.root, place = document.getElementById("cd-table"), which = document.getElementById("cd-which");
  var chips = document.getElementById("cd-chosen"), said = document.getElementById("cd-table-said"), states = [], table = null, MOST = 8;
  var all = Object.keys(facts.states).sort(function (a, b) { return facts.states[a].name < facts.states[b].name ? -1 : 1; });
  // A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV Injection).
  var FORMULA = /^(?:[\t\r\n]|\s*[=+\-@|%＝＋－＠])/;

  var make = desk.make;
  function link(text, target) { return desk.link(text, root + target); }

  function read() {
    var asked = new URLSearchParams(window.location.search);
    states = (asked.get("s") || "").toUpperCase().split(",").filter(function (iso, at, list) { return facts.states[iso] && list.indexOf(iso) === at; }).slice(0, MOST);
    which.value = asked.get("q") || "";
    if (which.selectedIndex < 0) { which.value = ""; }
  }

  function write() {
    window.history.replaceState(null, "", states.length ? "?s=" + states.join(",") + (which.value ? "&q=" + which.value : "") : window.location.pathname);
  }

  function showChips() {
    chips.replaceChildren.apply(chips, all.map(function (iso) {
      var chip = make("button", "", facts.states[iso].name);
      chip.type = "button";
      chip.dataset.state = iso;
      chip.setAttribute("aria-pressed", String(states.indexOf(iso) >= 0));
      chip.disabled = states.length >= MOST && states.indexOf(iso) < 0;
      chip.addEventListener("click", function () {
        if (states.indexOf(iso) >= 0) { states.splice(states.indexOf(iso), 1); } else { states.push(iso); }
        update();
        chips.querySelector('[data-state="' + iso + '"]').focus();
      });
      return chip;
    }));
  }

  /* A choice of questions: one question, or all of a group. */
  function questions() {
    if (!which.value) { return []; }
    var group = facts.questions.filter(function (row) { return "group:" + row[2] === which.value; });
    return group.length ? group.map(function (row) { return row[0]; }) : [which.value];
  }

  function update() {
    showChips();
    write();
    table = states.length > 1 ? desk.compare(facts, states, questions()) : null;
    document.getElementById("cd-csv").disabled = document.getElementById("cd-print").disabled = !table;
    said.textContent = states.length + (states.length === 1 ? " state" : " states") + " chosen" + (table ? ": " + differing() + "." : ".");
    if (!table) {
      form.classList.remove("cd-answering");
      place.replaceChildren(make("p", "cd-hint", "Choose two states or more, at most " + MOST + "."));
      return;
    }
    place.replaceChildren.apply(place, table.groups.map(groupOf));
  }

  function differing() {
    var rows = [].concat.apply([], table.groups.map(function (group) { return group.rows; }));
    return rows.filter(function (row) { return !row.same; }).length + " of " + rows.length + " questions differ";
  }

  function groupOf(group) {
    var made = make("section"), different = group.rows.filter(function (row) { return !row.same; }), same = group.rows.filter(function (row) { return row.same; });
    made.append(make("h2", "", group.title));
    if (different.length) { made.append(gridOf(different, group.title)); }
    if (same.length) {
      var folded = make("details", "cd-same");
      folded.append(make("summary", "", "Same everywhere: " + same.map(function (row) { return row.title; }).join(", ")), gridOf(same, group.title + ", same everywhere"));
      folded.open = !different.length;
      made.append(folded);
    }
    return made;
  }

  function gridOf(rows, name) {
    var made = make("table", "cd-grid"), head = make("tr"), top = make("thead"), body = make("tbody");
    head.append(make("td"));
    states.forEach(function (iso) {
      var cell = make("th");
      cell.scope = "col";
      cell.append(link(facts.states[iso].name, "countries/" + facts.states[iso].key + "/index.html"));
      head.append(cell);
    });
    top.append(head);
    rows.forEach(function (row) {
      var line = make("tr"), title = make("th");
      title.scope = "row";
      title.append(link(row.title, "questions/" + row.question + ".html"));
      line.append(title);
      row.cells.forEach(function (cell) { line.append(cellOf(row, cell)); });
      body.append(line);
    });
    made.append(top, body);
    var frame = make("div", "cd-frame");
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", name);
    frame.append(made);
    return frame;
  }

  function cellOf(row, cell) {
    var made = make("td"), known = facts.states[cell.state];
    made.dataset.state = known.name;
    if (cell.status === "disputed" || !cell.lines.length) { made.append(make("span", "cd-mark cd-mark--" + cell.status, facts.statuses[cell.status])); }
    desk.fillCell(made, cell);
    var more = link("more", "countries/" + known.key + "/index.html#" + row.question);
    more.className = "cd-readon";
    more.setAttribute("aria-label", "More on " + row.title + ", " + known.name);
    made.append(more);
    return made;
  }

  function csv() {
    var lines = [["Group", "Question", "Same everywhere"].concat(states.map(function (iso) { return facts.states[iso].name; }))];
    table.groups.forEach(function (group) {
      group.rows.forEach(function (row) {
        lines.push([group.title, row.title, row.same ? "yes" : "no"].concat(row.cells.map(function (cell) {
          return cell.lines.map(function (line) { return (line.case ? line.case + ": " : "") + (line.head || line.text); }).join("; ") || facts.statuses[cell.status];
        })));
      });
    });
    return "\ufeff" + lines.map(function (cells) {
      return cells.map(function (cell) { return '"' + (FORMULA.test(cell) ? "'" + cell : cell).replace(/"/g, '""') + '"'; }).join(",");
    }).join("\r\n") + "\r\n";
  }

  facts.groups.forEach(function (group) {
    var set = make("optgroup");
    set.label = group[1];
    var whole = make("option", "", group[1] + ": all");
    whole.value = "group:" + group[0];
    set.append(whole);
    facts.questions.forEach(function (row) {
      if (row[2] !== group[0]) { return; }
      var option = make("option", "", row[1]);
      option.value = row[0];
      set.append(option);
    });
    which.append(set);
  });
  which.addEventListener("change", update);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("cd-print").addEventListener("click", function () { window.print(); });
  document.getElementById("cd-csv").addEventListener("click", function () {
    var made = make("a");
    made.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
    made.download = "compare-" + states.join("-").toLowerCase() + ".csv";
    made.click();
    URL.revokeObjectURL(made.href);
  });
  read();
  update();
  form.classList.add("cd-started");
})();
