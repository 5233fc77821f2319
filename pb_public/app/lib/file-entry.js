// @ts-check
// Files out of what is dropped and pasted.

/** Whether what is being dragged is files, as far as the browser tells before they are dropped. @param {DataTransfer | null} data */
export const hasFiles = (data) => !!data && [...data.types].includes("Files");

/**
 * What was dropped, without folders: a browser gives those as files that can't be read.
 *
 * @param {DataTransfer} data
 * @returns {{files: File[], folders: number}}
 */
export function droppedFiles(data) {
	/** @type {File[]} */
	const files = [];
	let folders = 0;
	for (const item of [...data.items]) {
		if (item.kind !== "file") continue;
		const file = item.getAsFile();
		if (item.webkitGetAsEntry?.()?.isDirectory) folders++;
		else if (file) files.push(file);
	}
	return { files, folders };
}

/**
 * What was pasted. Text that has a picture of itself with it, as from a spreadsheet, is text.
 *
 * @param {DataTransfer | null} data
 * @returns {File[]}
 */
export function pastedFiles(data) {
	if (!data || [...data.types].includes("text/plain")) return [];
	return [...data.files];
}
