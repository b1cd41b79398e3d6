/* Clocks of the states, tools of some pages, the switch of colours, and copying. Exports window.cdmanual to the tools. */
window.cdmanual = (function () {
  "use strict";

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

  /* Tools that only some pages have: their scripts are loaded there, one after the other. Where the address holds a
     choice, the place of its answer is kept, and on a phone the form gives way to it until it is asked for. */
  function loadTools() {
    document.querySelectorAll("[data-scripts]").forEach(function (tool) {
      var change = tool.querySelector(".cd-change");
      tool.classList.toggle("cd-answering", new URLSearchParams(window.location.search).has("s"));
      if (change) {
        change.addEventListener("click", function () {
          tool.classList.remove("cd-answering");
          tool.querySelector("select, fieldset button").focus();
        });
      }
      tool.dataset.scripts.split(" ").forEach(function (source) {
        var script = document.createElement("script");
        script.src = source;
        script.async = false;
        script.onerror = function () { tool.classList.add("cd-started"); tool.append("The file " + source + " is missing: this page cannot work without it."); };
        document.head.appendChild(script);
      });
    });
  }

  /* Copies a text; the promise fails where the browser does not let a page copy. Some browsers have no clipboard for a
     page from a folder: there a field that nobody sees is selected and copied. */
  function put(text) {
    function bySelection() {
      var field = document.createElement("textarea"), before = document.activeElement;
      field.value = text;
      field.className = "cd-hidden";
      document.body.append(field);
      field.select();
      var done = document.execCommand("copy");
      field.remove();
      before.focus();
      if (!done) { throw new Error("copying was refused"); }
    }
    var copied = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    return copied.catch(bySelection);
  }

  /* Material marks no colour scheme until one is chosen: the keyboard would stop at the switch that is hidden. */
  function markScheme() {
    var option = document.querySelector('.md-option[data-md-color-scheme="' + document.body.dataset.mdColorScheme + '"]');
    if (option) { option.checked = true; }
  }

  /* A copy with a word about it; where the browser refuses, the text is selected, to be copied by keyboard. */
  function copy(text, place, button, tell) {
    put(text).then(function () {
      tell("Copied.");
      button.textContent = "Copied";
      button.setAttribute("aria-label", "Copied, copy again");
    }, function () {
      window.getSelection().selectAllChildren(place);
      tell("The text is selected: copy it by keyboard.");
    });
  }

  /* What a reader sends who knows better can be copied at a press, once it is open. */
  function offerCopies(event) {
    var box = event.target, text = box.matches(".cd-fix[open]") && box.querySelector("pre");
    if (!text || box.querySelector("button")) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", function () {
      copy(text.textContent, text, button, function (words) { document.getElementById("cd-said").textContent = words; });
    });
    text.after(button);
  }

  document.addEventListener("toggle", offerCopies, true);
  startClocks();
  loadTools();
  window.addEventListener("load", markScheme);
  return { copy: copy, put: put };
})();
