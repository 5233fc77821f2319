// @ts-check
// Follows what WhatsApp tells of the account, for the banner above every page and the badge beside it.

import { html, useEffect } from "/vendor/preact-htm-signals.mjs";
import { AccountBanner } from "/app/components/account-banner.js";
import { followAccount, problems } from "/app/state/account-news.js";

export function Account() {
	useEffect(followAccount, []);
	return html`<${AccountBanner} problems=${problems.value} />`;
}
