// What scrolls sideways must be reachable with the keyboard. Whether a box scrolls
// depends on its width, which changes with the window and when a box is unfolded.
const SCROLLING = ".bd-article :is(pre, div.math, table, .cell_output, .lc-stepper)";

document.addEventListener("DOMContentLoaded", () => {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth + 1;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(SCROLLING).forEach((box) => observer.observe(box));
});

// The download button is to save the notebook, not to show it as text. On a page from the
// disk browsers would show it all the same: there a script beside the notebook holds its
// text, and calls saveNotebook.
document.addEventListener("DOMContentLoaded", () => {
  const notebooks = 'a.btn-download-source-button[href$=".ipynb"]';
  document.querySelectorAll(notebooks).forEach((link) => {
    link.download = "";
    link.removeAttribute("target");
    if (location.protocol === "file:") link.addEventListener("click", saveFromDisk);
  });
});

function saveFromDisk(event) {
  event.preventDefault();
  const script = document.createElement("script");
  script.src = `${event.currentTarget.href}.js`;
  document.head.append(script);
}

function saveNotebook(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
  link.download = name;
  link.click();
}

// A page from the disk may not read the other pages, from which the search takes the
// lines that it shows under each result: then it shows the titles only.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// A link to a folded section, or to something inside it, unfolds it.
function unfoldTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const own = target?.querySelector(":scope > details.look-closer");
  const box = own ?? target?.closest("details.look-closer");
  if (!box || box.open) return;
  box.open = true;
  target.scrollIntoView();
}
document.addEventListener("DOMContentLoaded", unfoldTarget);
window.addEventListener("hashchange", unfoldTarget);

// Paper is white: what is printed from the dark mode must be dark on light. And it unfolds nothing.
let themeOnScreen;
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.look-closer").forEach((box) => { box.open = true; });
  themeOnScreen = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
});
window.addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = themeOnScreen;
});
