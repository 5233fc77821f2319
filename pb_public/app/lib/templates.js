// @ts-check
// WhatsApp templates: what a person has to fill in, from Meta's components, and what becomes of it.

import { fold, searchWords } from "/app/lib/fold.js";

/**
 * @typedef {object} Slot one thing to fill in
 * @property {string} key where its value is kept: "body.1", "header.text.1", "header.link", "button.0", "offer.end"; of a card "card.0.body.1"
 * @property {"header" | "body" | "button" | "offer"} part
 * @property {number} card whose; -1 for what is not in a card
 * @property {string} name of the variable in the text: "1", "first_name"; else ""
 * @property {string} text in which the variable is
 * @property {string} example
 * @property {string} label what a button says
 * @property {"text" | "link" | "filename" | "latitude" | "longitude" | "name" | "address" | "product_retailer_id" | "catalog_id" | "url" | "code" | "time"} kind
 * @property {boolean} optional
 *
 * @typedef {object} Part a template, or a card of one
 * @property {string} prefix of the keys of its slots: "", "card.0."
 * @property {number} card
 * @property {"" | "text" | "image" | "video" | "document" | "location" | "product"} header
 * @property {string} headerText
 * @property {string} body
 * @property {string} footer
 * @property {{type: string, text: string, url: string, phone: string}[]} buttons
 * @property {Slot[]} slots
 * @property {string} unsupported a component that can't be filled in here
 *
 * @typedef {Part & {named: boolean, code: boolean, cards: Part[], offer: {text: string, expires: boolean} | null}} Form slots: of the cards, too
 */

const VARIABLE = /\{\{\s*(\w+)\s*\}\}/g;
/** Components and buttons that need more than a line of text. */
const BEYOND = ["MPM", "PRODUCT_LIST", "ORDER_DETAILS"];
const MEDIA = ["image", "video", "document"];
/** What a text may have when it is filled, as whatsapp/template_fields.go has it. */
const LONGEST = { long: 1024, longAlone: 32_768, longOffer: 600, longCode: 15, longCard: 160 };

/** The variables of a text, each once, in order. @param {string} text */
export function variables(text) {
	return [...new Set([...text.matchAll(VARIABLE)].map(([, name]) => name))];
}

/**
 * @param {Template} template
 * @returns {Form}
 */
export function templateForm(template) {
	const components = Array.isArray(template.components) ? template.components : [];
	/** @type {any[]} */
	const cards = componentOf(components, "CAROUSEL")?.cards ?? [];
	const offer = componentOf(components, "LIMITED_TIME_OFFER")?.limited_time_offer;
	/** @type {Form} */
	const form = {
		...readPart(components, -1, isCode(template)),
		named: String(template.parameter_format).toUpperCase() === "NAMED",
		code: isCode(template),
		cards: cards.map((card, i) => readPart(card?.components ?? [], i, false)),
		offer: offer ? { text: String(offer.text ?? ""), expires: offer.has_expiration === true } : null,
	};
	if (form.offer?.expires) form.slots.push({ ...EMPTY, key: "offer.end", part: "offer", kind: "time" });
	for (const card of form.cards) {
		form.slots.push(...card.slots);
		form.unsupported ||= card.unsupported;
	}
	if (componentOf(components, "CAROUSEL") && cards.length === 0) form.unsupported ||= "CAROUSEL";
	return form;
}

/** @param {any[]} components @param {string} type */
const componentOf = (components, type) => components.find((one) => String(one?.type).toUpperCase() === type);

/** @type {Omit<Slot, "key" | "part" | "kind">} */
const EMPTY = { card: -1, name: "", text: "", example: "", label: "", optional: false };

/**
 * @param {any[]} components
 * @param {number} card
 * @param {boolean} code
 * @returns {Part}
 */
function readPart(components, card, code) {
	const [head, body, foot, actions] = ["HEADER", "BODY", "FOOTER", "BUTTONS"].map((type) => componentOf(components, type));
	const header = /** @type {Part["header"]} */ (String(head?.format ?? "").toLowerCase());
	/** @type {Part} */
	const part = {
		prefix: card < 0 ? "" : `card.${card}.`,
		card,
		header,
		headerText: header === "text" ? String(head?.text ?? "") : "",
		body: String(body?.text ?? ""),
		footer: String(foot?.text ?? ""),
		buttons: (actions?.buttons ?? []).map((/** @type {any} */ one) => ({
			type: String(one?.type ?? "").toUpperCase(),
			text: String(one?.text ?? ""),
			url: String(one?.url ?? ""),
			phone: String(one?.phone_number ?? ""),
		})),
		slots: [],
		unsupported: components.map((one) => String(one?.type).toUpperCase()).find((type) => BEYOND.includes(type)) ?? "",
	};
	part.unsupported ||= part.buttons.find((one) => BEYOND.includes(one.type))?.type ?? "";
	if (head?.format && !["text", "location", "product", ...MEDIA].includes(header)) part.unsupported ||= String(head.format);
	// The button of a code repeats the code of the text: nobody types it twice.
	part.slots = [...headerSlots(part, head), ...textSlots(part, "body", part.body, body), ...(code ? [] : buttonSlots(part, actions))];
	return part;
}

