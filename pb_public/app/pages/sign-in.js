// @ts-check
import { html, useLayoutEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";
import { Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";
import { title } from "/app/router.js";
import { reason, signIn } from "/app/state/session.js";

/** What the server's codes mean to whoever has the right password and still may not sign in. @type {Record<string, any>} */
const REFUSED = { crm_superuser: "login.superuser", crm_inactive: "login.inactive", crm_unverified: "login.unverified" };

/** @param {Problem} what */
const codeOf = (what) => what.data.identity?.code ?? "";

/** @param {Problem} what */
function wordsFor(what) {
	const seconds = what.data.identity?.params?.seconds;
	if (what.status === 429) return seconds ? t("login.wait", { count: seconds }) : t("login.tooMany");
	if (what.status === 403) return t(REFUSED[codeOf(what)] ?? "login.refused");
	if (what.status === 400) return t("login.wrong");
	return what.message;
}

export default function SignInPage() {
	const [email, setEmail] = useState("");
	const [password, setPassword] = useState("");
	const [shown, setShown] = useState(false);
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [refusal, setRefusal] = useState(/** @type {Problem | null} */ (null));
	const [busy, setBusy] = useState(false);
	const box = useRef(/** @type {HTMLInputElement | null} */ (null));
	const first = useRef(/** @type {HTMLInputElement | null} */ (null));
	title.value = t("login.title");
	// After the heading, which the shell focuses: here there is only one thing to do.
	useLayoutEffect(() => first.current?.focus(), []);

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		/** @type {Record<string, string>} */
		const found = {};
		if (!email.trim()) found.email = t("error.required");
		if (!password) found.password = t("error.required");
		setErrors(found);
		setRefusal(null);
		if (Object.keys(found).length > 0) return;
		setBusy(true);
		const wrong = await signIn(email.trim(), password);
		setBusy(false);
		if (!wrong) return;
		setRefusal(wrong);
		box.current?.select();
		box.current?.focus();
	};

	const why = reason.value;
	return html`<div class="login">
		<form class="login-card" novalidate onSubmit=${submit}>
			<img src="/icon.svg" alt="" width="56" height="56" />
			<h1 tabindex="-1" data-heading>${t("login.title")}</h1>
			<p class="quiet">${t("login.intro")}</p>
			${why && !refusal && html`<p class="login-why" role="status">${t(why === "signedOut" ? "login.signedOut" : "login.expired")}</p>`}
			<${Field}
				label=${t("login.email")}
				error=${errors.email}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					ref=${first}
					class="input"
					type="email"
					inputmode="email"
					autocomplete="username"
					autocapitalize="none"
					data-testid="login-email"
					value=${email}
					onInput=${(/** @type {any} */ e) => setEmail(e.currentTarget.value)}
				/>`}
			/>
			<${Field}
				label=${t("login.password")}
				error=${errors.password}
				control=${(/** @type {any} */ tie) => html`<span class="input-with-button">
					<input
						...${tie}
						ref=${box}
						class="input"
						type=${shown ? "text" : "password"}
						autocomplete="current-password"
						data-testid="login-password"
						value=${password}
						onInput=${(/** @type {any} */ e) => setPassword(e.currentTarget.value)}
					/>
					<button
						type="button"
						class="icon-button"
						aria-pressed=${shown ? "true" : "false"}
						aria-label=${shown ? t("login.hide") : t("login.show")}
						onClick=${() => setShown(!shown)}
					>
						<${Icon} name="eye" />
					</button>
				</span>`}
			/>
			${refusal &&
			html`<p class="form-error" role="alert" data-testid="login-error">
				<${Icon} name="alert" />
				<span>${wordsFor(refusal)} ${codeOf(refusal) === "crm_superuser" && html`<a href="/_/">${t("login.dashboard")}</a>`}</span>
			</p>`}
			<button type="submit" class="button button-primary button-block" data-testid="login-submit" disabled=${busy}>
				${busy ? t("login.busy") : t("login.submit")}
			</button>
		</form>
	</div>`;
}
