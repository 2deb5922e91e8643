import { formatMoment, formatTime as formatClock } from "../format.js";
import { intl, t } from "../i18n.js";

export { formatDay } from "../format.js";

export const text = (key, values) => t(`library.${key}`, values);

const isToday = (iso) => new Date(iso).toDateString() === new Date().toDateString();

// Today's times need no date.
export const formatTime = (iso) => (isToday(iso) ? formatClock(iso) : formatMoment(iso));

export const joinNames = (names) => intl(Intl.ListFormat, { style: "short", type: "unit" }).format(names);

export function trackLength(milliseconds) {
  if (!Number.isFinite(milliseconds) || milliseconds <= 0) return null;
  const whole = Math.round(milliseconds / 1000);
  const [hour, minute, second] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(second).padStart(2, "0");
  return hour ? `${hour}:${String(minute).padStart(2, "0")}:${tail}` : `${minute}:${tail}`;
}
