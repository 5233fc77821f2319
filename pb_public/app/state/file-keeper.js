// @ts-check
// Files on their way, kept in the browser's database until they are sent: a page that is closed
// or reloaded meanwhile goes on with them. Where the browser keeps nothing, they end with the page.

const DATABASE = "crm-files";
const STORE = "files";

/** @returns {Promise<IDBDatabase>} */
function open() {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open(DATABASE, 1);
		request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error);
		request.onblocked = () => reject(new Error("blocked"));
	});
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T | undefined>} undefined where the browser keeps nothing
 */
async function within(mode, work) {
	try {
		const database = await open();
		try {
			return await new Promise((resolve, reject) => {
				const transaction = database.transaction(STORE, mode);
				const request = work(transaction.objectStore(STORE));
				transaction.oncomplete = () => resolve(request.result);
				transaction.onabort = transaction.onerror = () => reject(transaction.error);
			});
		} finally {
			database.close();
		}
	} catch {
		// No database, or no room in it: the file is in memory, and the page says what became of it.
		return undefined;
	}
}

/** @param {string} key @param {Blob} file */
export const putFile = (key, file) => within("readwrite", (store) => store.put(file, key));

/** @param {string} key @returns {Promise<Blob | undefined>} */
export const getFile = (key) => within("readonly", (store) => store.get(key));

/** @param {string} key */
export const dropFile = (key) => within("readwrite", (store) => store.delete(key));

export const dropAllFiles = () => within("readwrite", (store) => store.clear());

/** Forgets what nothing on its way needs any more. @param {Set<string>} needed */
export async function dropOtherFiles(needed) {
	const keys = (await within("readonly", (store) => store.getAllKeys())) ?? [];
	for (const key of keys) if (!needed.has(String(key))) await dropFile(String(key));
}
