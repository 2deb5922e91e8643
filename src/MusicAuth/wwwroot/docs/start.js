Scalar.createApiReference("#api", {
  url: "/openapi/v1.json",
  servers: [{ url: location.origin }],
  withDefaultFonts: false,
  telemetry: false,
  // These features would send the API description to the cloud of Scalar.
  showDeveloperTools: "never",
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
});
