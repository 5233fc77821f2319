// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { localTimes } from "/app/lib/dates-more.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** As many as one look takes in; the page has them all. */
const SHOWN = 3;

/**
 * What does not work on WhatsApp until an admin acts: one line that unfolds.
 *
 * @param {{problems: AccountNotice[]}} props
 */
export function AccountBanner({ problems }) {
	if (problems.length === 0) return null;
	const [newest] = problems;
	return html`<details class="banner banner-problem" data-testid="account-banner">
		<summary><${Icon} name="alert" /><span>
			<span class="banner-words">${localTimes(newest.title)}</span>${problems.length > 1 && html` <span class="banner-more">${t("common.andMore", { count: problems.length - 1 })}</span>`}
		</span></summary>
		<ul>
			${problems.slice(0, SHOWN).map((one) => html`<li key=${one.id}>${problems.length > 1 && html`<strong>${localTimes(one.title)}</strong>`} ${localTimes(one.advice)}</li>`)}
			<li><a href="/settings/notices">${t("notices.open")}</a></li>
		</ul>
	</details>`;
}
