import { api } from "../api.js";
import { button, el } from "../dom.js";
import { formatDay, formatMoment, providerName, sentenceList } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { keysChanged } from "../state.js";
import { confirm } from "../views/confirm.js";
import { copyField } from "../views/copyField.js";
import { clearProblem } from "../views/notices.js";
import { firstPath } from "../words/scopes.js";
import { accountApi } from "./api.js";
import { done, tellUnseen } from "./done.js";
import { extendKey, renameKey } from "./keyDialog.js";
import { keyForm } from "./keyForm.js";
import { facts, Panel, tag } from "./panel.js";

const isExpired = (key) => Boolean(key.expires_at) && new Date(key.expires_at) <= new Date();

function lastUse(key) {
  const at = formatMoment(key.last_used_at);
  if (!at) return t("keys.never");
  return key.last_used_from ? t("keys.usedFrom", { at, address: key.last_used_from }) : at;
}

const reach = (key) => (key.providers?.length
  ? t("keys.only", { services: sentenceList(key.providers.map(providerName)) }) : t("keys.all"));

// The secret exists only in these nodes.
function secretBox(key, rotated, dismiss) {
  const command = `curl -H "Authorization: Bearer ${key.key}" ${location.origin}${firstPath(key.scopes ?? [])}`;
  return el("div", { className: "card secret", testid: "new-key", role: "group", "aria-labelledby": "new-key-title" },
    el("h3", { id: "new-key-title", tabindex: "-1" }, t("keys.copyNow", { name: key.name })),
    el("p", {}, t("keys.once")),
    rotated && el("p", {}, t("keys.rotatedText")),
    copyField(t("keys.secret"), key.key, "new-key-secret"),
    el("p", {}, t("keys.tryIt")),
    copyField(t("keys.command"), command, "new-key-curl"),
    el("p", { className: "actions" }, button(t("keys.copied"), dismiss, { testid: "dismiss-key" })));
}

export class KeysPanel {
  constructor({ showProblem }) {
    this.showProblem = showProblem;
    this.top = el("div", { className: "panel" });
    this.list = new Panel(api.keys, ({ items }) => this.shown(items ?? []));
    this.node = el("div", { className: "panel" }, this.top, this.list.node);
    this.rest();
  }

  // Removes the secret of a new key from the page.
  leave() {
    this.rest();
  }

  async load() {
    await this.list.load();
    // The address of a key that the page links to.
    const wanted = location.hash.split("/")[2];
    const entry = wanted && this.node.querySelector(`[data-id="${CSS.escape(wanted)}"]`);
    entry?.scrollIntoView({ block: "center" });
    entry?.focus();
  }

  rest() {
    this.top.replaceChildren(el("div", { className: "intro" },
      el("p", { className: "quiet" }, t("keys.intro")),
      el("div", { className: "actions" },
        el("a", { className: "button primary", href: "#connect", testid: "connect-app-button" }, icon("plus"),
          t("apps.connect")),
        button(t("keys.new"), () => this.begin(), { testid: "new-key-button" }))));
  }

  begin() {
    const cancel = () => {
      this.rest();
      this.focusButton();
    };
    const form = keyForm({ make: (key) => this.make(key), cancel });
    this.top.replaceChildren(form);
    form.querySelector("input").focus();
  }

  async make(wanted) {
    await this.reveal(await accountApi.createKey(wanted), false);
  }

  async reveal(key, rotated) {
    if (!this.node.isConnected) return tellUnseen(key.name, "keys.unseenText");
    clearProblem();
    this.top.replaceChildren(secretBox(key, rotated, () => {
      this.rest();
      this.focusButton();
    }));
    this.top.querySelector("#new-key-title").focus();
    await this.list.load();
  }

  // The form, or the secret of a new key, stays.
  focusButton() {
    this.top.querySelector("[data-testid=new-key-button], #new-key-title, input")?.focus();
  }

  shown(keys) {
    keysChanged(keys);
    if (!keys.length) return [el("p", { className: "empty-text", testid: "no-keys" }, t("keys.none"))];
    return [el("ul", { className: "entries", "aria-label": t("account.tabs.keys") },
      keys.map((key) => this.item(key)))];
  }

  item(key) {
    const act = (text, label, testid, action) => button(t(text), action, { className: "small", testid,
      "aria-label": t(label, { name: key.name }) });
    const edit = (open, testid) => () => open(key, { save: (change) => accountApi.changeKey(key.id, change),
      saved: ({ name = key.name }) => this.changed(key.id, name, testid) });
    return el("li", { className: "entry", testid: "key", "data-key": key.name, "data-id": key.id, tabindex: "-1" },
      el("div", { className: "entry-words" },
        el("h3", {}, key.name, " ", isExpired(key) && tag(t("keys.expired"), "bad")),
        el("p", { className: "scopes" }, (key.scopes ?? []).map((scope) => el("code", {}, scope))),
        facts([t("keys.services"), reach(key)], [t("keys.created"), formatDay(key.created_at)],
          [t(isExpired(key) ? "keys.expiredOn" : "keys.expires"), formatDay(key.expires_at) ?? t("keys.never")],
          [t("keys.lastUsed"), lastUse(key)])),
      el("div", { className: "actions entry-actions" },
        act("keys.rename", "keys.renameLabel", "rename-key", edit(renameKey, "rename-key")),
        act("keys.extend", "keys.extendLabel", "extend-key", edit(extendKey, "extend-key")),
        act("keys.rotate", "keys.rotateLabel", "rotate-key", () => this.rotate(key)),
        act("keys.revoke", "keys.revokeLabel", "revoke-key", () => this.revoke(key))));
  }

  async changed(id, name, testid) {
    done(t("keys.changed", { name }));
    await this.list.load();
    this.list.node.querySelector(`[data-id="${CSS.escape(id)}"] [data-testid=${testid}]`)?.focus();
  }

  async rotate(key) {
    const agreed = await confirm({ title: t("keys.rotateTitle", { name: key.name }), text: t("keys.rotateText"),
      action: t("keys.rotate") });
    if (!agreed) return;
    try {
      await this.reveal(await accountApi.rotateKey(key.id), true);
    } catch (problem) {
      this.showProblem(t("keys.rotateFailed", { name: key.name }), problem);
    }
  }

  async revoke(key) {
    const agreed = await confirm({ title: t("keys.revokeTitle", { name: key.name }), text: t("keys.revokeText"),
      action: t("keys.revoke") });
    if (!agreed) return;
    try {
      await accountApi.revokeKey(key.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(t("keys.revokeFailed", { name: key.name }), problem);
        return;
      }
    }
    done(t("keys.revoked", { name: key.name }));
    await this.list.load();
    this.focusButton();
  }
}
