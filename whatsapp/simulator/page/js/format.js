// @ts-check

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", second: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** @param {string} iso */
export const time = (iso) => clock.format(new Date(iso));

/** @param {number} at */
export const timeAt = (at) => clock.format(at);

/** @param {string} iso */
export const timeWithSeconds = (iso) => seconds.format(new Date(iso));

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** @param {number} at */
export const dateAndTime = (at) => (Number.isFinite(at) ? full.format(at) : "");

/**
 * @param {string} iso
 * @param {number} now
 */
export function day(iso, now) {
  const days = Math.round((midnight(now) - midnight(Date.parse(iso))) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return date.format(new Date(iso));
}

/** @param {number} at */
function midnight(at) {
  return new Date(at).setHours(0, 0, 0, 0);
}

/**
 * @param {string} iso
 * @param {number} now
 */
export const shortTime = (iso, now) => (day(iso, now) === "Today" ? time(iso) : day(iso, now));

/** @param {number} milliseconds */
export function left(milliseconds) {
  const minutes = Math.max(1, Math.ceil(milliseconds / 60_000));
  if (minutes < 60) return `${minutes} min left`;
  if (minutes >= 120) return `${Math.round(minutes / 60)} h left`;
  return `1 h ${minutes - 60} min left`;
}

/** the calling codes of one and two digits; all others have three */
const shortCodes = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * A number with its calling code set apart; how the rest is grouped differs by country.
 *
 * @param {string} digits
 */
export function phone(digits) {
  if (!/^\d{7,}$/.test(digits)) return digits;
  const code = (shortCodes.exec(digits) || [digits.slice(0, 3)])[0];
  return `+${code}\u00a0${digits.slice(code.length)}`;
}

/** @param {{name: string, username: string, wa_id: string, key: string}} customer */
export function nameOf(customer) {
  return customer.name || (customer.username && "@" + customer.username) || phone(customer.wa_id || customer.key);
}

/** @param {string} name */
export function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (words.length === 0 || /^\d/.test(words[0])) return "#";
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : ""].map((word) => [...word][0] || "");
  return letters.join("").toLocaleUpperCase();
}

/** @param {string} key */
export function hue(key) {
  let sum = 0;
  for (const letter of key) sum = (sum * 37 + letter.charCodeAt(0)) % 10007;
  return (sum >> 3) % 6;
}

/** @param {string} text one to three emoji and nothing else */
export const isBigEmoji = (text) => bigEmoji.test(text);

const bigEmoji = new RegExp("^(?:\\p{RGI_Emoji}\\s*){1,3}$", "v");

/** @param {number} seconds as on a player: 0:07 */
export function length(seconds) {
  if (!Number.isFinite(seconds)) return "";
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} amount @param {string} one */
export const count = (amount, one) => `${amount} ${one}${amount === 1 ? "" : "s"}`;
