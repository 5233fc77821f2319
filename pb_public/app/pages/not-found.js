// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { t } from "/app/i18n/index.js";
import { Empty } from "/app/components/empty.js";
import "/app/components/icons-more.js";
import { title } from "/app/router.js";

export default function NotFoundPage() {
	title.value = t("notFound.title");
	return html`<div class="page">
		<h1 class="visually-hidden" tabindex="-1" data-heading>${t("notFound.title")}</h1>
		<${Empty} icon="search" title=${t("notFound.title")} help=${t("notFound.help")}>
			<a class="button" href="/inbox">${t("thread.toInbox")}</a>
		<//>
	</div>`;
}
