// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** @param {{page: string, unread: number, onHelp: () => void}} props */
export function Nav({ page, unread, onHelp }) {
	/** @type {[string, string, string, boolean][]} */
	const links = [
		["/inbox", "inbox", t("nav.inbox"), page === "inbox"],
		["/customers", "customers", t("nav.customers"), /^(customer|import)/.test(page)],
		["/settings", "settings", t("nav.settings"), page === "settings"],
	];
	return html`<nav class="nav" aria-label=${t("app.nav")}>
		<ul>
			${links.map(
				([href, icon, label, here]) => html`<li key=${href}>
					<a class="nav-link" href=${href} aria-current=${here ? "page" : undefined}>
						<span class="nav-icon">
							<${Icon} name=${icon} />
							${icon === "inbox" &&
							unread > 0 &&
							html`<span class="badge badge-corner" data-testid="nav-unread" aria-hidden="true">${unread > 99 ? "99+" : unread}</span>`}
						</span>
						<span>${label}</span>
						${icon === "inbox" && unread > 0 && html`<span class="visually-hidden">, ${t("nav.unread", { count: unread })}</span>`}
					</a>
				</li>`,
			)}
		</ul>
		<button type="button" class="nav-link nav-help" title=${t("nav.help")} aria-label=${t("nav.help")} onClick=${onHelp}>
			<span class="nav-icon"><${Icon} name="keyboard" /></span>
		</button>
	</nav>`;
}
