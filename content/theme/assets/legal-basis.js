/* The legal basis: the engine takes the steps of src/cdmanual/manual/legal_basis.py and publish/legal.py (a test holds
   both equal); the page below it shows the answer. A classic script: works from file://. Text is only ever set as text. */
window.cdmanualLegal = (function () {
  "use strict";
  var WEAKEST = ["none", "later", "check", "in-force"];

  function fill(words, given) { return words.replace(/\{(\w+)\}/g, function (_, name) { return given[name]; }); }

  function isDate(text) {
    var day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text + "T00:00:00Z") : null;
    return Boolean(day) && !isNaN(day) && day.toISOString().slice(0, 10) === text && text > "0000-12-31";
  }

  function seenOn(asOf) { return asOf + ({ 4: "-12-31", 7: "-31" }[asOf.length] || ""); }

  function validity(standing, since, words) { return { standing: standing, since: since, words: words }; }

  function label(pairs, id) { return pairs.filter(function (pair) { return pair[0] === id; })[0][1]; }

  /* --- Reading the rows of the data ------------------------------------------------------------------------------- */
  function asState(row) { return { iso: row[0], name: row[1], verified: row[2], laws: row[3].map(asLaw) }; }

  function asLaw(row) {
    var dates = row[7];
    return {
      id: row[0], short: row[1], title: row[2], head: row[3], read: row[4], kind: row[5], status: row[6], inForce: dates[0],
      adopted: dates[1], published: dates[2], asOf: dates[3], seen: dates[4], articles: row[8].map(asArticle)
    };
  }

  function asTreaty(row) {
    var dates = row[6];
    return {
      id: row[0], short: row[1], head: row[2], kind: row[3], bearing: row[4], objects: row[5], inForce: dates[0],
      adopted: dates[1], verified: dates[2], articles: row[7].map(asArticle), parties: row[8]
    };
  }

  function asArticle(row) {
    return { id: row[0], cite: row[1], topics: row[2], summary: row[3], start: row[4], end: row[5], by: row[6], read: row[7] };
  }

  /* --- The answer --------------------------------------------------------------------------------------------------- */
  function find(data, codes, on, wanted) {
    var words = data.words, known = data.states.map(function (row) { return row[0]; });
    codes.forEach(function (code) {
      if (known.indexOf(code) < 0) { throw new Error("there is no state “" + code + "” in this manual."); }
    });
    if (codes.length < 1 || codes.length > 2) { throw new Error("name one state for its own law, or two for the instruments between them"); }
    if (codes[0] === codes[1]) { throw new Error(codes[0] + " stands there twice; name one state, or two different ones"); }
    if (!isDate(on)) { throw new Error("“" + on + "” is not a date; write it as 2026-11-21"); }
    if (wanted && !data.objects.some(function (pair) { return pair[0] === wanted; })) { throw new Error("there is no object “" + wanted + "”."); }
    var states = codes.map(function (code) { return asState(data.states[known.indexOf(code)]); });
    var remarks = on > data.day ? [fill(words.future, { date: data.day })] : [];
    var answer = {
      schema_version: data.version, edition: data.edition, day: data.day, states: codes, on: on, object: wanted,
      remarks: remarks, instruments: [], laws: []
    };
    if (states.length === 1) {
      var kinds = Object.keys(data.ladder);
      answer.laws = states[0].laws.slice().sort(function (one, other) { return kinds.indexOf(one.kind) - kinds.indexOf(other.kind); })
        .map(function (law) { return own(data, states[0], law, on); });
      if (wanted) { remarks.push(words["own-law-whole"]); }
      return answer;
    }
    var open = data.treaties.map(asTreaty).filter(function (treaty) { return treaty.parties[codes[0]] && treaty.parties[codes[1]]; });
    var fits = function (treaty) { return !wanted || !treaty.objects.length || treaty.objects.indexOf(wanted) >= 0; };
    answer.instruments = open.filter(fits).map(function (treaty) { return shared(data, treaty, states, on); })
      .sort(function (one, other) { return data.order.indexOf(one.standing) - data.order.indexOf(other.standing); });
    if (!answer.instruments.some(function (row) { return row.standing === "in-force"; })) {
      remarks.push(fill(words["none-in-force"], { states: states[0].name + " and " + states[1].name, date: on }));
    }
    open.forEach(function (treaty) {
      if (fits(treaty)) { return; }
      var objects = treaty.objects.map(function (object) { return label(data.objects, object); }).join(", ");
      remarks.push(fill(words["left-out"], { short: treaty.short, objects: objects }));
    });
    if (wanted) { remarks.push(words["no-limit"]); }
    return answer;
  }

  /* --- Between two states ------------------------------------------------------------------------------------------- */
  function shared(data, treaty, states, on) {
    var sides = states.map(function (state) {
      var party = treaty.parties[state.iso];
      return Object.assign({ state: state.iso }, bound(data.words, treaty, party, state.name, on), {
        note: party[3], reservations: party[4].map(function (said) { return { text: said[0], as_of: said[1] }; })
      });
    });
    var standing = WEAKEST.filter(function (one) { return sides.some(function (side) { return side.standing === one; }); })[0];
    var said = "";
    if (treaty.bearing === "historical" && (standing === "in-force" || standing === "check")) {
      standing = "check";
      said = data.words.historical;
    }
    var whole = validity(standing, "", "");
    return Object.assign({
      id: treaty.id, short: treaty.short, kind: treaty.kind, bearing: treaty.bearing, objects: treaty.objects, standing: standing,
      words: said, states: sides
    }, cited(data, treaty, "instruments/" + treaty.id + ".html", "top", "", function (row) {
      return article(data.words, row, whole, on, treaty.verified, null);
    }));
  }

  function bound(words, treaty, party, name, on) {
    var status = party[0], dates = party[2], inForce = dates[0], consent = dates[1], seen = dates[3];
    if (status === "not-established") { return validity("check", "", fill(words["not-established"], { state: name })); }
    if (status !== "bound") {
      if (on > dates[4]) { return validity("check", "", fill(words[status + "-by"], { seen: seen, state: name })); }
      return validity("none", "", words[status]);
    }
    if (inForce) {
      if (on < inForce) { return validity("later", "", fill(words["only-from"], { date: inForce })); }
      return validity("in-force", inForce, fill(words.since, { date: inForce }));
    }
    var inherited = party[1] === "succession";
    var first = [
      ["not-yet-anywhere", treaty.inForce], ["only-consent", inherited ? null : consent], ["only-signed", dates[2]], ["only-adopted", treaty.adopted]
    ].filter(function (pair) { return pair[1] && on < pair[1]; })[0];
    if (first) { return validity("later", "", fill(words[first[0]], { date: first[1] })); }
    if (inherited && consent && on < consent) { return validity("check", "", fill(words.succession, { date: consent, state: name })); }
    var known = on >= dates[4], standing = known ? "in-force" : "check";
    if (consent) { return validity(standing, "", fill(words[known ? "bound-consent" : "consented"], { date: consent, state: name })); }
    return validity(standing, "", fill(words[known ? "bound" : "bound-later"], { seen: seen, state: name }));
  }

  /* --- Within one state --------------------------------------------------------------------------------------------- */
  function own(data, state, law, on) {
    var whole = lawOn(data.words, law, on, state.verified);
    return Object.assign({ id: law.id, short: law.short, title: law.title, kind: law.kind }, whole, { text: textOf(data.words, law, whole, on) },
      cited(data, law, "countries/" + state.iso.toLowerCase() + "/legislation.html", law.id, law.read, function (row) {
        return article(data.words, row, whole, on, state.verified, law);
      }));
  }

  function lawOn(words, law, on, verified) {
    if (law.inForce) {
      if (on < law.inForce) { return validity("later", "", fill(words["only-from"], { date: law.inForce })); }
    } else if (law.status === "upcoming") { return validity("later", "", words.upcoming); }
    else if (law.adopted && on < law.adopted) { return validity("later", "", fill(words["only-adopted"], { date: law.adopted })); }
    else if (law.published && on < law.published) { return validity("later", "", fill(words["only-published"], { date: law.published })); }
    if (law.status === "repealed") {
      return on >= verified ? validity("ended", "", words.repealed) : validity("check", "", words["repealed-undated"]);
    }
    if (law.status === "not-established") { return validity("check", "", words["law-not-established"]); }
    if (law.inForce) { return validity("in-force", law.inForce, fill(words.since, { date: law.inForce })); }
    if (on >= (law.asOf ? law.seen : verified)) { return validity("in-force", "", words["since-unknown"]); }
    return validity("check", "", words["law-since-check"]);
  }

  function textOf(words, law, whole, on) {
    var amended = law.status === "amended-since";
    if (whole.standing === "later" || whole.standing === "ended") { return ""; }
    if (!law.asOf) { return words[amended ? "text-undated-amended" : "text-undated"]; }
    if (on < law.asOf) { return fill(words["text-later"], { date: law.asOf }); }
    return fill(words[amended && on > law.seen ? "text-amended" : "text"], { date: law.asOf });
  }

  function article(words, row, whole, on, verified, law) {
    if (whole.standing === "later" || whole.standing === "none") { return validity(whole.standing, "", ""); }
    var replaced = row.by ? fill(words.replaced, { by: row.by }) : "";
    if (row.end && on > row.end) { return validity("ended", "", fill(words.until, { date: row.end }) + (replaced ? "; " + replaced : "")); }
    if (row.start && on < row.start) { return validity("later", "", fill(words["only-from"], { date: row.start })); }
    if (law && row.start && row.end) { return validity("in-force", row.start, fill(words["from-until"], { date: row.start, end: row.end })); }
    if (row.by && !row.end) {
      if (on >= verified) { return validity("ended", "", replaced); }
      return validity("check", "", fill(words["replaced-undated"], { by: row.by }));
    }
    if (law && row.start && (law.status === "in-force" || law.status === "amended-since")) {
      return validity("in-force", row.start, fill(words.since, { date: row.start }));
    }
    return validity(whole.standing, whole.since, "");
  }

  /* --- Citations ---------------------------------------------------------------------------------------------------- */
  function citation(data, head, cite, read, place) {
    return [head + (cite ? ", " + cite : "") + ".", read, "Controlled-Delivery Manual, edition " + data.edition + ", " + place]
      .filter(Boolean).join(" ");
  }

  function cited(data, law, page, anchor, read, standing) {
    var place = page + "#" + anchor;
    return {
      place: place, citation: citation(data, law.head, "", read, place),
      articles: law.articles.map(function (row) {
        var at = page + "#" + law.id + "." + row.id;
        return Object.assign({
          id: row.id, cite: row.cite, topics: row.topics.map(function (number) { return data.topics[number][0]; }), summary: row.summary
        }, standing(row), { place: at, citation: citation(data, law.head, row.cite, read || row.read, at) });
      })
    };
  }

  return { find: find, isDate: isDate };
})();

