/* Route and comparison: reckons with the facts of the desk step for step as src/cdmanual/manual does (route.py,
   compare.py, brief.py; a test holds both equal). Also makes the parts that both pages show. */
window.cdmanualDesk = (function () {
  "use strict";
  var ASK = ["unknown", "not-regulated"];
  var DIRECTION = { origin: "export", transit: "transit", destination: "import" };

  function unique(list) { return list.filter(function (item, at) { return list.indexOf(item) === at; }); }
  function has(list, item) { return list.indexOf(item) >= 0; }
  function titles(facts) { return new Map(facts.questions.map(function (row) { return [row[0], row[1]]; })); }

  /* --- Route ------------------------------------------------------------------------------------------------------ */
  function roleOf(at, length) { return at === 0 ? "origin" : at === length - 1 ? "destination" : "transit"; }

  function partsOf(facts, states, at, question, goods) {
    var state = states[at], others = states.filter(function (iso) { return iso !== state; });
    return facts.states[state].answers[question].parts.filter(function (part) {
      return mayHold(facts, part.when || {}, state, others, roleOf(at, states.length), goods);
    });
  }

  function mayHold(facts, when, state, others, role, goods) {
    if (when.partner && !when.partner.some(function (iso) { return has(others, iso); })) { return false; }
    if (when.direction && when.direction !== DIRECTION[role]) { return false; }
    if (goods && when.object && when.object !== goods) { return false; }
    var both = facts.states[state].eio && others.some(function (iso) { return facts.states[iso].eio; });
    return when.regime !== "eio" || both;
  }

  function lineOf(part) { return { case: part.case || "", head: part.labels.join(" · "), text: part.text || "", basis: part.basis || [] }; }

  function stopOf(facts, states, at, goods) {
    var known = facts.states[states[at]], words = titles(facts);
    return {
      state: states[at], name: known.name, role: roleOf(at, states.length), zone: known.zone, review: known.review,
      cells: facts.essentials.map(function (question) {
        var answer = known.answers[question], parts = partsOf(facts, states, at, question, goods);
        return {
          question: question, title: words.get(question), status: answer.status, ask: has(ASK, answer.status) || !parts.length,
          note: answer.note || answer.text, lines: parts.map(lineOf)
        };
      }),
      contacts: known.contacts
    };
  }

  function borderOf(facts, one, other) {
    var shared = [], doubtful = [];
    facts.treaties.forEach(function (treaty) {
      var first = has(treaty.bound, one), second = has(treaty.bound, other);
      if (first && second) { shared.push({ id: treaty.id, short: treaty.short, article: treaty.article, bilateral: treaty.bilateral }); }
      else if ((first || second) && (has(treaty.open, one) || has(treaty.open, other))) { doubtful.push(treaty.short); }
    });
    return {
      from: one, to: other, treaties: shared, doubtful: doubtful,
      channels: facts.channels.filter(function (channel) { return has(channel.members, one) && has(channel.members, other); })
        .map(function (channel) { return { id: channel.id, short: channel.short }; })
    };
  }

  function beforeOf(stop) {
    return ["authorised-by", "mla-required", "advance-notice", "languages"].map(function (question) {
      return stop.cells.find(function (cell) { return cell.question === question; });
    }).map(function (cell) {
      return { title: cell.title, head: cell.ask ? "" : unique(cell.lines.map(function (line) { return line.head || line.text; })).join("; ") };
    });
  }

  function outcomeOf(rule, facts, states, goods) {
    var values = [], ask = [];
    states.forEach(function (state, at) {
      var found = [];
      partsOf(facts, states, at, rule[0], goods).forEach(function (part) {
        part.value.slice(0, part.labels.length).forEach(function (value, place) { found.push([value, part.labels[place], part.size || 0]); });
      });
      var before = values.find(function (pair) { return pair[0] === state; });
      if (found.length && before) { before[1] = found; }
      else if (found.length) { values.push([state, found]); }
      else if (!has(ask, state)) { ask.push(state); }
    });
    var found = rule[1] === "silent" ? silentOf(facts, values) : setOf(rule[1], rule[3], values);
    return { question: rule[0], words: rule[2], how: rule[1], set: found, ask: ask };
  }

  function covers(named, goods) { return has(named, goods) || has(named, "other-goods"); }

  function silentOf(facts, values) {
    return facts.goods.map(function (pair) {
      var states = values.filter(function (one) { return !covers(one[1].map(function (item) { return item[0]; }), pair[0]); });
      return { label: pair[1], states: states.map(function (one) { return one[0]; }) };
    }).filter(function (one) { return one.states.length; });
  }

  function setOf(how, order, values) {
    var byLabel = new Map(), all = [];
    values.forEach(function (pair) {
      pair[1].forEach(function (one) {
        all.push(one);
        if (!byLabel.has(one[1])) { byLabel.set(one[1], []); }
        if (!has(byLabel.get(one[1]), pair[0])) { byLabel.get(one[1]).push(pair[0]); }
      });
    });
    if (!values.length) { return []; }
    var sets = Array.from(byLabel, function (pair) { return { label: pair[0], states: pair[1] }; });
    if (how === "all") { return sets; }
    if (how === "common") { return sets.filter(function (one) { return one.states.length === values.length; }); }
    var ranks = all.map(function (one) { return how === "first" ? order.indexOf(one[0]) : how === "longest" ? -one[2] : one[2]; });
    var best = Math.min.apply(null, ranks);
    var chosen = unique(all.filter(function (_, at) { return ranks[at] === best; }).map(function (one) { return one[1]; }));
    return chosen.map(function (label) { return { label: label, states: byLabel.get(label) }; });
  }

  function valuesOf(answer) { return [].concat.apply([], answer.parts.map(function (part) { return part.value; })); }

  function warningsOf(facts, stop, goods) {
    var answers = facts.states[stop.state].answers, found = [];
    var forms = valuesOf(answers.forms), objects = valuesOf(answers.objects);
    if (has(valuesOf(answers.permitted), "not-permitted")) { found.push("not-permitted"); }
    if (forms.length && !has(forms, DIRECTION[stop.role])) { found.push("direction-not-named"); }
    if (goods && objects.length && !covers(objects, goods)) { found.push("goods-not-named"); }
    if (stop.review[0] === "overdue") { found.push("overdue"); }
    return found.map(function (kind) { return { state: stop.state, kind: kind, question: "" }; }).concat(
      stop.cells.filter(function (cell) { return cell.status === "disputed"; }).map(function (cell) {
        return { state: stop.state, kind: "disputed", question: cell.question };
      }));
  }

  function askOf(facts, stops, chain) {
    var asked = new Map(stops.map(function (stop) { return [stop.state, []]; }));
    stops.forEach(function (stop) {
      stop.cells.forEach(function (cell) { if (cell.ask) { asked.get(stop.state).push(cell.question); } });
    });
    chain.forEach(function (outcome) { outcome.ask.forEach(function (state) { asked.get(state).push(outcome.question); }); });
    return Array.from(asked, function (pair) {
      var questions = facts.questions.map(function (row) { return row[0]; }).filter(function (question) { return has(pair[1], question); });
      return { state: pair[0], questions: questions };
    }).filter(function (one) { return one.questions.length; });
  }

  function planRoute(facts, states, goods) {
    var stops = states.map(function (_, at) { return stopOf(facts, states, at, goods); });
    var borders = stops.slice(1).map(function (stop, at) {
      var border = borderOf(facts, states[at], states[at + 1]);
      border.before = beforeOf(stop);
      return border;
    });
    var chain = facts.rules.map(function (rule) { return outcomeOf(rule, facts, states, goods); });
    return {
      states: states.slice(), goods: goods, stops: stops, borders: borders, chain: chain, ask: askOf(facts, stops, chain),
      warnings: [].concat.apply([], stops.map(function (stop) { return warningsOf(facts, stop, goods); }))
    };
  }

  /* --- Comparison ------------------------------------------------------------------------------------------------- */
  function compare(facts, states, questions) {
    return {
      states: states.slice(),
      groups: facts.groups.map(function (group) {
        var rows = facts.questions.filter(function (row) { return row[2] === group[0] && (!questions.length || has(questions, row[0])); });
        return { id: group[0], title: group[1], rows: rows.map(function (row) { return rowOf(facts, states, row[0], row[1]); }) };
      }).filter(function (group) { return group.rows.length; })
    };
  }

  function rowOf(facts, states, question, title) {
    var answers = states.map(function (state) { return facts.states[state].answers[question]; });
    var said = answers.map(function (answer) {
      return JSON.stringify([answer.parts.length ? "" : answer.status, answer.parts.map(function (part) { return [part.case || "", part.labels]; })]);
    });
    var usual = usualOf(said), inWords = answers.some(function (answer) { return answer.parts.some(function (part) { return !part.labels.length; }); });
    return {
      question: question, title: title, same: !inWords && said.every(function (one) { return one === said[0]; }),
      cells: answers.map(function (answer, at) {
        return {
          state: states[at], status: answer.status, note: answer.note || answer.text, lines: answer.parts.map(lineOf),
          differs: usual !== null && said[at] !== usual
        };
      })
    };
  }

  function usualOf(said) {
    var counts = said.map(function (one) { return said.filter(function (other) { return other === one; }).length; });
    var most = Math.max.apply(null, counts), leading = said.filter(function (_, at) { return counts[at] === most; });
    return most > 1 && leading.every(function (one) { return one === leading[0]; }) ? leading[0] : null;
  }

  /* --- The route as plain text -------------------------------------------------------------------------------------- */
  function saidOf(warning, facts, words) {
    return facts.says[warning.kind].replace("{state}", facts.states[warning.state].name).replace("{question}", words.get(warning.question) || "");
  }

  /* What an outcome says where no value sets it. */
  function nothing(outcome, says) { return says[outcome.how === "silent" ? "all-named" : "none"]; }

  function outcomeText(outcome, says) {
    var said = outcome.set.map(function (one) { return one.label + " (" + one.states.join(" ") + ")"; }).join(", ");
    var asked = outcome.ask.length ? says.ask + ": " + outcome.ask.join(" ") : "";
    return [said, asked].filter(Boolean).join("; ") || nothing(outcome, says);
  }

  function routeText(plan, facts, edition) {
    var words = titles(facts), says = facts.says, out = ["ROUTE  " + plan.stops.map(function (stop) { return stop.name; }).join(" > ")];
    if (plan.goods) { out.push("Goods: " + facts.goods.find(function (pair) { return pair[0] === plan.goods; })[1]); }
    if (plan.departure) { out.push("Departure: " + plan.departure.map(function (one) { return one.time.slice(0, 16).replace("T", " ") + " " + one.state; }).join(" = ")); }
    if (plan.warnings.length) {
      out.push("", "WARNINGS");
      plan.warnings.forEach(function (warning) { out.push("! " + saidOf(warning, facts, words)); });
    }
    out.push("", "THE WHOLE CHAIN (the strictest of all that answer)");
    plan.chain.forEach(function (outcome) { out.push("- " + outcome.words + ": " + outcomeText(outcome, says)); });
    if (plan.ask.length) {
      out.push("", says.ask.toUpperCase());
      plan.ask.forEach(function (one) { out.push("- " + one.state + ": " + one.questions.map(function (question) { return words.get(question); }).join(", ")); });
    }
    plan.stops.forEach(function (stop, at) {
      if (at) { borderText(plan.borders[at - 1], says, out); }
      stopText(stop, facts, out);
    });
    return out.concat(["", edition]).join("\n");
  }

  function borderText(border, says, out) {
    out.push("", "BORDER " + border.from + " > " + border.to);
    out.push("- Treaties: " + (border.treaties.map(function (treaty) { return (treaty.short + " " + treaty.article).trim(); }).join(", ") || says.ask));
    if (border.doubtful.length) { out.push("- " + says.doubtful + ": " + border.doubtful.join(", ")); }
    out.push("- Channels: " + (border.channels.map(function (channel) { return channel.short; }).join(", ") || says.ask));
    border.before.forEach(function (item) { out.push("- Before the border, " + item.title + ": " + (item.head || says.ask)); });
  }

  function askedText(cell, facts) { return facts.says.ask + (cell.status === "not-regulated" ? " (" + facts.statuses["not-regulated"] + ")" : ""); }

  function stopText(stop, facts, out) {
    out.push("", stop.state + "  " + stop.name + " (" + stop.role + "), " + stop.zone + ", record of " + stop.review[1]);
    stop.contacts.forEach(function (contact) { out.push("- " + contact.name + ": " + contact.lines.join(", ")); });
    if (!stop.contacts.length) { out.push("- " + facts.says["no-contact"]); }
    stop.cells.forEach(function (cell) {
      out.push(("- " + cell.title + ": " + (cell.ask ? askedText(cell, facts) : "")).trimEnd());
      if (cell.note) { out.push("    " + cell.note); }
      cell.lines.forEach(function (line) {
        out.push("    " + (line.case ? line.case + ": " : "") + (line.head || line.text) + (line.basis.length ? " [" + line.basis.join(", ") + "]" : ""));
      });
    });
  }

  /* --- Parts that both pages show ----------------------------------------------------------------------------------- */
  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) { element.className = className; }
    if (text !== undefined && text !== "") { element.textContent = text; }
    return element;
  }

  function link(text, address) { var made = make("a", "", text); made.href = address; return made; }

  function fillCell(made, cell) {
    cell.lines.forEach(function (line) {
      var item = make("div", "cd-line");
      if (line.case) { item.append(make("span", "cd-when", line.case)); }
      item.append(line.head ? make("strong", "", line.head) : line.text);
      if (line.basis.length) { item.append(make("span", "cd-basis", line.basis.join(" · "))); }
      made.append(item);
    });
    if (cell.note && !cell.lines.length) { made.append(make("span", "cd-basis", cell.note)); }
  }

  return { make: make, link: link, fillCell: fillCell, planRoute: planRoute, compare: compare, routeText: routeText, saidOf: saidOf, nothing: nothing, titles: titles };
})();
