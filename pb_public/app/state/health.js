// @ts-check
// What is wrong with the setup, for the banner.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb } from "/app/pb.js";
import { t } from "/app/i18n/index.js";
import { onSignOut } from "/app/state/session.js";

export const health = signal(/** @type {Health | null} */ (null));

/** What WhatsApp tells of the account and nobody has dismissed; filled by account-news.js. */
export const news = signal({ count: 0, words: "" });

export async function checkHealth() {
	try {
		health.value = await pb.send("/api/crm/health", { method: "GET", requestKey: null });
	} catch {
		// No answer is not a finding: the connection banner speaks for that.
	}
}

export const configured = computed(() => health.value?.whatsapp?.configured !== false);

/** The points of the banner, each with what to do. */
export const warnings = computed(() => {
	const found = health.value;
	if (!found) return [];
	// The server says in words what is wrong.
	if (found.warnings?.length > 0) return found.warnings;
	// Of what waits to be filed it gives the number alone.
	return found.parked_events > 0 ? [t("health.parked", { count: found.parked_events })] : [];
});

onSignOut(() => {
	health.value = null;
});
