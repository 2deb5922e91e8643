// Kept by the browser, so that it runs before the first paint and a chosen theme does not flash. js/theme.js holds the
// switch.
try {
  const theme = localStorage.getItem("musicauth.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the page follows the system.
}
