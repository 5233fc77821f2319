// @ts-check
// What surrounds every page: navigation, banners, notices, the live region.

import { computed, effect, html, signal, useEffect, useLayoutEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { inboxPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { OfflineBanner } from "/app/components/banners.js";
import { Trouble } from "/app/components/empty.js";
import { useModule } from "/app/components/lazy.js";
import { Nav } from "/app/components/nav.js";
import { Toasts } from "/app/components/toasts.js";
import { arrived, focusHeading, navigate, route, title } from "/app/router.js";
import { onCommand } from "/app/state/commands.js";
import { unreadCount } from "/app/state/conversations.js";
import { ill, news } from "/app/state/health.js";
import { connection } from "/app/state/live.js";
import { announce, announcement, dismiss, notices } from "/app/state/notices.js";
import { me, signedIn } from "/app/state/session.js";

/** @type {Record<string, () => Promise<{default: any}>>} */
const PAGES = {
	login: () => import("/app/pages/sign-in.js"),
	inbox: () => import("/app/pages/inbox.js"),
	customers: () => import("/app/pages/customers.js"),
	customer: () => import("/app/pages/customer.js"),
	import: () => import("/app/pages/import.js"),
	settings: () => import("/app/pages/settings.js"),
	"not-found": () => import("/app/pages/not-found.js"),
};

const loadHelp = () => import("/app/pages/shortcuts.js");
const loadAccount = () => import("/app/pages/account.js");
const loadHealth = () => import("/app/pages/health.js");
const loadAlerts = () => import("/app/state/alerts.js");

/** What the first view does without is fetched when it is done, so that going there is at once. */
function fetchAhead() {
	const later = window.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 1500));
	later(() => {
		loadHelp().then((module) => module.startShortcuts(), () => {});
		loadAlerts().then((module) => module.startAlerts((id) => navigate(inboxPath(id))), () => {});
		for (const load of Object.values(PAGES)) load().catch(() => {});
	});
}

/** How long a lost connection is kept quiet: the usual ones are back before anybody notices. */
const QUIET = 1200;
const offline = signal(false);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let offlineTimer;
effect(() => {
	const lost = connection.value === "offline";
	clearTimeout(offlineTimer);
	if (lost) offlineTimer = setTimeout(() => (offline.value = true), QUIET);
	else if (offline.peek()) {
		offline.value = false;
		announce(t("live.back"));
	}
});

const pageName = computed(() => (signedIn.value ? route.value.page : "login"));

effect(() => {
	const page = title.value || t("app.name");
	const count = signedIn.value ? unreadCount.value : 0;
	document.title = count > 0 ? t("app.titleUnread", { page, count }) : t("app.title", { page });
});

export function Shell() {
	const [help, setHelp] = useState(false);
	const page = pageName.value;
	const inside = page !== "login";
	useEffect(() => onCommand("help", () => setHelp(true)), []);
	useEffect(() => {
		if (inside) fetchAhead();
	}, [inside]);
	return html`
		<div class=${inside ? "shell" : "shell shell-bare"} data-page=${page} data-deep=${route.value.id ? "yes" : "no"}>
			${inside && html`<${Nav} page=${page} unread=${unreadCount.value} news=${news.value} onHelp=${() => setHelp(true)} />`}
			<div class="stage">
				${inside && offline.value && html`<${OfflineBanner} />`}
				${inside && me.value?.role === "admin" && html`<${Account} />`}
				${inside && ill.value && html`<${Health} />`}
				<main id="main" tabindex="-1"><${Page} name=${page} /></main>
			</div>
		</div>
		<${Toasts} notices=${notices.value} onDismiss=${dismiss} />
		<p class="visually-hidden" aria-live="polite" data-testid="live-region">
			${offline.value && inside ? t("live.offline") : announcement.value}
		</p>
		${help && html`<${Help} onClose=${() => setHelp(false)} />`}
	`;
}

/** @param {{onClose: () => void}} props */
function Help({ onClose }) {
	const view = useModule(loadHelp)?.ShortcutsDialog;
	return view ? html`<${view} onClose=${onClose} />` : null;
}

/** What WhatsApp tells of the account. It may come late: it is rare. */
function Account() {
	const view = useModule(loadAccount)?.Account;
	return view ? html`<${view} />` : null;
}

/** What is wrong with the setup: rare as well. */
function Health() {
	const view = useModule(loadHealth)?.Health;
	return view ? html`<${view} />` : null;
}

/** A page, fetched when it is first shown. @param {{name: string}} props */
function Page({ name }) {
	const [failed, setFailed] = useState(false);
	const view = useModule(PAGES[name], () => setFailed(true))?.default;
	const counter = arrived.value;
	// note: before the paint. Later it would take the focus from somebody who has begun to type.
	useLayoutEffect(() => {
		if (view) focusHeading();
	}, [view, counter]);
	if (failed) return html`<${Trouble} message=${t("error.page")} onRetry=${() => location.reload()} />`;
	return view ? html`<${view} />` : null;
}
