// @ts-check
import { api } from "./api.js";
import { h } from "./dom.js";
import { field } from "./forms.js";
import { line, makePart, pickFile, save } from "./part.js";
import { store } from "./store.js";

/** Conversations that are recorded once and played again and again. */
export function scenariosPart() {
  const part = makePart("scenarios", "Scenarios", "Record what customers do here, save it as a file, and play it again: by hand, or in a test.");
  const name = field("Name", { maxlength: "100", value: "My scenario" });
  const record = part.button("Record", async () => {
    if (!store.recording) {
      await api.record(name.input.value.trim() || "My scenario");
      store.recording = true;
      return "Recording. Write on the phones, answer in the inbox, then stop.";
    }
    const scenario = await api.stopRecording();
    store.recording = false;
    save(`${(scenario.name || "scenario").replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.json`, scenario);
    return `Saved, with ${scenario.steps.length} steps.`;
  }, { "data-testid": "scenario-record" });
  const run = part.button("Play a file…", () =>
    pickFile(async (file) => {
      part.say("Playing…");
      await api.runScenario(file);
      return "Played to its end: all that was expected happened.";
    }),
  );
  const dot = h("span", { class: "record-dot", "aria-hidden": "true" });
  part.body.append(name.element, line(dot, record, run));
  return {
    element: part.element,
    draw() {
      const label = store.recording ? "Stop and save" : "Record";
      if (record.textContent !== label) record.textContent = label;
      dot.hidden = !store.recording;
      part.mark(store.recording ? "recording" : "", true);
    },
  };
}

/** All of it in one file. */
export function statePart() {
  const part = makePart("state", "Save and load everything", "Customers, chats, templates, files and the clock in one file, without secrets.");
  part.body.append(
    line(
      part.button("Save a file", async () => save("simulator.json", await api.exportState())),
      part.button("Load a file…", () =>
        pickFile(async (file) => {
          await api.importState(file);
          return "Loaded.";
        }),
      ),
    ),
  );
  return { element: part.element, draw() {} };
}
