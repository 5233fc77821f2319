// @ts-check
import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { toLocalInput, whenWords } from "/app/lib/dates-more.js";
import { MAX_DAYS, presets, readWhen } from "/app/lib/schedule.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/**
 * Chooses a time: one of the usual ones, or any.
 *
 * @param {object} props
 * @param {string} props.value of a datetime-local input
 * @param {string} [props.error]
 * @param {(value: string) => void} props.onChange
 * @param {Date | null} [props.until] the end of the time in which free text is possible
 * @param {(at: Date) => void} [props.onPreset] where a usual time is chosen with one press
 */
export function When({ value, error, until, onChange, onPreset }) {
	const now = new Date();
	return html`<div class="when">
		<div class="when-presets" role="group" aria-label=${t("later.presets")}>
			${presets(now).map(
				({ key, at }) => html`<button
					key=${key}
					type="button"
					class="when-preset"
					aria-pressed=${onPreset ? undefined : String(value === toLocalInput(at))}
					data-testid=${`later-${key}`}
					onClick=${() => (onPreset ? onPreset(at) : onChange(toLocalInput(at)))}
				>
					<span>${t(/** @type {any} */ (`later.${key}`))}</span><span class="quiet">${whenWords(at, now)}</span>
					${until && at > until && html`<span class="when-late"><${Icon} name="alert" />${t("later.late")}</span>`}
				</button>`,
			)}
		</div>
		<${Field}
			label=${t("later.other")}
			error=${error}
			control=${(/** @type {any} */ tie) => html`<input
				...${tie}
				class="input"
				type="datetime-local"
				min=${toLocalInput(now)}
				data-testid="later-when"
				value=${value}
				onInput=${(/** @type {any} */ e) => onChange(e.currentTarget.value)}
			/>`}
		/>
	</div>`;
}

/** What is wrong with a time, in words. @param {string} problem */
export function whenProblem(problem) {
	return problem ? t(/** @type {any} */ (`later.${problem}`), { days: MAX_DAYS }) : "";
}

/**
 * Sends a message that is already written at another time.
 *
 * @param {object} props
 * @param {string} props.text
 * @param {Date | null} props.until the end of the time in which free text is possible
 * @param {(at: Date) => void} props.onChoose
 * @param {() => void} props.onClose
 */
export function LaterDialog({ text, until, onChoose, onClose }) {
	const [value, setValue] = useState("");
	const [error, setError] = useState("");
	const chosen = value ? readWhen(value, new Date()).at : null;
	const late = until && presets(new Date()).some(({ at }) => at > until);
	useEffect(() => setError(""), [value]);
	/** @param {Event} event */
	const submit = (event) => {
		event.preventDefault();
		const { at, problem } = readWhen(value, new Date());
		if (at) onChoose(at);
		else setError(whenProblem(problem));
	};
	return html`<${Dialog} title=${t("later.title")} onClose=${onClose} testid="later-dialog">
		<form class="form" novalidate onSubmit=${submit}>
			<p class="later-text" dir="auto">${text}</p>
			${late && html`<p class="form-note"><${Icon} name="info" />${t("later.afterWindow", { time: whenWords(/** @type {Date} */ (until), new Date()) })}</p>`}
			<${When} value=${value} error=${error} until=${until} onChange=${setValue} onPreset=${onChoose} />
			<div class="form-actions">
				<button type="button" class="button" onClick=${onClose}>${t("common.cancel")}</button>
				<button type="submit" class="button button-whatsapp" data-testid="later-submit"><${Icon} name="clock" />${chosen ? t("later.submitAt", { time: whenWords(chosen, new Date()) }) : t("later.submit")}</button>
			</div>
		</form>
	<//>`;
}
