// What makes pages more comfortable; every page works without it.
(function () {
  "use strict";

  function each(selector, work, within) {
    (within || document).querySelectorAll(selector).forEach(work);
  }

  // What only works with script is hidden without it.
  function showScripted() {
    each("[data-scripted]", function (one) { one.hidden = false; });
  }

  function countChosen() {
    each("[data-chosen]", function (shown) {
      var boxes = document.querySelectorAll('input[name="' + shown.dataset.chosen + '"]:checked').length;
      var hidden = document.querySelectorAll("input[data-kept]").length;
      shown.textContent = document.querySelector("input[name=everybody]:checked") ? "All who match"
        : (boxes + hidden ? boxes + hidden + " chosen" : "Nobody chosen") + (hidden ? ", " + hidden + " not shown" : "");
      each("[data-none]", function (link) { link.hidden = !hidden; });
    });
  }

  // Who is chosen, and for what, stays so while the list is searched, paged and sorted: whom it does not show the form
  // holds in hidden fields. All who match are meant as long as they are the same.
  var kept = { ids: [], action: "", matching: null };

  function matching(form) {
    var list = form.closest("[data-address]");
    var asked = new URLSearchParams(list ? list.dataset.address.split("?")[1] : "");
    asked.delete("page");
    asked.delete("sort");
    return asked.toString();
  }

  function keepChosen() {
    each("form[data-keeps]", function (form) {
      var all = form.elements.everybody;
      kept = { ids: [], action: form.elements.action.value, matching: all && all.checked ? matching(form) : null };
      each('input[name="' + form.dataset.keeps + '"]', function (one) {
        if (one.checked || one.hasAttribute("data-kept")) { kept.ids.push(one.value); }
      }, form);
    });
  }

  function chooseKept() {
    each("form[data-keeps]", function (form) {
      form.elements.action.value = kept.action;
      if (form.elements.everybody) { form.elements.everybody.checked = kept.matching === matching(form); }
      kept.ids.forEach(function (value) {
        var name = form.dataset.keeps;
        var box = form.querySelector('input[name="' + name + '"][value="' + value + '"]');
        if (box) { box.checked = true; return; }
        var field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        field.dataset.kept = "";
        form.append(field);
      });
    });
  }

  // The filters show what the list was asked for, where it was asked by a link.
  var byLink = false;

  function fillFilters() {
    each("[data-address]", function (list) {
      var asked = new URLSearchParams(list.dataset.address.split("?")[1]);
      each("#filters [name]", function (field) { field.value = asked.get(field.name) || ""; });
    });
    byLink = false;
  }

  document.addEventListener("change", function (event) {
    var box = event.target;
    if (box.matches && box.matches("[data-all]")) {
      each('input[name="' + box.dataset.all + '"]', function (one) { one.checked = box.checked; });
    }
    countChosen();
    if (box.type === "file" && box.dataset.into && box.files.length) {
      box.files[0].text().then(function (text) { document.getElementById(box.dataset.into).value = text; });
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    each("details.menu[open]", function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
  });

  document.addEventListener("click", function (event) {
    each("details.menu[open]", function (menu) { if (!menu.contains(event.target)) { menu.open = false; } });
    if (event.target.closest && event.target.closest("a[hx-get]")) { byLink = true; }
    var copy = event.target.closest && event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value).then(function () {
        copy.textContent = "Copied";
      });
    }
  });

  document.addEventListener("dragover", function (event) {
    if (event.target.matches && event.target.matches("textarea[data-drop]")) { event.preventDefault(); }
  });

  document.addEventListener("drop", function (event) {
    var area = event.target;
    if (area.matches && area.matches("textarea[data-drop]") && event.dataTransfer.files.length) {
      event.preventDefault();
      event.dataTransfer.files[0].text().then(function (text) { area.value = text; });
    }
  });

  // What htmx asked for in vain is asked for again, until the service answers.
  var lost = false;

  function connection(isLost) {
    var notice = document.getElementById("lost");
    lost = isLost;
    if (notice) { notice.hidden = !isLost; }
  }

  document.addEventListener("htmx:error", function () {
    if (lost) { return; }
    connection(true);
    var again = setInterval(function () {
      fetch("/api/v9/status", { cache: "no-store" }).then(function (answer) {
        if (!answer.ok) { return; }
        clearInterval(again);
        connection(false);
        each("[data-live]", function (form) { form.dispatchEvent(new Event("search", { bubbles: true })); });
      }).catch(function () { /* Still lost: the notice stays. */ });
    }, 2000);
  });

  document.addEventListener("htmx:before:swap", keepChosen);
  document.addEventListener("htmx:after:swap", function () {
    showScripted();
    chooseKept();
    if (byLink) { fillFilters(); }
    countChosen();
    // The link that was followed may be gone, such as the one behind the last page.
    if (document.activeElement === document.body) {
      each("section:has(form[data-keeps])", function (list) { list.focus({ preventScroll: true }); });
    }
  });
  each(".tabs [aria-current]", function (tab) { tab.scrollIntoView({ block: "nearest", inline: "center" }); });
  // What a form has brought has the list's own address, to which one can come back.
  each("[data-address]", function (list) {
    if (location.pathname !== list.dataset.address.split("?")[0]) { history.replaceState(null, "", list.dataset.address); }
  });
  showScripted();
  countChosen();
})();
