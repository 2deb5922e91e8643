import { locale, t } from "./i18n.js";

const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const conjunction = new Intl.ListFormat(locale, { type: "conjunction" });

const dated = (format) => (text) => {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? format.format(date) : null;
};

export const formatDay = dated(day);
export const formatMoment = dated(moment);
export const formatTime = dated(clock);

const steps = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];

// “3 minutes ago”, “yesterday”.
export function formatAgo(text) {
  const date = text ? new Date(text) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  let amount = (date.getTime() - Date.now()) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return relative.format(Math.trunc(amount), unit);
    amount /= size;
  }
  return null;
}

export function waitingTime(seconds) {
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  if (seconds < 90) return t("units.seconds", { count: Math.ceil(seconds) });
  if (seconds < 5400) return t("units.minutes", { count: Math.ceil(seconds / 60) });
  if (seconds < 129600) return t("units.hours", { count: Math.ceil(seconds / 3600) });
  return t("units.days", { count: Math.ceil(seconds / 86400) });
}

const names = { spotify: "Spotify", deezer: "Deezer" };

export function providerName(provider) {
  return names[provider] ?? (provider ? provider.charAt(0).toUpperCase() + provider.slice(1) : t("page.theService"));
}

export const sentenceList = (parts) => conjunction.format(parts);

export const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