/** @param {Part} of @param {any} head @returns {Slot[]} */
function headerSlots(of, head) {
	if (of.header === "text") return textSlots(of, "header", of.headerText, head);
	/** @param {Slot["kind"]} kind @param {boolean} [optional] @returns {Slot} */
	const slot = (kind, optional = false) => ({ ...EMPTY, key: `${of.prefix}header.${kind}`, part: "header", card: of.card, kind, optional });
	if (of.header === "document") return [slot("link"), slot("filename", true)];
	if (MEDIA.includes(of.header)) return [slot("link")];
	if (of.header === "location") return [slot("latitude"), slot("longitude"), slot("name"), slot("address")];
	if (of.header === "product") return [slot("product_retailer_id"), slot("catalog_id")];
	return [];
}

/** @param {Part} of @param {"header" | "body"} part @param {string} text @param {any} component @returns {Slot[]} */
function textSlots(of, part, text, component) {
	const example = component?.example ?? {};
	const named = example[`${part}_text_named_params`] ?? [];
	// note: Meta gives the body's examples as a list of lists, the header's as a list.
	const positional = part === "body" ? (example.body_text?.[0] ?? []) : (example.header_text ?? []);
	return variables(text).map((name, i) => ({
		...EMPTY,
		key: `${of.prefix}${part === "body" ? "body" : "header.text"}.${name}`,
		part,
		card: of.card,
		name,
		text,
		example: String(named.find((/** @type {any} */ one) => one?.param_name === name)?.example ?? positional[Number(name) > 0 ? Number(name) - 1 : i] ?? ""),
		kind: "text",
	}));
}

/** @param {Part} of @param {any} actions @returns {Slot[]} */
function buttonSlots(of, actions) {
	return of.buttons.flatMap((button, i) => {
		const kind = button.type === "COPY_CODE" ? "code" : button.type === "URL" && variables(button.url).length > 0 ? "url" : null;
		if (!kind) return [];
		const example = actions?.buttons?.[i]?.example;
		return [
			/** @type {Slot} */ ({
				...EMPTY,
				key: `${of.prefix}button.${i}`,
				part: "button",
				card: of.card,
				example: linkEnd(String((Array.isArray(example) ? example[0] : example) ?? ""), button.url),
				label: button.text,
				kind,
			}),
		];
	});
}

/** What an example fills in: Meta gives the whole link. @param {string} example @param {string} url with its variable */
function linkEnd(example, url) {
	const start = url.split("{{")[0];
	return start && example.startsWith(start) ? example.slice(start.length) : example;
}

/** Whether it is a template that carries a code to sign in with. @param {Template} template */
const isCode = (template) => String(template.category).toUpperCase() === "AUTHENTICATION";

/**
 * @param {Template} template
 * @param {Form} form
 * @param {Record<string, string>} values filled in, as they will be read
 */
export function templateRequest(template, form, values) {
	/** @type {Record<string, any>} */
	const request = { name: template.name, language: template.language, ...partRequest(form, form.named, isCode(template), values) };
	if (form.offer?.expires) request.limited_time_offer = { expiration_time_ms: new Date(values["offer.end"] ?? "").getTime() };
	if (form.cards.some((card) => card.slots.length > 0)) request.cards = form.cards.map((card) => partRequest(card, form.named, false, values));
	return request;
}

/**
 * @param {Part} part
 * @param {boolean} named
 * @param {boolean} code
 * @param {Record<string, string>} values
 */
function partRequest(part, named, code, values) {
	/** @param {string} key */
	const value = (key) => oneLine(values[part.prefix + key] ?? "");
	/** @param {string} prefix @param {string} text */
	const parameters = (prefix, text) => {
		const names = variables(text);
		if (named) return Object.fromEntries(names.map((name) => [name, value(`${prefix}.${name}`)]));
		// The text may name {{2}} before {{1}}; the values go in the order of the numbers.
		return names.toSorted((a, b) => Number(a) - Number(b)).map((name) => value(`${prefix}.${name}`));
	};
	/** @type {Record<string, any>} */
	const request = {};
	if (variables(part.body).length > 0) request.parameters = parameters("body", part.body);
	const header = headerRequest(part, value, parameters);
	if (header) request.header = header;
	/** @type {{index: number, type: string, value: string}[]} */
	const buttons = [];
	part.buttons.forEach((button, index) => {
		const type = button.type === "COPY_CODE" ? "copy_code" : "url";
		if (`${part.prefix}button.${index}` in values) buttons.push({ index, type, value: value(`button.${index}`) });
		else if (code && index === 0) buttons.push({ index, type: "url", value: value(`body.${variables(part.body)[0]}`) });
	});
	if (buttons.length > 0) request.buttons = buttons;
	return request;
}

