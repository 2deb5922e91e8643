import { el } from "../dom.js";
import { formatAgo } from "../format.js";
import { t } from "../i18n.js";
import { loadTodo } from "../state.js";
import { accountApi } from "./api.js";
import { Panel } from "./panel.js";
import { answerButtons, askingSentence } from "./requestAnswer.js";

// People whose sign-in was refused, and who ask the owner to be let in.
export class RequestsPanel {
  constructor(admitted) {
    this.admitted = admitted;
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
    return el("li", { className: "entry attention", testid: "request", "data-account": request.account_id },
      el("div", { className: "entry-words" }, el("p", {}, el("strong", {}, askingSentence(request))),
        el("p", { className: "quiet" }, formatAgo(request.asked_at))),
      el("div", { className: "actions" }, answerButtons(request, () => this.answered())));
  }

  async answered() {
    await Promise.all([this.load(), this.admitted(), loadTodo()]);
    document.getElementById("people-intro")?.focus();
  }
}
