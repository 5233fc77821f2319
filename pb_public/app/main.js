// @ts-check
// The beginning: the router, the session, the live connection, the first page.

import { effect, html, render, untracked } from "/vendor/preact-htm-signals.mjs";
import { safeReturn } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { navigate, route, startRouter } from "/app/router.js";
import { Shell } from "/app/shell.js";
import { countUnread } from "/app/state/conversations.js";
import { start } from "/app/state/live.js";
import { reason, signedIn, verify } from "/app/state/session.js";

startRouter();

effect(() => {
	const inside = signedIn.value;
	untracked(() => (inside ? enter() : leave()));
});

function enter() {
	start();
	void verify(true);
	void countUnread();
	if (route.value.page !== "login") return;
	navigate(safeReturn(new URLSearchParams(location.search).get("next")), { replace: true });
}

/** To the sign-in page, which leads back to where somebody was. */
function leave() {
	if (route.value.page === "login") return;
	const here = location.pathname + location.search;
	const next = reason.value === "signedOut" || here === "/" || here === "/inbox" ? "" : `?next=${encodeURIComponent(here)}`;
	navigate(`/login${next}`, { replace: true });
}

// The shell is English until the texts are here.
const skip = document.querySelector(".skip-link");
if (skip) skip.textContent = t("app.skip");

const root = document.getElementById("app");
if (root) render(html`<${Shell} />`, root);