/* --- The page ------------------------------------------------------------------------------------------------------- */
(function () {
  "use strict";
  var form = document.getElementById("cd-legal");
  if (!form) { return; }
  var shown = document.getElementById("cd-legal-found"), said = document.getElementById("cd-legal-said");
  var lists = document.getElementById("cd-legal-lists"), hint = said.textContent;
  var field = function (name) { return form.elements.namedItem(name); };
  var data = null;

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) { element.className = className; }
    if (text) { element.textContent = text; }
    return element;
  }

  function link(place, text) {
    var made = make("a", "", text);
    made.href = form.dataset.root + place;
    return made;
  }

  function add(parent) { parent.append.apply(parent, Array.prototype.slice.call(arguments, 1).filter(Boolean)); return parent; }

  function sentence(words) { return words.charAt(0).toUpperCase() + words.slice(1) + (/[.:]$/.test(words) ? "" : "."); }

  function mark(standing) {
    var looks = { "in-force": "desk-research", check: "unknown", later: "not-regulated", none: "not-regulated", ended: "disputed" };
    return make("span", "cd-mark cd-mark--" + looks[standing], data.standings[standing]);
  }

  function nameOf(iso) { return data.states.filter(function (row) { return row[0] === iso; })[0][1]; }

  function copy(text, place, button) {
    window.cdmanualCopy(text).then(function () {
      said.textContent = "Copied.";
      button.textContent = "Copied";
      button.setAttribute("aria-label", "Copied, copy again");
    }, function () {
      window.getSelection().selectAllChildren(place);
      said.textContent = "The text is selected: copy it by keyboard.";
    });
  }

  function cite(row) {
    var box = make("details", "cd-cite"), list = make("dl");
    box.append(make("summary", "", "Cite this"), list);
    [{ cite: row.short, citation: row.citation }].concat(row.articles).forEach(function (one) {
      var text = make("span", "", one.citation), button = make("button", "", "Copy");
      button.type = "button";
      button.setAttribute("aria-label", "Copy the citation of " + one.cite);
      button.addEventListener("click", function () { copy(one.citation, text, button); });
      list.append(add(make("div"), make("dt", "", one.cite), add(make("dd"), text, " ", button)));
    });
    return box;
  }

  function articles(row) {
    if (!row.articles.length) { return make("p", "cd-hint", "No article of its own on controlled deliveries."); }
    return add.apply(null, [make("ul", "cd-legal-articles")].concat(row.articles.map(function (one) {
      var titles = one.topics.map(function (id) { return data.topics.filter(function (pair) { return pair[0] === id; })[0][1]; });
      var differs = one.words ? add(make("span"), mark(one.standing), " ", one.words + " ") : null;
      return add(make("li"), link(one.place, one.cite), " ", differs, make("span", one.summary ? "" : "cd-hint", one.summary || titles.join(" · ")));
    })));
  }

  function instrument(row) {
    var binds = row.standing === "in-force" || row.standing === "check";
    var box = make("article", "cd-provision"), sides = make("dl");
    row.states.forEach(function (side) {
      var words = add(make("dd"), sentence(side.words), side.note ? make("span", "cd-basis", side.note) : null);
      side.reservations.forEach(function (one) {
        words.append(add(make("span", "cd-short"), make("b", "", "Declared (" + (one.as_of || "undated") + "): "), one.text));
      });
      sides.append(add(make("div"), make("dt", "", nameOf(side.state)), words));
    });
    return add(box, add(make("h3"), link(row.place, row.short)),
      make("p", "cd-hint", [data.kinds[row.kind], data.bearings[row.bearing]].join(" · ")), row.words ? make("p", "", sentence(row.words)) : null,
      sides, binds ? articles(row) : null, binds ? cite(row) : null);
  }

  function law(row) {
    return add(make("article", "cd-provision"), add(make("h3"), link(row.place, row.title)),
      make("p", "cd-hint", [row.short, data.ladder[row.kind]].join(" · ")),
      add(make("p"), mark(row.standing), " " + sentence(row.words) + (row.text ? " " + row.text : "")), articles(row), cite(row));
  }

  function show() {
    var states = [field("one").value, field("two").value].filter(Boolean), answer;
    shown.replaceChildren();
    said.textContent = hint;
    lists.hidden = states.length > 0; // an answer takes the place of the lists, so that nothing else moves
    if (!states.length) { return; }
    try { answer = window.cdmanualLegal.find(data, states, field("on").value, field("object").value); } catch (wrong) { tell(wrong.message); return; }
    if (answer.remarks.length) {
      shown.append(add.apply(null, [make("div", "cd-notice")].concat(answer.remarks.map(function (remark) { return make("p", "", remark); }))));
    }
    var counts = [];
    data.order.forEach(function (standing) {
      var rows = answer.instruments.filter(function (row) { return row.standing === standing; });
      if (!rows.length) { return; }
      counts.push(rows.length + " " + data.standings[standing].toLowerCase());
      shown.append(add.apply(null, [make("section"), make("h2", "", data.headings[standing])].concat(rows.map(instrument))));
    });
    if (states.length === 1) {
      shown.append(add.apply(null, [make("section"), make("h2", "", "The law of " + nameOf(states[0]))].concat(answer.laws.map(law))));
      counts.push(answer.laws.length + " laws");
    } else {
      shown.append(add(make("p"), "The own law of each state on that day: ", ownLaw(answer, 0), ", ", ownLaw(answer, 1), "."));
    }
    said.textContent = states.map(nameOf).join(" and ") + " on " + answer.on + ": " + (counts.join(", ") || "no instrument") + ".";
  }

  function ownLaw(answer, at) {
    var made = make("a", "", nameOf(answer.states[at]));
    made.href = address([answer.states[at]], answer.on, answer.object);
    return made;
  }

  function tell(message) { lists.hidden = false; shown.replaceChildren(make("p", "cd-notice", sentence(message))); said.textContent = sentence(message); }

  function address(states, on, object) {
    return "?s=" + states.join(",") + "&on=" + encodeURIComponent(on) + (object ? "&object=" + encodeURIComponent(object) : "");
  }

  function choose() {
    var states = [field("one").value, field("two").value].filter(Boolean);
    window.history.replaceState(null, "", states.length ? address(states, field("on").value, field("object").value) : window.location.pathname);
    show();
  }

  /* What the address asks for goes into the fields; what is not among their choices is said. */
  function begin() {
    var asked = new URLSearchParams(window.location.search), odd = [];
    var states = (asked.get("s") || "").toUpperCase().split(",").filter(Boolean);
    function set(name, value) {
      if (name !== "on" || window.cdmanualLegal.isDate(value)) { field(name).value = value; }
      if (field(name).value !== value) { odd.push(value); }
    }
    set("one", states[0] || "");
    set("two", states[1] || "");
    if (asked.get("on")) { set("on", asked.get("on")); }
    set("object", asked.get("object") || "");
    odd = odd.concat(states.slice(2));
    if (odd.length) { tell("the address asks for “" + odd.join("”, “") + "”, which cannot be chosen here; choose again"); } else { show(); }
  }

  lists.hidden = new URLSearchParams(window.location.search).has("s");
  shown.classList.toggle("cd-legal--waiting", lists.hidden); // holds the place of the answer until it is there
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("change", function () { if (data) { choose(); } });
  var script = document.createElement("script");
  script.src = "data.js";
  script.onload = function () { data = window.cdmanualLegalData; begin(); shown.classList.remove("cd-legal--waiting"); };
  script.onerror = function () { tell("the file data.js is missing beside this page"); };
  document.head.appendChild(script);
})();
