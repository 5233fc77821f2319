// @ts-check
import { h, html } from "/vendor/preact-htm-signals.mjs";
import { fullTime } from "/app/lib/dates.js";
import { own } from "/app/lib/own.js";
import { renderText } from "/app/lib/text.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/** @type {Record<string, string>} */
const BUTTON_ICONS = { url: "link", phone_number: "call", copy_code: "copy", quick_reply: "reply", otp: "copy", list: "buttons", spm: "cart", catalog: "cart" };
/** @type {Record<string, string>} */
const MEDIA_ICONS = { product: "cart" };

/**
 * @typedef {object} Shown
 * @property {string} [media] image, video, document, location or product
 * @property {string} [caption] of the file or the place
 * @property {string} [picture] its address, where it is there already
 * @property {string} [header]
 * @property {string} body
 * @property {string} [footer]
 * @property {{kind: string, text: string}[]} [buttons]
 */

/**
 * A message as WhatsApp will draw it.
 *
 * @param {Shown & {offer?: {text: string, until: string} | null, cards?: Shown[]}} props until: of a datetime-local input
 */
export function WaPreview({ offer, cards = [], ...own }) {
	return html`<figure class="wa" data-testid="template-preview">
		<figcaption class="visually-hidden">${t("template.preview")}</figcaption>
		<div class="wa-card"><${Card} ...${own} offer=${offer} empty=${true} /></div>
		${cards.length > 0 &&
		html`<ol class="wa-cards" tabindex="0" aria-label=${t("template.cards")}>
			${cards.map((card, i) => html`<li key=${i} class="wa-card"><${Card} ...${card} /></li>`)}
		</ol>`}
	</figure>`;
}

/** @param {Shown & {offer?: {text: string, until: string} | null, empty?: boolean}} props empty: says so where nothing is */
function Card({ media, caption, picture, header, body, footer, buttons = [], offer, empty }) {
	const until = offer?.until ? new Date(offer.until) : null;
	return html`<div class="bubble wa-bubble">
			${media && picture && html`<img class="wa-picture" src=${picture} alt=${caption || t("template.media.image")} />`}
			${media &&
			!picture &&
			html`<p class=${`wa-media wa-${media}`}><${Icon} name=${own(MEDIA_ICONS, media) ?? media} /><span>${caption || t(/** @type {any} */ (`template.media.${media}`))}</span></p>`}
			${header && html`<p class="wa-header" dir="auto">${header}</p>`}
			${offer &&
			html`<p class="wa-offer"><${Icon} name="clock" /><span dir="auto">${offer.text}</span>${until && !Number.isNaN(until.getTime()) && html`<span class="quiet">${t("template.until", { time: fullTime(until) })}</span>`}</p>`}
			${(body || empty) && html`<div class="bubble-text" dir="auto">${body ? renderText(body, h) : html`<span class="quiet">${t("template.previewEmpty")}</span>`}</div>`}
			${footer && html`<p class="wa-footer" dir="auto">${footer}</p>`}
		</div>
		${buttons.map((one, i) => html`<p key=${i} class="bubble wa-button"><${Icon} name=${own(BUTTON_ICONS, one.kind) ?? "reply"} /><span>${one.text}</span></p>`)}`;
}
