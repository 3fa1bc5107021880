// Colours: as the system, light or dark, kept in this browser. Runs before the page is drawn, so that nothing flashes.
(() => {
  "use strict";
  const order = ["auto", "light", "dark"];
  const names = { auto: "as the system", light: "light", dark: "dark" };
  const root = document.documentElement;
  let theme = "auto";
  try { theme = localStorage.getItem("theme") || "auto"; } catch { /* kept for this page only */ }
  if (!order.includes(theme)) theme = "auto";
  const apply = () => {
    if (theme === "auto") delete root.dataset.theme; else root.dataset.theme = theme;
  };
  apply();
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-toggle]");
    if (!button) return;
    const name = () => {
      button.querySelector("[data-theme-name]").textContent = theme[0].toUpperCase() + theme.slice(1);
      button.setAttribute("aria-label", `Colours: ${names[theme]}`);
    };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      theme = order[(order.indexOf(theme) + 1) % order.length];
      try { localStorage.setItem("theme", theme); } catch { /* kept for this page only */ }
      apply();
      name();
    });
  });
})();
