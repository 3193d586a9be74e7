"use strict";
document.documentElement.classList.add("scripted");
const search = document.getElementById("search"), what = document.getElementById("what"), shown = document.getElementById("shown");
const changes = [...document.querySelectorAll(".change")].map((row) => ({
  row,
  text: (row.textContent + " " + row.closest(".system").querySelector("h2").textContent).toLowerCase(),
}));
function filter() {
  const wanted = search.value.trim().toLowerCase();
  let number = 0;
  for (const { row, text } of changes) {
    const fits = text.includes(wanted) && (what.value === "" || row.classList.contains(what.value));
    row.classList.toggle("hidden", !fits);
    number += fits;
  }
  for (const part of document.querySelectorAll(".export")) {
    part.classList.toggle("hidden", part.querySelector(".change:not(.hidden)") === null);
  }
  shown.value = wanted === "" && what.value === "" ? "" : number + " of " + changes.length;
}
search.addEventListener("input", filter);
what.addEventListener("change", filter);
document.getElementById("filters").addEventListener("reset", () => setTimeout(filter));
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
