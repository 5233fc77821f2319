// @ts-check

/**
 * What a table has for a key that comes from elsewhere: there are things called constructor and __proto__.
 *
 * @template T
 * @param {Record<string, T>} table
 * @param {string} key
 * @returns {T | undefined}
 */
export const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
