"use strict";
(function () {
  var follow = document.getElementById("follow");
  var main = document.getElementById("main");
  if (!main.querySelector(".figures")) {
    return;
  }
  follow.parentNode.hidden = false;
  function renew() {
    var held = document.activeElement && main.contains(document.activeElement);
    if (!follow.checked || document.hidden || held || String(window.getSelection())) {
      return;
    }
    fetch("?", { cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : Promise.reject(answer.status);
    }).then(function (text) {
      var page = new DOMParser().parseFromString(text, "text/html");
      page.querySelectorAll("details").forEach(function (details) {
        var before = document.getElementById(details.id);
        details.open = Boolean(before && before.open);
      });
      ["facts", "main"].forEach(function (id) {
        var part = document.getElementById(id);
        part.replaceChildren.apply(part, Array.from(page.getElementById(id).childNodes));
      });
    }).catch(function () {
      follow.checked = false;
    });
  }
  setInterval(renew, 10000);
}());
