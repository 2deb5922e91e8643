// The theme that the page uses: the chosen one, else the one of the system.
const chosen = document.documentElement.dataset.theme;
const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

Scalar.createApiReference("#api", {
  url: "/openapi/v1.json",
  servers: [{ url: location.origin }],
  withDefaultFonts: false,
  telemetry: false,
  theme: "none",
  forceDarkModeState: dark ? "dark" : "light",
  hideDarkModeToggle: true,
  // These features would send the API description to the cloud of Scalar.
  showDeveloperTools: "never",
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
});

// Scalar gives all its example boxes one name, and a screen reader lists each box as a landmark.
new MutationObserver(() => {
  for (const box of document.querySelectorAll(".response-card[role=region]")) box.removeAttribute("role");
}).observe(document.getElementById("api"), { childList: true, subtree: true });
