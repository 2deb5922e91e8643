import { el } from "../dom.js";
import { capital } from "../format.js";
import { allowanceOf } from "../words/allowances.js";

// One line per scope; the tooltip shows the provider's name of the scope.
export function allowances(provider, scopes, options = {}) {
  return el("ul", { className: "allowances", ...options }, scopes.map((scope) => {
    const text = allowanceOf(provider, scope);
    return el("li", { title: scope, "data-scope": scope }, text ? capital(text) : el("code", {}, scope));
  }));
}
