// What scrolls sideways must be reachable with the keyboard. Whether a box scrolls
// depends on its width, which changes with the window and when a box is unfolded.
const SCROLLING = ".bd-article :is(pre, .math, table, .cell_output, .lc-stepper)";

document.addEventListener("DOMContentLoaded", () => {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(SCROLLING).forEach((box) => observer.observe(box));
});

// Who chooses something from the contents wants to see it: the drawer goes away. When it
// is shut without a choice, the focus returns to where it was.
document.addEventListener("DOMContentLoaded", () => {
  for (const kind of ["primary", "secondary"]) {
    const drawer = document.getElementById(`pst-${kind}-sidebar-modal`);
    drawer?.addEventListener("click", ({ target }) => {
      if (target.closest("a")) drawer.close("chosen");
    });
    drawer?.addEventListener("close", () => {
      if (drawer.returnValue !== "chosen") {
        document.querySelector(`.${kind}-toggle`).focus();
      }
      drawer.returnValue = "";
    });
  }
});

// Who reads one part of a page stays there in the other language.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".lc-edition").forEach((link) => {
    link.addEventListener("click", () => { link.hash = location.hash; });
  });
});

// A folded solution is opened by a button that shows an arrow only: it is called what
// stands beside it.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".toggle-button").forEach((button) => {
    button.setAttribute("aria-label", button.parentElement.textContent.trim());
  });
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

// Paper is white: what is printed from the dark mode must be dark on light. And it
// unfolds nothing.
let themeOnScreen;
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details.look-closer").forEach((box) => { box.open = true; });
  themeOnScreen = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
});
window.addEventListener("afterprint", () => {
  document.documentElement.dataset.theme = themeOnScreen;
});

// Who follows a link to something folded wants to see it, not its folded box.
function openTarget() {
  if (!location.hash) return;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  target?.closest(".toggle-hidden")?.querySelector(".toggle-button").click();
  const own = target?.querySelector(":scope > details.look-closer");
  const section = own ?? target?.closest("details.look-closer");
  if (!section || section.open) return;
  section.open = true;
  target.scrollIntoView();
}
document.addEventListener("DOMContentLoaded", openTarget);
window.addEventListener("hashchange", openTarget);
