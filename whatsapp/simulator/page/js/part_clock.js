// @ts-check
import { api } from "./api.js";
import { h } from "./dom.js";
import { timeWithSeconds, day } from "./format.js";
import { line, makePart, select } from "./part.js";
import { now, setClock, store } from "./store.js";

/** The simulated clock: all that Meta does later happens on it. */
export function clockPart() {
  const part = makePart("clock", "Clock", "Everything runs on this clock: ticks, the 24-hour window, retries, expiries.", true);
  const face = h("p", { class: "clock-face", "data-testid": "clock-face" });
  const speed = select("Speed", [["1", "As in life"], ["60", "An hour in a minute"], ["3600", "An hour in a second"]], { onchange: () => change({ speed: Number(speed.input.value) }).catch(() => {}) });

  /** @param {object} how */
  const change = async (how) => setClock(await api.clock(how));
  /** @param {string} length @param {string} label */
  const move = (length, label) =>
    part.button(label, async () => {
      await change({ move: length });
      return "All that was due has been done.";
    }, { "data-testid": "clock-" + length });
  const hold = part.button("Hold", () => change({ hold: !store.clock.held }), { "data-testid": "clock-hold" });
  const real = part.button("Real time", () => change({ hold: false, speed: 1 }));
  part.body.append(face, line(hold, move("1h", "+ 1 h"), move("25h", "+ 25 h"), move("7d", "+ 7 d")), line(speed.element, real));

  return {
    element: part.element,
    draw() {
      const { held, speed: factor } = store.clock;
      const iso = new Date(now()).toISOString();
      const words = `${day(iso, Date.now())}, ${timeWithSeconds(iso)}`;
      if (face.textContent !== words) face.textContent = words;
      const label = held ? "Let it run" : "Hold";
      if (hold.textContent !== label) hold.textContent = label;
      if (document.activeElement !== speed.input) speed.input.value = String(factor);
      part.mark(held ? "held" : factor !== 1 ? `× ${factor}` : "", true);
    },
  };
}
