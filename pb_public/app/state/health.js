// @ts-check
// What is wrong with the setup, for the banner.

import { computed, signal } from "/vendor/preact-htm-signals.mjs";
import { pb } from "/app/pb.js";
import { t } from "/app/i18n/index.js";
import { onSignOut } from "/app/state/session.js";

export const health = signal(/** @type {Health | null} */ (null));

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
	// The server's own sentences know more than we do; ours stand in where it has none.
	if (found.warnings?.length > 0) return found.warnings;
	const points = [];
	const { configured: ready, missing = [], signature_checked: signed, default_verify_token: stock } = found.whatsapp ?? {};
	if (ready === false) {
		points.push(missing.length > 0 ? t("health.missing", { names: missing.join(", ") }) : t("health.missingSome"));
	}
	if (signed === false) points.push(t("health.unsigned"));
	if (stock) points.push(t("health.verifyToken"));
	if (found.parked_events > 0) points.push(t("health.parked", { count: found.parked_events }));
	return points;
});

onSignOut(() => {
	health.value = null;
});
