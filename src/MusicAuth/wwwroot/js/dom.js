// The only place that creates elements. Text always becomes a text node, never markup.
export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  const { className, testid, on = {}, ...attributes } = options;
  if (className) node.className = className;
  if (testid) node.dataset.testid = testid;
  for (const [name, listener] of Object.entries(on)) node.addEventListener(name, listener);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter(isSomething));
  return node;
}

const isSomething = (child) => child || child === 0;

export const byId = (id) => document.getElementById(id);

export function button(text, onClick, options = {}) {
  return el("button", { type: "button", on: { click: onClick }, ...options }, text);
}

// A link to another site; `url` must come from webUrl.
export function outwardLink(url, text, options = {}) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", ...options }, text);
}

export function announce(sentence) {
  byId("announcer").textContent = sentence;
}

// If the control with the focus is replaced, the focus goes to the new control of the same name.
export function keepingFocus(replace) {
  const focused = document.activeElement;
  const named = focused?.closest("[data-testid]");
  const done = replace();
  if (named && !focused.isConnected) {
    const href = focused.getAttribute("href");
    const inner = named === focused ? "" : ` ${focused.localName}`;
    const link = href === null ? "" : `[href="${href}"]`;
    document.querySelector(`[data-testid="${named.dataset.testid}"]${inner}${link}`)?.focus({ preventScroll: true });
  }
  return done;
}

const styles = {};

// Style sheets of parts that the first visit does not need.
export function loadStyle(href) {
  return styles[href] ??= new Promise((resolve, reject) => {
    const link = el("link", { rel: "stylesheet", href });
    document.head.append(link);
    link.onload = resolve;
    link.onerror = () => {
      link.remove();
      delete styles[href];
      reject(new Error(href));
    };
  });
}

// The page appears at once, so that nothing on it moves while its parts arrive.
export function showMain() {
  byId("loading")?.remove();
  byId("main").hidden = false;
}
