// @ts-check
import { signal } from "/vendor/preact-htm-signals.mjs";

/** Whether somebody can see this page now. Nothing is marked read in a hidden tab. */
export const visible = signal(document.visibilityState === "visible");

document.addEventListener("visibilitychange", () => {
	visible.value = document.visibilityState === "visible";
});
