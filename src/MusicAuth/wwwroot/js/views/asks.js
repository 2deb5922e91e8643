import { el } from "../dom.js";
import { t } from "../i18n.js";
import { allowances } from "./allowances.js";
import { copyField } from "./copyField.js";

// What a service asks the user for, and the address that its operator registers there.
export function asked({ name, display_name: service, scopes, redirect_uri: redirectUri }) {
  return [
    scopes?.length > 0 && [el("p", {}, t("services.asksText", { service })), allowances(name, scopes)],
    redirectUri && [el("p", {}, t("services.wrongUri", { service })),
      copyField(t("setup.redirectUri", { service }), redirectUri, `redirect-uri-${name}`)],
  ];
}
