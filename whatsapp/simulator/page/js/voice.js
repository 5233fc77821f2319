// @ts-check
import { within } from "./device_file.js";
import { fill, h } from "./dom.js";
import { length } from "./format.js";
import { icon, iconButton } from "./icons.js";

const formats = ["audio/ogg;codecs=opus", "audio/mp4;codecs=opus", "audio/mp4", "audio/webm;codecs=opus"];
const longest = 120;

/**
 * Records a voice message in place of the line to write in. Where there is no
 * microphone, or it isn't allowed, a generated sample can be sent.
 *
 * @param {HTMLElement} bar shown meanwhile
 * @param {(message: object) => void} send
 * @param {() => void} done
 */
export async function recordVoice(bar, send, done) {
  const sample = () => {
    send({ type: "voice" });
    done();
  };
  /** @type {MediaStream} */
  let stream;
  try {
    if (!window.MediaRecorder) throw new Error("no recorder");
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    fill(
      bar,
      h("p", { class: "record-words" }, "There is no microphone, or this page may not use it."),
      h("button", { type: "button", class: "button main-button", "data-testid": "phone-voice-sample", onclick: sample }, "Send a sample"),
      iconButton("close", "No voice message", done),
    );
    bar.querySelector("button")?.focus();
    return;
  }
  const mimeType = formats.find((format) => MediaRecorder.isTypeSupported(format));
  const recorder = new MediaRecorder(stream, { mimeType });
  /** @type {Blob[]} */
  const parts = [];
  let keep = false;
  const began = Date.now();
  const clock = h("span", { class: "record-time", role: "timer" }, "0:00");
  const ticking = setInterval(() => {
    const seconds = (Date.now() - began) / 1000;
    clock.textContent = length(Math.floor(seconds));
    if (seconds > longest) finish(true);
  }, 250);
  /** @param {boolean} wanted */
  function finish(wanted) {
    keep = wanted;
    if (recorder.state !== "inactive") recorder.stop();
  }
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = async () => {
    clearInterval(ticking);
    for (const track of stream.getTracks()) track.stop();
    const sound = new Blob(parts, { type: mimeType?.startsWith("audio/mp4") ? "audio/mp4" : mimeType });
    if (keep && sound.size > 0) send(await within("voice", sound, ""));
    done();
  };
  recorder.start(500);
  fill(
    bar,
    iconButton("trash", "Throw it away", () => finish(false)),
    h("span", { class: "record-dot", "aria-hidden": "true" }),
    clock,
    h("span", { class: "record-words" }, "Recording…"),
    h("button", { type: "button", class: "round main-round", "aria-label": "Send the voice message", title: "Send", onclick: () => finish(true) }, icon("send")),
  );
  if (bar.lastElementChild instanceof HTMLElement) bar.lastElementChild.focus();
}
