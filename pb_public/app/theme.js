// @ts-check
// A classic script in <head>, so that a chosen theme is there before the first paint, and a page
// without its libraries says so instead of staying white. Inline scripts are forbidden by the
// content security policy.
(function () {
	try {
		const theme = localStorage.getItem("crm.theme");
		if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
	} catch {
		// Storage can be switched off: then the page follows the device.
	}

	/** @param {string} id @param {boolean} shown */
	function show(id, shown) {
		const element = document.getElementById(id);
		if (element) element.hidden = !shown;
	}

	// A module that can't be loaded, or one that it imports, ends here.
	window.addEventListener(
		"error",
		(event) => {
			if (!(event.target instanceof HTMLScriptElement)) return;
			show("app", false);
			show("boot-help", true);
			fetch("/vendor/preact-htm-signals.mjs", { method: "HEAD" }).then((answer) => {
				const there = answer.ok && /javascript/.test(answer.headers.get("content-type") ?? "");
				show("boot-vendor", !there);
				show("boot-other", there);
			});
		},
		true,
	);
})();
