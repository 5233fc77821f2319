// @ts-check
import { html, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { isShortLink, parsePlace } from "/app/lib/location.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { focusFirst } from "/app/components/send-dialog.js";

/**
 * Sends a place, from its coordinates or the address of a map.
 *
 * @param {{onSend: (content: Content, shown: string) => Promise<Problem | null>, onClose: () => void}} props
 */
export function LocationDialog({ onSend, onClose }) {
	const [values, setValues] = useState({ place: "", name: "", address: "" });
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	const form = useRef(/** @type {HTMLFormElement | null} */ (null));
	const place = parsePlace(values.place);

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy || !form.current) return;
		/** @type {Record<string, string>} */
		const found = {};
		if (!place) found.place = t(isShortLink(values.place) ? "location.short" : "location.need");
		if (values.address.trim() && !values.name.trim()) found.name = t("location.needName");
		setErrors(found);
		if (!place || Object.keys(found).length > 0) return focusFirst(form.current);
		setBusy(true);
		const [name, address] = [values.name.trim() || undefined, values.address.trim() || undefined];
		const problem = await onSend({ location: { ...place, name, address } }, name ?? `${place.latitude}, ${place.longitude}`);
		setBusy(false);
		if (!problem) return onClose();
		setErrors({ general: Object.values(problem.fields)[0] ?? problem.message });
	};
	/** @param {keyof typeof values} field @param {string} label @param {string} [hint] @param {boolean} [optional] */
	const line = (field, label, hint, optional) => html`<${Field}
		label=${label}
		hint=${hint}
		optional=${optional}
		error=${errors[field]}
		control=${(/** @type {any} */ tie) => html`<input
			...${tie}
			class="input"
			dir="auto"
			autocomplete="off"
			autofocus=${field === "place"}
			data-testid=${`location-${field}`}
			value=${values[field]}
			onInput=${(/** @type {any} */ e) => setValues({ ...values, [field]: e.currentTarget.value })}
		/>`}
	/>`;

	return html`<${Dialog} title=${t("location.title")} onClose=${onClose} testid="location-dialog">
		<form class="form" novalidate ref=${form} onSubmit=${submit}>
			${line("place", t("location.place"), place ? t("location.found", { latitude: String(place.latitude), longitude: String(place.longitude) }) : t("location.placeHelp"))}
			${line("name", t("location.name"), "", true)} ${line("address", t("location.address"), "", true)}
			${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-whatsapp" data-testid="location-submit" disabled=${busy}><${Icon} name="whatsapp" />${t(busy ? "send.busy" : "send.submit")}</button>
			</div>
		</form>
	<//>`;
}
