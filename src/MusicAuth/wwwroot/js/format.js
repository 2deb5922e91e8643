const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const integer = new Intl.NumberFormat("en-GB");

const dated = (format) => (text) => {
  const date = text ? new Date(text) : null;
  return date && !Number.isNaN(date.getTime()) ? format.format(date) : null;
};

export const formatDay = dated(day);
export const formatMoment = dated(moment);
export const formatNumber = (number) => integer.format(number);

export function count(number, one, many) {
  return `${formatNumber(number)} ${number === 1 ? one : many}`;
}

export function trackLength(milliseconds) {
  if (!Number.isFinite(milliseconds) || milliseconds <= 0) return null;
  const seconds = Math.round(milliseconds / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

export function waitingTime(seconds) {
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  if (seconds < 90) return count(Math.ceil(seconds), "second", "seconds");
  if (seconds < 5400) return `about ${count(Math.ceil(seconds / 60), "minute", "minutes")}`;
  if (seconds < 129600) return `about ${count(Math.ceil(seconds / 3600), "hour", "hours")}`;
  return `about ${count(Math.ceil(seconds / 86400), "day", "days")}`;
}

const names = { spotify: "Spotify", deezer: "Deezer" };

export function providerName(provider) {
  return names[provider] ?? (provider ? provider.charAt(0).toUpperCase() + provider.slice(1) : "the service");
}

export function sentenceList(parts) {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
