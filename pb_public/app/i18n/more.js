// @ts-check
// Imported by what is fetched after the first view.

import { addTexts } from "/app/i18n/index.js";
import { more } from "/app/i18n/en-more.js";

addTexts(more);
