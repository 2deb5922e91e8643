import { ApiProblem } from "../api.js";
import { button, el } from "../dom.js";
import { formatMoment } from "../format.js";
import { known, t } from "../i18n.js";
import { confirm } from "../views/confirm.js";
import { copyField } from "../views/copyField.js";
import { describeProblem, problemDetail } from "../words/problems.js";
import { accountApi } from "./api.js";
import { channelForm } from "./channelForm.js";
import { done, tellUnseen } from "./done.js";
import { facts, Panel, tag } from "./panel.js";

const kindOf = ({ kind }) => known("notices.kinds", kind, "notices.kinds.other");

// The ways in which MusicAuth tells its user, and the calendar.
export class NoticesPanel {
  constructor({ showProblem }) {
    this.showProblem = showProblem;
    this.top = el("div", { className: "panel" });
    this.list = new Panel(accountApi.channels, ({ items }) => this.shown(items ?? []), { optional: true });
    this.calendar = new Panel(accountApi.calendar, ({ url }) => this.calendarShown(url), { optional: true });
    this.node = el("div", { className: "panel" }, el("p", { className: "quiet" }, t("notices.intro")), this.top,
      this.list.node, this.calendar.node);
    this.rest();
  }

  // Removes the secret of a new webhook from the page.
  leave() {
    this.rest();
  }

  async load() {
    await Promise.all([this.list.load(), this.calendar.load()]);
    this.top.hidden = this.list.node.hidden;
  }

  rest(focus = false) {
    const add = button(t("notices.add"), () => this.begin(), { className: "primary", testid: "add-channel" });
    this.top.replaceChildren(el("p", {}, add));
    if (focus) add.focus();
  }

  begin() {
    const form = channelForm({ add: (channel) => this.add(channel), cancel: () => this.rest(true) });
    this.top.replaceChildren(form);
    form.querySelector("input, select").focus();
  }

  async add(wanted) {
    const channel = await accountApi.addChannel(wanted);
    if (!this.node.isConnected) {
      if (channel.signing_secret) tellUnseen(channel.target, "notices.unseenText");
      return;
    }
    done(t("notices.added"));
    if (channel.signing_secret) this.showSecret(channel.signing_secret);
    else this.rest();
    await this.list.load();
    const test = this.node.querySelector(`[data-id="${CSS.escape(channel.id)}"] [data-testid=test-channel]`);
    if (channel.signing_secret || !test) this.focusTop();
    else test.focus();
  }

  // The form, or the secret of a new webhook, stays.
  focusTop() {
    this.top.querySelector("[data-testid=add-channel], #signing-title, select")?.focus();
  }

  // The secret exists only in these nodes.
  showSecret(secret) {
    this.top.replaceChildren(el("div", { className: "card secret", testid: "signing" },
      el("h3", { id: "signing-title", tabindex: "-1" }, t("notices.signing")),
      el("p", {}, t("notices.signingText")),
      copyField(t("notices.signing"), secret, "signing-secret"),
      el("p", { className: "actions" }, button(t("keys.copied"), () => this.rest(true),
        { testid: "dismiss-signing" }))));
  }

  shown(channels) {
    if (!channels.length) return [el("p", { className: "empty-text", testid: "no-channels" }, t("notices.none"))];
    return [el("ul", { className: "entries", "aria-label": t("notices.list") },
      channels.map((channel) => this.item(channel)))];
  }

  item(channel) {
    const failure = channel.last_error;
    const result = el("p", { className: failure ? "test-result bad" : "test-result", role: "status",
      testid: "test-result" }, failure && t("notices.lastError", { detail: failure }));
    const failing = tag(t("notices.failing"), "bad");
    failing.hidden = !failure;
    const sent = el("span", {}, formatMoment(channel.last_sent_at) ?? t("keys.never"));
    const values = { kind: kindOf(channel), target: channel.target };
    return el("li", { className: "entry", testid: "channel", "data-id": channel.id, "data-kind": channel.kind },
      el("div", { className: "entry-words" },
        el("h3", {}, kindOf(channel), " ", failing),
        el("p", {}, el("code", {}, channel.target)),
        facts([t("keys.created"), formatMoment(channel.created_at)],
          [t("notices.lastSent"), sent]), result),
      el("div", { className: "actions entry-actions" },
        button(t("notices.test"), (event) => this.test(channel, event.currentTarget, { result, failing, sent }),
          { className: "small", testid: "test-channel", "aria-label": t("notices.testLabel", values) }),
        button(t("notices.remove"), () => this.remove(channel, values), { className: "small",
          testid: "remove-channel", "aria-label": t("notices.removeLabel", values) })));
  }

  async test(channel, trigger, { result, failing, sent }) {
    if (trigger.getAttribute("aria-disabled") === "true") return;
    trigger.setAttribute("aria-disabled", "true");
    result.className = "test-result";
    result.textContent = t("notices.testing");
    try {
      const { ok, detail } = await accountApi.testChannel(channel.id);
      failing.hidden = ok;
      if (ok) sent.textContent = formatMoment(new Date());
      result.classList.add(ok ? "good" : "bad");
      result.textContent = ok ? t("notices.testOk") : t("notices.testFailed", { detail: detail ?? "" });
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      result.classList.add("bad");
      result.textContent = t("notices.testFailed", { detail: problemDetail(problem) ?? describeProblem(problem) });
    } finally {
      trigger.setAttribute("aria-disabled", "false");
    }
  }

  async remove(channel, values) {
    const agreed = await confirm({ title: t("notices.removeTitle", values), text: t("notices.removeText"),
      action: t("notices.remove") });
    if (!agreed) return;
    try {
      await accountApi.removeChannel(channel.id);
    } catch (problem) {
      if (problem.code !== "not_found") {
        this.showProblem(t("notices.removeFailed"), problem);
        return;
      }
    }
    done(t("notices.removed"));
    await this.list.load();
    this.focusTop();
  }

  calendarShown(url) {
    return [
      el("h3", {}, t("calendar.title")), el("p", { className: "quiet" }, t("calendar.intro")),
      url && copyField(t("calendar.address"), url, "calendar-url"),
      el("p", { className: "actions" },
        button(t(url ? "calendar.renew" : "calendar.make"), () => this.changeCalendar(url, accountApi.makeCalendar,
          "calendar.made"), { testid: "make-calendar" }),
        url && button(t("calendar.remove"), () => this.changeCalendar(url, accountApi.removeCalendar,
          "calendar.removed"), { testid: "remove-calendar" })),
    ];
  }

  async changeCalendar(url, change, sentence) {
    if (url) {
      const agreed = await confirm({ title: t("calendar.endTitle"), text: t("calendar.endText"),
        action: t("calendar.end") });
      if (!agreed) return;
    }
    try {
      await change();
    } catch (problem) {
      this.showProblem(t("calendar.failed"), problem);
      return;
    }
    done(t(sentence));
    await this.calendar.load();
    this.node.querySelector("[data-testid=make-calendar]")?.focus();
  }
}
