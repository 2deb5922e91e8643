import { el } from "../dom.js";
import { capital } from "../format.js";
import { has, t } from "../i18n.js";

const isName = /^[\w-]+$/u;

// The meaning of a provider's scope; null for an unknown scope, which the page then shows by its name.
export function allowanceOf(provider, scope) {
  const key = `scopes.${provider}.${scope}`;
  return isName.test(scope) && has(key) ? t(key) : null;
}

// One line per scope; the tooltip shows the provider's name of the scope.
export function allowances(provider, scopes, options = {}) {
  return el("ul", { className: "allowances", ...options }, scopes.map((scope) => {
    const text = allowanceOf(provider, scope);
    return el("li", { title: scope, "data-scope": scope }, text ? capital(text) : el("code", {}, scope));
  }));
}
