// @ts-check
// Settings: what a person sets for themselves (name, password, theme, notifications, keys), and what
// is the same for all.

import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { own } from "/app/lib/own.js";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";
import { Choice, Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { useModule } from "/app/components/lazy.js";
import { Switch } from "/app/components/switch.js";
import { route, title } from "/app/router.js";
import { changePassword, saveName } from "/app/state/account.js";
import { able, allowNotify, beep, followPermission } from "/app/state/alerts.js";
import { command } from "/app/state/commands.js";
import { enterSends, setEnter } from "/app/state/enter.js";
import { health } from "/app/state/health.js";
import { notice } from "/app/state/notices.js";
import { notify, notifyText, setTheme, shortcuts, sound, theme } from "/app/state/preferences.js";
import { me, signOut } from "/app/state/session.js";

const MIN_PASSWORD = 12;

/** @type {Record<string, () => Promise<any>>} */
const SECTIONS = {
	"quick-replies": () => import("/app/pages/settings-quick.js").then((module) => module.QuickSettings),
	templates: () => import("/app/pages/settings-whatsapp.js").then((module) => module.TemplateSettings),
	whatsapp: () => import("/app/pages/settings-whatsapp.js").then((module) => module.WhatsAppSettings),
	notices: () => import("/app/pages/settings-notices.js").then((module) => module.NoticeSettings),
	setup: () => import("/app/pages/settings-setup.js").then((module) => module.SetupSettings),
};
/** What only admins see. */
const ADMINS = ["notices", "setup"];
const none = () => Promise.resolve(null);

export default function SettingsPage() {
	const section = route.value.id;
	const Section = useModule(own(SECTIONS, section) ?? none);
	title.value = t("settings.title");
	const unset = health.value?.setup.length ?? 0;
	const tabs = useRef(/** @type {HTMLElement | null} */ (null));
	// A small screen shows a part of the tabs.
	useEffect(() => tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" }), [section]);
	return html`<div class="page page-narrow">
		<header class="page-head"><h1 tabindex="-1" data-heading>${t("settings.title")}</h1></header>
		<nav ref=${tabs} class="tabs settings-tabs" aria-label=${t("settings.title")}>
			${["", ...Object.keys(SECTIONS)].filter((one) => !ADMINS.includes(one) || me.value?.role === "admin").map(
				(one) => html`<a key=${one} class="tab" href=${`/settings${one && `/${one}`}`} aria-current=${one === section ? "page" : undefined} data-testid=${`settings-${one || "me"}`}>
					${t(/** @type {any} */ (`settings.section.${one || "me"}`))}${one === "setup" && unset > 0 && ` (${unset})`}
				</a>`,
			)}
		</nav>
		${section ? Section && html`<${Section} />` : html`<${Mine} />`}
	</div>`;
}

/** What is this person's alone. */
function Mine() {
	return html`
		<${You} />
		<${Appearance} />
		<${Notifications} />
		<section class="card" aria-labelledby="set-keys">
			<h2 id="set-keys">${t("settings.keyboard")}</h2>
			<${Choice}
				legend=${t("settings.enter")}
				name="enter"
				value=${enterSends.value ? "send" : "break"}
				options=${["send", "break"].map((value) => ({ value, label: t(/** @type {any} */ (`settings.enter.${value}`)) }))}
				onChange=${setEnter}
			/>
			<p class="field-hint">${t("settings.enterHelp")}</p>
			<${Switch}
				label=${t("settings.shortcuts")}
				hint=${t("settings.shortcutsHelp")}
				checked=${shortcuts.value.value}
				onChange=${shortcuts.set}
			/>
			<button type="button" class="button" onClick=${() => command("help")}><${Icon} name="keyboard" />${t("settings.showShortcuts")}</button>
		</section>
		<${Password} />
		<section class="card" aria-labelledby="set-session">
			<h2 id="set-session">${t("settings.session")}</h2>
			<p class="quiet">${t("settings.sessionHelp")}</p>
			<button type="button" class="button" data-testid="sign-out" onClick=${signOut}>${t("settings.signOut")}</button>
		</section>
	`;
}

function You() {
	const person = me.value;
	const [name, setName] = useState(person?.name ?? "");
	const [error, setError] = useState("");
	const [busy, setBusy] = useState(false);
	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (!name.trim()) return setError(t("error.required"));
		setBusy(true);
		const problem = await saveName(name.trim());
		setBusy(false);
		setError(problem ? (problem.fields.name ?? problem.message) : "");
		if (!problem) notice(t("common.saved"));
	};
	return html`<section class="card" aria-labelledby="set-you">
		<h2 id="set-you">${t("settings.you")}</h2>
		<p class="quiet">
			${person?.email}${person?.role && html` · ${t(person.role === "admin" ? "settings.role.admin" : "settings.role.agent")}`}
		</p>
		<form class="form" novalidate onSubmit=${submit}>
			<${Field}
				label=${t("settings.name")}
				error=${error}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					autocomplete="name"
					maxlength="200"
					value=${name}
					onInput=${(/** @type {any} */ e) => setName(e.currentTarget.value)}
				/>`}
			/>
			<button type="submit" class="button" disabled=${busy}>${t("settings.saveName")}</button>
		</form>
	</section>`;
}

function Appearance() {
	return html`<section class="card" aria-labelledby="set-look">
		<h2 id="set-look">${t("settings.appearance")}</h2>
		<${Choice}
			legend=${t("settings.theme")}
			name="theme"
			value=${theme.value}
			options=${["system", "light", "dark"].map((value) => ({ value, label: t(/** @type {any} */ (`settings.theme.${value}`)) }))}
			onChange=${setTheme}
		/>
	</section>`;
}

/** What keeps notifications from being shown. @type {Record<import("/app/state/alerts.js").Able, import("/app/i18n/index.js").Key>} */
const NOTIFY_HINT = {
	granted: "settings.notifyHelp",
	default: "settings.notifyAsk",
	denied: "settings.notifyBlocked",
	missing: "settings.notifyMissing",
	unable: "settings.notifyUnable",
};

function Notifications() {
	useEffect(followPermission, []);
	const allowed = able.value;
	const on = notify.value.value && allowed === "granted";
	return html`<section class="card" aria-labelledby="set-notify">
		<h2 id="set-notify">${t("settings.notifications")}</h2>
		<${Switch}
			label=${t("settings.notify")}
			hint=${t(NOTIFY_HINT[allowed])}
			checked=${on}
			disabled=${allowed === "missing" || allowed === "denied"}
			testid="set-notifications"
			onChange=${(/** @type {boolean} */ wanted) => (wanted ? allowNotify() : notify.set(false))}
		/>
		<${Switch} label=${t("settings.notifyText")} checked=${notifyText.value.value} disabled=${!on} onChange=${notifyText.set} />
		<${Switch}
			label=${t("settings.sound")}
			checked=${sound.value.value}
			onChange=${(/** @type {boolean} */ wanted) => {
				sound.set(wanted);
				if (wanted) beep();
			}}
		/>
	</section>`;
}

function Password() {
	const [old, setOld] = useState("");
	const [fresh, setFresh] = useState("");
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		/** @type {Record<string, string>} */
		const found = {};
		if (!old) found.oldPassword = t("error.required");
		if ([...fresh].length < MIN_PASSWORD) found.password = t("settings.passwordShort");
		setErrors(found);
		if (Object.keys(found).length > 0) return;
		setBusy(true);
		const problem = await changePassword(old, fresh);
		setBusy(false);
		if (problem) {
			const { oldPassword, password } = problem.fields;
			return setErrors({
				oldPassword: oldPassword ? t("settings.passwordWrong") : "",
				password: password ?? "",
				general: oldPassword || password ? "" : problem.message,
			});
		}
		setOld("");
		setFresh("");
		notice(t("settings.passwordChanged"));
	};
	return html`<section class="card" aria-labelledby="set-password">
		<h2 id="set-password">${t("settings.password")}</h2>
		<form class="form" novalidate onSubmit=${submit}>
			<input type="text" autocomplete="username" value=${me.value?.email ?? ""} hidden readonly />
			<${Field}
				label=${t("settings.oldPassword")}
				error=${errors.oldPassword}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type="password"
					autocomplete="current-password"
					value=${old}
					onInput=${(/** @type {any} */ e) => setOld(e.currentTarget.value)}
				/>`}
			/>
			<${Field}
				label=${t("settings.newPassword")}
				hint=${t("settings.newPasswordHelp")}
				error=${errors.password}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type="password"
					autocomplete="new-password"
					value=${fresh}
					onInput=${(/** @type {any} */ e) => setFresh(e.currentTarget.value)}
				/>`}
			/>
			${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<button type="submit" class="button" disabled=${busy}>${t("settings.changePassword")}</button>
		</form>
	</section>`;
}
