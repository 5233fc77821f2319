// @ts-check
import { html, useEffect, useId, useState } from "/vendor/preact-htm-signals.mjs";
import { filterQuick, quickQuery } from "/app/lib/quick.js";
import { rove } from "/app/lib/rove.js";
import { t } from "/app/i18n/index.js";

/** As many quick replies as are shown at once. */
const SHOWN = 8;

/**
 * The list that "/" opens: the arrow keys choose, Enter and Tab insert, Escape closes.
 *
 * @param {{quick: QuickReply[], onQuick: () => void, fill: (text: string) => string}} props
 * @param {string} text
 * @param {(body: string) => void} choose
 */
export function useQuick({ quick, onQuick, fill }, text, choose) {
	const [at, setAt] = useState(0);
	const [closed, setClosed] = useState("");
	const id = useId();
	const query = quickQuery(text);
	const open = query !== null && closed !== text;
	useEffect(() => {
		if (query !== null) onQuick();
		setAt(0);
	}, [query]);
	const found = open ? filterQuick(quick, query ?? "").slice(0, SHOWN) : [];
	const here = Math.min(at, found.length - 1);

	/** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
	const press = (event) => {
		if (!open) return false;
		if (event.key === "Escape") {
			event.stopPropagation();
			setClosed(text);
			return true;
		}
		if (found.length === 0) return false;
		const next = rove(event.key, here, found.length);
		const enters = (event.key === "Enter" && !event.shiftKey) || (event.key === "Tab" && !event.shiftKey);
		if (next < 0 && !enters) return false;
		event.preventDefault();
		if (enters) choose(found[here].body);
		else setAt(next);
		return true;
	};
	const list =
		open &&
		html`<div class="quick" data-testid="quick-list">
			${found.length > 0
				? html`<ul role="listbox" id=${id} aria-label=${t("quick.title")}>
						${found.map(
							(one, i) => html`<li
								key=${one.id}
								id=${`${id}-${i}`}
								role="option"
								class="quick-item"
								aria-selected=${i === here ? "true" : "false"}
								data-testid="quick-item"
								data-shortcut=${one.shortcut}
								onMouseDown=${(/** @type {Event} */ event) => {
									event.preventDefault();
									choose(one.body);
								}}
							>
								<span class="quick-key">/${one.shortcut}</span><span class="quick-body" dir="auto">${fill(one.body)}</span>
							</li>`,
						)}
					</ul>`
				: html`<p class="quiet">${t(quick.length > 0 ? "quick.none" : "quick.empty")} <a href="/settings/quick-replies">${t("quick.manage")}</a></p>`}
		</div>`;
	const tie = found.length > 0 ? { "aria-autocomplete": "list", "aria-controls": id, "aria-activedescendant": `${id}-${here}` } : {};
	return { list, press, tie };
}
