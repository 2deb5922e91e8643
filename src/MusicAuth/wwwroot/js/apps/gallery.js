import { el } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { kinds } from "./kinds.js";

const kindName = (id) => kinds[id].name ?? t(`connect.kinds.${id}.name`);

export function gallery() {
  return el("ul", { className: "gallery", "aria-label": t("connect.gallery") }, Object.keys(kinds).map((id) =>
    el("li", {}, el("a", { className: "tile", href: `#connect/${id}`, testid: `connect-app-${id}` },
      icon(kinds[id].icon), el("span", {}, el("strong", {}, kindName(id)),
        el("span", { className: "quiet" }, t(`connect.kinds.${id}.about`)))))));
}
