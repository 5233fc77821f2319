// Lets Node find what the browser finds: "/app/…" and "/vendor/…" are paths in pb_public.

import { register } from "node:module";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const root = pathToFileURL(join(import.meta.dirname, "..", "..", "pb_public")).href;
const hook = `
export function resolve(specifier, context, next) {
	const ours = specifier.startsWith("/app/") || specifier.startsWith("/vendor/");
	return next(ours ? ${JSON.stringify(root)} + specifier : specifier, context);
}
export async function load(url, context, next) {
	// Without a package.json of its own pb_public would still be a module by the one above it.
	return next(url, url.startsWith(${JSON.stringify(root)}) ? { ...context, format: "module" } : context);
}
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
