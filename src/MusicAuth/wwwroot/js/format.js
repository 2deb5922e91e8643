import { intl, t } from "./i18n.js";

const dated = (options) => (text) => {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? intl(Intl.DateTimeFormat, options).format(date) : null;
};

export const formatDay = dated({ dateStyle: "medium" });
export const formatMoment = dated({ dateStyle: "medium", timeStyle: "short" });
export const formatTime = dated({ timeStyle: "short" });

const relative = () => intl(Intl.RelativeTimeFormat, { numeric: "auto" });

const steps = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];

// “3 minutes ago”, “yesterday”.
export function formatAgo(text) {
  const date = text ? new Date(text) : null;
  if (!date || Number.isNaN(date.getTime())) return null;
  let amount = Math.min(0, date - Date.now()) / 1000; // this device's clock can be slow
  for (const [unit, size] of steps) {
    if (Math.abs(amount) < size) return relative().format(Math.trunc(amount), unit);
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

export const sentenceList = (parts) => intl(Intl.ListFormat, { type: "conjunction" }).format(parts);

export const capital = (sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
