// @ts-check
import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/**
 * What to say, and what to do next, where there is nothing to show.
 *
 * @param {{icon: string, title: string, help?: string, children?: any}} props
 */
export function Empty({ icon, title, help, children }) {
	return html`<div class="empty">
		<span class="empty-icon"><${Icon} name=${icon} /></span>
		<p class="empty-title">${title}</p>
		${help && html`<p class="empty-help">${help}</p>`}
		${children && html`<div class="empty-actions">${children}</div>`}
	</div>`;
}

/**
 * Grey lines in the shape of what is coming. Only after 200 ms: most answers are there by then.
 *
 * @param {{rows?: number, kind?: "list" | "thread"}} props
 */
export function Skeleton({ rows = 6, kind = "list" }) {
	const [late, setLate] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setLate(true), 200);
		return () => clearTimeout(timer);
	}, []);
	if (!late) return null;
	return html`<div class=${`skeleton skeleton-${kind}`} role="status">
		<span class="visually-hidden">${t("common.loading")}</span>
		${Array.from({ length: rows }, (_, i) => html`<div key=${i} class="skeleton-row"><span></span><div><i></i><i></i></div></div>`)}
	</div>`;
}

/**
 * An error where it happened, with the button that helps.
 *
 * @param {{message: string, onRetry?: () => void}} props
 */
export function Trouble({ message, onRetry }) {
	return html`<div class="trouble" role="alert">
		<${Icon} name="alert" />
		<p>${message}</p>
		${onRetry && html`<button type="button" class="button" onClick=${onRetry}>${t("common.retry")}</button>`}
	</div>`;
}
