// @ts-check
import { messageWith } from "./device_file.js";
import { h } from "./dom.js";
import { contactForm, placeForm } from "./forms.js";
import { icon } from "./icons.js";
import { samplePhoto, sampleSticker } from "./sample_pictures.js";

/** @type {{label: string, message: object}[]} */
const sayings = [
  { label: "👋🏽 Hello", message: { text: "Hello 👋🏽 are you open today?" } },
  { label: "*Bold* and a link", message: { text: "Is *this one* still _available_? https://shop.example.com/bikes/city-7" } },
  { label: "Γειά σου", message: { text: "Γειά σου 👋 Έχετε τραπέζι για δύο απόψε;" } },
  { label: "مرحبا", message: { text: "مرحبا! هل لديكم توصيل إلى المنزل؟ 🚚" } },
  { label: "Many lines", message: { text: "I need:\n- 2 × oat milk\n- 1 × coffee, ground\n\nCan I collect it at 17:30?" } },
  { label: "In a group", message: { text: "Is everyone fine with Friday?", group_id: "Z3JvdXA6MTU1NTAxMDAyMDA6MTIwMDAwMDAwMDAwMDAwMDAx" } },
  { label: "Forwarded", message: { text: "Look what I found: 20 % off all helmets this week!", forwarded: true } },
  {
    label: "From an ad",
    message: {
      text: "Hi! I saw your ad. Is the offer still on?",
      referral: {
        source_url: "https://fb.example.com/ads/1234",
        source_id: "120210000000000000",
        source_type: "ad",
        headline: "Spring service: 20 % off",
        body: "Book your bike’s check-up this week.",
        media_type: "image",
        image_url: "https://fb.example.com/ads/1234.jpg",
        ctwa_clid: "AffSampleClickId0001",
        welcome_message: { text: "Hi! How can we help?" },
      },
    },
  },
];

/** What an empty chat offers to begin with. @type {{label: string, make: () => Promise<object>}[]} */
export const starters = [
  { label: "👋 Say hello", make: async () => sayings[0].message },
  { label: "📷 Send a photo", make: () => samplePhoto("The scratch is on the left side") },
  { label: "🎤 Send a voice message", make: async () => ({ type: "voice" }) },
];

/**
 * @param {import("./icons.js").IconName} sign
 * @param {string} label
 * @param {() => void} tap
 * @param {string} [id] for tests
 */
const tile = (sign, label, tap, id) => h("button", { type: "button", class: "tile", onclick: tap, "data-testid": id && "phone-attach-" + id }, h("span", { class: `tile-sign tile-${sign}` }, icon(sign)), h("span", {}, label));

/**
 * Everything beside text that a customer can send.
 *
 * @param {{close: () => void, open: (title: string, content: Node) => void}} sheet
 * @param {(message: object) => void} send
 * @param {(words: string) => void} complain
 */
export function attachMenu(sheet, send, complain) {
  /** @param {object} message */
  const now = (message) => () => {
    sheet.close();
    send(message);
  };
  /** @param {() => Promise<object>} make */
  const made = (make) => () => {
    sheet.close();
    make().then(send, (problem) => complain(problem instanceof Error ? problem.message : String(problem)));
  };
  /** @param {string} accept @param {boolean} asDocument */
  const fromDevice = (accept, asDocument) => () => {
    const input = h("input", { type: "file", accept });
    input.onchange = async () => {
      sheet.close();
      for (const file of input.files || []) {
        try {
          send(await messageWith(file, asDocument));
        } catch (problem) {
          complain(problem instanceof Error ? problem.message : String(problem));
        }
      }
    };
    input.click();
  };
  /** @param {string} title @param {(send: (message: object) => void) => Node} form */
  const ask = (title, form) => () => sheet.open(title, form((message) => now(message)()));
  /** @param {string} title @param {...Node} children */
  const group = (title, ...children) => h("section", { "aria-label": title }, h("h3", {}, title), h("div", { class: "tiles" }, ...children));

  return h(
    "div",
    { class: "attach" },
    group(
      "From this device",
      tile("image", "Photo", fromDevice("image/*", false)),
      tile("video", "Video", fromDevice("video/mp4,video/3gpp", false)),
      tile("document", "Document", fromDevice("", true)),
      tile("pin", "Location", ask("Send a location", placeForm), "location"),
      tile("person", "Contact", ask("Send a contact", contactForm), "contact"),
      tile("card", "My number", now({ type: "contacts" }), "number"),
    ),
    group(
      "Samples, nothing to pick",
      tile("image", "Photo", made(() => samplePhoto("The scratch is on the left side")), "photo"),
      tile("video", "Video", now({ type: "video" }), "video"),
      tile("mic", "Voice", now({ type: "voice" }), "voice"),
      tile("document", "PDF", now({ type: "document", filename: "Invoice 2041.pdf" }), "document"),
      tile("sticker", "Sticker", made(() => sampleSticker("🥳")), "sticker"),
      tile("cart", "Order", now({ type: "order" }), "order"),
      tile("list", "Poll", now({ type: "unsupported", unsupported: "poll_creation" }), "unsupported"),
    ),
    h(
      "section",
      { "aria-label": "Texts" },
      h("h3", {}, "Texts"),
      h("div", { class: "samples" }, ...sayings.map(({ label, message }) => h("button", { type: "button", class: "sample", dir: "auto", onclick: now(message) }, label))),
    ),
  );
}
