// @ts-check
// What whoever runs the program for real should set and hasn't, each with its place in the dashboard.

import { html, useEffect } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";
import { Empty, Skeleton } from "/app/components/empty.js";
import { Icon } from "/app/components/icon.js";
import { isAdmin } from "/app/state/account-news.js";
import { checkHealth, health } from "/app/state/health.js";

export function SetupSettings() {
	const admin = isAdmin.value;
	useEffect(() => {
		if (admin) void checkHealth();
	}, [admin]);
	if (!admin) return html`<${Empty} icon="info" title=${t("notices.adminsOnly")} help=${t("setup.adminsOnlyHelp")} />`;
	if (!health.value) return html`<${Skeleton} rows=${3} />`;
	const points = health.value.setup;
	return html`<section class="card" aria-labelledby="set-setup">
		<h2 id="set-setup">${t("setup.title")}</h2>
		${points.length === 0
			? html`<p class="notices-none" data-testid="setup-none"><${Icon} name="check" />${t("setup.none")}</p>`
			: html`<p class="quiet">${t("setup.help")}</p>
					<ul class="notices">
						${points.map((point) => html`<${Point} key=${point.code} point=${point} />`)}
					</ul>`}
	</section>`;
}

/** @param {{point: Health["setup"][number]}} props */
function Point({ point }) {
	return html`<li class="notice" data-testid="setup-point" data-code=${point.code}>
		<span class="notice-icon"><${Icon} name="info" /></span>
		<div class="notice-main">
			<p class="notice-title"><strong>${point.title}</strong></p>
			<p>${point.text}</p>
			${point.page &&
			html`<p class="notice-foot">
				<a class="link-button" href=${point.page} target="_blank" rel="noopener" title=${t("setup.openHelp")} aria-label=${`${t("setup.open")}: ${point.title}`}>${t("setup.open")}</a>
			</p>`}
		</div>
	</li>`;
}
