/* The search engine: reads the index and answers a query, step for step as src/cdmanual/search does (a test holds both
   equal). Works from file://: a classic script that exports one name, window.cdmanualSearch. No page is touched here. */
window.cdmanualSearch = (function () {
  "use strict";
  var STATE = 12, CONCEPT = 4, NUMBER = 4, WORD = 2, PART = 1, WHOLE = 100;
  var COMPLETED = 70, BEGUN = 90, ENDING = 85, OWN_WORD = 60, WORD_OF_PHRASE = 60;
  var LONGEST_QUERY = 200, MOST_WORDS = 24, MOST_COMPLETIONS = 40, MOST_TARGETS = 6, MOST_SEEN = 40, LONGEST_PHRASE = 6;
  var SHORTEST = 4, SHORTEST_STEM = 4, SHORTEST_MENDED = 7, FEW_WORDS = 2;
  var PLACE = 6, ONE_OF_MANY = 60, ARTICLE = 130;
  var TOKEN = /[0-9]+[/.\-\u2010-\u2013][a-z]{1,3}(?![a-z0-9])|[a-z0-9]+/g;
  var LONG_WORD = /(?<![a-z])(?![ivxlcdm]+(?![a-z]))[a-z]{4,}/g;

  /* --- Folding ------------------------------------------------------------------------------------------------- */
  function folder(folds, merges) {
    var keys = Object.keys(folds).sort(function (a, b) { return b.length - a.length || (a < b ? -1 : 1); });
    var letters = new RegExp(keys.join("|"), "gu");
    var mergeable = new RegExp(merges.map(function (pair) { return pair[0]; }).join("|") + "|([a-z])\\1");
    function merge(plain) {
      if (!mergeable.test(plain)) { return plain; }
      for (;;) {
        var merged = plain;
        for (var i = 0; i < merges.length; i += 1) {
          if (merged.indexOf(merges[i][0]) >= 0) { merged = merged.split(merges[i][0]).join(merges[i][1]); }
        }
        merged = merged.replace(LONG_WORD, function (word) { return word.replace(/([a-z])\1+/g, "$1"); });
        if (merged === plain) { return plain; }
        plain = merged;
      }
    }
    return function (text) {
      var plain = text.toLowerCase();
      if (/[^\x00-\x7f]/.test(plain)) {
        plain = plain.normalize("NFD").replace(/[\p{M}\p{Cf}]/gu, "").replace(letters, function (found) { return folds[found]; });
      }
      return merge(plain);
    };
  }

  /* The same words come again and again, in results most of all. */
  function remembered(fold) {
    var known = new Map();
    return function (text) {
      var folded = known.get(text);
      if (folded === undefined) {
        folded = fold(text);
        if (known.size > 20000) { known.clear(); }
        known.set(text, folded);
      }
      return folded;
    };
  }

  function tokensOf(folded) {
    return (folded.match(TOKEN) || []).map(function (token) { return token.replace(/[/.\-\u2010-\u2013]/, ""); });
  }

  /* --- The index ------------------------------------------------------------------------------------------------ */
  function prepare(data) {
    var plain = folder(data.folds, data.merges), fold = remembered(plain);
    var printed = data.terms.split("\n"), single = /^[a-z0-9]+$/;
    var terms = printed.map(function (word) { return single.test(word) ? plain(word) : tokensOf(plain(word))[0]; });
    var place = new Map(), inPhrases = new Set(), phrases = new Map(Object.entries(data.phrases));
    terms.forEach(function (term, at) { place.set(term, at); });
    phrases.forEach(function (_, phrase) {
      phrase.replace(/\*$/, "").split(" ").forEach(function (word) { inPhrases.add(word); });
    });
    return {
      fold: fold, printed: printed, terms: terms, place: place, phrases: phrases, inPhrases: inPhrases,
      sorted: Array.from(phrases.keys()).sort(), targets: data.targets, codes: new Set(data.codes),
      filler: new Set(data.filler), articles: new Set(data.articles), levels: data.levels,
      letter: new Map(Array.from(data.letters, function (letter, at) { return [letter, at]; })),
      half: data.letters.length / 2, postings: data.postings.split(" "), read: new Map(),
      labels: data.labels, places: new Map(Object.entries(data.places)), columns: data.columns, size: data.columns.id.length, candidates: null,
      sums: new Float64Array(data.columns.id.length), met: new Int32Array(data.columns.id.length),
      wishes: new Int32Array(data.columns.id.length)
    };
  }

  function tokens(index, text) { return tokensOf(index.fold(text)); }

  /* The documents of a term and its weight in each: [document, weight, document, weight, …]. */
  function weights(index, term) {
    var at = index.place.get(term);
    if (at === undefined) { return []; }
    var found = index.read.get(at);
    if (found === undefined) {
      found = [];
      for (var text = index.postings[at], i = 0, number = 0; i < text.length; i += 1) {
        var step = 0, digit = index.letter.get(text[i]);
        while (digit >= index.half) { step = step * index.half + digit - index.half; i += 1; digit = index.letter.get(text[i]); }
        number += step * index.half + digit;
        i += 1;
        found.push(number, index.levels[index.letter.get(text[i])]);
      }
      index.read.set(at, found);
    }
    return found;
  }

  function value(column, number) { return Array.isArray(column) ? column[number] : column.names[column.rows[number]]; }

  /* --- Spelling ------------------------------------------------------------------------------------------------- */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) { return most + 1; }
    var before = [], last = [], row, i, j;
    for (j = 0; j <= other.length; j += 1) { last.push(j); }
    for (i = 1; i <= one.length; i += 1) {
      row = [i];
      var least = i;
      for (j = 1; j <= other.length; j += 1) {
        var cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) { cost = Math.min(cost, before[j - 2] + 1); }
        row.push(cost);
        if (cost < least) { least = cost; }
      }
      if (least > most) { return most + 1; }
      before = last;
      last = row;
    }
    return Math.min(last[other.length], most + 1);
  }

  function letters(word) {
    var mask = 0;
    for (var i = 0; i < word.length; i += 1) { mask |= 1 << (word.charCodeAt(i) % 32); }
    return mask;
  }

  function bits(mask) {
    var count = 0;
    while (mask) { mask &= mask - 1; count += 1; }
    return count;
  }

  function candidates(index) {
    if (!index.candidates) {
      var heavy = new Map();
      index.terms.forEach(function (term) { heavy.set(term, 0); });
      index.inPhrases.forEach(function (word) { heavy.set(word, 1); });
      index.candidates = [];
      heavy.forEach(function (weight, word) { if (word.length >= SHORTEST) { index.candidates.push([word, letters(word), weight]); } });
    }
    return index.candidates;
  }

  function nearest(index, word) {
    var most = word.length >= 8 ? 2 : 1, mask = letters(word), best = null;
    candidates(index).forEach(function (candidate) {
      var other = candidate[0];
      if (Math.abs(other.length - word.length) > most || bits(mask ^ candidate[1]) > 2 * most) { return; }
      var apart = distance(word, other, most);
      if (apart > most) { return; }
      var found = [apart, other[0] === word[0] ? 0 : 1, -candidate[2], other];
      if (best === null || isBefore(found, best)) { best = found; }
    });
    return best ? best[3] : null;
  }

  function isBefore(one, other) {
    for (var i = 0; i < one.length; i += 1) { if (one[i] !== other[i]) { return one[i] < other[i]; } }
    return false;
  }

  function knows(index, word, mayGoOn) {
    if (word.length < SHORTEST || /[0-9]/.test(word)) { return true; }
    if (index.place.has(word) || index.inPhrases.has(word) || index.articles.has(word) || wholeTarget(index, word) !== undefined) { return true; }
    return (mayGoOn || word.length >= SHORTEST_STEM + 1) && (completions(index, word).length > 0 || begun(index, word).length > 0);
  }

  function mendWithinStem(index, word) {
    if (index.place.has(word) || index.inPhrases.has(word) || word.length < SHORTEST_MENDED) { return null; }
    var best = wholeTarget(index, word) === undefined ? null : nearest(index, word);
    return best && best.slice(-2) === word.slice(-2) ? best : null;
  }

  /* --- Words and phrases ---------------------------------------------------------------------------------------- */
  function firstFrom(list, start) {
    var low = 0, high = list.length;
    while (low < high) { var middle = (low + high) >> 1; if (list[middle] < start) { low = middle + 1; } else { high = middle; } }
    return low;
  }

  function completions(index, start) {
    var found = [];
    for (var at = firstFrom(index.terms, start); at < index.terms.length && index.terms[at].startsWith(start); at += 1) { found.push(index.terms[at]); }
    found.sort(function (a, b) { return a.length - b.length || (a < b ? -1 : 1); });
    return found.slice(0, MOST_COMPLETIONS);
  }

  function begun(index, start) {
    var found = new Set();
    for (var at = firstFrom(index.sorted, start); at < index.sorted.length; at += 1) {
      if (!index.sorted[at].startsWith(start) || found.size === MOST_SEEN) { break; }
      found.add(index.phrases.get(index.sorted[at]));
    }
    var all = Array.from(found), isState = function (number) { return Boolean(index.targets[number].state); };
    return all.filter(isState).concat(all.filter(function (number) { return !isState(number); })).slice(0, MOST_TARGETS);
  }

  function wholeTarget(index, phrase) {
    var exact = index.phrases.get(phrase);
    if (exact !== undefined) { return exact; }
    for (var end = phrase.length; end > phrase.lastIndexOf(" ") + 1; end -= 1) {
      var target = index.phrases.get(phrase.slice(0, end) + "*");
      if (target !== undefined) { return target; }
    }
    return undefined;
  }

  /* --- Understanding -------------------------------------------------------------------------------------------- */
  function understand(index, query) {
    query = Array.from(query).slice(0, LONGEST_QUERY).join("");
    var typed = tokens(index, query).slice(0, MOST_WORDS), goesOn = !/[ \t\n]$/.test(query);
    var codes = codesIn(index, query, typed);
    var words = typed.map(function (word, at) {
      if (codes.has(at)) { return word; }
      if (!knows(index, word, goesOn && at === typed.length - 1)) { return nearest(index, word) || word; }
      return mendWithinStem(index, word) || word;
    });
    var slots = [], states = [];
    for (var at = 0; at < words.length;) { at += readAt(index, words, at, codes, goesOn, slots, states); }
    if (!slots.some(function (slot) { return slot.weight >= CONCEPT; })) {
      slots.forEach(function (slot) { if (slot.places.length) { slot.weight = CONCEPT; } });
    }
    states = states.filter(function (iso, first) { return states.indexOf(iso) === first; });
    if (states.length) { slots.push(within(states.slice().sort(), slots.length ? "in" : "state")); }
    var corrected = null;
    if (words.some(function (word, number) { return word !== typed[number]; })) {
      var written = asTyped(index, query, typed);
      corrected = words.map(function (word, number) {
        if (word === typed[number]) { return written[number]; }
        return index.place.has(word) ? index.printed[index.place.get(word)] : word;
      }).join(" ");
    }
    return { slots: slots, states: states, corrected: corrected };
  }

  function within(states, way) {
    var places = states.map(function (iso) { return [way + "." + iso, WHOLE]; });
    states.forEach(function (one, at) {
      states.slice(at + 1).forEach(function (other) { places.push(["pair." + one + "-" + other, WHOLE]); });
    });
    return { weight: STATE, terms: [], places: places };
  }

  function asTyped(index, query, typed) {
    var pairs = query.trim().split(/\s+/).map(function (word) {
      return [word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""), tokens(index, word)];
    }).filter(function (pair) { return pair[1].length; });
    var paired = pairs.length === typed.length && pairs.every(function (pair, at) { return pair[1].length === 1 && pair[1][0] === typed[at]; });
    return paired ? pairs.map(function (pair) { return pair[0]; }) : typed;
  }

  function startsWithDigit(word) { return word !== undefined && word[0] >= "0" && word[0] <= "9"; }

  function codesIn(index, query, typed) {
    var shouted = query.toUpperCase() === query, found = new Map();
    asTyped(index, query, typed).forEach(function (written, at) {
      var code = written.toUpperCase(), word = typed[at];
      if (!index.codes.has(code)) { return; }
      var isWord = index.filler.has(word) || (index.articles.has(word) && startsWithDigit(typed[at + 1]));
      if ((written === code && !shouted) || !isWord || typed.length <= FEW_WORDS) { found.set(at, code); }
    });
    return found;
  }

  function readAt(index, words, at, codes, goesOn, slots, states) {
    if (codes.has(at)) { states.push(codes.get(at)); return 1; }
    var rest = words.slice(at), whole = Math.min(LONGEST_PHRASE, rest.length), word = rest[0];
    while (whole > 0 && wholeTarget(index, rest.slice(0, whole).join(" ")) === undefined) { whole -= 1; }
    var targets = goesOn && rest.length > 1 && rest.length !== whole ? begun(index, rest.join(" ")) : [];
    if (targets.length) {
      var isWhole = index.place.has(rest[rest.length - 1]), slot = unfinished(index, targets, [], "in");
      if (isWhole) { slot.weight = WORD; }
      slots.push(slot);
      (isWhole ? rest : rest.slice(0, -1)).forEach(function (next) {
        if (!index.filler.has(next)) { slots.push(wordSlot(index, next, false, false)); }
      });
      return rest.length;
    }
    if (whole) {
      meant(index, index.targets[wholeTarget(index, rest.slice(0, whole).join(" "))], rest.slice(0, whole), slots, states);
      return whole;
    }
    var isFiller = index.filler.has(word) && !(goesOn && words.length === 1);
    if (isFiller || (index.articles.has(word) && startsWithDigit(rest[1]))) { return 1; }
    slots.push(wordSlot(index, word, goesOn && rest.length === 1, words.length === 1));
    return 1;
  }

  function meant(index, target, words, slots, states) {
    if (target.state) { states.push(target.state); return; }
    var own = words.filter(function (word) { return index.place.has(word) && !index.filler.has(word); });
    var weight = target.weak ? WORD : CONCEPT;
    if (words.length === 1) {
      slots.push({ weight: weight, terms: own.map(function (word) { return [word, target.named ? WHOLE : OWN_WORD]; }), places: target.leads });
      return;
    }
    slots.push({ weight: weight, terms: [], places: target.leads });
    own.forEach(function (word) { slots.push({ weight: PART, terms: [[word, target.named ? WHOLE : WORD_OF_PHRASE]], places: [] }); });
  }

  function wordSlot(index, word, goesOn, isAlone) {
    var alternatives = new Map();
    if (word.length > SHORTEST && !/[0-9]$/.test(word)) {
      [word.replace(/s$/, ""), word + "s", word.replace(/es$/, "")].forEach(function (form) {
        if (form !== word && index.place.has(form)) { alternatives.set(form, ENDING); }
      });
    }
    if (index.place.has(word)) { alternatives.set(word, WHOLE); }
    if (goesOn || !alternatives.size) {
      completions(index, word).forEach(function (term) { if (!alternatives.has(term)) { alternatives.set(term, COMPLETED); } });
    }
    var terms = Array.from(alternatives), targets = goesOn && word.length > 1 ? begun(index, word) : [];
    if (targets.length) {
      return unfinished(index, targets, terms.map(function (pair) { return [pair[0], Math.floor(pair[1] * OWN_WORD / 100)]; }), isAlone ? "state" : "in");
    }
    return { weight: startsWithDigit(word) ? NUMBER : WORD, terms: terms, places: [] };
  }

  function unfinished(index, targets, terms, way) {
    var places = new Map();
    targets.forEach(function (number) {
      var target = index.targets[number];
      (target.state ? [[way + "." + target.state, WHOLE]] : target.leads).forEach(function (lead) {
        var lift = Math.floor(lead[1] * (target.state ? WHOLE : target.weak ? ENDING : BEGUN) / 100);
        places.set(lead[0], Math.max(places.get(lead[0]) || 0, lift));
      });
    });
    return { weight: CONCEPT, terms: terms, places: Array.from(places) };
  }

  /* --- Ranking -------------------------------------------------------------------------------------------------- */
  function best(index, slot) {
    var terms = new Map(), places = new Map();
    slot.terms.forEach(function (pair) {
      var row = weights(index, pair[0]);
      for (var i = 0; i < row.length; i += 2) {
        var score = row[i + 1] * pair[1];
        if (!(terms.get(row[i]) >= score)) { terms.set(row[i], score); }
      }
    });
    slot.places.forEach(function (pair) {
      var row = index.places.get(pair[0]) || [];
      for (var i = 0, number = 0; i < row.length; i += 2) {
        number += row[i];
        var score = PLACE * row[i + 1] * pair[1];
        if (!(places.get(number) >= score)) { places.set(number, score); }
      }
    });
    places.forEach(function (score, number) { terms.set(number, (terms.get(number) || 0) + score); });
    return terms;
  }

  function rank(index, asked, wanted) {
    var columns = index.columns, sums = index.sums, met = index.met, wishes = index.wishes, touched = [];
    var onlyStates = asked.slots.every(function (slot) { return slot.weight === STATE; });
    asked.slots.forEach(function (slot) {
      best(index, slot).forEach(function (score, number) {
        if (met[number] === 0) { touched.push(number); }
        sums[number] += score;
        met[number] += slot.weight;
        if (onlyStates || slot.weight !== STATE) { wishes[number] += slot.weight; }
      });
    });
    var kept = touched.filter(function (number) {
      var country = value(columns.country, number);
      if (asked.states.length && country && asked.states.indexOf(country) < 0) { return false; }
      return (!wanted.country || country === wanted.country) && (!wanted.question || value(columns.question, number) === wanted.question) &&
        (!wanted.kind || value(columns.kind, number) === wanted.kind);
    });
    var most = kept.reduce(function (so, number) { return Math.max(so, wishes[number]); }, 0);
    var factors = { authority: 112, provision: 90 };
    if (!asked.states.length) { factors.answer = ONE_OF_MANY; }
    if (asked.slots.some(function (slot) { return slot.terms.length && /^[0-9]{1,3}[a-z]*$/.test(slot.terms[0][0]); })) { factors.provision = ARTICLE; }
    var ranked = kept.filter(function (number) { return 2 * wishes[number] >= most; }).map(function (number) {
      return [number, sums[number] * met[number] * (factors[value(columns.kind, number)] || 100)];
    });
    touched.forEach(function (number) { sums[number] = 0; met[number] = 0; wishes[number] = 0; });
    return ranked.sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
  }

  function counted(index, ranked, name) {
    var column = index.columns[name], counts = new Map();
    ranked.forEach(function (pair) { var at = column.rows[pair[0]]; counts.set(at, (counts.get(at) || 0) + 1); });
    var named = Array.from(counts, function (pair) { return [column.names[pair[0]], pair[1]]; });
    return named.filter(function (pair) { return pair[0]; }).sort(function (a, b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); });
  }

  /* As cdmanual.search.ranking.search: {query, corrected, states, total, facets, results}; facets are lists of pairs. */
  function search(index, query, wanted, limit) {
    var asked = understand(index, query), ranked = rank(index, asked, wanted || {}), columns = index.columns;
    return {
      query: query, corrected: asked.corrected, states: asked.states, total: ranked.length,
      facets: { country: counted(index, ranked, "country"), question: counted(index, ranked, "question"), kind: counted(index, ranked, "kind") },
      results: ranked.slice(0, limit).map(function (pair) {
        var number = pair[0];
        return {
          kind: value(columns.kind, number), country: value(columns.country, number) || null, question: value(columns.question, number) || null,
          id: columns.id[number], title: columns.title[number], text: columns.shown[number], status: value(columns.status, number) || null,
          basis: columns.basis[number] || null, url: columns.url[number], score: pair[1]
        };
      })
    };
  }

  /* For a query that finds nothing: the words of the manual that come nearest to its longest word, at most six. */
  function near(index, query) {
    var word = tokens(index, query).sort(function (a, b) { return b.length - a.length; })[0] || "";
    if (word.length < 3) { return []; }
    var most = Math.ceil(word.length / 2);
    return candidates(index).filter(function (candidate) { return index.place.has(candidate[0]); }).map(function (candidate) {
      return [distance(word, candidate[0], most), candidate[0]];
    }).filter(function (pair) { return pair[0] <= most; }).sort(function (a, b) { return a[0] - b[0] || (a[1] < b[1] ? -1 : 1); }).slice(0, 6).map(function (pair) {
      return index.printed[index.place.get(pair[1])];
    });
  }

  return { prepare: prepare, search: search, near: near, tokens: tokens };
})();
