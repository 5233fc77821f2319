// @ts-check
import { html, useEffect, useId, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { rove } from "/app/lib/rove.js";
import { Icon } from "/app/components/icon.js";

/**
 * What is done more rarely, behind one button. Escape and a press elsewhere close it.
 *
 * @param {{label: string, testid: string, icon?: string, class?: string, items: {icon: string, label: string, testid: string, run: () => void}[]}} props
 */
export function Menu({ label, testid, icon = "more", class: extra = "", items }) {
	const [open, setOpen] = useState(false);
	const root = useRef(/** @type {HTMLDivElement | null} */ (null));
	const id = useId();
	const links = () => /** @type {HTMLElement[]} */ ([...(root.current?.querySelectorAll('[role="menuitem"]') ?? [])]);
	const button = () => /** @type {HTMLElement | null} */ (root.current?.querySelector("[aria-haspopup]") ?? null);

	useEffect(() => {
		if (!open) return undefined;
		links()[0]?.focus({ preventScroll: true });
		/** @param {Event} event */
		const away = (event) => {
			if (!root.current?.contains(/** @type {Node} */ (event.target))) setOpen(false);
		};
		document.addEventListener("pointerdown", away);
		document.addEventListener("focusin", away);
		return () => {
			document.removeEventListener("pointerdown", away);
			document.removeEventListener("focusin", away);
		};
	}, [open]);

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (!open) return;
		if (event.key === "Escape" || event.key === "Tab") {
			if (event.key === "Escape") event.preventDefault();
			event.stopPropagation();
			setOpen(false);
			return button()?.focus();
		}
		const all = links();
		const next = rove(event.key, all.indexOf(/** @type {any} */ (document.activeElement)), all.length);
		if (next < 0) return;
		event.preventDefault();
		all[next].focus();
	};

	return html`<div class=${`menu ${extra}`} ref=${root} onKeyDown=${press}>
		<button
			type="button"
			class="icon-button"
			aria-haspopup="menu"
			aria-expanded=${open ? "true" : "false"}
			aria-controls=${open ? id : undefined}
			aria-label=${label}
			title=${label}
			data-testid=${testid}
			onClick=${() => setOpen(!open)}
		>
			<${Icon} name=${icon} />
		</button>
		${open &&
		html`<div class="menu-items" role="menu" id=${id} aria-label=${label}>
			${items.map(
				(item) => html`<button
					key=${item.testid}
					type="button"
					role="menuitem"
					tabindex="-1"
					class="menu-item"
					data-testid=${item.testid}
					onClick=${() => {
						// The focus is back before a dialog takes it, so that it returns here.
						button()?.focus();
						setOpen(false);
						item.run();
					}}
				>
					<${Icon} name=${item.icon} />${item.label}
				</button>`,
			)}
		</div>`}
	</div>`;
}
