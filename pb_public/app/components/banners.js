// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** What is wrong with the setup: one calm line that unfolds. @param {{warnings: string[]}} props */
export function HealthBanner({ warnings }) {
	if (warnings.length === 0) return null;
	return html`<details class="banner" data-testid="health-banner">
		<summary><${Icon} name="info" /><span>${t("health.title", { count: warnings.length })}</span></summary>
		<ul>
			${warnings.map((words) => html`<li key=${words}>${words}</li>`)}
		</ul>
	</details>`;
}

export function OfflineBanner() {
	return html`<div class="banner banner-offline" data-testid="offline-banner">
		<span class="pulse" aria-hidden="true"></span>
		<span>${t("live.offline")}</span>
	</div>`;
}
