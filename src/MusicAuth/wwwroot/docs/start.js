Scalar.createApiReference("#api", {
  url: "/openapi/v1.json",
  servers: [{ url: location.origin }],
  withDefaultFonts: false,
  telemetry: false,
  // All of these lead to a company's cloud, with this instance's API in hand.
  showDeveloperTools: "never",
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
});
