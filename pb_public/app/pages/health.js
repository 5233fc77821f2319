// @ts-check
// Says above every page what is wrong with the setup, as soon as it is known.

import { html, useEffect } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";
import { HealthBanner } from "/app/components/health-banner.js";
import { health } from "/app/state/health.js";
import { announce } from "/app/state/notices.js";
import { me } from "/app/state/session.js";

const names = new Intl.ListFormat("en", { type: "disjunction" });

export function Health() {
	const found = health.value;
	const points = [...(found?.warnings ?? [])];
	// Of what waits to be filed the server gives the number alone.
	if (found && found.parked_events > 0) points.push(t("health.parked", { count: found.parked_events }));
	const [first = ""] = points;
	useEffect(() => announce(first), [first]);
	if (!found || !first) return null;
	const tell = me.value?.role === "admin" ? "" : found.tell.length > 0 ? t("health.tell", { names: names.format(found.tell) }) : t("health.tellSomebody");
	return html`<${HealthBanner} points=${points} tell=${tell} />`;
}
