// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { TYPES, t, typeName } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/**
 * The type filter: radio buttons drawn as one control, so Tab enters it and the arrow keys choose.
 *
 * @param {{value: string, onChange: (value: any) => void}} props
 */
export function TypeFilter({ value, onChange }) {
	return html`<fieldset class="segments">
		<legend class="visually-hidden">${t("inbox.filter")}</legend>
		${["all", ...TYPES].map((type) => {
			const label = type === "all" ? t("inbox.allTypes") : typeName(type);
			return html`<label
				key=${type}
				class=${`segment segment-${type}`}
				title=${label}
				data-testid=${`filter-${type}`}
			>
				<input
					type="radio"
					name="type-filter"
					value=${type}
					checked=${value === type}
					onChange=${() => onChange(type)}
				/>
				${type === "all" ? html`<span aria-hidden="true">${t("inbox.all")}</span>` : html`<${Icon} name=${type} />`}
				<span class="visually-hidden">${label}</span>
			</label>`;
		})}
	</fieldset>`;
}
