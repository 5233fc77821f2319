// @ts-check
import { h } from "./dom.js";

/** What people put on a message with one tap. */
export const quickEmoji = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

const groups = {
  Faces: "😀 😃 😄 😁 😅 😂 🤣 😊 😇 🙂 😉 😍 🥰 😘 😋 😜 🤔 🤗 😎 🤩 🥳 😏 😒 😞 😔 😟 😕 🙁 😣 😫 😩 🥺 😢 😭 😤 😠 😡 🤯 😳 🥵 😱 😨 😴 🤒 🤧 🤮 🙄 😬 🤐 🫠",
  Hands: "👍 👎 👌 ✌️ 🤞 🤙 👋 🖐️ ✋ 👏 🙌 🙏 💪 🤝 👀 🫶 ✍️ 🤷 🤦",
  Hearts: "❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💯 ✨ 🔥 🎉 ⭐ ✅ ❌ ⚠️ ❓ ❗ 💤",
  Things: "🚲 🚗 🚚 ✈️ 🏠 🏪 📦 🛒 💳 💶 📅 ⏰ 📞 📷 🔧 🔑 📍 ☕ 🍕 🍰 🍷 🥐 🌸 ☀️ 🌧️ 🐶 🐱 ⚽ 🎸 🎁",
};

/** @param {(emoji: string) => void} pick */
export function emojiBoard(pick) {
  return h(
    "div",
    { class: "emoji-board" },
    ...Object.entries(groups).map(([name, list]) =>
      h(
        "section",
        { "aria-label": name },
        h("h3", {}, name),
        h("div", { class: "emoji-grid" }, ...list.split(" ").map((emoji) => h("button", { type: "button", class: "emoji", onclick: () => pick(emoji) }, emoji))),
      ),
    ),
  );
}
