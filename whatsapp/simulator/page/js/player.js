// @ts-check
import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { length } from "./format.js";
import { icon } from "./icons.js";

const bars = 28;

/** Heights that differ from message to message: a drawing, not a measurement. @param {string} seed */
function heights(seed) {
  let state = 7;
  for (const letter of seed) state = (state * 31 + letter.charCodeAt(0)) % 65_521;
  return Array.from({ length: bars }, (_, i) => {
    state = (state * 75 + 74) % 65_537;
    return Math.round(22 + 60 * (state / 65_537) * (0.55 + 0.45 * Math.sin((Math.PI * (i + 1)) / bars)));
  });
}

/**
 * Plays a voice message or another sound. The first time, the business hears
 * that it was played.
 *
 * @param {string} address
 * @param {import("./types.js").Message} message
 * @param {string} host where the sound is, if it is not here
 */
export function player(address, message, host) {
  const voice = Boolean(message.content?.voice);
  const name = voice ? "voice message" : "audio";
  const sound = new Audio();
  const button = h("button", { type: "button", class: "player-button", "aria-label": `Play the ${name}`, disabled: !address, onclick: toggle }, icon("play"));
  const wave = h("span", { class: "wave", "aria-hidden": "true" });
  for (const height of heights(message.id)) {
    const bar = h("i");
    bar.style.height = height + "%";
    wave.append(bar);
  }
  const left = h("span", { class: "player-time" }, address ? "" : `at ${host}, not fetched here`);
  let told = message.author === "customer" || message.status === "played";

  function draw() {
    fill(button, icon(sound.paused ? "play" : "pause"));
    button.setAttribute("aria-label", `${sound.paused ? "Play" : "Pause"} the ${name}`);
    const share = sound.duration > 0 ? sound.currentTime / sound.duration : 0;
    [...wave.children].forEach((bar, i) => bar.classList.toggle("heard", share > 0 && i / bars < share));
    left.textContent = length(sound.currentTime > 0 ? sound.currentTime : sound.duration);
  }
  async function toggle() {
    if (!sound.paused) return sound.pause();
    try {
      await sound.play();
    } catch {
      left.textContent = "can’t be played here";
      return;
    }
    if (!told) {
      told = true;
      api.play(message.id).catch(() => (told = false));
    }
  }
  if (address) {
    sound.preload = "metadata";
    sound.src = address;
    for (const event of ["loadedmetadata", "timeupdate", "play", "pause", "ended"]) sound.addEventListener(event, draw);
  }
  return h("span", { class: voice ? "player player-voice" : "player" }, button, wave, h("span", { class: "player-foot" }, icon(voice ? "mic" : "audio"), left));
}