/**
 * @param {Part} part
 * @param {(key: string) => string} value
 * @param {(prefix: string, text: string) => any} parameters
 */
function headerRequest(part, value, parameters) {
	if (part.header === "text") return variables(part.headerText).length > 0 ? { text: parameters("header.text", part.headerText) } : null;
	if (part.header === "location") {
		const [latitude, longitude] = [Number(value("header.latitude")), Number(value("header.longitude"))];
		return { latitude, longitude, name: value("header.name"), address: value("header.address") };
	}
	if (part.header === "product") return { product_retailer_id: value("header.product_retailer_id"), catalog_id: value("header.catalog_id") };
	if (!MEDIA.includes(part.header)) return null;
	const given = value("header.link");
	/** @type {Record<string, string>} */
	const media = /^https?:/i.test(given) ? { link: given } : { media_id: given };
	if (value("header.filename")) media.filename = value("header.filename");
	return media;
}

/** A parameter holds no line breaks, tabs or long gaps: Meta refuses them. @param {string} text */
const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/**
 * What has to be put right, by slot.
 *
 * @param {Form} form
 * @param {Record<string, string>} values
 * @param {Date} now
 * @returns {Record<string, "missing" | "link" | "number" | "time" | keyof typeof LONGEST>}
 */
export function checkTemplate(form, values, now) {
	/** @type {ReturnType<typeof checkTemplate>} */
	const wrong = {};
	for (const slot of form.slots) {
		const text = oneLine(values[slot.key] ?? "");
		if (!text && !slot.optional) wrong[slot.key] = "missing";
		else if (slot.kind === "link" && !/^(https?:\/\/\S+|\d+)$/i.test(text)) wrong[slot.key] = "link";
		else if ((slot.kind === "latitude" || slot.kind === "longitude") && !isDegree(text, slot.kind === "latitude" ? 90 : 180)) wrong[slot.key] = "number";
		else if (slot.kind === "time" && !(new Date(text) > now)) wrong[slot.key] = "time";
	}
	for (const part of [form, ...form.cards]) {
		const longest = part.slots.filter((slot) => slot.part === "body" && slot.card === part.card).sort((a, b) => (values[b.key] ?? "").length - (values[a.key] ?? "").length)[0];
		if (!longest) continue;
		const limit = limitOf(form, part);
		const text = limit === "longCode" ? (values[longest.key] ?? "") : fillTemplate(part.body, `${part.prefix}body`, values);
		if ([...text].length > LONGEST[limit]) wrong[longest.key] ??= limit;
	}
	return wrong;
}

/** @param {Form} form @param {Part} part @returns {keyof typeof LONGEST} */
function limitOf(form, part) {
	if (part.card >= 0) return "longCard";
	if (form.code) return "longCode";
	if (form.offer) return "longOffer";
	return form.header || form.footer || form.buttons.length > 0 || form.cards.length > 0 ? "long" : "longAlone";
}

/** @param {string} text @param {number} max */
const isDegree = (text, max) => text !== "" && Math.abs(Number(text)) <= max;

/**
 * A text with its variables filled. What is still empty stays as it stands in the template.
 *
 * @param {string} text
 * @param {string} prefix
 * @param {Record<string, string>} values
 */
export function fillTemplate(text, prefix, values) {
	return text.replace(VARIABLE, (whole, name) => oneLine(values[`${prefix}.${name}`] ?? "") || whole);
}

/**
 * A template in one line, with Meta's examples where something is to be filled in.
 *
 * @param {Form} form
 */
export function templateLine(form) {
	const examples = Object.fromEntries(form.slots.map((slot) => [slot.key, slot.example || "…"]));
	return [fillTemplate(form.headerText, "header.text", examples), fillTemplate(form.body, "body", examples)].filter(Boolean).join(" – ");
}

/**
 * What the customer will see.
 *
 * @param {Form} form
 * @param {Record<string, string>} values
 */
export function templatePreview(form, values) {
	return {
		...partPreview(form, values),
		offer: form.offer ? { text: form.offer.text, until: form.offer.expires ? (values["offer.end"] ?? "") : "" } : null,
		cards: form.cards.map((card) => partPreview(card, values)),
	};
}

