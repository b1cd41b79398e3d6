/* The page that sets states side by side: the choice in the address, the table that desk.js reckons, and its CSV. */
(function () {
  "use strict";
  var form = document.getElementById("cd-compare"), facts = window.cdmanualFacts, desk = window.cdmanualDesk;
  if (!form || !facts || !desk) { return; }
  var root = form.dataset.root, place = document.getElementById("cd-table"), which = document.getElementById("cd-which");
  var chips = document.getElementById("cd-chosen"), said = document.getElementById("cd-table-said"), states = [], wanted = [], table = null, MOST = 8;
  var all = Object.keys(facts.states).sort(function (a, b) { return facts.states[a].name < facts.states[b].name ? -1 : 1; });
  // A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV Injection).
  var FORMULA = /^(?:[\t\r\n]|\s*[=+\-@|%＝＋－＠])/;

  var make = desk.make;
  function link(text, target) { return desk.link(text, root + target); }

  function read() {
    var asked = new URLSearchParams(window.location.search);
    states = (asked.get("s") || "").toUpperCase().split(",").filter(function (iso, at, list) { return facts.states[iso] && list.indexOf(iso) === at; }).slice(0, MOST);
    var named = (asked.get("q") || "").split(",");
    wanted = facts.questions.filter(function (row) { return named.indexOf(row[0]) >= 0 || named.indexOf("group:" + row[2]) >= 0; }).map(function (row) { return row[0]; });
  }

  function write() {
    window.history.replaceState(null, "", states.length ? "?s=" + states.join(",") + (wanted.length ? "&q=" + wanted.join(",") : "") : window.location.pathname);
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

  /* A box for each question, and one for the whole of a group. */
  function box(id, label, questions) {
    var made = make("label"), input = make("input");
    input.type = "checkbox";
    input.value = id;
    input.addEventListener("change", function () {
      wanted = facts.questions.map(function (row) { return row[0]; }).filter(function (question) {
        return questions.indexOf(question) >= 0 ? input.checked : wanted.indexOf(question) >= 0;
      });
      update();
    });
    made.append(input, " ", label);
    return made;
  }

  function makeBoxes() {
    facts.groups.forEach(function (group) {
      var set = make("fieldset"), legend = make("legend"), rows = facts.questions.filter(function (row) { return row[2] === group[0]; });
      legend.append(box("group:" + group[0], group[1], rows.map(function (row) { return row[0]; })));
      set.append.apply(set, [legend].concat(rows.map(function (row) { return box(row[0], row[1], [row[0]]); })));
      which.append(set);
    });
  }

  function showBoxes() {
    which.querySelectorAll("fieldset").forEach(function (set) {
      var boxes = Array.from(set.querySelectorAll("input")), whole = boxes.shift();
      boxes.forEach(function (one) { one.checked = wanted.indexOf(one.value) >= 0; });
      whole.checked = boxes.every(function (one) { return one.checked; });
      whole.indeterminate = !whole.checked && boxes.some(function (one) { return one.checked; });
    });
    which.firstElementChild.textContent = "Questions: " + (wanted.length ? wanted.length + " of " + facts.questions.length : "all");
  }

  function update() {
    showChips();
    showBoxes();
    write();
    table = states.length > 1 ? desk.compare(facts, states, wanted) : null;
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
    if (cell.differs) { made.className = "cd-differs"; made.append(make("span", "cd-hidden", "Differs from most: ")); }
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
  makeBoxes();
  update();
  form.classList.add("cd-started");
})();
