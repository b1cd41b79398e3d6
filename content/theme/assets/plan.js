/* A planned route, as the page shows it: the strip, the warnings, the whole chain, what to ask, each state, each border. */
window.cdmanualPlan = (function () {
  "use strict";

  /* What clocks in a zone show at a moment. */
  function timeIn(zone, date) {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" })
      .formatToParts(date).reduce(function (parts, part) { parts[part.type] = part.value; return parts; }, {});
  }

  function clock(zone) { var shown = timeIn(zone, new Date()); return "now " + shown.hour + ":" + shown.minute; }

  /* The parts of the page, to be put into it in this order. */
  function show(plan, facts, root) {
    var desk = window.cdmanualDesk, make = desk.make, words = desk.titles(facts);

    function link(text, target) { return desk.link(text, root + target); }
    function mark(text, kind) { return make("span", "cd-mark cd-mark--" + kind, text); }
    function askFirst() { return mark(facts.says.ask, "unknown"); }
    function page(state, name) { return "countries/" + facts.states[state].key + "/" + (name || "index") + ".html"; }
    function add(parent) { parent.append.apply(parent, Array.prototype.slice.call(arguments, 1).filter(Boolean)); return parent; }
    function section(title, className, body) { return add(make("section", className), make("h2", "", title), body); }

    function about() {
      var goods = plan.goods ? facts.goods.find(function (pair) { return pair[0] === plan.goods; })[1] : "any";
      var made = add(make("p", "cd-about"), make("b", "", "Goods: "), goods);
      if (plan.departure) { add(made, " · ", make("b", "", "Departure: "), plan.departure[0].time.replace("T", " ") + " in " + plan.stops[0].name); }
      return made;
    }

    function freshness(stop) {
      return stop.review[0] === "fresh" ? null : mark(stop.review[0] === "overdue" ? "Review overdue" : "Review due", "unknown");
    }

    /* In the time of a stop; its date only where it is another one there. */
    function departure(at) {
      if (!plan.departure) { return null; }
      var time = plan.departure[at].time, isSameDay = time.slice(0, 10) === plan.departure[0].time.slice(0, 10);
      return make("span", "cd-hint", "departure " + time.slice(11) + (isSameDay ? "" : " on " + time.slice(0, 10)));
    }

    function strip() {
      return add.apply(null, [make("ol", "cd-strip")].concat(plan.stops.map(function (stop, at) {
        var name = link(stop.name, page(stop.state)), now = make("span", "cd-hint", clock(stop.zone));
        name.prepend(make("span", "cd-iso", stop.state));
        now.dataset.clock = stop.zone;
        return add(make("li"), name, make("span", "cd-hint", stop.role), now, departure(at), freshness(stop), at ? ready(plan.borders[at - 1]) : null);
      })));
    }

    function ready(border) {
      var rows = border.before.map(function (item) { return add(make("li", "", item.title + ": "), item.head ? make("b", "", item.head) : askFirst()); });
      return add(make("div", "cd-ready"), make("p", "", "Ready before this border:"), add.apply(null, [make("ul")].concat(rows)));
    }

    function warnings() {
      if (!plan.warnings.length) { return null; }
      return section("Warnings", "", add.apply(null, [make("ul", "cd-warnings")].concat(plan.warnings.map(function (warning) {
        return add(make("li"), link(desk.saidOf(warning, facts, words), page(warning.state) + (warning.question ? "#" + warning.question : "")));
      }))));
    }

    function chain() {
      var made = make("dl", "cd-chain");
      plan.chain.forEach(function (outcome) {
        var said = make("dd");
        outcome.set.forEach(function (one) { add(said, add(make("span", "cd-set"), make("strong", "", one.label), " " + one.states.join(" "))); });
        if (!outcome.set.length && !outcome.ask.length) { add(said, desk.nothing(outcome, facts.says)); }
        if (outcome.ask.length) { add(said, add(make("span", "cd-set"), askFirst(), " " + outcome.ask.join(" "))); }
        add(made, add(make("dt"), link(outcome.words, "questions/" + outcome.question + ".html")), said);
      });
      var box = section("The whole chain", "cd-whole", made);
      box.firstChild.after(make("p", "cd-hint", "The strictest of all that answer, in any case that may hold on this route. The cases stand below."));
      return box;
    }

    function ask() {
      if (!plan.ask.length) { return null; }
      var made = make("dl", "cd-chain");
      plan.ask.forEach(function (one) {
        var form = link(facts.states[one.state].name, page(one.state, "ask"));
        form.setAttribute("aria-label", facts.states[one.state].name + ": its open questions as a form to send");
        add(made, add(make("dt"), form), make("dd", "", one.questions.map(function (question) { return words.get(question); }).join(" · ")));
      });
      var box = section(facts.says.ask, "cd-whole cd-whole--ask", made);
      box.firstChild.after(make("p", "cd-hint cd-screen", "What no source says. The name of a state opens its open questions as a form to send."));
      return box;
    }

    function contacts(stop) {
      var made = make("dd");
      stop.contacts.forEach(function (contact) {
        add(made, link(contact.name, page(stop.state, "contacts") + "#" + contact.anchor));
        add(made, add.apply(null, [make("ul", "cd-ways")].concat(contact.lines.map(function (line, at) {
          return add(make("li"), contact.links[at] ? desk.link(line, contact.links[at]) : line);
        }))));
      });
      if (!stop.contacts.length) { add(made, facts.says["no-contact"]); }
      return add(make("div"), make("dt", "", "Contacts"), made);
    }

    function answer(stop, cell) {
      var said = make("dd"), more = link(cell.title, page(stop.state) + "#" + cell.question);
      more.setAttribute("aria-label", cell.title + ", " + stop.name);
      if (cell.ask) { add(said, askFirst()); }
      if (cell.status === "disputed" || cell.status === "not-regulated") { add(said, " ", mark(facts.statuses[cell.status], cell.status)); }
      desk.fillCell(said, cell);
      return add(make("div"), add(make("dt"), more), said);
    }

    /* A state's answers; on a phone they are folded away under its contacts. */
    function card(stop, at) {
      var made = make("section", "cd-stop"), list = make("dl"), unfold = make("button", "cd-unfold"), open = 0;
      list.id = "cd-stop-" + (at + 1);
      add(list, contacts(stop));
      stop.cells.forEach(function (cell) { open += cell.ask ? 1 : 0; add(list, answer(stop, cell)); });
      unfold.type = "button";
      unfold.textContent = stop.cells.length + " answers" + (open ? ", " + open + " to ask first" : "");
      unfold.setAttribute("aria-label", stop.name + ": " + unfold.textContent);
      unfold.setAttribute("aria-controls", list.id);
      unfold.setAttribute("aria-expanded", "false");
      unfold.addEventListener("click", function () { unfold.setAttribute("aria-expanded", String(made.classList.toggle("cd-open"))); });
      var head = add(make("h3"), link(stop.name, page(stop.state)), " ", make("small", "", stop.role + " · record of " + stop.review[1]));
      return add(made, add(head, freshness(stop)), list, unfold);
    }

    function cards() {
      var frame = add.apply(null, [make("div", "cd-cards")].concat(plan.stops.map(card)));
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      frame.setAttribute("aria-label", "Per state");
      return section("Per state", "cd-later", frame);
    }

    /* "Treaties: " or "Channels: ", and a link to each. */
    function listed(title, rows) {
      var made = add(make("p"), make("b", "", title));
      rows.forEach(function (row, at) { add(made, at ? ", " : "", row[0], row[1] || ""); });
      return rows.length ? made : add(made, askFirst());
    }

    function border(one) {
      var names = facts.states, doubtful = facts.says.doubtful + ": " + one.doubtful.join(", ") + ". One side is bound; for the other it was not established.";
      return add(make("section"), make("h3", "", names[one.from].name + " → " + names[one.to].name),
        listed("Treaties: ", one.treaties.map(function (treaty) {
          return [link((treaty.short + " " + treaty.article).trim(), "instruments/" + treaty.id + ".html"), treaty.bilateral ? " (bilateral)" : ""];
        })),
        one.doubtful.length ? make("p", "cd-hint", doubtful) : null,
        listed("Channels: ", one.channels.map(function (channel) { return [link(channel.short, "channels/" + channel.id + ".html")]; })));
    }

    function borders() { return section("Per border", "", add.apply(null, [make("div", "cd-borders")].concat(plan.borders.map(border)))); }

    return [about(), strip(), warnings(), chain(), ask(), cards(), borders()].filter(Boolean);
  }

  return { show: show, timeIn: timeIn, clock: clock };
})();
