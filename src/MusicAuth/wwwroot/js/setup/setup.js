import { accountApi } from "../account/api.js";
import { problemBox, tag } from "../account/panel.js";
import { showProblem } from "../actions.js";
import { ApiProblem } from "../api.js";
import { button, byId, el, outwardLink } from "../dom.js";
import { formatMoment } from "../format.js";
import { known, parts, t } from "../i18n.js";
import { connectionOf, state } from "../state.js";
import { confirm } from "../views/confirm.js";
import { copyField } from "../views/copyField.js";
import { clearProblem } from "../views/notices.js";
import { dashboardOf, redirectUriNote } from "../words/setup.js";
import { setupApi } from "./api.js";
import { appForm } from "./appForm.js";
import { backupCard } from "./backup.js";
import { restoreForm } from "./restore.js";

const seats = 5;

const serviceOf = (name) => state.providers.find((provider) => provider.name === name)
  ?? { name, display_name: known("setup.names", name, "page.theService") };

// The compose files have names of their own, in .env.
const composeNames = { spotify: ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"],
  deezer: ["DEEZER_APP_ID", "DEEZER_SECRET_KEY"] };

function setting(names, text) {
  return el("li", {}, names.flatMap((name, index) => [index > 0 && " · ", el("code", {}, name)]), `: ${text}`);
}

// The way by the settings, for an instance whose page does not let this browser set it up.
function bySettings(service) {
  const key = service.name === "spotify" ? "Spotify" : "Deezer";
  const [id, secret] = composeNames[service.name];
  return [el("p", {}, t("setup.bySettings")), el("ul", { className: "settings" },
    setting([`${key}:ClientId`, `${key}__ClientId`, id], t(`setup.ids.${service.name}`)),
    setting([`${key}:ClientSecret`, `${key}__ClientSecret`, secret], t(`setup.secrets.${service.name}`))),
  el("p", { className: "quiet" }, t("setup.byCompose"))];
}

// What to click at the service.
function steps(service, redirectUri, last) {
  const url = dashboardOf(service.name);
  const note = redirectUriNote(service);
  const uri = [copyField(t("setup.redirectUri", { service: service.display_name }), redirectUri,
    `redirect-uri-${service.name}`), note && el("p", { className: "quiet" }, note)];
  const step = (...content) => el("li", {}, el("div", {}, content));
  if (service.name !== "spotify") {
    return el("ol", { className: "steps" },
      step(el("p", {}, t("setup.steps.deezerApp"))), step(el("p", {}, t("setup.steps.deezerDomain")), uri), last);
  }
  return el("ol", { className: "steps" },
    step(el("p", {}, ...parts("setup.steps.open", { dashboard: outwardLink(url, t("setup.dashboard")) }))),
    step(el("p", {}, t("setup.steps.create"))),
    step(el("p", {}, t("setup.steps.redirect")), uri),
    step(el("p", {}, t("setup.steps.users"))), last);
}

const lastStep = (...content) => el("li", {}, el("div", {}, content));

function seatsUsed(users) {
  const used = users.filter(({ connections }) =>
    (connections ?? []).some(({ provider }) => provider === "spotify")).length;
  return el("p", { testid: "seats" }, t("setup.seats", { used, seats }));
}

function status(item) {
  if (!item?.check) return null;
  const at = formatMoment(item.checked_at);
  return el("p", { className: item.check === "ok" ? "check good" : "check bad", testid: `check-${item.provider}`,
    tabindex: "-1" },
    t(`setup.checks.${["ok", "invalid_client", "unreachable"].includes(item.check) ? item.check : "unreachable"}`,
      { at: at ?? "" }));
}

// The set-up of each service: what is stored, the check's result, and the form.
export class SetupPanel {
  constructor({ showProblem, refresh }) {
    Object.assign(this, { showProblem, refresh });
    this.node = el("div", { className: "panel setup" }, el("p", { className: "quiet" }, t("page.loading")));
  }

  // Whether this browser can set services up. The card of the service `saved` shows the check of its app. The response
  // of an earlier load can arrive after the one of a later load.
  async load(saved = null) {
    const reading = Promise.all([setupApi.setup(), this.users()]);
    this.reading = reading;
    try {
      const [{ items }, users] = await reading;
      if (reading !== this.reading) return true;
      const intro = this.first ? []
        : [el("p", { className: "quiet", id: "setup-intro", tabindex: "-1" }, t("setup.intro"))];
      this.node.replaceChildren(...intro, ...(items ?? []).map((item) => this.item(item, users, saved)),
        ...(this.first ? [] : [backupCard()]));
      return true;
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (reading !== this.reading) return true;
      this.node.replaceChildren(...this.unread(problem));
      return false;
    }
  }

  async users() {
    try {
      return state.user?.is_owner === true ? (await accountApi.users()).items ?? [] : [];
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      return [];
    }
  }

  // Without the right to set up, or with a broker that does not offer it, the way by the settings is shown.
  unread(problem) {
    if (![401, 403, 404].includes(problem.status)) return [problemBox(problem, () => this.load())];
    return [this.hint ? el("p", { testid: "setup-hint" }, this.hint) : null,
      ...state.providers.map((service) => this.readOnly(service))].filter(Boolean);
  }

