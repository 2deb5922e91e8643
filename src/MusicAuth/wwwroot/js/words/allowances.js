import { has, t } from "../i18n.js";

const isName = /^[\w-]+$/u;

// The meaning of a provider's scope; null for an unknown scope, which the page then shows by its name.
export function allowanceOf(provider, scope) {
  const key = `scopes.${provider}.${scope}`;
  return isName.test(scope) && has(key) ? t(key) : null;
}

export const describeScope = (provider, scope) => allowanceOf(provider, scope) ?? t("reauthorization.use", { scope });
