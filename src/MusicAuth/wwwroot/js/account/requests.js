import { button, el } from "../dom.js";
import { formatAgo, providerName } from "../format.js";
import { t } from "../i18n.js";
import { loadTodo } from "../state.js";
import { accountApi } from "./api.js";
import { Panel } from "./panel.js";
import { answerRequest } from "./requestAnswer.js";

// People whose sign-in was refused, and who ask the owner to be let in.
export class RequestsPanel {
  constructor(showProblem, admitted) {
    Object.assign(this, { showProblem, admitted });
    this.list = new Panel(accountApi.requests, ({ items }) => this.shown(items ?? []), { optional: true });
    this.node = this.list.node;
  }

  load() {
    return this.list.load();
  }

  shown(requests) {
    if (!requests.length) return [];
    return [el("h3", {}, t("requests.title")), el("ul", { className: "entries", "aria-label": t("requests.title") },
      requests.map((request) => this.item(request)))];
  }

  item(request) {
    const name = request.display_name ?? request.account_id;
    const values = { name, service: providerName(request.provider), account: request.account_id };
    return el("li", { className: "entry attention", testid: "request", "data-account": request.account_id },
      el("div", { className: "entry-words" }, el("p", {}, el("strong", {}, t("requests.asks", values))),
        el("p", { className: "quiet" }, formatAgo(request.asked_at))),
      el("div", { className: "actions" },
        button(t("requests.admit"), () => this.answer(request, true), { className: "primary", testid: "admit",
          "aria-label": t("requests.admitLabel", values) }),
        button(t("requests.refuse"), () => this.answer(request, false), { testid: "refuse",
          "aria-label": t("requests.refuseLabel", values) })));
  }

  async answer(request, admit) {
    try {
      await answerRequest(request.id, admit);
    } catch (problem) {
      this.showProblem(t("requests.failed"), problem);
      return;
    }
    await Promise.all([this.load(), this.admitted(), loadTodo()]);
    document.getElementById("people-intro")?.focus();
  }
}
