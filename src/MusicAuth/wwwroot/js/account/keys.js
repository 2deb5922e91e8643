import { api } from "../api.js";
import { announce, button, el } from "../dom.js";
import { formatDay, formatMoment, providerName, sentenceList } from "../format.js";
import { confirm } from "../views/confirm.js";
import { copyField } from "../views/copyField.js";
import { firstPath } from "../words/scopes.js";
import { keyForm } from "./keyForm.js";
import { facts, Panel, tag } from "./panel.js";

const isExpired = (key) => Boolean(key.expires_at) && new Date(key.expires_at) <= new Date();

function lastUse(key) {
  const at = formatMoment(key.last_used_at);
  if (!at) return "Never";
  return key.last_used_from ? `${at}, from ${key.last_used_from}` : at;
}

function reach(key) {
  return key.providers?.length ? `Only ${sentenceList(key.providers.map(providerName))}` : "All services";
}

function keyItem(key, revoke) {
  const ends = formatDay(key.expires_at);
  return el("li", { className: "entry", testid: "key", "data-key": key.name },
    el("div", { className: "entry-words" },
      el("h3", {}, key.name, " ", isExpired(key) && tag("Expired", "bad")),
      el("p", { className: "scopes" }, (key.scopes ?? []).map((scope) => el("code", {}, scope))),
      facts(["Services", reach(key)], ["Created", formatDay(key.created_at)],
        [isExpired(key) ? "Expired" : "Expires", ends ?? "Never"], ["Last used", lastUse(key)])),
    button("Revoke", () => revoke(key), { testid: "revoke-key", "aria-label": `Revoke ${key.name}` }));
}

// The secret exists only in these nodes.
function secretBox(key, dismiss) {
  const command = `curl -H "Authorization: Bearer ${key.key}" ${location.origin}${firstPath(key.scopes ?? [])}`;
  return el("div", { className: "card secret", testid: "new-key", role: "group", "aria-labelledby": "new-key-title" },
    el("h3", { id: "new-key-title", tabindex: "-1" }, `Copy the key for ${key.name} now`),
    el("p", {}, "MusicAuth shows the key only once. It stores only a hash of the key and cannot show the key again."),
    copyField("API key", key.key, "new-key-secret"),
    el("p", {}, "To try the key, run:"),
    copyField("Command to try the key", command, "new-key-curl"),
    el("p", { className: "actions" }, button("I have copied the key", dismiss, { testid: "dismiss-key" })));
}

export class KeysPanel {
  constructor(showProblem) {
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

  load() {
    return this.list.load();
  }

  rest() {
    this.top.replaceChildren(el("div", { className: "intro" },
      el("p", { className: "quiet" }, "With a key, an app calls MusicAuth for you without a browser. "
        + "Give each app its own key with only the permissions that it needs."),
      button("New key", () => this.begin(), { className: "primary", testid: "new-key-button" })));
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
    const key = await api.createKey(wanted);
    if (!this.node.isConnected) return;
    this.top.replaceChildren(secretBox(key, () => {
      this.rest();
      this.focusButton();
    }));
    this.top.querySelector("#new-key-title").focus();
    await this.load();
  }

  focusButton() {
    this.top.querySelector("[data-testid=new-key-button]")?.focus();
  }

  shown(keys) {
    if (!keys.length) return [el("p", { className: "empty-text", testid: "no-keys" }, "You have no keys yet.")];
    return [el("ul", { className: "entries", "aria-label": "API keys" },
      keys.map((key) => keyItem(key, (one) => this.revoke(one))))];
  }

  async revoke(key) {
    const agreed = await confirm({
      title: `Revoke ${key.name}?`,
      text: "Apps that use this key immediately lose their access to MusicAuth. You cannot restore a revoked key, but "
        + "you can create a new one.",
      action: "Revoke",
    });
    if (!agreed) return;
    try {
      await api.revokeKey(key.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(`${key.name} was not revoked`, problem);
        return;
      }
    }
    announce(`${key.name} is revoked.`);
    await this.load();
    this.focusButton();
  }
}
