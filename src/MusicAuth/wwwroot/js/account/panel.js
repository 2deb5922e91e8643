import { ApiProblem } from "../api.js";
import { button, el } from "../dom.js";
import { t } from "../i18n.js";
import { describeProblem, problemDetail } from "../words/problems.js";

export function problemBox(problem, retry) {
  const [sentence, detail] = [describeProblem(problem), problemDetail(problem)];
  return el("div", { className: "banner problem", role: "alert", testid: "account-problem", "data-code": problem.code },
    el("div", {}, el("p", {}, sentence), detail && detail !== sentence && el("p", { className: "quiet" }, detail)),
    retry && button(t("page.tryAgain"), retry, { testid: "retry" }));
}

// Shows loaded content or a problem. While it loads again, the old content stays visible. An optional panel of a
// broker that does not offer it is hidden.
export class Panel {
  constructor(read, show, { optional = false } = {}) {
    Object.assign(this, { read, show, optional });
    this.node = el("div", { className: "panel" }, el("p", { className: "quiet" }, t("page.loading")));
  }

  // The response of an earlier load can arrive after the one of a later load.
  async load() {
    const reading = this.read();
    this.reading = reading;
    this.node.setAttribute("aria-busy", "true");
    try {
      const content = await reading;
      if (reading !== this.reading) return;
      this.node.replaceChildren(...this.show(content).flat().filter(Boolean));
      this.node.hidden = false;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (reading !== this.reading) return;
      if (this.optional && problem.status === 404) this.node.hidden = true;
      else if (problem.code !== "unauthenticated") this.node.replaceChildren(problemBox(problem, () => this.load()));
    }
    this.node.setAttribute("aria-busy", "false");
  }
}

export function facts(...rows) {
  return el("dl", { className: "facts" },
    rows.filter((row) => row?.[1]).map(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

export const tag = (text, className = "") => el("span", { className: `tag ${className}` }, text);
