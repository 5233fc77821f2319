// @ts-check
// What a message holds beside its text, drawn: a place, address cards, a cart, the answers of a
// form, what was to choose from, the ad it came from.

import { html } from "/vendor/preact-htm-signals.mjs";
import { amountText, fieldWords, phoneLink } from "/app/lib/parts.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/** Whether the parts say what the body says in words. @param {Details} details */
export const sayAll = (details) => !!(details.place || details.cards || details.order || details.answers || details.offer || KINDS.includes(whyMissing(details)));

/**
 * @param {{details: Details, known?: string, onCard: (card: Card) => void}} props known: the number of the customer who wrote
 */
export function MessageParts({ details, known = "", onCard }) {
	const { place, cards, order, answers, offer, choice, ad, missing } = details;
	return html`
		${ad && html`<${Ad} ad=${ad} />`}
		${place && html`<${Place} place=${place} />`}
		${cards && html`<ul class="cards">${cards.map((card, i) => html`<${CardItem} key=${i} card=${card} known=${known} onCard=${onCard} />`)}</ul>`}
		${order && html`<${Order} order=${order} />`}
		${answers && html`<${Answers} answers=${answers} />`}
		${offer && html`<${Offer} offer=${offer} />`}
		${choice && html`<p class="bubble-mark"><${Icon} name="check" />${t("part.chosen")}</p>`}
		${missing && html`<${Missing} details=${details} />`}
	`;
}

/** @param {{href: string, testid?: string, children?: any}} props */
function Out({ href, testid, children }) {
	return html`<a href=${href} target="_blank" rel="noopener noreferrer" data-testid=${testid}>${children}</a>`;
}

