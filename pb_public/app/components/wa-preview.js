// @ts-check
import { h, html } from "/vendor/preact-htm-signals.mjs";
import { renderText } from "/app/lib/text.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/** @type {Record<string, string>} */
const BUTTON_ICONS = { url: "link", phone_number: "call", copy_code: "copy", quick_reply: "reply", otp: "copy", list: "buttons" };

/**
 * A message as WhatsApp will draw it.
 *
 * @param {object} props
 * @param {string} [props.media] image, video, document or location
 * @param {string} [props.caption] of the file or the place
 * @param {string} [props.header]
 * @param {string} props.body
 * @param {string} [props.footer]
 * @param {{kind: string, text: string}[]} [props.buttons]
 */
export function WaPreview({ media, caption, header, body, footer, buttons = [] }) {
	return html`<figure class="wa" data-testid="template-preview">
		<figcaption class="visually-hidden">${t("template.preview")}</figcaption>
		<div class="wa-card">
			<div class="bubble wa-bubble">
				${media &&
				html`<p class=${`wa-media wa-${media}`}><${Icon} name=${media} /><span>${caption || t(/** @type {any} */ (`template.media.${media}`))}</span></p>`}
				${header && html`<p class="wa-header" dir="auto">${header}</p>`}
				<div class="bubble-text" dir="auto">${body ? renderText(body, h) : html`<span class="quiet">${t("template.previewEmpty")}</span>`}</div>
				${footer && html`<p class="wa-footer" dir="auto">${footer}</p>`}
			</div>
			${buttons.map(
				(one, i) => html`<p key=${i} class="bubble wa-button"><${Icon} name=${BUTTON_ICONS[one.kind] ?? "reply"} /><span>${one.text}</span></p>`,
			)}
		</div>
	</figure>`;
}
