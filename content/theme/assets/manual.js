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

  /* Material marks no colour scheme until one is chosen: the keyboard would stop at the switch that is hidden. */
  function markScheme() {
    var option = document.querySelector('.md-option[data-md-color-scheme="' + document.body.dataset.mdColorScheme + '"]');
    if (option) { option.checked = true; }
  }

  startClocks();
  window.addEventListener("load", markScheme);
})();
