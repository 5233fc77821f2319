// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/**
 * What is wrong, in the words that say what to do; of several the first, and the others unfold.
 *
 * @param {{points: string[], tell: string}} props tell: whom, for those who can't mend it
 */
export function HealthBanner({ points, tell }) {
	const [first, ...others] = points;
	return html`<details class=${others.length > 0 ? "banner" : "banner banner-whole"} data-testid="health-banner">
		<summary>
			<${Icon} name="info" />
			<span><span class="banner-words">${first}</span> ${tell}${others.length > 0 && html` <span class="banner-more">${t("common.andMore", { count: others.length })}</span>`}</span>
		</summary>
		${others.length > 0 && html`<ul>${others.map((words) => html`<li key=${words}>${words}</li>`)}</ul>`}
	</details>`;
}
