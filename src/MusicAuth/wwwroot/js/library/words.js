import { locale, t } from "../i18n.js";

export const text = (key, values) => t(`library.${key}`, values);

const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const list = new Intl.ListFormat(locale, { style: "short", type: "unit" });
const unit = (name) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "long" });
const [seconds, minutes, hours] = ["second", "minute", "hour"].map(unit);

const dated = (iso, write) => {
  const date = new Date(iso ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : write(date);
};

export const formatDay = (iso) => dated(iso, (date) => day.format(date));

// Today's times need no date.
export const formatTime = (iso) => dated(iso, (date) =>
  (date.toDateString() === new Date().toDateString() ? time : moment).format(date));

export const joinNames = (names) => list.format(names);

export function formatWait(wait) {
  if (wait < 90) return seconds.format(Math.max(0, wait));
  return wait < 5400 ? minutes.format(Math.ceil(wait / 60)) : hours.format(Math.ceil(wait / 3600));
}

export function trackLength(milliseconds) {
  if (!Number.isFinite(milliseconds) || milliseconds <= 0) return null;
  const whole = Math.round(milliseconds / 1000);
  const [hour, minute, second] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(second).padStart(2, "0");
  return hour ? `${hour}:${String(minute).padStart(2, "0")}:${tail}` : `${minute}:${tail}`;
}
