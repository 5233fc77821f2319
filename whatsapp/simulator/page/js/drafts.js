// @ts-check

/** What was begun to be written, by customer: it survives another chat and a reload. */
export const drafts = {
  /** @param {string} key */
  read: (key) => sessionStorage.getItem("draft " + key) || "",
  /**
   * @param {string} key
   * @param {string} text
   */
  write: (key, text) => (text ? sessionStorage.setItem("draft " + key, text) : sessionStorage.removeItem("draft " + key)),
};
