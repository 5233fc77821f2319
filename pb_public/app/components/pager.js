// @ts-check
import { html, useEffect, useRef } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";

/**
 * Loads the next page when it comes near the viewport. It is a button, so it also works by hand.
 *
 * @param {{onMore: () => void, loading: boolean, label?: string}} props
 */
export function Pager({ onMore, loading, label }) {
	const ref = useRef(/** @type {HTMLButtonElement | null} */ (null));
	const latest = useRef(onMore);
	latest.current = onMore;
	useEffect(() => {
		const button = ref.current;
		if (!button || loading || !("IntersectionObserver" in window)) return undefined;
		// note: observed anew after each page. An observer only speaks of changes, and a short page
		// may leave the button where it was.
		const watcher = new IntersectionObserver(
			(entries) => {
				if (entries.some((entry) => entry.isIntersecting)) latest.current();
			},
			{ rootMargin: "300px 0px" },
		);
		watcher.observe(button);
		return () => watcher.disconnect();
	}, [loading]);
	return html`<div class="pager">
		<button ref=${ref} type="button" class="button button-quiet" disabled=${loading} onClick=${onMore}>
			${loading ? t("common.loading") : (label ?? t("common.loadMore"))}
		</button>
	</div>`;
}