/** @param {{place: NonNullable<Details["place"]>}} props */
function Place({ place }) {
	const { latitude, longitude, name, address, url, map_url: map } = place;
	const at = latitude && longitude ? `${latitude}, ${longitude}` : "";
	return html`<div class="part part-place" data-testid="part-place">
		<span class="part-icon"><${Icon} name="location" /></span>
		<div class="part-main">
			<p class="part-title" dir="auto">${name || address || t("part.location")}</p>
			${name && address && html`<p dir="auto">${address}</p>`}
			${at && html`<p class="part-quiet">${at}</p>`}
			<p class="part-links">
				${map && html`<${Out} href=${map} testid="part-map">${t("part.map")}<//>`}
				${url && html`<${Out} href=${url}>${t("part.page")}<//>`}
			</p>
		</div>
	</div>`;
}

/** @param {{card: Card, known: string, onCard: (card: Card) => void}} props */
function CardItem({ card, known, onCard }) {
	const name = card.name || card.company || t("part.cardNameless");
	const work = [card.title, card.name ? card.company : ""].filter(Boolean).join(" · ");
	const news = [...(card.phones ?? []).filter((phone) => !known || (phone.wa_id || digitsOf(phone.number)) !== known), ...(card.emails ?? [])];
	return html`<li class="part part-card" data-testid="part-card">
		<span class="part-icon"><${Icon} name="person" /></span>
		<div class="part-main">
			<p class="part-title" dir="auto">${name}</p>
			${work && html`<p class="part-quiet" dir="auto">${work}</p>`}
			${card.own && html`<p class="part-quiet">${t("part.cardOwn")}</p>`}
			${(card.phones ?? []).map((phone, i) => {
				const call = phoneLink(phone.number ?? "");
				return html`<p key=${`phone-${i}`}>
					${call ? html`<a href=${call} dir="ltr">${phone.number}</a>` : html`<span dir="ltr">${phone.number}</span>`}
					${phone.wa_id && html`<span class="part-wa" role="img" aria-label=${t("part.onWhatsApp")} title=${t("part.onWhatsApp")}><${Icon} name="whatsapp" /></span>`}
					${phone.label && html` <span class="part-quiet">${phone.label.toLowerCase()}</span>`}
				</p>`;
			})}
			${(card.emails ?? []).map((email, i) => html`<p key=${`mail-${i}`}><a href=${`mailto:${encodeURIComponent(email)}`}>${email}</a></p>`)}
			${news.length > 0 && html`<button type="button" class="button button-small" data-testid="card-add" aria-label=${t("part.cardAddNamed", { name })} onClick=${() => onCard(card)}>${t("part.cardAdd")}</button>`}
		</div>
	</li>`;
}

/** @param {string} [number] */
const digitsOf = (number = "") => number.replace(/\D/g, "");

/** @param {{order: NonNullable<Details["order"]>}} props */
function Order({ order }) {
	const { items, more = 0, totals = [], catalog } = order;
	if (items.length === 0) return html`<p class="bubble-mark"><${Icon} name="cart" />${t("part.orderEmpty")}</p>`;
	return html`<div class="part-table" data-testid="part-order">
		<table>
			<caption><${Icon} name="cart" />${t("part.order", { count: items.length + more })}</caption>
			<thead>
				<tr>
					<th scope="col">${t("part.product")}</th>
					<th scope="col" class="number">${t("part.quantity")}</th>
					<th scope="col" class="number">${t("part.price")}</th>
					<th scope="col" class="number">${t("part.sum")}</th>
				</tr>
			</thead>
			<tbody>
				${items.map(
					(item, i) => html`<tr key=${i}>
						<th scope="row" dir="auto">${item.product || t("part.productNameless")}</th>
						<td class="number">${item.quantity ?? ""}</td>
						<td class="number">${amountText(item.price, item.currency)}</td>
						<td class="number">${amountText(item.total, item.currency)}</td>
					</tr>`,
				)}
			</tbody>
			${(more > 0 || totals.length > 0) &&
			html`<tfoot>
				${more > 0 && html`<tr><td colspan="4">${t("part.orderMore", { count: more })}</td></tr>`}
				${totals.map(
					(total) => html`<tr key=${total.currency}>
						<th scope="row" colspan="3">${t("part.total")}</th>
						<td class="number" data-testid="part-total">${amountText(total.value, total.currency)}</td>
					</tr>`,
				)}
			</tfoot>`}
		</table>
		${catalog && html`<p class="part-quiet">${t("part.catalog", { id: catalog })}</p>`}
	</div>`;
}

/** @param {{answers: NonNullable<Details["answers"]>}} props */
function Answers({ answers }) {
	return html`<div class="part-table" data-testid="part-answers">
		<table>
			<caption><${Icon} name="note" />${t("part.form")}</caption>
			<tbody>
				${answers.map(
					(answer, i) => html`<tr key=${i}>
						<th scope="row" dir="auto" title=${answer.name}>${fieldWords(answer.name)}</th>
						<td dir="auto">${answer.value}</td>
					</tr>`,
				)}
			</tbody>
		</table>
		${answers.length === 0 && html`<p class="part-quiet">${t("part.formEmpty")}</p>`}
	</div>`;
}

/** @param {{offer: NonNullable<Details["offer"]>}} props */
function Offer({ offer }) {
	const { header, text, footer, buttons = [], open, sections = [], link } = offer;
	return html`<div class="part-offer" data-testid="part-offer">
		${header && html`<p class="part-title" dir="auto">${header}</p>`}
		${text && html`<div class="bubble-text" dir="auto">${text}</div>`}
		${footer && html`<p class="part-quiet" dir="auto">${footer}</p>`}
		${buttons.length > 0 && html`<ul class="part-buttons" aria-label=${t("part.buttons")}>${buttons.map((button, i) => html`<li key=${i} dir="auto">${button}</li>`)}</ul>`}
		${link && html`<p class="part-buttons"><span>${link.url ? html`<${Out} href=${link.url}>${link.text || link.url}<//>` : link.text}</span></p>`}
		${sections.length > 0 &&
		html`<details class="part-list">
			<summary>${open || t("part.list")}</summary>
			${sections.map(
				(section, i) => html`<div key=${i}>
					${section.title && html`<p class="part-quiet" dir="auto">${section.title}</p>`}
					<ul>
						${(section.rows ?? []).map((row, j) => html`<li key=${j} dir="auto">${row.title}${row.description && html`<span class="part-quiet"> ${row.description}</span>`}</li>`)}
					</ul>
				</div>`,
			)}
		</details>`}
	</div>`;
}

/** @param {{ad: NonNullable<Details["ad"]>}} props */
function Ad({ ad }) {
	const words = t(ad.source === "post" ? "part.fromPost" : "part.fromAd");
	return html`<div class="part part-ad" data-testid="part-ad">
		<span class="part-icon"><${Icon} name="megaphone" /></span>
		<div class="part-main">
			<p class="part-quiet">${words}</p>
			${ad.headline && html`<p class="part-title" dir="auto">${ad.headline}</p>`}
			${ad.text && html`<p dir="auto">${ad.text}</p>`}
			${ad.url && html`<p class="part-links"><${Out} href=${ad.url}>${t("part.adOpen")}<//></p>`}
			${ad.id && html`<p class="part-quiet">${t("part.adID", { id: ad.id })}</p>`}
		</div>
	</div>`;
}

/** Kinds for which there are words of their own, which say more than the body does. */
const KINDS = ["poll_creation", "poll_update", "gif", "group_invite", "pin", "keep_in_chat", "list", "product"];

/** Which words say why there is nothing to show of a message. @param {Details} details */
function whyMissing({ missing }) {
	const { unknown, kind = "", code = 0 } = missing ?? {};
	if (unknown) return "unknown";
	if (code === 131060) return "elsewhere";
	return code === 131052 ? "large" : KINDS.includes(kind) ? kind : "any";
}

/** @param {{details: Details}} props */
function Missing({ details }) {
	const words = t(/** @type {any} */ (`missing.${whyMissing(details)}`));
	return html`<p class="bubble-mark part-missing" data-testid="part-missing"><${Icon} name="info" />${words}</p>`;
}
