// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { customerPath } from "/app/lib/routes.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { ContactList } from "/app/components/contact-list.js";
import { Icon } from "/app/components/icon.js";

/**
 * Who is on the other side.
 *
 * @param {object} props
 * @param {string} props.customerID
 * @param {string} props.name
 * @param {boolean} props.unknown
 * @param {string} props.profile
 * @param {string} props.hidden that WhatsApp hides the number, in words
 * @param {Customer | null | undefined} props.customer
 * @param {Customer | null | undefined} props.owner of an unknown number, by now
 * @param {Contact[]} props.contacts
 * @param {Conversation | undefined} props.conversation
 * @param {() => void} props.onCreate
 * @param {() => void} props.onAttach
 * @param {(blocked: boolean) => void} props.onBlock
 * @param {() => void} [props.onClose]
 */
export function WhoPanel(props) {
	const { customerID, name, unknown, profile, hidden, customer, owner, contacts, conversation, onCreate, onAttach, onBlock, onClose } = props;
	const blocked = conversation?.state === "blocked";
	return html`<aside class="who" aria-label=${t("who.title")}>
		${onClose &&
		html`<header class="who-bar">
			<h1 tabindex="-1" data-heading>${t("who.title")}</h1>
			<button type="button" class="icon-button" aria-label=${t("common.close")} onClick=${onClose}><${Icon} name="close" /></button>
		</header>`}
		<div class="who-head">
			<${Avatar} name=${name} id=${customerID} unknown=${unknown} />
			<h2 class="who-name"><bdi>${name}</bdi></h2>
			${customer?.company && html`<p class="who-company">${customer.company}</p>`}
			${hidden && html`<p class="who-company">${hidden}</p>`}
			${profile && html`<p class="who-company">${t("who.profile", { name: profile })}</p>`}
		</div>
		${unknown ? html`<${Unknown} ...${{ owner, onCreate, onAttach }} />` : html`<a class="button button-block" href=${customerPath(customerID)}>${t("thread.openCustomer")}</a>`}
		<${Window} conversation=${conversation} />
		${!unknown &&
		html`<section class="who-section">
			<h3>${t("contacts.title")}</h3>
			<${ContactList} contacts=${contacts} />
		</section>`}
		${customer?.notes &&
		html`<section class="who-section">
			<h3>${t("customer.notes")}</h3>
			<p class="prewrap" dir="auto">${customer.notes}</p>
		</section>`}
		${conversation &&
		html`<section class="who-section">
			<button type="button" class="button button-quiet who-block" data-testid=${blocked ? "who-unblock" : "who-block"} onClick=${() => onBlock(!blocked)}>
				<${Icon} name="block" />${t(blocked ? "block.unblock" : "block.block")}
			</button>
			<p class="quiet">${t(blocked ? "block.banner" : "block.help")}</p>
		</section>`}
	</aside>`;
}

/** @param {{owner: Customer | null | undefined, onCreate: () => void, onAttach: () => void}} props */
function Unknown({ owner, onCreate, onAttach }) {
	return html`<div class="who-unknown">
		<p>${owner ? t("who.ownedBy", { name: owner.name }) : t("who.unknown")}</p>
		${owner && html`<a class="button button-block" href=${customerPath(owner.id)}>${t("thread.openCustomer")}</a>`}
		<button type="button" class="button button-block" data-testid="who-create" onClick=${onCreate}>
			${t("who.create")}
		</button>
		<button type="button" class="button button-block" data-testid="who-attach" onClick=${onAttach}>${t("who.attach")}</button>
	</div>`;
}

/** Until when free text reaches them. @param {{conversation: Conversation | undefined}} props */
function Window({ conversation }) {
	const until = parseDate(conversation?.window_expires_at);
	if (!until) return null;
	const open = until.getTime() > Date.now();
	return html`<p class="who-window">
		<${Icon} name="whatsapp" />
		<span>${open ? t("who.window", { time: fullTime(until) }) : t("who.windowClosed")}</span>
	</p>`;
}

