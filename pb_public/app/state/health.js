// @ts-check
// What is wrong with the setup, and why nothing leaves. Asked for whenever the server says that it
// has changed, and with every refresh: see live.js.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb } from "/app/pb.js";
import { onSignOut } from "/app/state/session.js";

export const health = signal(/** @type {Health | null} */ (null));

/** What WhatsApp tells of the account and nobody has dismissed; filled by account-news.js. */
export const news = signal({ count: 0, words: "" });

let turn = 0;

export async function checkHealth() {
	const mine = ++turn;
	try {
		const found = await pb.send("/api/crm/health", { method: "GET", requestKey: null });
		if (mine === turn) health.value = found;
	} catch {
		// No answer is not a finding: the connection banner speaks for that.
	}
}

export const configured = computed(() => health.value?.whatsapp?.configured !== false);

export const ill = computed(() => !!health.value && (health.value.warnings.length > 0 || health.value.parked_events > 0));
/** Why nothing leaves now. */
export const sending = computed(() => health.value?.sending ?? { reason: "", closed: false });

onSignOut(() => {
	turn++;
	health.value = null;
});