  readOnly(service) {
    const redirectUri = service.redirect_uri ?? "";
    return el("details", { className: "card", testid: `setup-${service.name}`, open: service.name === "spotify" },
      el("summary", {}, t("setup.how", { service: service.display_name })),
      el("p", {}, t(`setup.facts.${service.name}`)),
      steps(service, redirectUri, lastStep(...bySettings(service))));
  }

  item(item, users, saved) {
    const service = serviceOf(item.provider);
    const isFixed = item.source === "configuration";
    const form = isFixed ? el("p", { testid: `fixed-${item.provider}` }, t("setup.fixed"))
      : appForm(service, item, (app) => this.save(service, app));
    return el("details", { className: "card", testid: `setup-${item.provider}`,
      open: item.provider === saved || (item.source === null && (item.provider === "spotify" || !this.first)) },
    el("summary", {}, el("strong", {}, service.display_name), " ",
      item.source === "page" && tag(t("setup.onPage"), "good"),
      isFixed && tag(t("setup.byConfiguration")), item.source === null && tag(t("services.notSetUp"))),
    el("p", { className: "quiet" }, t(`setup.facts.${service.name}`)),
    item.source !== null && item.provider === "spotify" && state.user?.is_owner === true && seatsUsed(users),
    status(item),
    isFixed ? [copyField(t("setup.redirectUri", { service: service.display_name }), item.redirect_uri,
      `redirect-uri-${item.provider}`), form] : steps(service, item.redirect_uri, lastStep(form)),
    item.source === "page" && el("p", {}, button(t("setup.remove"), () => this.remove(service),
      { testid: `remove-setup-${item.provider}` })));
  }

  async save(service, app) {
    await setupApi.setUp(service.name, app);
    clearProblem();
    await this.refresh();
    if (this.node.isConnected) await this.load(service.name);
    if (this.first) byId("services-title").focus();
    else this.showCheck(service);
  }

  showCheck(service) {
    const card = this.node.querySelector(`[data-testid="setup-${service.name}"]`);
    const check = card?.querySelector(".check") ?? card?.querySelector("summary");
    check?.focus();
    check?.scrollIntoView({ block: "center" });
  }

  async remove(service) {
    const values = { service: service.display_name };
    const agreed = await confirm({ title: t("setup.removeTitle", values), action: t("setup.remove"),
      text: [t("setup.removeText", values), connectionOf(service.name) && t("setup.removeConnected", values)] });
    if (!agreed) return;
    try {
      await setupApi.removeSetup(service.name);
    } catch (problem) {
      this.showProblem(t("setup.removeFailed"), problem);
      return;
    }
    clearProblem();
    await this.refresh();
    await this.load();
    byId("setup-intro")?.focus();
  }
}

let shown = null;

function choice(name, about, checked, choose) {
  return el("label", { className: "tile", testid: `start-${name}` },
    el("input", { type: "radio", name: "start", checked, on: { change: choose } }),
    el("span", {}, el("strong", {}, t(`setup.start.${name}`)),
      el("span", { className: "quiet" }, t(`setup.start.${about}Text`))));
}

// On an instance without owner: new, or a backup.
function beginning(forNew, restored) {
  const about = el("p", { className: "quiet" }, t("setup.start.about"));
  const form = restoreForm(() => {
    for (const node of [about, choices, form]) node.remove();
    forNew.hidden = false;
    return restored();
  });
  form.hidden = true;
  const choose = (restores) => () => {
    form.hidden = !restores;
    forNew.hidden = restores;
  };
  const choices = el("fieldset", { className: "start" }, el("legend", { className: "unseen" }, t("setup.title")),
    el("div", { className: "gallery" }, choice("new", shown.isReady ? "ready" : "new", true, choose(false)),
      choice("restore", "restore", false, choose(true))));
  return [about, choices, form];
}

const showSection = (isReady) => {
  byId("setup").hidden = isReady && !(shown.isReady && shown.isEmpty);
};

// `isReady`: a service is configured, so that a new owner only signs in.
export async function renderFirstSetup(refresh, isReady) {
  if (shown) {
    shown.isEmpty &&= state.canSetUp;
    return showSection(isReady);
  }
  const panel = new SetupPanel({ showProblem, refresh });
  Object.assign(panel, { first: true, hint: t("setup.ownerLink") });
  shown = { isReady, isEmpty: false };
  const title = el("h2", { id: "setup-title", tabindex: "-1" }, t("setup.titleService"));
  const forNew = el("div", { className: "panel" },
    isReady ? null : [el("p", { className: "quiet" }, t("setup.lead")), panel.node]);
  byId("setup").replaceChildren(title, forNew);
  showSection(isReady);
  const refused = () => panel.node.replaceChildren(...panel.unread({ status: 401 }));
  // The broker lets a browser without a session set up only while there is no owner.
  if (state.canSetUp) shown.isEmpty = await panel.load();
  else refused();
  if (!shown.isEmpty) return showSection(isReady);
  title.textContent = t("setup.title");
  title.after(...beginning(forNew, () => {
    shown.isEmpty = false;
    title.textContent = t("setup.titleService");
    refused();
    return refresh();
  }));
  return showSection(isReady);
}
