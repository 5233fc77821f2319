// @ts-check
import { api } from "./api.js";
import { line, makePart, select } from "./part.js";
import { store } from "./store.js";
import { field } from "./forms.js";

/** a little of everything that Meta does at times; as SomeDisorder in Go */
const some = { duplicate: 0.1, reorder: 0.2, early: 0.2, drop: 0.05, drop_answer: 0.05 };

/** Webhooks that come twice, late, in another order or not at first. */
export function disorderPart() {
  const part = makePart("disorder", "Disorder", "Meta promises neither order nor once. With “some”, webhooks come twice, overtake each other and get lost on the way, always in the same manner for the same seed.");
  const level = select("Webhooks come", [["off", "in order, once"], ["some", "in some disorder"]], { "data-testid": "disorder", onchange: set });
  const seed = field("Seed", { inputmode: "numeric", value: "1", maxlength: "9", onchange: set });
  let known = -1;

  async function set() {
    const number = Number.parseInt(seed.input.value, 10) || 1;
    try {
      await api.setDisorder(level.input.value === "off" ? { seed: number } : { seed: number, ...some });
      part.say(level.input.value === "off" ? "In order again." : `Disorder with seed ${number}.`);
    } catch (problem) {
      part.say(String(problem), true);
    }
  }
  part.body.append(line(level.element, seed.element));

  return {
    element: part.element,
    draw() {
      if (known === store.disorders || !store.connected) return;
      known = store.disorders;
      api.disorder().then((now) => {
        const on = Object.entries(now).some(([name, value]) => name !== "seed" && value);
        level.input.value = on ? "some" : "off";
        if (now.seed) seed.input.value = String(now.seed);
        part.mark(on ? "on" : "", true);
      }, () => {});
    },
  };
}

/** The receiver of webhooks can't be reached for a while. */
export function outagePart() {
  const part = makePart("outage", "Outage", "Your inbox can’t be reached for some simulated time. Meta keeps the webhooks and tries again.");
  /** @param {string} length @param {string} label */
  const button = (length, label) =>
    part.button(label, async () => {
      await api.outage(length);
      part.mark(length === "0s" ? "" : label, true);
      return length === "0s" ? "The inbox can be reached." : `Nothing reaches the inbox for ${label}.`;
    });
  part.body.append(line(button("10m", "10 minutes"), button("2h", "2 hours"), button("24h", "a day"), button("0s", "End it")));
  return { element: part.element, draw() {} };
}
