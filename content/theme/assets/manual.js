/* Clocks of the states, and the switch of colours. */
(function () {
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

  /* Tools that only some pages have: their scripts are loaded there, one after the other. */
  function loadTools() {
    document.querySelectorAll("[data-scripts]").forEach(function (tool) {
      tool.dataset.scripts.split(" ").forEach(function (source) {
        var script = document.createElement("script");
        script.src = source;
        script.async = false;
        document.head.appendChild(script);
      });
    });
  }

  /* Material marks no colour scheme until one is chosen: the keyboard would stop at the switch that is hidden. */
  function markScheme() {
    var option = document.querySelector('.md-option[data-md-color-scheme="' + document.body.dataset.mdColorScheme + '"]');
    if (option) { option.checked = true; }
  }

  startClocks();
  loadTools();
  window.addEventListener("load", markScheme);
})();
