const svg = "http://www.w3.org/2000/svg";

const paths = {
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5M12 7.6v.2",
  warning: "M12 3.5 2.6 20h18.8zM12 10v4.5M12 17.2v.2",
  critical: "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v5M12 16.2v.2",
  check: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8 12.3l2.8 2.8 5.4-6",
  home: "M4 11.5 12 5l8 6.5M6 10v9h12v-9",
  gauge: "M4 17a8 8 0 1 1 16 0M12 17l4-5",
  house: "M4 12l8-8 8 8M7 10v10h10V10M12 20v-6M12 14l-3-2M12 16l3-2",
  terminal: "M4 5h16v14H4zM7 9l3 3-3 3M12 15h4",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  key: "M8 12a3.5 3.5 0 1 0 0 .1M11.5 12H21M17 12v3.5M20 12v2.5",
  plus: "M12 5v14M5 12h14",
};

export function icon(name) {
  const node = document.createElementNS(svg, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: "24", height: "24", class: "icon",
    "aria-hidden": "true", focusable: "false" })) node.setAttribute(key, value);
  const path = document.createElementNS(svg, "path");
  path.setAttribute("d", paths[name]);
  node.append(path);
  return node;
}