/** @param {Part} part @param {Record<string, string>} values */
function partPreview(part, values) {
	/** @param {string} key */
	const value = (key) => oneLine(values[part.prefix + key] ?? "");
	return {
		media: MEDIA.includes(part.header) || part.header === "location" || part.header === "product" ? part.header : "",
		caption: value("header.name") || value("header.filename") || value("header.link") || value("header.product_retailer_id"),
		header: fillTemplate(part.headerText, `${part.prefix}header.text`, values),
		body: fillTemplate(part.body, `${part.prefix}body`, values),
		footer: part.footer,
		buttons: part.buttons.map((one) => ({ kind: one.type.toLowerCase(), text: one.text })),
	};
}

/**
 * Why a template can't be sent now; empty when it can.
 *
 * @param {Template} template
 * @param {boolean} optedOut whether they don't want marketing
 * @returns {"" | "removed" | "paused" | "pending" | "rejected" | "disabled" | "status" | "unsupported" | "optedOut"}
 */
export function whyNot(template, optedOut) {
	const status = String(template.status).toUpperCase();
	if (template.removed_at) return "removed";
	if (status === "PAUSED") return "paused";
	if (status === "PENDING" || status === "IN_APPEAL") return "pending";
	if (status === "REJECTED") return "rejected";
	if (status === "DISABLED") return "disabled";
	if (status !== "APPROVED") return "status";
	if (templateForm(template).unsupported) return "unsupported";
	if (optedOut && String(template.category).toUpperCase() === "MARKETING") return "optedOut";
	return "";
}

/**
 * The templates that fit, in the order of the picker: what can be sent, what was used last, the
 * customer's language, then by name.
 *
 * @param {Template[]} list
 * @param {{query: string, recent: string[], language: string, optedOut: boolean, words?: (one: Template) => string}} by recent: keys, the last one first
 * @returns {Template[]}
 */
export function pickTemplates(list, { query, recent, language, optedOut, words }) {
	const wanted = searchWords(query);
	const short = (/** @type {string} */ code) => code.toLowerCase().split(/[_-]/)[0];
	const own = short(language);
	/** @param {Template} one */
	const order = (one) => {
		const used = recent.indexOf(templateKey(one));
		return [whyNot(one, optedOut) ? 1 : 0, used < 0 ? recent.length : used, own && short(one.language) === own ? 0 : 1];
	};
	return list
		.filter((one) => {
			const form = templateForm(one);
			const text = fold([one.name, one.name.replaceAll("_", " "), one.language, one.category, form.headerText, form.body, form.footer, words?.(one) ?? ""].join(" "));
			return wanted.every((word) => text.includes(word));
		})
		.map((one) => ({ one, rank: order(one) }))
		.sort((a, b) => {
			for (let i = 0; i < a.rank.length; i++) if (a.rank[i] !== b.rank[i]) return a.rank[i] - b.rank[i];
			return templateKey(a.one) < templateKey(b.one) ? -1 : 1;
		})
		.map(({ one }) => one);
}

/** A template is one language of a name. @param {{name: string, language: string}} template */
export const templateKey = (template) => `${template.name}/${template.language}`;

/**
 * What to begin with: what was used the last time, else a guess by the name of the variable and the
 * words before it. Placeholders, so that they are filled for whoever it goes to.
 *
 * @param {Form} form
 * @param {Record<string, string>} before
 * @returns {Record<string, string>}
 */
export function startValues(form, before) {
	return Object.fromEntries(form.slots.map((slot) => [slot.key, before[slot.key] ?? guess(slot)]));
}

const GREETING = /(^|[\s,.!¡¿*_])(hi|hello|hey|dear|good (morning|day|evening)|hallo|guten (tag|morgen)|liebe[rs]?|bonjour|salut|hola|ol[aá]|ciao|buongiorno|γεια|merhaba|привет|здравствуйте|namaste|halo)[\s,*_]*$/iu;

/** @param {Slot} slot */
function guess(slot) {
	if (slot.kind !== "text") return "";
	const name = slot.name.toLowerCase();
	if (/^\d+$/.test(name)) {
		const before = slot.text.split(new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`))[0];
		return GREETING.test(before) ? "{first_name}" : "";
	}
	if (/^(first_?name|given_?name|vorname|nombre|prenom)$/.test(name)) return "{first_name}";
	if (/^(full_?name|customer(_?name)?|client(_?name)?|name|customer_full_name)$/.test(name)) return "{name}";
	if (/(company|firma|business_name|organi[sz]ation)/.test(name)) return "{company}";
	if (/e_?mail/.test(name)) return "{email}";
	if (/^(agent|me|sender|staff|seller|agent_name|sender_name|from)$/.test(name)) return "{me}";
	return "";
}
