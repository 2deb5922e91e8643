import { el } from "../dom.js";
import { t } from "../i18n.js";
import { connectionOf, hasEnded, state } from "../state.js";
import { consentUrl } from "../views/consent.js";
import { describeScope } from "../words/allowances.js";
import { openRequests } from "../words/consent.js";
import { ownerOnly, scopeGroups } from "../words/scopes.js";

function scopeField(scope, checked) {
  const id = `scope-${scope}`;
  return el("label", { className: "choice", for: id },
    el("input", { type: "checkbox", id, name: "scope", value: scope, checked, testid: id }),
    el("span", {}, t(`keys.scopes.${scope}`), " ", el("code", {}, scope)));
}

export function scopeFields(checked) {
  const mayGive = (scope) => !ownerOnly.includes(scope) || state.user?.is_owner === true;
  return el("div", { className: "scope-groups" }, scopeGroups.map(({ title, scopes }) =>
    el("div", { role: "group", "aria-label": t(`keys.groups.${title}`) },
      el("p", { className: "group" }, t(`keys.groups.${title}`)),
      scopes.filter(mayGive).map((scope) => scopeField(scope, checked.includes(scope))))));
}

// The preset permissions in words; the choice of others is folded.
export function scopeChoices(preset, open) {
  return el("fieldset", { id: "app-scopes", tabindex: "-1" }, el("legend", {}, t("keys.permissions")),
    !open && el("ul", { className: "allowances" }, preset.map((scope) => el("li", {}, t(`keys.scopes.${scope}`)))),
    el("details", { open, testid: "connect-scopes" }, el("summary", {}, t("connect.change")), scopeFields(preset),
      el("p", { className: "quiet" }, t("keys.noImplied"))));
}

// Scopes of a provider's consent that a key with these scopes would need.
const needed = {
  "spotify:write": ["playlist-modify-public", "playlist-modify-private", "user-library-modify",
    "user-follow-modify", "user-modify-playback-state", "ugc-image-upload"],
  "deezer:write": ["manage_library", "delete_library", "manage_community"],
};
// The favourites; a consent without the other scopes of Spotify only shows fewer playlists.
const neededForFavourites = "user-library-read";

function missingConsent(service, connection, scopes, text) {
  const requests = openRequests(service, connection.scopes ?? []).filter((one) =>
    one.scopes.some((wanted) => scopes.includes(wanted)));
  const back = `${location.pathname}${location.hash}`;
  return [text, " ", requests.length ? requests.map((request, index) => [index ? " · " : "",
    el("a", { href: consentUrl(service, request.scopes, back) }, request.title)])
    : t("connect.gaps.notAllowed", { service: service.display_name })];
}

function favouritesGap() {
  const service = state.providers.find(({ name }) => name === "spotify");
  const connection = connectionOf("spotify");
  if (!service || !connection || hasEnded(connection) || connection.scopes?.includes(neededForFavourites)) return null;
  return missingConsent(service, connection, [neededForFavourites], t("todo.items.scope_missing.detail",
    { service: service.display_name, permission: describeScope("spotify", neededForFavourites) }));
}

function gap(scope) {
  if (scope === "library:read") return favouritesGap();
  const [provider, kind] = scope.split(":");
  const service = state.providers.find(({ name }) => name === provider);
  if (!service || !["read", "write"].includes(kind)) return null;
  const connection = connectionOf(provider);
  if (!connection) return [t("connect.gaps.notConnected", { service: service.display_name })];
  if (hasEnded(connection)) return [t("connect.gaps.ended", { service: service.display_name })];
  const scopes = needed[scope] ?? [];
  return !scopes.length || scopes.some((one) => connection.scopes?.includes(one)) ? null
    : missingConsent(service, connection, scopes, t("connect.gaps.readOnly", { service: service.display_name }));
}

// What the consents do not allow is said before the key is made.
export function consentGaps(scopes) {
  return scopes.map(gap).filter(Boolean).map((content) => el("p", { className: "warn-text", testid: "connect-gap" },
    ...content.flat(3)));
}
