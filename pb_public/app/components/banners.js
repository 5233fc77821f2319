// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";

export function OfflineBanner() {
	return html`<div class="banner banner-offline" data-testid="offline-banner">
		<span class="pulse" aria-hidden="true"></span>
		<span>${t("live.offline")}</span>
	</div>`;
}
