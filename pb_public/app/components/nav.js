// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** @param {{page: string, unread: number, news: {count: number, words: string}, onHelp: () => void}} props news: of the account */
export function Nav({ page, unread, news, onHelp }) {
	/** @type {[string, string, string, boolean, number, string][]} */
	const links = [
		["/inbox", "inbox", t("nav.inbox"), page === "inbox", unread, t("nav.unread", { count: unread })],
		["/customers", "customers", t("nav.customers"), /^(customer|import)/.test(page), 0, ""],
		[news.count > 0 ? "/settings/notices" : "/settings", "settings", t("nav.settings"), page === "settings", news.count, news.words],
	];
	return html`<nav class="nav" aria-label=${t("app.nav")}>
		<ul>
			${links.map(
				([href, icon, label, here, count, words]) => html`<li key=${icon}>
					<a class="nav-link" href=${href} aria-current=${here ? "page" : undefined}>
						<span class="nav-icon">
							<${Icon} name=${icon} />
							${count > 0 &&
							html`<span class=${`badge badge-corner badge-${icon}`} data-testid=${icon === "inbox" ? "nav-unread" : "nav-news"} aria-hidden="true">${count > 99 ? "99+" : count}</span>`}
						</span>
						<span>${label}</span>
						${count > 0 && html`<span class="visually-hidden">, ${words}</span>`}
					</a>
				</li>`,
			)}
		</ul>
		<button type="button" class="nav-link nav-help" title=${t("nav.help")} aria-label=${t("nav.help")} onClick=${onHelp}>
			<span class="nav-icon"><${Icon} name="keyboard" /></span>
		</button>
	</nav>`;
}
